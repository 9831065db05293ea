package product

import (
	"testing"

	"telemark/app"
)

func TestAKindIsShownByWhatIsBestForEverybody(t *testing.T) {
	at := func(slug string, v Version, cells ...Cell) Version {
		v.ID, v.Slug, v.From = app.NewID(), slug, "2020-01-01"
		v.Content.Tariffs[0].Cells = cells
		return v
	}
	s := &Service{Store: &shelf{versions: []Version{
		at("dear", borrow(0), Cell{Rate: 250_000}),
		at("for-some", borrow(0), Cell{Rate: 240_000}, Cell{Segment: "salary", Rate: 100_000}),
		at("cheap", borrow(0), Cell{Rate: 300_000}, Cell{Rate: 200_000}),
		at("low", save(0), Cell{Rate: 90_000}),
		at("high", save(0), Cell{Rate: 80_000}, Cell{Rate: 120_000}),
		at("higher-for-new", save(0), Cell{Rate: 100_000}, Cell{Segment: "new", Rate: 200_000}),
		at("gives-nothing", card(DebitCard, 0, CardTerms{}), Cell{}),
		at("gives-back", card(DebitCard, 0, CardTerms{Cashback: 10_000}), Cell{}),
	}}}
	got, err := s.Kinds(t.Context())
	if err != nil || len(got) != 3 {
		t.Fatalf("%d kinds, %v", len(got), err)
	}
	for i, want := range []struct {
		kind  Kind
		count int
		best  string
	}{{Deposit, 3, "high"}, {Loan, 3, "cheap"}, {DebitCard, 2, "gives-back"}} {
		if k := got[i]; k.Kind != want.kind || k.Count != want.count || k.Best.Slug != want.best {
			t.Errorf("%s: %d, the best %s; want %+v", k.Kind, k.Count, k.Best.Slug, want)
		}
	}
}
