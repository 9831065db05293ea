package manager

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Begin starts the draft of a product that doesn't exist yet.
func (h Catalogue) Begin(c *fiber.Ctx) error {
	view := Products{New: NewProduct{Kind: product.Kind(c.FormValue("kind")), Slug: c.FormValue("slug")}}
	d, err := h.Products.NewDraft(c.UserContext(), guard.Actor(c), view.New.Kind, view.New.Slug)
	if view.Errors = web.FieldErrors(err); view.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.list(c, view, url.Values{}.Get)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, productAddress(d.Product.Slug, "details"))
}

// mostAtOnce bounds what one press of a button asks the approvers for.
const mostAtOnce = 200

// Bulk asks for the end or the archiving of several products: of those that are picked, or of all that the filters find.
func (h Catalogue) Bulk(c *fiber.Ctx) error {
	filters, _ := url.ParseQuery(c.FormValue("query"))
	view := Products{Bulk: BulkForm{Until: c.FormValue("until")}}
	for _, slug := range c.Request().PostArgs().PeekMulti("slug") {
		view.Bulk.Slugs = append(view.Bulk.Slugs, string(slug))
	}
	if c.FormValue("all") != "" {
		var err error
		if view.Bulk.Slugs, err = h.found(c, filters); err != nil {
			return err
		}
	}
	err := h.ask(c, view.Bulk)
	if view.Bulk.Errors = web.FieldErrors(err); view.Bulk.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.list(c, view, filters.Get)
	}
	if err != nil {
		return err
	}
	view.choices()
	view.read(filters.Get)
	q := view.query("")
	q.Set("asked", strconv.Itoa(len(view.Bulk.Slugs)))
	return web.SeeOther(c, addressOf(productsPage, q))
}

// ask sends one request for approval for each product, and stops at the first that can't be sent.
func (h Catalogue) ask(c *fiber.Ctx, form BulkForm) error {
	if len(form.Slugs) == 0 {
		return app.FailFields(app.Field{Name: "slug", Text: app.T("products.pick_some")})
	}
	if len(form.Slugs) > mostAtOnce {
		return app.FailFields(app.Field{Name: "slug", Text: app.T("products.pick_fewer", "Max", mostAtOnce)})
	}
	for _, slug := range form.Slugs {
		if err := h.askOne(c, slug, app.Day(form.Until)); err != nil {
			return err
		}
	}
	return nil
}

// found are the slugs of all that filters find, as far as they can be asked for at once.
func (h Catalogue) found(c *fiber.Ctx, filters url.Values) (slugs []string, err error) {
	var view Products
	view.choices()
	view.read(filters.Get)
	for view.Filter.After = ""; len(slugs) <= mostAtOnce; {
		page, err := h.Products.Inventory(c.UserContext(), guard.Actor(c), web.Language(c), view.Filter)
		if err != nil {
			return nil, err
		}
		for _, l := range page.Lines {
			slugs = append(slugs, l.Slug)
		}
		if view.Filter.After = page.Next; page.Next == "" {
			break
		}
	}
	return slugs, nil
}

// productAddress is a page of a product.
func productAddress(slug, tab string) string {
	if tab == "" {
		return productsPage + "/" + url.PathEscape(slug)
	}
	return productsPage + "/" + url.PathEscape(slug) + "/" + tab
}

// askOne asks for the end of one product on a day, or for its archiving.
func (h Catalogue) askOne(c *fiber.Ctx, slug string, until app.Day) error {
	var err error
	if c.FormValue("do") == "retire" {
		_, err = h.Products.AskRetire(c.UserContext(), guard.Actor(c), slug, until)
	} else {
		_, err = h.Products.AskArchive(c.UserContext(), guard.Actor(c), slug)
	}
	return err
}
