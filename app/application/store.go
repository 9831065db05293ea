package application

import (
	"context"
	"time"

	"telemark/app"
	"telemark/app/product"
)

// Store keeps applications, their logs and their answers. It holds no rule: what an update is, the decide functions say. It seals
// the answers whose type says so, and gives them back masked.
type Store interface {
	// Create stores a new application. When its client has used its key before, the application made then comes back.
	Create(ctx context.Context, u Update) (Application, error)
	// Change loads an application with its answers, asks decide what comes next and stores that, all in one transaction; when
	// another change came between, it asks again. An Empty update changes nothing. Its Number gives the application
	// the next number of the year of its submission: without gap, each once. ErrNotFound for an unknown application.
	Change(ctx context.Context, id string, decide func(Application) (Update, error)) (Application, error)
	Application(ctx context.Context, id string) (Application, error)
	// Events reads the end of a log, oldest first.
	Events(ctx context.Context, id string, limit int) ([]Event, error)
	// OfClient lists the applications of a client, the latest change first.
	OfClient(ctx context.Context, client string, limit int) ([]Summary, error)
	// Board lists applications that have been submitted, in the order of Since: those that wait the longest first, of those that
	// have ended the latest first, of those that are stuck whatever hasn't moved for the longest.
	Board(ctx context.Context, f BoardFilter, after Place, limit int) ([]Summary, error)
	// Named lists submitted applications of the filter whose client's name begins with a text, or whose last word does; by name.
	Named(ctx context.Context, f BoardFilter, begin string, limit int) ([]Summary, error)
	// Numbered finds the application with a number; none is no error.
	Numbered(ctx context.Context, number string) ([]Summary, error)
	// IDOf is the id of the application with a number; ErrNotFound when there is none.
	IDOf(ctx context.Context, number string) (string, error)
	// Count counts the applications of Board up to a number.
	Count(ctx context.Context, f BoardFilter, most int) (int, error)
	// Staff finds somebody of the bank who can work; ErrNotFound otherwise.
	Staff(ctx context.Context, id string) (Person, error)
	// RoomOwner is the id of the client whose chat room it is; ErrNotFound for an unknown room.
	RoomOwner(ctx context.Context, room string) (string, error)
	// Expired lists the ids of applications whose offer's time was over at a moment.
	Expired(ctx context.Context, at time.Time, limit int) ([]string, error)
	// Reveal opens a sealed answer and stores the record of that in the same transaction. ErrNotFound when there is none.
	Reveal(ctx context.Context, id, field string, a app.Audit) (string, error)
	// FindSealed lists the applications with exactly this answer in a sealed field of a type, the latest change first, and stores
	// the record of the search.
	FindSealed(ctx context.Context, t product.FieldType, value string, limit int, a app.Audit) ([]Summary, error)
}

// Place is where a page of the board begins: behind the application with this clock and id. The zero Place is the start.
type Place struct {
	Since time.Time
	ID    string
}

// BoardFilter chooses what the board shows. The zero filter shows everything that has not ended.
type BoardFilter struct {
	State    State         // empty: submitted and not ended
	Kind     product.Kind  // empty: of all kinds
	Assignee string        // id; Nobody: of none; empty: of all
	Stage    string        // of a workflow; of those that have not ended
	Team     string        // id: of its people's work only
	Days     int           // only what has been waiting for so many days or longer
	Stuck    bool          // only what waits for the bank and has not moved for StuckAfter or longer
	StuckFor time.Duration // StuckAfter, or what the bank has set
	Find     string        // a number, or the beginning of a client's name
	After    string        // where the page begins, as Board said
	Most     int           // on a page; 0: BoardSize, which is the most

	Reach app.Reach // whose applications are seen at all; the service sets it to Visible of who asks
}

// Nobody is the assignee of what nobody has taken.
const Nobody = "nobody"

// StuckAfter is how long the bank may leave an application as it is before somebody is told, unless the bank has set another time.
const StuckAfter = 3 * 24 * time.Hour
