// Package health tells how the program is: one item per thing that can be wrong, with the evidence and what to do.
package health

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"telemark/app"
)

// State is how one thing is.
type State string

// The states. Unknown counts as wrong where something is required.
const (
	OK      State = "ok"
	Warning State = "warning"
	Red     State = "red"
	Unknown State = "unknown"
)

// Item is one thing that was looked at.
type Item struct {
	ID       string // "database", "encryption", "migrations", …: the text "health.<id>" names it
	State    State
	Evidence string   // what was read, as it was read: versions, counts, ids of keys; no secret, no personal data
	Advice   app.Text // what to do; empty when all is well
	Serving  bool     // while this is red or unknown the program must not serve
}

// Bad tells whether the item keeps the program from serving.
func (i Item) Bad() bool { return i.Serving && (i.State == Red || i.State == Unknown) }

// Probe looks at one or more things. It answers within its context's deadline.
type Probe func(ctx context.Context) []Item

// Service asks all probes, and remembers whether the program may serve.
type Service struct {
	Probes []Probe
	bad    atomic.Pointer[Item] // why the program must not serve; nil when it may
}

const (
	limit = 5 * time.Second // bounds one look at everything
	often = 5 * time.Minute // between two looks while all is well
	soon  = 5 * time.Second // between two looks while something is wrong
)

// Look asks every probe, in their order.
func (s *Service) Look(ctx context.Context) []Item {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var all []Item
	var bad *Item
	for _, probe := range s.Probes {
		all = append(all, probe(ctx)...)
	}
	for i := range all {
		if all[i].Bad() && bad == nil {
			bad = &all[i]
		}
	}
	s.bad.Store(bad)
	return all
}

// Watch looks every few minutes until ctx ends, and every few seconds while something keeps the program from serving.
func (s *Service) Watch(ctx context.Context) {
	for wait := time.Duration(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		before := s.bad.Load()
		s.Look(ctx)
		now := s.bad.Load()
		if wait = often; now != nil {
			wait = soon
		}
		switch {
		case now != nil && before == nil:
			slog.Error("not serving", "item", now.ID, "state", now.State, "evidence", now.Evidence)
		case now == nil && before != nil:
			slog.Info("serving again")
		}
	}
}

// MayServe refuses while something keeps the program from serving, as of the last look.
func (s *Service) MayServe() error {
	if bad := s.bad.Load(); bad != nil {
		return app.Fail(app.Unavailable, app.T("error.not_serving")).Because(errors.New(bad.ID + " is " + string(bad.State)))
	}
	return nil
}
