package chat

import (
	"context"
	"time"

	"telemark/app"
)

// Page asks for a stretch of a room's log, at most 50 entries, oldest first. After and Before are exclusive numbers; with
// neither it is the end of the log.
type Page struct {
	Room   string
	After  int64
	Before int64
	Side   Side // who reads: the client's side never gets notes
	Limit  int  // 0 means PageSize
}

// PageSize is how many entries one page of a log holds.
const PageSize = 50

// ListSize bounds each list of rooms on a screen.
const ListSize = 200

// Store keeps rooms and their logs. It holds no rule: what a change is, the decide functions say.
type Store interface {
	// Create stores a new room. When its client has used the key of its first message for another room before,
	// that room's first message comes back with Repeated.
	Create(ctx context.Context, c Change) (Change, error)
	// Change loads a room, asks decide what comes next and stores that, all in one transaction; when another change came
	// between, it asks again. When author has used key in this room before, the message stored then comes back with
	// Repeated and decide is not asked. An empty key is never repeated. ErrNotFound for an unknown room.
	Change(ctx context.Context, room, author, key string, decide func(Room) (Change, error)) (Change, error)
	Room(ctx context.Context, id string) (Room, error)
	Messages(ctx context.Context, p Page) ([]Message, error)
	// Waiting lists the queue, longest wait first. Unread counts for the staff side.
	Waiting(ctx context.Context, limit int) ([]Summary, error)
	// Skills are what somebody of the bank can talk about; none of who isn't known.
	Skills(ctx context.Context, person string) ([]Skill, error)
	// Ahead counts the rooms that have been waiting since before a time.
	Ahead(ctx context.Context, since time.Time) (int, error)
	// Pace reads how fast rooms are taken at a time; the answer may be some seconds old.
	Pace(ctx context.Context, now time.Time) (Pace, error)
	// Rate stores a rating, or changes the one that is there when it was first given after since; false when it is older.
	Rate(ctx context.Context, r Rating, since time.Time) (bool, error)
	// Rating reads a room's rating of an operator; ErrNotFound when there is none.
	Rating(ctx context.Context, room, operator string) (Rating, error)
	// OfOperator lists the open rooms of an operator, the latest words first.
	OfOperator(ctx context.Context, operator string, limit int) ([]Summary, error)
	// OfTeam lists the open rooms of an operator's colleagues within a reach, the latest words first.
	OfTeam(ctx context.Context, of app.Reach, limit int) ([]Summary, error)
	// CountOpen counts the open rooms of operators within a reach.
	CountOpen(ctx context.Context, of app.Reach) (int, error)
	// OfClient lists the rooms of a client, the latest words first, closed ones too.
	OfClient(ctx context.Context, client string, limit int) ([]Summary, error)
	// Mark moves one side's mark forward and returns the room with it; moved is false when it stood there already.
	Mark(ctx context.Context, room string, side Side, to Mark) (r Room, moved bool, err error)
	Topics(ctx context.Context) ([]Topic, error)
	// SetTopics lets decide look at the topics and stores what it answers, in its order; two at once wait for each other. None is deleted.
	SetTopics(ctx context.Context, decide func([]Topic) ([]Topic, app.Audit, error)) error
	// Canned lists all canned texts, by shortcut.
	Canned(ctx context.Context) ([]Canned, error)
	// SaveCanned stores a new text or changes one. Conflict when another has its shortcut; ErrNotFound when there is none to change.
	SaveCanned(ctx context.Context, t Canned, isNew bool, a app.Audit) error
	DropCanned(ctx context.Context, id string, a app.Audit) error
	// Colleagues lists the operators who can be given a room: active ones, online first, then by name.
	Colleagues(ctx context.Context, limit int) ([]Person, error)
	// SetOnline keeps people's presence until the given number of seconds from now; 0 ends it.
	SetOnline(ctx context.Context, people []string, seconds int) error
}
