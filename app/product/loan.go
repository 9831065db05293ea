package product

import (
	"slices"

	"telemark/app"
)

// credit counts a loan that is paid back in instalments, one a month, each on the day of the month on which it began.
//
// A month's interest is a twelfth of the nominal rate of what is owed, whatever the number of its days: the convention of the
// annuity formula in textbooks (S. Ross, R. Westerfield, B. Jordan, Fundamentals of Corporate Finance, "Loan Types and Loan
// Amortization"; Microsoft Excel's PMT) and of equal months in 353-FZ, art. 6, and Directive 2008/48/EC, Annex I. In the grace
// months at the start only interest is paid, and the rest of the term takes the principal.
func (q *Quote) credit(terms CreditTerms, fees []Fee) error {
	if err := q.settleCredit(terms); err != nil {
		return err
	}
	grace := min(max(terms.Grace, 0), q.Ask.Term-1)
	share := annuity
	if q.Ask.Method == Differentiated {
		share = differentiated
	}
	q.owe(repay(q.Ask.Amount, q.Rate, q.Ask.Start, q.Ask.Term, after(grace, share(q.Ask.Amount, q.Rate, q.Ask.Term-grace))))
	return q.charge(fees)
}

// settleCredit puts the usual method where none was chosen, and looks at the price: with a least down payment the client says
// what the home or car costs, and Amount is at most what is left of it.
func (q *Quote) settleCredit(terms CreditTerms) error {
	if q.Ask.Method == "" && len(terms.Methods) > 0 {
		q.Ask.Method = terms.Methods[0]
	}
	if !slices.Contains(terms.Methods, q.Ask.Method) {
		return app.FailFields(app.Field{Name: "method", Text: app.T("quote.method_none")})
	}
	if q.Ask.Term < 1 {
		return app.FailFields(app.Field{Name: "term", Text: app.T("quote.term_low", "Count", 1)})
	}
	if terms.MinDown <= 0 {
		q.Ask.Price = 0
		return nil
	}
	if q.Ask.Price == 0 {
		return app.FailFields(app.Field{Name: "price", Text: app.T("quote.price_missing")})
	}
	if most := max(q.Ask.Price-part(q.Ask.Price, app.Rate(terms.MinDown)), 0); q.Ask.Amount > most {
		return app.FailFields(app.Field{
			Name: "amount", Text: app.T("quote.down_low", "Max", app.Money{Minor: most, Currency: q.Ask.Currency}),
		})
	}
	return nil
}
