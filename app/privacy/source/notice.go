package source

import (
	"context"

	"telemark/app/notice"
	"telemark/app/privacy"
)

// Notices are how the person wants to be told of answers. The addresses that push services gave their browsers are keys, and stay.
type Notices struct{ Notices *notice.Service }

// Section implements privacy.Source.
func (Notices) Section() string { return "notices" }

// Records implements privacy.Source.
func (s Notices) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	w, err := s.Notices.Wishes(ctx, of.Actor)
	if err != nil {
		return err
	}
	if err := each(privacy.Record{{Key: "by_email", Value: w.Email}}); err != nil {
		return err
	}
	for _, d := range w.Devices {
		if err := each(privacy.Record{{Key: "device", Value: d.Name}, {Key: "since", Value: d.Since}}); err != nil {
			return err
		}
	}
	return nil
}
