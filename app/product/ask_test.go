package product

import (
	"strings"
	"testing"

	"telemark/app"
)

// The attack: a form names what its product doesn't have, at a length that no column holds; the ask is stored with an application, and
// travels in the figures of a question.
func TestAnAskKeepsNothingThatItsProductDoesNotHave(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	deposit := sound()
	loan := sound()
	loan.Kind, loan.Content.Attributes = Loan, Attributes{Credit: &CreditTerms{Methods: []Method{Annuity}}}
	for name, c := range map[string]struct {
		version Version
		ask     Ask
		want    Ask
	}{
		"a deposit": {
			deposit, Ask{Method: Method(long), Price: 7, Spend: 8, Segment: long}, Ask{Payout: Monthly},
		},
		"a loan": {
			loan, Ask{Payout: Payout(long), Capitalise: true, Price: 7, Spend: 8, Segment: long}, Ask{Method: Annuity},
		},
	} {
		for _, ask := range []*Ask{&c.ask, &c.want} {
			ask.Currency, ask.Amount, ask.Term, ask.Start = app.RUB, 300, 6, "2026-11-28"
		}
		got, err := c.version.Quote(c.ask)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Ask != c.want {
			t.Errorf("%s keeps a method of %d, a payout of %d and a segment of %d characters, price %d, spend %d, capitalise %v", name,
				len(got.Ask.Method), len(got.Ask.Payout), len(got.Ask.Segment), got.Ask.Price, got.Ask.Spend, got.Ask.Capitalise)
		}
	}
}
