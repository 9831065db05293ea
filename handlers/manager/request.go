package manager

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/privacy"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Requests is the view of manager/requests: clients who want their data erased.
type Requests struct {
	web.Shell
	List    []privacy.Request
	Refused string // id of the request whose form comes back with errors
	Answer  string // what was typed in it
	Errors  map[string]app.Text
}

// RequestForm is one request with its form.
type RequestForm struct {
	web.Shell
	privacy.Request
	Typed  string
	Errors map[string]app.Text
}

// Forms are the requests with what was typed.
func (r Requests) Forms() []RequestForm {
	forms := make([]RequestForm, 0, len(r.List))
	for _, one := range r.List {
		f := RequestForm{Shell: r.Shell, Request: one}
		if one.ID == r.Refused {
			f.Typed, f.Errors = r.Answer, r.Errors
		}
		forms = append(forms, f)
	}
	return forms
}

// Requests lists those that are open.
func (h Handlers) Requests(c *fiber.Ctx) error {
	return h.requests(c, Requests{})
}

func (h Handlers) requests(c *fiber.Ctx, view Requests) (err error) {
	view.Shell = web.NewShell(c, "requests.title", "requests")
	if view.List, err = h.Privacy.Requests(c.UserContext(), guard.Actor(c)); err != nil {
		return err
	}
	return web.Page(c, "manager/requests", view)
}

// SettleRequest marks one as answered or refused.
func (h Handlers) SettleRequest(c *fiber.Ctx) error {
	id, answer := c.Params("request"), c.FormValue("answer")
	err := h.Privacy.Settle(c.UserContext(), guard.Actor(c), id, privacy.State(c.FormValue("state")), answer)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.requests(c, Requests{Refused: id, Answer: answer, Errors: fields})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/requests")
}
