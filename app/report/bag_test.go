package report

import (
	"testing"

	"telemark/app"
)

func bagOf(values ...int64) (b Bag) {
	for _, v := range values {
		b.add(v, 1)
	}
	return b
}

func TestABagsNumbersAreThoseOfItsRows(t *testing.T) {
	for _, c := range []struct {
		values            []int64
		median, p90, mean float64
	}{
		{[]int64{5}, 5, 5, 5},
		{[]int64{1, 2}, 1.5, 2, 1.5},
		{[]int64{3, 1, 2}, 2, 3, 2},
		{[]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 5.5, 9, 5.5},
		{[]int64{10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 99}, 10, 10, 199.0 / 11},
	} {
		b := bagOf(c.values...)
		if b.Quantile(.5) != c.median || b.Quantile(.9) != c.p90 || b.Mean() != c.mean {
			t.Errorf("%v: median %v, p90 %v, mean %v; want %+v", c.values, b.Quantile(.5), b.Quantile(.9), b.Mean(), c)
		}
	}
	for _, f := range Figures {
		number, found := Bag{}.Number(f)
		if number != 0 || found != (f.Sum == Count || f.ID == "load") {
			t.Errorf("%s of nothing is %v, %v", f.ID, number, found)
		}
	}
}

func TestTheBarsOfABagHoldAllRowsThatHaveANumber(t *testing.T) {
	got := bagOf(-1, 0, 10, 11, 30, 31, 9999).Bars([]int64{10, 30})
	if len(got) != 3 || got[0] != 2 || got[1] != 2 || got[2] != 2 {
		t.Errorf("the bars are %v", got)
	}
	if n := bagOf(-1, -1, 4).Missing(); n != 2 {
		t.Errorf("%d have none", n)
	}
}

func TestTheSameHourOfTwoOperatorsIsTwoHoursOfWork(t *testing.T) {
	pace, _ := ByID("pace")
	one, two := bagOf(7, 7, 8), bagOf(7)
	one.join(two)
	if n, _ := one.Number(pace); n != 4.0/3 {
		t.Errorf("the pace is %v", n)
	}
}

func TestAPeriodIsInOrderAndAYearAtMost(t *testing.T) {
	for p, good := range map[Period]bool{
		{"2026-11-01", "2026-11-30"}: true, {"2026-11-01", "2026-11-01"}: true, {"2026-11-02", "2026-11-01"}: false, {"", "2026-11-01"}: false,
		{"2026-01-01", "2027-01-01"}: true, {"2026-01-01", "2027-01-02"}: false,
	} {
		if err := p.Check(); (err == nil) != good {
			t.Errorf("%v: %v", p, err)
		}
	}
	if p := (Period{"2026-11-01", "2026-11-30"}).Before(); p != (Period{"2026-10-02", "2026-10-31"}) {
		t.Errorf("before it is %v", p)
	}
}

func TestAPlaceComesBackFromAnAddress(t *testing.T) {
	p := Place{app.Now(), app.NewID()}
	if got, ok := ParsePlace(p.String()); !ok || got != p {
		t.Errorf("%v becomes %v, %v", p, got, ok)
	}
	for _, bad := range []string{"x", "MjAyNi0xMS0yOA", "%%%"} {
		if _, ok := ParsePlace(bad); ok {
			t.Errorf("%q is taken for a place", bad)
		}
	}
}

func TestAFigureDoesNotAnswerAFilterThatItsRowsDontKnow(t *testing.T) {
	served, _ := ByID("served")
	submitted, _ := ByID("submitted")
	if !served.Has(Filter{Topic: "cards"}) || served.Has(Filter{Kind: "loan"}) || !submitted.Has(Filter{Kind: "loan"}) || submitted.Has(Filter{Topic: "cards"}) {
		t.Error("a figure answers what it can't know, or doesn't what it can")
	}
	if _, err := (&Service{}).Total(t.Context(), app.Actor{Role: app.Manager, Scope: app.All}, "served", Filter{Kind: "loan"}); app.KindOf(err) != app.NotFound {
		t.Errorf("it is answered with %v", err)
	}
	if _, err := (&Service{}).Total(t.Context(), app.Actor{ID: app.NewID(), Role: app.Client}, "served", Filter{Period: Period{"2026-11-01", "2026-11-01"}}); app.KindOf(err) != app.NotFound {
		t.Errorf("a client is answered with %v", err)
	}
	if _, _, err := (&Service{}).Rows(t.Context(), app.Actor{Role: app.Manager, Duties: app.Author, Scope: app.All}, "served", Filter{}, Place{}); app.KindOf(err) != app.Forbidden {
		t.Errorf("an author reads the rows: %v", err)
	}
}
