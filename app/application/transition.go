package application

import (
	"slices"

	"telemark/app"
)

// Act is what somebody does to an application.
type Act string

// The acts.
const (
	Begin    Act = "begin"
	Fill     Act = "fill" // answers a step of the form
	Submit   Act = "submit"
	Take     Act = "take"   // somebody of the bank makes it their work
	Assign   Act = "assign" // gives it to a colleague
	Ask      Act = "ask"    // wants to know more
	Answer   Act = "answer"
	Attach   Act = "attach" // adds a document
	Make     Act = "offer"
	Accept   Act = "accept"
	Decline  Act = "decline"
	Withdraw Act = "withdraw"
	Refuse   Act = "refuse"
	Fulfil   Act = "fulfil"
	Expire   Act = "expire" // the program, when an offer's time is over: back to review
	Move     Act = "move"   // to another stage of the workflow
	Check    Act = "check"  // ticks the stage's checklist
	Cast     Act = "vote"
	Remark   Act = "note" // for colleagues
)

// Internal tells whether the client sees nothing of an act.
func (a Act) Internal() bool { return a == Move || a == Check || a == Cast || a == Remark }

// transition is one line of the life of an application.
type transition struct {
	act   Act
	from  []State
	to    State // "" keeps the state
	who   app.Role
	needs bool // of staff: only the assignee
}

// system is the role of the program itself.
const system app.Role = ""

// sent are the states of what was submitted.
var sent = []State{Submitted, InReview, NeedsInfo, Offered, Accepted, Declined, Withdrawn, Refused, Fulfilled}

// life is the one table of who may do what when; what the stage of a workflow adds to it, staged says. A client acts on their own
// applications only; see Application.next.
var life = []transition{
	{Begin, nil, Draft, app.Client, false},
	{Fill, []State{Draft}, "", app.Client, false},
	{Submit, []State{Draft}, Submitted, app.Client, false},
	{Attach, []State{Draft, Submitted, InReview, NeedsInfo}, "", app.Client, false},
	{Answer, []State{NeedsInfo}, InReview, app.Client, false},
	{Accept, []State{Offered}, Accepted, app.Client, false},
	{Decline, []State{Offered}, Declined, app.Client, false},
	{Withdraw, []State{Draft, Submitted, InReview, NeedsInfo, Offered}, Withdrawn, app.Client, false},
	{Take, []State{Submitted, InReview}, InReview, app.Operator, false},
	{Take, []State{Submitted, InReview}, InReview, app.Manager, false},
	{Assign, []State{Submitted}, InReview, app.Manager, false},
	{Assign, []State{InReview, NeedsInfo, Offered, Accepted}, "", app.Manager, false},
	{Ask, []State{InReview}, NeedsInfo, app.Operator, true},
	{Ask, []State{InReview}, NeedsInfo, app.Manager, true},
	{Make, []State{InReview, Offered}, Offered, app.Manager, true},
	{Refuse, []State{InReview, NeedsInfo}, Refused, app.Manager, true},
	{Fulfil, []State{Accepted}, Fulfilled, app.Manager, false},
	{Expire, []State{Offered}, InReview, system, false},
	{Move, []State{InReview}, "", app.Operator, true},
	{Move, []State{InReview}, "", app.Manager, true},
	{Check, []State{InReview}, "", app.Operator, false},
	{Check, []State{InReview}, "", app.Manager, false},
	{Cast, []State{InReview}, "", app.Operator, false},
	{Cast, []State{InReview}, "", app.Manager, false},
	{Remark, sent, "", app.Operator, false},
	{Remark, sent, "", app.Manager, false},
}

// CanRead tells whether the actor may see the application: a client their own, the bank's staff what was submitted, and not before
// its client has consented to that; managers within their scope. Everybody else gets the answer that an unknown id gets.
func (a Application) CanRead(actor app.Actor) error {
	if seen, _ := a.Sees(actor); seen {
		return nil
	}
	return app.ErrNotFound
}

// Sees is CanRead with its reason.
func (a Application) Sees(actor app.Actor) (seen bool, why app.Reason) {
	switch {
	case actor.Role == app.Client && a.Client.ID == actor.ID:
		return true, app.ReasonOwn
	case !actor.Role.Staff():
		return false, app.ReasonForeign
	case a.private():
		return false, app.ReasonPrivate
	case actor.Role == app.Operator && a.Assignee.ID != "" && a.Assignee.ID != actor.ID:
		return true, app.ReasonServes
	}
	return Visible(actor).Why(a.Assignee.ID, a.Team)
}

// Visible is whose applications somebody of the bank sees, in every list, count, search and page: a manager those within their scope; an
// operator all, because they answer whoever writes to them.
func Visible(actor app.Actor) app.Reach {
	r := actor.Reach()
	if actor.Role == app.Operator {
		r.Scope = app.All
	}
	return r
}

// private tells whether nobody but its client has a part in it: a draft, or what became of one.
func (a Application) private() bool {
	return a.State == Draft || a.State == Withdrawn && a.SubmittedAt == nil
}

// May tells whether the actor may do act now: for the buttons of a page.
func (a Application) May(actor app.Actor, act Act) bool {
	if a.CanRead(actor) != nil {
		return false
	}
	_, err := a.next(actor, act)
	return err == nil
}

// next is the state to which an act leads. Who never may do it gets what a stranger gets; who may at another time learns that it is
// too late or too early.
func (a Application) next(actor app.Actor, act Act) (State, error) {
	known := false
	for _, t := range life {
		if t.act != act || t.who != actor.Role {
			continue
		}
		known = true
		if !slices.Contains(t.from, a.State) {
			continue
		}
		if t.needs && a.Assignee.ID != actor.ID {
			return "", a.notYours()
		}
		if err := a.staged(actor, act); err != nil {
			return "", err
		}
		if t.to == "" {
			return a.State, nil
		}
		return t.to, nil
	}
	if !known {
		return "", app.ErrNotFound
	}
	return "", app.Fail(app.Conflict, app.T("application.other_state"))
}

// notYours says who has the application, to somebody of the bank who doesn't.
func (a Application) notYours() error {
	if a.Assignee.ID == "" {
		return app.Fail(app.Conflict, app.T("application.take_first"))
	}
	return app.Fail(app.Conflict, app.T("application.taken_by", "Name", a.Assignee.Name))
}
