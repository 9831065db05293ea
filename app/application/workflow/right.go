package workflow

import (
	"slices"

	"telemark/app"
)

// Right is what somebody of the bank needs for a stage or a way: a role, one duty of managers, or nothing more than being of the bank.
type Right string

// The rights that are no duty.
const (
	Staff     Right = "staff"
	Operators Right = "operator"
	Managers  Right = "manager"
)

// Rights are all of them, in the order in which an editor offers them.
var Rights = []Right{Staff, Operators, Managers, "underwriter", "supervisor", "approver", "author", "auditor", "administrator"}

// Known tells whether there is such a right.
func (r Right) Known() bool { return slices.Contains(Rights, r) }

// Held tells whether the actor has the right.
func (r Right) Held(actor app.Actor) bool {
	switch r {
	case Staff:
		return actor.Role.Staff()
	case Operators:
		return actor.Role == app.Operator
	case Managers:
		return actor.Role == app.Manager
	}
	duty, ok := app.ParseDuties(string(r))
	return ok && duty != 0 && actor.May(duty)
}

// With tells whether one person can have both rights: an operator has no duties.
func (r Right) With(other Right) bool {
	return r == Staff || other == Staff || (r == Operators) == (other == Operators)
}

// Name is the right in words: "Underwriter", "Everybody of the bank".
func (r Right) Name() app.Text {
	switch r {
	case Staff, Operators, Managers:
		return app.Text{ID: "workflow." + "right_" + string(r)}
	}
	return app.Text{ID: "duty." + string(r)}
}
