package product

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"telemark/app"
)

func box(segment string, lo, hi int64, from, to int, rate app.Rate) Cell {
	return Cell{Segment: segment, AmountLo: lo, AmountHi: hi, TermLo: from, TermHi: to, Rate: rate}
}

// wide is a tariff of which one cell goes over two terms, and whose salary clients get shorter terms.
func wide() []Cell {
	return []Cell{
		box("", 100, 199, 3, 12, 10), box("", 200, 500, 3, 5, 11), box("", 200, 500, 6, 12, 12), box("salary", 100, 500, 3, 5, 20),
	}
}

func TestAGridSaysWhatItsCellsSay(t *testing.T) {
	g := GridOf(Tariff{Cells: wide()})
	if !reflect.DeepEqual(g.Terms, []int{3, 6}) || g.TermHi != 12 || len(g.Rows) != 3 {
		t.Fatalf("terms %v to %d, %d rows", g.Terms, g.TermHi, len(g.Rows))
	}
	if r := g.Rows[0]; r.From != 100 || r.To != 199 || *r.Rates[0] != 10 || *r.Rates[1] != 10 {
		t.Errorf("the first row is %+v", r)
	}
	if r := g.Rows[2]; r.Segment != "salary" || *r.Rates[0] != 20 || r.Rates[1] != nil {
		t.Errorf("the row of salary clients is %+v", r)
	}
	if got := g.Cells(wide()); !reflect.DeepEqual(got, wide()) {
		t.Errorf("unchanged it gives %+v", got)
	}
	rate := app.Rate(15)
	g.Rows[0].Rates[1] = &rate
	want := []Cell{wide()[1], wide()[2], wide()[3], box("", 100, 199, 3, 5, 10), box("", 100, 199, 6, 12, 15)}
	if got := g.Cells(wide()); !reflect.DeepEqual(got, want) {
		t.Errorf("with one rate changed it gives\n%+v, want\n%+v", got, want)
	}
}

func TestBandsAndTermsAreSplitAndJoinedWithoutGaps(t *testing.T) {
	for name, change := range map[string]func(Grid) Grid{
		"a band within another":        func(g Grid) Grid { return g.SplitBand("", 150) },
		"a band where one begins":      func(g Grid) Grid { return g.SplitBand("", 200) },
		"a band below all":             func(g Grid) Grid { return g.SplitBand("", 50) },
		"a band above all":             func(g Grid) Grid { return g.SplitBand("", 900) },
		"a band of a new segment":      func(g Grid) Grid { return g.SplitBand("premium", 300) },
		"a segment between two others": func(g Grid) Grid { return g.SplitBand("new", 100) },
		"without the first band":       func(g Grid) Grid { return g.DropBand(0) },
		"without the second band":      func(g Grid) Grid { return g.DropBand(1) },
		"without a segment":            func(g Grid) Grid { return g.DropBand(2) },
		"without a band that isn't":    func(g Grid) Grid { return g.DropBand(9) },
		"a term within another":        func(g Grid) Grid { return g.SplitTerm(8) },
		"a term below all":             func(g Grid) Grid { return g.SplitTerm(1) },
		"a term above all":             func(g Grid) Grid { return g.SplitTerm(24) },
		"without the first term":       func(g Grid) Grid { return g.DropTerm(0) },
		"without the last term":        func(g Grid) Grid { return g.DropTerm(1) },
	} {
		before := GridOf(Tariff{Cells: wide()})
		got := change(before)
		if faults := faultsOf(got.Cells(wide())); faults != nil {
			t.Errorf("%s: %+v in %+v", name, faults, got)
		}
		if !reflect.DeepEqual(before, GridOf(Tariff{Cells: wide()})) {
			t.Errorf("%s changes the grid that it was made of", name)
		}
	}
}

// FuzzGrid: any grid without a gap comes back as it was, by itself and in whatever pieces.
func FuzzGrid(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		dice := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // the same grids each time
		cells := cut(dice, 3+dice.IntN(40))
		g := GridOf(Tariff{Cells: cells})
		if got := g.Cells(cells); !reflect.DeepEqual(got, cells) {
			t.Fatalf("%+v became %+v", cells, got)
		}
		pieces := g.Cells(nil)
		if faults := faultsOf(pieces); faults != nil {
			t.Fatalf("in pieces: %+v", faults)
		}
		for range 50 {
			c := cells[dice.IntN(len(cells))]
			amount, term := c.AmountLo+dice.Int64N(c.AmountHi-c.AmountLo+1), c.TermLo+dice.IntN(c.TermHi-c.TermLo+1)
			if rate, ok := (Tariff{Cells: pieces}).RateAt(c.Segment, amount, term); !ok || rate != c.Rate {
				t.Fatalf("%d for %d months: %d, want %d", amount, term, rate, c.Rate)
			}
		}
	})
}
