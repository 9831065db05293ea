package manager

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/privacy"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Retention is the view of manager/retention: how long each class of data is kept, what is due, and what is on hold.
type Retention struct {
	web.Shell
	Rules  []privacy.Rule
	Due    map[string]privacy.Due
	Runs   []privacy.Run
	Holds  []privacy.Hold
	Typed  map[string]string // what was refused, by the field's name
	Errors map[string]app.Text
}

// Value is what stands in a field: what was refused, or what holds.
func (v Retention) Value(field string, now int) string {
	if typed, ok := v.Typed[field]; ok {
		return typed
	}
	if now == 0 {
		return ""
	}
	return strconv.Itoa(now)
}

// Wrong is what is wrong with a field.
func (v Retention) Wrong(field string) string {
	if text, ok := v.Errors[field]; ok {
		return v.Say(text)
	}
	return ""
}

// Retention shows the page.
func (h Handlers) Retention(c *fiber.Ctx) error { return h.retention(c, Retention{}) }

func (h Handlers) retention(c *fiber.Ctx, view Retention) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view.Shell = web.NewShell(c, "retention.title", "retention")
	if view.Rules, err = h.Kept.Rules(ctx, actor); err != nil {
		return err
	}
	if view.Due, err = h.Kept.Due(ctx, actor); err != nil {
		return err
	}
	if view.Runs, err = h.Kept.Runs(ctx, actor); err != nil {
		return err
	}
	if view.Holds, err = h.Kept.Holds(ctx, actor); err != nil {
		return err
	}
	return web.Page(c, "manager/retention", view)
}

// SetRetention says for how many days a class is kept.
func (h Handlers) SetRetention(c *fiber.Ctx) error {
	class, days := c.Params("class"), c.FormValue("days")
	_, err := h.Kept.Set(c.UserContext(), guard.Actor(c), class, days)
	return h.kept(c, err, map[string]string{class: days})
}

// ApproveRetention lets fewer days hold that somebody else wants.
func (h Handlers) ApproveRetention(c *fiber.Ctx) error {
	days, err := strconv.Atoi(c.FormValue("days"))
	if err != nil {
		return app.ErrNotFound
	}
	return h.kept(c, h.Kept.Approve(c.UserContext(), guard.Actor(c), c.Params("class"), days), nil)
}

// RefuseRetention drops fewer days that are wanted.
func (h Handlers) RefuseRetention(c *fiber.Ctx) error {
	return h.kept(c, h.Kept.Refuse(c.UserContext(), guard.Actor(c), c.Params("class")), nil)
}

// RunRetention begins to take away what is due.
func (h Handlers) RunRetention(c *fiber.Ctx) error {
	return h.kept(c, h.Kept.Run(c.UserContext(), guard.Actor(c)), nil)
}

// MakeHold keeps something from being erased.
func (h Handlers) MakeHold(c *fiber.Ctx) error {
	typed := map[string]string{"object": c.FormValue("object"), "reason": c.FormValue("reason"), "until": c.FormValue("until")}
	return h.kept(c, h.Kept.Hold(c.UserContext(), guard.Actor(c), typed["object"], typed["reason"], app.Day(typed["until"])), typed)
}

// LiftHold ends a hold.
func (h Handlers) LiftHold(c *fiber.Ctx) error {
	return h.kept(c, h.Kept.Lift(c.UserContext(), guard.Actor(c), c.Params("hold")), nil)
}

// kept leads back to the page, or shows it with what was refused.
func (h Handlers) kept(c *fiber.Ctx, err error, typed map[string]string) error {
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.retention(c, Retention{Typed: typed, Errors: fields})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/retention")
}
