package manager

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/approval"
	"telemark/app/contact"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Approvals serve what waits for a second person, and break-glass.
type Approvals struct {
	Service   *approval.Service
	Glass     *approval.Glass
	People    *account.Service
	Affected  application.Affected
	Workflows *workflow.Service
	Wordings  *contact.Service // what clients consent to
	Views     NamedFilters
	Quoters   []product.Quoter // of texts besides the product's own
}

// Badge has the menu show how many requests wait for the reader. What can't be counted isn't shown.
func (h Approvals) Badge(c *fiber.Ctx) error {
	actor, ctx := guard.Actor(c), c.UserContext()
	web.CountWaiting(c, func() int {
		n, _ := h.Service.Waiting(ctx, actor)
		return n
	})
	return c.Next()
}

// approvalKinds are the kinds that the inbox can be filtered by, in the order in which it shows them.
var approvalKinds = []string{product.KindVersion, product.KindRetire, product.KindArchive, contact.KindWording, workflow.Kind}

// Inbox is the view of manager/approvals, with its filters in the address.
type Inbox struct {
	web.Shell
	Filter approval.Filter
	States []approval.State
	Kinds  []string
	People []account.Person
	Lines  []InboxLine
	More   string // address of what follows; empty at the end
	Errors map[string]app.Text
	Views  Views
}

// InboxLine is one request of the inbox.
type InboxLine struct {
	web.Shell
	Request approval.Request
}

// Name is what it is about.
func (s InboxLine) Name() string { return s.Request.Title.In(s.Lang) }

// Mine tells whether the reader had a hand in it.
func (s InboxLine) Mine() bool { return s.Request.Touched(s.Me.ID) }

// Typed tells whether any filter is set.
func (v Inbox) Typed() bool {
	f := v.Filter
	f.After = ""
	return f != approval.Filter{State: approval.Waiting} && f != approval.Filter{}
}

// All tells whether requests of all states are shown.
func (v Inbox) All() bool { return v.Filter.State == "" }

// address is the inbox with its filters, from a place on.
func (v Inbox) address(after string) string { return addressOf(inboxPage, v.query(after)) }

const inboxPage = "/manager/approvals"

func (v Inbox) query(after string) url.Values {
	f := v.Filter
	q := filters(map[string]string{
		"kind": f.Kind, "author": f.Author, "from": string(f.From), "until": string(f.Until), "after": after,
	})
	switch f.State {
	case approval.Waiting:
	case "":
		q.Set("state", "all")
	default:
		q.Set("state", string(f.State))
	}
	if f.Mine {
		q.Set("author", "me")
	}
	return q
}

// inboxFilter reads the address: without a state it is what waits.
func inboxFilter(c *fiber.Ctx) (f approval.Filter, wrong map[string]app.Text) {
	f = approval.Filter{State: approval.Waiting, Kind: c.Query("kind"), Author: c.Query("author"), After: c.Query("after")}
	if f.Author == "me" {
		f.Author, f.Mine = "", true
	}
	if state := approval.State(c.Query("state")); state.Valid() || state == "all" {
		if f.State = state; state == "all" {
			f.State = ""
		}
	}
	wrong = map[string]app.Text{}
	for name, into := range map[string]*app.Day{"from": &f.From, "until": &f.Until} {
		text := c.Query(name)
		if day, ok := app.ParseDay(text); ok {
			*into = day
		} else if text != "" {
			wrong[name] = app.T("product.day_odd")
		}
	}
	return f, wrong
}

// Inbox lists requests, what waits if nothing else is asked for.
func (h Approvals) Inbox(c *fiber.Ctx) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view := Inbox{Shell: web.NewShell(c, "approval.title", "approvals"), States: approval.States, Kinds: approvalKinds}
	view.Filter, view.Errors = inboxFilter(c)
	if len(view.Errors) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	list, next, err := h.Service.Inbox(ctx, actor, view.Filter)
	if err != nil {
		return err
	}
	for _, r := range list {
		view.Lines = append(view.Lines, InboxLine{view.Shell, r})
	}
	if next != "" {
		view.More = view.address(next)
	}
	if view.Views, err = h.Views.Of(c, view.Shell, inboxPage, view.query("")); err != nil {
		return err
	}
	staff, err := h.People.Colleagues(ctx, actor)
	for _, p := range staff {
		if p.Role == app.Manager && p.ID != actor.ID {
			view.People = append(view.People, p)
		}
	}
	if err != nil {
		return err
	}
	return web.Page(c, "manager/approvals", view)
}
