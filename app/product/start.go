package product

import "telemark/app"

// usual is what people mostly ask for of a kind: whole roubles, and months.
var usual = map[Kind]struct {
	amount int64
	term   int
}{
	Deposit:    {1_000_000, 12},
	Savings:    {300_000, 0},
	Loan:       {500_000, 36},
	Mortgage:   {6_000_000, 240},
	CarLoan:    {2_000_000, 60},
	CreditCard: {150_000, 0},
	DebitCard:  {50_000, 0},
	Insurance:  {3_000_000, 0},
}

const (
	usualSpend = 30_000  // whole roubles a month
	usualDown  = 200_000 // app.Rate: down payment, where the product doesn't want more
)

// worth is about how many roubles one of a currency is, to one digit: good enough to begin with.
var worth = map[app.Currency]int64{app.RUB: 1, app.USD: 100, app.EUR: 100, app.CNY: 10}

// DefaultAsk is where the calculator begins on a day: what people mostly ask for, within the limits of the main tariff, with the
// usual method or payout. Quote can count it.
func (v Version) DefaultAsk(day app.Day) Ask {
	if len(v.Content.Tariffs) == 0 {
		return Ask{Start: day}
	}
	return v.DefaultAskIn(v.Content.Tariffs[0].Currency, day)
}

// DefaultAskIn is DefaultAsk by the tariff of a currency. Without such a tariff Quote refuses it.
func (v Version) DefaultAskIn(currency app.Currency, day app.Day) Ask {
	limits, _ := v.Limits(currency, "")
	minor := 100 / max(worth[currency], 1) // of one rouble
	ask := Ask{
		Currency: currency,
		Amount:   min(max(usual[v.Kind].amount*minor, limits.AmountLo), limits.AmountHi),
		Term:     min(max(usual[v.Kind].term, limits.TermLo), limits.TermHi),
		Start:    day,
	}
	a := v.Content.Attributes
	switch {
	case a.Credit != nil:
		if len(a.Credit.Methods) > 0 {
			ask.Method = a.Credit.Methods[0]
		}
		ask.Price = v.PriceFor(ask.Amount)
	case a.Deposit != nil:
		if len(a.Deposit.Payouts) > 0 {
			ask.Payout = a.Deposit.Payouts[0]
		}
		ask.Capitalise = a.Deposit.Capitalise
	case v.Kind == CreditCard:
		ask.Spend = min(usualSpend*minor, ask.Amount)
	case v.Kind == DebitCard:
		ask.Spend = usualSpend * minor
	}
	return ask
}

// PriceFor is about what a home or a car costs of which the amount is borrowed and the usual part, or the least one, is paid down: in
// whole thousands. Nothing where the product asks for no price.
func (v Version) PriceFor(amount int64) int64 {
	a := v.Content.Attributes.Credit
	if a == nil || a.MinDown <= 0 {
		return 0
	}
	const thousand = 1_000_00
	amount = min(max(amount, 0), app.MaxAmount)
	rest := 1_000_000 - min(max(a.MinDown, usualDown), 990_000)
	least := (amount*1_000_000 + rest - 1) / rest // MaxAmount times a million is a ninth of what an int64 holds
	return min((least+thousand-1)/thousand*thousand, app.MaxAmount)
}
