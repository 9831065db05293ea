package product

import (
	"fmt"
	"slices"

	"telemark/app"
)

// What the calculator counts at all, so that no figure overflows and nothing takes long.
const (
	maxTerm     = 600                       // months
	maxRate     = 3_000_000                 // app.Rate: 300 % a year, above the 292 % that 353-FZ, art. 5 (23), allows
	maxBalance  = 100 * 100 * app.MaxAmount // minor units that interest may let a balance grow to
	savingsTerm = 12                        // months for which products without a term are counted
)

// Quote counts what ask costs or brings by the tariff of the version: the one answer for page, application and offer. It reads
// neither clock nor store, and the same ask gives the same figures for ever.
//
// Amounts are whole minor units: each instalment and each interest payment is rounded, half away from zero, and the last
// instalment settles what is left, so that the debt ends at exactly zero. An ask that can't be counted is an Invalid error at the
// fields "currency", "amount", "term", "start", "method", "payout", "capitalise", "price" or "spend". The Ask in the answer has
// the usual method or payout where none was chosen, and nothing that the product doesn't have.
func (v Version) Quote(ask Ask) (Quote, error) {
	tariff, ok := v.Content.tariff(ask.Currency)
	if !ok {
		return Quote{}, app.FailFields(app.Field{Name: "currency", Text: app.T("quote.currency_none")})
	}
	limits := tariff.limits(ask.Segment)
	if limits.TermHi == 0 {
		ask.Term = 0
	}
	if err := limits.check(ask); err != nil {
		return Quote{}, err
	}
	ask = v.own(ask)
	cell, err := tariff.cell(ask)
	if err != nil {
		return Quote{}, fmt.Errorf("product %s, version %d: %w", v.Slug, v.Number, err)
	}
	q := Quote{Ask: ask, Version: v.Number, Rate: cell.Rate}
	if err := q.count(v, tariff.Fees); err != nil {
		return Quote{}, err
	}
	return q, nil
}

// own takes out of an ask what the kind doesn't know: it may come from an address, and is stored.
func (v Version) own(ask Ask) Ask {
	if !v.Kind.Credit() {
		ask.Method, ask.Price = "", 0
	}
	if !v.Kind.Saves() {
		ask.Payout, ask.Capitalise = "", false
	}
	if !v.Kind.Card() {
		ask.Spend = 0
	}
	if !slices.Contains(Segments, ask.Segment) {
		ask.Segment = ""
	}
	return ask
}

// count fills in the figures of a quote that has its ask and its rate.
func (q *Quote) count(v Version, fees []Fee) error {
	a := v.Content.Attributes
	switch {
	case v.Kind.Credit() && a.Credit != nil:
		return q.credit(*a.Credit, fees)
	case v.Kind.Saves() && a.Deposit != nil:
		return q.deposit(*a.Deposit, fees)
	case v.Kind == CreditCard && a.Card != nil:
		return q.creditCard(*a.Card, fees)
	case v.Kind == DebitCard && a.Card != nil:
		return q.debitCard(*a.Card, fees)
	case v.Kind == Insurance && a.Insurance != nil:
		return q.insurance(*a.Insurance, fees)
	}
	return fmt.Errorf("product %s, version %d: a %s without its terms", v.Slug, v.Number, v.Kind)
}

// Limits are the smallest and the largest amount and term that a segment can ask for. Terms are 0 where a product has none.
type Limits struct {
	AmountLo, AmountHi int64
	TermLo, TermHi     int
	currency           app.Currency
}

// Limits are those of a currency; ok is false when the version has no tariff in it.
func (v Version) Limits(currency app.Currency, segment string) (l Limits, ok bool) {
	tariff, ok := v.Content.tariff(currency)
	if !ok {
		return Limits{}, false
	}
	return tariff.limits(segment), true
}

// tariff is the one in a currency.
func (c Content) tariff(currency app.Currency) (Tariff, bool) {
	i := slices.IndexFunc(c.Tariffs, func(t Tariff) bool { return t.Currency == currency && len(t.Cells) > 0 })
	if i < 0 {
		return Tariff{}, false
	}
	return c.Tariffs[i], true
}

// cells are the grid of a segment: everybody's where it has none of its own.
func (t Tariff) cells(segment string) []Cell {
	var own, general []Cell
	for _, c := range t.Cells {
		switch c.Segment {
		case segment:
			own = append(own, c)
		case "":
			general = append(general, c)
		}
	}
	if len(own) > 0 {
		return own
	}
	return general
}

func (t Tariff) limits(segment string) Limits {
	l := Limits{currency: t.Currency}
	for i, c := range t.cells(segment) {
		if i == 0 {
			l.AmountLo, l.AmountHi, l.TermLo, l.TermHi = c.AmountLo, c.AmountHi, c.TermLo, c.TermHi
		}
		l.AmountLo, l.AmountHi = min(l.AmountLo, c.AmountLo), max(l.AmountHi, c.AmountHi)
		l.TermLo, l.TermHi = min(l.TermLo, c.TermLo), max(l.TermHi, c.TermHi)
	}
	l.AmountLo, l.AmountHi = max(l.AmountLo, 0), min(l.AmountHi, app.MaxAmount)
	l.TermLo, l.TermHi = max(l.TermLo, 0), min(l.TermHi, maxTerm)
	return l
}

// cell is the one that holds the amount and the term.
func (t Tariff) cell(ask Ask) (Cell, error) {
	for _, c := range t.cells(ask.Segment) {
		if c.AmountLo <= ask.Amount && ask.Amount <= c.AmountHi && c.TermLo <= ask.Term && ask.Term <= c.TermHi {
			if c.Rate < 0 || c.Rate > maxRate {
				return Cell{}, fmt.Errorf("a rate of %d millionths", c.Rate)
			}
			return c, nil
		}
	}
	return Cell{}, fmt.Errorf("a gap in the tariff in %s at %d, %d months", t.Currency, ask.Amount, ask.Term)
}

// check refuses what lies outside, all of it at once.
func (l Limits) check(ask Ask) error {
	var wrong []app.Field
	refuse := func(name string, text app.Text) { wrong = append(wrong, app.Field{Name: name, Text: text}) }
	switch {
	case ask.Amount < l.AmountLo:
		refuse("amount", app.T("quote.amount_low", "Min", app.Money{Minor: l.AmountLo, Currency: l.currency}))
	case ask.Amount > l.AmountHi:
		refuse("amount", app.T("quote.amount_high", "Max", app.Money{Minor: l.AmountHi, Currency: l.currency}))
	}
	switch {
	case ask.Term < l.TermLo:
		refuse("term", app.T("quote.term_low", "Count", l.TermLo))
	case ask.Term > l.TermHi:
		refuse("term", app.T("quote.term_high", "Count", l.TermHi))
	}
	if day, ok := app.ParseDay(string(ask.Start)); !ok || day < "1900-01-01" || day > "2199-12-31" {
		refuse("start", app.T("quote.start_wrong"))
	}
	if ask.Price < 0 || ask.Price > app.MaxAmount {
		refuse("price", app.T("quote.price_wrong"))
	}
	if ask.Spend < 0 || ask.Spend > app.MaxAmount {
		refuse("spend", app.T("quote.spend_wrong"))
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	return nil
}
