package manager

import (
	"fmt"
	"strings"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// steps are the editor's steps, in their order; each is a tab of the product's page.
var steps = []string{"details", "terms", "tariff", "texts", "eligibility", "documents", "application"}

// stepOf tells in which step a place of a content is written.
func stepOf(place string) string {
	parts := strings.Split(place, ".")
	switch parts[0] {
	case "texts":
		switch {
		case len(parts) > 2 && (parts[2] == "name" || parts[2] == "lead"), len(parts) == 2:
			return "details"
		case len(parts) > 2 && parts[2] == "documents":
			return "documents"
		}
		return "texts"
	case "attributes":
		return "terms"
	case "tariffs":
		return "tariff"
	case "rules":
		return "eligibility"
	case "form", "papers":
		return "application"
	case "from":
		return "review"
	}
	return "details"
}

// maker makes the groups of a step out of a content.
type maker struct {
	web.Shell
	kind   product.Kind
	known  []product.Step  // steps of forms that can be picked
	papers []product.Paper // that can be added
}

// groups are what a step shows of a content; the tariff has a grid besides.
func (m maker) groups(step string, c product.Content) []Group {
	switch step {
	case "details":
		return []Group{m.names(c)}
	case "terms":
		return m.attributes(c)
	case "tariff":
		return m.fees(c)
	case "texts":
		return []Group{m.pairs(c, "conditions"), m.pairs(c, "steps"), m.pairs(c, "questions")}
	case "eligibility":
		return []Group{{ID: "rules", Title: m.T("draft.group_rules"), Lines: []FormLine{{Entries: entriesOf(m.Shell, "rules", c.Rules)}}}}
	case "documents":
		return []Group{m.documents(c)}
	case "application":
		return []Group{m.form(c), m.wanted(c)}
	}
	return nil
}

func (m maker) names(c product.Content) Group {
	g := Group{ID: "names", Title: m.T("draft.group_names"), Class: "is-pairs"}
	name, lead := FormLine{}, FormLine{}
	for _, lang := range web.Languages {
		t, at := c.Texts[lang], "texts."+lang
		name.Entries = append(name.Entries, wordsEntry(at+".name", words, m.T("draft.name_"+lang), lang, t.Name))
		lead.Entries = append(lead.Entries, wordsEntry(at+".lead", area, m.T("draft.lead_"+lang), lang, t.Lead))
	}
	g.Lines = []FormLine{name, lead}
	return g
}

func (m maker) attributes(c product.Content) []Group {
	g := Group{ID: "attributes", Title: m.Say(m.kind.Name())}
	a := c.Attributes
	switch {
	case a.Deposit != nil:
		g.Lines = []FormLine{{Entries: entriesOf(m.Shell, "attributes.deposit", a.Deposit)}}
	case a.Credit != nil:
		g.Lines = []FormLine{{Entries: entriesOf(m.Shell, "attributes.credit", a.Credit)}}
	case a.Card != nil:
		g.Lines = []FormLine{{Entries: entriesOf(m.Shell, "attributes.card", a.Card)}}
	case a.Insurance != nil:
		g.Lines = []FormLine{{Entries: entriesOf(m.Shell, "attributes.insurance", a.Insurance)}}
	}
	return []Group{g}
}

// list is one of a text's lists of pairs.
func list(t product.Text, name string) []product.Pair {
	return map[string][]product.Pair{"conditions": t.Conditions, "steps": t.Steps, "questions": t.Questions}[name]
}

func (m maker) pairs(c product.Content, name string) Group {
	g := Group{ID: name, Title: m.T("draft.group_" + name), Class: "is-pairs", Add: []Adding{{Do: "add:texts." + name, Name: m.T("draft.add_row")}}}
	for i := range longest(c, func(t product.Text) int { return len(list(t, name)) }) {
		line := FormLine{Name: fmt.Sprintf("%s %d", m.T("draft.row"), i+1), Drop: fmt.Sprintf("drop:texts.%s.%d", name, i)}
		for _, part := range []string{"head", "body"} {
			for _, lang := range web.Languages {
				e := wordsEntry(fmt.Sprintf("texts.%s.%s.%d.%s", lang, name, i, part), words, m.T("draft."+part+"_"+lang), lang, "")
				if pairs := list(c.Texts[lang], name); i < len(pairs) {
					e.Value = pairs[i].Head
					if part == "body" {
						e.Value = pairs[i].Body
					}
				}
				if part == "body" {
					e.Figure = area
				}
				line.Entries = append(line.Entries, e)
			}
		}
		g.Lines = append(g.Lines, line)
	}
	return g
}

// longest is the length of the longest of a list in all languages: a line is written in all of them, or it is missing in one.
func longest(c product.Content, length func(product.Text) int) (n int) {
	for _, lang := range web.Languages {
		n = max(n, length(c.Texts[lang]))
	}
	return n
}

func (m maker) documents(c product.Content) Group {
	g := Group{
		ID: "documents", Title: m.T("draft.group_documents"), Class: "is-pairs", Hint: m.T("draft.hint_documents"),
		Add: []Adding{{Do: "add:texts.documents", Name: m.T("draft.add_document")}},
	}
	for i := range longest(c, func(t product.Text) int { return len(t.Documents) }) {
		line := FormLine{Name: fmt.Sprintf("%s %d", m.T("draft.document"), i+1), Drop: fmt.Sprintf("drop:texts.documents.%d", i)}
		for _, part := range []string{"name", "body"} {
			for _, lang := range web.Languages {
				e := wordsEntry(fmt.Sprintf("texts.%s.documents.%d.%s", lang, i, part), words, m.T("draft.document_"+part+"_"+lang), lang, "")
				if all := c.Texts[lang].Documents; i < len(all) {
					e.Value = all[i].Name
					if part == "body" {
						e.Value = all[i].Body
					}
				}
				if part == "body" {
					e.Figure = area
				}
				line.Entries = append(line.Entries, e)
			}
		}
		g.Lines = append(g.Lines, line)
	}
	return g
}

// leveled is a content whose languages have as many lines of each list, the missing ones empty: what the groups show can be written.
func leveled(c product.Content) product.Content {
	texts := map[string]product.Text{}
	for _, lang := range web.Languages {
		t := c.Texts[lang]
		t.Conditions = filled(t.Conditions, longest(c, func(t product.Text) int { return len(t.Conditions) }))
		t.Steps = filled(t.Steps, longest(c, func(t product.Text) int { return len(t.Steps) }))
		t.Questions = filled(t.Questions, longest(c, func(t product.Text) int { return len(t.Questions) }))
		t.Documents = filled(t.Documents, longest(c, func(t product.Text) int { return len(t.Documents) }))
		texts[lang] = t
	}
	c.Texts = texts
	return c
}

func filled[T any](list []T, n int) []T {
	out := make([]T, max(n, len(list)))
	copy(out, list)
	return out
}

func (m maker) fees(c product.Content) (all []Group) {
	for i, t := range c.Tariffs {
		at := fmt.Sprintf("tariffs.%d.fees", i)
		g := Group{ID: strings.ReplaceAll(at, ".", "-"), Title: m.T("draft.group_fees", "Currency", string(t.Currency)), Class: "is-fees",
			Add: []Adding{{Do: "add:" + at, Name: m.T("draft.add_fee")}}}
		for j, f := range t.Fees {
			place := fmt.Sprintf("%s.%d", at, j)
			g.Lines = append(g.Lines, FormLine{Name: m.Say(f.Name()), Drop: "drop:" + place, Entries: []Entry{
				{Place: place + ".id", Figure: one, Label: m.T("draft.fee"), Choices: choices(product.FeeIDs, []string{f.ID}, func(id string) string { return m.Say(product.Fee{ID: id}.Name()) })},
				{Place: place + ".per", Figure: one, Label: m.T("draft.fee_per"), Choices: choices(
					[]product.Per{product.Once, product.PerMonth, product.PerYear, product.PerAct}, []product.Per{f.Per}, func(p product.Per) string { return m.Say(p.Name()) })},
				{Place: place + ".minor", Figure: amount, Label: m.T("draft.fee_minor"), Unit: m.Sign(t.Currency), Value: m.Amount(f.Minor)},
				{Place: place + ".part", Figure: rate, Label: m.T("draft.fee_part"), Unit: "%", Value: m.TypedRate(f.Part)},
				{Place: place + ".in_cost", Figure: yes, Label: m.T("draft.fee_in_cost"), Value: map[bool]string{true: "yes"}[f.InCost]},
			}})
		}
		all = append(all, g)
	}
	return all
}

// form is which steps the application's form has: those of the draft, and those that other products ask.
func (m maker) form(c product.Content) Group {
	e := Entry{Place: "form", Figure: many, Label: m.T("draft.form_steps"), Hint: m.T("draft.hint_form")}
	name := func(s product.Step) string {
		questions := make([]string, 0, len(s.Fields))
		for _, f := range s.Fields {
			questions = append(questions, said(f.Labels, m.Lang))
		}
		return said(s.Names, m.Lang) + ": " + strings.Join(questions, "; ")
	}
	for _, s := range c.Form {
		e.Choices = append(e.Choices, Choice{s.ID, name(s), true})
	}
	for _, s := range m.known {
		if !hasStep(c.Form, s.ID) {
			e.Choices = append(e.Choices, Choice{s.ID, name(s), false})
		}
	}
	return Group{ID: "form", Title: m.T("draft.group_form"), Class: "is-steps", Lines: []FormLine{{Entries: []Entry{e}}}}
}

func hasStep(form []product.Step, id string) bool {
	for _, s := range form {
		if s.ID == id {
			return true
		}
	}
	return false
}

func said(names map[string]string, lang string) string {
	if name := names[lang]; name != "" {
		return name
	}
	return names["en"]
}

func (m maker) wanted(c product.Content) Group {
	g := Group{ID: "papers", Title: m.T("draft.group_papers"), Class: "is-pairs"}
	for i, p := range c.Papers {
		at := fmt.Sprintf("papers.%d", i)
		line := FormLine{Name: said(p.Names, m.Lang), Drop: "drop:" + at}
		for _, part := range []struct {
			name  string
			texts map[string]string
		}{{"names", p.Names}, {"helps", p.Helps}} {
			for _, lang := range web.Languages {
				line.Entries = append(line.Entries, wordsEntry(at+"."+part.name+"."+lang, words, m.T("draft.paper_"+part.name+"_"+lang), lang, part.texts[lang]))
			}
		}
		line.Entries = append(line.Entries, Entry{Place: at + ".optional", Figure: yes, Label: m.T("draft.paper_optional"), Value: map[bool]string{true: "yes"}[p.Optional]})
		g.Lines = append(g.Lines, line)
	}
	add := Adding{Do: "add:papers", Name: m.T("draft.add_paper"), Select: "new_paper"}
	for _, p := range m.papers {
		if !hasPaper(c.Papers, p.ID) {
			add.Choices = append(add.Choices, Choice{p.ID, said(p.Names, m.Lang), false})
		}
	}
	add.Choices = append(add.Choices, Choice{"", m.T("draft.paper_other"), false})
	g.Add = []Adding{add}
	return g
}

func hasPaper(papers []product.Paper, id string) bool {
	for _, p := range papers {
		if p.ID == id {
			return true
		}
	}
	return false
}

// readForm takes which steps were picked: those of the draft as they are, the others as other products have them.
func (m maker) readForm(t *typed, c product.Content) {
	form := []product.Step{}
	for _, id := range t.form["form"] {
		for _, s := range append(c.Form[:len(c.Form):len(c.Form)], m.known...) {
			if s.ID == id && !hasStep(form, id) {
				form = append(form, s)
			}
		}
	}
	t.set("form", form)
}

// read takes what was typed in a step into a content.
func (m maker) read(step string, c product.Content, form map[string][]string) (product.Content, *typed) {
	c, t := leveled(c), newTyped(form)
	for _, g := range m.groups(step, c) {
		for _, line := range g.Lines {
			for _, e := range line.Entries {
				if e.Place == "form" {
					m.readForm(t, c)
					continue
				}
				t.read(e)
			}
		}
	}
	if step == "tariff" {
		m.readGrids(t, c)
	}
	out, err := c.With(t.values)
	if err != nil { // a form of no page of ours
		t.wrong(step, app.T("draft.odd"))
		return c, t
	}
	return out, t
}
