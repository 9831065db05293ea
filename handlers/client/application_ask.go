package client

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// FirstStep is the view of client/apply_ask: the first step, before there is a draft and after.
type FirstStep struct {
	Draft
	Form    apply.AskForm
	Action  string
	Key     string               // one-use; of a new draft
	Started *application.Summary // a draft of this product that the client has begun before; nil when there is none
}

// NewApplication shows what is asked for: the calculator's figures, to be changed once more. Who has begun one for this product is asked
// whether they go on with it.
func (h Handlers) NewApplication(c *fiber.Ctx) error {
	v, err := h.Cases.Offered(c.UserContext(), c.Query("product"))
	if err != nil {
		return err
	}
	ask, _ := v.ReadAsk(v.DefaultAsk(app.Today()), func(name string) string { return c.Query(name) })
	return h.newAsk(c, v, ask, nil, live.NewKey())
}

func (h Handlers) newAsk(c *fiber.Ctx, v product.Version, ask product.Ask, errors map[string]app.Text, key string) (err error) {
	view := FirstStep{Action: "/client/applications", Key: key}
	if view.Cursor, err = h.cursor(c); err != nil {
		return err
	}
	mine, err := h.Cases.Mine(c.UserContext(), guard.Actor(c))
	if err != nil {
		return err
	}
	for i := range mine {
		if mine[i].State == application.Draft && mine[i].Slug == v.Slug && view.Started == nil {
			view.Started = &mine[i]
		}
	}
	view.show(c, v, askStep)
	view.Product = v.Content.In(view.Lang).Name
	return h.asked(c, view, v, ask, errors)
}

// asked puts the ask and its figures on the page; while something in it is odd there are no figures.
func (h Handlers) asked(c *fiber.Ctx, view FirstStep, v product.Version, ask product.Ask, errors map[string]app.Text) error {
	var typed func(string) string
	if c.Method() == fiber.MethodPost {
		typed = func(name string) string { return c.FormValue(name) }
	}
	view.Form = apply.AskFormOf(view.Shell, v, ask, typed, errors)
	view.Facts = nil
	if quote, err := v.Quote(ask); err == nil && errors == nil { // what is odd is said at its field, once it was sent
		view.Facts = apply.Facts(view.Shell, v.Kind, quote)
	}
	for _, in := range view.Form.Inputs {
		if in.Error != "" {
			view.Wrong = append(view.Wrong, Wrong{Href: "#" + in.ID, Label: view.T("apply.fact_" + in.Name), Text: in.Error})
		}
	}
	return web.Page(c, "client/apply_ask", view)
}

// Begin makes a draft and leads to the first step of its form. The same key makes one.
func (h Handlers) Begin(c *fiber.Ctx) error {
	v, err := h.Cases.Offered(c.UserContext(), c.FormValue("product"))
	if err != nil {
		return err
	}
	key := live.KeyAgain(c.FormValue("key"))
	ask, wrong := v.ReadAsk(v.DefaultAsk(app.Today()), func(name string) string { return c.FormValue(name) })
	if wrong == nil {
		a, err := h.Cases.Begin(c.UserContext(), guard.Actor(c), v.Slug, ask, key)
		if err == nil {
			return web.SeeOther(c, "/client/applications/"+a.ID)
		}
		if wrong = web.FieldErrors(err); wrong == nil {
			return err
		}
	}
	c.Status(fiber.StatusUnprocessableEntity)
	return h.newAsk(c, v, ask, wrong, key)
}

// firstStep shows the first step of a draft.
func (h Handlers) firstStep(c *fiber.Ctx, refused map[string]app.Text) error {
	d, v, err := h.draft(c, askStep)
	if err != nil {
		return err
	}
	if d.Application.State != application.Draft {
		return web.SeeOther(c, "/client/applications/"+d.Application.ID)
	}
	view := FirstStep{Draft: d, Action: stepPath(d.Application, askStep)}
	ask := d.Application.Ask
	if refused != nil {
		ask, _ = v.ReadAsk(ask, func(name string) string { return c.FormValue(name) })
	}
	return h.asked(c, view, v, ask, refused)
}

// reckon counts a draft anew.
func (h Handlers) reckon(c *fiber.Ctx) error {
	ctx, actor, id := c.UserContext(), guard.Actor(c), c.Params("application")
	a, err := h.Cases.Application(ctx, actor, id)
	if err != nil {
		return err
	}
	v, err := h.Cases.Version(ctx, a)
	if err != nil {
		return err
	}
	ask, wrong := v.ReadAsk(a.Ask, func(name string) string { return c.FormValue(name) })
	if wrong == nil {
		if a, err = h.Cases.Reckon(ctx, actor, id, ask); err == nil {
			return web.SeeOther(c, "/client/applications/"+a.ID)
		}
		if wrong = web.FieldErrors(err); wrong == nil {
			return err
		}
	}
	c.Status(fiber.StatusUnprocessableEntity)
	return h.firstStep(c, wrong)
}
