package session

import (
	"context"
	"maps"
	"slices"
	"time"

	"telemark/app"
)

// fake keeps sessions in memory and fails on demand.
type fake struct {
	rows    map[string]Session
	people  map[string]User
	left    map[string]Elsewhere
	audit   []app.Audit
	touched int
	fail    error
}

var _ Store = (*fake)(nil)

func (f *fake) Start(_ context.Context, s Session, replaces string, a app.Audit) error {
	if f.fail != nil {
		return f.fail
	}
	delete(f.rows, replaces)
	f.rows[s.Hash] = s
	f.audit = append(f.audit, a)
	return nil
}

func (f *fake) StartAlone(_ context.Context, s Session, replaces string, a, b app.Audit) (ended []string, err error) {
	if f.fail != nil {
		return nil, f.fail
	}
	for h, old := range maps.Clone(f.rows) {
		if old.User != s.User {
			continue
		}
		delete(f.rows, h)
		if h != replaces {
			ended = append(ended, h)
			f.left[h] = Elsewhere{s.StartedAt, s.Address, s.Device}
		}
	}
	f.rows[s.Hash] = s
	f.audit = append(f.audit, a)
	if len(ended) > 0 {
		f.audit = append(f.audit, b)
	}
	return ended, nil
}

func (f *fake) Elsewhere(_ context.Context, hash string) (Elsewhere, error) {
	e, ok := f.left[hash]
	if !ok && f.fail == nil {
		return e, app.ErrNotFound
	}
	return e, f.fail
}

func (f *fake) Session(_ context.Context, hash string) (Session, User, error) {
	if f.fail != nil {
		return Session{}, User{}, f.fail
	}
	s, ok := f.rows[hash]
	if !ok {
		return Session{}, User{}, app.ErrNotFound
	}
	return s, f.people[s.User], nil
}

func (f *fake) Touch(_ context.Context, hashes []string, at time.Time) (alive []string, err error) {
	if f.fail != nil {
		return nil, f.fail
	}
	f.touched++
	for _, h := range hashes {
		if s, ok := f.rows[h]; ok {
			s.SeenAt = at
			f.rows[h] = s
			alive = append(alive, h)
		}
	}
	return alive, nil
}

func (f *fake) Weak(_ context.Context, hashes []string) (map[string]User, error) {
	weak := map[string]User{}
	for _, h := range hashes {
		if s, ok := f.rows[h]; ok && !s.Strong && f.people[s.User].Role.Staff() {
			weak[h] = f.people[s.User]
		}
	}
	return weak, f.fail
}

func (f *fake) OfUser(_ context.Context, user string) (all []Session, err error) {
	for _, s := range f.rows {
		if s.User == user {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b Session) int { return b.SeenAt.Compare(a.SeenAt) })
	return all, f.fail
}

func (f *fake) End(_ context.Context, user, hash string, a app.Audit) error {
	if f.fail != nil {
		return f.fail
	}
	if f.rows[hash].User != user {
		return app.ErrNotFound
	}
	delete(f.rows, hash)
	f.audit = append(f.audit, a)
	return nil
}

func (f *fake) EndOthers(_ context.Context, user, keep string, a app.Audit) (ended []string, err error) {
	if f.fail != nil {
		return nil, f.fail
	}
	for h, s := range maps.Clone(f.rows) {
		if s.User == user && h != keep {
			delete(f.rows, h)
			ended = append(ended, h)
		}
	}
	f.audit = append(f.audit, a)
	return ended, nil
}

func (f *fake) Sweep(context.Context, time.Time, time.Time, time.Time) (int, error) { return 0, f.fail }

// bell keeps what was published.
type bell struct{ events []app.Event }

func (b *bell) Publish(e app.Event) { b.events = append(b.events, e) }
