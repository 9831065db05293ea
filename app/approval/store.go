package approval

import (
	"context"

	"telemark/app"
)

// Store keeps requests. It holds no rule but those that the databases keep.
type Store interface {
	// Add stores a request that waits, after hold has answered nil within the same transaction. Conflict when one waits for its object.
	Add(ctx context.Context, r Request, hold func(ctx context.Context, tx Tx) error, a app.Audit) error
	// Request reads one with its payload. ErrNotFound for an unknown id.
	Request(ctx context.Context, id string) (Request, error)
	// Inbox reads requests without their payloads, the newest first; Filter.Mine is resolved to Author by then.
	Inbox(ctx context.Context, f Filter, limit int) ([]Request, error)
	// Waiting counts requests that wait and that a person had no hand in, up to limit.
	Waiting(ctx context.Context, person string, limit int) (int, error)
	// Settle lets settle look at a request that waits and stores the ending that it answers. Of several at once one gets to
	// look; the others get ErrSettled.
	Settle(ctx context.Context, id string, settle func(ctx context.Context, tx Tx, r Request) (Ending, error)) error
}

// Ending is how a request ends.
type Ending struct {
	Request Request // with State, Decider, EndedAt, Reason and Note
	Audit   []app.Audit
}

// ErrSettled says that a request doesn't wait any more.
var ErrSettled = app.Fail(app.Conflict, app.T("approval.settled"))
