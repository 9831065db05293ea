package manager

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"telemark/app"
	"telemark/app/product"
)

// Change is one difference between a draft and the version that it was made of.
type Change struct {
	Where    string
	Old, New string // empty for nothing
	Place    string // name of the field on the step's page; empty where there is none
	Step     string
	Wrong    bool // it must be put right before it is sent
}

// Problem is what keeps a draft from being sent, and where that is.
type Problem struct {
	Step, Place string // Place is the name of the field; empty where the step has none for it
	Where, Text string
}

// Link is where the problem can be put right.
func (p Problem) Link(slug string) string {
	link := productAddress(slug, p.Step)
	if p.Place != "" {
		link += "#" + strings.ReplaceAll(p.Place, ".", "-")
	}
	return link
}

// problems are what Version.Check says of a content, in the reader's words and by the fields of the editor.
func (m maker) problems(c product.Content) (all []Problem) {
	err := product.Version{Product: product.Product{Kind: m.kind}, Content: c}.Check()
	var e *app.Error
	if !errors.As(err, &e) {
		return nil
	}
	for _, f := range e.Fields {
		p := Problem{Step: stepOf(f.Name), Place: f.Name, Where: m.where(f.Name, c), Text: m.Say(f.Text)}
		if p.Step == "tariff" {
			p.Place, p.Where = m.cellOf(f, c, p.Where)
		}
		all = append(all, p)
	}
	return all
}

// cellOf finds the cell of the grid that an error of the check is about: by its number, or by the amount and the term of a gap.
func (m maker) cellOf(f app.Field, c product.Content, where string) (place, name string) {
	parts := strings.Split(f.Name, ".")
	if len(parts) < 3 || parts[2] != "cells" || integer(parts[1]) >= len(c.Tariffs) {
		return f.Name, where
	}
	tariff := c.Tariffs[integer(parts[1])]
	var box product.Cell
	if len(parts) > 3 && integer(parts[3]) >= 0 && integer(parts[3]) < len(tariff.Cells) {
		box = tariff.Cells[integer(parts[3])]
	} else if amount, ok := f.Text.Args["AmountLo"].(app.Money); ok {
		box.AmountLo = amount.Minor
		box.TermLo, _ = f.Text.Args["TermLo"].(int)
		box.Segment = segmentOf(f.Text.Args["Segment"])
	} else {
		return "", where
	}
	g := product.GridOf(tariff)
	r, j, ok := g.At(box.Segment, box.AmountLo, box.TermLo)
	if !ok {
		return "", where
	}
	return fmt.Sprintf("tariffs.%s.grid.%d.%d", parts[1], r, j), m.cellName(g, r, j)
}

// segmentOf is the segment that a text names.
func segmentOf(name any) string {
	text, _ := name.(app.Text)
	for _, s := range product.Segments {
		if product.SegmentName(s).ID == text.ID {
			return s
		}
	}
	return ""
}

// where names a place of a content in the reader's words: "Russian, Conditions 2".
func (m maker) where(place string, c product.Content) string {
	parts := strings.Split(place, ".")
	var words []string
	say := func(id string) { words = append(words, m.T(id)) }
	number := func(i int) {
		if i < len(parts) && integer(parts[i]) >= 0 && len(words) > 0 {
			words[len(words)-1] += " " + strconv.Itoa(integer(parts[i])+1)
		}
	}
	switch parts[0] {
	case "texts":
		if len(parts) > 1 {
			words = append(words, m.Say(app.Text{ID: "product.lang_" + parts[1]}))
		}
		if len(parts) > 2 {
			words = append(words, m.Say(app.Text{ID: "product.diff_" + parts[2]}))
			number(3)
		}
	case "attributes", "rules":
		words = append(words, m.Say(app.Text{ID: "product.diff_" + parts[0]}))
		if name := parts[len(parts)-1]; len(parts) > 1 && integer(name) < 0 && name != "deposit" && name != "credit" && name != "card" && name != "insurance" {
			words = []string{m.Say(app.Text{ID: "product.at_" + name})}
		}
	case "tariffs":
		words = m.whereTariff(parts, c)
	case "form":
		say("product.diff_form")
		number(1)
	case "papers":
		say("product.diff_papers")
		number(1)
	case "from":
		say("draft.from")
	default:
		words = append(words, place)
	}
	return strings.Join(words, ", ")
}

func (m maker) whereTariff(parts []string, c product.Content) []string {
	if len(parts) < 2 || integer(parts[1]) < 0 || integer(parts[1]) >= len(c.Tariffs) {
		return []string{m.T("draft.tariffs")}
	}
	t := c.Tariffs[integer(parts[1])]
	where := []string{m.T("product.diff_tariff", "Currency", string(t.Currency))}
	if len(parts) < 4 {
		return where
	}
	at := integer(parts[3])
	switch {
	case parts[2] == "cells" && at >= 0 && at < len(t.Cells):
		cell := t.Cells[at]
		where = append(where, m.cellName(product.Grid{Terms: []int{cell.TermLo}, Rows: []product.Band{{Segment: cell.Segment, From: cell.AmountLo}}}, 0, 0))
	case parts[2] == "fees" && at >= 0 && at < len(t.Fees):
		where = append(where, m.Say(t.Fees[at].Name()))
	}
	return where
}

// changes are what a draft says otherwise than the version that it was made of: the rates place by place, all else as product.Diff
// finds it.
func (m maker) changes(was, now product.Content) (all []Change) {
	for i, t := range now.Tariffs {
		all = append(all, m.rates(i, tariffIn(was, t.Currency), t)...)
	}
	for _, d := range product.Diff(was, now) {
		last := d.Where[len(d.Where)-1]
		if last.ID == "product.diff_cell" {
			continue
		}
		c := Change{Step: diffStep(d.Where), Old: m.value(d.Old), New: m.value(d.New)}
		var names []string
		for _, w := range d.Where {
			names = append(names, m.Say(w))
		}
		c.Where = strings.Join(names, ", ")
		all = append(all, c)
	}
	return all
}

func (m maker) value(t app.Text) string {
	if t.ID == "" {
		return ""
	}
	return m.Say(t)
}

func tariffIn(c product.Content, currency app.Currency) product.Tariff {
	for _, t := range c.Tariffs {
		if t.Currency == currency {
			return t
		}
	}
	return product.Tariff{Currency: currency}
}

// rates compares two tariffs of a currency: where the new one has a cell, and that both have the same edges.
func (m maker) rates(i int, was, now product.Tariff) (all []Change) {
	g, old := product.GridOf(now), product.GridOf(was)
	prefix := ""
	if now.Currency != app.RUB {
		prefix = string(now.Currency) + ": "
	}
	for r, row := range g.Rows {
		for j, term := range g.Terms {
			before, had := was.RateAt(row.Segment, row.From, term)
			c := Change{Step: "tariff", Place: fmt.Sprintf("tariffs.%d.grid.%d.%d", i, r, j), Where: prefix + m.cellName(g, r, j)}
			if had {
				c.Old = m.TypedRate(before)
			}
			if row.Rates[j] != nil {
				c.New = m.TypedRate(*row.Rates[j])
			}
			if c.Old != c.New {
				all = append(all, c)
			}
		}
	}
	if a, b := m.edges(old), m.edges(g); a != b {
		all = append(all, Change{Step: "tariff", Where: prefix + m.T("draft.edges"), Old: a, New: b})
	}
	return all
}

// edges are a grid's bands in short.
func (m maker) edges(g product.Grid) string {
	if len(g.Rows) == 0 {
		return ""
	}
	var rows, terms []string
	for _, row := range g.Rows {
		name := m.Amount(row.From)
		if row.Segment != "" {
			name = m.Say(product.SegmentName(row.Segment)) + " " + name
		}
		rows = append(rows, name)
	}
	text := strings.Join(rows, "; ") + " … " + m.Amount(g.Rows[len(g.Rows)-1].To)
	if m.kind.Termed() {
		for _, t := range g.Terms {
			terms = append(terms, strconv.Itoa(t))
		}
		text += " / " + strings.Join(terms, ", ") + " … " + m.Months(g.TermHi)
	}
	return text
}

// diffStep tells in which step a difference is written, by the texts that name its place.
func diffStep(where []app.Text) string {
	switch first := where[0].ID; {
	case first == "product.diff_attributes":
		return "terms"
	case first == "product.diff_rules":
		return "eligibility"
	case first == "product.diff_tariff":
		return "tariff"
	case first == "product.diff_form" || first == "product.diff_papers":
		return "application"
	case len(where) > 1 && where[1].ID == "product.diff_documents":
		return "documents"
	case len(where) > 1 && (where[1].ID == "product.diff_name" || where[1].ID == "product.diff_lead"):
		return "details"
	}
	return "texts"
}

// marked are groups with what each entry was, and what is wrong with it. said is what was typed, where that could not be taken.
func marked(groups, was []Group, problems []Problem, t *typed) []Group {
	old := map[string]Entry{}
	for _, g := range was {
		for _, line := range g.Lines {
			for _, e := range line.Entries {
				old[e.Place] = e
			}
		}
	}
	for i := range groups {
		for j := range groups[i].Lines {
			entries := groups[i].Lines[j].Entries
			for k := range entries {
				e := &entries[k]
				if before, ok := old[e.Place]; ok && before.Shown() != e.Shown() {
					e.Old = before.Shown()
				}
				mark(e, problems, t)
			}
		}
	}
	return groups
}

// mark sets an entry's error, and what was typed in it when that was the error.
func mark(e *Entry, problems []Problem, t *typed) {
	for _, p := range problems {
		if p.Place == e.Place {
			e.Error = p.Text
			break
		}
	}
	if t == nil {
		return
	}
	if _, wrong := t.errors[e.Place]; wrong {
		e.Value = t.of(e.Place)
	}
}

// refused are what could not be read of a step, as problems of its fields.
func (m maker) refused(step string, t *typed, c product.Content) (all []Problem) {
	if t == nil {
		return nil
	}
	for place, text := range t.errors {
		name := m.where(place, c)
		if parts := strings.Split(place, "."); step == "tariff" && len(parts) > 4 && parts[2] == "grid" && integer(parts[3]) >= 0 && integer(parts[4]) >= 0 {
			if i := integer(parts[1]); i >= 0 && i < len(c.Tariffs) {
				g := product.GridOf(c.Tariffs[i])
				if r, j := integer(parts[3]), integer(parts[4]); r < len(g.Rows) && j < len(g.Terms) {
					name = m.cellName(g, r, j)
				}
			}
		}
		all = append(all, Problem{Step: step, Place: place, Where: name, Text: m.Say(text)})
	}
	slices.SortFunc(all, func(a, b Problem) int { return strings.Compare(a.Place, b.Place) })
	return all
}

// shownValue is a JSON value of a content in the reader's words, by the name of its place.
func (m maker) shownValue(place, value string) string {
	var v any
	if value == "" || json.Unmarshal([]byte(value), &v) != nil {
		return "–"
	}
	name := place[strings.LastIndex(place, ".")+1:]
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return m.T("product.value_yes")
		}
		return m.T("product.value_no")
	case float64:
		switch {
		case name == "rate" || name == "part" || name == "max_share" || product.IsPart(name):
			return m.TypedRate(app.Rate(v))
		case strings.HasPrefix(name, "amount") || slices.Contains(moneys, name):
			return m.Amount(int64(v))
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		return m.listed(v)
	}
	return m.T("draft.entries", "Count", 1)
}

// moneys are the amounts among a content's numbers.
var moneys = []string{"minor", "top_up_min", "insured", "min_pay", "cash_max", "excess", "min_income"}

// listed is a list in short: its words, or how many records it has.
func (m maker) listed(list []any) string {
	var words []string
	for _, one := range list {
		text, ok := one.(string)
		if !ok {
			return m.T("draft.entries", "Count", len(list))
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

// cutPlace takes the place out of the name of a choice between two contents.
func cutPlace(name string) (place string, ok bool) { return strings.CutPrefix(name, "at:") }
