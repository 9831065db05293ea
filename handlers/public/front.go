package public

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Front is the view of public/home.
type Front struct {
	web.Shell
	Kinds []KindCard
}

// KindCard is a kind of product with the best figure that a stranger can get of it.
type KindCard struct {
	Kind  product.Kind
	Count int
	Best  Fact
}

// areas is where each role works.
var areas = map[app.Role]string{app.Client: "/client", app.Operator: "/operator", app.Manager: "/manager"}

// Home is the bank's front page; who is signed in goes on to their area.
func (h Handlers) Home(c *fiber.Ctx) error {
	if area, ok := areas[guard.Actor(c).Role]; ok {
		return web.SeeOther(c, area)
	}
	view := Front{Shell: web.NewShell(c, "public.home_title", "home")}
	kinds, err := h.Products.Kinds(c.UserContext())
	if err != nil {
		return err
	}
	for _, k := range kinds {
		view.Kinds = append(view.Kinds, KindCard{k.Kind, k.Count, keyFigure(view.Shell, k.Best, wish{})})
	}
	view.Describe(h.BaseURL, "/", view.T("public.lead_text"))
	return web.OpenPage(c, "public/home", view)
}
