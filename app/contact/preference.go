package contact

import (
	"context"
	"slices"
	"time"

	"github.com/nyaruka/phonenumbers"

	"telemark/app"
)

// Channel is how a client likes to be reached.
type Channel string

// The channels. ByChat needs no consent: the client reads it where they are.
const (
	ByChat  Channel = "chat"
	ByCall  Channel = "call"
	BySMS   Channel = "sms"
	ByEmail Channel = "email"
)

// Channels are all of them.
var Channels = []Channel{ByChat, ByCall, BySMS, ByEmail}

// Days are when a client likes to be called.
type Days string

// The days.
const (
	AnyDay   Days = "any"
	Weekdays Days = "weekdays"
	Weekends Days = "weekends"
)

// DayChoices are all of them.
var DayChoices = []Days{AnyDay, Weekdays, Weekends}

// Preferences are the channel and the times that a client prefers. They are wishes and no consent.
type Preferences struct {
	Phone       string // "+79161234567"; empty: none given
	Channel     Channel
	Days        Days
	From, Until int // hours of the day where the bank is: from 9 until 18
	ChangedAt   time.Time
}

// DefaultPreferences hold for who has said nothing.
func DefaultPreferences() Preferences {
	return Preferences{Channel: ByChat, Days: AnyDay, From: CallFrom, Until: CallUntil}
}

// Preferences are what a client prefers, for them and for the staff.
func (s *Service) Preferences(ctx context.Context, actor app.Actor, client string) (Preferences, error) {
	if err := canSee(actor, client); err != nil {
		return Preferences{}, err
	}
	p, err := s.Store.Preferences(ctx, client)
	if app.KindOf(err) == app.NotFound {
		return DefaultPreferences(), nil
	}
	return p, err
}

// SetPreferences stores what the client prefers.
func (s *Service) SetPreferences(ctx context.Context, actor app.Actor, p Preferences) error {
	if actor.Role != app.Client {
		return app.ErrNotFound
	}
	var wrong []app.Field
	if p.Phone != "" {
		phone, ok := Phone(p.Phone)
		if !ok {
			wrong = append(wrong, app.Field{Name: "phone", Text: app.T("contact.phone_wrong")})
		}
		p.Phone = phone
	}
	if !slices.Contains(Channels, p.Channel) {
		wrong = append(wrong, app.Field{Name: "channel", Text: app.T("contact.channel_missing")})
	}
	if p.Phone == "" && len(wrong) == 0 && (p.Channel == ByCall || p.Channel == BySMS) {
		wrong = append(wrong, app.Field{Name: "phone", Text: app.T("contact.phone_missing")})
	}
	if !slices.Contains(DayChoices, p.Days) {
		wrong = append(wrong, app.Field{Name: "days", Text: app.T("contact.days_missing")})
	}
	if p.From < CallFrom || p.Until > CallUntil || p.From >= p.Until {
		wrong = append(wrong, app.Field{Name: "until", Text: app.T("contact.times_wrong")})
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	p.ChangedAt = app.Now()
	return s.Store.SetPreferences(ctx, actor.ID, p, app.Record(actor, "contact.prefer", actor.ID, "", string(p.Channel)))
}

// Phone reads a number as people type it, one of Russia when it names no country, and answers it in the form of E.164:
// "8 916 123-45-67" is "+79161234567". ok is false for what can't be called.
func Phone(text string) (e164 string, ok bool) {
	n, err := phonenumbers.Parse(text, "RU")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// ShowPhone is a stored number as people read it: "+7 916 123-45-67".
func ShowPhone(e164 string) string {
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return e164
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// MaskPhone hides all of a number but its country and its last two digits: for whoever has no call to make.
func MaskPhone(e164 string) string {
	shown := []rune(ShowPhone(e164))
	digits := 0
	for i := len(shown) - 1; i >= 0 && slices.Contains(shown[:i], ' '); i-- {
		if shown[i] < '0' || shown[i] > '9' {
			continue
		}
		if digits++; digits > 2 {
			shown[i] = '•'
		}
	}
	return string(shown)
}
