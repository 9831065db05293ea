package manager

import (
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/calendar"
	"telemark/app/session"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Person is the view of manager/person: somebody of the bank with everything that is set about them.
type Person struct {
	web.Shell
	account.Colleague
	Own      bool // the reader's own page: rights are changed by somebody else
	Teams    []account.Team
	Kinds    []string
	Rights   RightsForm
	Week     [7]Weekday // Monday first
	Day      ShiftForm
	Sessions []Device
	Required bool // nobody with this role and these duties works without a second factor
	Errors   map[string]app.Text
	Done     string
}

// Weekday is a line of the week's form.
type Weekday struct {
	Number      int    // of time.Weekday
	Word        string // the end of the id of its name
	From, Until string
}

// ShiftForm is what was typed about one day.
type ShiftForm struct{ Day, From, Until, Note string }

// Device is a session with the name of the browser in which it is.
type Device struct {
	session.Session
	Name string
}

// Fields are those of the form of the rights.
func (p Person) Fields() RightsFields {
	f := p.Rights
	f.Errors = p.Errors
	return fields(p.Shell, f, p.Teams)
}

// Can tells whether the person has a skill.
func (p Person) Can(kind, lang string) bool {
	return slices.Contains(p.Skills, account.Skill{Kind: kind, Lang: lang})
}

// Hours are those of a day: "09:00–18:00", or nothing.
func (p Person) Hours(d account.ShiftDay) string { return span(d.Hours) }

// span is hours as they are read; nothing when nobody works.
func span(h calendar.Hours) string {
	if h.Closed() {
		return ""
	}
	return account.Clock(h.From) + "–" + account.Clock(h.Until)
}

// FirstDay is the first day that can be typed.
func (p Person) FirstDay() app.Day { return app.Today() }

var personDone = map[string]string{
	"rights": "staff.done_rights", "skills": "staff.done_skills", "week": "staff.done_week", "day": "staff.done_day",
	"sessions": "staff.done_sessions", "factor": "staff.done_factor", "left": "staff.done_left", "enabled": "staff.done_enabled",
}

// Person shows one of the bank's people.
func (h Handlers) Person(c *fiber.Ctx) error { return h.person(c, func(*Person) {}) }

// person shows the page as change has left it.
func (h Handlers) person(c *fiber.Ctx, change func(*Person)) (err error) {
	ctx, actor, id := c.UserContext(), guard.Actor(c), c.Params("person")
	view := Person{Shell: web.NewShell(c, "", "staff"), Kinds: h.People.Kinds()}
	if view.Colleague, err = h.People.Colleague(ctx, actor, id); err != nil {
		return err
	}
	if view.Teams, err = h.People.Teams(ctx, actor); err != nil {
		return err
	}
	list, err := h.Sessions.ListOf(ctx, actor, id, view.Role)
	if err != nil {
		return err
	}
	for _, s := range list {
		view.Sessions = append(view.Sessions, Device{s, web.DeviceName(s.Device)})
	}
	if view.Required, err = h.People.FactorRequired(ctx, view.Role, view.Colleague.Rights.Duties); err != nil {
		return err
	}
	view.Title, view.Own = view.Name, id == actor.ID
	r := view.Colleague.Rights
	view.Rights = RightsForm{Duties: r.Duties, Scope: r.Scope, Team: r.Team}
	for i := range view.Week {
		day := (i + 1) % 7
		view.Week[i].Number, view.Week[i].Word = day, account.Weekdays[day]
		if x := view.Shifts.Week[day]; !x.Closed() {
			view.Week[i].From, view.Week[i].Until = account.Clock(x.From), account.Clock(x.Until%calendar.Midnight)
		}
	}
	if done, ok := personDone[c.Query("done")]; ok {
		view.Done = view.T(done)
	}
	change(&view)
	return web.Page(c, "manager/person", view)
}

// settled goes back to the person after a change, or shows the form again with its errors.
func (h Handlers) settled(c *fiber.Ctx, err error, done string, put func(*Person)) error {
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.person(c, func(p *Person) {
			p.Errors = fields
			put(p)
		})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/staff/"+c.Params("person")+"?done="+done)
}

// SetRights changes duties, scope and team.
func (h Handlers) SetRights(c *fiber.Ctx) error {
	ctx, actor, id := c.UserContext(), guard.Actor(c), c.Params("person")
	who, err := h.People.Colleague(ctx, actor, id)
	if err != nil {
		return err
	}
	f := rightsForm(c, who.Role)
	return h.settled(c, h.People.SetRights(ctx, actor, id, f.rights()), "rights", func(p *Person) { p.Rights = f })
}

// SetSkills changes what somebody can talk about.
func (h Handlers) SetSkills(c *fiber.Ctx) error {
	err := h.People.SetSkills(c.UserContext(), guard.Actor(c), c.Params("person"), values(c, "skill"))
	return h.settled(c, err, "skills", func(*Person) {})
}

// SetWeek changes somebody's usual week.
func (h Handlers) SetWeek(c *fiber.Ctx) error {
	var typed [7][2]string
	for day := range typed {
		typed[day] = [2]string{c.FormValue(fmt.Sprintf("from-%d", day)), c.FormValue(fmt.Sprintf("until-%d", day))}
	}
	err := h.People.SetWeek(c.UserContext(), guard.Actor(c), c.Params("person"), typed)
	return h.settled(c, err, "week", func(p *Person) {
		for i, d := range p.Week {
			p.Week[i].From, p.Week[i].Until = typed[d.Number][0], typed[d.Number][1]
		}
	})
}

// SetDay says how somebody works on one day.
func (h Handlers) SetDay(c *fiber.Ctx) error {
	f := ShiftForm{Day: c.FormValue("day"), From: c.FormValue("from"), Until: c.FormValue("until"), Note: c.FormValue("note")}
	err := h.People.SetDay(c.UserContext(), guard.Actor(c), c.Params("person"), f.Day, f.From, f.Until, f.Note)
	return h.settled(c, err, "day", func(p *Person) { p.Day = f })
}

// DropDay makes a day as usual again.
func (h Handlers) DropDay(c *fiber.Ctx) error {
	return h.settled(c, h.People.DropDay(c.UserContext(), guard.Actor(c), c.Params("person"), c.Params("day")), "day", func(*Person) {})
}

// EndSession ends one session of somebody, EndSessions all.
func (h Handlers) EndSession(c *fiber.Ctx) error {
	return h.settled(c, h.Sessions.EndOf(c.UserContext(), guard.Actor(c), c.Params("person"), c.Params("session")), "sessions", func(*Person) {})
}

// EndSessions ends all sessions of somebody.
func (h Handlers) EndSessions(c *fiber.Ctx) error {
	return h.settled(c, h.Sessions.EndAll(c.UserContext(), guard.Actor(c), c.Params("person")), "sessions", func(*Person) {})
}

// Enable lets somebody in again who had left.
func (h Handlers) Enable(c *fiber.Ctx) error {
	return h.settled(c, h.People.Enable(c.UserContext(), guard.Actor(c), c.Params("person")), "enabled", func(*Person) {})
}

// ResetFactor takes a lost second factor away; its owner sets up another at the next sign-in.
func (h Handlers) ResetFactor(c *fiber.Ctx) error {
	return h.settled(c, h.People.ResetFactor(c.UserContext(), guard.Actor(c), c.Params("person")), "factor", func(*Person) {})
}
