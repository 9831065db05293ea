package application

import (
	"slices"
	"strconv"

	"telemark/app"
	"telemark/app/product"
)

// refused are the rules of the product that the answers given so far don't meet, each at the field where its answer stands; of these
// fields only, or of all when there are none.
func (a Application) refused(v product.Version, today app.Day, fields []product.Field) (wrong []app.Field) {
	for _, r := range v.Content.Rules.Check(a.applicant(), a.Ask, a.Quote.Highest, today) {
		if fields == nil || slices.ContainsFunc(fields, func(f product.Field) bool { return f.ID == r.Field }) {
			wrong = append(wrong, app.Field{Name: r.Field, Text: r.Text})
		}
	}
	return wrong
}

// applicant is what the answers say about who applies.
func (a Application) applicant() (p product.Applicant) {
	if born, ok := app.ParseDay(a.known(product.BornField)); ok {
		p.Born = &born
	}
	p.Income, p.Instalments = a.amount(product.IncomeField), a.amount(product.PaymentsField)
	if country := a.known(product.ResidenceField); country != "" {
		p.Residence = &country
	}
	if work := a.known(product.WorkField); work != "" {
		works := work != "no"
		p.Works = &works
	}
	return p
}

// known is an answer that is what the form wants.
func (a Application) known(field string) string {
	if a.Rough[field] {
		return ""
	}
	return a.Answers[field]
}

func (a Application) amount(field string) *int64 {
	n, err := strconv.ParseInt(a.known(field), 10, 64)
	if err != nil {
		return nil
	}
	return &n
}
