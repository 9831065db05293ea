package product

import (
	"fmt"
	"regexp"
	"slices"

	"telemark/app"
)

var idShape = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// fieldTypes are all types of fields.
var fieldTypes = []FieldType{
	TextField, NameField, AmountField, NumberField, DateField, ChoiceField, YesField, PhoneField, EmailField, CountryField,
	PassportField, TaxIDField,
}

// form wants steps whose fields have ids of their own, and depend on earlier ones only.
func (f *faults) form(steps []Step) {
	f.when(len(steps) > maxList, "form", app.T("product.list_long", "Max", maxList))
	seen, ids := map[string]Field{}, map[string]bool{}
	for i, s := range steps {
		at := fmt.Sprintf("form.%d", i)
		f.when(!idShape.MatchString(s.ID), at+".id", app.T("product.id_odd"))
		f.when(ids[s.ID], at+".id", app.T("product.id_twice"))
		ids[s.ID] = true
		f.names(at+".names", s.Names)
		f.when(len(s.Fields) == 0, at+".fields", app.T("product.fields_missing"))
		f.when(len(s.Fields) > maxList, at+".fields", app.T("product.list_long", "Max", maxList))
		for j, field := range s.Fields {
			f.field(fmt.Sprintf("%s.fields.%d", at, j), field, seen)
			seen[field.ID] = field
		}
	}
}

func (f *faults) field(at string, field Field, seen map[string]Field) {
	f.when(!idShape.MatchString(field.ID), at+".id", app.T("product.id_odd"))
	_, twice := seen[field.ID]
	f.when(twice, at+".id", app.T("product.id_twice"))
	f.when(!slices.Contains(fieldTypes, field.Type), at+".type", app.T("product.choice_odd"))
	f.names(at+".labels", field.Labels)
	if len(field.Helps) > 0 {
		f.names(at+".helps", field.Helps)
	}
	f.when(field.Min < 0 || field.Max < 0 || field.Max > 0 && field.Max < field.Min, at+".max", app.T("product.number_odd"))
	f.when(field.Type == ChoiceField && len(field.Choices) < 2, at+".choices", app.T("product.options_missing"))
	f.when(field.Type != ChoiceField && len(field.Choices) > 0, at+".choices", app.T("product.choices_other"))
	f.when(len(field.Choices) > maxList, at+".choices", app.T("product.list_long", "Max", maxList))
	for i, c := range field.Choices {
		place := fmt.Sprintf("%s.choices.%d", at, i)
		f.when(!idShape.MatchString(c.ID), place+".id", app.T("product.id_odd"))
		f.when(slices.ContainsFunc(field.Choices[:i], func(o Choice) bool { return o.ID == c.ID }), place+".id", app.T("product.id_twice"))
		f.names(place+".names", c.Names)
	}
	if w := field.When; w != nil {
		f.condition(at+".when", *w, seen)
	}
}

// condition wants an earlier question, and an answer that it can have.
func (f *faults) condition(at string, w When, seen map[string]Field) {
	on, ok := seen[w.Field]
	switch {
	case !ok:
		f.add(at, app.T("product.when_later"))
	case on.Type == YesField:
		f.when(w.Is != "yes" && w.Is != "no", at, app.T("product.when_never"))
	case on.Type != ChoiceField || !slices.ContainsFunc(on.Choices, func(c Choice) bool { return c.ID == w.Is }):
		f.add(at, app.T("product.when_never"))
	}
}

// asked wants the question that a rule reads in a form, asked of everybody: what isn't known breaks no rule.
func (f *faults) asked(r Rules, form []Step) {
	if len(form) == 0 {
		return
	}
	for _, rule := range []struct {
		at, field string
		kind      FieldType
		holds     bool
	}{
		{"rules.min_age", BornField, DateField, r.MinAge > 0},
		{"rules.max_age", BornField, DateField, r.MaxAge > 0},
		{"rules.min_income", IncomeField, AmountField, r.MinIncome > 0},
		{"rules.max_share", IncomeField, AmountField, r.MaxShare > 0},
		{"rules.residence", ResidenceField, CountryField, len(r.Residence) > 0},
	} {
		f.when(rule.holds && !slices.ContainsFunc(form, func(s Step) bool {
			return slices.ContainsFunc(s.Fields, func(q Field) bool {
				return q.ID == rule.field && q.Type == rule.kind && !q.Optional && q.When == nil
			})
		}), rule.at, app.T("product.rule_unasked"))
	}
}

func (f *faults) papers(papers []Paper) {
	f.when(len(papers) > maxList, "papers", app.T("product.list_long", "Max", maxList))
	for i, p := range papers {
		at := fmt.Sprintf("papers.%d", i)
		f.when(!idShape.MatchString(p.ID), at+".id", app.T("product.id_odd"))
		f.when(slices.ContainsFunc(papers[:i], func(o Paper) bool { return o.ID == p.ID }), at+".id", app.T("product.id_twice"))
		f.names(at+".names", p.Names)
		if len(p.Helps) > 0 {
			f.names(at+".helps", p.Helps)
		}
	}
}
