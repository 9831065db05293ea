package product

import (
	"fmt"
	"math"

	"telemark/app"
)

// due are the fees that come for certain, put together.
type due struct{ once, month, year int64 }

// sum puts the fees together that take says. Each is rounded by itself, so their order is nothing to the figures. A fee for an
// act is never certain.
func sum(fees []Fee, amount int64, take func(Fee) bool) (due, error) {
	var d due
	for _, f := range fees {
		if f.Minor < 0 || f.Minor > app.MaxAmount || f.Part < 0 || f.Part > maxRate {
			return due{}, fmt.Errorf("fee %s: %d and %d millionths", f.ID, f.Minor, f.Part)
		}
		if !take(f) {
			continue
		}
		minor := f.Minor + part(amount, f.Part)
		switch f.Per {
		case Once:
			d.once += minor
		case PerMonth:
			d.month += minor
		case PerYear:
			d.year += minor
		}
		if max(d.once, d.month, d.year) > maxBalance {
			return due{}, fmt.Errorf("fee %s: all together are too much", f.ID)
		}
	}
	return d, nil
}

// at is what is due after n of the contract's months: once and for the first year at the start, for each further year when it
// begins, and for each month at its end.
func (d due) at(n, months int) int64 {
	if n == 0 {
		return d.once + d.year
	}
	if n%12 == 0 && n < months {
		return d.month + d.year
	}
	return d.month
}

// charge adds the fees to a schedule of instalments and finds the full cost of the credit.
func (q *Quote) charge(fees []Fee) error {
	all, err := sum(fees, q.Ask.Amount, func(Fee) bool { return true })
	if err != nil {
		return err
	}
	inCost, err := sum(fees, q.Ask.Amount, func(f Fee) bool { return f.InCost })
	if err != nil {
		return err
	}
	months := len(q.Schedule)
	paid := make([]int64, months)
	for i, row := range q.Schedule {
		paid[i] = row.Payment + inCost.at(i+1, months)
	}
	i, ok := periodRate(q.Ask.Amount-inCost.at(0, months), paid)
	if !ok {
		return app.FailFields(app.Field{Name: "amount", Text: app.T("quote.fees_exceed")})
	}
	q.Effective = fullCost(i)
	q.fees(all)
	return nil
}

// fees writes what is due into the rows. What is due at the start stands in a row 0.
func (q *Quote) fees(d due) {
	months := len(q.Schedule)
	for i := range q.Schedule {
		q.Schedule[i].Fees = d.at(i+1, months)
		q.Fees += q.Schedule[i].Fees
	}
	if first := d.at(0, months); first > 0 {
		q.Schedule = append([]Row{{Day: q.Ask.Start, Fees: first, Balance: q.Ask.Amount}}, q.Schedule...)
		q.Fees += first
	}
	q.Total += q.Fees
}

// fullCost is the full cost of credit (полная стоимость кредита) in per cent a year with three decimals, as an app.Rate, by
// Federal Law of 21 December 2013 No. 353-FZ "On consumer credit (loan)", art. 6, parts 2 to 2.2:
//
//	PSK = i × NBP × 100
//
// where i is the rate of a base period, and NBP the number of base periods in a year of 365 days. The base period is the interval
// between payments that is met most often: a month here, and as the law takes months as equal, NBP is 12.
func fullCost(i float64) app.Rate {
	const steps = 100_000 // of 0.001 %
	return app.Rate(math.Round(i*12*steps)) * (1_000_000 / steps)
}

// periodRate solves the law's equation for i, the smallest non-negative rate of a period at which all flows come to nothing:
//
//	Σ DPk / ((1 + ek·i)·(1 + i)^qk) = 0
//
// with qk the whole periods from the start until flow k and ek the part of one after them. Here every flow is at the end of a
// whole period, so ek is 0: received at the start, and paid[k-1] after k periods. It is the equation of Regulation Z, Appendix J (b)(8)
// (12 CFR 1026), and, with the year for a period, of Directive 2008/48/EC, Annex I.
//
// The present value of what is paid falls with i and is convex, so Newton's steps from 0 come from one side and never overshoot. The
// result is checked: at it the flows come to less than half a minor unit. ok is false where no rate does that, as when nothing
// is received.
func periodRate(received int64, paid []int64) (i float64, ok bool) {
	if received <= 0 {
		return 0, false
	}
	for range 200 {
		excess, slope := presentValue(i, paid)
		excess -= float64(received)
		if i == 0 && excess <= 0 {
			return 0, true // nothing is paid for the credit
		}
		step := excess / slope
		if step <= max(i, 1)*1e-15 { // beyond what a float64 can tell apart; of a tiny i its own digits would be noise
			return i, math.Abs(excess) < 0.5
		}
		i += step
	}
	return 0, false
}

// presentValue is what payments are worth at the start, and how fast that falls with i.
func presentValue(i float64, paid []int64) (value, slope float64) {
	factor := 1 / (1 + i)
	for k := len(paid); k > 0; k-- { // Horner's scheme: value = (paid + value)·factor
		slope = (slope + value + float64(paid[k-1])) * factor
		value = (value + float64(paid[k-1])) * factor
	}
	return value, slope * factor
}
