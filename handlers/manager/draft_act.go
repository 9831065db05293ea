package manager

import (
	"fmt"
	"slices"
	"strings"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// act does what a button of a step says to a content: "add:texts.conditions", "drop:papers.2", "band:tariffs.0". What names nothing
// does nothing.
func (m maker) act(do string, c product.Content, t *typed) product.Content {
	verb, place, _ := strings.Cut(do, ":")
	parts := strings.Split(place, ".")
	last := integer(parts[len(parts)-1])
	c = leveled(c)
	switch {
	case parts[0] == "texts" && len(parts) > 1:
		m.actTexts(verb, parts[1], last, c)
	case parts[0] == "papers":
		c.Papers = m.actPapers(verb, last, c.Papers, t.of("new_paper"))
	case place == "tariffs" && verb == "add":
		c.Tariffs = addCurrency(c.Tariffs, app.Currency(t.of("new_currency")))
	case parts[0] == "tariffs" && len(parts) > 1:
		i := integer(parts[1])
		if i < 0 || i >= len(c.Tariffs) {
			return c
		}
		c.Tariffs = slices.Clone(c.Tariffs)
		if verb == "drop" && len(parts) == 2 {
			c.Tariffs = slices.Delete(c.Tariffs, i, i+1)
			return c
		}
		c.Tariffs[i] = m.actTariff(verb, last, parts, c.Tariffs[i], t)
	}
	return c
}

// actTexts adds or drops a line in all languages.
func (m maker) actTexts(verb, name string, at int, c product.Content) {
	for _, lang := range web.Languages {
		text := c.Texts[lang]
		switch name {
		case "conditions":
			text.Conditions = changed(verb, at, text.Conditions, product.Pair{})
		case "steps":
			text.Steps = changed(verb, at, text.Steps, product.Pair{})
		case "questions":
			text.Questions = changed(verb, at, text.Questions, product.Pair{})
		case "documents":
			text.Documents = changed(verb, at, text.Documents, product.Document{})
		}
		c.Texts[lang] = text
	}
}

// changed is a list with one more, or without one.
func changed[T any](verb string, at int, list []T, blank T) []T {
	switch {
	case verb == "add":
		return append(slices.Clone(list), blank)
	case verb == "drop" && at >= 0 && at < len(list):
		return slices.Delete(slices.Clone(list), at, at+1)
	}
	return list
}

func (m maker) actPapers(verb string, at int, papers []product.Paper, id string) []product.Paper {
	blank := product.Paper{Names: map[string]string{"en": "", "ru": ""}}
	for _, p := range m.papers {
		if p.ID == id && !hasPaper(papers, id) {
			blank = p
		}
	}
	for n := len(papers) + 1; blank.ID == "" || blank.ID != id && hasPaper(papers, blank.ID); n++ {
		blank.ID = fmt.Sprintf("paper_%d", n)
	}
	return changed(verb, at, papers, blank)
}

// addCurrency adds a tariff with the bands and rates of the main one, to be changed.
func addCurrency(tariffs []product.Tariff, currency app.Currency) []product.Tariff {
	taken := slices.ContainsFunc(tariffs, func(t product.Tariff) bool { return t.Currency == currency })
	if taken || !slices.Contains(app.Currencies, currency) {
		return tariffs
	}
	next := product.Tariff{Currency: currency}
	if len(tariffs) > 0 {
		next.Cells = slices.Clone(tariffs[0].Cells)
	}
	return append(slices.Clone(tariffs), next)
}

// actTariff changes one tariff's bands, terms or fees.
func (m maker) actTariff(verb string, at int, parts []string, tariff product.Tariff, t *typed) product.Tariff {
	if len(parts) > 2 && parts[2] == "fees" {
		tariff.Fees = changed(verb, at, tariff.Fees, freeFee(tariff.Fees))
		return tariff
	}
	place := "tariffs." + parts[1]
	g := product.GridOf(tariff)
	if len(tariff.Cells) == 0 {
		tariff.Cells = product.Blank(m.kind).Tariffs[0].Cells
		g = product.GridOf(tariff)
	}
	like := tariff.Cells
	switch verb {
	case "band":
		from, ok := app.ParseAmount(t.of(place + ".new_from"))
		segment := t.of(place + ".new_segment")
		if !ok || !slices.Contains(product.Segments, segment) {
			t.wrong(place+".new_from", app.T("draft.amount_odd"))
			return tariff
		}
		g = g.SplitBand(segment, from)
		like = without(like, func(c product.Cell) bool { return c.Segment == segment && c.AmountLo < from && from <= c.AmountHi })
	case "term":
		term, ok := app.ParseCount(t.of(place + ".new_term"))
		if !ok || term < 1 {
			t.wrong(place+".new_term", app.T("draft.term_odd"))
			return tariff
		}
		g = g.SplitTerm(term)
		like = without(like, func(c product.Cell) bool { return c.TermLo < term && term <= c.TermHi })
	case "drop-band":
		g = g.DropBand(at)
	case "drop-term":
		g = g.DropTerm(at)
	}
	tariff.Cells = g.Cells(like)
	return tariff
}

// without leaves out the cells that a new edge goes through: they come apart.
func without(cells []product.Cell, cut func(product.Cell) bool) []product.Cell {
	return slices.DeleteFunc(slices.Clone(cells), cut)
}

// freeFee is a fee that a tariff doesn't have yet.
func freeFee(fees []product.Fee) product.Fee {
	f := product.Fee{ID: product.FeeIDs[0], Per: product.Once}
	for _, id := range product.FeeIDs {
		if !slices.ContainsFunc(fees, func(o product.Fee) bool { return o.ID == id }) {
			f.ID = id
			break
		}
	}
	return f
}
