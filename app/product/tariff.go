package product

import "telemark/app"

// Tariff is the grid amount × term × segment of one currency, with the fees beside it.
type Tariff struct {
	Currency app.Currency `json:"currency"`
	Cells    []Cell       `json:"cells"`
	Fees     []Fee        `json:"fees"`
}

// Cell is one rate for a box of amounts and terms. The cells of a segment fill the rectangle from the smallest amount and term to
// the largest without gap or overlap; Check refuses a tariff that doesn't.
type Cell struct {
	Segment  string   `json:"segment"` // who gets it; "" is everybody
	AmountLo int64    `json:"amount_lo"`
	AmountHi int64    `json:"amount_hi"` // inclusive: the next cell begins one minor unit above
	TermLo   int      `json:"term_lo"`   // months; 0 to 0 where a product has no term
	TermHi   int      `json:"term_hi"`   // inclusive
	Rate     app.Rate `json:"rate"`      // a year; of insurance: the premium as a part of the amount
}

// Fee is something that is paid beside interest: once, each month, each year, or for an act.
type Fee struct {
	ID     string   `json:"id"`  // names it in the locale files: "issue", "service", "early_close", "insurance", "withdrawal", …
	Per    Per      `json:"per"` // when it is due
	Minor  int64    `json:"minor"`
	Part   app.Rate `json:"part"`    // of the amount, added to Minor
	InCost bool     `json:"in_cost"` // counts into the full cost of credit (see fullCost)
}

// Per says when a fee is due.
type Per string

// When fees are due.
const (
	Once     Per = "once" // at the start
	PerMonth Per = "month"
	PerYear  Per = "year"
	PerAct   Per = "act" // whenever the client does it; never part of a quote
)

// FeeIDs are the fees that have a name in every language.
var FeeIDs = []string{
	"issue", "opening", "service", "sms", "insurance", "appraisal", "early_close", "withdrawal", "transfer", "replacement", "late",
}

// Span is from where to where cells go.
type Span struct {
	AmountLo, AmountHi int64
	TermLo, TermHi     int
	RateLo, RateHi     app.Rate
}

// Span is from where to where all cells of the tariff go.
func (t Tariff) Span() Span { return spanOf(t.Cells) }

func spanOf(cells []Cell) Span {
	var s Span
	for i, c := range cells {
		if i == 0 {
			s = Span{c.AmountLo, c.AmountHi, c.TermLo, c.TermHi, c.Rate, c.Rate}
		}
		s.AmountLo, s.AmountHi = min(s.AmountLo, c.AmountLo), max(s.AmountHi, c.AmountHi)
		s.TermLo, s.TermHi = min(s.TermLo, c.TermLo), max(s.TermHi, c.TermHi)
		s.RateLo, s.RateHi = min(s.RateLo, c.Rate), max(s.RateHi, c.Rate)
	}
	return s
}

// The segments of clients that a tariff can treat apart.
var Segments = []string{"", "new", "salary", "premium"}
