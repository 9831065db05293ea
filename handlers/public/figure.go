package public

import (
	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Fact is one figure or condition with its name, in the reader's language.
type Fact struct {
	ID     string // names it for programs; empty where nobody asks
	Name   string
	Prefix string // "from", "up to"
	Value  string
	Unit   string // "a year"
	Dot    string // class of its colour in the bar
	Gain   bool   // money that the client gets
}

// Line is the fact without its name: "up to 14.5 % a year".
func (f Fact) Line() string {
	line := f.Value
	if f.Prefix != "" {
		line = f.Prefix + " " + line
	}
	if f.Unit != "" {
		line += " " + f.Unit
	}
	return line
}

// families are the kinds that are spoken of alike: "saves", "credit", "card", "debit", "insurance".
var families = map[product.Kind]string{
	product.Deposit: "saves", product.Savings: "saves", product.Loan: "credit", product.Mortgage: "credit", product.CarLoan: "credit",
	product.CreditCard: "card", product.DebitCard: "debit", product.Insurance: "insurance",
}

// wish is what somebody is looking for: the box of a tariff that a figure is about. Zero values ask for nothing.
type wish struct {
	Currency app.Currency
	Amount   int64
	Term     int
}

// tariffFor is the tariff in the wanted currency, else the main one.
func tariffFor(v product.Version, currency app.Currency) product.Tariff {
	for _, t := range v.Content.Tariffs {
		if t.Currency == currency {
			return t
		}
	}
	if len(v.Content.Tariffs) == 0 {
		return product.Tariff{Currency: app.RUB}
	}
	return v.Content.Tariffs[0]
}

// rates are the lowest and the highest rate that everybody can get for a wish, and the terms of the best of them. Rates of
// segments are no promise to a stranger.
func rates(t product.Tariff, w wish, saves bool) (lo, hi app.Rate, best product.Cell) {
	first := true
	for _, c := range t.Cells {
		if c.Segment != "" || w.Amount != 0 && (w.Amount < c.AmountLo || w.Amount > c.AmountHi) ||
			w.Term != 0 && c.TermHi != 0 && (w.Term < c.TermLo || w.Term > c.TermHi) {
			continue
		}
		if first || saves && c.Rate > best.Rate || !saves && c.Rate < best.Rate {
			best = c
		}
		if first {
			lo, hi, first = c.Rate, c.Rate, false
		}
		lo, hi = min(lo, c.Rate), max(hi, c.Rate)
	}
	return lo, hi, best
}

// keyFigure is the figure that a product is judged by: its rate for the wish, of debit cards what they give back.
func keyFigure(s web.Shell, v product.Version, w wish) Fact {
	saves := v.Kind.Saves()
	t := tariffFor(v, w.Currency)
	lo, hi, best := rates(t, w, saves)
	f := Fact{ID: "rate", Name: s.T("page.rate"), Value: s.Rate(best.Rate), Unit: s.T("page.a_year")}
	switch {
	case v.Kind == product.DebitCard:
		return debitFigure(s, v, f)
	case v.Kind == product.Insurance:
		f.Name, f.Value, f.Unit = s.T("page.premium"), s.Share(best.Rate), s.T("page.of_sum")
	case v.Kind == product.Deposit && (best.TermLo > t.Span().TermLo || best.TermHi < t.Span().TermHi):
		f.Name = s.T("page.rate_for", "Term", termSpan(s, product.Span{TermLo: best.TermLo, TermHi: best.TermHi}))
	}
	if lo != hi {
		f.Prefix = s.T("page.from")
		if saves {
			f.Prefix = s.T("page.up_to")
		}
	}
	return f
}

// debitFigure is what a debit card gives: money back of purchases, else interest on what lies on it.
func debitFigure(s web.Shell, v product.Version, f Fact) Fact {
	card := v.Content.Attributes.Card
	switch {
	case card == nil:
	case card.Cashback > 0:
		return Fact{ID: "cashback", Name: s.T("page.cashback"), Prefix: s.T("page.up_to"), Value: s.Share(app.Rate(card.Cashback)), Unit: s.T("page.of_purchases")}
	case card.Balance > 0:
		f.Name, f.Value = s.T("page.balance"), s.Rate(app.Rate(card.Balance))
	}
	return f
}

// keyFigures are the four figures in the head of a product's page, the rate first.
func keyFigures(s web.Shell, v product.Version, w wish) []Fact {
	t := tariffFor(v, w.Currency)
	span, a := t.Span(), v.Content.Attributes
	all := []Fact{keyFigure(s, v, wish{Currency: t.Currency})}
	from := Fact{Name: s.T("page.amount"), Prefix: s.T("page.from"), Value: s.Money(span.AmountLo, t.Currency)}
	if span.AmountLo == 0 {
		from.Prefix, from.Value = "", s.T("page.any_amount")
	}
	upTo := Fact{Name: s.T("page.amount"), Prefix: s.T("page.up_to"), Value: s.MoneyBrief(span.AmountHi, t.Currency)}
	switch {
	case v.Kind.Saves():
		all = append(all, from)
	case v.Kind == product.CreditCard:
		upTo.Name = s.T("page.limit")
		all = append(all, upTo)
	case v.Kind == product.Insurance:
		upTo.Name = s.T("page.cover")
		all = append(all, upTo)
	case v.Kind.Credit():
		all = append(all, upTo)
	}
	if v.Kind.Termed() {
		all = append(all, Fact{Name: s.T("page.term"), Value: termSpan(s, span)})
	}
	return append(all, attributeFigures(s, a, t)...)
}

// attributeFigures are the figures that only some kinds have.
func attributeFigures(s web.Shell, a product.Attributes, t product.Tariff) []Fact {
	var all []Fact
	if d := a.Deposit; d != nil && d.Insured > 0 {
		all = append(all, Fact{Name: s.T("page.insured"), Prefix: s.T("page.up_to"), Value: s.MoneyBrief(d.Insured, app.RUB)})
	}
	if c := a.Credit; c != nil && c.DecisionIn > 0 {
		all = append(all, Fact{Name: s.T("page.decision"), Value: s.T("page.hours", "Count", c.DecisionIn)})
	}
	if c := a.Card; c != nil {
		if c.GraceDays > 0 {
			all = append(all, Fact{Name: s.T("page.grace"), Prefix: s.T("page.up_to"), Value: s.T("page.days", "Count", c.GraceDays)})
		}
		all = append(all, Fact{Name: s.T("page.service"), Value: serviceFee(s, t)})
		if c.Network != "" && c.GraceDays == 0 { // a head holds four figures
			all = append(all, Fact{Name: s.T("page.network"), Value: network(s, c.Network)})
		}
	}
	if i := a.Insurance; i != nil {
		all = append(all, Fact{Name: s.T("page.policy"), Value: s.Months(i.Months)}, Fact{Name: s.T("page.excess"), Value: s.Money(i.Excess, t.Currency)})
	}
	return all
}

// network is a payment system by the name that the reader knows it by.
func network(s web.Shell, name string) string {
	if name == "Mir" {
		return s.T("page.network_mir")
	}
	return name
}

// serviceFee is what having a card costs, "free" when nothing.
func serviceFee(s web.Shell, t product.Tariff) string {
	for _, f := range t.Fees {
		if f.ID == "service" && f.Minor+int64(f.Part) > 0 {
			return feeText(s, f, t.Currency)
		}
	}
	return s.T("page.free")
}

// termSpan is from the shortest to the longest term: "3–24 months", "1–30 years".
func termSpan(s web.Shell, span product.Span) string {
	lo, hi := span.TermLo, span.TermHi
	switch {
	case lo == hi:
		return s.Months(lo)
	case lo%12 == 0 && hi%12 == 0 && hi >= 36:
		return s.T("page.years_span", "From", lo/12, "Count", hi/12)
	}
	return s.T("page.months_span", "From", lo, "Count", hi)
}
