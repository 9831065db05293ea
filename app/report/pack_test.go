package report

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"telemark/app"
)

func TestWhatIsPackedComesBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	f, _ := ByID("in_time")
	var cells []Cell
	for range 3000 {
		cells = append(cells, Cell{
			Hour: random.IntN(25), Operator: []string{"", "a", "b"}[random.IntN(3)], Topic: []string{"cards", "loans"}[random.IntN(2)],
			Value: random.Int64N(300) - 2, N: 1 + random.Int64N(2),
		})
	}
	cells = append(cells, Cell{Value: -1 << 40, N: 1 << 40}, Cell{Value: 1 << 40, N: 1})
	content := f.pack(FacetAll, cells)
	groups, err := unpack(content, func(c Cell) bool { return c.Topic != "loans" })
	if err != nil {
		t.Fatal(err)
	}
	var got []Cell
	for _, g := range groups {
		got = g.cells(got)
	}
	want := map[Cell]int64{}
	for _, c := range cells {
		if c.Topic != "loans" {
			n := c.N
			c.N = 0
			want[c] += n
		}
	}
	for _, c := range got {
		n := c.N
		if c.N = 0; want[c] != n {
			t.Errorf("%+v comes back %d times, want %d", c, n, want[c])
		}
		delete(want, c)
	}
	if len(want) > 0 {
		t.Errorf("%d cells are lost", len(want))
	}
	slices.Reverse(cells)
	if !bytes.Equal(content, f.pack(FacetAll, cells)) {
		t.Error("the same rows in another order make other bytes")
	}
	for end := range content {
		if _, err := unpack(content[:end], func(Cell) bool { return true }); err == nil {
			t.Fatalf("the first %d bytes are taken for the whole", end)
		}
	}
}

// A facet knows nothing but what it groups by, and all facets count the same rows.
func TestTheFacetsOfADayCountTheSameRows(t *testing.T) {
	cells := []Cell{
		{Hour: 3, Operator: "a", Topic: "cards", Value: 7, N: 2}, {Hour: 4, Operator: "a", Topic: "loans", Value: 7, N: 1}, {Hour: 4, Operator: "b", Topic: "cards", Value: 9, N: 1},
		{Hour: 4, Operator: "a", Topic: "cards", Value: 8, N: 1},
	}
	f, _ := ByID("wait")
	for facet, groups := range map[Facet]int{FacetWhole: 1, FacetHour: 2, FacetOperator: 2, FacetTopic: 2, FacetThings: 3, FacetAll: 4} {
		list, err := unpack(f.packs(cells)[facet], func(Cell) bool { return true })
		n := int64(0)
		for _, g := range list {
			n += g.bag.N()
		}
		if err != nil || len(list) != groups || n != 5 {
			t.Errorf("%s: %d groups of %d rows, %v", facet, len(list), n, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	figure, _ := ByID("in_time")
	f.Add(figure.pack(FacetAll, []Cell{{Hour: 3, Operator: "a", Value: -1, N: 2}, {Hour: 3, Operator: "a", Value: 5, N: 1}}))
	f.Add([]byte{packForm, 255, 1, 0, 200, 1})
	f.Fuzz(func(_ *testing.T, content []byte) { _, _ = unpack(content, func(Cell) bool { return true }) })
}

// In Moscow the clocks went back on 31 October 2010 and forward on 28 March of that year.
func TestADayHasAsManyHoursAsItsClocksShow(t *testing.T) {
	for day, hours := range map[app.Day]int{"2010-10-31": 25, "2010-03-28": 23, "2026-11-28": 24} {
		if n := hoursIn(day); n != hours {
			t.Errorf("%s has %d hours, want %d", day, n, hours)
		}
		last := Hour{day, hours - 1}
		if last.End() != day.Add(1).Start() || HourOf(last.Start()) != last || HourOf(last.End()) != (Hour{day.Add(1), 0}) {
			t.Errorf("the last hour of %s is %v to %v", day, last.Start(), last.End())
		}
		if n := hoursUntil(day, last.End().Add(-time.Millisecond)); n != hours-1 {
			t.Errorf("before its end %d hours of %s have ended", n, day)
		}
		if n := hoursUntil(day, day.Start().Add(-1)); n != 0 {
			t.Errorf("before its start %d hours of %s have ended", n, day)
		}
	}
	got := stretches("2026-11-28", 24, func(hour int) bool { return hour < 2 || hour == 7 })
	if len(got) != 2 || got[0] != (stretch{"2026-11-28", 0, 1}) || got[1] != (stretch{"2026-11-28", 7, 7}) {
		t.Errorf("the stretches are %v", got)
	}
}

// Numbers that lie close to each other and those that don't are put together in two ways.
func TestBagsThatArePutTogetherHaveAllNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same each time
	for _, most := range []int64{3, 50, 1 << 40} {
		var all Bag
		var parts []Bag
		for range 20 {
			var b Bag
			for range random.IntN(30) {
				value := random.Int64N(most) - 1
				b.add(value, 1)
				all.add(value, 1)
			}
			parts = append(parts, b)
		}
		if got := same(parts...); got.n != all.n || got.pairs != all.pairs || !slices.Equal(got.counts, all.counts) {
			t.Errorf("up to %d: %v, want %v", most, got, all)
		}
	}
}
