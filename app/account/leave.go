package account

import (
	"context"
	"errors"

	"telemark/app"
)

// Work is one kind of what the bank's people have in hand. HandOver gives all that somebody has to a colleague, or with an empty to back
// to where everybody takes it from, and tells how much it was; whoever may not get it is an error at the field "to". Broken off,
// what has gone has gone, and the rest is where it was.
type Work interface {
	HandOver(ctx context.Context, actor app.Actor, from, to string) (moved int, err error)
}

// The kinds of work, in the order in which they are handed over: who waits at this moment comes first.
const (
	Rooms        = "rooms"
	Callbacks    = "callbacks"
	Applications = "applications"
)

var works = []string{Rooms, Callbacks, Applications}

// HandsOver says who hands each kind of work over; to be called once, before anybody leaves.
func (s *Service) HandsOver(by map[string]Work) { s.work = by }

// leaveTries is how often work that came meanwhile is handed over as well.
const leaveTries = 3

// Leave hands over what somebody has in hand, kind by kind, and then disables them; all their sessions end. to has the id of a colleague
// for each kind, or nothing for who takes it next. Work that reached them meanwhile goes the same way. Broken off, they can still work,
// with what was not handed over yet: nothing is lost. moved tells how much of each kind went.
func (s *Service) Leave(ctx context.Context, actor app.Actor, id string, to map[string]string) (moved map[string]int, err error) {
	if err := s.others(actor, id); err != nil {
		return nil, err
	}
	moved = map[string]int{}
	for range leaveTries {
		for _, kind := range works {
			if s.work[kind] == nil {
				continue
			}
			n, err := s.work[kind].HandOver(ctx, actor, id, to[kind])
			moved[kind] += n
			if err != nil {
				return moved, at(kind, err)
			}
		}
		if err = s.Disable(ctx, actor, id); !errors.Is(err, ErrHolds) {
			return moved, err
		}
	}
	return moved, err
}

// at moves an error at the field "to" to the kind of work that it is about.
func at(kind string, err error) error {
	e, ok := errors.AsType[*app.Error](err)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	return app.FailFields(app.Field{Name: kind, Text: e.Fields[0].Text})
}

// ErrHolds is what a store says when somebody is disabled who still has work in hand: a room, a call or an application.
var ErrHolds = app.Fail(app.Conflict, app.T("account.holds"))

// ErrGone is what a store says when work is given to somebody who was disabled in the same moment.
var ErrGone = app.Fail(app.Conflict, app.T("account.gone"))
