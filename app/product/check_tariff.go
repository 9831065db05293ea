package product

import (
	"fmt"
	"regexp"
	"slices"

	"telemark/app"
)

var countryShape = regexp.MustCompile(`^[A-Z]{2}$`)

// tariffs wants one tariff for each currency, and in each a grid without gap or overlap.
func (f *faults) tariffs(k Kind, tariffs []Tariff) {
	f.when(len(tariffs) == 0, "tariffs", app.T("product.tariff_missing"))
	for i, t := range tariffs {
		at := fmt.Sprintf("tariffs.%d", i)
		f.when(!slices.Contains(app.Currencies, t.Currency), at+".currency", app.T("product.currency_odd"))
		twice := slices.ContainsFunc(tariffs[:i], func(o Tariff) bool { return o.Currency == t.Currency })
		f.when(twice, at+".currency", app.T("product.currency_twice"))
		f.cells(at+".cells", k, t)
		f.fees(at+".fees", t.Fees)
	}
}

// cells looks at each cell by itself, and only when all are sound at how they lie.
func (f *faults) cells(at string, k Kind, t Tariff) {
	f.when(len(t.Cells) == 0, at, app.T("product.cells_missing"))
	f.when(len(t.Cells) > maxCells, at, app.T("product.list_long", "Max", maxCells))
	before := len(*f)
	for i, c := range t.Cells {
		at := fmt.Sprintf("%s.%d", at, i)
		f.when(!slices.Contains(Segments, c.Segment), at+".segment", app.T("product.segment_odd"))
		f.amount(at+".amount_lo", c.AmountLo)
		f.amount(at+".amount_hi", c.AmountHi)
		f.when(c.AmountHi < c.AmountLo, at+".amount_hi", app.T("product.cell_turned"))
		f.when(c.TermHi < c.TermLo, at+".term_hi", app.T("product.cell_turned"))
		if k.Termed() {
			f.when(c.TermLo < 1 || c.TermHi > maxTerm, at+".term_lo", app.T("product.term_odd", "Max", maxTerm))
		} else {
			f.when(c.TermLo != 0 || c.TermHi != 0, at+".term_lo", app.T("product.term_none"))
		}
		f.part(at+".rate", c.Rate)
	}
	if len(*f) > before || len(t.Cells) > maxCells {
		return
	}
	for _, segment := range Segments {
		f.tiling(at, segment, t)
	}
}

// tiling names the first place of a segment where two cells overlap, or that none covers.
func (f *faults) tiling(at, segment string, t Tariff) {
	var cells []Cell
	var numbers []int
	for i, c := range t.Cells {
		if c.Segment == segment {
			cells, numbers = append(cells, c), append(numbers, i)
		}
	}
	for i, c := range cells {
		for j, o := range cells[:i] {
			if c.overlaps(o) {
				f.add(fmt.Sprintf("%s.%d", at, numbers[i]), app.T("product.overlap", "Cell", numbers[j]+1))
				return
			}
		}
	}
	if g, ok := gapIn(cells); ok {
		money := func(minor int64) app.Money { return app.Money{Minor: minor, Currency: t.Currency} }
		f.add(at, app.T("product.gap", "Segment", SegmentName(segment), "AmountLo", money(g.AmountLo), "AmountHi", money(g.AmountHi),
			"TermLo", g.TermLo, "TermHi", g.TermHi))
	}
}

func (c Cell) overlaps(o Cell) bool {
	return c.AmountLo <= o.AmountHi && o.AmountLo <= c.AmountHi && c.TermLo <= o.TermHi && o.TermLo <= c.TermHi
}

// area is how many pairs of an amount and a term lie in the box. It fits: amounts go to 10^12, terms to 600.
func (s Span) area() int64 { return (s.AmountHi - s.AmountLo + 1) * int64(s.TermHi-s.TermLo+1) }

// gapIn is the first box within the bounds of cells that none of them covers. The cells don't overlap, so when their areas add up
// to that of the bounds there is none; otherwise the edges of all cells cut the bounds into boxes that are each covered or not.
func gapIn(cells []Cell) (gap Span, found bool) {
	if len(cells) == 0 {
		return Span{}, false
	}
	bounds, covered := spanOf(cells), int64(0)
	amounts, terms := []int64{bounds.AmountHi + 1}, []int{bounds.TermHi + 1}
	for _, c := range cells {
		covered += spanOf([]Cell{c}).area()
		amounts, terms = append(amounts, c.AmountLo, c.AmountHi+1), append(terms, c.TermLo, c.TermHi+1)
	}
	if covered == bounds.area() {
		return Span{}, false
	}
	amounts, terms = slices.Compact(sorted(amounts)), slices.Compact(sorted(terms))
	for i := range amounts[1:] {
		for j := range terms[1:] {
			box := Cell{AmountLo: amounts[i], AmountHi: amounts[i+1] - 1, TermLo: terms[j], TermHi: terms[j+1] - 1}
			if !slices.ContainsFunc(cells, box.overlaps) {
				return spanOf([]Cell{box}), true
			}
		}
	}
	return Span{}, false
}

func sorted[T int | int64](values []T) []T {
	slices.Sort(values)
	return values
}

func (f *faults) fees(at string, fees []Fee) {
	f.when(len(fees) > maxList, at, app.T("product.list_long", "Max", maxList))
	for i, fee := range fees {
		place := fmt.Sprintf("%s.%d", at, i)
		f.when(!slices.Contains(FeeIDs, fee.ID), place+".id", app.T("product.choice_odd"))
		twice := slices.ContainsFunc(fees[:i], func(o Fee) bool { return o.ID == fee.ID && o.Per == fee.Per })
		f.when(twice, place+".id", app.T("product.id_twice"))
		f.when(!slices.Contains([]Per{Once, PerMonth, PerYear, PerAct}, fee.Per), place+".per", app.T("product.choice_odd"))
		f.amount(place+".minor", fee.Minor)
		f.part(place+".part", fee.Part)
		f.when(fee.InCost && fee.Per == PerAct, place+".in_cost", app.T("product.act_in_cost"))
	}
}
