package manager

import (
	"fmt"
	"slices"
	"strconv"

	"telemark/app"
	"telemark/app/product"
)

// Sheet is a tariff's grid as a page shows it. Its names in forms are "tariffs.0.grid." and terms.N, term_hi, or a row's number with
// segment, from, to, or a column's number.
type Sheet struct {
	Place    string // "tariffs.0"
	Currency app.Currency
	Terms    []Entry
	TermHi   Entry
	Termed   bool
	Rows     []SheetRow
	Segments []Choice
	Only     bool // it is the product's only tariff
	Typed    map[string]string
}

// SheetRow is a band of amounts of a segment.
type SheetRow struct {
	Segment, Name string // of the segment
	From          Entry
	To            Entry // typed in the last row of a segment only
	Last          bool
	Cells         []Entry
	Drop          string // what its button does
}

// sheets are the grids of a content's tariffs.
func (m maker) sheets(c product.Content) (all []Sheet) {
	for i, t := range c.Tariffs {
		at := fmt.Sprintf("tariffs.%d", i)
		g := product.GridOf(t)
		s := Sheet{Place: at, Currency: t.Currency, Termed: m.kind.Termed(), Only: len(c.Tariffs) == 1}
		s.Segments = choices(product.Segments, []string{""}, func(id string) string { return m.Say(product.SegmentName(id)) })
		for j, from := range g.Terms {
			s.Terms = append(s.Terms, Entry{Place: fmt.Sprintf("%s.grid.terms.%d", at, j), Label: m.T("draft.term_from"), Value: strconv.Itoa(from), Fixed: !s.Termed})
		}
		s.TermHi = Entry{Place: at + ".grid.term_hi", Label: m.T("draft.term_hi"), Value: strconv.Itoa(g.TermHi)}
		for r, b := range g.Rows {
			s.Rows = append(s.Rows, m.row(at, g, r, b))
		}
		all = append(all, s)
	}
	return all
}

func (m maker) row(at string, g product.Grid, r int, b product.Band) SheetRow {
	name := fmt.Sprintf("%s.grid.%d", at, r)
	row := SheetRow{
		Segment: b.Segment, Name: m.Say(product.SegmentName(b.Segment)), Drop: fmt.Sprintf("drop-band:%s.%d", at, r),
		From: Entry{Place: name + ".from", Label: m.T("draft.amount_from"), Value: m.Amount(b.From)},
		To:   Entry{Place: name + ".to", Label: m.T("draft.amount_to"), Value: m.Amount(b.To)},
		Last: r == len(g.Rows)-1 || g.Rows[r+1].Segment != b.Segment,
	}
	for j := range g.Terms {
		e := Entry{Place: fmt.Sprintf("%s.%d", name, j), Figure: rate, Label: m.cellName(g, r, j)}
		if b.Rates[j] != nil {
			e.Value = m.TypedRate(*b.Rates[j])
		}
		row.Cells = append(row.Cells, e)
	}
	return row
}

// cellName says where a cell is: "Everybody, 500,000, from 6 months".
func (m maker) cellName(g product.Grid, r, j int) string {
	name := m.Amount(g.Rows[r].From)
	if g.Rows[r].Segment != "" {
		name = m.Say(product.SegmentName(g.Rows[r].Segment)) + ", " + name
	}
	if m.kind.Termed() {
		name += ", " + m.Months(g.Terms[j])
	}
	return name
}

// readGrids takes the grids that were typed. A grid whose edges can't be read, or don't ascend, leaves the draft's cells as they were; a
// rate that can't be read leaves its own.
func (m maker) readGrids(t *typed, c product.Content) {
	for i, tariff := range c.Tariffs {
		at := fmt.Sprintf("tariffs.%d", i)
		if !t.has(at + ".grid.terms.0") {
			continue
		}
		before := len(t.errors)
		g := m.readEdges(t, at)
		if len(t.errors) > before {
			continue
		}
		m.readRates(t, at, &g, tariff)
		t.set(at+".cells", orEmpty(g.Cells(tariff.Cells)))
	}
}

func orEmpty(cells []product.Cell) []product.Cell {
	if cells == nil {
		return []product.Cell{}
	}
	return cells
}

// readEdges reads where columns and rows begin and end.
func (m maker) readEdges(t *typed, at string) (g product.Grid) {
	at += ".grid."
	for j := 0; t.has(at + "terms." + strconv.Itoa(j)); j++ {
		name := at + "terms." + strconv.Itoa(j)
		n, ok := app.ParseCount(t.of(name))
		switch {
		case !ok || n < 0:
			t.wrong(name, app.T("draft.term_odd"))
		case j > 0 && n <= g.Terms[j-1]:
			t.wrong(name, app.T("draft.term_order", "Before", g.Terms[j-1]))
		}
		g.Terms = append(g.Terms, n)
	}
	g.TermHi = g.Terms[len(g.Terms)-1]
	if name := at + "term_hi"; t.has(name) {
		n, ok := app.ParseCount(t.of(name))
		if !ok || n < g.TermHi {
			t.wrong(name, app.T("draft.term_end", "Before", g.TermHi))
		}
		g.TermHi = n
	}
	for r := 0; t.has(at + strconv.Itoa(r) + ".from"); r++ {
		m.readBand(t, at+strconv.Itoa(r), &g)
	}
	for r := range g.Rows {
		if r+1 < len(g.Rows) && g.Rows[r+1].Segment == g.Rows[r].Segment {
			g.Rows[r].To = g.Rows[r+1].From - 1
		} else if g.Rows[r].To < g.Rows[r].From {
			t.wrong(at+strconv.Itoa(r)+".to", app.T("draft.amount_end", "Before", m.Amount(g.Rows[r].From)))
		}
	}
	return g
}

func (m maker) readBand(t *typed, name string, g *product.Grid) {
	b := product.Band{Segment: t.of(name + ".segment"), Rates: make([]*app.Rate, len(g.Terms))}
	if !slices.Contains(product.Segments, b.Segment) {
		t.wrong(name+".from", app.T("product.segment_odd"))
	}
	var ok bool
	if b.From, ok = app.ParseAmount(t.of(name + ".from")); !ok {
		t.wrong(name+".from", app.T("draft.amount_odd"))
	} else if n := len(g.Rows); n > 0 && g.Rows[n-1].Segment == b.Segment && b.From <= g.Rows[n-1].From {
		t.wrong(name+".from", app.T("draft.amount_order", "Before", m.Amount(g.Rows[n-1].From)))
	}
	if t.has(name + ".to") {
		if b.To, ok = app.ParseAmount(t.of(name + ".to")); !ok {
			t.wrong(name+".to", app.T("draft.amount_odd"))
		}
	}
	g.Rows = append(g.Rows, b)
}

// none is what stands in a cell that has no rate.
var none = []string{"", "-", "–", "—"}

func (m maker) readRates(t *typed, at string, g *product.Grid, old product.Tariff) {
	for r := range g.Rows {
		for j := range g.Terms {
			name := fmt.Sprintf("%s.grid.%d.%d", at, r, j)
			text := t.of(name)
			if slices.Contains(none, text) {
				continue
			}
			value, ok := app.ParseRate(text)
			if !ok {
				t.wrong(name, app.T("draft.rate_odd"))
				if value, ok = old.RateAt(g.Rows[r].Segment, g.Rows[r].From, g.Terms[j]); !ok {
					continue
				}
			}
			g.Rows[r].Rates[j] = &value
		}
	}
}
