package manager

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// figure is how an entry of a draft is typed and read.
type figure string

const (
	words     figure = "words"
	area      figure = "area"
	amount    figure = "amount"
	rate      figure = "rate"
	whole     figure = "whole"
	yes       figure = "yes"
	many      figure = "many" // some of the choices
	one       figure = "one"  // one of the choices
	countries figure = "countries"
)

// Entry is one thing that can be typed in a step of a draft. Its name in forms is its place in the content, as Version.Check names it.
type Entry struct {
	Place   string
	Figure  figure
	Label   string
	Hint    string
	Unit    string
	Lang    string // of the words
	Choices []Choice
	Value   string // as it is typed
	Error   string
	Old     string // what the version in force says, when that is something else
	Fixed   bool   // shown, not typed
}

// Choice is one answer that can be picked.
type Choice struct {
	Value, Name string
	Picked      bool
}

// ID is the entry's id on the page.
func (e Entry) ID() string { return strings.ReplaceAll(e.Place, ".", "-") }

// FormLine is entries that belong together, with what takes them away.
type FormLine struct {
	Name    string
	Entries []Entry
	Drop    string // what its button does; empty for none
}

// Group is a part of a step.
type Group struct {
	ID    string
	Title string
	Class string // "is-pairs": two languages side by side
	Hint  string
	Lines []FormLine
	Add   []Adding
}

// Adding is a button that adds a line, with what it adds where that can be chosen.
type Adding struct {
	Do, Name string
	Select   string // name of the field with the choice; empty for none
	Choices  []Choice
}

// entriesOf derives entries from a record of the domain: of Attributes or Rules. prefix is its place.
func entriesOf(s web.Shell, prefix string, record any) (all []Entry) {
	v := reflect.ValueOf(record)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		e := Entry{Place: prefix + "." + name, Label: s.Say(app.Text{ID: "product.at_" + name})}
		if hint, ok := entryHints[name]; ok {
			e.Hint = s.T(hint)
		}
		e.take(s, name, v.Field(i).Interface())
		all = append(all, e)
	}
	return all
}

// entryHints say what isn't plain from the name.
var entryHints = map[string]string{
	"top_up_days": "draft.hint_top_up_days", "insured": "draft.hint_insured", "min_down": "draft.hint_min_down", "cash_max": "draft.hint_none",
	"min_age": "draft.hint_none", "max_age": "draft.hint_none", "min_income": "draft.hint_none", "max_share": "draft.hint_none",
	"residence": "draft.hint_residence",
}

// take sets how a value of the domain is typed, and what it is now.
func (e *Entry) take(s web.Shell, name string, value any) {
	switch v := value.(type) {
	case bool:
		e.Figure = yes
		if v {
			e.Value = "yes"
		}
	case int:
		e.Figure, e.Value = whole, strconv.Itoa(v)
	case app.Rate:
		e.Figure, e.Unit, e.Value = rate, "%", s.TypedRate(v)
	case int64:
		e.Figure, e.Unit, e.Value = amount, s.Sign(app.RUB), s.Amount(v)
		if product.IsPart(name) {
			e.Figure, e.Unit, e.Value = rate, "%", s.TypedRate(app.Rate(v))
		}
	case string:
		e.Figure, e.Value = words, v
		if name == "collateral" {
			e.Figure = one
			e.Choices = choices([]string{"", "home", "car"}, []string{v}, func(id string) string {
				return s.T("draft.collateral_" + map[string]string{"": "none"}[id] + id)
			})
		}
	case []product.Payout:
		e.Figure, e.Choices = many, choices([]product.Payout{product.Monthly, product.Quarterly, product.AtEnd}, v, func(p product.Payout) string { return s.Say(p.Name()) })
	case []product.Method:
		e.Figure, e.Choices = many, choices([]product.Method{product.Annuity, product.Differentiated}, v, func(m product.Method) string { return s.Say(m.Name()) })
	case []string:
		e.Figure, e.Value = countries, strings.Join(v, ", ")
		if name == "covers" {
			e.Figure, e.Choices = many, choices(product.CoverIDs, v, func(id string) string { return s.Say(product.CoverName(id)) })
		}
	}
}

// choices are all that can be picked: those that are picked first, in their order, because the first one is the usual one.
func choices[T ~string](all, picked []T, name func(T) string) (list []Choice) {
	for _, id := range picked {
		list = append(list, Choice{string(id), name(id), true})
	}
	for _, id := range all {
		if !slices.Contains(picked, id) {
			list = append(list, Choice{string(id), name(id), false})
		}
	}
	return list
}

// Shown is the entry's value where it is only looked at.
func (e Entry) Shown() string {
	var names []string
	for _, c := range e.Choices {
		if c.Picked {
			names = append(names, c.Name)
		}
	}
	if e.Figure == many || e.Figure == one {
		return strings.Join(names, ", ")
	}
	return e.Value
}

// wordsEntry is a text in a language.
func wordsEntry(place string, f figure, label, lang, value string) Entry {
	return Entry{Place: place, Figure: f, Label: label, Lang: lang, Value: value}
}
