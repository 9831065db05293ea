package product

import (
	"net/url"
	"slices"
	"testing"

	"telemark/app"
)

// reader answers from an address.
func reader(t *testing.T, address string) func(string) string {
	t.Helper()
	values, err := url.ParseQuery(address)
	if err != nil {
		t.Fatal(err)
	}
	return values.Get
}

// everyKind are versions of all kinds, one of them with rates for some and in two currencies.
func everyKind() []Version {
	home := borrow(100_000)
	home.Kind, home.Content.Attributes.Credit.MinDown = Mortgage, 300_000
	cover := card(Insurance, 5_000, CardTerms{})
	cover.Content.Attributes = Attributes{Insurance: &InsuranceTerms{Months: 12}}
	apart := save(100_000)
	own := apart.Content.Tariffs[0].Cells[0]
	own.Segment, own.Rate = "new", 120_000
	euros := apart.Content.Tariffs[0]
	euros.Currency = app.EUR
	apart.Content.Tariffs[0].Cells = append(slices.Clone(apart.Content.Tariffs[0].Cells), own)
	apart.Content.Tariffs = append(apart.Content.Tariffs, euros)
	return []Version{borrow(100_000), home, save(100_000), apart, card(CreditCard, 300_000, CardTerms{MinShare: 50_000}), card(DebitCard, 0, CardTerms{}), cover}
}

func TestAnAskComesBackFromItsAddress(t *testing.T) {
	for _, v := range everyKind() {
		for _, change := range []func(*Ask){
			func(*Ask) {},
			func(a *Ask) { a.Amount, a.Price = 123_456_78, 3*a.Price },
			func(a *Ask) { a.Capitalise = v.Kind.Saves() && !a.Capitalise },
			func(a *Ask) { a.Price *= 2 },
			func(a *Ask) { a.Spend = 12_50 },
			func(a *Ask) { a.Segment = "new" },
			func(a *Ask) {
				if v.Kind.Credit() {
					a.Method = Differentiated
				}
			},
			func(a *Ask) {
				if v.Kind.Saves() {
					a.Payout = AtEnd
				}
			},
		} {
			ask := v.DefaultAsk("2026-11-28")
			change(&ask)
			q, err := v.Quote(ask)
			if err != nil {
				t.Fatalf("%s %+v: %v", v.Kind, ask, err)
			}
			if !v.apart(ask.Currency, ask.Segment) {
				q.Ask.Segment = "" // nobody treats it apart
			}
			again, wrong := v.ReadAsk(v.DefaultAsk("2026-11-28"), q.Ask.Values().Get)
			if again != q.Ask || wrong != nil {
				t.Errorf("%s: %+v came back as %+v, %v", v.Kind, q.Ask, again, wrong)
			}
			for name := range q.Ask.Values() {
				if !slices.Contains(AskNames, name) {
					t.Errorf("%s is no name of an ask", name)
				}
			}
		}
	}
}

func TestWhatAnAddressSaysChangesTheAsk(t *testing.T) {
	kinds := everyKind()
	loan, home, apart := kinds[0], kinds[1], kinds[3]
	for _, tt := range []struct {
		v       Version
		address string
		want    func(*Ask)
	}{
		{loan, "", func(*Ask) {}},
		{loan, "amount=+1+000+000,50+&term=+7+", func(a *Ask) { a.Amount, a.Term = 1_000_000_50, 7 }},
		{loan, "segment=new&capitalise=maybe", func(*Ask) {}},
		{home, "amount=700000", func(a *Ask) { a.Amount, a.Price = 700_000_00, home.PriceFor(700_000_00) }},
		{home, "amount=700000&price=1200000", func(a *Ask) { a.Amount, a.Price = 700_000_00, 1_200_000_00 }},
		{home, "price=20000000", func(a *Ask) { a.Price = 20_000_000_00 }},
		{apart, "segment=new", func(a *Ask) { a.Segment = "new" }},
		{apart, "segment=premium", func(*Ask) {}},
		{apart, "currency=EUR&segment=new", func(a *Ask) { a.Currency = app.EUR }},
		{apart, "payout=end&capitalise=true", func(a *Ask) { a.Payout, a.Capitalise = AtEnd, true }},
	} {
		want := tt.v.DefaultAsk("2026-11-28")
		tt.want(&want)
		if got, wrong := tt.v.ReadAsk(tt.v.DefaultAsk("2026-11-28"), reader(t, tt.address)); got != want || wrong != nil {
			t.Errorf("%q: %+v, %v; want %+v", tt.address, got, wrong, want)
		}
	}
	kept := apart.DefaultAsk("2026-11-28")
	kept.Segment, kept.Capitalise, kept.Amount = "new", true, 5_00
	if got, _ := apart.ReadAsk(kept, reader(t, "term=9")); got.Segment != "new" || !got.Capitalise || got.Amount != 5_00 {
		t.Errorf("what was not named has changed: %+v", got)
	}
	if got, _ := apart.ReadAsk(kept, reader(t, "segment="+Everybody)); got.Segment != "" {
		t.Errorf("everybody is %q", got.Segment)
	}
}

func TestFiguresOfAnAddressThatAreNoneAreErrors(t *testing.T) {
	ask := everyKind()[1].DefaultAsk("2026-11-28")
	got, wrong := everyKind()[1].ReadAsk(ask, reader(t, "amount=much&price=-1&spend=1e9&term=a+year"))
	for name, text := range map[string]string{"amount": "quote.amount_odd", "price": "quote.amount_odd", "spend": "quote.amount_odd", "term": "quote.term_odd"} {
		if wrong[name].ID != text {
			t.Errorf("%s: %v", name, wrong[name])
		}
	}
	if got.Amount != ask.Amount || got.Term != ask.Term {
		t.Errorf("%+v became %+v", ask, got)
	}
}
