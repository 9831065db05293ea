package manager

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Teams is the view of manager/teams.
type Teams struct {
	web.Shell
	List    []TeamForm
	Name    string // of a new one, as it was typed
	Errors  map[string]app.Text
	Refused string // id of the team whose form comes back with errors; empty: the new one's
}

// TeamForm is a team with those who can lead it.
type TeamForm struct {
	account.Team
	People []account.Colleague
}

// Wrong is the error of a team's form at a field.
func (v Teams) Wrong(team, field string) app.Text {
	if v.Refused == team {
		return v.Errors[field]
	}
	return app.Text{}
}

// Teams shows all teams with their members.
func (h Handlers) Teams(c *fiber.Ctx) error { return h.teams(c, Teams{}) }

func (h Handlers) teams(c *fiber.Ctx, view Teams) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view.Shell = web.NewShell(c, "staff.teams", "staff")
	all, err := h.People.Teams(ctx, actor)
	if err != nil {
		return err
	}
	people, _, err := h.People.Directory(ctx, actor, account.Filter{})
	if err != nil {
		return err
	}
	for _, t := range all {
		f := TeamForm{Team: t}
		for _, p := range people {
			if p.Rights.Team == t.ID {
				f.People = append(f.People, p)
			}
		}
		view.List = append(view.List, f)
	}
	return web.Page(c, "manager/teams", view)
}

// AddTeam makes a team.
func (h Handlers) AddTeam(c *fiber.Ctx) error {
	name := c.FormValue("name")
	_, err := h.People.AddTeam(c.UserContext(), guard.Actor(c), name)
	return h.team(c, err, Teams{Name: name})
}

// ChangeTeam sets its name and lead.
func (h Handlers) ChangeTeam(c *fiber.Ctx) error {
	id := c.Params("team")
	err := h.People.ChangeTeam(c.UserContext(), guard.Actor(c), id, c.FormValue("name"), c.FormValue("lead"))
	return h.team(c, err, Teams{Refused: id})
}

// RemoveTeam deletes an empty one.
func (h Handlers) RemoveTeam(c *fiber.Ctx) error {
	return h.team(c, h.People.RemoveTeam(c.UserContext(), guard.Actor(c), c.Params("team")), Teams{})
}

func (h Handlers) team(c *fiber.Ctx, err error, again Teams) error {
	if again.Errors = web.FieldErrors(err); again.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.teams(c, again)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/staff/teams")
}
