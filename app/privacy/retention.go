package privacy

import (
	"context"
	"time"

	"telemark/app"
)

// Class is a kind of data that is kept for so many days and then goes, or loses what leads to a person where figures need the row.
type Class struct {
	ID        string // the text "retention.class_<id>", and "retention.law_<id>" says why it is kept so long
	Days      int    // when nobody has set anything else
	Low, High int    // the bounds within which it may be set
	Erases    bool   // false: the program never takes it away, and the days are what the bank promises
	Fate      Fate
}

// Classes are all of them, in the order in which they are shown and swept.
//
// A hold keeps talks, applications and calls. The others are means of working that no dispute is about: a session, an attempt to sign in, a
// file that can be made again.
var Classes = []Class{
	{ID: "talks", Days: 3 * 365, Low: 180, High: 10 * 365, Erases: true, Fate: Anonymised},    // the term of an action: article 196 of the Civil Code
	{ID: "drafts", Days: 90, Low: 7, High: 365, Erases: true, Fate: Erased},                   // never submitted
	{ID: "refused", Days: 365, Low: 180, High: 5 * 365, Erases: true, Fate: Anonymised},       // refused, withdrawn, declined, with their documents
	{ID: "calls", Days: 365, Low: 30, High: 3 * 365, Erases: true, Fate: Anonymised},          // that were made or given up
	{ID: "exports", Days: 7, Low: 1, High: 7, Erases: true, Fate: Erased},                     // app/job keeps none longer
	{ID: "notices", Days: 90, Low: 7, High: 365, Erases: true, Fate: Erased},                  // that went out
	{ID: "sessions", Days: 30, Low: 1, High: 90, Erases: true, Fate: Erased},                  // that nobody used since
	{ID: "attempts", Days: 30, Low: 1, High: 180, Erases: true, Fate: Erased},                 // to sign in
	{ID: "audit", Days: 5 * 365, Low: 5 * 365, High: 50 * 365, Erases: false, Fate: Retained}, // 115-FZ, article 7, paragraph 4
}

// ClassOf finds a class.
func ClassOf(id string) (Class, bool) {
	for _, c := range Classes {
		if c.ID == id {
			return c, true
		}
	}
	return Class{}, false
}

// Rule is a class with how long it is kept now.
type Rule struct {
	Class
	Now       int
	ChangedAt *time.Time // nil: nobody has set it
	By        string     // name of who did, and of who approved it where that was needed

	Wanted   int    // fewer days, which somebody else has to approve; 0: none
	WantedBy string // id of who wants them
	WantedAs string // their name
}

// Due is how much of a rule's class would go today; More says that there is more than was counted.
type Due struct {
	Count int
	More  bool
}

// Cutoff is the moment before which things of the class go.
func (r Rule) Cutoff(now time.Time) time.Time { return now.AddDate(0, 0, -r.Now) }

// Run is what one sweep of a class took away.
type Run struct {
	ID, Class  string
	Days       int
	Erased     int64
	StartedAt  time.Time
	FinishedAt *time.Time // nil: it goes on, or was broken off
}

// Hold keeps something from being erased or made anonymous.
type Hold struct {
	ID, Kind, Object string
	Name             string // of the object, as people know it
	Reason           string
	Until            app.Day // the last day; Forever: until it is lifted
	By               string  // name of who made it
	MadeAt           time.Time
}

// Forever is the last day of a hold without an end.
const Forever app.Day = "9999-12-31"

// Lasts tells whether the hold has no end.
func (h Hold) Lasts() bool { return h.Until == Forever }

// Over tells whether its last day has passed.
func (h Hold) Over() bool { return h.Until < app.Today() }

// The limits.
const (
	DueCounted = 10000 // things that a dry run counts
	SweepStep  = 100   // things that go in one transaction
	HoldList   = 200
	MaxReason  = 500
)

// RetentionStore keeps rules, holds and runs, and takes away what is due. It holds no rule.
type RetentionStore interface {
	// Rules are those that somebody has set, by class.
	Rules(ctx context.Context) (map[string]Rule, error)
	// SetRule keeps a class longer; what was wanted for it is dropped.
	SetRule(ctx context.Context, class string, days int, by string, at time.Time, a app.Audit) error
	// Want notes that somebody wants fewer days than a class is kept now.
	Want(ctx context.Context, class string, now, days int, by string, at time.Time, a app.Audit) error
	// Approve sets the days that are wanted, unless they are others by now or by wanted them; false then.
	Approve(ctx context.Context, class string, days int, by string, at time.Time, a app.Audit) (bool, error)
	// Drop forgets what was wanted.
	Drop(ctx context.Context, class string, a app.Audit) (bool, error)
	// Due counts what would go of a class, at most so many.
	Due(ctx context.Context, class string, before time.Time, today app.Day, most int) (int, error)
	// Sweep takes away, or makes anonymous, so many things of a class in one transaction, adds them to the run, and answers how many it was.
	Sweep(ctx context.Context, run Run, before time.Time, today app.Day, limit int) (int, error)
	// EndRun notes that a class is done.
	EndRun(ctx context.Context, run Run) error
	Runs(ctx context.Context, limit int) ([]Run, error)
	// Holds lists those that aren't lifted, the latest first.
	Holds(ctx context.Context, limit int) ([]Hold, error)
	// HoldObject finds what a hold is for: a client by e-mail, an application by number, a room by id.
	HoldObject(ctx context.Context, name string) (kind, id string, err error)
	AddHold(ctx context.Context, h Hold, by string, a app.Audit) error
	LiftHold(ctx context.Context, id, by string, at time.Time, a app.Audit) (bool, error)
}
