package login

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/session"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Account is the view of login/account: three forms, of which at most one comes back with errors.
type Account struct {
	web.Shell
	Person    account.Person
	Sessions  []Device
	CodesLeft int
	Bank      bool // the person has no password: the bank's provider lets them in
	Required  bool // this person can't be without a second factor
	Profile   Form
	Password  Form
	Factor    Form // asks for the password before recovery codes are replaced or the second factor goes
	Done      string
}

// Device is a session as its owner sees it.
type Device struct {
	session.Session
	Name string // "Firefox, Windows"; empty when it didn't say
	Own  bool   // the one that this page is in
}

// done are the short sentences after something has been changed, by the page's ?done=.
var done = map[string]string{
	"profile": "login.done_profile", "password": "login.done_password", "session": "login.done_session",
	"others": "login.done_others", "factor": "login.done_factor",
}

// Account shows the reader's own sign-in.
func (h Handlers) Account(c *fiber.Ctx) error {
	return h.account(c, func(*Account) {})
}

// account shows the page as change has left it.
func (h Handlers) account(c *fiber.Ctx, change func(*Account)) error {
	me := guard.Actor(c)
	p, err := h.People.Me(c.UserContext(), me)
	if err != nil {
		return err
	}
	view := Account{Shell: web.NewShell(c, "login.account_title", "account"), Person: p}
	if view.Required, err = h.People.FactorRequired(c.UserContext(), p.Role, p.Rights.Duties); err != nil {
		return err
	}
	if id, ok := done[c.Query("done")]; ok {
		view.Done = view.T(id)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	if view.CodesLeft, err = h.People.CodesLeft(c.UserContext(), me); err != nil {
		return err
	}
	if view.Bank, err = h.People.Passwordless(c.UserContext(), me); err != nil {
		return err
	}
	all, err := h.Sessions.List(c.UserContext(), me)
	if err != nil {
		return err
	}
	for _, s := range all {
		view.Sessions = append(view.Sessions, Device{Session: s, Name: web.DeviceName(s.Device), Own: s.Hash == me.Session})
	}
	view.Profile = Form{Shell: view.Shell, Values: map[string]string{"name": p.Name, "lang": p.Lang}}
	view.Password, view.Factor = Form{Shell: view.Shell}, Form{Shell: view.Shell}
	change(&view)
	view.Profile.Prefix, view.Password.Prefix, view.Factor.Prefix = "profile-", "password-", "factor-"
	return web.Page(c, "login/account", view)
}

// again shows the page with the form's errors, or passes on an error that is none of them.
func (h Handlers) again(c *fiber.Ctx, f Form, err error, put func(*Account, Form)) error {
	if !f.refuse(c, err) {
		return err
	}
	return h.account(c, func(a *Account) { put(a, f) })
}

// Update sets name and language.
func (h Handlers) Update(c *fiber.Ctx) error {
	f := form(c, "", "", "name", "lang")
	if err := h.People.Update(c.UserContext(), guard.Actor(c), f.Values["name"], f.Values["lang"]); err != nil {
		return h.again(c, f, err, func(a *Account, f Form) { a.Profile = f })
	}
	h.speak(c, f.Values["lang"])
	return web.SeeOther(c, "/account?done=profile")
}

// ChangePassword sets the password, ends the other sessions and changes the token of this one.
func (h Handlers) ChangePassword(c *fiber.Ctx) error {
	old, fresh := c.FormValue("old"), c.FormValue("new")
	err := h.People.ChangePassword(c.UserContext(), guard.Actor(c), old, fresh)
	if err != nil {
		f := form(c, "", "", "!old", "!new")
		return h.again(c, f, renamed(err, "password", "new"), func(a *Account, f Form) { a.Password = f })
	}
	if err := h.Guard.Renew(c); err != nil {
		return err
	}
	return web.SeeOther(c, "/account?done=password")
}

// renamed moves an error from the name that the service gives a field to the one that it has on the page.
func renamed(err error, from, to string) error {
	fields := web.FieldErrors(err)
	text, ok := fields[from]
	if !ok {
		return err
	}
	return app.FailFields(app.Field{Name: to, Text: text}).Because(err)
}

// EndOne ends one of the reader's sessions; their own one is a sign-out.
func (h Handlers) EndOne(c *fiber.Ctx) error {
	me, hash := guard.Actor(c), c.Params("session")
	if hash == me.Session {
		return h.SignOut(c)
	}
	if err := h.Sessions.EndOne(c.UserContext(), me, hash); err != nil {
		return err
	}
	return web.SeeOther(c, "/account?done=session")
}

// EndOthers ends all sessions but this one.
func (h Handlers) EndOthers(c *fiber.Ctx) error {
	if _, err := h.Sessions.EndOthers(c.UserContext(), guard.Actor(c)); err != nil {
		return err
	}
	return web.SeeOther(c, "/account?done=others")
}
