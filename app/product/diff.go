package product

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"telemark/app"
)

// Difference is one place at which two contents differ. Where names it in words, from the whole to the part. Old and New are what
// stands there, with amounts and rates as arguments for the reader's language to write; zero where there is nothing.
type Difference struct {
	Where    []app.Text
	Old, New app.Text
}

// Diff lists in what b differs from a. Texts are matched by language and heading, tariffs by currency, cells by their box, fees by
// what they are for and questions by their ids: another order is no difference, and a cell with another box is one cell less and
// one more.
func Diff(a, b Content) []Difference {
	old, now := leaves{}, leaves{}
	old.content(a)
	now.content(b)
	keys := maps.Clone(old)
	maps.Copy(keys, now)
	var list []Difference
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if !reflect.DeepEqual(old[key].value, now[key].value) {
			list = append(list, Difference{keys[key].where, old[key].value, now[key].value})
		}
	}
	return list
}

// leaves are the places of a content with what stands there, by a key that is the same for the same place of another content and
// sorts texts before figures and figures before the form.
type leaves map[string]leaf

type leaf struct {
	where []app.Text
	value app.Text
}

func (l leaves) add(key string, value app.Text, where ...app.Text) { l[key] = leaf{where, value} }

// shown is a value as it is, or as the reader's language writes it.
func shown(v any) app.Text { return app.T("product.value", "Value", v) }

func (l leaves) content(c Content) {
	for _, lang := range languages {
		if t, ok := c.Texts[lang]; ok {
			l.text("0 "+lang, named("lang_", lang), t)
		}
	}
	attributes := reflect.ValueOf(c.Attributes)
	for i := range attributes.NumField() {
		l.record("1", attributes.Field(i), app.T("product.diff_attributes"))
	}
	for _, t := range c.Tariffs {
		l.tariff("2 "+string(t.Currency), t)
	}
	l.record("3", reflect.ValueOf(c.Rules), app.T("product.diff_rules"))
	for _, s := range c.Form {
		for _, f := range s.Fields {
			l.record("4 "+s.ID+" "+f.ID, reflect.ValueOf(f), app.T("product.diff_form"), shown(f.ID))
		}
	}
	for _, p := range c.Papers {
		l.record("5 "+p.ID, reflect.ValueOf(p), app.T("product.diff_papers"), shown(p.ID))
	}
}

func (l leaves) text(key string, lang app.Text, t Text) {
	l.add(key+" 0", shown(t.Name), lang, app.T("product.diff_name"))
	l.add(key+" 1", shown(t.Lead), lang, app.T("product.diff_lead"))
	for i, list := range []struct {
		name  app.Text
		pairs []Pair
	}{
		{app.T("product.diff_conditions"), t.Conditions}, {app.T("product.diff_steps"), t.Steps}, {app.T("product.diff_questions"), t.Questions},
	} {
		for _, p := range list.pairs {
			l.add(fmt.Sprintf("%s %d %s", key, i+2, p.Head), shown(p.Body), lang, list.name, shown(p.Head))
		}
	}
	for _, d := range t.Documents {
		l.add(key+" 5 "+d.Name, shown(d.Body), lang, app.T("product.diff_documents"), shown(d.Name))
	}
}

func (l leaves) tariff(key string, t Tariff) {
	head := app.T("product.diff_tariff", "Currency", string(t.Currency))
	money := func(minor int64) app.Money { return app.Money{Minor: minor, Currency: t.Currency} }
	for _, c := range t.Cells {
		box := app.T("product.diff_cell", "Segment", SegmentName(c.Segment), "AmountLo", money(c.AmountLo), "AmountHi", money(c.AmountHi),
			"TermLo", c.TermLo, "TermHi", c.TermHi)
		if c.TermHi == 0 { // a product without terms
			box.ID = "product.diff_amounts"
		}
		l.add(fmt.Sprintf("%s 0 %s %020d %020d %04d %04d", key, c.Segment, c.AmountLo, c.AmountHi, c.TermLo, c.TermHi), shown(c.Rate), head, box)
	}
	for _, f := range t.Fees {
		value := app.T("product.diff_fee", "Minor", money(f.Minor), "Part", f.Part)
		if f.InCost {
			value = app.T("product.diff_fee_cost", "Minor", money(f.Minor), "Part", f.Part)
		}
		l.add(fmt.Sprintf("%s 1 %s %s", key, f.ID, f.Per), value, head, f.Name(), f.Per.Name())
	}
}

// record adds each field of a struct under the name that it has in JSON; nothing for a nil pointer.
func (l leaves) record(key string, of reflect.Value, where ...app.Text) {
	if of.Kind() == reflect.Pointer {
		if of.IsNil() {
			return
		}
		of = of.Elem()
	}
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Type().Field(i).Tag.Get("json"), ",")
		if name != "id" {
			l.add(fmt.Sprintf("%s %02d %s", key, i, name), valueOf(name, of.Field(i)), append(slices.Clone(where), named("at_", name))...)
		}
	}
}

// parts are the fields that are app.Rate without its type.
var parts = []string{"early_rate", "min_down", "min_share", "cashback", "balance"}

func valueOf(name string, v reflect.Value) app.Text {
	switch x := v.Interface().(type) {
	case bool:
		if x {
			return app.T("product.value_yes")
		}
		return app.T("product.value_no")
	case int64:
		switch {
		case slices.Contains(parts, name):
			return shown(app.Rate(x))
		case name == "min" || name == "max": // of a form: amounts, years or characters
			return shown(x)
		}
		return shown(app.Money{Minor: x, Currency: app.RUB})
	case string, int, app.Rate, FieldType:
		return shown(x)
	}
	if v.IsZero() {
		return app.Text{}
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return shown(err.Error())
	}
	return shown(string(text))
}
