package product

import "telemark/app"

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
	Rule  string // "min_age", "max_age", "min_income", "max_share", "residence", "jobless", "amount", "term"
	Field string // of the form, where the answer stands
	Text  app.Text
}
