package manager

import (
	"context"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/product"
)

// CannedQuotes finds rates that are typed into the operators' canned texts, where {rate:…} would have followed the tariff.
type CannedQuotes struct {
	Texts func(ctx context.Context) ([]chat.Canned, error)
}

var _ product.Quoter = CannedQuotes{}

// Quoting implements product.Quoter.
func (q CannedQuotes) Quoting(ctx context.Context, rates []app.Rate) (found []product.Quotation, err error) {
	texts, err := q.Texts(ctx)
	for _, t := range texts {
		for _, lang := range []string{"en", "ru"} {
			for _, r := range product.Quoted(t.Bodies[lang], rates) {
				where := []app.Text{app.T("settings.tab_texts"), app.T("product.value", "Value", "/"+t.Shortcut), {ID: "product.lang_" + lang}}
				found = append(found, product.Quotation{Where: where, Rate: r, Text: t.Bodies[lang]})
			}
		}
	}
	return found, err
}
