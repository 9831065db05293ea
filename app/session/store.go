package session

import (
	"context"
	"time"

	"telemark/app"
)

// Store keeps sessions. Every method that ends sessions deletes their rows: a row that is there is a session that lives,
// within the limits that this package checks.
type Store interface {
	// Start stores a new session and, in the same transaction, deletes the one whose hash it replaces; replaces may be
	// empty or gone.
	Start(ctx context.Context, s Session, replaces string, a app.Audit) error
	// StartAlone is Start, and deletes all other sessions of the person. It keeps for each, beside replaces, where the person went, records
	// b for them when there are any, and returns their hashes. Of two at once the later one remains.
	StartAlone(ctx context.Context, s Session, replaces string, a, b app.Audit) (ended []string, err error)
	// Elsewhere tells where the person of a session went that StartAlone has ended; app.ErrNotFound for others.
	Elsewhere(ctx context.Context, hash string) (Elsewhere, error)
	// Session finds a session with its person. app.ErrNotFound when there is none.
	Session(ctx context.Context, hash string) (Session, User, error)
	// Touch sets SeenAt of the sessions that still exist and whose person is not disabled, and returns their hashes. It
	// never moves SeenAt back. At most 500 hashes a call.
	Touch(ctx context.Context, hashes []string, at time.Time) (alive []string, err error)
	// Weak tells whose of the sessions have not shown a second factor, by hash; of staff only. At most 500 hashes a call.
	Weak(ctx context.Context, hashes []string) (map[string]User, error)
	// OfUser lists a person's sessions, the latest used first, at most 200.
	OfUser(ctx context.Context, user string) ([]Session, error)
	// End deletes one session of a person. app.ErrNotFound when it is not theirs or is gone.
	End(ctx context.Context, user, hash string, a app.Audit) error
	// EndOthers deletes all sessions of a person but keep, and returns the hashes of those that it deleted; an empty keep
	// spares none. Without any there is no audit record.
	EndOthers(ctx context.Context, user, keep string, a app.Audit) (ended []string, err error)
	// Sweep deletes sessions with EndsAt before now, and those of clients and of staff last seen before the given times; and what
	// StartAlone has kept for longer than ElsewhereKept.
	Sweep(ctx context.Context, now, clientsSeen, staffSeen time.Time) (deleted int, err error)
}

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }
