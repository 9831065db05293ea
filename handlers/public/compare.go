package public

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"telemark/app/product"
	"telemark/handlers/web"
)

// Compare is the view of public/compare: a column for each product, a row for each figure that one of them has.
type Compare struct {
	web.Shell
	Columns []Column
	Rows    []CompareRow
}

// Column is the head of one product's column. Drop leads to the comparison without it; with two there is nothing to drop.
type Column struct{ Name, Link, Drop string }

// CompareRow is one figure of all products; Differs when they aren't all the same.
type CompareRow struct {
	Name    string
	Cells   []string
	Differs bool
}

// none stands where a product doesn't have what others have.
const none = "—"

// Compare shows two to four products side by side.
func (h Handlers) Compare(c *fiber.Ctx) error {
	view := Compare{Shell: web.NewShell(c, "compare.title", "products")}
	versions, err := h.Products.Compare(c.UserContext(), picked(c, product.MaxCompared))
	if err != nil {
		return err
	}
	if len(versions) > 1 {
		view.compare(versions)
	}
	view.Path = "/products/compare?" + url.Values{"p": slugs(versions, "")}.Encode()
	view.Describe(h.BaseURL, "/products/compare", view.T("compare.lead"))
	view.Head.Hidden = true
	return web.OpenPage(c, "public/compare", view)
}

func (v *Compare) compare(versions []product.Version) {
	columns := make([][]Fact, 0, len(versions))
	for _, p := range versions {
		column := Column{Name: p.Content.In(v.Lang).Name, Link: link(p)}
		if len(versions) > 2 {
			column.Drop = "/products/compare?" + url.Values{"p": slugs(versions, p.Slug)}.Encode()
		}
		v.Columns, columns = append(v.Columns, column), append(columns, compared(v.Shell, p))
	}
	last := Fact{ID: "from", Name: v.T("page.in_force")} // below what only some of them have
	for i, facts := range columns {
		for _, f := range facts {
			earlier := func(facts []Fact) bool { return valueOf(facts, f.ID) != none }
			if f.ID != last.ID && !slices.ContainsFunc(columns[:i], earlier) {
				v.Rows = append(v.Rows, newRow(columns, f))
			}
		}
	}
	v.Rows = append(v.Rows, newRow(columns, last))
}

// newRow is one fact of all products.
func newRow(columns [][]Fact, f Fact) CompareRow {
	row := CompareRow{Name: f.Name}
	for _, facts := range columns {
		row.Cells = append(row.Cells, valueOf(facts, f.ID))
	}
	row.Differs = slices.ContainsFunc(row.Cells, func(cell string) bool { return cell != row.Cells[0] })
	return row
}

// compared are a product's facts in the order of the table, each with an ID that other products have too.
func compared(s web.Shell, v product.Version) []Fact {
	t := tariffFor(v, "")
	span := t.Span()
	rate := keyFigure(s, v, wish{Currency: t.Currency})
	rate.Name = nameOfRate(s, v)
	facts := []Fact{
		{ID: "kind", Name: s.T("catalogue.kind"), Value: s.T("product.kind_" + string(v.Kind))},
		{ID: rate.ID, Name: rate.Name, Value: rate.Line()},
	}
	if v.Kind != product.DebitCard {
		value := s.T("page.up_to") + " " + s.MoneyBrief(span.AmountHi, t.Currency)
		if span.AmountLo > 0 {
			value = s.MoneyBrief(span.AmountLo, t.Currency) + " – " + s.MoneyBrief(span.AmountHi, t.Currency)
		}
		facts = append(facts, Fact{ID: "amount", Name: s.T("page.amount"), Value: value})
	}
	if v.Kind.Termed() {
		facts = append(facts, Fact{ID: "term", Name: s.T("page.term"), Value: termSpan(s, span)})
	}
	for _, f := range conditions(s, v, t.Currency) {
		if valueOf(facts, f.ID) == none {
			facts = append(facts, f)
		}
	}
	facts = append(facts, fees(s, t)...)
	return append(facts, Fact{ID: "from", Name: s.T("page.in_force"), Value: s.DayOf(v.From)})
}

// nameOfRate is the name of a rate whatever its term: rows of several products need one name.
func nameOfRate(s web.Shell, v product.Version) string {
	switch v.Kind {
	case product.DebitCard:
		return s.T("page.cashback")
	case product.Insurance:
		return s.T("page.premium")
	}
	return s.T("page.rate")
}

func valueOf(facts []Fact, id string) string {
	for _, f := range facts {
		if f.ID == id {
			return f.Value
		}
	}
	return none
}

// slugs of all products but one.
func slugs(versions []product.Version, but string) (list []string) {
	for _, v := range versions {
		if v.Slug != but {
			list = append(list, v.Slug)
		}
	}
	return list
}
