package login

import (
	"encoding/base64"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/session"
	"telemark/app/signon"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// The pages of a sign-on by the bank's provider. CallbackPath is known to the provider.
const (
	SignOnPath   = "/login/oidc"
	CallbackPath = SignOnPath + "/callback"
)

// BeginSignOn sends the browser to the bank's provider.
func (h Handlers) BeginSignOn(c *fiber.Ctx) error {
	if h.Provider == nil {
		return app.ErrNotFound
	}
	to, kept, err := h.Provider.Begin(c.UserContext(), guard.LocalPath(c.Query("next")))
	if err != nil {
		return h.refuseSignOn(c, err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	h.keep(c, base64.RawURLEncoding.EncodeToString(kept), signon.Life)
	return c.Redirect(to, fiber.StatusSeeOther)
}

// keep sets the cookie that a sign-on travels in; the provider's redirect comes from another site, and Lax lets it bring the cookie.
func (h Handlers) keep(c *fiber.Ctx, value string, life time.Duration) {
	c.Cookie(&fiber.Cookie{
		Name: h.signOnCookie(), Value: value, Path: "/", Expires: app.Now().Add(life), HTTPOnly: true, Secure: h.Secure,
		SameSite: fiber.CookieSameSiteLaxMode,
	})
}

func (h Handlers) signOnCookie() string {
	if h.Secure {
		return "__Host-telemark-signon"
	}
	return "telemark_signon"
}

// EndSignOn takes what the provider sends the browser back with. Its cookie is good for one callback.
func (h Handlers) EndSignOn(c *fiber.Ctx) error {
	if h.Provider == nil {
		return app.ErrNotFound
	}
	kept, _ := base64.RawURLEncoding.DecodeString(c.Cookies(h.signOnCookie())) // what can't be read is no sign-on of this browser
	h.keep(c, "", -signon.Life)
	ctx, from := c.UserContext(), guard.Stranger(c)
	entrant, next, err := h.Provider.Finish(ctx, kept, signon.Answer{
		State: c.Query("state"), Code: c.Query("code"), Error: c.Query("error"), Issuer: c.Query("iss"),
	})
	if refused, ok := errors.AsType[*signon.Refused](err); ok {
		err = h.People.RefuseSignOn(ctx, from, "", refused.Reason(), refused.Unwrap())
	}
	if err != nil {
		return h.refuseSignOn(c, err)
	}
	p, err := h.People.SignOn(ctx, from, account.Vouched{
		Identity: account.Identity{Issuer: entrant.Issuer, Subject: entrant.Subject}, Email: entrant.Email, Name: entrant.Name,
		Lang: web.Language(c), Role: entrant.Grant.Role, Duties: entrant.Grant.Duties, Strong: entrant.Strong,
	})
	if err != nil {
		return h.refuseSignOn(c, err)
	}
	return h.enter(c, p, entrant.Strong, next)
}

// refuseSignOn shows the sign-in page with why the provider's way didn't lead in; an error that its reader can't understand is passed on.
func (h Handlers) refuseSignOn(c *fiber.Ctx, err error) error {
	e, ok := errors.AsType[*app.Error](err)
	if !ok || e.Kind == app.Internal {
		return err
	}
	f := h.loginForm(c)
	f.Errors, f.Alert = web.FieldErrors(err), e.Text
	if e.Kind == app.Invalid {
		f.Alert, f.Errors = app.T("signon.failed"), nil
	}
	c.Status(web.Status(err))
	return h.login(c, f)
}

// freshFactor turns a second factor on for somebody without a password, who has just come from the provider; else they go there first.
func (h Handlers) freshFactor(c *fiber.Ctx, me app.Actor, s session.Current) (codes []string, gone bool, err error) {
	codes, ok, err := h.People.ConfirmFresh(c.UserContext(), me, c.FormValue("code"), s.StartedAt)
	if err == nil && !ok {
		return nil, true, web.SeeOther(c, SignOnPath+"?next="+guard.FactorPath)
	}
	return codes, false, err
}
