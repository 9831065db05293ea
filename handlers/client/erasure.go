package client

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/privacy"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Erasure is the view of client/erasure: what can be erased, what must be kept and why, and the reader's request.
type Erasure struct {
	web.Shell
	Asked  *privacy.Request // the last one; nil: none
	Note   string
	Errors map[string]app.Text
}

// Open tells whether a request waits for its answer.
func (e Erasure) Open() bool { return e.Asked != nil && e.Asked.State == privacy.Open }

// AnswerDays is within how many working days the bank answers.
func (Erasure) AnswerDays() int { return privacy.AnswerDays }

// Erasure shows the page.
func (h Handlers) Erasure(c *fiber.Ctx) error {
	return h.erasure(c, Erasure{})
}

func (h Handlers) erasure(c *fiber.Ctx, view Erasure) (err error) {
	view.Shell = web.NewShell(c, "mine.erasure_title", "profile")
	if view.Asked, err = h.Privacy.Asked(c.UserContext(), guard.Actor(c)); err != nil {
		return err
	}
	return web.Page(c, "client/erasure", view)
}

// AskErasure makes the request.
func (h Handlers) AskErasure(c *fiber.Ctx) error {
	note := c.FormValue("note")
	_, err := h.Privacy.Ask(c.UserContext(), guard.Actor(c), note)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.erasure(c, Erasure{Note: note, Errors: fields})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/client/profile/erasure")
}

// TakeBackErasure takes it back while it is open.
func (h Handlers) TakeBackErasure(c *fiber.Ctx) error {
	if err := h.Privacy.TakeBack(c.UserContext(), guard.Actor(c), c.Params("request")); err != nil {
		return err
	}
	return web.SeeOther(c, "/client/profile/erasure")
}
