package login

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app/account"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// NewClient shows the registration page; who is in already goes on.
func (h Handlers) NewClient(c *fiber.Ctx) error {
	if me := guard.Actor(c); me.Known() {
		return web.SeeOther(c, after(me.Role, c.Query("next")))
	}
	return web.Page(c, "login/register", h.registerForm(c))
}

func (h Handlers) registerForm(c *fiber.Ctx) Form {
	return form(c, "login.register_title", "register", "name", "email", "!password")
}

// Register makes a client and signs them in.
func (h Handlers) Register(c *fiber.Ctx) error {
	p, err := h.People.Register(c.UserContext(), guard.Stranger(c), draft(c))
	if err != nil {
		if f := h.registerForm(c); f.refuse(c, err) {
			return web.Page(c, "login/register", f)
		}
		return err
	}
	return h.enter(c, p, false, c.FormValue("next"))
}

func draft(c *fiber.Ctx) account.Draft {
	return account.Draft{
		Name: c.FormValue("name"), Email: c.FormValue("email"), Password: c.FormValue("password"), Lang: web.Language(c),
	}
}

// Invite is the view of login/invite.
type Invite struct {
	Form
	account.Invitation
}

// Invitation shows what somebody is invited to.
func (h Handlers) Invitation(c *fiber.Ctx) error {
	i, err := h.People.Invitation(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	f := h.inviteForm(c)
	f.Values["name"] = i.Name
	return web.Page(c, "login/invite", Invite{f, i})
}

func (h Handlers) inviteForm(c *fiber.Ctx) Form {
	return form(c, "login.invite_title", "login", "name", "!password")
}

// Accept makes the invited person and signs them in.
func (h Handlers) Accept(c *fiber.Ctx) error {
	token := c.Params("token")
	p, err := h.People.Accept(c.UserContext(), guard.Stranger(c), token, draft(c))
	if err == nil {
		return h.enter(c, p, false, "")
	}
	f := h.inviteForm(c)
	if !f.refuse(c, err) {
		return err
	}
	i, err := h.People.Invitation(c.UserContext(), token)
	if err != nil {
		return err
	}
	return web.Page(c, "login/invite", Invite{f, i})
}
