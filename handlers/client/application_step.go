package client

import (
	"maps"
	"slices"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Step is the view of client/apply_step: one page of the form.
type Step struct {
	Draft
	Name   string
	Action string
	Fields []apply.Field
	Back   string // id of the step before
	Saved  bool
}

// Step shows a step of a draft's form, the ask, the papers or the review.
func (h Handlers) Step(c *fiber.Ctx) error {
	switch c.Params("step") {
	case askStep:
		return h.firstStep(c, nil)
	case application.Review:
		return h.review(c, Review{})
	}
	return h.step(c, nil, nil)
}

// step shows one page of the form; posted and errors are those of a refused one.
func (h Handlers) step(c *fiber.Ctx, posted application.Answers, errors map[string]app.Text) error {
	d, v, err := h.draft(c, c.Params("step"))
	if err != nil {
		return err
	}
	if d.Application.State != application.Draft {
		return web.SeeOther(c, "/client/applications/"+d.Application.ID)
	}
	view, err := stepOf(d, v, posted, errors)
	if err != nil {
		return err
	}
	return web.Page(c, "client/apply_step", view)
}

func stepOf(d Draft, v product.Version, posted application.Answers, errors map[string]app.Text) (Step, error) {
	i := slices.IndexFunc(v.Content.Form, func(s product.Step) bool { return s.ID == d.Stages[max(d.At-1, 0)].ID })
	if i < 0 {
		return Step{}, app.ErrNotFound
	}
	step := v.Content.Form[i]
	view := Step{Draft: d, Name: apply.In(step.Names, d.Lang), Action: stepPath(d.Application, step.ID), Saved: d.Application.Seq > 1}
	view.Back, _ = d.beside(step.ID)
	view.Fields = apply.Fields(d.Shell, step, d.Application, posted, errors)
	view.labelled(v.Content.Form[i:i+1], errors, func(field string) string { return "#" + field })
	return view, nil
}

// Fill answers a step and leads to the next one. What is refused is shown as it was typed, with what to change at its fields. A step
// may also be left for another, or for later, and then it needn't be right: everything is kept.
func (h Handlers) Fill(c *fiber.Ctx) error {
	if c.Params("step") == askStep {
		return h.reckon(c)
	}
	id, to := c.Params("application"), c.FormValue("to")
	posted, err := h.posted(c)
	if err != nil {
		return err
	}
	if to != "" {
		return h.leave(c, posted, to)
	}
	a, err := h.Cases.Fill(c.UserContext(), guard.Actor(c), id, c.Params("step"), posted)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.step(c, posted, fields)
	}
	if err != nil {
		return err
	}
	d := Draft{Application: a}
	v, err := h.Cases.Version(c.UserContext(), a)
	if err != nil {
		return err
	}
	d.stages(v, c.Params("step"))
	_, after := d.beside(c.Params("step"))
	return web.SeeOther(c, stepPath(a, after))
}

// leave keeps what is typed and leads to another step, or to the list for later.
func (h Handlers) leave(c *fiber.Ctx, posted application.Answers, to string) error {
	a, err := h.Cases.Keep(c.UserContext(), guard.Actor(c), c.Params("application"), c.Params("step"), posted)
	if err != nil {
		return err
	}
	if to == "later" {
		return web.SeeOther(c, "/client/applications")
	}
	return web.SeeOther(c, stepPath(a, to))
}

// Keep stores what is typed so far and says when.
func (h Handlers) Keep(c *fiber.Ctx) error {
	posted, err := h.posted(c)
	if err != nil {
		return err
	}
	a, err := h.Cases.Keep(c.UserContext(), guard.Actor(c), c.Params("application"), c.Params("step"), posted)
	if err != nil {
		return err
	}
	return web.Page(c, "client/apply_step#saved", Step{
		Draft: Draft{Shell: web.NewShell(c, "", "applications"), Application: a}, Action: stepPath(a, c.Params("step")), Saved: true,
	})
}

// posted are the answers that a form carries, of those that its step asks for.
func (h Handlers) posted(c *fiber.Ctx) (application.Answers, error) {
	a, err := h.Cases.Application(c.UserContext(), guard.Actor(c), c.Params("application"))
	if err != nil {
		return nil, err
	}
	v, err := h.Cases.Version(c.UserContext(), a)
	if err != nil {
		return nil, err
	}
	for _, step := range v.Content.Form {
		if step.ID == c.Params("step") {
			return apply.Posted(c, step), nil
		}
	}
	return nil, app.ErrNotFound
}

func sorted(errors map[string]app.Text) []string { return slices.Sorted(maps.Keys(errors)) }
