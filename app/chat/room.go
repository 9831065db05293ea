// Package chat is the talk between a client and the bank: rooms, messages, the queue, and who may do what in them.
//
// A room is a log. Each message, note and happening takes the next number of its room, and the room's row is what the log
// adds up to; so the number also guards every change of a room against a change made beside it. Numbers start at 1 and have
// no gap and no fork. Bodies are plain text of at most MaxBody characters.
package chat

import (
	"time"

	"telemark/app"
)

// State says whose turn a room is.
type State string

// The states of a room.
const (
	Waiting State = "waiting" // nobody from the bank has it
	Open    State = "open"    // an operator has it
	Closed  State = "closed"  // served; writing in it again makes it wait again
)

// Side is where a message stands in the talk.
type Side string

// The sides. A private note stands on the staff side.
const (
	ClientSide Side = "client"
	StaffSide  Side = "staff"
	SystemSide Side = "system"
)

// SideOf tells on which side an actor talks.
func SideOf(actor app.Actor) Side {
	if actor.Role == app.Client {
		return ClientSide
	}
	return StaffSide
}

// Other is the side that reads what s writes.
func (s Side) Other() Side {
	if s == ClientSide {
		return StaffSide
	}
	return ClientSide
}

// Person is somebody in a room, as the others see them. The zero Person is nobody.
type Person struct {
	ID     string
	Name   string
	Online bool // has a page with a stream open, now or within the last minute
}

// Mark is how far one side has come in a room's log: Delivered to a browser, Read on a screen. Both only grow, and
// Read never passes Delivered.
type Mark struct {
	Delivered int64
	Read      int64
}

// Room is one talk of one client with the bank about one topic.
type Room struct {
	ID           string
	Client       Person
	Lang         string // of the client, "en" or "ru"; empty when they have chosen none
	Operator     Person // zero unless Open; after Closed whoever served it last
	Team         string // id of the operator's team, as it is now; empty for none
	Topic        string // id of a Topic
	State        State
	Seq          int64 // number of the last entry of the log
	CreatedAt    time.Time
	LastAt       time.Time  // of the last entry that both sides see
	WaitingSince *time.Time // start of the present wait; nil unless Waiting
	TakenAt      *time.Time // first taken
	AnsweredAt   *time.Time // first message of an operator
	ClosedAt     *time.Time // nil unless Closed
	CloseReason  string     // id of a close reason; empty unless Closed
	Request      int64      // number of the request that the present or last wait is; 0: the centre was open
	About        *About     // nil: nothing but the topic
	ByClient     Mark       // how far the client has come
	ByStaff      Mark       // how far the room's operator has come
}

// Wait is how long the client has been waiting for an operator at now; 0 unless the room waits.
func (r Room) Wait(now time.Time) time.Duration {
	if r.WaitingSince == nil {
		return 0
	}
	return max(0, now.Sub(*r.WaitingSince))
}

// MarkOf is how far side has come.
func (r Room) MarkOf(side Side) Mark {
	if side == ClientSide {
		return r.ByClient
	}
	return r.ByStaff
}

// Summary is a room in a list: with its last words and how many of them its reader has not seen.
type Summary struct {
	Room
	Last   Message // the last message of either side; never a note; zero when there is none
	Unread int     // messages of the other side above the reader's Mark.Read
	Fits   bool    // in the queue: it is of what its reader can talk about; see Room.Fits
}

// Topic is what a room is about. "other" always exists.
type Topic struct {
	ID    string
	Names map[string]string // by language: "en", "ru"

	Retired bool // clients can't choose it any more; rooms that have it keep it
}

// Name is the topic's name in lang, in English where that is missing.
func (t Topic) Name(lang string) string {
	if name, ok := t.Names[lang]; ok {
		return name
	}
	return t.Names["en"]
}
