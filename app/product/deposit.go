package product

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"telemark/app"
)

// deposit counts what a deposit brings until its end, and a savings account, which has none, in twelve months.
//
// Interest accrues for each day from the one after the money came until the one on which it is given back (Civil Code of Russia,
// art. 839), on the balance at the beginning of the day. A day of a common year is worth 1/365 of the rate, one of a leap year
// 1/366: Bank of Russia Regulation of 26 June 1998 No. 39-P, item 3.9, and letter of 27 December 1999 No. 361-T, item 1. The regulation
// ended in 2015 (Directive No. 3817-U), and its way of counting stayed the banks' custom. Interest is credited each month or
// quarter, counted from the first day, and on the last day; it is rounded then. With capitalisation it is added to the deposit, else
// paid out. Effective is the rate a year that capitalisation makes of the nominal one.
func (q *Quote) deposit(terms DepositTerms, fees []Fee) error {
	if err := q.settleDeposit(terms); err != nil {
		return err
	}
	months := q.Ask.Term
	if months == 0 {
		months = savingsTerm
	}
	step := map[Payout]int{Monthly: 1, Quarterly: 3, AtEnd: months}[q.Ask.Payout]
	q.Effective = q.Rate
	if q.Ask.Capitalise && q.Ask.Payout != AtEnd {
		q.Effective = effective(q.Rate, 12/step)
	}
	if err := q.earn(months, step, q.Ask.Capitalise); err != nil {
		return err
	}
	return q.keep(fees, months)
}

// settleDeposit puts the usual payout where none was chosen.
func (q *Quote) settleDeposit(terms DepositTerms) error {
	if q.Ask.Payout == "" && len(terms.Payouts) > 0 {
		q.Ask.Payout = terms.Payouts[0]
	}
	if !slices.Contains(terms.Payouts, q.Ask.Payout) || !slices.Contains([]Payout{Monthly, Quarterly, AtEnd}, q.Ask.Payout) {
		return app.FailFields(app.Field{Name: "payout", Text: app.T("quote.payout_none")})
	}
	if q.Ask.Capitalise && !terms.Capitalise {
		return app.FailFields(app.Field{Name: "capitalise", Text: app.T("quote.capitalise_none")})
	}
	return nil
}

// earn credits the interest of so many months every step of them, and at their end.
func (q *Quote) earn(months, step int, capitalise bool) error {
	balance, from := q.Ask.Amount, q.Ask.Start
	for n := min(step, months); ; n = min(n+step, months) {
		row := Row{Number: n, Day: q.Ask.Start.AddMonths(n)}
		row.Interest = accrued(balance, q.Rate, from, row.Day)
		if capitalise {
			balance += row.Interest
		} else {
			row.Payment = row.Interest
		}
		if balance > maxBalance {
			return app.FailFields(app.Field{Name: "amount", Text: app.T("quote.amount_far")})
		}
		row.Balance, from = balance, row.Day
		q.Schedule = append(q.Schedule, row)
		q.Interest += row.Interest
		if n == months {
			break
		}
	}
	q.Payment, q.Last = q.Schedule[0].Payment, q.Schedule[len(q.Schedule)-1].Payment
	q.Highest = max(q.Payment, q.Last)
	q.Total = q.Ask.Amount + q.Interest
	return nil
}

// accrued is the interest on a balance for the days after from until to.
func accrued(balance int64, rate app.Rate, from, to app.Day) int64 {
	common, leap := daysByYear(from, to)
	days := decimal.NewFromInt(int64(common*366 + leap*365)) // of 1/(365·366) of a year
	return decimal.NewFromInt(balance).Mul(decimal.NewFromInt(int64(rate))).Mul(days).DivRound(million.Mul(decimal.NewFromInt(365*366)), 0).IntPart()
}

// daysByYear counts the days after from until to that lie in common and in leap years.
func daysByYear(from, to app.Day) (common, leap int) {
	for from < to {
		y := from.Add(1).Date().Year()
		end := min(to, app.Day(time.Date(y, time.December, 31, 0, 0, 0, 0, time.UTC).Format("2006-01-02")))
		if y%4 == 0 && y%100 != 0 || y%400 == 0 {
			leap += from.Until(end)
		} else {
			common += from.Until(end)
		}
		from = end
	}
	return common, leap
}

// keep says what the fees of so many months are. They aren't taken from what is earned: Total doesn't know them.
func (q *Quote) keep(fees []Fee, months int) error {
	d, err := sum(fees, q.Ask.Amount, func(Fee) bool { return true })
	if err != nil {
		return err
	}
	for n := range months + 1 {
		q.Fees += d.at(n, months)
	}
	return nil
}
