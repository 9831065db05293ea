package contact

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"telemark/app"
)

// Purpose is what a client consents to. Each stands for itself: none is given with another.
type Purpose string

// The purposes.
const (
	Processing Purpose = "processing" // of personal data, to look at an application and answer
	Calls      Purpose = "calls"      // about offers
	SMS        Purpose = "sms"
	Email      Purpose = "email"
)

// Purposes are all of them, in the order in which pages show them.
var Purposes = []Purpose{Processing, Calls, SMS, Email}

// Text is one version of what a client consents to, in one language. It never changes: another wording is another version.
type Text struct {
	Purpose Purpose
	Version int // from 1
	Lang    string
	Title   string
	Body    string // plain text, blank lines between paragraphs
	From    app.Day
}

// Paragraphs are the parts of the body that blank lines set apart.
func (t Text) Paragraphs() []string { return strings.Split(t.Body, "\n\n") }

// Source is where a consent was given or withdrawn.
type Source string

// The sources.
const (
	FromForm    Source = "form" // of an application
	FromChat    Source = "chat"
	FromProfile Source = "profile"
)

// Consent is one record: a client gave or withdrew it. Of two of a purpose the one with the larger Seq holds.
type Consent struct {
	ID      string
	Client  string
	Purpose Purpose
	Seq     int64 // from 1, of this client and purpose
	Given   bool  // false: withdrawn
	Version int   // of the text that was given, or that is withdrawn
	Lang    string
	Source  Source
	At      time.Time
	Number  int64 // of the receipt; withdrawals only
}

// Receipt is the number of a withdrawal as people say it: "W-000123". Empty for other records.
func (c Consent) Receipt() string {
	if c.Number == 0 {
		return ""
	}
	return fmt.Sprintf("W-%06d", c.Number)
}

// Agreement is a box that a client ticked: the version of the text that stood beside it.
type Agreement struct {
	Purpose Purpose
	Version int
}

// Agreements reads the ticked boxes of a form: the field "consent_<purpose>" holds the version of the text.
func Agreements(value func(field string) string) (list []Agreement) {
	for _, p := range Purposes {
		if version, err := strconv.Atoi(value("consent_" + string(p))); err == nil {
			list = append(list, Agreement{p, version})
		}
	}
	return list
}

// textsKeep is how long the texts are believed without being read again: a new version begins on a day, not in a minute.
const textsKeep = time.Minute

func (s *Service) allTexts(ctx context.Context) ([]Text, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.texts != nil && app.Now().Before(s.until) {
		return s.texts, nil
	}
	texts, err := s.Store.Texts(ctx)
	if err != nil {
		return nil, err
	}
	s.texts, s.until = texts, app.Now().Add(textsKeep)
	return texts, nil
}

// Texts are the versions that hold today, in a language, in the order of Purposes.
func (s *Service) Texts(ctx context.Context, lang string) ([]Text, error) {
	all, err := s.allTexts(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Text, 0, len(Purposes))
	for _, p := range Purposes {
		var now Text
		for _, t := range all {
			if t.Purpose == p && t.Lang == lang && t.Version > now.Version && t.From <= app.Today() {
				now = t
			}
		}
		if now.Version > 0 {
			list = append(list, now)
		}
	}
	return list, nil
}

// Text is one version in a language, whether it still holds or not.
func (s *Service) Text(ctx context.Context, purpose Purpose, version int, lang string) (Text, error) {
	all, err := s.allTexts(ctx)
	if err != nil {
		return Text{}, err
	}
	for _, t := range all {
		if t.Purpose == purpose && t.Version == version && t.Lang == lang {
			return t, nil
		}
	}
	return Text{}, app.ErrNotFound
}

// canSee tells whether the actor may know how a client can be reached: they themselves, and the bank's staff.
func canSee(actor app.Actor, client string) error {
	if app.IsID(client) && (actor.Role.Staff() || actor.Role == app.Client && actor.ID == client) {
		return nil
	}
	return app.ErrNotFound
}

// Consents are the last records of a client, by purpose. A purpose that was never given is missing.
func (s *Service) Consents(ctx context.Context, actor app.Actor, client string) (map[Purpose]Consent, error) {
	if err := canSee(actor, client); err != nil {
		return nil, err
	}
	list, err := s.Store.Latest(ctx, client)
	latest := make(map[Purpose]Consent, len(list))
	for _, c := range list {
		latest[c.Purpose] = c
	}
	return latest, err
}

// HistorySize bounds the records that a page shows.
const HistorySize = 50

// History are the client's own records, the newest first.
func (s *Service) History(ctx context.Context, actor app.Actor) ([]Consent, error) {
	if actor.Role != app.Client {
		return nil, app.ErrNotFound
	}
	return s.Store.History(ctx, actor.ID, HistorySize)
}

// Give adds the consents whose boxes the client ticked. A text that has changed since it was shown is refused at its field; one that
// is given already stays as it is.
func (s *Service) Give(ctx context.Context, actor app.Actor, agreed []Agreement, source Source, lang string) error {
	if actor.Role != app.Client {
		return app.ErrNotFound
	}
	texts, err := s.Texts(ctx, lang)
	if err != nil {
		return err
	}
	for _, a := range agreed {
		if !slices.ContainsFunc(texts, func(t Text) bool { return t.Purpose == a.Purpose && t.Version == a.Version }) {
			return app.FailFields(app.Field{Name: "consent_" + string(a.Purpose), Text: app.T("contact.text_changed")})
		}
	}
	for _, a := range agreed {
		c := Consent{ID: app.NewID(), Client: actor.ID, Purpose: a.Purpose, Given: true, Version: a.Version, Lang: lang, Source: source, At: app.Now()}
		record := app.Record(actor, "consent.give", actor.ID, "", string(a.Purpose)+" "+strconv.Itoa(a.Version))
		_, added, err := s.Store.Record(ctx, actor.ID, a.Purpose, func(last Consent) *Consent {
			if last.Given && last.Version == a.Version {
				return nil
			}
			return &c
		}, record)
		if err != nil {
			return err
		}
		s.ring(actor.ID, added)
	}
	return nil
}

// Withdraw takes a consent back, at once, and answers the receipt. Taking it back twice answers the first receipt.
func (s *Service) Withdraw(ctx context.Context, actor app.Actor, purpose Purpose, source Source) (Consent, error) {
	if actor.Role != app.Client || !slices.Contains(Purposes, purpose) {
		return Consent{}, app.ErrNotFound
	}
	c, added, err := s.Store.Record(ctx, actor.ID, purpose, func(last Consent) *Consent {
		if !last.Given {
			return nil
		}
		return &Consent{
			ID: app.NewID(), Client: actor.ID, Purpose: purpose, Version: last.Version, Lang: last.Lang, Source: source, At: app.Now(),
		}
	}, app.Record(actor, "consent.withdraw", actor.ID, string(purpose), ""))
	if err != nil {
		return Consent{}, err
	}
	if c.Seq == 0 {
		return Consent{}, app.Fail(app.Conflict, app.T("contact.not_given"))
	}
	s.ring(actor.ID, added)
	return c, nil
}

// Withdrawal is the receipt of a consent that the client has withdrawn.
func (s *Service) Withdrawal(ctx context.Context, actor app.Actor, id string) (Consent, error) {
	if actor.Role != app.Client || !app.IsID(id) {
		return Consent{}, app.ErrNotFound
	}
	c, err := s.Store.Consent(ctx, id)
	if err == nil && (c.Client != actor.ID || c.Given) {
		err = app.ErrNotFound
	}
	if err != nil {
		return Consent{}, err
	}
	return c, nil
}

// May tells whether the bank may call or write to a client about its offers now. It is asked at the moment of use and reads what
// is committed: nothing of it is kept. Who has withdrawn the processing of their data is neither called nor written to.
func (s *Service) May(ctx context.Context, client string, purpose Purpose) (bool, error) {
	if !app.IsID(client) {
		return false, nil
	}
	list, err := s.Store.Latest(ctx, client)
	if err != nil {
		return false, err
	}
	may := false
	for _, c := range list {
		switch {
		case c.Purpose == Processing && !c.Given:
			return false, nil
		case c.Purpose == purpose:
			may = c.Given
		}
	}
	return may, nil
}

func (s *Service) ring(client string, added bool) {
	if added {
		s.Hub.Publish(app.Event{Topic: ConsentTopic, Name: "consent", Data: fmt.Appendf(nil, "{\"client\":%q}", client)})
	}
}
