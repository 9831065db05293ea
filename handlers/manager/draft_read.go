package manager

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"telemark/app"
)

// typed is what was sent of a step, and what of it can be read: the values by their places, as product.Content.With takes them, and
// what is wrong with the others. One wrong figure keeps no other from being saved; it stays in its field with its error, and the
// draft keeps what it had there.
type typed struct {
	form   map[string][]string
	values map[string]string
	errors map[string]app.Text
}

func newTyped(form map[string][]string) *typed {
	return &typed{form: form, values: map[string]string{}, errors: map[string]app.Text{}}
}

// of is what was typed at a name.
func (t *typed) of(name string) string {
	if list := t.form[name]; len(list) > 0 {
		return strings.TrimSpace(list[0])
	}
	return ""
}

func (t *typed) has(name string) bool { return len(t.form[name]) > 0 }

// wrong keeps what was typed at a place from being taken.
func (t *typed) wrong(place string, text app.Text) { t.errors[place] = text }

func (t *typed) set(place string, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		t.wrong(place, app.T("draft.odd"))
		return
	}
	t.values[place] = string(text)
}

// read takes what was typed at an entry's place. What was not sent stays as it is, except for choices, which a browser sends only
// when they are picked.
func (t *typed) read(e Entry) {
	text := t.of(e.Place)
	switch {
	case e.Fixed:
	case e.Figure == yes:
		t.set(e.Place, text == "yes")
	case e.Figure == many:
		t.set(e.Place, t.picked(e))
	case !t.has(e.Place):
	case e.Figure == amount:
		t.number(e.Place, text, app.T("draft.amount_odd"), app.ParseAmount)
	case e.Figure == rate:
		t.number(e.Place, text, app.T("draft.rate_odd"), func(text string) (int64, bool) {
			r, ok := app.ParseRate(text)
			return int64(r), ok
		})
	case e.Figure == whole:
		t.number(e.Place, text, app.T("draft.whole_odd"), func(text string) (int64, bool) {
			n, ok := app.ParseCount(text)
			return int64(n), ok
		})
	case e.Figure == countries:
		t.set(e.Place, countriesOf(text))
	default:
		t.set(e.Place, app.Clean(t.form[e.Place][0]))
	}
}

// number reads a figure; nothing typed is none.
func (t *typed) number(place, text string, odd app.Text, parse func(string) (int64, bool)) {
	if text == "" {
		t.set(place, 0)
		return
	}
	n, ok := parse(text)
	if !ok {
		t.wrong(place, odd)
		return
	}
	t.set(place, n)
}

// picked are the values that were picked and are among the choices, in their order.
func (t *typed) picked(e Entry) []string {
	all := []string{}
	for _, c := range e.Choices {
		if slices.Contains(t.form[e.Place], c.Value) {
			all = append(all, c.Value)
		}
	}
	return all
}

var betweenCountries = regexp.MustCompile(`[\s,;]+`)

// countriesOf are codes with commas or spaces between; which are none, the draft's check says.
func countriesOf(text string) []string {
	all := []string{}
	for _, code := range betweenCountries.Split(strings.ToUpper(text), -1) {
		if code != "" && !slices.Contains(all, code) {
			all = append(all, code)
		}
	}
	return all
}

// integer is the number in a name of a form: "…grid.12"; -1 when it is none.
func integer(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return -1
	}
	return n
}
