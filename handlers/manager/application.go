package manager

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Applications is the view of manager/applications: the board, with its filters in the address.
type Applications struct {
	web.Shell
	Filter   application.BoardFilter
	Mine     bool
	States   []application.State
	Kinds    []product.Kind
	List     []Row
	More     string // address of what follows; empty at the end
	Filtered bool
	Address  string // of this view, for looking again
}

// Row is one application of the board.
type Row struct {
	application.Summary
	Product string
	Status  apply.Status
	Facts   []apply.Fact
}

var boardStates = []application.State{
	application.Submitted, application.InReview, application.NeedsInfo, application.Offered, application.Accepted,
	application.Declined, application.Withdrawn, application.Refused, application.Fulfilled,
}

// Applications shows what has been submitted, those that wait the longest first.
func (h Handlers) Applications(c *fiber.Ctx) error {
	actor := guard.Actor(c)
	view := Applications{
		Shell: web.NewShell(c, "apply.board_title", "applications"), States: boardStates, Kinds: product.Kinds,
		Filter: application.BoardFilter{
			State: application.State(c.Query("state")), Kind: product.Kind(c.Query("kind")), After: c.Query("after"),
		},
	}
	switch c.Query("whose") {
	case "mine":
		view.Filter.Assignee, view.Mine = actor.ID, true
	case application.Nobody:
		view.Filter.Assignee = application.Nobody
	}
	list, next, err := h.Cases.Board(c.UserContext(), actor, view.Filter)
	if err != nil {
		return err
	}
	for _, s := range list {
		view.List = append(view.List, Row{
			Summary: s, Product: s.ProductName(view.Lang), Status: apply.StatusOf(view.Shell, s.Application),
			Facts: apply.Brief(view.Shell, s.Kind, s.Quote),
		})
	}
	view.Filtered = view.Filter.State != "" || view.Filter.Kind != "" || view.Filter.Assignee != ""
	view.Address = view.address(view.Filter.After)
	if next != "" {
		view.More = view.address(next)
	}
	return web.Page(c, "manager/applications", view)
}

// address is the board with its filters, from a place on.
func (v Applications) address(after string) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("state", string(v.Filter.State))
	set("kind", string(v.Filter.Kind))
	switch {
	case v.Mine:
		set("whose", "mine")
	case v.Filter.Assignee == application.Nobody:
		set("whose", application.Nobody)
	}
	set("after", after)
	if len(q) == 0 {
		return "/manager/applications"
	}
	return "/manager/applications?" + q.Encode()
}

// Colleagues are the bank's people to whom a manager can give an application.
func Colleagues(people *account.Service) func(context.Context, app.Actor) ([]application.Person, error) {
	return func(ctx context.Context, actor app.Actor) (list []application.Person, err error) {
		staff, err := people.Colleagues(ctx, actor)
		for _, p := range staff {
			list = append(list, application.Person{ID: p.ID, Name: p.Name})
		}
		return list, err
	}
}
