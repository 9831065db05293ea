package chat

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"telemark/app"
)

// Canned is a text that operators answer with. Places in braces are filled in before it is sent: {client} and {operator} by name, {product}
// by what the room is about, and {rate:deposit-pass} by the headline rate of a product today, so that no figure in it grows old.
type Canned struct {
	ID       string
	Shortcut string            // what is typed behind the "/": of [a-z0-9-]
	Team     string            // id of the team whose text it is; empty: everybody's
	Bodies   map[string]string // by language: "en", "ru"
}

// In is the body in lang, in English where that is missing.
func (t Canned) In(lang string) string {
	if body := t.Bodies[lang]; body != "" {
		return body
	}
	return t.Bodies["en"]
}

// The limits of canned texts.
const (
	MaxShortcut = 32
	MaxCanned   = 1000 // texts in all
)

var (
	shortcutShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	placeShape    = regexp.MustCompile(`\{([a-z]+)(?::([a-z0-9-]+))?\}`)
)

// places are what a text can name; true wants a product behind a colon.
var places = map[string]bool{"client": false, "operator": false, "product": false, "rate": true}

// Canned lists the texts that the actor can use: operators those of everybody and of their team, managers all. By shortcut.
func (s *Service) Canned(ctx context.Context, actor app.Actor) ([]Canned, error) {
	if !actor.Role.Staff() {
		return nil, app.ErrNotFound
	}
	list, err := s.Store.Canned(ctx)
	if actor.Role == app.Operator {
		list = slices.DeleteFunc(list, func(t Canned) bool { return t.Team != "" && t.Team != actor.Team })
	}
	return list, err
}

// SaveCanned stores a text; one without an id is new. Invalid at "shortcut", "body_en", "body_ru" and "team".
func (s *Service) SaveCanned(ctx context.Context, actor app.Actor, t Canned) (Canned, error) {
	if err := mayWord(actor); err != nil {
		return t, err
	}
	t.Shortcut = strings.TrimPrefix(strings.TrimSpace(t.Shortcut), "/")
	t.Bodies = map[string]string{"en": app.Clean(t.Bodies["en"]), "ru": app.Clean(t.Bodies["ru"])}
	if err := t.check(); err != nil {
		return t, err
	}
	action := "chat.canned_change"
	if t.ID == "" {
		t.ID, action = app.NewID(), "chat.canned_add"
	}
	err := s.Store.SaveCanned(ctx, t, action == "chat.canned_add", app.Record(actor, action, t.ID, "", t.Shortcut))
	if app.KindOf(err) == app.Conflict {
		err = app.FailFields(app.Field{Name: "shortcut", Text: app.T("chat.shortcut_taken")})
	}
	return t, err
}

// DropCanned takes a text away; what was sent of it stays said.
func (s *Service) DropCanned(ctx context.Context, actor app.Actor, id string) error {
	if err := mayWord(actor); err != nil {
		return err
	}
	if !app.IsID(id) {
		return app.ErrNotFound
	}
	return s.Store.DropCanned(ctx, id, app.Record(actor, "chat.canned_drop", id, "", ""))
}

func mayWord(actor app.Actor) error {
	switch {
	case actor.Role != app.Manager:
		return app.ErrNotFound
	case !actor.MayAny(app.Supervisor, app.Administrator):
		return app.LacksDuty(app.Supervisor)
	}
	return nil
}

func (t Canned) check() error {
	var wrong []app.Field
	refuse := func(field string, text app.Text) { wrong = append(wrong, app.Field{Name: field, Text: text}) }
	if !shortcutShape.MatchString(t.Shortcut) || len(t.Shortcut) > MaxShortcut {
		refuse("shortcut", app.T("chat.shortcut_odd", "Max", MaxShortcut))
	}
	for _, lang := range []string{"en", "ru"} {
		body := t.Bodies[lang]
		switch n := utf8.RuneCountInString(body); {
		case n == 0:
			refuse("body_"+lang, app.T("chat.canned_empty"))
		case n > MaxBody:
			refuse("body_"+lang, app.T("chat.body_long", "Max", MaxBody, "Over", n-MaxBody))
		default:
			if odd := oddPlace(body); odd != "" {
				refuse("body_"+lang, app.T("chat.place_odd", "Place", odd))
			}
		}
	}
	if t.Team != "" && !app.IsID(t.Team) {
		refuse("team", app.T("chat.team_odd"))
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	return nil
}

// oddPlace is the first thing in braces that nobody can fill in; empty when there is none.
func oddPlace(body string) string {
	rest := placeShape.ReplaceAllStringFunc(body, func(place string) string {
		parts := placeShape.FindStringSubmatch(place)
		if product, known := places[parts[1]]; known && product == (parts[2] != "") {
			return ""
		}
		return place
	})
	at := strings.IndexAny(rest, "{}")
	if at < 0 {
		return ""
	}
	odd := []rune(rest[at:])
	if end := slices.Index(odd, '}'); end > 0 {
		odd = odd[:end+1]
	}
	return string(odd[:min(len(odd), 40)])
}

// Fill puts values into the places of a text. What has none stays as it is and is named in empty, so that nobody sends it by mistake.
func Fill(body string, value func(name, product string) (string, bool)) (filled string, empty []string) {
	filled = placeShape.ReplaceAllStringFunc(body, func(place string) string {
		parts := placeShape.FindStringSubmatch(place)
		if text, ok := value(parts[1], parts[2]); ok && text != "" {
			return text
		}
		if !slices.Contains(empty, place) {
			empty = append(empty, place)
		}
		return place
	})
	return filled, empty
}

// Seek orders texts by how well they fit what is typed behind the "/": those whose shortcut begins with it first, then those that
// have its letters in their order, in the shortcut or in the text. Without anything typed all come, by shortcut.
func Seek(texts []Canned, typed, lang string) []Canned {
	typed = strings.ToLower(strings.TrimSpace(typed))
	rank := func(t Canned) int {
		switch {
		case strings.HasPrefix(t.Shortcut, typed):
			return 0
		case strings.Contains(t.Shortcut, typed):
			return 1
		case inOrder(t.Shortcut, typed):
			return 2
		case strings.Contains(strings.ToLower(t.In(lang)), typed):
			return 3
		}
		return 4
	}
	found := slices.DeleteFunc(slices.Clone(texts), func(t Canned) bool { return rank(t) == 4 })
	slices.SortStableFunc(found, func(a, b Canned) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a.Shortcut, b.Shortcut)) })
	return found
}

// inOrder tells whether all letters of part stand in whole one after the other.
func inOrder(whole, part string) bool {
	for _, r := range part {
		at := strings.IndexRune(whole, r)
		if at < 0 {
			return false
		}
		whole = whole[at+utf8.RuneLen(r):]
	}
	return true
}
