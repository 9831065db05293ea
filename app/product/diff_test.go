package product

import (
	"reflect"
	"slices"
	"testing"

	"telemark/app"
)

func TestADifferenceNamesItsPlaceAndBothValues(t *testing.T) {
	rub := func(minor int64) app.Money { return app.Money{Minor: minor, Currency: app.RUB} }
	cell := func(c Cell) []app.Text {
		return []app.Text{app.T("product.diff_tariff", "Currency", "RUB"), app.T("product.diff_cell", "Segment", SegmentName(c.Segment),
			"AmountLo", rub(c.AmountLo), "AmountHi", rub(c.AmountHi), "TermLo", c.TermLo, "TermHi", c.TermHi)}
	}
	english, russian := app.Text{ID: "product.lang_en"}, app.Text{ID: "product.lang_ru"}
	conditions, rules := app.T("product.diff_conditions"), app.T("product.diff_rules")
	first := sound().Content.Tariffs[0].Cells[0]
	for name, c := range map[string]struct {
		change func(*Content)
		want   []Difference
	}{
		"nothing": {func(*Content) {}, nil},
		"another order": {func(c *Content) {
			slices.Reverse(c.Tariffs[0].Cells)
			slices.Reverse(c.Form[0].Fields)
		}, nil},
		"a rate": {func(c *Content) { c.Tariffs[0].Cells[0].Rate = 9 }, []Difference{{cell(first), shown(app.Rate(1)), shown(app.Rate(9))}}},
		"a box": {func(c *Content) { c.Tariffs[0].Cells[0].AmountHi = 150 }, []Difference{
			{cell(Cell{AmountLo: 100, AmountHi: 150, TermLo: 1, TermHi: 6}), app.Text{}, shown(app.Rate(1))}, {cell(first), shown(app.Rate(1)), app.Text{}},
		}},
		"a fee": {func(c *Content) { c.Tariffs[0].Fees[0].Part = 7 }, []Difference{{
			[]app.Text{cell(first)[0], {ID: "product.fee_opening"}, {ID: "product.per_once"}},
			app.T("product.diff_fee", "Minor", rub(5), "Part", app.Rate(0)), app.T("product.diff_fee", "Minor", rub(5), "Part", app.Rate(7)),
		}}},
		"texts": {func(c *Content) {
			text := c.Texts["ru"]
			text.Name, text.Conditions = "Ridge", []Pair{{"Top-ups", "yes"}, {"Term", "a year"}}
			c.Texts["ru"] = text
		}, []Difference{
			{[]app.Text{russian, app.T("product.diff_name")}, shown("Pass"), shown("Ridge")},
			{[]app.Text{russian, conditions, shown("Term")}, app.Text{}, shown("a year")},
			{[]app.Text{russian, conditions, shown("Top-ups")}, shown("no"), shown("yes")},
		}},
		"a document": {func(c *Content) { c.Texts["en"].Documents[0].Body = "Two." }, []Difference{
			{[]app.Text{english, app.T("product.diff_documents"), shown("Terms")}, shown("One."), shown("Two.")},
		}},
		"terms and rules": {func(c *Content) { c.Attributes.Deposit.EarlyRate, c.Rules.Jobless, c.Rules.MinIncome = 5, true, 100 }, []Difference{
			{[]app.Text{app.T("product.diff_attributes"), {ID: "product.at_early_rate"}}, shown(app.Rate(0)), shown(app.Rate(5))},
			{[]app.Text{rules, {ID: "product.at_min_income"}}, shown(rub(0)), shown(rub(100))},
			{[]app.Text{rules, {ID: "product.at_jobless"}}, app.T("product.value_no"), app.T("product.value_yes")},
		}},
		"a question": {func(c *Content) { c.Form[1].Fields[0].Optional, c.Papers = true, nil }, []Difference{
			{[]app.Text{app.T("product.diff_form"), shown("employer"), {ID: "product.at_optional"}}, app.T("product.value_no"), app.T("product.value_yes")},
			{[]app.Text{app.T("product.diff_papers"), shown("income"), {ID: "product.at_names"}}, shown(`{"en":"A","ru":"А"}`), app.Text{}},
			{[]app.Text{app.T("product.diff_papers"), shown("income"), {ID: "product.at_optional"}}, app.T("product.value_no"), app.Text{}},
		}},
	} {
		a, b := sound().Content, sound().Content
		b.Texts = map[string]Text{"en": sound().Content.Texts["en"], "ru": b.Texts["ru"]}
		c.change(&b)
		if got := Diff(a, b); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, c.want)
		}
	}
}
