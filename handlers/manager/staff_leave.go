package manager

import (
	"cmp"
	"errors"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/approval"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Leave is the view of manager/leave: what somebody has in hand, and who gets it, before they are disabled.
type Leave struct {
	web.Shell
	account.Colleague
	Rooms        []chat.Summary
	Callbacks    []contact.Callback
	Applications []application.Summary
	Requests     []approval.Held
	Drafts       []LeftDraft
	Authors      []string            // names of who can go on with them
	Receivers    []account.Colleague // who can get it; those at work first
	To           map[string]string   // what was chosen, by kind of work
	Errors       map[string]app.Text
	Stopped      app.Text // why it broke off, in words
}

// LeftDraft is a draft that somebody has written on and that isn't sent.
type LeftDraft struct{ Name, Link string }

// Free tells whether nothing has to be handed over.
func (v Leave) Free() bool { return len(v.Rooms)+len(v.Callbacks)+len(v.Applications) == 0 }

// operators are the receivers who serve rooms and call clients.
func (v Leave) operators() (list []account.Colleague) {
	for _, p := range v.Receivers {
		if p.Role == app.Operator {
			list = append(list, p)
		}
	}
	return list
}

// Give is the choice of who gets one kind of work.
func (v Leave) Give(kind string) Giving {
	g := Giving{Shell: v.Shell, Kind: kind, People: v.Receivers, Chosen: v.To[kind], Error: v.Errors[kind]}
	if kind != account.Applications {
		g.People = v.operators()
	}
	return g
}

// Giving is the view of manager/leave#to.
type Giving struct {
	web.Shell
	Kind, Chosen string
	People       []account.Colleague
	Error        app.Text
}

// Leave shows what has to be handed over.
func (h Handlers) Leave(c *fiber.Ctx) error { return h.leave(c, Leave{}) }

func (h Handlers) leave(c *fiber.Ctx, view Leave) (err error) {
	ctx, actor, id := c.UserContext(), guard.Actor(c), c.Params("person")
	view.Shell = web.NewShell(c, "staff.leave", "staff")
	if view.Colleague, err = h.People.Colleague(ctx, actor, id); err != nil {
		return err
	}
	if view.Rooms, err = h.Talks.Held(ctx, actor, id); err != nil {
		return err
	}
	if view.Callbacks, err = h.Contact.Held(ctx, actor, id); err != nil {
		return err
	}
	if view.Applications, err = h.Cases.Held(ctx, actor, id); err != nil {
		return err
	}
	people, _, err := h.People.Directory(ctx, actor, account.Filter{})
	for _, now := range []bool{true, false} {
		for _, p := range people {
			if p.ID != id && p.Working(view.Now) == now {
				view.Receivers = append(view.Receivers, p)
			}
		}
	}
	if err != nil {
		return err
	}
	if err := h.unfinished(c, &view); err != nil {
		return err
	}
	return web.Page(c, "manager/leave", view)
}

// unfinished adds what waits for a second person, and what is being written, as far as the leaving touches it.
func (h Handlers) unfinished(c *fiber.Ctx, view *Leave) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	var approvers []approval.Person
	for _, p := range append([]account.Colleague{view.Colleague}, view.Receivers...) {
		if p.Rights.Duties.Has(app.Approver) {
			approvers = append(approvers, approval.Person{ID: p.ID, Name: p.Name})
		}
		if p.Rights.Duties.Has(app.Author) && p.ID != view.ID {
			view.Authors = append(view.Authors, p.Name)
		}
	}
	if view.Requests, err = h.Approvals.Held(ctx, actor, view.ID, approvers); err != nil {
		return err
	}
	products, err := h.Products.DraftsOf(ctx, actor, view.ID)
	if err != nil {
		return err
	}
	for _, d := range products {
		view.Drafts = append(view.Drafts, LeftDraft{cmp.Or(d.Titles.In(view.Lang), d.Product.Slug), productAddress(d.Product.Slug, "")})
	}
	flows, err := h.Workflows.DraftsOf(ctx, actor, view.ID)
	for _, d := range flows {
		view.Drafts = append(view.Drafts, LeftDraft{d.Content.Name(view.Lang), "/manager/workflows/" + d.Workflow + "/draft"})
	}
	return err
}

// LeaveNow hands over and disables.
func (h Handlers) LeaveNow(c *fiber.Ctx) error {
	to := map[string]string{}
	for _, kind := range []string{account.Rooms, account.Callbacks, account.Applications} {
		to[kind] = c.FormValue(kind)
	}
	_, err := h.People.Leave(c.UserContext(), guard.Actor(c), c.Params("person"), to)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.leave(c, Leave{To: to, Errors: fields})
	}
	if app.KindOf(err) == app.Conflict { // they hold something again, or are the last administrator
		c.Status(fiber.StatusConflict)
		e, _ := errors.AsType[*app.Error](err)
		return h.leave(c, Leave{To: to, Stopped: e.Text})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/staff/"+c.Params("person")+"?done=left")
}
