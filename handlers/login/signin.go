package login

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app/session"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Login shows the sign-in page; who is in already goes on.
func (h Handlers) Login(c *fiber.Ctx) error {
	if me := guard.Actor(c); me.Known() {
		return web.SeeOther(c, after(me.Role, c.Query("next")))
	}
	return web.Page(c, "login/login", h.loginForm(c))
}

func (h Handlers) loginForm(c *fiber.Ctx) Form {
	return form(c, "login.title", "login", "email", "!password")
}

// SignIn checks e-mail and password.
func (h Handlers) SignIn(c *fiber.Ctx) error {
	p, err := h.People.SignIn(c.UserContext(), guard.Stranger(c), c.FormValue("email"), c.FormValue("password"))
	if err != nil {
		if f := h.loginForm(c); f.refuse(c, err) {
			return web.Page(c, "login/login", f)
		}
		return err
	}
	return h.enter(c, p, false, c.FormValue("next"))
}

// Code shows the second step.
func (h Handlers) Code(c *fiber.Ctx) error {
	if _, stage, ok := h.Guard.Current(c); !ok || stage != session.NeedsCode {
		return h.Login(c)
	}
	return web.Page(c, "login/code", h.codeForm(c))
}

func (h Handlers) codeForm(c *fiber.Ctx) Form {
	return form(c, "login.code_title", "login", "!code")
}

// Verify checks the code of the second step.
func (h Handlers) Verify(c *fiber.Ctx) error {
	s, stage, ok := h.Guard.Current(c)
	if !ok || stage != session.NeedsCode {
		return web.SeeOther(c, guard.LoginPath)
	}
	p, err := h.People.Verify(c.UserContext(), guard.Stranger(c), s.Person.ID, c.FormValue("code"))
	if err != nil {
		if f := h.codeForm(c); f.refuse(c, err) {
			return web.Page(c, "login/code", f)
		}
		return err
	}
	return h.enter(c, p, true, c.FormValue("next"))
}
