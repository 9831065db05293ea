// Package manager is the product manager's area.
package manager

import (
	"math"
	"telemark/app/application/workflow"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/approval"
	"telemark/app/audit"
	"telemark/app/calendar"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/app/health"
	"telemark/app/privacy"
	"telemark/app/product"
	"telemark/app/report"
	"telemark/app/session"
	"telemark/app/setting"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Handlers serve the manager's area.
type Handlers struct {
	Report   *report.Service
	Files    *report.Exports
	Talks    *chat.Service
	People   *account.Service
	Privacy  *privacy.Service
	Sessions *session.Keeper
	Audits   *audit.Service
	Kept     *privacy.Retention
	Health   *health.Service
	// Calendar, Chat and Settings are what the settings pages set.
	Calendar *calendar.Service
	Chat     *chat.Service
	Settings *setting.Service
	Contact  *contact.Service // and what clients consent to
	apply.Work
	Workflows *workflow.Service
	Approvals *approval.Service
	Products  *product.Service
	Views     NamedFilters
	BaseURL   string // of links that leave the program
}

// Figure is one figure as a screen shows it.
type Figure struct {
	report.Value
	Shown string
	Link  string // to exactly its rows; empty where they are linked otherwise, or the reader may not see them
}

// Home is the view of manager/home and of its fragment manager/home#figures.
type Home struct {
	web.Shell
	Tasks
	Figures []Figure
}

// Home shows what waits for the reader, and the figures of this moment and of today.
func (h Handlers) Home(c *fiber.Ctx) (err error) {
	view := Home{Shell: web.NewShell(c, "manager.home_title", "home")}
	if view.Tasks, err = h.tasks(c.UserContext(), view.Shell); err != nil {
		return err
	}
	return h.figures(c, view, "manager/home")
}

// Figures answers them alone, for the page that asks every few seconds.
func (h Handlers) Figures(c *fiber.Ctx) error {
	return h.figures(c, Home{Shell: web.NewShell(c, "manager.home_title", "home")}, "manager/home#figures")
}

func (h Handlers) figures(c *fiber.Ctx, view Home, name string) error {
	values, err := h.Report.Today(c.UserContext(), guard.Actor(c))
	if err != nil {
		return err
	}
	today := Asked{Shell: view.Shell, Preset: "today", Filter: report.Filter{Period: report.Period{From: app.Today(), Until: app.Today()}}}
	for _, v := range values {
		f := Figure{Value: v, Shown: shown(view.Shell, v)}
		if view.Opens(reportsPage) {
			f.Link = today.rows(v.ID, map[string]string{"from": string(today.Filter.From), "until": string(today.Filter.Until)}) // so that it is these even after midnight
		}
		view.Figures = append(view.Figures, f)
	}
	return web.Page(c, name, view)
}

// shown puts a figure in the form that its unit is read in; a dash when there was nothing to measure.
func shown(s web.Shell, v report.Value) string {
	if v.None {
		return "–"
	}
	return inUnit(s, v.Figure, v.Number)
}

// inUnit is a number as its figure's unit is read.
func inUnit(s web.Shell, f report.Figure, n float64) string {
	switch f.Unit {
	case report.Stars, report.Ratio:
		return s.Decimal(n)
	case report.Share:
		return s.Share(app.Rate(math.Round(n*1000)) * 1000)
	case report.Seconds:
		return lasting(s, n)
	}
	return s.Count(int(math.Round(n)))
}

// lasting is a duration: as a clock, from an hour on in hours and minutes, and from two days on in days.
func lasting(s web.Shell, seconds float64) string {
	const hour, day = 3600, 86400
	switch {
	case seconds >= 2*day:
		return s.T("report.days", "Number", s.Decimal(math.Round(seconds/day*10)/10))
	case seconds >= hour:
		minutes := int(math.Round(seconds / 60))
		return s.T("report.hours_minutes", "Hours", minutes/60, "Minutes", minutes%60)
	}
	return s.Wait(time.Duration(math.Round(seconds)) * time.Second)
}
