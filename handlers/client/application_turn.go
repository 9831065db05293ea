package client

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Answer answers what the bank asked.
func (h Handlers) Answer(c *fiber.Ctx) error {
	note := c.FormValue("note")
	_, err := h.Cases.Answer(c.UserContext(), guard.Actor(c), c.Params("application"), note)
	return h.turned(c, err, Application{Typed: note})
}

// Accept accepts the offer that the client saw.
func (h Handlers) Accept(c *fiber.Ctx) error {
	a, err := h.Cases.Accept(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("digest"))
	if err == nil {
		return web.SeeOther(c, "/client/applications/"+a.ID+"/receipt")
	}
	return h.turned(c, err, Application{})
}

// Decline turns down the offer that the client saw.
func (h Handlers) Decline(c *fiber.Ctx) error {
	_, err := h.Cases.Decline(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("digest"), c.FormValue("reason"))
	return h.turned(c, err, Application{Failed: string(application.Decline)})
}

// Withdraw takes the application back.
func (h Handlers) Withdraw(c *fiber.Ctx) error {
	_, err := h.Cases.Withdraw(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("reason"))
	return h.turned(c, err, Application{Failed: string(application.Withdraw)})
}

// turned leads back to the application, or shows it with what was refused: what was typed stays, and who came too late learns why
// beside what can be done now.
func (h Handlers) turned(c *fiber.Ctx, err error, refused Application) error {
	if err == nil {
		return web.SeeOther(c, "/client/applications/"+c.Params("application"))
	}
	if refused.Errors = web.FieldErrors(err); refused.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.application(c, refused)
	}
	if e, ok := errors.AsType[*app.Error](err); ok && e.Kind == app.Conflict {
		refused.Gone = web.NewShell(c, "", "").Say(e.Text)
		c.Status(fiber.StatusConflict)
		return h.application(c, refused)
	}
	return err
}
