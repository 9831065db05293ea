// Package contact is how the bank may reach a client: consents, the times and the channel they prefer, and the calls it has promised
// them.
//
// Consents are records that are only added to: giving and withdrawing are two of them, each with the version of the text, the time and
// where it was done; the last one of a purpose holds. Nothing remembers an answer: who is about to call or write asks May at that
// moment, so that a withdrawal holds from its commit on. A call that a client has booked is a promise: it holds a place of its slot
// until an operator has kept it, or the client gives it back.
package contact

import (
	"context"
	"sync"
	"time"

	"telemark/app"
	"telemark/app/approval"
	"telemark/app/calendar"
)

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }

// ConsentTopic rings when a client has given or withdrawn a consent: whoever prepares calls and letters hears it.
const ConsentTopic = "consents"

// CallbackTopic rings when a call was booked, moved, given back or made.
const CallbackTopic = "callbacks"

// Service is how clients, operators and the program's own work ask.
type Service struct {
	Store    Store
	Hub      Publisher
	Calendar *calendar.Service

	Approvals Approvals // of other wordings; nil where nobody words any

	mu    sync.Mutex
	texts []Text
	until time.Time
}

// Store keeps consents, preferences and calls. It holds no rule.
type Store interface {
	// Texts reads every version of every consent's text, in all languages.
	Texts(ctx context.Context) ([]Text, error)
	// LastText is the number of the latest version of a consent's text.
	LastText(ctx context.Context, tx approval.Tx, purpose Purpose) (version int, err error)
	// AddText stores a version in one language.
	AddText(ctx context.Context, tx approval.Tx, t Text) error
	// Latest reads the last record of each purpose that a client has one of.
	Latest(ctx context.Context, client string) ([]Consent, error)
	// History reads a client's last records, the newest first.
	History(ctx context.Context, client string, limit int) ([]Consent, error)
	// Record asks decide what to add to the last record of a purpose, and adds it, all in one transaction; nil adds nothing. A
	// withdrawal that is added gets the next number. What holds afterwards comes back.
	Record(ctx context.Context, client string, purpose Purpose, decide func(last Consent) *Consent, a app.Audit) (Consent, bool, error)
	// Consent reads one record.
	Consent(ctx context.Context, id string) (Consent, error)

	Preferences(ctx context.Context, client string) (Preferences, error)
	SetPreferences(ctx context.Context, client string, p Preferences, a app.Audit) error

	// Taken counts the booked places of the slots that begin between two moments.
	Taken(ctx context.Context, from, to time.Time) (map[time.Time]int, error)
	// Book stores a call when its slot has a place left of so many, and gives back the place of the one that the client had; false
	// when it has none.
	Book(ctx context.Context, c Callback, places int, a app.Audit) (bool, error)
	// Booked is the call that the bank owes a client; ErrNotFound when it owes none.
	Booked(ctx context.Context, client string) (Callback, error)
	// Callback reads one call.
	Callback(ctx context.Context, id string) (Callback, error)
	// Upcoming lists the calls that the bank owes, the earliest first.
	Upcoming(ctx context.Context, limit int) ([]Callback, error)
	// Settle stores what became of a call, unless it has changed since it was read: false then.
	Settle(ctx context.Context, was, now Callback, a app.Audit) (bool, error)
	// Tried lists the calls that the bank owes and an operator has tried last.
	Tried(ctx context.Context, operator string, limit int) ([]Callback, error)
	// HandOver gives all of them to another operator, or with an empty to to nobody, and tells how many; without any there is no
	// record. ErrNoReceiver when to is no operator who works.
	HandOver(ctx context.Context, from, to string, at time.Time, a app.Audit) (moved int, err error)
}
