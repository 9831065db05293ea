package manager

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Staff is the view of manager/staff: the bank's people, found by filters in the address, as a list or as this week's shifts.
type Staff struct {
	web.Shell
	Filter      account.Filter
	Week        bool // the shifts of this week in place of the list
	Days        []app.Day
	People      []account.Colleague
	All         int
	Teams       []account.Team
	Kinds       []string
	Duties      []app.Duties
	States      []account.State
	Invitations []account.Invitation
	Form        InviteForm
	Views       Views
	Link        string // of the invitation that was just made; shown this once
}

// InviteForm is what an administrator typed to invite somebody.
type InviteForm struct {
	Name, Email, Role string
	RightsForm
}

// RightsForm is what was typed about somebody's rights.
type RightsForm struct {
	Duties app.Duties
	Scope  app.Scope
	Team   string
	Errors map[string]app.Text
}

// RightsFields is the view of manager/rights: these fields in a form.
type RightsFields struct {
	web.Shell
	RightsForm
	AllDuty []app.Duties
	Scopes  []app.Scope
	Teams   []account.Team
}

func fields(s web.Shell, f RightsForm, teams []account.Team) RightsFields {
	return RightsFields{Shell: s, RightsForm: f, AllDuty: app.AllDuties, Scopes: []app.Scope{app.Own, app.Team, app.All}, Teams: teams}
}

// Fields are those of the form of an invitation.
func (v Staff) Fields() RightsFields { return fields(v.Shell, v.Form.RightsForm, v.Teams) }

// Today is the bank's day.
func (v Staff) Today() app.Day { return app.Today() }

// Every is all duties together.
func (v Staff) Every() app.Duties { return app.Every() }

// rightsForm reads the fields of a form about the rights of a role.
func rightsForm(c *fiber.Ctx, role app.Role) RightsForm {
	f := RightsForm{Scope: app.Scope(c.FormValue("scope")), Team: c.FormValue("team")}
	if role == app.Manager {
		f.Duties, _ = app.ParseDuties(strings.Join(values(c, "duty"), " "))
	}
	return f
}

func (f RightsForm) rights() app.Rights {
	return app.Rights{Duties: f.Duties, Scope: f.Scope, Team: f.Team}
}

// values are all values of a field that may stand in a form more than once.
func values(c *fiber.Ctx, name string) (all []string) {
	for _, v := range c.Request().PostArgs().PeekMulti(name) {
		all = append(all, string(v))
	}
	return all
}

// Filtered tells whether the address says more than nothing.
func (v Staff) Filtered() bool { return v.Filter != account.Filter{} }

// With is the address of this page in its other form: the list, or the week.
func (v Staff) With(week bool) string { return addressOf(staffPage, v.query(week)) }

const staffPage = "/manager/staff"

func (v Staff) query(week bool) url.Values {
	q := filters(map[string]string{
		"q": v.Filter.Words, "role": string(v.Filter.Role), "team": v.Filter.Team, "duty": v.Filter.Duty.String(), "skill": v.Filter.Skill,
		"state": string(v.Filter.State),
	})
	if v.Filter.AtWork {
		q.Set("now", "1")
	}
	if week {
		q.Set("show", "week")
	}
	return q
}

// TeamName is the name of a team by its id.
func (v Staff) TeamName(id string) string {
	for _, t := range v.Teams {
		if t.ID == id {
			return t.Name
		}
	}
	return ""
}

// AtWork tells whether somebody is at work by their shifts.
func (v Staff) AtWork(c account.Colleague) bool { return c.Working(v.Shell.Now) }

// On is when somebody works on a day: "09:00–18:00", or nothing.
func (v Staff) On(c account.Colleague, d app.Day) string {
	h, _ := c.Shifts.Calendar().On(d)
	return span(h)
}

// Staff shows the people of the bank and who is invited.
func (h Handlers) Staff(c *fiber.Ctx) error {
	return h.staff(c, Staff{Form: InviteForm{Role: string(app.Operator), RightsForm: RightsForm{Scope: app.Team}}})
}

func staffFilter(c *fiber.Ctx) account.Filter {
	f := account.Filter{
		Words: c.Query("q"), Role: app.Role(c.Query("role")), Team: c.Query("team"), Skill: c.Query("skill"),
		State: account.State(c.Query("state")), AtWork: c.Query("now") != "",
	}
	f.Duty, _ = app.ParseDuties(c.Query("duty"))
	if !f.Role.Staff() {
		f.Role = ""
	}
	if !slices.Contains(account.States, f.State) {
		f.State = account.Active
	}
	return f
}

func (h Handlers) staff(c *fiber.Ctx, view Staff) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view.Shell = web.NewShell(c, "manager.staff_title", "staff")
	view.Filter, view.Week = staffFilter(c), c.Query("show") == "week"
	view.Duties, view.States, view.Kinds = app.AllDuties, account.States, h.People.Kinds()
	for d, i := account.Monday(app.Today()), 0; i < 7; i++ {
		view.Days = append(view.Days, d.Add(i))
	}
	if view.People, view.All, err = h.People.Directory(ctx, actor, view.Filter); err != nil {
		return err
	}
	if view.Teams, err = h.People.Teams(ctx, actor); err != nil {
		return err
	}
	if view.Views, err = h.Views.Of(c, view.Shell, staffPage, view.query(view.Week)); err != nil {
		return err
	}
	if view.Invitations, err = h.People.Invitations(ctx, actor); err != nil {
		return err
	}
	return web.Page(c, "manager/staff", view)
}

// Invite makes a one-time link. It answers the page itself, because the link can't be shown again.
func (h Handlers) Invite(c *fiber.Ctx) error {
	role := app.Role(c.FormValue("role"))
	form := InviteForm{Name: c.FormValue("name"), Email: c.FormValue("email"), Role: string(role), RightsForm: rightsForm(c, role)}
	token, _, err := h.People.Invite(c.UserContext(), guard.Actor(c), form.Name, form.Email, role, form.rights())
	if form.Errors = web.FieldErrors(err); form.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.staff(c, Staff{Form: form})
	}
	if err != nil {
		return err
	}
	return h.staff(c, Staff{Form: InviteForm{Role: form.Role, RightsForm: form.RightsForm}, Link: h.BaseURL + "/invite/" + token})
}

// Withdraw makes an open invitation useless.
func (h Handlers) Withdraw(c *fiber.Ctx) error {
	if err := h.People.Withdraw(c.UserContext(), guard.Actor(c), c.Params("invitation")); err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/staff")
}

// Weekday is the word for the weekday of a day: the end of the id of its name.
func (v Staff) Weekday(d app.Day) string { return account.Weekdays[d.Date().Weekday()] }
