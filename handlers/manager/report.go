package manager

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/app/report"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Asked is what a reader wants counted, as it stands in the address, with the words for it.
type Asked struct {
	web.Shell
	Filter    report.Filter
	Preset    string
	Presets   []Preset
	Operators []Option
	Teams     []Option
	Topics    []Option
	Kinds     []Option
	Errors    map[string]app.Text
}

// Preset is a period that one click chooses.
type Preset struct {
	ID, Name, Link string
	Current        bool
}

// Option is one choice of a filter.
type Option struct{ ID, Name string }

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

const defaultPreset = "30d"

var presets = []string{"today", "yesterday", "7d", "30d", "month", "last_month"}

// periodOf are the days of a preset.
func periodOf(preset string, today app.Day) (p report.Period, ok bool) {
	first := today.Add(1 - today.Date().Day())
	switch preset {
	case "today":
		return report.Period{From: today, Until: today}, true
	case "yesterday":
		return report.Period{From: today.Add(-1), Until: today.Add(-1)}, true
	case "7d":
		return report.Period{From: today.Add(-6), Until: today}, true
	case "30d":
		return report.Period{From: today.Add(-29), Until: today}, true
	case "month":
		return report.Period{From: first, Until: today}, true
	case "last_month":
		return report.Period{From: first.AddMonths(-1), Until: first.Add(-1)}, true
	}
	return p, false
}

// asked reads an address.
func (h Handlers) asked(c *fiber.Ctx, shell web.Shell) (a Asked, err error) {
	a = Asked{Shell: shell, Filter: filterOf(queried(c))}
	a.Filter.Period, a.Preset = period(queried(c))
	if a.Preset == "" {
		a.Errors = web.FieldErrors(a.Filter.Check())
	}
	for _, p := range presets {
		a.Presets = append(a.Presets, Preset{p, a.Say(app.Text{ID: "report." + "preset_" + p}), "/manager/reports?" + a.query(map[string]string{"period": p}), p == a.Preset})
	}
	for by, to := range map[report.Dimension]*[]Option{report.ByOperator: &a.Operators, report.ByTeam: &a.Teams, report.ByTopic: &a.Topics} {
		names, err := h.Report.Names(c.UserContext(), by, shell.Lang)
		if err != nil {
			return a, err
		}
		*to = options(names)
	}
	for _, k := range product.Kinds {
		a.Kinds = append(a.Kinds, Option{string(k), a.Say(app.Text{ID: "apply.kind_" + string(k)})})
	}
	return a, nil
}

func queried(c *fiber.Ctx) func(string) string {
	return func(name string) string { return c.Query(name) }
}

// filterOf reads a filter without its period.
func filterOf(value func(string) string) report.Filter {
	return report.Filter{
		Operator: id(value("operator")), Team: id(value("team")), Topic: word(value("topic")), Kind: word(value("kind")), State: word(value("state")),
	}
}

// period reads days, or a preset; the days go before a preset that means others.
func period(value func(string) string) (p report.Period, preset string) {
	from, until := value("from"), value("until")
	p, known := periodOf(value("period"), app.Today())
	switch {
	case known && (from == "" && until == "" || from == string(p.From) && until == string(p.Until)):
		return p, value("period")
	case from == "" && until == "":
		p, _ = periodOf(defaultPreset, app.Today())
		return p, defaultPreset
	}
	first, _ := app.ParseDay(from)
	last, _ := app.ParseDay(until)
	return report.Period{From: first, Until: last}, ""
}

func options(names map[string]string) []Option {
	list := make([]Option, 0, len(names))
	for id, name := range names {
		list = append(list, Option{id, name})
	}
	slices.SortFunc(list, func(a, b Option) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return list
}

// id keeps what can be an id.
func id(text string) string {
	if app.IsID(text) {
		return text
	}
	return ""
}

// word keeps what can be the id of a topic, a kind or a state.
func word(text string) string {
	if len(text) > 32 || strings.ContainsFunc(text, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' }) {
		return ""
	}
	return text
}

// query is the address of the filter, with some parts changed.
func (a Asked) query(change map[string]string) string { return a.values(change).Encode() }

const reportsPage = "/manager/reports"

func (a Asked) values(change map[string]string) url.Values {
	all := map[string]string{
		"period": a.Preset, "operator": a.Filter.Operator, "team": a.Filter.Team, "topic": a.Filter.Topic, "kind": a.Filter.Kind,
		"state": a.Filter.State,
	}
	if a.Preset == "" {
		all["from"], all["until"] = string(a.Filter.From), string(a.Filter.Until)
	}
	for name, value := range change {
		all[name] = value
	}
	if change["period"] != "" {
		delete(all, "from")
		delete(all, "until")
	}
	return filters(all)
}

// Query is the address of the filter.
func (a Asked) Query() string { return a.query(nil) }

// Filtered tells whether anything but the period is chosen.
func (a Asked) Filtered() bool {
	f := a.Filter
	f.Period = report.Period{}
	return f != report.Filter{}
}

// Words are the period in words.
func (a Asked) Words() string {
	if a.Filter.From == a.Filter.Until {
		return a.DayOf(a.Filter.From)
	}
	return a.T("report.from_until", "From", a.Filter.From, "Until", a.Filter.Until)
}

// Wrong is what is wrong with a field.
func (a Asked) Wrong(field string) string {
	if text, ok := a.Errors[field]; ok {
		return a.Say(text)
	}
	return ""
}

// rows is the address of the rows behind a figure.
func (a Asked) rows(figure string, change map[string]string) string {
	return "/manager/reports/" + figure + "?" + a.query(change)
}

// ExportForm is the view of manager/reports#export: what is shown, as a file.
type ExportForm struct {
	web.Shell
	Query, Figure string // of the rows behind a figure; empty: tables of all
}

// Export is the form for the rows behind a figure, or for the tables of all figures.
func (a Asked) Export(figure string) ExportForm {
	return ExportForm{Shell: a.Shell, Query: a.Query(), Figure: figure}
}

// Moment is a time with its day and its seconds.
func (a Asked) Moment(t time.Time) string { return a.Day(t) + ", " + t.In(a.Zone).Format("15:04:05") }

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
