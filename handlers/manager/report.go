package manager

import (
	"context"
	"errors"
	"sync"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/report"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Reports is the view of manager/reports.
type Reports struct {
	Asked
	Talks, Cases []Tile
	Trend        Chart
	ByTopic      Bars
	Spread       Chart
	Decisions    Chart
	ByState      Bars
	Hours        Chart
	Staff        []Clerk
	Views        Views
	Hidden       int // figures that can't be split by the filter
}

// Tile is one figure with how it went and how it was before.
type Tile struct {
	web.Shell
	Figure
	Delta
	Link   string  // to its rows
	Spark  string  // points of a line, 100 wide and 28 high
	LastX  float64 // its last point
	LastY  float64
	Extras []string // median, p90 and so on
}

// Delta is the difference to the period before.
type Delta struct {
	Text string // empty: nothing to compare with
	Good int    // 1: for the better, -1: for the worse, 0: neither
}

// Clerk is one operator's line of the report.
type Clerk struct {
	Name  string
	Cells []Cell
}

// Cell is a figure of an operator.
type Cell struct {
	ID, Shown, More, Link string
}

// Reports shows how the centre did in a period.
func (h Handlers) Reports(c *fiber.Ctx) error {
	asked, err := h.asked(c, web.NewShell(c, "report.title", "reports"))
	if err != nil {
		return err
	}
	view := Reports{Asked: asked}
	if view.Views, err = h.Views.Of(c, view.Shell, reportsPage, asked.values(nil)); err != nil {
		return err
	}
	if view.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return web.Page(c, "manager/reports", view)
	}
	if err := h.measureAll(c.UserContext(), guard.Actor(c), &view); err != nil {
		return err
	}
	return web.Page(c, "manager/reports", view)
}

// measured is a figure day by day, and as it was in the period before.
type measured struct {
	report.Value
	days   []report.Group
	before report.Value
}

// atOnce is how many figures are counted beside each other.
const atOnce = 4

// measure counts all figures of a period that a filter can be asked of, in the order of the dictionary.
func (h Handlers) measure(ctx context.Context, actor app.Actor, f report.Filter) (all []measured, hidden int, err error) {
	for _, figure := range report.Figures {
		switch {
		case !figure.Has(f):
			hidden++
		case !figure.Live:
			all = append(all, measured{Value: report.Value{Figure: figure}})
		}
	}
	before := f
	before.Period = f.Before()
	err = beside(len(all), func(i int) (err error) {
		m := &all[i]
		if m.days, err = h.Report.Split(ctx, actor, m.ID, f, report.ByDay); err != nil {
			return err
		}
		m.Value = report.Join(m.Figure, m.days)
		m.before, err = h.Report.Total(ctx, actor, m.ID, before)
		return err
	})
	return all, hidden, err
}

// beside does n things, atOnce of them beside each other, and answers with what went wrong.
func beside(n int, do func(i int) error) error {
	var group sync.WaitGroup
	errs, slots := make([]error, n), make(chan struct{}, atOnce)
	for i := range n {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			errs[i] = do(i)
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// measureAll fills the page.
func (h Handlers) measureAll(ctx context.Context, actor app.Actor, view *Reports) error {
	all, hidden, err := h.measure(ctx, actor, view.Filter)
	if err != nil {
		return err
	}
	view.Hidden = hidden
	byID := map[string]measured{}
	for _, m := range all {
		byID[m.ID] = m
		tile := view.tile(m)
		if m.Unit == report.Applications || m.ID == "approval" || m.ID == "decision" {
			view.Cases = append(view.Cases, tile)
		} else {
			view.Talks = append(view.Talks, tile)
		}
	}
	if m, ok := byID["served"]; ok {
		before := view.Filter
		before.Period = before.Before()
		past, err := h.Report.Split(ctx, actor, "served", before, report.ByDay)
		if err != nil {
			return err
		}
		view.Trend = view.trend(m, past)
		if view.ByTopic, err = h.bars(ctx, actor, view.Asked, "served", report.ByTopic); err != nil {
			return err
		}
	}
	if m, ok := byID["first_answer"]; ok {
		view.Spread = view.spread(m.Value)
	}
	if m, ok := byID["decision"]; ok && !m.None {
		view.Decisions = view.spread(m.Value)
	}
	if m, ok := byID["submitted"]; ok && m.Bag.N() > 0 {
		if view.ByState, err = h.bars(ctx, actor, view.Asked, "submitted", report.ByState); err != nil {
			return err
		}
	}
	if _, ok := byID["opened"]; ok && view.Filter.Days() <= hoursMost {
		hours, err := h.Report.Split(ctx, actor, "opened", view.Filter, report.ByHour)
		if err != nil {
			return err
		}
		view.Hours = view.hours(hours)
	}
	view.Staff, err = h.clerks(ctx, actor, view.Asked)
	return err
}

// hoursMost is the longest period in days that is shown by the hour of the day.
const hoursMost = 92

// tile puts a figure on the page.
func (a Asked) tile(m measured) Tile {
	t := Tile{
		Shell: a.Shell, Figure: Figure{Value: m.Value, Shown: shown(a.Shell, m.Value)}, Delta: a.delta(m.Value, m.before), Link: a.rows(m.ID, nil),
	}
	t.Spark, t.LastX, t.LastY = spark(m.days)
	if m.Unit == report.Seconds && !m.None {
		t.Extras = append(t.Extras, a.T("report.p90", "Value", inUnit(a.Shell, m.Value.Figure, m.Bag.Quantile(.9))),
			a.T("report.mean", "Value", inUnit(a.Shell, m.Value.Figure, m.Bag.Mean())))
	}
	if m.Sum != report.Count && m.Sum != report.Each {
		t.Extras = append(t.Extras, a.T("report.of_rows", "Number", a.Count(int(m.Bag.N()))))
	}
	return t
}

// delta compares with the period before: in points for shares, in the unit for stars, and in percent for the others.
func (a Asked) delta(now, before report.Value) (d Delta) {
	if now.None || before.None || now.Unit != report.Share && before.Number == 0 {
		return d
	}
	change := now.Number - before.Number
	switch {
	case change == 0:
		return Delta{Text: a.T("report.same")}
	case now.Unit == report.Share:
		d.Text = a.T("report.points", "Value", signed(a.Decimal(abs(change)*100), change))
	case now.Unit == report.Stars:
		d.Text = signed(a.Decimal(abs(change)), change)
	default:
		d.Text = signed(a.Shell.Share(app.Rate(int64(abs(change)/before.Number*1000+.5)*1000)), change)
	}
	if d.Good = now.Better; change < 0 {
		d.Good = -d.Good
	}
	return d
}

func abs(n float64) float64 { return max(n, -n) }

func signed(number string, n float64) string {
	if n < 0 {
		return "−" + number
	}
	return "+" + number
}
