// Package audit reads what the bank recorded of itself, and shows that nobody changed it.
//
// Records are app.Audit: written by whoever changes something, in the change's own transaction, append-only, numbered without a gap, each
// with a hash that covers the one before it (app/store/audit.go has that formula). A chain alone finds who changes, removes or puts in a
// record, but not who writes it anew from some record on, with its end: for that each day of the bank ends with a digest (Day), to be kept
// where the bank's administrators can't reach it. Verify compares all three.
//
// What is recorded besides changes: reads of sensitive data. Opening a page that shows somebody's data is recorded once per person, object
// and hour (Seen), because a page is looked at again and again; opening a sealed number or a document, and taking data away in a file,
// are recorded each time.
package audit

import (
	"context"
	"time"

	"telemark/app"
	"telemark/app/job"
)

// Record is one record with the names that its reader wants to see.
type Record struct {
	app.Audit
	Seq    int64
	Hash   string
	Who    Named  // the actor
	What   Named  // the object
	Before string // hash of the record before it; only of one that is shown alone
}

// Named is what an id belongs to. Kind is "" when nothing of that id is there (any more).
type Named struct{ Kind, ID, Name string }

// The kinds of things that records are about.
const (
	Person      = "person"
	Client      = "client" // a person, too
	Room        = "room"
	Application = "application"
	Document    = "document"
	Product     = "product"
	Request     = "request"
	Call        = "call"
	Job         = "job"
)

// Place is where a page of the list ends: before it the next one goes on.
type Place struct {
	At  time.Time
	Seq int64
}

// Selection is what one question of the store asks for; empty fields ask for nothing.
type Selection struct {
	Actor, Action, Object string
	From, Until           time.Time // Until is the first moment that is out
}

// Store keeps records and digests. It holds no rule.
type Store interface {
	// Page answers a selection's records before a place, the latest first; the zero Place is the end.
	Page(ctx context.Context, s Selection, before Place, limit int) ([]Record, error)
	// Actions are all that occur, in the order of the alphabet.
	Actions(ctx context.Context) ([]string, error)
	Record(ctx context.Context, seq int64) (Record, error)
	// Names says what ids belong to, at most MaxNames in one go, in one question.
	Names(ctx context.Context, ids []string) (map[string]Named, error)
	// Find answers the ids that are known under an e-mail, the number of an application or request, or the name of a product.
	Find(ctx context.Context, name string) ([]string, error)
	// Staff are the people of the bank, with their names.
	Staff(ctx context.Context) ([]Named, error)
	// Seen stores a record unless there is one of the same actor, action and object since a moment.
	Seen(ctx context.Context, a app.Audit, since time.Time) error
	// Add stores a record of something that changed nothing.
	Add(ctx context.Context, a app.Audit) error

	// Seal makes the digests of all days that have ended before a day and have none yet, and answers how many.
	Seal(ctx context.Context, before app.Day) (int, error)
	// Days are the digests, the latest first, before a day; the empty Day is the end.
	Days(ctx context.Context, before app.Day, limit int) ([]Day, error)
	// Head is the chain's end as a digest of a day that goes on.
	Head(ctx context.Context) (Day, error)
	// Verify reads the chain and all digests, compares what is kept elsewhere with them, and says how far it is.
	Verify(ctx context.Context, kept []Day, progress func(done, total int64)) (Report, error)
}

// The limits.
const (
	ListSize = 50
	MaxNames = 60    // ids that are looked up in one go
	Searched = 20000 // records that one page looks through for a text
	DayList  = 62
	seenFor  = time.Hour
)

// Service is what auditors ask for.
type Service struct {
	Store Store
	Jobs  job.Store
	Hub   Publisher
	Say   func(lang string, t app.Text) string // puts a text into a language

	known
}

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }

// may keeps everybody out who is no auditor.
func may(actor app.Actor) error {
	if !actor.May(app.Auditor) {
		return app.Fail(app.Forbidden, app.T("error.not_your_duty", "Duty", app.Auditor.Name()))
	}
	return nil
}

// Seen records that somebody of the bank looks at a page with somebody's data: once for each action and object within an hour. Who can't
// be recorded doesn't see it.
func (s *Service) Seen(ctx context.Context, actor app.Actor, action, object string) error {
	if !actor.Role.Staff() {
		return nil
	}
	return s.Store.Seen(ctx, app.Record(actor, action, object, "", ""), app.Now().Add(-seenFor))
}

// Record is one record with the hash of the one before it.
func (s *Service) Record(ctx context.Context, actor app.Actor, seq int64) (Record, error) {
	if err := may(actor); err != nil {
		return Record{}, err
	}
	r, err := s.Store.Record(ctx, seq)
	if err != nil {
		return Record{}, err
	}
	if seq > 1 {
		before, err := s.Store.Record(ctx, seq-1)
		if err != nil && app.KindOf(err) != app.NotFound {
			return Record{}, err
		}
		r.Before = before.Hash
	}
	list := []Record{r}
	err = s.name(ctx, list)
	return list[0], err
}
