// Package health tells how the program is: one item per thing that can be wrong, with the evidence and what to do.
package health

import (
	"context"
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

// Service asks all probes.
type Service struct{ Probes []Probe }

// limit bounds one look at everything.
const limit = 5 * time.Second

// Look asks every probe, in their order.
func (s *Service) Look(ctx context.Context) []Item {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var all []Item
	for _, probe := range s.Probes {
		all = append(all, probe(ctx)...)
	}
	return all
}

// Serving tells whether nothing keeps the program from serving.
func Serving(items []Item) bool {
	for _, i := range items {
		if i.Bad() {
			return false
		}
	}
	return true
}
