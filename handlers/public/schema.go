package public

import (
	"strconv"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// schema is a product in the words of https://schema.org/FinancialProduct and its kinds.
type schema struct {
	Context     string       `json:"@context"`
	Type        string       `json:"@type"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	URL         string       `json:"url"`
	Category    string       `json:"category"`
	Provider    organisation `json:"provider"`
	Rate        *span        `json:"interestRate,omitempty"` // per cent a year
	Amount      span         `json:"amount"`
	Term        *span        `json:"loanTerm,omitempty"`
}

type organisation struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// span is a schema.org QuantitativeValue or MonetaryAmount.
type span struct {
	Type     string `json:"@type"`
	Min      number `json:"minValue"`
	Max      number `json:"maxValue"`
	Unit     string `json:"unitCode,omitempty"`
	Currency string `json:"currency,omitempty"`
}

// number is written as it is: a float would round it.
type number string

// MarshalJSON writes the digits.
func (n number) MarshalJSON() ([]byte, error) { return []byte(n), nil }

var schemaTypes = map[string]string{
	"saves": "DepositAccount", "credit": "LoanOrCredit", "card": "CreditCard", "debit": "PaymentCard", "insurance": "FinancialProduct",
}

// schemaOf describes a product to search engines by its main tariff.
func schemaOf(s web.Shell, v product.Version, base string) any {
	t, text := tariffFor(v, ""), v.Content.In(s.Lang)
	reach := t.Span()
	d := schema{
		Context: "https://schema.org", Type: schemaTypes[families[v.Kind]], Name: text.Name, Description: text.Lead, URL: base + link(v),
		Category: s.T("product.kind_" + string(v.Kind)), Provider: organisation{"BankOrCreditUnion", "Telemark", base + "/"},
		Amount: span{Type: "MonetaryAmount", Min: number(app.PlainAmount(reach.AmountLo)), Max: number(app.PlainAmount(reach.AmountHi)), Currency: string(t.Currency)},
	}
	if v.Kind != product.DebitCard && v.Kind != product.Insurance {
		lo, hi, _ := rates(t, wish{}, v.Kind.Saves())
		d.Rate = &span{Type: "QuantitativeValue", Min: percent(int64(lo)), Max: percent(int64(hi)), Unit: "P1"}
	}
	if v.Kind.Credit() {
		d.Term = &span{Type: "QuantitativeValue", Min: number(strconv.Itoa(reach.TermLo)), Max: number(strconv.Itoa(reach.TermHi)), Unit: "MON"}
	}
	return d
}

// percent is a rate of millionths in per cent.
func percent(rate int64) number {
	return number(strconv.FormatFloat(float64(rate)/10_000, 'f', -1, 64))
}
