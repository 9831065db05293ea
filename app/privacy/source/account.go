package source

import (
	"context"

	"telemark/app/account"
	"telemark/app/privacy"
	"telemark/app/session"
)

// Profile is who the person is to the bank.
type Profile struct{ People *account.Service }

// Section implements privacy.Source.
func (Profile) Section() string { return "profile" }

// Records implements privacy.Source.
func (s Profile) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	p, err := s.People.Me(ctx, of.Actor)
	if err != nil {
		return err
	}
	return each(privacy.Record{
		{Key: "id", Value: p.ID}, {Key: "name", Value: p.Name}, {Key: "email", Value: p.Email}, {Key: "lang", Value: p.Lang},
		{Key: "second_factor", Value: p.SecondFactor}, {Key: "created_at", Value: p.CreatedAt},
	})
}

// Devices are where the person is signed in.
type Devices struct{ Sessions *session.Keeper }

// Section implements privacy.Source.
func (Devices) Section() string { return "sessions" }

// Records implements privacy.Source.
func (s Devices) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	list, err := s.Sessions.List(ctx, of.Actor)
	if err != nil {
		return err
	}
	for _, one := range list {
		err := each(privacy.Record{
			{Key: "device", Value: one.Device}, {Key: "address", Value: one.Address}, {Key: "started_at", Value: one.StartedAt},
			{Key: "seen_at", Value: one.SeenAt}, {Key: "ends_at", Value: one.EndsAt},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
