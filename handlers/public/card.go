package public

import (
	"telemark/app/product"
	"telemark/handlers/web"
)

// Card is a product in the catalogue.
type Card struct {
	Slug, Link, Name, Lead string
	Figure                 Fact
	Facts                  []Fact
	Picked                 bool
}

// newCard shows a product with the figures of what is looked for.
func newCard(s web.Shell, v product.Version, f product.Filter) Card {
	text := v.Content.In(s.Lang)
	currency := f.Currency
	t := tariffFor(v, currency)
	card := Card{Slug: v.Slug, Link: link(v), Name: text.Name, Lead: text.Lead}
	card.Figure = keyFigure(s, v, wish{Currency: t.Currency, Amount: f.Amount, Term: f.Term})
	span := t.Span()
	switch {
	case v.Kind == product.DebitCard:
		card.Facts = append(card.Facts, Fact{Name: s.T("page.service"), Value: serviceFee(s, t)})
	case v.Kind == product.CreditCard:
		card.Facts = append(card.Facts, Fact{Name: s.T("page.limit"), Value: s.T("page.up_to") + " " + s.MoneyBrief(span.AmountHi, t.Currency)})
	case v.Kind.Saves():
		value := s.T("page.from") + " " + s.Money(span.AmountLo, t.Currency)
		if span.AmountLo == 0 {
			value = s.T("page.any_amount")
		}
		card.Facts = append(card.Facts, Fact{Name: s.T("page.amount"), Value: value})
	default:
		card.Facts = append(card.Facts, Fact{Name: s.T("page.amount"), Value: s.T("page.up_to") + " " + s.MoneyBrief(span.AmountHi, t.Currency)})
	}
	a := v.Content.Attributes
	switch {
	case v.Kind.Termed():
		card.Facts = append(card.Facts, Fact{Name: s.T("page.term"), Value: termSpan(s, span)})
	case a.Card != nil && a.Card.GraceDays > 0:
		card.Facts = append(card.Facts, Fact{Name: s.T("page.grace"), Value: s.T("page.up_to") + " " + s.T("page.days", "Count", a.Card.GraceDays)})
	case a.Insurance != nil:
		card.Facts = append(card.Facts, Fact{Name: s.T("page.policy"), Value: s.Months(a.Insurance.Months)})
	case a.Deposit != nil:
		card.Facts = append(card.Facts, Fact{Name: s.T("page.withdrawals"), Value: yesNo(s, a.Deposit.Withdrawals)})
	case a.Card != nil:
		card.Facts = append(card.Facts, Fact{Name: s.T("page.network"), Value: network(s, a.Card.Network)})
	}
	return card
}

// link is the address of a product's page.
func link(v product.Version) string { return "/products/" + v.Slug }
