package contact

import (
	"context"

	"telemark/app"
)

// canHandOver tells whether the actor decides about a colleague's work.
func canHandOver(actor app.Actor) error {
	if actor.MayAny(app.Administrator, app.Supervisor) || actor.ID == "system" {
		return nil
	}
	return app.ErrNotFound
}

// ErrNoReceiver is what a store says when calls are given to somebody who can't make them.
var ErrNoReceiver = app.FailFields(app.Field{Name: "to", Text: app.T("contact.receiver_missing")})

// Held lists the calls that the bank owes and a colleague has tried before, for whoever hands them over.
func (s *Service) Held(ctx context.Context, actor app.Actor, colleague string) ([]Callback, error) {
	if err := canHandOver(actor); err != nil {
		return nil, err
	}
	return s.Store.Tried(ctx, colleague, ListSize)
}

// HandOver gives the calls that a colleague has tried to another one, or with an empty to to whoever calls next, and tells how many: all
// of them or none.
func (s *Service) HandOver(ctx context.Context, actor app.Actor, from, to string) (moved int, err error) {
	if err := canHandOver(actor); err != nil {
		return 0, err
	}
	if to == from || to != "" && !app.IsID(to) {
		return 0, ErrNoReceiver
	}
	moved, err = s.Store.HandOver(ctx, from, to, app.Now(), app.Record(actor, "callback.hand_over", from, from, to))
	if err == nil && moved > 0 {
		s.ringCallback()
	}
	return moved, err
}
