package contact

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/approval"
)

// KindWording is the kind of request for approval by which a consent gets another wording: what clients agree to is nobody's to change
// alone. The object of the request is the purpose.
const KindWording = "consent.text"

// Wording is another version of a consent's text that is to hold from a day on.
type Wording struct {
	Purpose Purpose           `json:"purpose"`
	Base    int               `json:"base"` // the version that it follows
	From    app.Day           `json:"from"` // to come
	Titles  map[string]string `json:"titles"`
	Bodies  map[string]string `json:"bodies"` // by language, plain text, blank lines between paragraphs
}

// The limits of a wording, in characters.
const (
	MaxWordingTitle = 100
	MaxWordingBody  = 8000
)

// wordingLanguages are those in which clients are asked.
var wordingLanguages = []string{"en", "ru"}

// Approvals take requests for approval.
type Approvals interface {
	Ask(ctx context.Context, actor app.Actor, r approval.Request) (approval.Request, error)
}

// Wordings are the latest versions of a consent's text, which may still be to come, by language.
func (s *Service) Wordings(ctx context.Context, actor app.Actor, purpose Purpose) (map[string]Text, error) {
	if actor.Role != app.Manager || !slices.Contains(Purposes, purpose) {
		return nil, app.ErrNotFound
	}
	all, err := s.Store.Texts(ctx)
	latest := map[string]Text{}
	for _, t := range all {
		if t.Purpose == purpose && t.Version >= latest[t.Lang].Version {
			latest[t.Lang] = t
		}
	}
	return latest, err
}

// Reword asks for the approval of another wording. Invalid at "from", "title_<language>" and "body_<language>". Consents that were given
// stay given, by the text that was shown then.
func (s *Service) Reword(ctx context.Context, actor app.Actor, w Wording) (approval.Request, error) {
	latest, err := s.Wordings(ctx, actor, w.Purpose)
	if err != nil {
		return approval.Request{}, err
	}
	if w, err = w.check(latest["en"], app.Today()); err != nil {
		return approval.Request{}, err
	}
	payload, err := json.Marshal(w)
	if err != nil {
		return approval.Request{}, err
	}
	return s.Approvals.Ask(ctx, actor, approval.Request{
		Kind: KindWording, Object: string(w.Purpose), Title: approval.Titles(w.Titles), Payload: string(payload),
	})
}

func (w Wording) check(latest Text, today app.Day) (Wording, error) {
	titles, bodies := map[string]string{}, map[string]string{}
	var wrong []app.Field
	refuse := func(field string, text app.Text) { wrong = append(wrong, app.Field{Name: field, Text: text}) }
	switch from, ok := app.ParseDay(string(w.From)); {
	case !ok:
		refuse("from", app.T("contact.wording_day"))
	case from <= today:
		refuse("from", app.T("contact.wording_past"))
	case from <= latest.From:
		refuse("from", app.T("contact.wording_before", "Day", latest.From))
	}
	for _, lang := range wordingLanguages {
		titles[lang], bodies[lang] = app.Clean(w.Titles[lang]), app.Clean(w.Bodies[lang])
		for field, part := range map[string]struct {
			text string
			most int
		}{"title_" + lang: {titles[lang], MaxWordingTitle}, "body_" + lang: {bodies[lang], MaxWordingBody}} {
			switch n := utf8.RuneCountInString(part.text); {
			case n == 0:
				refuse(field, app.T("contact.wording_missing"))
			case n > part.most:
				refuse(field, app.T("contact.wording_long", "Max", part.most))
			}
		}
	}
	w.Titles, w.Bodies = titles, bodies
	if len(wrong) > 0 {
		return w, app.FailFields(wrong...)
	}
	if w.Base != latest.Version {
		return w, app.Fail(app.Conflict, app.T("contact.wording_moved", "Version", latest.Version))
	}
	return w, nil
}

// WordingOf reads what a request of KindWording asks for.
func WordingOf(r approval.Request) (w Wording, err error) {
	if err = json.Unmarshal([]byte(r.Payload), &w); err != nil {
		err = fmt.Errorf("the request %s: %w", r.ID, err)
	}
	return w, err
}

// Publishers are what the approvals call back for the kinds of this package.
func (s *Service) Publishers() map[string]approval.Publisher {
	return map[string]approval.Publisher{KindWording: wordings{s.Store}}
}

type wordings struct{ store Store }

// Hold implements approval.Publisher: one request waits for a purpose at a time, which is all that is to be kept.
func (wordings) Hold(context.Context, approval.Tx, approval.Request) error { return nil }

// Return implements approval.Publisher.
func (wordings) Return(context.Context, approval.Tx, approval.Request) error { return nil }

// Publish implements approval.Publisher.
func (p wordings) Publish(ctx context.Context, tx approval.Tx, actor app.Actor, r approval.Request) ([]app.Audit, error) {
	w, err := WordingOf(r)
	if err != nil {
		return nil, err
	}
	if w.From <= app.Today() {
		return nil, &approval.Obsolete{Why: app.T("contact.wording_past")}
	}
	last, err := p.store.LastText(ctx, tx, w.Purpose)
	if err != nil {
		return nil, err
	}
	if last != w.Base {
		return nil, &approval.Obsolete{Why: app.T("contact.wording_moved", "Version", last)}
	}
	for _, lang := range wordingLanguages {
		t := Text{Purpose: w.Purpose, Version: w.Base + 1, Lang: lang, Title: w.Titles[lang], Body: w.Bodies[lang], From: w.From}
		if err := p.store.AddText(ctx, tx, t); err != nil {
			return nil, err
		}
	}
	old, now := fmt.Sprintf("version %d", w.Base), fmt.Sprintf("version %d, from %s", w.Base+1, w.From)
	return []app.Audit{app.Record(actor, "consent.text", string(w.Purpose), old, now)}, nil
}
