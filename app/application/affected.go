package application

import (
	"context"

	"telemark/app"
)

// Affected tells whom a change of a product would find in the middle of an application.
type Affected struct{ Store AffectedStore }

// AffectedStore reads them.
type AffectedStore interface {
	// OpenStates counts the open applications for a product by state, up to limit of them together.
	OpenStates(ctx context.Context, product string, limit int) (map[State]int, error)
}

// MaxAffected is where Open stops to count.
const MaxAffected = 1000

// StateCount is how many are in a state.
type StateCount struct {
	State State
	Count int
}

// Open counts the open applications for a product by state, in the order of their life; more is true when there are more than
// MaxAffected. Figures only: every manager may see them, whatever their scope.
func (a Affected) Open(ctx context.Context, actor app.Actor, product string) (counts []StateCount, more bool, err error) {
	if actor.Role != app.Manager {
		return nil, false, app.ErrNotFound
	}
	found, err := a.Store.OpenStates(ctx, product, MaxAffected+1)
	if err != nil {
		return nil, false, err
	}
	total := 0
	for _, s := range []State{Draft, Submitted, InReview, NeedsInfo, Offered, Accepted} {
		if n := found[s]; n > 0 {
			counts = append(counts, StateCount{s, n})
			total += n
		}
	}
	return counts, total > MaxAffected, nil
}
