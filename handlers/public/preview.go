package public

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Preview is the view of public/preview: a product's page of a version that is not in force, marked as such.
type Preview struct {
	Product
	Back string // to where it is written
}

// Show shows a version as clients will see it, at an address of the managers' area: as to a stranger, with nothing of the reader but
// their language and theme. part is what comes behind the address: nothing, "quote", or "documents/1".
func Show(c *fiber.Ctx, v product.Version, address, back, part string) error {
	k, err := calculate(c, v)
	if err != nil {
		return err
	}
	s := web.NewShell(c, "", "products")
	s.Me, s.Audience, s.Density = app.Actor{}, "client", "roomy"
	view := Preview{Product: newProduct(s, v, k), Back: back}
	view.Path, view.Link = address, address
	view.ApplyLink, view.AskLink = "#main", "#main"
	view.Title = view.T("preview.title", "Name", view.Text.Name)
	if view.Result != nil {
		view.Result.ScheduleLink = ""
	}
	switch number, document := strings.CutPrefix(part, "documents/"); {
	case part == "quote" && web.WantsFragment(c):
		view.Swap = true
		return web.Page(c, "public/product#answer", view.Product)
	case part == "quote":
		return web.SeeOther(c, address)
	case document:
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > len(view.Text.Documents) {
			return app.ErrNotFound
		}
		view.Document = &view.Text.Documents[n-1]
		view.Paragraphs = strings.Split(view.Document.Body, "\n\n")
		return web.Page(c, "public/document", view.Product)
	case part != "":
		return app.ErrNotFound
	}
	return web.Page(c, "public/preview", view)
}
