package product

import (
	"slices"

	"telemark/app"
)

// Grid is a tariff as people write it: a row for each segment and band of amounts, a column for each band of terms. Bands begin where
// they say and end where the next one begins, so neither a gap between two of them nor an overlap can be written; what can be left
// out is a rate.
type Grid struct {
	Terms  []int // first month of each column, ascending; one 0 where the product has no term
	TermHi int   // last month of the last column
	Rows   []Band
}

// Band is the rates of a segment from one amount to another.
type Band struct {
	Segment string
	From    int64
	To      int64       // inclusive; all but a segment's last band end below the next one
	Rates   []*app.Rate // by column; nil: not offered
}

// GridOf puts a tariff's cells into a grid. Every edge of a cell is an edge of the grid, so it says exactly what the cells say.
func GridOf(t Tariff) Grid {
	span := t.Span()
	g := Grid{TermHi: span.TermHi}
	for _, c := range t.Cells {
		g.Terms = append(g.Terms, c.TermLo)
		if c.TermHi < span.TermHi {
			g.Terms = append(g.Terms, c.TermHi+1)
		}
	}
	g.Terms = slices.Compact(sorted(g.Terms))
	for _, segment := range Segments {
		g.Rows = append(g.Rows, g.bands(segment, t.Cells)...)
	}
	return g
}

func (g Grid) bands(segment string, all []Cell) (rows []Band) {
	cells := slices.DeleteFunc(slices.Clone(all), func(c Cell) bool { return c.Segment != segment })
	span, edges := spanOf(cells), []int64(nil)
	for _, c := range cells {
		edges = append(edges, c.AmountLo)
		if c.AmountHi < span.AmountHi {
			edges = append(edges, c.AmountHi+1)
		}
	}
	edges = slices.Compact(sorted(edges))
	for i, from := range edges {
		row := Band{Segment: segment, From: from, To: span.AmountHi, Rates: make([]*app.Rate, len(g.Terms))}
		if i+1 < len(edges) {
			row.To = edges[i+1] - 1
		}
		for j, term := range g.Terms {
			row.Rates[j] = rateAt(cells, segment, from, term)
		}
		rows = append(rows, row)
	}
	return rows
}

// rateAt is the rate of a segment for an amount and a term; nil when there is none.
func rateAt(cells []Cell, segment string, amount int64, term int) *app.Rate {
	for i := range cells {
		c := &cells[i]
		if c.Segment == segment && amount >= c.AmountLo && amount <= c.AmountHi && term >= c.TermLo && term <= c.TermHi {
			rate := c.Rate
			return &rate
		}
	}
	return nil
}

// RateAt is the rate of a segment for an amount in minor units and a term in months; ok is false when there is none.
func (t Tariff) RateAt(segment string, amount int64, term int) (rate app.Rate, ok bool) {
	if r := rateAt(t.Cells, segment, amount, term); r != nil {
		return *r, true
	}
	return 0, false
}

// termEnd is the last month of a column.
func (g Grid) termEnd(column int) int {
	if column+1 < len(g.Terms) {
		return g.Terms[column+1] - 1
	}
	return g.TermHi
}

// Box is the cell of a grid, whatever its rate.
func (g Grid) Box(row, column int) Cell {
	r := g.Rows[row]
	c := Cell{Segment: r.Segment, AmountLo: r.From, AmountHi: r.To, TermLo: g.Terms[column], TermHi: g.termEnd(column)}
	if r.Rates[column] != nil {
		c.Rate = *r.Rates[column]
	}
	return c
}

// At is the row and the column that hold an amount and a term of a segment; ok is false when there are none.
func (g Grid) At(segment string, amount int64, term int) (row, column int, ok bool) {
	row = slices.IndexFunc(g.Rows, func(b Band) bool { return b.Segment == segment && amount >= b.From && amount <= b.To })
	column = -1
	for j, from := range g.Terms {
		if term >= from && term <= g.termEnd(j) {
			column = j
		}
	}
	return row, column, row >= 0 && column >= 0
}

// Cells are the grid's cells. One of like's that still is a rectangle of one rate stays in one piece, so that what nobody changed is no
// difference.
func (g Grid) Cells(like []Cell) (cells []Cell) {
	done := map[[2]int]bool{}
	for _, old := range like {
		covered, rate, same := g.under(old, done)
		if !same || rate == nil {
			continue
		}
		old.Rate = *rate
		cells = append(cells, old)
		for _, at := range covered {
			done[at] = true
		}
	}
	for i, row := range g.Rows {
		for j := range g.Terms {
			if row.Rates[j] != nil && !done[[2]int{i, j}] {
				cells = append(cells, g.Box(i, j))
			}
		}
	}
	return cells
}

// under are the places that fill a box exactly, with the rate that all of them have.
func (g Grid) under(box Cell, done map[[2]int]bool) (covered [][2]int, rate *app.Rate, same bool) {
	area := int64(0)
	for i, row := range g.Rows {
		for j := range g.Terms {
			at := g.Box(i, j)
			if row.Segment != box.Segment || !at.overlaps(box) {
				continue
			}
			inside := at.AmountLo >= box.AmountLo && at.AmountHi <= box.AmountHi && at.TermLo >= box.TermLo && at.TermHi <= box.TermHi
			if !inside || done[[2]int{i, j}] || row.Rates[j] == nil || rate != nil && *rate != *row.Rates[j] {
				return nil, nil, false
			}
			rate = row.Rates[j]
			covered = append(covered, [2]int{i, j})
			area += spanOf([]Cell{at}).area()
		}
	}
	return covered, rate, area == spanOf([]Cell{box}).area()
}

// SplitBand begins a band of a segment at an amount: with the rates of the band that had it, or of everybody's where the segment has
// none there. Nothing changes where a band begins there already.
func (g Grid) SplitBand(segment string, from int64) Grid {
	rows := slices.Clone(g.Rows)
	at := slices.IndexFunc(rows, func(b Band) bool { return b.Segment == segment && from >= b.From && from <= b.To })
	if at >= 0 {
		if rows[at].From == from {
			return g
		}
		next := rows[at]
		next.From, next.Rates = from, slices.Clone(next.Rates)
		rows[at].To = from - 1
		g.Rows = slices.Insert(rows, at+1, next)
		return g
	}
	g.Rows = g.besides(rows, segment, from)
	return g
}

// besides adds a band below, above, or instead of none of a segment's.
func (g Grid) besides(rows []Band, segment string, from int64) []Band {
	row := Band{Segment: segment, From: from, To: from, Rates: make([]*app.Rate, len(g.Terms))}
	copied := -1
	for i, b := range rows {
		if b.Segment == segment || copied < 0 && b.Segment == "" && from >= b.From && from <= b.To {
			copied = i
		}
		row.To = max(row.To, b.To)
	}
	at := slices.IndexFunc(rows, func(b Band) bool { return slices.Index(Segments, b.Segment) > slices.Index(Segments, segment) })
	if at < 0 {
		at = len(rows)
	}
	if own := slices.IndexFunc(rows, func(b Band) bool { return b.Segment == segment }); own >= 0 && from < rows[own].From {
		at, copied, row.To = own, own, rows[own].From-1
	} else if own >= 0 { // above its last one
		row.To = from
		rows[at-1].To = from - 1
		copied = at - 1
	}
	if copied >= 0 {
		row.Rates = slices.Clone(rows[copied].Rates)
	}
	return slices.Insert(rows, at, row)
}

// DropBand takes a band away; the one before it grows, or the one behind a segment's first.
func (g Grid) DropBand(row int) Grid {
	if row < 0 || row >= len(g.Rows) {
		return g
	}
	rows, gone := slices.Clone(g.Rows), g.Rows[row]
	switch {
	case row > 0 && rows[row-1].Segment == gone.Segment:
		rows[row-1].To = gone.To
	case row+1 < len(rows) && rows[row+1].Segment == gone.Segment:
		rows[row+1].From = gone.From
	}
	g.Rows = slices.Delete(rows, row, row+1)
	return g
}

// SplitTerm begins a column at a month, with the rates of the column that had it; beyond the last one, with those of that.
func (g Grid) SplitTerm(from int) Grid {
	if slices.Contains(g.Terms, from) || len(g.Terms) == 0 {
		return g
	}
	at, _ := slices.BinarySearch(g.Terms, from)
	g.TermHi = max(g.TermHi, from)
	rows := slices.Clone(g.Rows)
	for i := range rows {
		rows[i].Rates = slices.Insert(slices.Clone(rows[i].Rates), at, rows[i].Rates[max(at-1, 0)])
	}
	g.Rows, g.Terms = rows, slices.Insert(slices.Clone(g.Terms), at, from)
	return g
}

// DropTerm takes a column away; the one before it grows, or the one behind the first.
func (g Grid) DropTerm(column int) Grid {
	if column < 0 || column >= len(g.Terms) || len(g.Terms) == 1 {
		return g
	}
	rows, terms := slices.Clone(g.Rows), slices.Clone(g.Terms)
	if column == 0 {
		terms[1] = terms[0]
	}
	for i := range rows {
		rows[i].Rates = slices.Delete(slices.Clone(rows[i].Rates), column, column+1)
	}
	g.Rows, g.Terms = rows, slices.Delete(terms, column, column+1)
	return g
}
