package application

import (
	"context"
	"time"

	"telemark/app"
)

// canHandOver tells whether the actor decides about a colleague's work.
func canHandOver(actor app.Actor) error {
	if actor.MayAny(app.Administrator, app.Supervisor) || actor.ID == System.ID {
		return nil
	}
	return app.ErrNotFound
}

// Held lists the open applications of a colleague, for whoever hands them over: the first ListSize.
func (s *Service) Held(ctx context.Context, actor app.Actor, colleague string) ([]Summary, error) {
	if err := canHandOver(actor); err != nil {
		return nil, err
	}
	return s.held(ctx, colleague)
}

func (s *Service) held(ctx context.Context, colleague string) ([]Summary, error) {
	f := BoardFilter{Assignee: colleague, Reach: app.Reach{Scope: app.All}}
	return s.Store.Board(ctx, f, Place{}, ListSize)
}

// HandOver gives all open applications of a colleague to another one, or with an empty to back to the queue, and tells how many. Each
// goes by itself: broken off, what has gone has gone, and the rest is where it was.
func (s *Service) HandOver(ctx context.Context, actor app.Actor, from, to string) (moved int, err error) {
	if err := canHandOver(actor); err != nil {
		return 0, err
	}
	receiver := Person{}
	if to == from {
		return 0, app.FailFields(app.Field{Name: "to", Text: app.T("application.colleague_missing")})
	}
	if to != "" {
		if receiver, err = s.colleague(ctx, to); err != nil {
			return 0, err
		}
	}
	for {
		list, err := s.held(ctx, from)
		if err != nil || len(list) == 0 {
			return moved, err
		}
		for _, one := range list {
			gone := false
			_, err := s.Store.Change(ctx, one.ID, func(a Application) (Update, error) {
				u := a.handOver(actor, from, receiver, app.Now())
				gone = !u.Empty()
				return u, nil
			})
			if err != nil {
				return moved, err
			}
			if gone {
				moved++
			}
		}
	}
}

// handOver takes the application from a colleague, unless they don't have it any more.
func (a Application) handOver(actor app.Actor, from string, to Person, at time.Time) Update {
	u := a.update()
	if a.Assignee.ID != from || to.ID == from || a.State.Ended() {
		return u
	}
	u.Application.Assignee = to
	e := u.move(actor, Assign, a.State, at)
	e.Changes = []Change{{Field: "assignee", Old: a.Assignee.Name, New: to.Name}}
	u.record(actor, "application.hand_over", from, to.ID)
	return u
}
