package manager

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Staff is the view of manager/staff.
type Staff struct {
	web.Shell
	People      []account.Person
	Invitations []account.Invitation
	Form        InviteForm
	Link        string // of the invitation that was just made; shown this once
}

// InviteForm is what a manager typed to invite somebody.
type InviteForm struct {
	Name, Email, Role string
	Errors            map[string]app.Text
}

// Staff shows the people of the bank and who is invited.
func (h Handlers) Staff(c *fiber.Ctx) error {
	return h.staff(c, Staff{Form: InviteForm{Role: string(app.Operator)}})
}

func (h Handlers) staff(c *fiber.Ctx, view Staff) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view.Shell = web.NewShell(c, "manager.staff_title", "staff")
	if view.People, err = h.People.Staff(ctx, actor); err != nil {
		return err
	}
	if view.Invitations, err = h.People.Invitations(ctx, actor); err != nil {
		return err
	}
	return web.Page(c, "manager/staff", view)
}

// Invite makes a one-time link. It answers the page itself, because the link can't be shown again.
func (h Handlers) Invite(c *fiber.Ctx) error {
	form := InviteForm{Name: c.FormValue("name"), Email: c.FormValue("email"), Role: c.FormValue("role")}
	token, _, err := h.People.Invite(c.UserContext(), guard.Actor(c), form.Name, form.Email, app.Role(form.Role), app.Usual(app.Role(form.Role)))
	if form.Errors = web.FieldErrors(err); form.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.staff(c, Staff{Form: form})
	}
	if err != nil {
		return err
	}
	return h.staff(c, Staff{Form: InviteForm{Role: form.Role}, Link: h.BaseURL + "/invite/" + token})
}

// Withdraw makes an open invitation useless.
func (h Handlers) Withdraw(c *fiber.Ctx) error {
	return h.back(c, h.People.Withdraw(c.UserContext(), guard.Actor(c), c.Params("invitation")))
}

// Disable keeps somebody from signing in and ends their sessions.
func (h Handlers) Disable(c *fiber.Ctx) error {
	return h.back(c, h.People.Disable(c.UserContext(), guard.Actor(c), c.Params("person")))
}

// Enable lets them in again.
func (h Handlers) Enable(c *fiber.Ctx) error {
	return h.back(c, h.People.Enable(c.UserContext(), guard.Actor(c), c.Params("person")))
}

// ResetFactor takes a lost second factor away; its owner sets up another at the next sign-in.
func (h Handlers) ResetFactor(c *fiber.Ctx) error {
	return h.back(c, h.People.ResetFactor(c.UserContext(), guard.Actor(c), c.Params("person")))
}

func (h Handlers) back(c *fiber.Ctx, err error) error {
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/staff")
}
