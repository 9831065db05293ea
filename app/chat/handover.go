package chat

import (
	"context"
	"time"

	"telemark/app"
)

// canHandOver tells whether the actor decides about a colleague's work.
func canHandOver(actor app.Actor) error {
	if actor.MayAny(app.Administrator, app.Supervisor) || actor.ID == system {
		return nil
	}
	return app.ErrNotFound
}

// system acts on the command line.
const system = "system"

// Held lists the open rooms of a colleague, for whoever hands them over.
func (s *Service) Held(ctx context.Context, actor app.Actor, operator string) ([]Summary, error) {
	if err := canHandOver(actor); err != nil {
		return nil, err
	}
	return s.Store.OfOperator(ctx, operator, ListSize)
}

// HandOver gives all open rooms of a colleague to another one, or with an empty to back to the queue, and tells how many. Each room goes
// by itself: broken off, what has gone has gone, and the rest is where it was.
func (s *Service) HandOver(ctx context.Context, actor app.Actor, from, to string) (moved int, err error) {
	if err := canHandOver(actor); err != nil {
		return 0, err
	}
	receiver := Person{}
	if to == from {
		return 0, app.FailFields(app.Field{Name: "to", Text: app.T("chat.transfer_self")})
	}
	if to != "" {
		if receiver, err = s.receiver(ctx, to); err != nil {
			return 0, err
		}
	}
	for {
		rooms, err := s.Store.OfOperator(ctx, from, ListSize)
		if err != nil || len(rooms) == 0 {
			return moved, err
		}
		for _, r := range rooms {
			var before Room
			c, err := s.Store.Change(ctx, r.ID, actor.ID, "", func(r Room) (Change, error) {
				before = r
				return r.handOver(actor, from, receiver, app.Now()), nil
			})
			if err != nil {
				return moved, err
			}
			s.announce(c, before, nil)
			if len(c.Entries) > 0 {
				moved++
			}
		}
	}
}

// handOver takes the room from an operator, unless they don't have it any more.
func (r Room) handOver(actor app.Actor, from string, to Person, at time.Time) Change {
	c := Change{Room: r}
	if r.State != Open || r.Operator.ID != from || to.ID == from {
		return c
	}
	if to == (Person{}) {
		c.wait(at)
		c.happens(Returned, r.Operator, at)
	} else {
		c.give(to, at)
		c.happens(Transferred, to, at)
	}
	c.Audit = append(c.Audit, app.Record(actor, "room.hand_over", r.ID, from, to.ID))
	return c
}
