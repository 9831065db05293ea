package public

import (
	"cmp"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Result is the calculator's answer.
type Result struct {
	Sum          Fact
	Bar          Bar
	Facts        []Fact
	Source       string // what the figures mean, and whose formula it is
	ScheduleLink string
}

// Bar are two parts of a whole side by side, in units of its picture's 200.
type Bar struct {
	Own, Second, Rest int64
	Class             string // of the second part
}

// newBar splits the picture; nothing is drawn when there is no second part.
func newBar(own, rest int64, class string) Bar {
	if own <= 0 || rest <= 0 {
		return Bar{}
	}
	width := max(196*own/(own+rest), 2)
	return Bar{Own: width, Second: width + 2, Rest: max(198-width, 2), Class: class}
}

// result says in words and figures what a quote counted.
func result(s web.Shell, v product.Version, q product.Quote) *Result {
	money := func(minor int64) string { return s.Money(minor, q.Ask.Currency) }
	cents := func(minor int64) string { return s.MoneyCents(minor, q.Ask.Currency) }
	fact := func(id, name, value string) Fact { return Fact{ID: id, Name: s.T("calc." + name), Value: value} }
	r := &Result{}
	switch families[v.Kind] {
	case "saves":
		r.Sum = Fact{ID: "total", Name: s.T("calc.after", "Term", s.Months(cmp.Or(q.Ask.Term, 12))), Value: cents(q.Total)}
		r.Bar = newBar(q.Ask.Amount, q.Interest, "gain")
		own, gain := fact("amount", "own", money(q.Ask.Amount)), fact("interest", "income", "+"+cents(q.Interest))
		own.Dot, gain.Dot, gain.Gain = "is-own", "is-gain", true
		r.Facts = []Fact{own, gain, fact("rate", "rate", s.Rate(q.Rate)), fact("effective", "effective", s.Rate(q.Effective))}
		r.Source = s.T("calc.source_saves")
	case "credit":
		r.Sum = Fact{ID: "payment", Name: s.T("calc.payment"), Value: cents(q.Payment)}
		r.Bar = newBar(q.Ask.Amount, q.Interest+q.Fees, "cost")
		own, cost := fact("amount", "borrowed", money(q.Ask.Amount)), fact("interest", "overpaid", cents(q.Interest))
		own.Dot, cost.Dot = "is-own", "is-cost"
		r.Facts = []Fact{own, cost}
		if q.Last != q.Payment {
			r.Facts = append(r.Facts, fact("last", "last", cents(q.Last)))
		}
		if q.Fees > 0 {
			r.Facts = append(r.Facts, fact("fees", "fees", cents(q.Fees)))
		}
		r.Facts = append(r.Facts, fact("total", "total", cents(q.Total)), fact("rate", "rate", s.Rate(q.Rate)), fact("effective", "full_cost", s.FullCost(q.Effective)))
		r.Source = s.T("calc.source_credit")
	case "card":
		r.Sum = Fact{ID: "payment", Name: s.T("calc.least"), Value: cents(q.Payment)}
		r.Facts = []Fact{fact("rate", "rate", s.Rate(q.Rate)), fact("effective", "full_cost", s.FullCost(q.Effective))}
		if q.Cashback > 0 {
			back := fact("cashback", "cashback", "+"+cents(q.Cashback))
			back.Gain = true
			r.Facts = append(r.Facts, back)
		}
		r.Source = s.T("calc.source_card")
	case "debit":
		r.Sum = Fact{ID: "gain", Name: s.T("calc.year_gain"), Value: "+" + cents(q.Interest+q.Cashback)}
		r.Facts = []Fact{fact("cashback", "cashback", cents(q.Cashback)), fact("interest", "on_balance", cents(q.Interest)), fact("fees", "fees", cents(q.Fees))}
	case "insurance":
		r.Sum = Fact{ID: "payment", Name: s.T("calc.premium"), Value: cents(q.Payment)}
		r.Facts = []Fact{fact("amount", "cover", money(q.Ask.Amount)), fact("rate", "share", s.Share(q.Rate)), fact("total", "total", cents(q.Total))}
	}
	return r
}

// Schedule is the view of public/schedule.
type Schedule struct {
	Product
	Lead    string
	Columns []string
	Rows    []ScheduleRow
	Sums    []string
	Back    string
}

// ScheduleRow is a month.
type ScheduleRow struct {
	Day   string
	Cells []string
}

// schedule lays out a quote's months: what is paid back of credits, what is credited to deposits.
func (v *Schedule) schedule(q product.Quote) {
	credit := v.version.Kind.Credit() || v.version.Kind == product.CreditCard
	money := func(minor int64) string { return v.Cents(minor) }
	names := []string{v.T("calc.interest_credited"), v.T("calc.paid_out"), v.T("calc.balance")}
	if credit {
		names = []string{v.T("calc.payment_col"), v.T("calc.interest_col"), v.T("calc.principal"), v.T("calc.fees"), v.T("calc.debt")}
	}
	for _, name := range names {
		v.Columns = append(v.Columns, name+", "+v.Sign(q.Ask.Currency))
	}
	var sum product.Row
	for _, r := range q.Schedule {
		cells := []string{money(r.Interest), money(r.Payment), money(r.Balance)}
		if credit {
			cells = []string{money(r.Payment), money(r.Interest), money(r.Principal), money(r.Fees), money(r.Balance)}
		}
		v.Rows = append(v.Rows, ScheduleRow{v.DayCell(r.Day), cells})
		sum.Payment, sum.Interest, sum.Principal, sum.Fees = sum.Payment+r.Payment, sum.Interest+r.Interest, sum.Principal+r.Principal, sum.Fees+r.Fees
	}
	v.Sums = []string{money(sum.Interest), money(sum.Payment), ""}
	if credit {
		v.Sums = []string{money(sum.Payment), money(sum.Interest), money(sum.Principal), money(sum.Fees), ""}
	}
	v.Lead = v.T("calc.schedule_for", "Amount", app.Money{Minor: q.Ask.Amount, Currency: q.Ask.Currency}, "Rate", q.Rate)
}
