package public

import (
	"slices"

	"telemark/app/product"
	"telemark/handlers/web"
)

// Grid is the rates of one segment: a row for each amount at which a rate changes, a column for each such term.
type Grid struct {
	Name  string // of the segment; empty for everybody
	Terms []string
	Rows  []GridRow
}

// GridRow is the rates from an amount on.
type GridRow struct {
	Name  string
	Cells []GridCell
}

// GridCell is one rate; it applies when it is the one of the reader's quote.
type GridCell struct {
	Text    string
	Applies bool
}

// grids are the rates of a tariff for each segment that it treats apart. marked tells whether one of them applies to the ask.
func grids(s web.Shell, v product.Version, t product.Tariff, ask product.Ask, counted bool) (all []Grid, marked bool) {
	for _, segment := range product.Segments {
		var cells []product.Cell
		for _, c := range t.Cells {
			if c.Segment == segment {
				cells = append(cells, c)
			}
		}
		if len(cells) == 0 {
			continue
		}
		g := grid(s, v, t, cells, func(c product.Cell) bool {
			applies := counted && ask.Segment == segment && ask.Amount >= c.AmountLo && ask.Amount <= c.AmountHi &&
				(!v.Kind.Termed() || ask.Term >= c.TermLo && ask.Term <= c.TermHi)
			marked = marked || applies
			return applies
		})
		if segment != "" {
			g.Name = s.T("product.segment_" + segment)
		}
		all = append(all, g)
	}
	return all, marked
}

func grid(s web.Shell, v product.Version, t product.Tariff, cells []product.Cell, applies func(product.Cell) bool) Grid {
	var g Grid
	amounts, terms := edges(cells)
	last := product.Tariff{Cells: cells}.Span().TermHi
	for i, lo := range terms {
		hi := last
		if i+1 < len(terms) {
			hi = terms[i+1] - 1
		}
		g.Terms = append(g.Terms, termHead(s, v, lo, hi))
	}
	for n, amount := range amounts {
		row := GridRow{Name: s.Money(amount, t.Currency)}
		if n == len(amounts)-1 { // the others end where the next one begins
			row.Name += " " + s.T("page.up_to") + " " + s.MoneyBrief(product.Tariff{Cells: cells}.Span().AmountHi, t.Currency)
		}
		for i, term := range terms {
			hi := last
			if i+1 < len(terms) {
				hi = terms[i+1] - 1
			}
			cell := GridCell{Text: "—"}
			if at := slices.IndexFunc(cells, func(c product.Cell) bool {
				return amount >= c.AmountLo && amount <= c.AmountHi && term >= c.TermLo && term <= c.TermHi
			}); at >= 0 {
				c := cells[at]
				cell.Text = rateText(s, v, c)
				c.AmountLo, c.TermLo, c.TermHi = amount, term, min(hi, c.TermHi)
				c.AmountHi = min(c.AmountHi, below(amounts, amount, c.AmountHi))
				cell.Applies = applies(c)
			}
			row.Cells = append(row.Cells, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// edges are the amounts and the terms at which a cell begins, in order.
func edges(cells []product.Cell) (amounts []int64, terms []int) {
	for _, c := range cells {
		amounts, terms = append(amounts, c.AmountLo), append(terms, c.TermLo)
	}
	slices.Sort(amounts)
	slices.Sort(terms)
	return slices.Compact(amounts), slices.Compact(terms)
}

// below is the last amount before the next row begins.
func below(amounts []int64, amount, last int64) int64 {
	if i := slices.Index(amounts, amount); i+1 < len(amounts) {
		return amounts[i+1] - 1
	}
	return last
}

func rateText(s web.Shell, v product.Version, c product.Cell) string {
	if v.Kind == product.Insurance {
		return s.Share(c.Rate)
	}
	return s.Rate(c.Rate)
}

// termHead is the head of a column: "3–5 months"; of products without terms, what the column holds.
func termHead(s web.Shell, v product.Version, lo, hi int) string {
	if !v.Kind.Termed() {
		if v.Kind == product.Insurance {
			return s.T("page.premium")
		}
		return s.T("page.rate_year")
	}
	if over := lo - 1; over >= 12 && over%12 == 0 && hi%12 == 0 {
		return s.T("page.years_over", "Count", over/12, "Most", hi/12)
	}
	return termSpan(s, product.Span{TermLo: lo, TermHi: hi})
}
