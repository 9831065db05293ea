package apply

import (
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Fact is one figure of an ask, a quote or an offer.
type Fact struct {
	Figure string // "amount", "term", "rate", …
	Name   string // of its text, after "apply.fact_": what is paid for a loan is earned on a deposit
	Value  string
	Asked  string // of an offer: what was asked for, where that is something else
}

// Facts are an ask and what was counted from it, in the order in which people look at it. What a kind doesn't have is left out.
func Facts(s web.Shell, kind product.Kind, q product.Quote) []Fact {
	f := facts{shell: s, kind: kind, quote: q}
	f.ask()
	if q.Rate != 0 && kind != product.Insurance {
		f.add("rate", s.Rate(q.Rate))
	}
	f.money("payment", q.Payment)
	if q.Last != q.Payment {
		f.money("last", q.Last)
	}
	f.money("interest", q.Interest)
	f.money("fees", q.Fees)
	switch {
	case q.Effective == 0:
	case kind.Credit(), kind == product.CreditCard:
		f.add("effective", s.FullCost(q.Effective))
	default:
		f.add("effective", s.Rate(q.Effective))
	}
	if !kind.Card() {
		f.money("total", q.Total)
	}
	return f.list
}

// AskFacts are an ask alone.
func AskFacts(s web.Shell, kind product.Kind, a product.Ask) []Fact {
	f := facts{shell: s, kind: kind, quote: product.Quote{Ask: a}}
	f.ask()
	return f.list
}

// Brief are the three facts by which people tell an application from others.
func Brief(s web.Shell, kind product.Kind, q product.Quote) (list []Fact) {
	for _, f := range Facts(s, kind, q) {
		switch f.Figure {
		case "amount", "term", "payment":
			list = append(list, f)
		case "rate":
			if kind.Saves() || kind.Card() {
				list = append(list, f)
			}
		}
	}
	return list[:min(len(list), 3)]
}

// Offer is an offer as people read it.
type Offer struct {
	web.Shell
	Facts   []Fact
	Differs bool // from what was asked for
}

// OfferOf puts the last offer of an application beside what was asked for.
func OfferOf(s web.Shell, a application.Application) Offer {
	o, before := Offer{Shell: s, Facts: Facts(s, a.Kind, a.Offer.Quote)}, map[string]string{}
	for _, f := range Facts(s, a.Kind, a.Quote) {
		before[f.Figure] = f.Value
	}
	for _, d := range application.Differences(a) {
		for i := range o.Facts {
			if f := &o.Facts[i]; f.Figure == d.Figure && before[d.Figure] != f.Value {
				f.Asked, o.Differs = before[d.Figure], true
			}
		}
	}
	return o
}

// facts gathers them.
type facts struct {
	shell web.Shell
	kind  product.Kind
	quote product.Quote
	list  []Fact
}

func (f *facts) add(figure, value string) {
	f.list = append(f.list, Fact{Figure: figure, Name: named(f.kind, figure), Value: value})
}

func (f *facts) money(figure string, minor int64) {
	if minor != 0 {
		f.add(figure, f.shell.Money(minor, f.quote.Ask.Currency))
	}
}

func (f *facts) ask() {
	a := f.quote.Ask
	f.money("amount", a.Amount)
	f.money("price", a.Price)
	if a.Term != 0 {
		f.add("term", f.shell.Months(a.Term))
	}
	if a.Method != "" && f.kind.Credit() {
		f.add("method", f.shell.T(methods[a.Method]))
	}
	if a.Payout != "" && f.kind.Saves() {
		f.add("payout", f.shell.T(payouts[a.Payout]))
	}
	if a.Capitalise {
		f.add("capitalise", f.shell.T("apply.interest_added"))
	}
	if a.Segment != "" {
		f.add("segment", f.shell.Say(product.SegmentName(a.Segment)))
	}
}

// How a loan is paid back, and when interest is credited, in words.
var (
	methods = map[product.Method]string{product.Annuity: "apply.annuity", product.Differentiated: "apply.differentiated"}
	payouts = map[product.Payout]string{product.Monthly: "apply.monthly", product.Quarterly: "apply.quarterly", product.AtEnd: "apply.at_end"}
)

// named is the name of a figure's text: some kinds call theirs their own way.
func named(kind product.Kind, figure string) string {
	switch figure {
	case "amount", "payment", "interest", "total", "effective":
	default:
		return figure
	}
	switch {
	case kind.Saves():
		return figure + "_deposit"
	case kind == product.CreditCard && (figure == "amount" || figure == "payment"):
		return figure + "_card"
	case kind == product.Insurance && figure != "interest" && figure != "effective":
		return figure + "_insurance"
	}
	return figure
}
