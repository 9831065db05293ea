package manager

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/product"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Applications is the view of manager/applications: a table or a board, with the filters in the address.
type Applications struct {
	web.Shell
	Filter     application.BoardFilter
	Whose      string // mine, nobody, team, "team-" and the id of one, or the id of a colleague
	States     []application.State
	Stages     []workflow.Stage
	Kinds      []product.Kind
	Days       []int
	Colleagues []application.Person
	Teams      []account.Team // of which the reader sees the work, besides their own
	List       []Row
	Columns    []Lane // of the board; nil: the table is shown
	More       string // address of what follows; empty at the end
	Filtered   bool
	Address    string // of this view, for looking again
	Stuck      string // how many have not moved for too long: "3", "99+"; empty: none
	Results    []Result
	Found      *Found // nil when nobody searched by a number of a document
	Errors     map[string]app.Text
	To         string // whom a bulk assignment names
	Views      Views
}

// Row is one application of the table, or a card of the board.
type Row struct {
	application.Summary
	Product string
	Status  apply.Status
	Facts   []apply.Fact
	Due     apply.Due
	Stage   string // name
	Ways    []apply.WayLine
}

// Lane is one column of the board: a state, or a stage of what is in review.
type Lane struct {
	Name  string
	Cards []Row
	More  string // address of all of them; empty when these are all
}

// Result is what became of one application of a bulk assignment.
type Result struct {
	application.Given
	Wrong string // in words; empty when it worked
}

var boardStates = []application.State{
	application.Submitted, application.InReview, application.NeedsInfo, application.Offered, application.Accepted,
	application.Declined, application.Withdrawn, application.Refused, application.Fulfilled,
}

// boardDays are the ages by which the list is filtered.
var boardDays = []int{1, 3, 7, 14, 30}

// Applications shows what has been submitted, those that wait the longest first.
func (h Handlers) Applications(c *fiber.Ctx) error { return h.applications(c, Applications{}) }

func (h Handlers) applications(c *fiber.Ctx, view Applications) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view.Shell = web.NewShell(c, "apply.board_title", "applications")
	view.States, view.Kinds, view.Days = boardStates, product.Kinds, boardDays
	view.filter(c)
	if view.Stages, err = h.Workflows.Stages(ctx); err != nil {
		return err
	}
	if view.Colleagues, err = h.Work.Colleagues(ctx, actor); err != nil {
		return err
	}
	teams, err := h.People.TeamsSeen(ctx, actor)
	if err != nil {
		return err
	}
	view.Teams = slices.DeleteFunc(teams, func(t account.Team) bool { return t.ID == view.Me.Team })
	// A client's name is not kept: a view outlives the erasure of what the bank knows of them.
	if view.Views, err = h.Views.Of(c, view.Shell, applicationsPage, view.query(map[string]string{"q": ""})); err != nil {
		return err
	}
	stuck, err := h.Cases.Stuck(ctx, actor)
	if err != nil {
		return err
	}
	if view.Stuck = badge(view.Shell, stuck); view.Board() {
		err = h.columns(c, &view)
	} else {
		err = h.rows(c, &view)
	}
	if err != nil {
		return err
	}
	return web.Page(c, "manager/applications", view)
}

// badge is a number for a badge: "" for none, "99+" above what is counted.
func badge(s web.Shell, n int) string {
	if n == 0 {
		return ""
	}
	return capped(s, n, application.MaxCounted)
}

// capped is a number that was counted up to most: "1,000+" above that.
func capped(s web.Shell, n, most int) string {
	if n > most {
		return s.Count(most) + "+"
	}
	return s.Count(n)
}

// filter reads the address; nothing of it counts in a form that was posted.
func (v *Applications) filter(c *fiber.Ctx) {
	query := func(name string) string { return strings.TrimSpace(c.Query(name)) }
	v.Filter = application.BoardFilter{
		State: application.State(query("state")), Kind: product.Kind(query("kind")), Stage: query("stage"), Find: query("q"),
		After: query("after"), Stuck: query("stuck") == "1",
	}
	v.Filter.Days, _ = strconv.Atoi(query("days"))
	v.Whose = query("whose")
	switch team, ofTeam := strings.CutPrefix(v.Whose, "team-"); {
	case ofTeam:
		v.Filter.Team = team
	case v.Whose == "mine":
		v.Filter.Assignee = v.Me.ID
	case v.Whose == "team":
		v.Filter.Team = v.Me.Team
	default:
		v.Filter.Assignee = v.Whose
	}
	f := v.Filter
	v.Filtered = f.State != "" || f.Kind != "" || v.Whose != "" || f.Stage != "" || f.Find != "" || f.Days > 0 || f.Stuck
	v.Columns = nil
	if query("view") == "board" {
		v.Columns = []Lane{}
	}
	v.Address = v.At(map[string]string{"after": f.After})
}

// Board tells whether the board is shown, not the table.
func (v Applications) Board() bool { return v.Columns != nil }

// Other is the address of the other of the two views, with the same filters.
func (v Applications) Other() string {
	if v.Board() {
		return v.At(map[string]string{"view": ""})
	}
	return v.At(map[string]string{"view": "board"})
}

// At is the address of this list with some of it changed; its page is left out unless it is among that.
func (v Applications) At(change map[string]string) string {
	return addressOf(applicationsPage, v.query(change))
}

const applicationsPage = "/manager/applications"

func (v Applications) query(change map[string]string) url.Values {
	f := v.Filter
	now := map[string]string{"state": string(f.State), "stage": f.Stage, "kind": string(f.Kind), "whose": v.Whose, "q": f.Find}
	if f.Days > 0 {
		now["days"] = strconv.Itoa(f.Days)
	}
	if f.Stuck {
		now["stuck"] = "1"
	}
	if v.Board() {
		now["view"] = "board"
	}
	maps.Copy(now, change)
	return filters(now)
}

func (h Handlers) rows(c *fiber.Ctx, view *Applications) error {
	list, next, err := h.Cases.Board(c.UserContext(), guard.Actor(c), view.Filter)
	for _, s := range list {
		view.List = append(view.List, view.row(s))
	}
	if next != "" {
		view.More = view.At(map[string]string{"after": next})
	}
	return err
}

func (v Applications) row(s application.Summary) Row {
	r := Row{
		Summary: s, Product: s.ProductName(v.Lang), Status: apply.StatusOf(v.Shell, s.Application),
		Facts: apply.Brief(v.Shell, s.Kind, s.Quote), Due: apply.DueOf(v.Shell, s.Application),
	}
	if here := s.Here(); here != nil {
		r.Stage = here.Name(v.Lang)
	}
	for _, w := range s.Ways(v.Me) {
		if s.Flow.Forward(s.Stage, w) {
			r.Ways = append(r.Ways, apply.WayLine{To: w.To, Name: s.Flow.Target(w.To, v.Lang, nil)})
		}
	}
	return r
}

// columnSize is how many cards a column of the board shows.
const columnSize = 20

// columns are the states of what is open; with a kind chosen, what is in review stands by the stages of its workflow.
func (h Handlers) columns(c *fiber.Ctx, view *Applications) error {
	type place struct {
		name   string
		filter application.BoardFilter
	}
	var places []place
	for _, state := range boardStates[:5] {
		f := view.Filter
		f.State = state
		if state != application.InReview || f.Kind == "" {
			places = append(places, place{view.Say(state.Name()), f})
			continue
		}
		flow, err := h.Workflows.InForce(c.UserContext(), string(f.Kind))
		if err != nil {
			return err
		}
		for _, stage := range flow.Stages {
			f.Stage = stage.ID
			places = append(places, place{stage.Name(view.Lang), f})
		}
	}
	for _, p := range places {
		if view.Filter.State != "" && p.filter.State != view.Filter.State || view.Filter.Stage != "" && p.filter.Stage != view.Filter.Stage {
			continue
		}
		p.filter.After, p.filter.Most = "", columnSize+1
		list, _, err := h.Cases.Board(c.UserContext(), guard.Actor(c), p.filter)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(s application.Summary) bool { // a number finds its application whatever its state
			return s.State != p.filter.State || p.filter.Stage != "" && s.Stage != p.filter.Stage
		})
		column := Lane{Name: p.name}
		for _, s := range list[:min(len(list), columnSize)] {
			column.Cards = append(column.Cards, view.row(s))
		}
		if len(list) > columnSize {
			column.More = view.At(map[string]string{"view": "", "state": string(p.filter.State), "stage": p.filter.Stage})
		}
		view.Columns = append(view.Columns, column)
	}
	return nil
}

// AssignMany gives the chosen applications to a colleague, and shows what became of each.
func (h Handlers) AssignMany(c *fiber.Ctx) error {
	var ids []string
	for _, id := range c.Request().PostArgs().PeekMulti("id") {
		ids = append(ids, string(id))
	}
	view := Applications{Shell: web.NewShell(c, "", "applications"), To: c.FormValue("to")}
	given, err := h.Cases.AssignMany(c.UserContext(), guard.Actor(c), ids, view.To)
	if view.Errors = web.FieldErrors(err); view.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.applications(c, view)
	}
	if err != nil {
		return err
	}
	for _, g := range given {
		r := Result{Given: g}
		if e, ok := errors.AsType[*app.Error](g.Err); ok {
			r.Wrong = view.Say(e.Text)
		} else if g.Err != nil {
			return g.Err
		}
		view.Results = append(view.Results, r)
	}
	return h.applications(c, view)
}

// Failed is how many of a bulk assignment did not work.
func (v Applications) Failed() (n int) {
	for _, r := range v.Results {
		if r.Wrong != "" {
			n++
		}
	}
	return n
}

// Chosen is how many applications a bulk assignment was about.
func (v Applications) Chosen() int { return len(v.Results) }

// Wrong is the error at a field of the bulk assignment.
func (v Applications) Wrong(field string) string {
	if text, wrong := v.Errors[field]; wrong {
		return v.Say(text)
	}
	return ""
}

// FindByID lists the applications that give a passport or tax number, for a reason that is recorded.
func (h Handlers) FindByID(c *fiber.Ctx) error {
	view := Applications{Shell: web.NewShell(c, "", "applications")}
	kind := product.FieldType(c.FormValue("type"))
	list, err := h.Cases.FindSealed(c.UserContext(), guard.Actor(c), kind, c.FormValue("value"), c.FormValue("reason"))
	if view.Errors = web.FieldErrors(err); view.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.applications(c, view)
	}
	if err != nil {
		return err
	}
	view.Found = &Found{Type: string(kind)}
	for _, s := range list {
		view.Found.List = append(view.Found.List, view.row(s))
	}
	return h.applications(c, view)
}

// Found is what a search by a passport or tax number found; the number itself stands nowhere.
type Found struct {
	Type string
	List []Row
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
