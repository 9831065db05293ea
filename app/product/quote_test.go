package product

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"telemark/app"
)

func save(rate app.Rate) Version {
	v := borrow(rate)
	v.Kind = Deposit
	v.Content.Attributes = Attributes{Deposit: &DepositTerms{Payouts: []Payout{Monthly, Quarterly, AtEnd}, Capitalise: true}}
	return v
}

func card(kind Kind, rate app.Rate, terms CardTerms, fees ...Fee) Version {
	v := borrow(rate, fees...)
	v.Kind, v.Content.Attributes = kind, Attributes{Card: &terms}
	v.Content.Tariffs[0].Cells[0].TermLo, v.Content.Tariffs[0].Cells[0].TermHi = 0, 0
	return v
}

// loans calls f with asks of every size, rate, term, method, grace and fee; the same ones each time.
func loans(t *testing.T, f func(v Version, ask Ask)) {
	t.Helper()
	r := rand.New(rand.NewPCG(353, 6))
	for range 400 {
		v := borrow(app.Rate(r.IntN(6)*r.IntN(200_000)),
			Fee{ID: "issue", Per: Once, Minor: int64(r.IntN(50_00)), InCost: r.IntN(2) == 0},
			Fee{ID: "service", Per: PerMonth, Minor: int64(r.IntN(3_00)), InCost: true},
			Fee{ID: "insurance", Per: PerYear, Part: app.Rate(r.IntN(10_000)), InCost: r.IntN(2) == 0},
			Fee{ID: "late", Per: PerAct, Minor: 500_00, InCost: true})
		v.Content.Attributes.Credit.Grace = r.IntN(3) * r.IntN(7)
		f(v, Ask{
			Currency: app.USD, Amount: 1_000_00 + r.Int64N(50_000_000_00), Term: 1 + r.IntN(600), Start: "2026-01-31",
			Method: []Method{Annuity, Differentiated}[r.IntN(2)],
		})
	}
}

func TestALoansPaymentsAddUpAndEndItExactly(t *testing.T) {
	loans(t, func(v Version, ask Ask) {
		q := quoted(t, v, ask)
		var interest, principal, fees, highest int64
		balance := ask.Amount
		for _, row := range q.Schedule {
			balance -= row.Principal
			if row.Payment != row.Interest+row.Principal || row.Balance != balance || min(row.Interest, row.Principal, row.Balance) < 0 {
				t.Fatalf("%+v: row %+v", ask, row)
			}
			if row.Day != ask.Start.AddMonths(row.Number) {
				t.Fatalf("row %d on %s", row.Number, row.Day)
			}
			interest, principal, fees, highest = interest+row.Interest, principal+row.Principal, fees+row.Fees, max(highest, row.Payment)
		}
		if balance != 0 || principal != ask.Amount || interest != q.Interest || fees != q.Fees || highest != q.Highest {
			t.Fatalf("%+v: %d left; %+v", ask, balance, q)
		}
		if q.Total != ask.Amount+q.Interest+q.Fees {
			t.Fatalf("%+v: total %d", ask, q.Total)
		}
	})
}

func TestTheFullCostDiscountsTheScheduleToTheMoneyReceived(t *testing.T) {
	loans(t, func(v Version, ask Ask) {
		q := quoted(t, v, ask)
		inCost, err := sum(v.Content.Tariffs[0].Fees, ask.Amount, func(f Fee) bool { return f.InCost })
		if err != nil {
			t.Fatal(err)
		}
		rows := slices.DeleteFunc(slices.Clone(q.Schedule), func(r Row) bool { return r.Number == 0 })
		paid := make([]int64, len(rows))
		for i, row := range rows {
			paid[i] = row.Payment + inCost.at(i+1, len(rows))
		}
		received := ask.Amount - inCost.at(0, len(rows))
		i, ok := periodRate(received, paid)
		value := 0.0
		for n, amount := range paid {
			value += float64(amount) * math.Pow(1+i, -float64(n+1))
		}
		if !ok || math.Abs(value-float64(received)) > 1 {
			t.Errorf("%+v: worth %.3f at %v, received %d", ask, value, i, received)
		}
		if got := float64(q.Effective) / 1e6; math.Abs(got-12*i) > 0.000_005+1e-12 {
			t.Errorf("%+v: full cost %v, twelve times %v", ask, got, i)
		}
	})
}

func TestWithoutFeesTheFullCostIsTheRate(t *testing.T) {
	for _, rate := range []app.Rate{0, 10_000, 99_990, 145_000, 292_000, 1_000_000} {
		for _, method := range []Method{Annuity, Differentiated} {
			q := quoted(t, borrow(rate), Ask{Amount: 1_000_000_00, Term: 60, Method: method})
			if q.Effective != rate {
				t.Errorf("%s at %d: full cost %d", method, rate, q.Effective)
			}
		}
	}
	if q := quoted(t, borrow(0, Fee{Per: Once, Minor: 1, InCost: true}), Ask{Amount: 100_00, Term: 1}); q.Effective <= 0 {
		t.Error("a fee costs nothing")
	}
}

func TestFiguresDoNotDependOnTheOrderOfFees(t *testing.T) {
	loans(t, func(v Version, ask Ask) {
		want := quoted(t, v, ask)
		slices.Reverse(v.Content.Tariffs[0].Fees)
		if got := quoted(t, v, ask); got.Total != want.Total || got.Effective != want.Effective || !slices.Equal(got.Schedule, want.Schedule) {
			t.Errorf("%+v: %d and %d", ask, got.Total, want.Total)
		}
	})
}

func TestWithoutInterestOnlyTheAmountIsPaidBack(t *testing.T) {
	for _, method := range []Method{Annuity, Differentiated} {
		q := quoted(t, borrow(0), Ask{Amount: 100_00, Term: 3, Method: method})
		if q.Payment != 33_33 || q.Last != 33_34 || q.Interest != 0 || q.Total != 100_00 || q.Effective != 0 {
			t.Errorf("%s: %+v", method, q)
		}
	}
	q := quoted(t, save(0), Ask{Amount: 100_00, Term: 12, Payout: Monthly})
	if q.Interest != 0 || q.Total != 100_00 || q.Effective != 0 {
		t.Errorf("deposit: %+v", q)
	}
}

func TestInGraceMonthsOnlyInterestIsPaid(t *testing.T) {
	v := borrow(120_000)
	v.Content.Attributes.Credit.Grace = 3
	q := quoted(t, v, Ask{Amount: 100_000_00, Term: 15})
	for _, row := range q.Schedule[:3] {
		if row.Payment != 1_000_00 || row.Principal != 0 {
			t.Errorf("%+v", row)
		}
	}
	if want := instalment(100_000_00, 120_000, 12); q.Highest < want || q.Schedule[3].Payment != want {
		t.Errorf("then %d, want %d", q.Schedule[3].Payment, want)
	}
}

func TestAHomesPriceWantsItsDownPayment(t *testing.T) {
	v := borrow(100_000)
	v.Content.Attributes.Credit.MinDown = 200_000
	ask := Ask{Amount: 800_000_00, Term: 240, Price: 1_000_000_00}
	if q := quoted(t, v, ask); q.Ask.Down() != 200_000_00 {
		t.Errorf("down payment %d", q.Ask.Down())
	}
	ask.Amount++
	refused(t, v, ask, "amount", "quote.down_low")
	ask.Price = 0
	refused(t, v, ask, "price", "quote.price_missing")
}

func refused(t *testing.T, v Version, ask Ask, field, text string) {
	t.Helper()
	if ask.Currency == "" {
		ask.Currency = app.USD
	}
	if ask.Start == "" {
		ask.Start = "2026-11-28"
	}
	_, err := v.Quote(ask)
	e, ok := errors.AsType[*app.Error](err)
	if !ok || e.Kind != app.Invalid || !slices.ContainsFunc(e.Fields, func(f app.Field) bool { return f.Name == field && f.Text.ID == text }) {
		t.Errorf("%+v: %v, want %s at %s", ask, err, text, field)
	}
}

func TestWhatLiesOutsideIsRefusedAtItsField(t *testing.T) {
	v := borrow(100_000)
	v.Content.Attributes.Credit.Methods = []Method{Annuity}
	v.Content.Tariffs[0].Cells = []Cell{{AmountLo: 100, AmountHi: 200, TermLo: 6, TermHi: 12}}
	for _, tt := range []struct {
		change      func(*Ask)
		field, text string
	}{
		{func(a *Ask) { a.Currency = app.EUR }, "currency", "quote.currency_none"},
		{func(a *Ask) { a.Amount = 99 }, "amount", "quote.amount_low"},
		{func(a *Ask) { a.Amount = 201 }, "amount", "quote.amount_high"},
		{func(a *Ask) { a.Term = 5 }, "term", "quote.term_low"},
		{func(a *Ask) { a.Term = 13 }, "term", "quote.term_high"},
		{func(a *Ask) { a.Start = "28.11.2026" }, "start", "quote.start_wrong"},
		{func(a *Ask) { a.Start = "9999-12-31" }, "start", "quote.start_wrong"},
		{func(a *Ask) { a.Method = Differentiated }, "method", "quote.method_none"},
		{func(a *Ask) { a.Price = -1 }, "price", "quote.price_wrong"},
		{func(a *Ask) { a.Spend = -1 }, "spend", "quote.spend_wrong"},
	} {
		ask := Ask{Amount: 100, Term: 6}
		tt.change(&ask)
		refused(t, v, ask, tt.field, tt.text)
	}
	d := save(100_000)
	d.Content.Attributes.Deposit = &DepositTerms{Payouts: []Payout{AtEnd}}
	refused(t, d, Ask{Amount: 100, Term: 6, Payout: Monthly}, "payout", "quote.payout_none")
	refused(t, d, Ask{Amount: 100, Term: 6, Capitalise: true}, "capitalise", "quote.capitalise_none")
	refused(t, borrow(0, Fee{Per: Once, Minor: 100, InCost: true}), Ask{Amount: 100, Term: 6}, "amount", "quote.fees_exceed")
}

func TestASegmentHasItsOwnCellsOrEverybodys(t *testing.T) {
	v := borrow(100_000)
	cells := &v.Content.Tariffs[0].Cells
	*cells = append(*cells, Cell{Segment: "salary", AmountLo: 500, AmountHi: 1_000_00, TermLo: 3, TermHi: 24, Rate: 90_000})
	for segment, want := range map[string]app.Rate{"": 100_000, "salary": 90_000, "premium": 100_000} {
		if q := quoted(t, v, Ask{Amount: 1_000_00, Term: 12, Segment: segment}); q.Rate != want {
			t.Errorf("%q: %d, want %d", segment, q.Rate, want)
		}
	}
	if l, ok := v.Limits(app.USD, "salary"); !ok || l.AmountLo != 500 || l.AmountHi != 1_000_00 || l.TermLo != 3 || l.TermHi != 24 {
		t.Errorf("%+v", l)
	}
	if _, ok := v.Limits(app.EUR, ""); ok {
		t.Error("limits without a tariff")
	}
}

func TestAStoredQuoteIsMadeAgain(t *testing.T) {
	loans(t, func(v Version, ask Ask) {
		q := quoted(t, v, ask)
		text, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		var stored Quote
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatal(err)
		}
		again := quoted(t, v, stored.Ask)
		if len(again.Schedule) < 1 || !slices.Equal(again.Schedule, q.Schedule) {
			t.Fatalf("%+v: another schedule", ask)
		}
		again.Schedule = nil
		if stored.Total != again.Total || stored.Ask != again.Ask || stored.Effective != again.Effective || stored.Fees != again.Fees {
			t.Fatalf("%+v is %+v", stored, again)
		}
	})
}

func TestTheCalculatorBeginsWithWhatCanBeCounted(t *testing.T) {
	home := borrow(100_000)
	home.Kind, home.Content.Attributes.Credit.MinDown = Mortgage, 300_000
	insurance := card(Insurance, 5_000, CardTerms{})
	insurance.Content.Attributes = Attributes{Insurance: &InsuranceTerms{Months: 12}}
	for _, v := range []Version{
		borrow(100_000), home, save(100_000), card(CreditCard, 300_000, CardTerms{MinShare: 50_000}), card(DebitCard, 0, CardTerms{}), insurance,
	} {
		for _, hi := range []int64{app.MaxAmount, 7_77} {
			v.Content.Tariffs[0].Cells[0].AmountHi = hi
			ask := v.DefaultAsk("2026-11-28")
			if q := quoted(t, v, ask); q.Ask.Amount < 1 || q.Ask != ask {
				t.Errorf("%s: %+v became %+v", v.Kind, ask, q.Ask)
			}
		}
	}
	if ask := (Version{}).DefaultAsk("2026-11-28"); ask != (Ask{Start: "2026-11-28"}) {
		t.Errorf("without a tariff: %+v", ask)
	}
}

// FuzzQuote: no ask and no tariff, however broken, makes the calculator panic, overflow or take long.
func FuzzQuote(f *testing.F) {
	f.Add(uint8(0), int64(1_000_000_00), 360, int64(150_000), int64(100), int64(1_000), int64(50_000), uint8(0))
	f.Add(uint8(2), int64(app.MaxAmount), 600, int64(maxRate), int64(app.MaxAmount), int64(maxRate), int64(0), uint8(3))
	f.Add(uint8(5), int64(app.MaxAmount), 0, int64(maxRate), int64(0), int64(0), int64(0), uint8(1))
	f.Fuzz(func(t *testing.T, kind uint8, amount int64, term int, rate, minor, portion, share int64, way uint8) {
		v := borrow(app.Rate(rate))
		v.Kind = Kinds[int(kind)%len(Kinds)]
		v.Content.Attributes = Attributes{
			Deposit:   &DepositTerms{Payouts: []Payout{Monthly, Quarterly, AtEnd}, Capitalise: true},
			Credit:    &CreditTerms{Methods: []Method{Annuity, Differentiated}, Grace: int(way), MinDown: share % 2 * share},
			Card:      &CardTerms{MinShare: share, MinPay: minor, Cashback: portion, CashMax: minor, Balance: rate},
			Insurance: &InsuranceTerms{Months: term},
		}
		for _, per := range []Per{Once, PerMonth, PerYear} {
			v.Content.Tariffs[0].Fees = append(v.Content.Tariffs[0].Fees, Fee{Per: per, Minor: minor, Part: app.Rate(portion), InCost: true})
		}
		cell := &v.Content.Tariffs[0].Cells[0]
		cell.AmountLo, cell.AmountHi, cell.TermLo, cell.TermHi = math.MinInt64, math.MaxInt64, math.MinInt, math.MaxInt
		ask := Ask{
			Currency: app.USD, Amount: amount, Term: term, Start: "2027-12-31", Spend: minor, Price: amount, Capitalise: way&1 == 1,
			Method: []Method{Annuity, Differentiated}[way>>1&1], Payout: []Payout{Monthly, Quarterly, AtEnd}[way%3],
		}
		q, err := v.Quote(ask)
		if err != nil {
			return
		}
		if min(q.Payment, q.Last, q.Interest, q.Fees, q.Total, q.Cashback, int64(q.Effective)) < 0 || len(q.Schedule) > maxTerm+1 {
			t.Fatalf("%s %+v: %+v", v.Kind, ask, q)
		}
	})
}

func BenchmarkQuote(b *testing.B) {
	for name, v := range map[string]Version{"loan of 36 months": borrow(150_000), "deposit of 36 months": save(150_000)} {
		b.Run(name, func(b *testing.B) { benchmark(b, v, 36) })
	}
}

func BenchmarkScheduleOf360Months(b *testing.B) { benchmark(b, borrow(150_000), 360) }

func benchmark(b *testing.B, v Version, months int) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Quote(Ask{Currency: app.USD, Amount: 1_000_000_00, Term: months, Start: "2026-11-28", Capitalise: v.Kind == Deposit}); err != nil {
			b.Fatal(err)
		}
	}
}
