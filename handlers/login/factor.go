package login

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/session"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Factor is the view of login/factor: a second factor to be set up.
type Factor struct {
	Form
	account.Offer
	Required bool
}

// Codes is the view of login/codes: recovery codes, shown this once.
type Codes struct {
	web.Shell
	Codes []string
	Next  string
}

// Factor shows a second factor to be set up; who has one goes to the account page.
func (h Handlers) Factor(c *fiber.Ctx) error { return h.factor(c, h.factorForm(c)) }

func (h Handlers) factorForm(c *fiber.Ctx) Form {
	return form(c, "login.factor_title", "account", "!code", "!password")
}

func (h Handlers) factor(c *fiber.Ctx, f Form) error {
	me := h.Guard.Enrolling(c)
	if !me.Known() {
		return web.SeeOther(c, guard.LoginPath+"?next="+url.QueryEscape(guard.FactorPath))
	}
	offer, err := h.People.SetUp(c.UserContext(), me)
	if app.KindOf(err) == app.Conflict {
		return web.SeeOther(c, "/account")
	}
	if err != nil {
		return err
	}
	must, err := h.People.FactorRequired(c.UserContext(), me.Role, me.Duties)
	if err != nil {
		return err
	}
	return web.Page(c, "login/factor", Factor{Form: f, Offer: offer, Required: must})
}

// ConfirmFactor turns the second factor on, gives this browser a stronger session and shows the recovery codes.
func (h Handlers) ConfirmFactor(c *fiber.Ctx) error {
	me := h.Guard.Enrolling(c)
	if !me.Known() {
		return web.SeeOther(c, guard.LoginPath)
	}
	s, _, _ := h.Guard.Current(c)
	codes, gone, err := h.confirm(c, me, s)
	if gone {
		return err
	}
	if err != nil {
		if f := h.factorForm(c); f.refuse(c, err) {
			return h.factor(c, f)
		}
		return err
	}
	s.Person.SecondFactor = true
	if stage, err := h.Guard.SignIn(c, s.Person, true); err != nil || stage != session.Full {
		return err
	}
	return h.codes(c, codes, after(me.Role, c.FormValue("next")))
}

// confirm asks for the password again, or of who has none for a sign-on that was just now; gone when they are on their way there.
func (h Handlers) confirm(c *fiber.Ctx, me app.Actor, s session.Current) (codes []string, gone bool, err error) {
	none, err := h.People.Passwordless(c.UserContext(), me)
	switch {
	case err != nil:
		return nil, false, err
	case none:
		return h.freshFactor(c, me, s)
	}
	codes, err = h.People.Confirm(c.UserContext(), me, c.FormValue("password"), c.FormValue("code"))
	return codes, false, err
}

// NewCodes replaces the recovery codes and shows them.
func (h Handlers) NewCodes(c *fiber.Ctx) error {
	codes, err := h.People.NewCodes(c.UserContext(), guard.Actor(c), c.FormValue("password"))
	if err != nil {
		return h.again(c, form(c, "", "", "!password"), err, func(a *Account, f Form) { a.Factor = f })
	}
	return h.codes(c, codes, "/account")
}

func (h Handlers) codes(c *fiber.Ctx, codes []string, next string) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return web.Page(c, "login/codes", Codes{Shell: web.NewShell(c, "login.codes_title", "account"), Codes: codes, Next: next})
}

// DropFactor turns the second factor off.
func (h Handlers) DropFactor(c *fiber.Ctx) error {
	if err := h.People.Drop(c.UserContext(), guard.Actor(c), c.FormValue("password")); err != nil {
		return h.again(c, form(c, "", "", "!password"), err, func(a *Account, f Form) { a.Factor = f })
	}
	s, _, _ := h.Guard.Current(c)
	s.Person.SecondFactor = false
	if _, err := h.Guard.SignIn(c, s.Person, false); err != nil {
		return err
	}
	return web.SeeOther(c, "/account?done=factor")
}
