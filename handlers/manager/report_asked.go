package manager

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/app/report"
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
