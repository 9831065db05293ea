package manager

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/report"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// ReportRows is the view of manager/report_rows: the rows behind a number.
type ReportRows struct {
	Asked
	Figure Figure
	Chosen []string // the filter in words
	List   []ReportRow
	More   string // address of what follows; empty at the end
	N      int    // how many there are
	Back   string
}

// ReportRow is one of them.
type ReportRow struct {
	report.Row
	About string // topic or kind of product
	Stage string // state of an application
	Shown string // its number
	Link  string // empty where the reader may not open it
}

// ReportRows lists exactly the rows that a number is made of.
func (h Handlers) ReportRows(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	figure, err := h.Report.Figure(ctx, c.Params("figure"))
	if err != nil {
		return err
	}
	after, ok := report.ParsePlace(c.Query("after"))
	if !ok {
		return app.ErrNotFound
	}
	asked, err := h.asked(c, web.NewShell(c, "report.rows", "reports"))
	if err != nil {
		return err
	}
	view := ReportRows{Asked: asked, Back: "/manager/reports?" + asked.Query()}
	view.Title = view.Say(figure.Name())
	total, err := h.Report.Total(ctx, actor, figure.ID, asked.Filter)
	if err != nil {
		return err
	}
	view.Figure, view.Chosen = Figure{Value: total, Shown: shown(view.Shell, total)}, asked.chosen()
	view.N = int(total.Bag.N())
	list, next, err := h.Report.Rows(ctx, actor, figure.ID, asked.Filter, after)
	if err != nil {
		return err
	}
	for _, r := range list {
		view.List = append(view.List, asked.row(actor, figure, r))
	}
	if next != (report.Place{}) {
		view.More = asked.rows(figure.ID, map[string]string{"after": next.String()})
	}
	return web.Page(c, "manager/report_rows", view)
}

// chosen is the filter in words.
func (a Asked) chosen() (words []string) {
	for _, part := range []struct {
		id   string
		list []Option
	}{{a.Filter.Operator, a.Operators}, {a.Filter.Team, a.Teams}, {a.Filter.Topic, a.Topics}, {a.Filter.Kind, a.Kinds}} {
		for _, o := range part.list {
			if o.ID == part.id {
				words = append(words, o.Name)
			}
		}
	}
	if a.Filter.State != "" {
		words = append(words, a.Say(app.Text{ID: "application.state_" + a.Filter.State}))
	}
	return words
}

// row puts a row into its reader's words.
func (a Asked) row(actor app.Actor, f report.Figure, r report.Row) ReportRow {
	view := ReportRow{Row: r, Shown: a.value(f, r.Value)}
	if r.Application != "" {
		view.About, view.Stage = a.Say(app.Text{ID: "apply.kind_" + r.Kind}), a.Say(app.Text{ID: "application.state_" + r.State})
		if actor.May(app.Underwriter) || actor.May(app.Supervisor) {
			view.Link = "/manager/applications/" + r.Application
		}
		return view
	}
	view.Link = "/manager/rooms/" + r.Room
	for _, o := range a.Topics {
		if o.ID == r.Topic {
			view.About = o.Name
		}
	}
	return view
}

// value is the number of one row, where it says more than that the row is there.
func (a Asked) value(f report.Figure, value int64) string {
	switch {
	case f.ID == "in_time" && value < 0:
		return a.T("report.not_yet")
	case f.ID == "in_time", f.Unit == report.Seconds:
		return lasting(a.Shell, float64(value))
	case f.Unit == report.Stars:
		return a.Count(int(value))
	case f.Unit == report.Share && value == 1:
		return a.T("report.yes")
	case f.Unit == report.Share:
		return a.T("report.no")
	}
	return ""
}

// Valued tells whether the rows have numbers that are worth a column.
func (v ReportRows) Valued() bool {
	return v.Figure.Unit == report.Seconds || v.Figure.Unit == report.Stars || v.Figure.Unit == report.Share
}

// OfApplications tells what the rows are.
func (v ReportRows) OfApplications() bool {
	return v.Figure.Unit == report.Applications || v.Figure.ID == "approval" || v.Figure.ID == "decision"
}
