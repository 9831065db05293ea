package product

import (
	"math/rand/v2"
	"testing"

	"telemark/app"
)

// deposits calls f with asks of every size, rate, term and payout; the same ones each time.
func deposits(t *testing.T, f func(v Version, ask Ask)) {
	t.Helper()
	r := rand.New(rand.NewPCG(39, 1998))
	for range 300 {
		f(save(app.Rate(r.IntN(300_000))), Ask{
			Amount: 1 + r.Int64N(10_000_000_00), Term: 1 + r.IntN(60), Start: app.Day("2026-01-01").Add(r.IntN(1500)),
			Payout: []Payout{Monthly, Quarterly, AtEnd}[r.IntN(3)], Capitalise: r.IntN(2) == 0,
		})
	}
}

func TestADepositsInterestAddsUp(t *testing.T) {
	deposits(t, func(v Version, ask Ask) {
		q := quoted(t, v, ask)
		var interest, paid int64
		for _, row := range q.Schedule {
			interest, paid = interest+row.Interest, paid+row.Payment
		}
		last := q.Schedule[len(q.Schedule)-1]
		if interest != q.Interest || q.Total != ask.Amount+interest || last.Balance+paid != q.Total || last.Day != ask.Start.AddMonths(ask.Term) {
			t.Errorf("%+v: %+v", ask, q)
		}
		if !ask.Capitalise && last.Balance != ask.Amount {
			t.Errorf("%+v: %d on the deposit", ask, last.Balance)
		}
	})
}

func TestMoreMoneyTimeOrCapitalisationNeverEarnsLess(t *testing.T) {
	deposits(t, func(v Version, ask Ask) {
		earned := quoted(t, v, ask).Interest
		for name, change := range map[string]func(*Ask){
			"capitalisation": func(a *Ask) { a.Capitalise = true },
			"more money":     func(a *Ask) { a.Amount++ },
			"more time":      func(a *Ask) { a.Term++ },
		} {
			other := ask
			change(&other)
			if got := quoted(t, v, other).Interest; got < earned {
				t.Errorf("%+v at %d: %d, with %s %d", ask, v.Content.Tariffs[0].Cells[0].Rate, earned, name, got)
			}
		}
	})
}

func TestDaysOfALeapYearAreWorthLess(t *testing.T) {
	for _, tt := range []struct {
		from, to     app.Day
		common, leap int
		want         int64 // of 1,000,000 at 14.5 %
	}{
		{"2026-01-01", "2027-01-01", 365, 0, 145_000_00},
		{"2028-01-01", "2029-01-01", 1, 365, 145_001_09},
		{"2027-12-31", "2028-12-31", 0, 366, 145_000_00},
		{"2027-12-01", "2028-01-31", 30, 31, 24_199_23},
		{"2026-11-28", "2026-11-28", 0, 0, 0},
	} {
		common, leap := daysByYear(tt.from, tt.to)
		if common != tt.common || leap != tt.leap {
			t.Errorf("%s to %s: %d and %d days", tt.from, tt.to, common, leap)
		}
		if got := accrued(1_000_000_00, 145_000, tt.from, tt.to); got != tt.want {
			t.Errorf("%s to %s: %d, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestASavingsAccountIsCountedForAYear(t *testing.T) {
	v := save(100_000)
	v.Kind = Savings
	v.Content.Tariffs[0].Cells[0].TermLo, v.Content.Tariffs[0].Cells[0].TermHi = 0, 0
	q := quoted(t, v, Ask{Amount: 365_000_00, Term: 5, Payout: Monthly, Start: "2026-11-28"})
	if len(q.Schedule) != 12 || q.Interest != 36_500_00 || q.Ask.Term != 0 || q.Rate != q.Effective {
		t.Errorf("%+v", q)
	}
}

func TestInterestIsCreditedWhenItIsWanted(t *testing.T) {
	for payout, want := range map[Payout][]int{Monthly: {1, 2, 3, 4, 5}, Quarterly: {3, 5}, AtEnd: {5}} {
		var got []int
		for _, row := range quoted(t, save(100_000), Ask{Amount: 1_000_00, Term: 5, Payout: payout}).Schedule {
			got = append(got, row.Number)
		}
		if len(got) != len(want) || got[len(got)-1] != 5 || got[0] != want[0] {
			t.Errorf("%s: after months %v, want %v", payout, got, want)
		}
	}
}
