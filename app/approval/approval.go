// Package approval is four eyes for whatever the bank publishes. A Request says what somebody wants published; somebody else, with
// the duty Approver, approves or refuses it. Nobody who had a hand in what it is about ever decides it, whatever their duties: the
// rule stands here and, as a key and two checks, in both databases (see the migration 0019).
//
// A kind of thing that is published is a word, such as "product.version", and a Publisher that its noun registers under it:
//
//	approvals.Register(map[string]approval.Publisher{"workflow.version": flows})
//
// The noun makes a Request of its own payload (JSON, which only its Publisher reads) and calls Ask. From then on Ask, Decide and
// Withdraw call the Publisher within their own transaction: Hold when the request is made, Publish when it is approved, Return when
// its object goes back to its authors. So a version is written, the request decided and the audit recorded, or nothing is. What a
// Publisher writes it writes through its own store's methods that take the Tx.
package approval

import (
	"context"
	"time"

	"telemark/app"
)

// State is where a request stands.
type State string

// The states. All but Waiting are final.
const (
	Waiting   State = "waiting"
	Approved  State = "approved"
	Refused   State = "refused"
	Withdrawn State = "withdrawn" // by somebody who wrote it
	Outdated  State = "outdated"  // what it was about has moved on: approving it would have published something else
)

// States are all of them, in the order in which screens show them.
var States = []State{Waiting, Approved, Refused, Withdrawn, Outdated}

// Valid tells whether s is one of the states.
func (s State) Valid() bool {
	return s == Waiting || s == Approved || s == Refused || s == Withdrawn || s == Outdated
}

// Person is somebody of the bank, as far as a request shows them.
type Person struct{ ID, Name string }

// Titles name what a request is about, by language.
type Titles map[string]string

// In is the title in lang, in English where that is missing.
func (t Titles) In(lang string) string {
	if title := t[lang]; title != "" {
		return title
	}
	return t["en"]
}

// Request is what somebody wants published, and what became of it.
type Request struct {
	ID      string
	Kind    string // a word that a Publisher is registered under
	Object  string // id of what is published, as its kind knows it: one request waits for an object at a time
	Title   Titles
	Author  Person   // who asked
	Editors []Person // who had a hand in it besides
	At      time.Time
	State   State
	Decider Person // who approved or refused
	EndedAt *time.Time
	Reason  string   // the decider's words: always there when it was refused
	Note    app.Text // what the program says of its end: why it is outdated
	Payload string   // JSON of the kind; not read for lists
}

// Touched tells whether a person wrote or edited what the request is about.
func (r Request) Touched(person string) bool {
	if r.Author.ID == person {
		return true
	}
	for _, e := range r.Editors {
		if e.ID == person {
			return true
		}
	}
	return false
}

// Filter chooses requests. Zero fields choose nothing.
type Filter struct {
	Mine   bool // that the actor asked for
	State  State
	Author string // id
	Kind   string
	From   app.Day // asked on that day or later
	Until  app.Day // or earlier
	After  string  // id of the last request of the page before
}

// PageSize is how many requests a page of the inbox has.
const PageSize = 50

// MaxReason is how many characters a decider's reason may have.
const MaxReason = 1000

// Tx is the transaction of a request's decision. Only a store can make one, and only its own methods can use it.
type Tx interface{ Transaction() }

// Publisher knows how to publish one kind. Its methods run within the transaction of the request and may run again from the start,
// so they keep nothing between calls.
type Publisher interface {
	// Hold keeps others from changing the object while the request waits. An error keeps the request from being made.
	Hold(ctx context.Context, tx Tx, r Request) error
	// Publish makes what the request asks for, in the name of its author and approved by the actor, and answers the audit records to
	// write with it. When what the request was made on has moved on it writes nothing and answers an Obsolete.
	Publish(ctx context.Context, tx Tx, actor app.Actor, r Request) ([]app.Audit, error)
	// Return gives the object back to its authors: the request was refused, withdrawn or is outdated.
	Return(ctx context.Context, tx Tx, r Request) error
}

// Obsolete is a Publisher's answer when a request can't be published any more as it was asked for, with the reason for its authors.
type Obsolete struct{ Why app.Text }

func (o *Obsolete) Error() string { return "obsolete: " + o.Why.ID }
