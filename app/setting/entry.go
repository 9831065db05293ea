package setting

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"telemark/app"
)

// EntryRule is what the bank asks of its people's sign-ins, and what somebody wants it to be.
type EntryRule struct {
	app.Entry
	Wanted *Weaker // nil: nothing waits for a second administrator
}

// Weaker is a weaker rule, which somebody else has to approve.
type Weaker struct {
	Forced   app.Forced
	By, Name string // id and name of who wants it
}

const entryName = "entry"

// entryText is how the rule is stored.
type entryText struct {
	Forced string      `json:"forced,omitempty"` // empty: the usual
	Single *bool       `json:"single,omitempty"` // nil: the usual
	Wanted *weakerText `json:"wanted,omitempty"`
}

type weakerText struct {
	Forced string `json:"forced"`
	By     string `json:"by"`
	Name   string `json:"name"`
}

// Entry is the rule that holds now. Other processes' changes show within keep.
func (s *Service) Entry(ctx context.Context) (app.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if app.Now().Before(s.entry.until) {
		return s.entry.value, nil
	}
	_, r, err := s.readEntry(ctx)
	if err == nil {
		s.entry = read[app.Entry]{r.Entry, app.Now().Add(keep)}
	}
	return r.Entry, err
}

// EntryRule shows an administrator the rule and what is wanted, as they stand in the store.
func (s *Service) EntryRule(ctx context.Context, actor app.Actor) (EntryRule, error) {
	if err := mayWrite(actor); err != nil {
		return EntryRule{}, err
	}
	_, r, err := s.readEntry(ctx)
	return r, err
}

// SetForced changes who must show a second factor. Who is forced in addition is so at once; a rule that lets somebody off waits for another
// administrator: waits is true then.
func (s *Service) SetForced(ctx context.Context, actor app.Actor, next app.Forced) (waits bool, err error) {
	text, r, err := s.entryOf(ctx, actor)
	if err != nil || next == r.Forced && r.Wanted == nil {
		return false, err
	}
	if !next.Covers(r.Forced) {
		r.Wanted = &Weaker{Forced: next, By: actor.ID, Name: actor.Name}
		return true, s.putEntry(ctx, text, r, app.Record(actor, "setting.factor_ask", "", r.Forced.String(), next.String()))
	}
	a := app.Record(actor, "setting.factor", "", r.Forced.String(), next.String())
	r.Forced, r.Wanted = next, nil
	return false, s.putEntry(ctx, text, r, a)
}

// ApproveForced lets the weaker rule hold that somebody else wants. seen is the rule that the actor has read: Conflict when another one is
// wanted by now. Who wants it never approves it.
func (s *Service) ApproveForced(ctx context.Context, actor app.Actor, seen app.Forced) error {
	text, r, err := s.entryOf(ctx, actor)
	switch {
	case err != nil:
		return err
	case r.Wanted == nil || r.Wanted.Forced != seen:
		return app.Fail(app.Conflict, app.T("settings.entry_gone"))
	case r.Wanted.By == actor.ID:
		return app.Fail(app.Forbidden, app.T("settings.entry_own"))
	}
	a := app.Record(actor, "setting.factor", r.Wanted.By, r.Forced.String(), seen.String())
	r.Forced, r.Wanted = seen, nil
	return s.putEntry(ctx, text, r, a)
}

// RefuseForced drops the weaker rule that is wanted: who wants it takes it back with this.
func (s *Service) RefuseForced(ctx context.Context, actor app.Actor) error {
	text, r, err := s.entryOf(ctx, actor)
	switch {
	case err != nil:
		return err
	case r.Wanted == nil:
		return app.Fail(app.Conflict, app.T("settings.entry_gone"))
	}
	a := app.Record(actor, "setting.factor_refuse", r.Wanted.By, r.Wanted.Forced.String(), "")
	r.Wanted = nil
	return s.putEntry(ctx, text, r, a)
}

// SetSingle says whether an operator who signs in ends their older sessions.
func (s *Service) SetSingle(ctx context.Context, actor app.Actor, single bool) error {
	text, r, err := s.entryOf(ctx, actor)
	if err != nil || single == r.Single {
		return err
	}
	a := app.Record(actor, "setting.single", "", strconv.FormatBool(r.Single), strconv.FormatBool(single))
	r.Single = single
	return s.putEntry(ctx, text, r, a)
}

// entryOf reads the rule for somebody who is about to change it, with the text that it was read from.
func (s *Service) entryOf(ctx context.Context, actor app.Actor) (string, EntryRule, error) {
	if err := mayWrite(actor); err != nil {
		return "", EntryRule{}, err
	}
	return s.readEntry(ctx)
}

func (s *Service) readEntry(ctx context.Context) (text string, r EntryRule, err error) {
	if text, err = s.Store.Setting(ctx, entryName); err != nil {
		return "", EntryRule{}, err
	}
	r, err = parseEntry(text, s.UsualEntry)
	return text, r, err
}

// putEntry stores the rule in place of the text that it was made from: of two at once one is told that the other was faster.
func (s *Service) putEntry(ctx context.Context, old string, r EntryRule, a app.Audit) error {
	if err := s.Store.Replace(ctx, entryName, old, r.text(), a); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entry = read[app.Entry]{r.Entry, app.Now().Add(keep)}
	return nil
}

func (r EntryRule) text() string {
	t := entryText{Forced: r.Forced.String(), Single: &r.Single}
	if w := r.Wanted; w != nil {
		t.Wanted = &weakerText{w.Forced.String(), w.By, w.Name}
	}
	text, _ := json.Marshal(t) // strings and a yes or no: it can't fail
	return string(text)
}

// parseEntry reads what text wrote. What can't be read is an error, and nobody's permission to come in without a second factor.
func parseEntry(text string, usual app.Entry) (EntryRule, error) {
	r := EntryRule{Entry: usual}
	if text == "" {
		return r, nil
	}
	var t entryText
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return r, fmt.Errorf("the setting %q: %w", entryName, err)
	}
	var ok bool
	if t.Forced != "" {
		if r.Forced, ok = app.ParseForced(t.Forced); !ok {
			return r, fmt.Errorf("the setting %q: nobody knows who %q are", entryName, t.Forced)
		}
	}
	if t.Single != nil {
		r.Single = *t.Single
	}
	if w := t.Wanted; w != nil {
		r.Wanted = &Weaker{By: w.By, Name: w.Name}
		if r.Wanted.Forced, ok = app.ParseForced(w.Forced); !ok {
			return r, fmt.Errorf("the setting %q: nobody knows who %q are", entryName, w.Forced)
		}
	}
	return r, nil
}
