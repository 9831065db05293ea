package application

import "telemark/app"

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
)

// transition is one line of the life of an application.
type transition struct {
	act   Act
	from  []State
	to    State // "" keeps the state
	who   app.Role
	needs bool // of staff: only the assignee
}

// life is the one table of who may do what when. A client acts on their own applications only; see Application.may.
var life = []transition{
	{Begin, nil, Draft, app.Client, false},
	{Fill, []State{Draft}, "", app.Client, false},
	{Submit, []State{Draft}, Submitted, app.Client, false},
	{Attach, []State{Draft, Submitted, InReview, NeedsInfo}, "", app.Client, false},
	{Answer, []State{NeedsInfo}, InReview, app.Client, false},
	{Accept, []State{Offered}, Accepted, app.Client, false},
	{Decline, []State{Offered}, Declined, app.Client, false},
	{Withdraw, []State{Draft, Submitted, InReview, NeedsInfo, Offered}, Withdrawn, app.Client, false},
	{Take, []State{Submitted, InReview, NeedsInfo}, InReview, app.Operator, false},
	{Take, []State{Submitted, InReview, NeedsInfo}, InReview, app.Manager, false},
	{Assign, []State{Submitted, InReview, NeedsInfo, Offered, Accepted}, "", app.Manager, false},
	{Ask, []State{InReview}, NeedsInfo, app.Operator, true},
	{Ask, []State{InReview}, NeedsInfo, app.Manager, true},
	{Make, []State{InReview, Offered}, Offered, app.Manager, true},
	{Refuse, []State{InReview, NeedsInfo}, Refused, app.Manager, true},
	{Fulfil, []State{Accepted}, Fulfilled, app.Manager, false},
	{Expire, []State{Offered}, InReview, "", false},
}
