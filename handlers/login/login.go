// Package login is how people come in and go out, and the page where they look after their own sign-in. All of it works
// without scripts: a form that is not right comes back with 422, what was typed in it, and the focus on what needs a change.
package login

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/session"
	"telemark/app/signon"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Handlers serve the sign-in pages and the account page.
type Handlers struct {
	People   *account.Service
	Sessions *session.Keeper
	Guard    *guard.Guard
	Provider *signon.Provider // by which the bank's people can come in; nil: there is none
	Secure   bool             // cookies over https only
}

// Routes adds the pages to a router behind Guard.Session.
func (h Handlers) Routes(r fiber.Router) {
	r.Get("/login", h.Login)
	r.Post("/login", h.SignIn)
	r.Get(SignOnPath, h.Guard.Counted, h.BeginSignOn)
	r.Get(CallbackPath, h.Guard.Counted, h.EndSignOn)
	r.Get("/login/code", h.Code)
	r.Post("/login/code", h.Verify)
	r.Get("/register", h.NewClient)
	r.Post("/register", h.Register)
	r.Get("/invite/:token", h.Invitation)
	r.Post("/invite/:token", h.Accept)
	r.Post("/logout", h.SignOut)

	// Staff who still have to set up a second factor may, too.
	r.Get(guard.FactorPath, h.Factor)
	r.Post(guard.FactorPath, h.ConfirmFactor)

	in := h.Guard.Only()
	r.Get("/account", in, h.Account)
	r.Post("/account", in, h.Update)
	r.Post("/account/password", in, h.ChangePassword)
	r.Post("/account/sessions/end", in, h.EndOthers)
	r.Post("/account/sessions/:session/end", in, h.EndOne)
	r.Post("/account/codes", in, h.NewCodes)
	r.Post("/account/factor/drop", in, h.DropFactor)
}

// areas is where each role works.
var areas = map[app.Role]string{app.Client: "/client", app.Operator: "/operator", app.Manager: "/manager"}

// after is where somebody goes once they are in: to the page that they wanted, unless it is another role's or a way in or out.
func after(role app.Role, next string) string {
	next = guard.LocalPath(next)
	top, _, _ := strings.Cut(strings.TrimPrefix(path(next), "/"), "/")
	switch top {
	case "", "login", "logout", "register", "invite", "preferences":
		return areas[role]
	}
	for other, area := range areas {
		if other != role && "/"+top == area {
			return areas[role]
		}
	}
	return next
}

// path is the path of an address as the routes see it.
func path(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// enter gives the browser a session and sends it on, to the second step if there is one.
func (h Handlers) enter(c *fiber.Ctx, p account.Person, strong bool, next string) error {
	u := session.User{ID: p.ID, Name: p.Name, Role: p.Role, Rights: p.Rights, Lang: p.Lang, SecondFactor: p.SecondFactor}
	stage, err := h.Guard.SignIn(c, u, strong)
	if err != nil {
		return err
	}
	h.speak(c, p.Lang)
	to := after(p.Role, next)
	switch stage {
	case session.NeedsCode:
		to = guard.CodePath + "?next=" + url.QueryEscape(to)
	case session.NeedsFactor:
		to = guard.FactorPath + "?next=" + url.QueryEscape(to)
	case session.Full:
	}
	return web.SeeOther(c, to)
}

// speak sets the language that a person has chosen in this browser, too.
func (h Handlers) speak(c *fiber.Ctx, lang string) {
	if lang == "" {
		return
	}
	c.Cookie(&fiber.Cookie{
		Name: "lang", Value: lang, Path: "/", SameSite: fiber.CookieSameSiteLaxMode, Secure: h.Secure,
		MaxAge: int(365 * 24 * time.Hour / time.Second),
	})
}

// SignOut ends the session.
func (h Handlers) SignOut(c *fiber.Ctx) error {
	if err := h.Guard.SignOut(c); err != nil {
		return err
	}
	return web.SeeOther(c, guard.LoginPath)
}
