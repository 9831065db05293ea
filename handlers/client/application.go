package client

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Applications is the view of client/applications.
type Applications struct {
	web.Shell
	List   []Case
	Cursor string
}

// Case is one application in the list.
type Case struct {
	application.Summary
	Product string
	Status  apply.Status
	Facts   []apply.Fact // the few that tell it from others
}

// Applications shows all of the client's applications: first those that wait for the client, then those that wait for the bank, then
// those that have ended.
func (h Handlers) Applications(c *fiber.Ctx) error {
	list, err := h.Cases.Mine(c.UserContext(), guard.Actor(c))
	if err != nil {
		return err
	}
	view := Applications{Shell: web.NewShell(c, "apply.mine_title", "applications")}
	if view.Cursor, err = h.cursor(c); err != nil {
		return err
	}
	for _, waits := range []string{"client", "bank", ""} {
		for _, s := range list {
			if s.State.Waits() == waits {
				view.List = append(view.List, Case{
					Summary: s, Product: s.ProductName(view.Lang), Status: apply.StatusOf(view.Shell, s.Application),
					Facts: apply.Brief(view.Shell, s.Kind, standing(s.Application)),
				})
			}
		}
	}
	return web.Page(c, "client/applications", view)
}

// standing are the figures that count now: the offer's, once there is one.
func standing(a application.Application) product.Quote {
	if a.Offer != nil {
		return a.Offer.Quote
	}
	return a.Quote
}

// Application is the view of client/application.
type Application struct {
	web.Shell
	Application application.Application
	Product     string
	Status      apply.Status
	Facts       []apply.Fact // as asked
	Groups      []apply.Group
	Edit        string // nowhere: it was sent
	Timeline    apply.Timeline
	Documents   Documents
	Offer       apply.Offer  // while it waits for the client's word
	Accepted    *apply.Offer // what is bound; nil before
	Left        string       // time until the offer ends
	Cursor      string

	Typed  string // the answer that was refused
	Errors map[string]app.Text
	Failed string // the act whose form was refused
	Gone   string // why an act came too late
}

// Reasons is the view of client/application#reasons.
type Reasons struct {
	web.Shell
	ID    string
	Act   application.Act
	List  []string
	Error string
}

// Named is a reason in words.
func (r Reasons) Named(reason string) app.Text { return application.ReasonName(r.Act, reason) }

// Application shows an application that was sent; a draft leads to the step where its client goes on.
func (h Handlers) Application(c *fiber.Ctx) error {
	return h.application(c, Application{})
}

func (h Handlers) application(c *fiber.Ctx, view Application) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	if view.Application, err = h.Cases.Application(ctx, actor, c.Params("application")); err != nil {
		return err
	}
	a := view.Application
	if a.State == application.Draft {
		return web.SeeOther(c, stepPath(a, a.Step))
	}
	h.read(c, &view)
	log, err := h.Cases.EventsOf(ctx, actor, a)
	if err != nil {
		return err
	}
	v, err := h.Cases.Version(ctx, a)
	if err != nil {
		return err
	}
	view.Groups = apply.Answers(view.Shell, v.Content.Form, a.Answers)
	view.Timeline = apply.TimelineOf(view.Shell, v.Content.Form, view.Application, log)
	folder, err := h.Documents.FolderOf(ctx, actor, a, v.Content.Papers)
	if err != nil {
		return err
	}
	view.Documents = NewDocuments(view.Shell, folder)
	if view.Cursor, err = h.cursor(c); err != nil {
		return err
	}
	return web.Page(c, "client/application", view)
}

// read fills in what the application itself says.
func (h Handlers) read(c *fiber.Ctx, view *Application) {
	a := view.Application
	view.Shell = web.NewShell(c, "apply.page_title", "applications")
	view.Product, view.Status = a.ProductName(view.Lang), apply.StatusOf(view.Shell, a)
	view.Facts = apply.Facts(view.Shell, a.Kind, a.Quote)
	switch {
	case a.Offer == nil:
	case a.Offer.AcceptedAt != nil:
		accepted := apply.OfferOf(view.Shell, a)
		view.Accepted = &accepted
	case a.State == application.Offered:
		view.Offer, view.Left = apply.OfferOf(view.Shell, a), apply.Left(view.Shell, a.Offer.Expires)
	}
}

// May tells whether the client can do act now.
func (v Application) May(act string) bool { return v.Application.May(v.Me, application.Act(act)) }

// Wants tells whether the bank has the application and still waits for papers.
func (v Application) Wants() bool {
	switch v.Application.State {
	case application.Submitted, application.InReview, application.NeedsInfo:
		return v.Documents.CanAttach && len(v.Documents.Missing()) > 0
	}
	return false
}

// Todo is the text of what comes next.
func (v Application) Todo() string {
	if v.Wants() && v.Application.State != application.NeedsInfo {
		return "apply.next_papers"
	}
	return "apply.next_" + string(v.Application.State)
}

// ends are the acts behind the states that have a reason.
var ends = map[application.State]application.Act{
	application.Withdrawn: application.Withdraw, application.Declined: application.Decline, application.Refused: application.Refuse,
}

// Reason is why it ended.
func (v Application) Reason() app.Text {
	return application.ReasonName(ends[v.Application.State], v.Application.Reason)
}

// Reasons are those that can be given for an act.
func (v Application) Reasons(act string) Reasons {
	r := Reasons{Shell: v.Shell, ID: "reason-" + act, Act: application.Act(act), List: application.WithdrawReasons}
	if act == string(application.Decline) {
		r.List = application.DeclineReasons
	}
	if text, wrong := v.Errors["reason"]; wrong && v.Failed == act {
		r.Error = v.Say(text)
	}
	return r
}

// ApplicationReceipt shows what the client has in hand: that the application was sent, and what an accepted offer binds.
func (h Handlers) ApplicationReceipt(c *fiber.Ctx) error {
	a, err := h.Cases.Application(c.UserContext(), guard.Actor(c), c.Params("application"))
	if err != nil {
		return err
	}
	if a.State == application.Draft || a.SubmittedAt == nil {
		return app.ErrNotFound
	}
	v, err := h.Cases.Version(c.UserContext(), a)
	if err != nil {
		return err
	}
	folder, err := h.Documents.FolderOf(c.UserContext(), guard.Actor(c), a, v.Content.Papers)
	if err != nil {
		return err
	}
	view := Application{Application: a}
	h.read(c, &view)
	view.Documents = NewDocuments(view.Shell, folder)
	view.Documents.At = "/client/applications/" + a.ID + "/documents"
	return web.Page(c, "client/apply_receipt", view)
}

// cursor is where a page of applications starts the client's stream: its rooms are carried too.
func (h Handlers) cursor(c *fiber.Ctx) (string, error) {
	rooms, err := h.list(c)
	return cursorOf(rooms), err
}

func stepPath(a application.Application, step string) string {
	return "/client/applications/" + a.ID + "/steps/" + step
}
