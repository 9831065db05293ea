package chat

import (
	"context"
	"time"

	"telemark/app"
)

// Pace is how fast rooms were taken lately, and by how many.
type Pace struct {
	Taken  []time.Time // when rooms were first taken, the latest first; at most PaceSize, none before PaceTime
	Online int         // operators with a page open
}

const (
	// PaceSize is how many takes a pace is made of at most.
	PaceSize = 20
	// PaceTime is how far back it looks.
	PaceTime = 30 * time.Minute
	// paceLeast is how many takes make a pace: fewer say nothing about the next one.
	paceLeast = 3
	// paceMost is the longest wait that is said: beyond it the figure is no help.
	paceMost = time.Hour
)

// Estimate is about how long the room at a place of the queue waits until it is taken, in whole minutes; 0 when nothing honest can be
// said. The last n takes began so many gaps ago that
//
//	gap = (now − the earliest of them) / n,
//
// which counts the time since the latest one too, so that a queue that has come to a stop grows slower by itself; the estimate is
// place × gap, rounded up to a minute. It says nothing without an operator online, with fewer than three takes in the last half hour,
// or above an hour. How many operators there are needs no place in it: the pace is that of all of them together.
func (p Pace) Estimate(place int, now time.Time) time.Duration {
	n := len(p.Taken)
	if p.Online == 0 || n < paceLeast || place < 1 {
		return 0
	}
	gap := now.Sub(p.Taken[n-1]) / time.Duration(n)
	about := (time.Duration(place)*gap + time.Minute - 1).Truncate(time.Minute)
	if about > paceMost {
		return 0
	}
	return max(about, time.Minute)
}

// Wait is the room's place in the queue, from 1, and about how long it has to wait, in whole minutes; 0 when the room doesn't wait, or
// nothing honest can be said.
func (s *Service) Wait(ctx context.Context, room Room) (place int, about time.Duration, err error) {
	if place, err = s.Place(ctx, room); err != nil || place == 0 {
		return place, 0, err
	}
	now := app.Now()
	pace, err := s.Store.Pace(ctx, now)
	return place, pace.Estimate(place, now), err
}
