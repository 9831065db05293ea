package workflow

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"telemark/app"
)

// Finding is what is wrong with a workflow, or looks as if it were.
type Finding struct {
	Place   string // where it stands: "names.ru", "stages.2.ways.0.votes"
	Text    app.Text
	Warning bool // it may be published as it is
}

// Languages are those in which everything has a name.
var Languages = []string{"en", "ru"}

// Sound tells whether nothing found keeps the workflow from being published.
func Sound(found []Finding) bool {
	return !slices.ContainsFunc(found, func(f Finding) bool { return !f.Warning })
}

// checker gathers findings.
type checker struct {
	Content
	found []Finding
}

func (c *checker) wrong(text app.Text, place string, at ...any) {
	c.found = append(c.found, Finding{Place: fmt.Sprintf(place, at...), Text: text})
}

func (c *checker) odd(text app.Text, place string, at ...any) {
	c.found = append(c.found, Finding{Place: fmt.Sprintf(place, at...), Text: text, Warning: true})
}

// Check finds what is wrong: first what is missing or mistyped, then, when nothing is, what would leave an application stuck.
// people is how many hold each right; nil when nobody knows.
func (c Content) Check(people map[Right]int) []Finding {
	k := &checker{Content: c}
	k.names(c.Names, "names")
	k.kinds()
	if len(c.Stages) == 0 || len(c.Stages) > MaxStages {
		k.wrong(app.T("workflow.stages_many", "Max", MaxStages), "stages")
	}
	for i := range c.Stages {
		k.stage(i)
	}
	if Sound(k.found) {
		k.walk()
		k.staffed(people)
	}
	return k.found
}

func (c *checker) names(names map[string]string, place string, at ...any) {
	for _, lang := range Languages {
		switch n := utf8.RuneCountInString(names[lang]); {
		case n == 0:
			c.wrong(app.T("workflow.name_missing"), place+"."+lang, at...)
		case n > MaxName:
			c.wrong(app.T("application.text_long", "Max", MaxName), place+"."+lang, at...)
		}
	}
}

func (c *checker) kinds() {
	if len(c.Kinds) == 0 {
		c.wrong(app.T("workflow.kinds_missing"), "kinds")
	}
	for i, k := range c.Kinds {
		if !k.Valid() || slices.Contains(c.Kinds[:i], k) {
			c.wrong(app.T("workflow.kind_odd"), "kinds")
		}
	}
}

func (c *checker) stage(i int) {
	s := c.Stages[i]
	if !isID(s.ID) || slices.Contains(Outcomes, s.ID) || c.At(s.ID) != i {
		c.wrong(app.T("workflow.stage_twice"), "stages.%d.id", i)
	}
	c.names(s.Names, "stages.%d.names", i)
	if !s.Who.Known() {
		c.wrong(app.T("workflow.right_missing"), "stages.%d.who", i)
	}
	if s.Hours < 1 || s.Hours > MaxHours {
		c.wrong(app.T("workflow.hours_odd", "Max", MaxHours), "stages.%d.hours", i)
	}
	if len(s.Checks) > MaxItems {
		c.wrong(app.T("workflow.items_many", "Max", MaxItems), "stages.%d.checks", i)
	}
	for n, item := range s.Checks {
		c.names(item.Names, "stages.%d.checks.%d", i, n)
		if !isID(item.ID) || slices.ContainsFunc(s.Checks[:n], func(o Item) bool { return o.ID == item.ID }) {
			c.wrong(app.T("workflow.item_twice"), "stages.%d.checks.%d", i, n)
		}
	}
	for n, p := range s.Papers {
		if !isID(p) || slices.Contains(s.Papers[:n], p) {
			c.wrong(app.T("workflow.paper_odd"), "stages.%d.papers", i)
		}
	}
	if len(s.Ways) == 0 {
		c.wrong(app.T("workflow.no_ways"), "stages.%d.ways", i)
	}
	for n := range s.Ways {
		c.way(i, n)
	}
}

func (c *checker) way(i, n int) {
	s, w := c.Stages[i], c.Stages[i].Ways[n]
	at := fmt.Sprintf("stages.%d.ways.%d", i, n)
	if !slices.Contains(Outcomes, w.To) && c.At(w.To) < 0 || w.To == s.ID {
		c.wrong(app.T("workflow.way_nowhere"), "%s.to", at)
	}
	if slices.ContainsFunc(s.Ways[:n], func(o Way) bool { return o.To == w.To }) {
		c.wrong(app.T("workflow.way_twice"), "%s.to", at)
	}
	switch {
	case !w.Right.Known():
		c.wrong(app.T("workflow.right_missing"), "%s.right", at)
	case s.Who.Known() && !w.Right.With(s.Who):
		c.wrong(app.T("workflow.right_apart"), "%s.right", at)
	}
	if w.Limit < 0 {
		c.wrong(app.T("workflow.limit_odd"), "%s.limit", at)
	}
	if w.Votes < 0 || w.Votes == 1 || w.Votes > MaxVotes {
		c.wrong(app.T("workflow.votes_odd", "Max", MaxVotes), "%s.votes", at)
	}
	if w.To == Rework && (w.Votes > 0 || w.Limit > 0) {
		c.wrong(app.T("workflow.rework_free"), "%s.limit", at)
	}
}

// isID tells whether a text is fit to be an id of a stage, an item or a paper.
func isID(id string) bool {
	if id == "" || len(id) > 32 {
		return false
	}
	for _, r := range []byte(id) {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			return false
		}
	}
	return true
}
