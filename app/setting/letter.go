package setting

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"telemark/app"
)

// Letter is how an e-mail reads in a language. Places in braces, such as {link}, are filled in when it is sent.
type Letter struct {
	Subject string `json:"subject"`
	Body    string `json:"body"` // plain text
}

// Places are what a letter's body can name; it must name each of them.
var Places = []string{"{link}", "{settings}"}

// Languages are those in which letters go out.
var Languages = []string{"en", "ru"}

// The limits of a letter, in characters.
const (
	MaxSubject = 120
	MaxBody    = 4000
)

// answerName is the letter to a client who has left and whom the bank has answered. It never holds a word of the talk.
const answerName = "letter.answer."

// Usual is the letter of an answer until the bank words its own.
func (s *Service) Usual(lang string) Letter {
	return Letter{
		Subject: s.Say(lang, app.T("notice.subject")), Body: s.Say(lang, app.T("notice.body", "Link", Places[0], "Settings", Places[1])),
	}
}

// Letter is the wording that the bank has set for a language, or the usual one where it hasn't.
func (s *Service) Letter(ctx context.Context, lang string) (Letter, error) {
	usual := s.Usual(lang)
	s.mu.Lock()
	defer s.mu.Unlock()
	if held, ok := s.letter[lang]; ok && app.Now().Before(held.until) {
		return held.value.or(usual), nil
	}
	text, err := s.Store.Setting(ctx, answerName+lang)
	if err != nil {
		return Letter{}, err
	}
	var l Letter
	if text != "" {
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			return Letter{}, fmt.Errorf("the setting %q: %w", answerName+lang, err)
		}
	}
	s.hold(lang, l)
	return l.or(usual), nil
}

func (s *Service) hold(lang string, l Letter) {
	if s.letter == nil {
		s.letter = map[string]read[Letter]{}
	}
	s.letter[lang] = read[Letter]{l, app.Now().Add(keep)}
}

// or is l, or the other one where l says nothing.
func (l Letter) or(usual Letter) Letter {
	if l == (Letter{}) {
		return usual
	}
	return l
}

// SetLetter sets the wording for a language; the zero Letter gives it back to the usual one. Invalid at "subject" and "body".
func (s *Service) SetLetter(ctx context.Context, actor app.Actor, lang string, l Letter) error {
	if err := mayWrite(actor); err != nil {
		return err
	}
	if !slices.Contains(Languages, lang) {
		return app.ErrNotFound
	}
	l = Letter{app.Clean(l.Subject), app.Clean(l.Body)}
	if l != (Letter{}) {
		if err := l.check(); err != nil {
			return err
		}
	}
	text, _ := json.Marshal(l) // two strings: it can't fail
	if err := s.Store.Set(ctx, answerName+lang, string(text), app.Record(actor, "setting.letter", lang, "", l.Subject)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold(lang, l)
	return nil
}

func (l Letter) check() error {
	var wrong []app.Field
	refuse := func(field string, text app.Text) { wrong = append(wrong, app.Field{Name: field, Text: text}) }
	switch {
	case l.Subject == "":
		refuse("subject", app.T("settings.text_missing"))
	case utf8.RuneCountInString(l.Subject) > MaxSubject:
		refuse("subject", app.T("settings.text_long", "Max", MaxSubject))
	case strings.ContainsAny(l.Subject, "{}\n"):
		refuse("subject", app.T("settings.subject_place"))
	}
	switch {
	case l.Body == "":
		refuse("body", app.T("settings.text_missing"))
	case utf8.RuneCountInString(l.Body) > MaxBody:
		refuse("body", app.T("settings.text_long", "Max", MaxBody))
	}
	for _, place := range Places {
		if l.Body != "" && !strings.Contains(l.Body, place) {
			refuse("body", app.T("settings.place_missing", "Place", place))
			break
		}
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	return nil
}

// Fill puts values into the places of a letter's body.
func (l Letter) Fill(values map[string]string) Letter {
	for place, value := range values {
		l.Body = strings.ReplaceAll(l.Body, place, value)
	}
	return l
}
