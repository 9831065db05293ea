package product

import "telemark/app"

// creditCard counts what a card costs whose whole limit is spent on the first day and paid back by nothing but the least monthly
// payments: how 353-FZ, art. 6 (7), wants the full cost of a credit with a limit. Who pays the whole debt back within
// CardTerms.GraceDays pays no interest, only the fees.
//
// The least payment is the month's interest (a twelfth of the rate) and MinShare of the debt, or MinPay where that is more. Cashback is
// for the purchases of a year.
func (q *Quote) creditCard(terms CardTerms, fees []Fee) error {
	if q.Ask.Spend > q.Ask.Amount {
		return app.FailFields(app.Field{
			Name: "spend", Text: app.T("quote.spend_high", "Max", app.Money{Minor: q.Ask.Amount, Currency: q.Ask.Currency}),
		})
	}
	least := func(_ int, debt, _ int64) int64 {
		return max(part(debt, portion(terms.MinShare)), terms.MinPay, 1)
	}
	q.owe(repay(q.Ask.Amount, q.Rate, q.Ask.Start, maxTerm, least))
	q.cashback(terms)
	return q.charge(fees)
}

// debitCard counts what a card brings and costs in a year with Amount on it and Spend of purchases each month: the interest on
// its balance by CardTerms.Balance (the grid only says who can have it), the cashback, and the fees. Total is what comes in.
func (q *Quote) debitCard(terms CardTerms, fees []Fee) error {
	q.Rate = min(max(app.Rate(terms.Balance), 0), maxRate)
	if err := q.earn(savingsTerm, 1, false); err != nil {
		return err
	}
	q.Effective = q.Rate
	q.cashback(terms)
	q.Total = q.Interest + q.Cashback
	return q.keep(fees, savingsTerm)
}

// cashback is what comes back of a year's purchases: each month no more than CashMax, where there is one.
func (q *Quote) cashback(terms CardTerms) {
	monthly := part(q.Ask.Spend, portion(terms.Cashback))
	if terms.CashMax > 0 {
		monthly = min(monthly, terms.CashMax)
	}
	q.Cashback = 12 * monthly
}

// portion is a part of a whole: none below nothing or above everything.
func portion(rate int64) app.Rate { return app.Rate(min(max(rate, 0), 1_000_000)) }
