package product

import (
	"slices"
	"strings"
	"testing"

	"telemark/app"
)

func TestARefusalNamesItsRuleAndItsField(t *testing.T) {
	rules := Rules{MinAge: 21, MaxAge: 70, MinIncome: 30_000_00, MaxShare: 500_000, Residence: []string{"RU", "BY"}}
	who := func(change func(*Applicant)) Applicant {
		born, income, others, home, works := app.Day("1990-06-15"), int64(100_000_00), int64(20_000_00), "RU", true
		a := Applicant{&born, &income, &others, &home, &works}
		change(&a)
		return a
	}
	day := func(d app.Day) *app.Day { return &d }
	minor := func(n int64) *int64 { return &n }
	no, abroad := false, "DE"
	for name, c := range map[string]struct {
		applicant  Applicant
		term       int
		instalment int64
		want       string
	}{
		"all is well":                         {who(func(*Applicant) {}), 36, 30_000_00, ""},
		"nothing is known":                    {Applicant{}, 36, 1_000_000_00, ""},
		"a day before the 21st birthday":      {who(func(a *Applicant) { a.Born = day("2005-11-29") }), 12, 0, "min_age@born"},
		"on the 21st birthday":                {who(func(a *Applicant) { a.Born = day("2005-11-28") }), 12, 0, ""},
		"70 at the end":                       {who(func(a *Applicant) { a.Born = day("1956-11-28") }), 0, 0, ""},
		"71 at the end of two years":          {who(func(a *Applicant) { a.Born = day("1957-11-28") }), 24, 0, "max_age@born"},
		"a kopeck too little":                 {who(func(a *Applicant) { a.Income = minor(29_999_99) }), 12, -20_000_00, "min_income@income"},
		"exactly half of the income":          {who(func(*Applicant) {}), 12, 30_000_00, ""},
		"a kopeck more than half":             {who(func(*Applicant) {}), 12, 30_000_01, "max_share@payments"},
		"other loans that are not known":      {who(func(a *Applicant) { a.Instalments = nil }), 12, 50_000_00, ""},
		"another country":                     {who(func(a *Applicant) { a.Residence = &abroad }), 12, 0, "residence@residence"},
		"no work":                             {who(func(a *Applicant) { a.Works = &no }), 12, 0, "jobless@work"},
		"largest sums that anybody can write": {who(func(a *Applicant) { a.Income, a.Instalments = minor(app.MaxAmount), minor(app.MaxAmount) }), 12, app.MaxAmount, "max_share@payments"},
		"several at once":                     {who(func(a *Applicant) { a.Works, a.Residence, a.Income = &no, &abroad, minor(0) }), 12, 0, "min_income@income max_share@payments residence@residence jobless@work"},
	} {
		var got []string
		for _, r := range rules.Check(c.applicant, Ask{Term: c.term}, c.instalment, "2026-11-28") {
			got = append(got, r.Rule+"@"+r.Field)
			if r.Text.ID != "product.refuse_"+r.Rule {
				t.Errorf("%s: %s says %s", name, r.Rule, r.Text.ID)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: refused by %v, want %q", name, got, c.want)
		}
	}
	if got := (Rules{}).Check(who(func(a *Applicant) { a.Works = &no }), Ask{}, 0, "2026-11-28"); len(got) != 1 {
		t.Errorf("no limits refuse %+v", got)
	}
}

func TestAmountTermAndCurrencyAreRefusedByTheTariff(t *testing.T) {
	v := sound()
	for want, ask := range map[string]Ask{
		"":            {Currency: app.RUB, Amount: 300, Term: 6},
		"currency":    {Currency: app.EUR, Amount: 300, Term: 6},
		"amount":      {Currency: app.RUB, Amount: 501, Term: 6},
		"term":        {Currency: app.RUB, Amount: 300, Term: 13},
		"amount term": {Currency: app.RUB, Amount: 0, Term: 0},
	} {
		var got []string
		for _, r := range v.Refusals(Applicant{}, ask, 0, "2026-11-28") {
			got = append(got, r.Rule)
		}
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%+v is refused by %v, want %q", ask, got, want)
		}
	}
}

// The attack: 10 000 $ a month are within half of an income of 100 000 ₽, when nobody looks at the currency.
func TestAnInstalmentInAnotherCurrencyIsNotWeighedAgainstRoubles(t *testing.T) {
	income := int64(100_000_00)
	for currency, want := range map[app.Currency]int{app.RUB: 0, app.USD: 1, app.CNY: 1} {
		got := Rules{MaxShare: 500_000, Jobless: true}.Check(Applicant{Income: &income}, Ask{Currency: currency, Term: 12}, 10_000_00, "2026-11-28")
		if len(got) != want {
			t.Errorf("%s: refused by %+v", currency, got)
		}
	}
	if got := (Rules{MaxShare: 500_000, Jobless: true}).Check(Applicant{Income: &income}, Ask{Currency: app.USD}, 0, "2026-11-28"); len(got) != 0 {
		t.Errorf("what costs nothing a month is refused by %+v", got)
	}
}
