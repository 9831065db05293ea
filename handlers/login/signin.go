package login

import (
	"net/url"

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
	return h.login(c, h.loginForm(c))
}

// Entrance is the view of login/login.
type Entrance struct {
	Form
	Elsewhere *session.Elsewhere // why the session of this browser has ended; nil when it was for nothing special
	Device    string             // in which its person signed in then; empty when it didn't say
	SignOn    string             // where the bank's provider lets its people in; empty when there is none
}

// login shows the sign-in page, with what there is to say to whoever was signed in here.
func (h Handlers) login(c *fiber.Ctx, f Form) error {
	view := Entrance{Form: f}
	if h.Provider != nil {
		view.SignOn = SignOnPath
		if f.Next != "" {
			view.SignOn += "?next=" + url.QueryEscape(f.Next)
		}
	}
	switch e, ok, err := h.Guard.WentElsewhere(c); {
	case err != nil:
		return err
	case ok:
		view.Elsewhere, view.Device = &e, web.DeviceName(e.Device)
	}
	return web.Page(c, "login/login", view)
}

func (h Handlers) loginForm(c *fiber.Ctx) Form {
	return form(c, "login.title", "login", "email", "!password")
}

// SignIn checks e-mail and password.
func (h Handlers) SignIn(c *fiber.Ctx) error {
	p, err := h.People.SignIn(c.UserContext(), guard.Stranger(c), c.FormValue("email"), c.FormValue("password"))
	if err != nil {
		if f := h.loginForm(c); f.refuse(c, err) {
			return h.login(c, f)
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
