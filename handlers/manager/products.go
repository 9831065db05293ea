package manager

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Catalogue serves the products: their table, each one's page, and the editor of their drafts.
type Catalogue struct {
	Products *product.Service
	Views    NamedFilters
	// Show answers with a version as clients will see it: a part of its page at an address, with a way back.
	Show func(c *fiber.Ctx, v product.Version, address, back, part string) error
}

const productsPage = "/manager/products"

// Products is the view of manager/products.
type Products struct {
	web.Shell
	Filter     product.InventoryFilter
	Kinds      []product.Kind
	States     []string
	Currencies []app.Currency
	Orders     []product.Order
	Lines      []ProductRow
	Total      int
	More       string // address of what follows; empty at the end
	Start      string // address of the beginning, when this isn't it
	Filtered   bool
	Other      bool // the day is not today
	Views      Views
	New        NewProduct
	Errors     map[string]app.Text // of New
	Bulk       BulkForm
	Asked      int // how many requests for approval were just sent
}

// NewProduct is what somebody typed to begin one.
type NewProduct struct {
	Kind product.Kind
	Slug string
}

// BulkForm is what somebody typed to do something with several products at once.
type BulkForm struct {
	Until  string
	Slugs  []string
	Errors map[string]app.Text
}

// ProductRow is one product of the table.
type ProductRow struct {
	product.Line
	Name, Rate string
	Tags       []Tag
	Picked     bool
}

// Tag is a short mark of a state.
type Tag struct {
	Text  string
	Class string // "is-positive", …; empty for none
}

// List shows all products. Its filters stand in the address, so that a view, a link and Back show the same.
func (h Catalogue) List(c *fiber.Ctx) error {
	return h.list(c, Products{}, func(name string) string { return c.Query(name) })
}

func (h Catalogue) list(c *fiber.Ctx, view Products, query func(string) string) error {
	view.Shell = web.NewShell(c, "products.title", "products")
	view.choices()
	view.read(query)
	page, err := h.Products.Inventory(c.UserContext(), guard.Actor(c), view.Lang, view.Filter)
	if err != nil {
		return err
	}
	if view.Views, err = h.Views.Of(c, view.Shell, productsPage, view.query("")); err != nil {
		return err
	}
	view.Total = page.Total
	for _, l := range page.Lines {
		row := newProductRow(view.Shell, l)
		row.Picked = slices.Contains(view.Bulk.Slugs, l.Slug)
		view.Lines = append(view.Lines, row)
	}
	if page.Next != "" {
		view.More = view.address(page.Next)
	}
	if view.Filter.After != "" {
		view.Start = view.address("")
	}
	if view.Asked, _ = strconv.Atoi(query("asked")); view.Asked < 0 || view.Asked > mostAtOnce {
		view.Asked = 0
	}
	view.Filtered = view.query("").Encode() != ""
	if web.WantsFragment(c) {
		c.Set("HX-Push-Url", view.address(view.Filter.After))
	}
	return web.Page(c, "manager/products", view)
}

func (v *Products) choices() {
	v.Kinds, v.States, v.Currencies = product.Kinds, product.States, app.Currencies
	v.Orders = []product.Order{product.ByName, product.ByChange}
}

// read takes the filters from the address; what is none of the choices chooses nothing.
func (v *Products) read(query func(string) string) {
	v.Filter = product.ReadInventory(query)
	v.Other = v.Filter.Day != ""
}

// query is the filters as the address has them, from after a product on.
func (v *Products) query(after string) url.Values {
	return filters(map[string]string{
		"q": v.Filter.Query, "kind": string(v.Filter.Kind), "state": v.Filter.State, "currency": string(v.Filter.Currency),
		"day": string(v.Filter.Day), "sort": string(v.Filter.Order), "after": after,
	})
}

func (v *Products) address(after string) string {
	return addressOf(productsPage, v.query(after))
}

// Query is the filters of the table, for its forms.
func (v Products) Query() string { return v.query("").Encode() }

func newProductRow(s web.Shell, l product.Line) ProductRow {
	row := ProductRow{Line: l, Name: l.Name(s.Lang), Rate: "–"}
	if rate, ok := l.Headline(); ok {
		row.Rate = s.Rate(rate)
	}
	switch l.Standing {
	case product.OnSale:
		row.Tags = append(row.Tags, Tag{s.T("products.state_on_sale"), "is-positive"})
	case product.Coming:
		row.Tags = append(row.Tags, Tag{s.T("products.state_from", "Day", s.DayCell(l.Next.From)), "is-accent"})
	case product.Ended:
		row.Tags = append(row.Tags, Tag{s.T("products.state_ended"), ""})
	case product.Shelved:
		row.Tags = append(row.Tags, Tag{s.T("products.state_archived"), ""})
	}
	if l.Draft != nil {
		row.Tags = append(row.Tags, draftTag(s, l.Draft.Sent != ""))
	}
	return row
}

func draftTag(s web.Shell, sent bool) Tag {
	if sent {
		return Tag{s.T("products.state_waiting"), "is-accent"}
	}
	return Tag{s.T("products.state_draft"), "is-warning"}
}
