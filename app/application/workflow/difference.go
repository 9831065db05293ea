package workflow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Line is one thing that a workflow says, at its place: how two versions are compared, and what an approver reads.
type Line struct {
	Key   string // what it is: "name", "kinds", "hours", "way" …: the text workflow.line_KEY
	Stage string // name of the stage that it belongs to; empty: of the workflow
	Value string
	id    string // the same thing in two versions
}

// Lines are all that a version says, in the reader's language, the words of rights and outcomes by name.
func (c Content) Lines(lang string, word func(Word) string) (lines []Line) {
	add := func(id, key, stage, value string) {
		if value != "" {
			lines = append(lines, Line{key, stage, value, id})
		}
	}
	for _, l := range Languages {
		add("name."+l, "name_"+l, "", c.Names[l])
	}
	kinds := make([]string, len(c.Kinds))
	for i, k := range c.Kinds {
		kinds[i] = word(Word{Kind: string(k)})
	}
	slices.Sort(kinds)
	add("kinds", "kinds", "", strings.Join(kinds, ", "))
	for i, s := range c.Stages {
		name, id := s.Name(lang), "stage."+s.ID+"."
		add(id+"at", "place", name, strconv.Itoa(i+1))
		for _, l := range Languages {
			add(id+"name."+l, "name_"+l, name, s.Names[l])
		}
		add(id+"who", "who", name, word(Word{Right: s.Who}))
		add(id+"hours", "hours", name, strconv.Itoa(s.Hours))
		for _, item := range s.Checks {
			add(id+"check."+item.ID, "check", name, item.Name(lang))
		}
		add(id+"papers", "papers", name, strings.Join(s.Papers, ", "))
		for _, w := range s.Ways {
			add(id+"way."+w.To, "way", name, c.wayWords(w, lang, word))
		}
	}
	return lines
}

// Word is one of the words that only a locale knows: exactly one of its fields is set.
type Word struct {
	Right   Right
	Outcome string
	Kind    string
	Money   int64
	Limit   string // "upto" or "above"
	Votes   int
}

// Target is where a way leads, by name.
func (c Content) Target(to, lang string, word func(Word) string) string {
	if s, ok := c.Stage(to); ok {
		return s.Name(lang)
	}
	return word(Word{Outcome: to})
}

func (c Content) wayWords(w Way, lang string, word func(Word) string) string {
	text := fmt.Sprintf("%s: %s", c.Target(w.To, lang, word), word(Word{Right: w.Right}))
	switch {
	case w.Limit > 0 && w.Votes > 0:
		text += fmt.Sprintf(" (%s %s, %s)", word(Word{Limit: "upto"}), word(Word{Money: w.Limit}), word(Word{Votes: w.Votes}))
	case w.Limit > 0:
		text += fmt.Sprintf(" (%s %s)", word(Word{Limit: "only"}), word(Word{Money: w.Limit}))
	case w.Votes > 0:
		text += fmt.Sprintf(" (%s)", word(Word{Votes: w.Votes}))
	}
	return text
}

// Changed is one line that two versions don't have alike.
type Changed struct {
	Line
	Old, New string // empty: not there
}

// Difference compares the lines of two versions: what was changed or added in the order of the new one, then what has gone.
func Difference(old, new []Line) (list []Changed) {
	was := map[string]Line{}
	for _, l := range old {
		was[l.id] = l
	}
	for _, l := range new {
		if before, ok := was[l.id]; !ok || before.Value != l.Value {
			list = append(list, Changed{l, before.Value, l.Value})
		}
		delete(was, l.id)
	}
	for _, l := range old {
		if _, gone := was[l.id]; gone {
			list = append(list, Changed{l, l.Value, ""})
		}
	}
	return list
}
