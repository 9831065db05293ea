package calendar

import (
	"context"
	"sync"
	"time"

	"telemark/app"
)

// Store keeps the book.
type Store interface {
	Book(ctx context.Context) (Book, error)
	// Save replaces the book as a whole.
	Save(ctx context.Context, b Book, a app.Audit) error
}

// Service reads the calendar. Every message of a client asks it, so that what was read holds for a minute.
type Service struct {
	store Store
	zone  *time.Location

	mu    sync.Mutex
	known *Calendar
	until time.Time
}

// keep is how long a process believes what it read: other processes change hours, and not often.
const keep = time.Minute

// NewService makes the service of the bank in a zone.
func NewService(store Store, zone *time.Location) *Service { return &Service{store: store, zone: zone} }

// Calendar is when the centre works, as of this minute.
func (s *Service) Calendar(ctx context.Context) (*Calendar, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known != nil && app.Now().Before(s.until) {
		return s.known, nil
	}
	b, err := s.store.Book(ctx)
	if err != nil {
		return nil, err
	}
	s.known, s.until = New(s.zone, b), app.Now().Add(keep)
	return s.known, nil
}

// Save sets the hours. Clients and operators can't.
func (s *Service) Save(ctx context.Context, actor app.Actor, b Book) error {
	if actor.Role == app.Client || actor.Role == app.Operator {
		return app.ErrNotFound
	}
	if err := b.check(); err != nil {
		return err
	}
	if err := s.store.Save(ctx, b, app.Record(actor, "calendar.save", "", "", "")); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = nil
	return nil
}

func (b Book) check() error {
	for _, h := range b.Week {
		if !h.fit() {
			return app.FailFields(app.Field{Name: "week", Text: app.T("calendar.hours_wrong")})
		}
	}
	seen := map[app.Day]bool{}
	for _, h := range b.Holidays {
		if _, ok := app.ParseDay(string(h.Day)); !ok || seen[h.Day] || !h.Hours.fit() || h.Names["en"] == "" || h.Names["ru"] == "" {
			return app.FailFields(app.Field{Name: "holidays", Text: app.T("calendar.holiday_wrong")})
		}
		seen[h.Day] = true
	}
	return nil
}

func (h Hours) fit() bool {
	return h.From >= 0 && h.Until >= 0 && h.From <= Midnight && h.Until <= Midnight && h.Places >= 0
}
