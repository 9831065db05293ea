package chat

import (
	"time"
	"unicode/utf8"

	"telemark/app"
)

// MaxBody is the longest body, in characters.
const MaxBody = 4000

// Kind tells what an entry of a room's log is.
type Kind string

// The kinds of entries.
const (
	Said    Kind = "said"    // a message of one side, seen by both
	Note    Kind = "note"    // a private note: staff only, never sent to the client
	Happens Kind = "happens" // something happened: Body is a Happening, seen by both
)

// Message is one entry of a room's log. It never changes once stored.
type Message struct {
	ID     string
	Room   string
	Seq    int64
	Key    string // the sender's one-use key; unique per room and author; empty for Happens
	Author Person
	Side   Side
	Kind   Kind
	Body   string
	At     time.Time
}

// Happening is the body of an entry that the program writes; the pages put it in words, with the author's name where
// one belongs there.
type Happening string

// What can happen in a room.
const (
	Opened      Happening = "opened"
	Taken       Happening = "taken"
	Transferred Happening = "transferred" // Author is the receiver
	Returned    Happening = "returned"    // back to the queue
	Ended       Happening = "closed"
	Reopened    Happening = "reopened"
	Requested   Happening = "requested" // nobody works now: the body goes on with the request's number
)

// Visible tells whether side may ever see m.
func (m Message) Visible(side Side) bool { return m.Kind != Note || side == StaffSide }

// Draft is what somebody wants to say, before it has a number.
type Draft struct {
	Body string
	Key  string // one-use, 16 to 64 characters of [A-Za-z0-9_-]
}

// check cleans the draft's body and says at which field something is wrong.
func (d Draft) check() (Draft, error) {
	body, err := cleanBody(d.Body)
	if err != nil {
		return d, err
	}
	if !app.ValidKey(d.Key) {
		return d, app.FailFields(app.Field{Name: "key", Text: app.T("chat.key_invalid")})
	}
	d.Body = body
	return d, nil
}

// cleanBody is the body as it is stored.
func cleanBody(body string) (string, error) {
	body = app.Clean(body)
	switch n := utf8.RuneCountInString(body); {
	case n == 0:
		return "", app.FailFields(app.Field{Name: "body", Text: app.T("chat.body_empty")})
	case n > MaxBody:
		return "", app.FailFields(app.Field{Name: "body", Text: app.T("chat.body_long", "Max", MaxBody, "Over", n-MaxBody)})
	}
	return body, nil
}

// ErasedBody stands in place of what was said, when that was erased: the entry stays where it is, with its number.
const ErasedBody = "[erased]"

// Erased tells whether what was said is gone.
func (m Message) Erased() bool { return m.Kind != Happens && m.Body == ErasedBody }
