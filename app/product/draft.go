package product

import (
	"context"
	"time"

	"telemark/app"
	"telemark/app/approval"
)

// Draft is what is being written about a product, by one or by several: the version that is to come. A product has one at a time.
// It may be incomplete for as long as it is written; SendDraft wants all that a version must have. While it waits for approval
// nobody can change it. It goes when it is published, or thrown away.
type Draft struct {
	ID       string
	Product  Product   // ID empty for a product that is new
	Base     int       // number of the version that it was copied from; 0: none
	BaseAt   time.Time // when that one was written: a version that hasn't begun can be written anew
	From     app.Day   // first day in force; none: not known yet
	Content  Content
	Revision int64 // moves with each save
	Author   string
	Editors  []approval.Person // everybody who saved it: none of them may approve it, and nor may the author
	Sent     string            // id of the approval request that waits; empty while it is being written
	Returned string            // id of the request with which it came back last: refused, withdrawn or outdated

	CreatedAt time.Time
	ChangedAt time.Time
	ChangedBy approval.Person
}

// DraftSummary is a draft for lists: without its content.
type DraftSummary struct {
	ID        string
	Product   Product
	Titles    approval.Titles
	Base      int
	From      app.Day
	Revision  int64
	Sent      string
	Returned  string
	ChangedAt time.Time
	ChangedBy approval.Person
}

// Edition is a draft as somebody saved it.
type Edition struct {
	Revision int64
	Content  Content
	From     app.Day
	By       approval.Person
	At       time.Time
}

// Collision is the answer to a save on top of a revision that isn't the last one any more: what was to be saved, what somebody else
// has saved since, and what both began with. It is a Conflict. Whoever is answered so saves again, on top of Theirs.Revision,
// what they have made of it.
type Collision struct{ Mine, Theirs, Original Edition }

func (c *Collision) Error() string { return "somebody else has saved the draft since" }

// Unwrap says what it means to people.
func (c *Collision) Unwrap() error {
	return app.Fail(app.Conflict, app.T("product.draft_collision", "Name", c.Theirs.By.Name))
}

// MaxDrafts is how many drafts a list has.
const MaxDrafts = 500

// DraftStore keeps drafts and all their revisions. It holds no rule.
type DraftStore interface {
	// AddDraft stores a draft with its first revision. Conflict when its product, or its slug, has one.
	AddDraft(ctx context.Context, d Draft, a app.Audit) error
	// Draft reads one by its id, DraftOf by its product's slug. ErrNotFound when there is none.
	Draft(ctx context.Context, id string) (Draft, error)
	DraftOf(ctx context.Context, slug string) (Draft, error)
	// Drafts reads all, the last changed first.
	Drafts(ctx context.Context, limit int) ([]DraftSummary, error)
	// DraftsOf reads those that somebody has saved, the last changed first.
	DraftsOf(ctx context.Context, person string, limit int) ([]DraftSummary, error)
	// ChangeDraft lets decide look at a draft and stores what it answers; edition reads an older revision. Changes of a draft
	// wait for each other.
	ChangeDraft(ctx context.Context, id string,
		decide func(d Draft, edition func(revision int64) (Edition, error)) (DraftChange, error)) error

	// HoldDraft has a draft of a revision wait for a request. It tells whether that was the last revision, and it didn't wait already.
	HoldDraft(ctx context.Context, tx approval.Tx, draft string, revision int64, request string) (bool, error)
	// ReturnDraft gives the draft that waits for a request back.
	ReturnDraft(ctx context.Context, tx approval.Tx, request string) error
	// DropDraft deletes the draft that waits for a request.
	DropDraft(ctx context.Context, tx approval.Tx, request string) error
	// ChangeWithin is Change inside the transaction of a decision; it answers the record to write with it. decide gets no versions of
	// a slug that nothing has, and may then answer the first one.
	ChangeWithin(ctx context.Context, tx approval.Tx, slug string, decide func(versions []Version) (Change, error)) (app.Audit, error)
}

// DraftChange is what happens to a draft at once; zero for nothing.
type DraftChange struct {
	Next  *Draft // with the revision after the last one, saved by ChangedBy
	Drop  bool
	Audit []app.Audit
}
