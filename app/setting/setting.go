// Package setting is what a bank sets for itself and what holds until it does: how fast it wants to answer, and how its letters read.
// Hours stand in app/calendar, topics and canned texts in app/chat, consents' texts in app/contact: each with its own noun.
package setting

import (
	"context"
	"sync"
	"time"

	"telemark/app"
)

// Store keeps texts under names.
type Store interface {
	// Setting reads what is set under a name; empty when nothing is.
	Setting(ctx context.Context, name string) (string, error)
	// Set stores it; with nothing there yet, of two at once one gets a Conflict.
	Set(ctx context.Context, name, value string, a app.Audit) error
	// Replace stores it in place of an old value, or of nothing when old is empty; Conflict when another one stands there.
	Replace(ctx context.Context, name, old, value string, a app.Audit) error
}

// Service reads and writes the settings.
type Service struct {
	Store Store
	Say   func(lang string, t app.Text) string // puts a text into a language

	UsualEntry app.Entry // what is asked of sign-ins until the bank says otherwise

	mu     sync.Mutex
	levels read[Levels]
	letter map[string]read[Letter]
	entry  read[app.Entry]
}

// read is a value with the time until which a process believes it.
type read[T any] struct {
	value T
	until time.Time
}

// keep is how long a process believes what it has read: another process may have set it otherwise.
const keep = 15 * time.Second

func mayWrite(actor app.Actor) error {
	switch {
	case actor.Role != app.Manager:
		return app.ErrNotFound
	case !actor.May(app.Administrator):
		return app.LacksDuty(app.Administrator)
	}
	return nil
}
