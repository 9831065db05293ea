package calendar

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"telemark/app"
)

// Store keeps the book.
type Store interface {
	Book(ctx context.Context) (Book, error)
	// Save replaces the book as a whole when allow has nothing against that; two at once wait for each other.
	Save(ctx context.Context, b Book, allow func(old Book) error, record func(old Book) app.Audit) error
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

// Book is the calendar as it is kept, for whoever may change it, read anew.
func (s *Service) Book(ctx context.Context, actor app.Actor) (Book, error) {
	if err := mayWrite(actor); err != nil {
		return Book{}, err
	}
	return s.store.Book(ctx)
}

// Save sets the hours, whatever they were.
func (s *Service) Save(ctx context.Context, actor app.Actor, b Book) error {
	return s.save(ctx, actor, b, func(Book) error { return nil })
}

// Change sets the hours. seen is the Mark of the book that the actor has changed: Conflict when somebody else has changed it since.
func (s *Service) Change(ctx context.Context, actor app.Actor, b Book, seen string) error {
	return s.save(ctx, actor, b, func(old Book) error {
		if old.Mark() != seen {
			return app.Fail(app.Conflict, app.T("calendar.changed"))
		}
		return nil
	})
}

func mayWrite(actor app.Actor) error {
	switch {
	case actor.Role == app.Client || actor.Role == app.Operator:
		return app.ErrNotFound
	case actor.Role == app.Manager && !actor.May(app.Administrator):
		return app.LacksDuty(app.Administrator)
	}
	return nil
}

func (s *Service) save(ctx context.Context, actor app.Actor, b Book, allow func(Book) error) error {
	if err := mayWrite(actor); err != nil {
		return err
	}
	if err := b.check(); err != nil {
		return err
	}
	slices.SortFunc(b.Holidays, func(a, b Holiday) int { return strings.Compare(string(b.Day), string(a.Day)) })
	err := s.store.Save(ctx, b, allow, func(old Book) app.Audit { return app.Record(actor, "calendar.save", "", old.text(), b.text()) })
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = nil
	return nil
}

// Mark tells one state of the book from another.
func (b Book) Mark() string { return app.Mark(b.text()) }

// text is the book as the audit keeps it: "08:00–22:00×3" for each day that isn't closed, Sunday first.
func (b Book) text() string {
	var text strings.Builder
	for _, h := range b.Week {
		text.WriteString(h.text() + " ")
	}
	for _, h := range b.Holidays {
		fmt.Fprintf(&text, "\n%s %s %s/%s", h.Day, h.Hours.text(), h.Names["en"], h.Names["ru"])
	}
	return text.String()
}

func (h Hours) text() string {
	if h.Closed() {
		return "–"
	}
	return fmt.Sprintf("%s–%s×%d", Clock(h.From), Clock(h.Until), h.Places)
}

// Clock is a minute of the day as clocks show it: "08:30"; Midnight is "24:00".
func Clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// ParseClock reads what Clock wrote, and "8:30" and "8" as well.
func ParseClock(text string) (minutes int, ok bool) {
	hours, rest, both := strings.Cut(strings.TrimSpace(text), ":")
	h, err := strconv.ParseUint(hours, 10, 8)
	m := uint64(0)
	if err == nil && both {
		m, err = strconv.ParseUint(rest, 10, 8)
	}
	minutes = int(h)*60 + int(m) //nolint:gosec // below 2^16
	return minutes, err == nil && m < 60 && minutes <= Midnight && (!both || len(rest) == 2)
}

// MaxPlaces is how many calls a slot can promise at most.
const MaxPlaces = 200

// check says what is wrong at which day: "week.1.from", "holidays.3.name_en".
func (b Book) check() error {
	var wrong []app.Field
	refuse := func(at string, text app.Text) { wrong = append(wrong, app.Field{Name: at, Text: text}) }
	for day, h := range b.Week {
		if !h.fit() {
			refuse(fmt.Sprintf("week.%d", day), app.T("calendar.hours_wrong"))
		}
	}
	seen := map[app.Day]bool{}
	for i, h := range b.Holidays {
		at := fmt.Sprintf("holidays.%d", i)
		if _, ok := app.ParseDay(string(h.Day)); !ok {
			refuse(at+".day", app.T("calendar.day_wrong"))
		} else if seen[h.Day] {
			refuse(at+".day", app.T("calendar.day_twice"))
		}
		seen[h.Day] = true
		if !h.Hours.fit() {
			refuse(at, app.T("calendar.hours_wrong"))
		}
		for _, lang := range []string{"en", "ru"} {
			if h.Names[lang] == "" || utf8.RuneCountInString(h.Names[lang]) > MaxName {
				refuse(at+".name_"+lang, app.T("calendar.name_wrong", "Max", MaxName))
			}
		}
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	return nil
}

// MaxName is how many characters the name of a holiday has at most.
const MaxName = 60

func (h Hours) fit() bool {
	return h.From >= 0 && h.Until >= 0 && h.From <= Midnight && h.Until <= Midnight && h.Places >= 0 && h.Places <= MaxPlaces &&
		(h.From == 0 && h.Until == 0 || h.From < h.Until)
}
