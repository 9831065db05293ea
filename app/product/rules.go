package product

import (
	"slices"

	"telemark/app"
)

// Rules say who may have a product: one definition for the form, the offer and campaigns. A zero limit doesn't limit.
type Rules struct {
	MinAge    int      `json:"min_age"`    // whole years on the day of asking
	MaxAge    int      `json:"max_age"`    // whole years at the end of the term
	MinIncome int64    `json:"min_income"` // a month, in the bank's currency
	MaxShare  app.Rate `json:"max_share"`  // of the monthly income that all instalments together may take
	Residence []string `json:"residence"`  // ISO 3166 countries; none: anywhere
	Jobless   bool     `json:"jobless"`    // who has no work may have it too
}

// Applicant is what Rules ask about. A nil field is not known: its rule says nothing yet.
type Applicant struct {
	Born        *app.Day
	Income      *int64 // a month
	Instalments *int64 // a month, of other loans
	Residence   *string
	Works       *bool
}

// Refusal is one rule that an applicant doesn't meet, with the reason to show.
type Refusal struct {
	Rule  string // "min_age", "max_age", "min_income", "max_share", "residence", "jobless", "amount", "term", "currency"
	Field string // of the form, where the answer stands
	Text  app.Text
}

// Check tells what keeps an applicant from a product, as of a day: nothing when all that is known about them meets the rules.
// instalment is what the product itself would cost them a month.
func (r Rules) Check(a Applicant, ask Ask, instalment int64, day app.Day) (refused []Refusal) {
	refuse := func(rule, field string, text app.Text) { refused = append(refused, Refusal{rule, field, text}) }
	if a.Born != nil {
		if r.MinAge > 0 && a.Born.Years(day) < r.MinAge {
			refuse("min_age", BornField, app.T("product.refuse_min_age", "Count", r.MinAge))
		}
		if r.MaxAge > 0 && a.Born.Years(day.AddMonths(ask.Term)) > r.MaxAge {
			refuse("max_age", BornField, app.T("product.refuse_max_age", "Count", r.MaxAge))
		}
	}
	if a.Income != nil {
		if *a.Income < r.MinIncome {
			refuse("min_income", IncomeField, app.T("product.refuse_min_income", "Income", app.Money{Minor: r.MinIncome, Currency: app.RUB}))
		}
		if r.tooMuch(*a.Income, a.Instalments, instalment) {
			refuse("max_share", PaymentsField, app.T("product.refuse_max_share", "Share", r.MaxShare))
		}
		if r.MaxShare > 0 && instalment > 0 && ask.Currency != "" && ask.Currency != app.RUB { // incomes are in roubles, and nobody here knows a rate
			refuse("currency", "currency", app.T("product.refuse_currency"))
		}
	}
	if a.Residence != nil && len(r.Residence) > 0 && !slices.Contains(r.Residence, *a.Residence) {
		refuse("residence", ResidenceField, app.T("product.refuse_residence"))
	}
	if a.Works != nil && !*a.Works && !r.Jobless {
		refuse("jobless", WorkField, app.T("product.refuse_jobless"))
	}
	return refused
}

// tooMuch tells whether all instalments together take more of the income than the rules allow. Other loans that are not known
// count as none.
func (r Rules) tooMuch(income int64, others *int64, instalment int64) bool {
	if r.MaxShare <= 0 {
		return false
	}
	if others != nil {
		instalment += *others
	}
	return instalment*int64(whole) > income*int64(r.MaxShare) // below 10^19: amounts go to 10^12
}

// Refusals are what keeps an applicant from exactly this: the rules, and amount and term within the tariff.
func (v Version) Refusals(a Applicant, ask Ask, instalment int64, day app.Day) []Refusal {
	refused := v.Content.Rules.Check(a, ask, instalment, day)
	tariff, ok := v.Content.tariff(ask.Currency)
	if !ok {
		return append(refused, Refusal{"currency", "currency", app.T("product.refuse_currency")})
	}
	s := tariff.Span()
	if ask.Amount < s.AmountLo || ask.Amount > s.AmountHi {
		refused = append(refused, Refusal{"amount", "amount", app.T("product.refuse_amount",
			"Lo", app.Money{Minor: s.AmountLo, Currency: ask.Currency}, "Hi", app.Money{Minor: s.AmountHi, Currency: ask.Currency})})
	}
	if v.Kind.Termed() && (ask.Term < s.TermLo || ask.Term > s.TermHi) {
		refused = append(refused, Refusal{"term", "term", app.T("product.refuse_term", "Lo", s.TermLo, "Hi", s.TermHi)})
	}
	return refused
}
