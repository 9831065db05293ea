package source

import (
	"context"

	"telemark/app"
	"telemark/app/contact"
	"telemark/app/privacy"
)

// OwnContact reads a person's consents and calls, in pages in the order of their ids.
type OwnContact interface {
	Consents(ctx context.Context, client, after string) ([]contact.Consent, error)
	Callbacks(ctx context.Context, client, after string) ([]contact.Callback, error)
}

// Consents are what the person consented to, and what they withdrew.
type Consents struct {
	Own     OwnContact
	Contact *contact.Service
}

// Section implements privacy.Source.
func (Consents) Section() string { return "consents" }

// Records implements privacy.Source.
func (s Consents) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	return paged(ctx, of, s.Own.Consents, func(c contact.Consent) string { return c.ID }, func(c contact.Consent) error {
		text, err := s.Contact.Text(ctx, c.Purpose, c.Version, c.Lang)
		if err != nil {
			return err
		}
		return each(privacy.Record{
			{Key: "purpose", Value: privacy.Code{Code: string(c.Purpose), Name: text.Title}},
			{Key: "given", Value: c.Given}, {Key: "at", Value: c.At}, {Key: "version", Value: c.Version},
			{Key: "source", Value: named("source", string(c.Source))}, {Key: "receipt", Value: c.Receipt()}, {Key: "text", Value: text.Body},
		})
	})
}

// Reach is when and how the person likes to be reached.
type Reach struct{ Contact *contact.Service }

// Section implements privacy.Source.
func (Reach) Section() string { return "contact" }

// Records implements privacy.Source.
func (s Reach) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	p, err := s.Contact.Preferences(ctx, of.Actor, of.Actor.ID)
	if err != nil {
		return err
	}
	return each(privacy.Record{
		{Key: "phone", Value: p.Phone},
		{Key: "channel", Value: privacy.Code{Code: string(p.Channel), Text: app.Text{ID: "profile.channel_" + string(p.Channel)}}},
		{Key: "days", Value: privacy.Code{Code: string(p.Days), Text: app.Text{ID: "profile.days_" + string(p.Days)}}},
		{Key: "from_hour", Value: p.From}, {Key: "until_hour", Value: p.Until},
	})
}

// Calls are those that the person booked.
type Calls struct{ Own OwnContact }

// Section implements privacy.Source.
func (Calls) Section() string { return "callbacks" }

// Records implements privacy.Source.
func (s Calls) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	return paged(ctx, of, s.Own.Callbacks, func(c contact.Callback) string { return c.ID }, func(c contact.Callback) error {
		return each(privacy.Record{
			{Key: "starts_at", Value: c.Start}, {Key: "ends_at", Value: c.End}, {Key: "phone", Value: c.Phone}, {Key: "note", Value: c.Note},
			{Key: "state", Value: named("state", string(c.State))}, {Key: "tries", Value: c.Tries}, {Key: "created_at", Value: c.CreatedAt},
		})
	})
}
