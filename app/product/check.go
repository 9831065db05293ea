package product

import (
	"fmt"
	"slices"
	"strings"

	"telemark/app"
)

// languages are those that a published text must have.
var languages = []string{"en", "ru"}

// The limits of what a version holds. Texts are counted in characters.
const (
	maxName     = 100
	maxLead     = 400
	maxHead     = 160
	maxBody     = 2_000
	maxDocument = 50_000
	maxList     = 60 // pairs of a kind, fields of a step, choices of a field
	maxCells    = 400
)

// faults collects what is wrong and where.
type faults []app.Field

func (f *faults) add(place string, text app.Text) {
	*f = append(*f, app.Field{Name: place, Text: text})
}

func (f *faults) when(wrong bool, place string, text app.Text) {
	if wrong {
		f.add(place, text)
	}
}

// Check tells whether the version can be published. It is nil or Invalid with fields that point at the exact place, parts
// counted from 0: "texts.ru.lead", "tariffs.0.cells.3.rate", "form.1.fields.2.when".
func (v Version) Check() error {
	var f faults
	f.when(!v.Kind.Valid(), "kind", app.T("product.kind_odd"))
	f.texts(v.Content.Texts)
	f.attributes(v.Kind, v.Content.Attributes)
	f.tariffs(v.Kind, v.Content.Tariffs)
	f.rounding(v.Content)
	f.rules(v.Content.Rules)
	f.form(v.Content.Form)
	f.asked(v.Content.Rules, v.Content.Form)
	f.papers(v.Content.Papers)
	if len(f) > 0 {
		return app.FailFields(f...)
	}
	return nil
}

func (f *faults) texts(texts map[string]Text) {
	for _, lang := range languages {
		at := "texts." + lang
		t, ok := texts[lang]
		if !ok {
			f.add(at, app.T("product.text_missing"))
			continue
		}
		f.text(at+".name", t.Name, maxName)
		f.text(at+".lead", t.Lead, maxLead)
		f.when(len(t.Conditions) == 0, at+".conditions", app.T("product.text_missing"))
		f.pairs(at+".conditions", t.Conditions)
		f.pairs(at+".steps", t.Steps)
		f.pairs(at+".questions", t.Questions)
		f.when(len(t.Documents) > maxList, at+".documents", app.T("product.list_long", "Max", maxList))
		for i, d := range t.Documents {
			f.text(fmt.Sprintf("%s.documents.%d.name", at, i), d.Name, maxHead)
			f.text(fmt.Sprintf("%s.documents.%d.body", at, i), d.Body, maxDocument)
		}
	}
}

// text wants words, and not too many.
func (f *faults) text(at, text string, most int) {
	f.when(strings.TrimSpace(text) == "", at, app.T("product.text_missing"))
	f.when(len([]rune(text)) > most, at, app.T("product.text_long", "Max", most))
}

func (f *faults) pairs(at string, pairs []Pair) {
	f.when(len(pairs) > maxList, at, app.T("product.list_long", "Max", maxList))
	for i, p := range pairs {
		f.text(fmt.Sprintf("%s.%d.head", at, i), p.Head, maxHead)
		f.text(fmt.Sprintf("%s.%d.body", at, i), p.Body, maxBody)
	}
}

// names wants a short text in each language.
func (f *faults) names(at string, names map[string]string) {
	for _, lang := range languages {
		f.text(at+"."+lang, names[lang], maxHead)
	}
}

// attributes wants exactly those of the kind.
func (f *faults) attributes(k Kind, a Attributes) {
	for _, part := range []struct {
		name      string
		set, want bool
	}{
		{"deposit", a.Deposit != nil, k.Saves()},
		{"credit", a.Credit != nil, k.Credit()},
		{"card", a.Card != nil, k.Card()},
		{"insurance", a.Insurance != nil, k == Insurance},
	} {
		f.when(part.want && !part.set, "attributes."+part.name, app.T("product.attributes_missing"))
		f.when(part.set && !part.want, "attributes."+part.name, app.T("product.attributes_other"))
	}
	if d := a.Deposit; d != nil {
		f.options("attributes.deposit.payouts", len(d.Payouts), len(d.Payouts) > 0 && allOf(d.Payouts, Monthly, Quarterly, AtEnd))
		f.when(d.TopUpDays < -1, "attributes.deposit.top_up_days", app.T("product.number_odd"))
		f.amount("attributes.deposit.top_up_min", d.TopUpMin)
		f.part("attributes.deposit.early_rate", app.Rate(d.EarlyRate))
		f.amount("attributes.deposit.insured", d.Insured)
	}
	if c := a.Credit; c != nil {
		f.options("attributes.credit.methods", len(c.Methods), len(c.Methods) > 0 && allOf(c.Methods, Annuity, Differentiated))
		f.part("attributes.credit.min_down", app.Rate(c.MinDown))
		f.when(!slices.Contains([]string{"", "home", "car"}, c.Collateral), "attributes.credit.collateral", app.T("product.choice_odd"))
		f.when(c.Grace < 0 || c.Grace > maxTerm, "attributes.credit.grace", app.T("product.number_odd"))
		f.when(c.DecisionIn < 0, "attributes.credit.decision_in", app.T("product.number_odd"))
	}
	if c := a.Card; c != nil {
		f.text("attributes.card.network", c.Network, maxHead)
		f.when(c.GraceDays < 0 || c.GraceDays > 366, "attributes.card.grace", app.T("product.number_odd"))
		f.part("attributes.card.min_share", app.Rate(c.MinShare))
		f.amount("attributes.card.min_pay", c.MinPay)
		f.part("attributes.card.cashback", app.Rate(c.Cashback))
		f.amount("attributes.card.cash_max", c.CashMax)
		f.part("attributes.card.balance", app.Rate(c.Balance))
		f.when(k == CreditCard && c.MinShare == 0 && c.MinPay == 0, "attributes.card.min_share", app.T("product.min_share_missing"))
	}
	if i := a.Insurance; i != nil {
		f.options("attributes.insurance.covers", len(i.Covers), len(i.Covers) > 0 && allOf(i.Covers, CoverIDs...))
		f.when(i.Months < 1 || i.Months > maxTerm, "attributes.insurance.months", app.T("product.number_odd"))
		f.amount("attributes.insurance.excess", i.Excess)
	}
}

// allOf tells whether all values are among the known ones, each once.
func allOf[T comparable](values []T, known ...T) bool {
	for i, v := range values {
		if !slices.Contains(known, v) || slices.Contains(values[:i], v) {
			return false
		}
	}
	return true
}

func (f *faults) options(at string, count int, known bool) {
	f.when(count == 0, at, app.T("product.options_missing"))
	f.when(count > 0 && !known, at, app.T("product.choice_odd"))
}

// amount wants minor units that somebody could type.
func (f *faults) amount(at string, minor int64) {
	f.when(minor < 0 || minor > app.MaxAmount, at, app.T("product.amount_odd"))
}

// part wants a part of a whole, up to the whole.
func (f *faults) part(at string, r app.Rate) {
	f.when(r < 0 || r > whole, at, app.T("product.rate_odd"))
}

// whole is 100 %.
const whole app.Rate = 1_000_000

func (f *faults) rules(r Rules) {
	f.when(r.MinAge < 0 || r.MinAge > 120, "rules.min_age", app.T("product.number_odd"))
	f.when(r.MaxAge < 0 || r.MaxAge > 120 || r.MaxAge > 0 && r.MaxAge < r.MinAge, "rules.max_age", app.T("product.number_odd"))
	f.amount("rules.min_income", r.MinIncome)
	f.part("rules.max_share", r.MaxShare)
	for i, country := range r.Residence {
		f.when(!countryShape.MatchString(country), fmt.Sprintf("rules.residence.%d", i), app.T("product.country_odd"))
	}
}
