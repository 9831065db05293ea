package apply

import (
	"context"
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Work is what the bank's people do with an application: the same page for operators and managers, each with the acts that the table
// of an application's life gives them.
type Work struct {
	Cases     *application.Service
	Documents *application.Documents
	// Colleagues are those to whom the actor can give an application.
	Colleagues func(ctx context.Context, actor app.Actor) ([]application.Person, error)
	// Seen records that the actor looks at what an object holds of somebody; who can't be recorded doesn't see it.
	Seen func(ctx context.Context, actor app.Actor, action, object string) error
}

// Case is the view of apply/case: one application as the bank's people see it.
type Case struct {
	web.Shell
	Base        string // address of the applications in the reader's area
	Application application.Application
	Product     string
	Status      Status
	Facts       []Fact
	Groups      []Group
	Edit        string // nowhere: answers are the client's
	Timeline    Timeline
	Documents   Documents
	Desk        *Desk  // nil when no workflow has a say
	Offer       *Offer // the last one made; nil before
	Colleagues  []application.Person
	Draft       AskForm // of an offer
	Quote       Quote
	Text        string
	Expires     string

	Failed   string // the act whose form was refused
	Note     string // that was refused
	Reason   string // that was refused
	Chosen   string // in a vote or a move that was refused
	Amount   string // in a vote
	Errors   map[string]app.Text
	Gone     string // why an act came too late
	Revealed Answer // shown this once
}

// Quote is the view of apply/case#quote: what an offer would come to.
type Quote struct {
	web.Shell
	Facts []Fact
	Wrong string
}

// Can tells whether the reader can do act now. May is the shell's: what the menu asks.
func (v Case) Can(act string) bool { return v.Application.May(v.Me, application.Act(act)) }

// Field is the error at a field of the form of an act.
func (v Case) Field(act, field string) string {
	if text, wrong := v.Errors[field]; wrong && v.Failed == act {
		return v.Say(text)
	}
	return ""
}

// Reasons of a refusal, and each in words.
func (v Case) Reasons() []string { return application.RefuseReasons }

// Named is a reason in words.
func (v Case) Named(reason string) app.Text {
	return application.ReasonName(application.Refuse, reason)
}

// Sealed are the answers that are masked.
func (v Case) Sealed() (list []Answer) {
	for _, g := range v.Groups {
		for _, a := range g.Answers {
			if a.Sealed && a.Value != "" {
				list = append(list, a)
			}
		}
	}
	return list
}

// Case shows one application.
func (w Work) Case(c *fiber.Ctx) error { return w.show(c, Case{}) }

func (w Work) show(c *fiber.Ctx, view Case) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	if view.Application, err = w.Cases.Application(ctx, actor, c.Params("application")); err != nil {
		return err
	}
	a := view.Application
	if err := w.Seen(ctx, actor, "application.look", a.ID); err != nil {
		return err
	}
	v, err := w.Cases.Version(ctx, a)
	if err != nil {
		return err
	}
	log, err := w.Cases.EventsOf(ctx, actor, a)
	if err != nil {
		return err
	}
	s := web.NewShell(c, "apply.case_title", "applications")
	view.Shell, view.Base = s, "/"+string(actor.Role)+"/applications"
	view.Product, view.Status, view.Facts = a.ProductName(s.Lang), StatusOf(s, a), Facts(s, a.Kind, a.Quote)
	var hidden []string
	if !a.ShowsPhones(actor) {
		a, log, hidden = a.HidePhones(v.Content.Form, log)
	}
	view.Groups, view.Timeline = Answers(s, v.Content.Form, a.Answers), TimelineOf(s, v.Content.Form, a, log)
	seal(view.Groups, hidden)
	view.Desk = deskOf(s, a, v.Content.Papers)
	view.Documents = Documents{Shell: s, Base: view.Base}
	if view.Documents.Folder, err = w.Documents.FolderOf(ctx, actor, a, v.Content.Papers); err != nil {
		return err
	}
	if a.Offer != nil {
		o := OfferOf(s, a)
		view.Offer = &o
	}
	if view.Can(string(application.Assign)) {
		if view.Colleagues, err = w.Colleagues(ctx, actor); err != nil {
			return err
		}
	}
	if view.Can(string(application.Make)) {
		w.draft(c, &view, v)
	}
	return web.Page(c, "apply/case", view)
}

// seal marks answers that are masked like the sealed ones.
func seal(groups []Group, fields []string) {
	for _, g := range groups {
		for i := range g.Answers {
			g.Answers[i].Sealed = g.Answers[i].Sealed || slices.Contains(fields, g.Answers[i].Field)
		}
	}
}

// offerDays is for how many days an offer holds when nobody says anything else.
const offerDays = 5

// draft fills in the form of an offer: what was asked for, or what was refused.
func (w Work) draft(c *fiber.Ctx, view *Case, v product.Version) {
	ask := view.Application.Ask
	view.Expires = string(app.Today().Add(offerDays))
	var typed func(string) string
	if view.Failed == string(application.Make) {
		typed = func(name string) string { return c.FormValue(name) }
		ask, _ = v.ReadAsk(ask, typed)
		view.Text, view.Expires = typed("text"), typed("expires")
	}
	view.Draft = AskFormOf(view.Shell, v, ask, typed, view.Errors)
	view.Quote = quoteOf(view.Shell, v, ask)
}

func quoteOf(s web.Shell, v product.Version, ask product.Ask) Quote {
	view := Quote{Shell: s}
	quote, err := v.Quote(ask)
	if e, ok := errors.AsType[*app.Error](err); ok && len(e.Fields) > 0 {
		view.Wrong = s.Say(e.Fields[0].Text)
	}
	if err == nil {
		view.Facts = Facts(s, v.Kind, quote)
	}
	return view
}

// Reckon answers what an offer of another amount or term would come to.
func (w Work) Reckon(c *fiber.Ctx) error {
	a, err := w.Cases.Application(c.UserContext(), guard.Actor(c), c.Params("application"))
	if err != nil {
		return err
	}
	v, err := w.Cases.Offered(c.UserContext(), a.Slug)
	if err != nil {
		return err
	}
	s := web.NewShell(c, "", "applications")
	ask, wrong := v.ReadAsk(a.Ask, func(name string) string { return c.Query(name) })
	view := quoteOf(s, v, ask)
	for _, text := range wrong {
		view = Quote{Shell: s, Wrong: s.Say(text)}
	}
	return web.Page(c, "apply/case#quote", view)
}

// Take makes the application the actor's work; the loser of a race learns who has it.
func (w Work) Take(c *fiber.Ctx) error {
	_, err := w.Cases.Take(c.UserContext(), guard.Actor(c), c.Params("application"))
	return w.done(c, err, application.Take)
}

// Assign gives the application to a colleague.
func (w Work) Assign(c *fiber.Ctx) error {
	_, err := w.Cases.Assign(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("to"))
	return w.done(c, err, application.Assign)
}

// Ask asks the client for more.
func (w Work) Ask(c *fiber.Ctx) error {
	_, err := w.Cases.Ask(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("note"))
	return w.done(c, err, application.Ask)
}

// Offer makes an offer, in the language in which its maker works.
func (w Work) Offer(c *fiber.Ctx) error {
	ctx, actor, id := c.UserContext(), guard.Actor(c), c.Params("application")
	a, err := w.Cases.Application(ctx, actor, id)
	if err != nil {
		return err
	}
	v, err := w.Cases.Offered(ctx, a.Slug)
	if err != nil {
		return err
	}
	ask, wrong := v.ReadAsk(a.Ask, func(name string) string { return c.FormValue(name) })
	if wrong != nil {
		fields := make([]app.Field, 0, len(wrong))
		for name, text := range wrong {
			fields = append(fields, app.Field{Name: name, Text: text})
		}
		return w.done(c, app.FailFields(fields...), application.Make)
	}
	_, err = w.Cases.Make(ctx, actor, id, application.OfferDraft{
		Ask: ask, Expires: app.Day(c.FormValue("expires")), Text: c.FormValue("text"), Lang: web.Language(c),
	})
	return w.done(c, err, application.Make)
}

// Refuse is the bank's no.
func (w Work) Refuse(c *fiber.Ctx) error {
	_, err := w.Cases.Refuse(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("reason"), c.FormValue("note"))
	return w.done(c, err, application.Refuse)
}

// Fulfil says that the client has what they applied for.
func (w Work) Fulfil(c *fiber.Ctx) error {
	_, err := w.Cases.Fulfil(c.UserContext(), guard.Actor(c), c.Params("application"))
	return w.done(c, err, application.Fulfil)
}

// revealAct names the form that shows a sealed answer; it is no act of the application's life.
const revealAct application.Act = "reveal"

// Reveal shows a sealed answer this once, for a reason that is recorded.
func (w Work) Reveal(c *fiber.Ctx) error {
	field := c.FormValue("field")
	value, err := w.Cases.Reveal(c.UserContext(), guard.Actor(c), c.Params("application"), field, c.FormValue("reason"))
	if err != nil {
		return w.done(c, err, revealAct)
	}
	return w.show(c, Case{Revealed: Answer{Field: field, Value: value}})
}

// done leads back to the application, or shows it with what was refused, or with why it came too late.
func (w Work) done(c *fiber.Ctx, err error, act application.Act) error {
	if err == nil {
		return web.SeeOther(c, "/"+string(guard.Actor(c).Role)+"/applications/"+c.Params("application"))
	}
	refused := Case{Failed: string(act), Note: c.FormValue("note"), Reason: c.FormValue("reason"), Amount: c.FormValue("amount"), Chosen: c.FormValue("vote") + c.FormValue("to"), Errors: web.FieldErrors(err)}
	if text, ok := refusal(c, err); ok {
		refused.Gone = text
	} else if refused.Errors == nil {
		return err
	}
	c.Status(web.Status(err))
	return w.show(c, refused)
}

// Line is the view of apply/case#line: one field of the form of an act.
type Line struct {
	ID, Name, Label, Value, Error string
	Day, Short                    bool
}

// Line is a field of an act's form with what was typed into it.
func (v Case) Line(act, name, labelID string) Line {
	l := Line{ID: act + "-" + name, Name: name, Label: v.T(labelID), Error: v.Field(act, name)}
	switch {
	case name == "amount":
		l.Short, l.Value = true, v.Shell.Amount(v.Application.Ask.Amount)
		if v.Failed == act {
			l.Value = v.Amount
		}
	case name == "expires":
		l.Day, l.Value = true, v.Expires
	case name == "text":
		l.Value = v.Text
	case name == "reason":
		l.Short = true
		if v.Failed == act {
			l.Value = v.Reason
		}
	case v.Failed == act:
		l.Value = v.Note
	}
	return l
}

// Picked tells whether a choice was made in a form that was refused.
func (v Case) Picked(choice string) bool { return v.Failed != "" && v.Chosen == choice }

// CanTake tells whether taking it would change anything: the table lets who has it take it again.
func (v Case) CanTake() bool {
	return v.Can(string(application.Take)) && v.Application.Assignee.ID == ""
}
