package web

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/handlers/guard"
)

// Shell is what every page and fragment knows of its reader. View structs embed it.
type Shell struct {
	Me       app.Actor   // zero when signed out
	Lang     string      // one of Languages
	Theme    string      // "light", "dark" or "" for the device's own
	Audience string      // "client", "operator" or "manager"; public and sign-in pages are "client"
	Density  string      // "roomy", "dense" or "regular", by audience
	Title    string      // in the reader's language
	Nav      string      // which entry of the navigation is current
	Path     string      // of the page, for the language switch
	Demo     bool        // the demo bank is served
	Alarms   []app.Alarm // break-glasses that run, for the bank's people
	Waiting  func() int  // how many requests wait for the reader's approval; nil on pages outside of the managers' area
	Goals    Goals       // by which waits are coloured
	Head     *Head       // of open pages; nil on all others
	Zone     *time.Location
	Now      time.Time

	plan *guard.Plan // nil without a request
}

// NewShell describes the reader of a request's page. titleID names its title in the locale files; nav is the current entry.
func NewShell(c *fiber.Ctx, titleID, nav string) Shell {
	s := ShellFor(guard.Actor(c), language(c))
	s.Theme, s.Zone = theme(c), zone(c.Cookies("tz"))
	s.Nav, s.Path, s.plan = nav, c.Path(), guard.PlanIn(c)
	s.Alarms = guard.Alarms(c)
	s.Waiting, _ = c.Locals(waitingKey{}).(func() int)
	s.Goals, _ = c.Locals(goalsKey{}).(Goals)
	s.Demo, _ = c.Locals(demoKey{}).(bool)
	if titleID != "" {
		s.Title = s.T(titleID)
	}
	return s
}

// ShellFor describes a reader without a request: of fragments that streams carry.
func ShellFor(actor app.Actor, lang string) Shell {
	s := Shell{Me: actor, Lang: lang, Audience: "client", Density: "roomy", Zone: app.Zone(), Now: app.Now()}
	switch actor.Role {
	case app.Operator:
		s.Audience, s.Density = "operator", "dense"
	case app.Manager:
		s.Audience, s.Density = "manager", "regular"
	}
	return s
}

// AlarmIDs name the break-glasses that run, so that a page learns only of a change.
func (s Shell) AlarmIDs() string {
	ids := make([]string, 0, len(s.Alarms))
	for _, a := range s.Alarms {
		ids = append(ids, a.ID)
	}
	return strings.Join(ids, ".")
}

// Goals are how long the bank wants to keep a client waiting who has applied; zero where nobody is to see that.
type Goals struct{ Take, Decision time.Duration }

type goalsKey struct{}

// SetGoals has the pages of a request colour waits by goals.
func SetGoals(c *fiber.Ctx, g Goals) { c.Locals(goalsKey{}, g) }

type waitingKey struct{}

// CountWaiting has the pages of a request show how many approvals wait for their reader; count is asked when the menu is written.
func CountWaiting(c *fiber.Ctx, count func() int) { c.Locals(waitingKey{}, count) }

// Badge is how many approvals wait for the reader; 0 where there is no badge.
func (s Shell) Badge() int {
	if s.Waiting == nil {
		return 0
	}
	return s.Waiting()
}

type demoKey struct{}

// Demo marks each request as served by the demo bank.
func Demo(c *fiber.Ctx) error {
	c.Locals(demoKey{}, true)
	return c.Next()
}

// T puts a message of the locale files into the reader's language: {{.T "chat.send"}}, {{.T "chat.unread" "Count" 3}}.
func (s Shell) T(id string, pairs ...any) string { return Translate(s.Lang, app.T(id, pairs...)) }

// Say puts a Text, such as a field's error, into the reader's language.
func (s Shell) Say(t app.Text) string { return Translate(s.Lang, t) }

// Has tells whether the reader has a role.
func (s Shell) Has(role string) bool { return string(s.Me.Role) == role }

// May tells whether the reader is a manager with a duty: {{if .May "author"}}.
func (s Shell) May(duty string) bool {
	d, ok := app.ParseDuties(duty)
	return ok && d != 0 && s.Me.May(d)
}

// Opens tells whether the guards of a page let the reader in: what a menu shows.
func (s Shell) Opens(page string) bool {
	return s.plan.Opens(s.Me, guard.Way{Method: fiber.MethodGet, Path: page})
}

// Mark is a short mark of the reader's session, by which a page's script notices a new login; it opens nothing.
func (s Shell) Mark() string {
	if len(s.Me.Session) < 12 {
		return s.Me.Session
	}
	return s.Me.Session[:12]
}
