package public

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Catalogue is the view of public/products.
type Catalogue struct {
	web.Shell
	Filter     product.Filter
	Typed      map[string]string // what stands in the form, odd or not
	Errors     map[string]app.Text
	Kinds      []product.Kind
	Currencies []app.Currency
	Groups     []Group
	Total      int
	More       string   // address of what follows; empty at the end
	Start      string   // address of the beginning, when this isn't it
	Picked     []string // for the comparison
	Elsewhere  []string // those of them that this page doesn't show
	Most       int      // how many can be compared
}

// Group are the cards of one kind.
type Group struct {
	Kind  product.Kind
	Cards []Card
}

// filterNames are the catalogue's filters in addresses and in its form.
var filterNames = []string{"kind", "currency", "amount", "term", "q"}

// longest is the longest term in months that anybody can ask for.
const longest = 600

// Catalogue shows what the bank offers. Its filters stand in the address, so that Back, a bookmark and a link show the same.
func (h Handlers) Catalogue(c *fiber.Ctx) error {
	view := Catalogue{
		Shell: web.NewShell(c, "catalogue.title", "products"), Kinds: product.Kinds, Currencies: app.Currencies, Most: product.MaxCompared,
	}
	view.read(c)
	page, err := h.Products.Catalogue(c.UserContext(), view.Lang, view.Filter)
	if err != nil {
		return err
	}
	view.fill(page)
	view.Path = view.address(view.Filter.After)
	if view.Filter.Kind != "" {
		view.Title = view.T("product.kinds_" + string(view.Filter.Kind))
	}
	view.Describe(h.BaseURL, "/products", view.T("catalogue.lead"))
	view.Head.Hidden = len(view.Typed) > 0 || view.Filter.After != "" || len(view.Picked) > 0
	c.Set("HX-Push-Url", view.Path)
	return web.OpenPage(c, "public/products", view)
}

// read takes the filters from the address. One that can't be read is shown as it was typed, with what is wrong, and chooses nothing.
func (v *Catalogue) read(c *fiber.Ctx) {
	v.Typed, v.Errors = map[string]string{}, map[string]app.Text{}
	for _, name := range filterNames {
		if text := strings.TrimSpace(c.Query(name)); text != "" {
			v.Typed[name] = text
		}
	}
	v.Filter = product.Filter{Query: v.Typed["q"], After: c.Query("after")}
	if kind := product.Kind(v.Typed["kind"]); kind.Valid() {
		v.Filter.Kind = kind
	}
	if currency := app.Currency(v.Typed["currency"]); slices.Contains(app.Currencies, currency) {
		v.Filter.Currency = currency
	}
	if text := v.Typed["amount"]; text != "" {
		minor, ok := app.ParseAmount(text)
		if !ok {
			v.Errors["amount"] = app.T("catalogue.amount_odd")
		}
		v.Filter.Amount = minor
	}
	if text := v.Typed["term"]; text != "" {
		term, err := strconv.Atoi(text)
		if err != nil || term < 1 || term > longest {
			v.Errors["term"], term = app.T("catalogue.term_odd"), 0
		}
		v.Filter.Term = term
	}
	v.Picked = picked(c, v.Most)
}

// picked are the products that are chosen for the comparison, without repeats.
func picked(c *fiber.Ctx, most int) (slugs []string) {
	for _, p := range c.Request().URI().QueryArgs().PeekMulti("p") {
		if slug := string(p); slug != "" && !slices.Contains(slugs, slug) && len(slugs) < most {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}

// fill makes the cards of a page, those of a kind together.
func (v *Catalogue) fill(page product.Page) {
	v.Total, v.Elsewhere = page.Total, slices.Clone(v.Picked)
	query := v.preset()
	for _, p := range page.Products {
		card := newCard(v.Shell, p, v.Filter)
		card.Link += query
		card.Picked = slices.Contains(v.Picked, p.Slug)
		v.Elsewhere = slices.DeleteFunc(v.Elsewhere, func(slug string) bool { return slug == p.Slug })
		i := slices.IndexFunc(v.Groups, func(g Group) bool { return g.Kind == p.Kind })
		if i < 0 {
			v.Groups, i = append(v.Groups, Group{Kind: p.Kind}), len(v.Groups)
		}
		v.Groups[i].Cards = append(v.Groups[i].Cards, card)
	}
	if page.Next != "" {
		v.More = v.address(page.Next)
	}
	if v.Filter.After != "" {
		v.Start = v.address("")
	}
}

// address is the page's own with its filters and what is picked, from after a product on.
func (v *Catalogue) address(after string) string {
	q := url.Values{}
	for name, text := range v.Typed {
		q.Set(name, text)
	}
	if after != "" {
		q.Set("after", after)
	}
	if len(v.Picked) > 0 {
		q["p"] = v.Picked
	}
	if len(q) == 0 {
		return "/products"
	}
	return "/products?" + q.Encode()
}

// preset is what the calculator of a product begins with: the amount, term and currency that were looked for.
func (v *Catalogue) preset() string {
	q := url.Values{}
	if v.Filter.Currency != "" {
		q.Set("currency", string(v.Filter.Currency))
	}
	if v.Filter.Amount != 0 {
		q.Set("amount", app.PlainAmount(v.Filter.Amount))
	}
	if v.Filter.Term != 0 {
		q.Set("term", strconv.Itoa(v.Filter.Term))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// Chosen are the filters in words: why nothing was found.
func (v Catalogue) Chosen() (words []string) {
	f := v.Filter
	if f.Kind != "" {
		words = append(words, v.T("product.kinds_"+string(f.Kind)))
	}
	if f.Currency != "" {
		words = append(words, v.T("currency."+string(f.Currency)))
	}
	if f.Amount != 0 {
		words = append(words, v.Amount(f.Amount))
	}
	if f.Term != 0 {
		words = append(words, v.Months(f.Term))
	}
	if f.Query != "" {
		words = append(words, v.T("catalogue.quoted", "Words", f.Query))
	}
	return words
}
