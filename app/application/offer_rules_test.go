package application

import (
	"errors"
	"slices"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/product"
)

// The attack: an application that meets the rules is answered with an offer that doesn't: for longer than the client's age allows, or
// of more than their income bears.
func TestAnOfferIsHeldToTheRulesOfItsProduct(t *testing.T) {
	erik := app.Actor{ID: app.NewID(), Name: "Erik", Role: app.Manager, Scope: app.All}
	at := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	v := product.Version{Content: product.Content{Rules: product.Rules{MinAge: 21, MaxAge: 70, MinIncome: 50_000_00, MaxShare: 500_000, Jobless: true}}}
	a := Application{
		ID: app.NewID(), State: InReview, Assignee: person(erik), Quote: product.Quote{Highest: 20_000_00},
		Answers: Answers{product.BornField: "1958-05-28", product.IncomeField: "10000000", product.PaymentsField: "2000000"},
	}
	ask := product.Ask{Currency: app.RUB, Amount: 400_000_00, Term: 24, Start: "2026-11-28"}
	for name, c := range map[string]struct {
		change func(*product.Ask, *product.Quote, *Application)
		want   []string
	}{
		"as asked for":    {func(*product.Ask, *product.Quote, *Application) {}, nil},
		"for too long":    {func(ask *product.Ask, _ *product.Quote, _ *Application) { ask.Term = 60 }, []string{"term"}},
		"too much":        {func(_ *product.Ask, q *product.Quote, _ *Application) { q.Highest = 30_000_01 }, []string{"amount"}},
		"at the limit":    {func(_ *product.Ask, q *product.Quote, _ *Application) { q.Highest = 30_000_00 }, nil},
		"a stricter rule": {func(_ *product.Ask, _ *product.Quote, a *Application) { a.Answers[product.IncomeField] = "4900000" }, []string{"amount", "text"}},
	} {
		ask, quote, a := ask, a.Quote, a
		a.Answers = Answers{product.BornField: a.Answers[product.BornField], product.IncomeField: a.Answers[product.IncomeField], product.PaymentsField: a.Answers[product.PaymentsField]}
		c.change(&ask, &quote, &a)
		quote.Ask = ask
		u, err := a.offer(erik, v, OfferDraft{Ask: ask, Expires: "2026-12-01", Text: "Yes.", Lang: "en"}, quote, at)
		var got []string
		if e, ok := errors.AsType[*app.Error](err); ok {
			for _, f := range e.Fields {
				got = append(got, f.Name)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) || c.want == nil && (err != nil || u.Application.State != Offered) {
			t.Errorf("%s: refused at %v (%v), want %v", name, got, err, c.want)
		}
	}
}
