package product

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"telemark/app"
)

// Quotation is a place at which a rate is typed in as text: it stays when the tariff changes.
type Quotation struct {
	Where []app.Text // from the whole to the part
	Rate  app.Rate   // that is not in the tariff any more
	Text  string     // the words around it
}

// Quoter knows texts that people typed, such as those of a product or an operator's canned ones, and finds rates in them.
type Quoter interface {
	Quoting(ctx context.Context, rates []app.Rate) ([]Quotation, error)
}

// Gone are the rates of the version that the proposal follows which its own tariffs don't have any more.
func (p Proposal) Gone() (gone []app.Rate) {
	if p.Was == nil || p.Content == nil {
		return nil
	}
	now := ratesOf(*p.Content)
	for _, r := range ratesOf(*p.Was) {
		if !slices.Contains(now, r) {
			gone = append(gone, r)
		}
	}
	return gone
}

// ratesOf are the rates of all cells, once each.
func ratesOf(c Content) (rates []app.Rate) {
	for _, t := range c.Tariffs {
		for _, cell := range t.Cells {
			if !slices.Contains(rates, cell.Rate) {
				rates = append(rates, cell.Rate)
			}
		}
	}
	return rates
}

// OwnTexts is a Quoter of what a product says of itself.
type OwnTexts struct{ Content Content }

var _ Quoter = OwnTexts{}

// Quoting implements Quoter. Documents are left out: their names say of when they are.
func (o OwnTexts) Quoting(_ context.Context, rates []app.Rate) (found []Quotation, _ error) {
	for _, lang := range languages {
		t := o.Content.Texts[lang]
		look := func(text string, where ...app.Text) {
			for _, r := range Quoted(text, rates) {
				found = append(found, Quotation{append([]app.Text{named("lang_", lang)}, where...), r, text})
			}
		}
		look(t.Name, app.T("product.diff_name"))
		look(t.Lead, app.T("product.diff_lead"))
		for _, list := range []struct {
			name  app.Text
			pairs []Pair
		}{
			{app.T("product.diff_conditions"), t.Conditions}, {app.T("product.diff_steps"), t.Steps}, {app.T("product.diff_questions"), t.Questions},
		} {
			for _, p := range list.pairs {
				look(p.Head+" "+p.Body, list.name, shown(p.Head))
			}
		}
	}
	return found, nil
}

// typedRate is "14.5 %", "14,5%", "14.50 %" with whichever space.
var typedRate = regexp.MustCompile(`(\d{1,3})(?:[.,](\d{1,4}))?[\s\x{00a0}\x{2009}\x{202f}]*%`)

// Quoted are those of the rates that a text has typed in, in the order of the text, once each.
func Quoted(text string, rates []app.Rate) (found []app.Rate) {
	for _, m := range typedRate.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseInt(m[1]+m[2]+strings.Repeat("0", 4-len(m[2])), 10, 64)
		if r := app.Rate(n); err == nil && slices.Contains(rates, r) && !slices.Contains(found, r) {
			found = append(found, r)
		}
	}
	return found
}
