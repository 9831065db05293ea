// Package application is a client's application for a product: from the first answer to the money.
//
// An application is a log, as a room is: every change takes the next number, and the application's row is what the log adds up to;
// the number guards each change against one made beside it. What a client types into a draft takes a number too, but no entry: a draft
// that is saved by itself for an hour has a short log. Its life is one table of transitions (transition.go). Answers are
// checked by the form that the product's version asks; passport and tax numbers are sealed in the store, and leave it masked. The
// figure that the page showed is the figure that is stored: a quote is counted once, by product.Version.Quote.
//
// What is typed into a draft is kept even when it isn't right yet, and then it is rough: an answer is what the form wants, or it is
// rough. A client has one draft for a product, and MaxDrafts in all. From the submission on each change has an audit record beside it.
package application

import (
	"time"

	"telemark/app/application/workflow"
	"telemark/app/product"
)

// State is where an application stands.
type State string

// The states of an application.
const (
	Draft     State = "draft"     // the client fills it in
	Submitted State = "submitted" // it has a number; nobody from the bank has it yet
	InReview  State = "in_review" // somebody from the bank has it
	NeedsInfo State = "needs_info"
	Offered   State = "offered"
	Accepted  State = "accepted"
	Declined  State = "declined"  // by the client
	Withdrawn State = "withdrawn" // by the client
	Refused   State = "refused"   // by the bank
	Fulfilled State = "fulfilled" // the client has what they applied for
)

// Ended tells whether nothing can follow.
func (s State) Ended() bool {
	return s == Declined || s == Withdrawn || s == Refused || s == Fulfilled
}

// Waits tells whom the application waits for: "client", "bank", or "" when it has ended.
func (s State) Waits() string {
	switch s {
	case Draft, NeedsInfo, Offered:
		return "client"
	case Submitted, InReview, Accepted:
		return "bank"
	}
	return ""
}

// Person is somebody in an application, as the others see them.
type Person struct{ ID, Name string }

// Application is one application of one client for one product.
type Application struct {
	ID          string
	Number      string // "26-000123": given with the submission, printed on the receipt; empty in a draft
	Client      Person
	Product     string // id
	Slug        string // of the product
	Kind        product.Kind
	Names       map[string]string // of the product by language, as it was called when the application was begun
	Version     int               // of the product: whose form it answers, and by which it was quoted
	State       State
	Seq         int64 // number of the last change
	Ask         product.Ask
	Quote       product.Quote   // as shown when the client submitted, or of a draft as last counted
	Answers     Answers         // sealed ones masked: see Service.Reveal
	Rough       map[string]bool // the answers that stand as they were typed, because they are not what the form wants
	Step        string          // id of the form's step at which the client goes on; Review behind the last
	Assignee    Person          // of the bank; zero: nobody yet
	Team        string          // id of the assignee's team, as it is now; empty for none
	Asked       string          // what the bank wants to know, while NeedsInfo
	Offer       *Offer          // the last one made
	Reason      string          // id of why it was refused or withdrawn; empty otherwise
	Room        string          // id of the chat room about it; empty when there is none
	Key         string          // the client's one-use key of the draft: the same key makes one draft
	Told        string          // the key of a submission that was answered with new figures: it submits nothing any more
	CreatedAt   time.Time
	ChangedAt   time.Time
	Since       time.Time // since when whoever is waited for is waited for
	SubmittedAt *time.Time
	EndedAt     *time.Time
	Desk
}

// Desk is where an application stands inside the bank. It is zero before the submission, and of what was submitted when
// there were no workflows.
type Desk struct {
	Workflow string            // id
	Rules    int               // number of the workflow's version under which it was submitted
	Flow     *workflow.Version // that version; nil in lists
	Stage    string            // id; empty when it has ended
	Round    int64             // number of the change with which it came to the stage: ticks and votes are of one round
	StageAt  *time.Time        // since when it is there
	Ticks    []Tick            // of this round; not in lists
	Votes    []Vote            // of this round, the oldest first; not in lists
	Arrived  []string          // the product's papers that the bank can read; not in lists
}

// Review is the step behind the last one of a form.
const Review = "review"

// ProductName is what the product was called when the application was begun, in lang, in English where that is missing.
func (a Application) ProductName(lang string) string {
	if name, ok := a.Names[lang]; ok {
		return name
	}
	return a.Names["en"]
}

// Answers are what the client has typed, by field id, in the form that Check made of it: amounts in minor units, days as
// "2026-11-28", phones as "+79161234567", yes as "yes" or "no".
type Answers map[string]string

// Event is one entry of an application's log. It never changes once stored.
type Event struct {
	ID          string
	Application string
	Seq         int64 // of the change; those without an event leave gaps
	At          time.Time
	Actor       Person // zero: the program
	Side        string // "client", "bank", "system"
	Act         Act
	From, To    State
	Note        string // what was asked, answered or given as a reason; seen by both sides
	Changes     []Change
}

// Change is one answer that an event changed, with its old and new value; sealed ones masked.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Summary is an application in a list: without its answers.
type Summary struct{ Application }
