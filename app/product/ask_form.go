package product

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"telemark/app"
)

// AskNames are the parts of an ask as addresses and forms name them. What day it starts they don't say.
var AskNames = []string{"currency", "amount", "term", "price", "spend", "method", "payout", "capitalise", "segment"}

// Values are an ask as it stands in addresses. ReadAsk makes the same ask of them.
func (a Ask) Values() url.Values {
	values := url.Values{"currency": {string(a.Currency)}, "amount": {app.PlainAmount(a.Amount)}}
	set := func(name, value string, yes bool) {
		if yes {
			values.Set(name, value)
		}
	}
	set("term", strconv.Itoa(a.Term), a.Term > 0)
	set("price", app.PlainAmount(a.Price), a.Price > 0)
	set("spend", app.PlainAmount(a.Spend), a.Spend > 0)
	set("method", string(a.Method), a.Method != "")
	set("payout", string(a.Payout), a.Payout != "")
	set("capitalise", strconv.FormatBool(a.Capitalise), a.Payout != "")
	set("segment", a.Segment, a.Segment != "")
	return values
}

// Everybody is how a form says that a client belongs to no segment: an empty answer is none.
const Everybody = "all"

// ReadAsk changes an ask by what an address or a form says; what it doesn't name stays, but for a price, which follows an amount that
// is named alone, and for the amounts of another currency, which begin anew. Figures that are none are errors at their names; nil
// when there are none. Whether the version can be had for the ask, Quote says.
func (v Version) ReadAsk(ask Ask, value func(name string) string) (Ask, map[string]app.Text) {
	r := askReader{value: value, ask: ask}
	if currency := app.Currency(r.said("currency")); currency != "" && currency != ask.Currency {
		begin := v.DefaultAskIn(currency, ask.Start)
		r.ask.Currency, r.ask.Amount, r.ask.Term, r.ask.Price, r.ask.Spend = currency, begin.Amount, begin.Term, begin.Price, begin.Spend
	}
	r.amount("amount", &r.ask.Amount)
	if r.said("amount") != "" {
		r.ask.Price = v.PriceFor(r.ask.Amount)
	}
	r.amount("price", &r.ask.Price)
	r.amount("spend", &r.ask.Spend)
	if v.Kind.Termed() {
		r.term()
	}
	if method := r.said("method"); method != "" {
		r.ask.Method = Method(method)
	}
	if payout := r.said("payout"); payout != "" {
		r.ask.Payout = Payout(payout)
	}
	if add := r.said("capitalise"); add != "" {
		r.ask.Capitalise = add == "true"
	}
	if segment := r.said("segment"); segment != "" {
		r.ask.Segment = segment
	}
	if !v.apart(r.ask.Currency, r.ask.Segment) {
		r.ask.Segment = ""
	}
	return r.ask, r.wrong
}

// apart tells whether the tariff in a currency has rates of a segment's own.
func (v Version) apart(currency app.Currency, segment string) bool {
	tariff, _ := v.Content.tariff(currency)
	return slices.ContainsFunc(tariff.Cells, func(c Cell) bool { return c.Segment == segment })
}

// Groups are the segments that the tariff in a currency treats apart, everybody's first; none when it treats all alike.
func (v Version) Groups(currency app.Currency) []string {
	groups := slices.DeleteFunc(slices.Clone(Segments), func(segment string) bool { return !v.apart(currency, segment) })
	if len(groups) < 2 {
		return nil
	}
	return groups
}

type askReader struct {
	value func(string) string
	ask   Ask
	wrong map[string]app.Text
}

func (r *askReader) said(name string) string { return strings.TrimSpace(r.value(name)) }

func (r *askReader) refuse(name string, text app.Text) {
	if r.wrong == nil {
		r.wrong = map[string]app.Text{}
	}
	r.wrong[name] = text
}

func (r *askReader) amount(name string, minor *int64) {
	text := r.said(name)
	if text == "" {
		return
	}
	n, ok := app.ParseAmount(text)
	if !ok {
		r.refuse(name, app.T("quote.amount_odd"))
		return
	}
	*minor = n
}

func (r *askReader) term() {
	text := r.said("term")
	if text == "" {
		return
	}
	term, err := strconv.Atoi(text)
	if err != nil {
		r.refuse("term", app.T("quote.term_odd"))
		return
	}
	r.ask.Term = term
}
