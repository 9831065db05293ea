package application

import (
	"slices"
	"time"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/product"
)

// Update is the next state of an application with the events that lead to it and the record of them.
type Update struct {
	Application Application
	Events      []Event // numbered; in order
	Saves       bool    // the application changes without an event
	Answers     []Saved // those that change
	Audit       []app.Audit
	Ticks       []Ticking
	Votes       []Vote // new ones
	Number      bool   // the application gets the next number of its year with this change
	Then        error  // what the caller is told after the change has been stored
}

// Saved is an answer to be kept.
type Saved struct {
	Field string
	Type  product.FieldType
	Value string // empty: there is none any more
	Rough bool   // kept as typed, because it isn't what the form wants
}

// Ticking is a line of the checklist that is ticked or not any more.
type Ticking struct {
	Tick
	Done bool
}

// Empty tells whether nothing changes.
func (c Update) Empty() bool { return len(c.Events) == 0 && !c.Saves }

// System is who acts when the program does something by itself.
var System = app.Actor{ID: "system"}

// update begins an update of the application.
func (a Application) update() Update { return Update{Application: a} }

// move writes the next event of the log. The clock of whoever is waited for starts anew when that is somebody else.
func (c *Update) move(actor app.Actor, act Act, to State, at time.Time) *Event {
	a := &c.Application
	from := a.State
	a.Seq++
	a.State, a.ChangedAt = to, at
	if from.Waits() != to.Waits() || from == "" {
		a.Since = at
	}
	if to.Ended() {
		a.EndedAt, a.Stage, a.StageAt = &at, "", nil
	}
	e := Event{ID: app.NewID(), Application: a.ID, Seq: a.Seq, At: at, Side: "system", Act: act, From: from, To: to}
	switch {
	case actor.Role == app.Client:
		e.Actor, e.Side = person(actor), "client"
	case actor.Role.Staff():
		e.Actor, e.Side = person(actor), "bank"
	}
	c.Events = append(c.Events, e)
	return &c.Events[len(c.Events)-1]
}

// save changes the application without an entry in its log.
func (c *Update) save(at time.Time) {
	c.Saves = true
	c.Application.Seq++
	c.Application.ChangedAt = at
}

func (c *Update) record(actor app.Actor, action, old, new string) {
	c.Audit = append(c.Audit, app.Record(actor, action, c.Application.ID, old, new))
}

func person(actor app.Actor) Person { return Person{ID: actor.ID, Name: actor.Name} }

// Reasons that are given by their ids.
var (
	WithdrawReasons = []string{"changed_mind", "other_bank", "too_long", "mistake", "other"}
	DeclineReasons  = []string{"rate", "amount", "other_bank", "changed_mind", "other"}
	RefuseReasons   = []string{"income", "history", "documents", "rules", "other"}
)

// end ends an application for a reason.
func (a Application) end(actor app.Actor, act Act, reason string, reasons []string, note string, at time.Time) (Update, error) {
	to, err := a.next(actor, act)
	if err != nil {
		return Update{}, err
	}
	if !slices.Contains(reasons, reason) {
		return Update{}, app.FailFields(app.Field{Name: "reason", Text: app.T("application.reason_missing")})
	}
	if act == Refuse {
		if err := a.leave(workflow.Refuse, a.Ask.Amount); err != nil {
			return Update{}, err
		}
	}
	c := a.update()
	c.Application.Reason, c.Application.Asked = reason, ""
	e := c.move(actor, act, to, at)
	e.Note = note
	c.record(actor, "application."+string(act), string(a.State), reason)
	return c, nil
}

// withdraw takes the application back. Withdrawing it twice changes nothing.
func (a Application) withdraw(actor app.Actor, reason string, at time.Time) (Update, error) {
	if a.State == Withdrawn && actor.Role == app.Client {
		return a.update(), nil
	}
	return a.end(actor, Withdraw, reason, WithdrawReasons, "", at)
}

// refuse is the bank's no.
func (a Application) refuse(actor app.Actor, reason, note string, at time.Time) (Update, error) {
	return a.end(actor, Refuse, reason, RefuseReasons, note, at)
}

// take makes the application the actor's work. The loser of a race learns who has it; taking it twice changes nothing.
func (a Application) take(actor app.Actor, at time.Time) (Update, error) {
	to, err := a.next(actor, Take)
	switch {
	case err != nil:
		return Update{}, err
	case a.State == InReview && a.Assignee.ID == actor.ID:
		return a.update(), nil
	case a.Assignee.ID != "" && a.Assignee.ID != actor.ID:
		return Update{}, a.notYours()
	}
	c := a.update()
	c.Application.Assignee = person(actor)
	c.move(actor, Take, to, at)
	c.record(actor, "application.take", "", actor.ID)
	return c, nil
}

// assign gives the application to a colleague. Giving it to who has it changes nothing.
func (a Application) assign(actor app.Actor, colleague Person, at time.Time) (Update, error) {
	to, err := a.next(actor, Assign)
	if err != nil {
		return Update{}, err
	}
	if a.Assignee.ID == colleague.ID {
		return a.update(), nil
	}
	c := a.update()
	c.Application.Assignee = colleague
	e := c.move(actor, Assign, to, at)
	e.Changes = []Change{{Field: assigneeField, Old: a.Assignee.Name, New: colleague.Name}}
	c.record(actor, "application.assign", a.Assignee.ID, colleague.ID)
	return c, nil
}

// ask asks the client for more.
func (a Application) ask(actor app.Actor, note string, at time.Time) (Update, error) {
	return a.talk(actor, Ask, note, note, at)
}

// answer answers what the bank asked.
func (a Application) answer(actor app.Actor, note string, at time.Time) (Update, error) {
	return a.talk(actor, Answer, note, "", at)
}

func (a Application) talk(actor app.Actor, act Act, note, asked string, at time.Time) (Update, error) {
	to, err := a.next(actor, act)
	if err != nil {
		return Update{}, err
	}
	c := a.update()
	c.Application.Asked = asked
	e := c.move(actor, act, to, at)
	e.Note = note
	c.record(actor, "application."+string(act), "", "")
	return c, nil
}

// attach writes into the log that a document was added; name is the file's.
func (a Application) attach(actor app.Actor, name string, at time.Time) (Update, error) {
	to, err := a.next(actor, Attach)
	if err != nil {
		return Update{}, err
	}
	c := a.update()
	e := c.move(actor, Attach, to, at)
	e.Note = name
	if a.State != Draft {
		c.record(actor, "application.attach", "", "")
	}
	return c, nil
}

// link says which room is about the application.
func (a Application) link(room string, at time.Time) Update {
	c := a.update()
	if a.Room != room {
		c.Application.Room = room
		c.save(at)
	}
	return c
}

// fulfil says that the client has what they applied for.
func (a Application) fulfil(actor app.Actor, at time.Time) (Update, error) {
	if a.State == Fulfilled && actor.Role == app.Manager {
		return a.update(), nil
	}
	to, err := a.next(actor, Fulfil)
	if err != nil {
		return Update{}, err
	}
	c := a.update()
	c.move(actor, Fulfil, to, at)
	c.record(actor, "application.fulfil", "", "")
	return c, nil
}

// checkNote cleans what somebody wrote to the other side. Some acts need words.
func checkNote(note string, needed bool) (string, error) {
	note = app.Clean(note)
	switch n := utf8.RuneCountInString(note); {
	case n == 0 && needed:
		return "", app.FailFields(app.Field{Name: "note", Text: app.T("application.note_missing")})
	case n > MaxNote:
		return "", app.FailFields(app.Field{Name: "note", Text: app.T("application.note_long", "Max", MaxNote)})
	}
	return note, nil
}
