package app

import "slices"

// Role decides which area a person has.
type Role string

// The roles. A person has exactly one.
const (
	Client   Role = "client"
	Operator Role = "operator"
	Manager  Role = "manager"
)

// Emergency stands in audit records instead of Manager for what somebody does with a break-glass. Nobody has it as their role.
const Emergency Role = "emergency"

// Valid tells whether r is one of the roles.
func (r Role) Valid() bool { return r == Client || r == Operator || r == Manager }

// Staff tells whether the role belongs to the bank.
func (r Role) Staff() bool { return r == Operator || r == Manager }

// Actor is who does something, as the session knows them. The zero Actor is nobody.
type Actor struct {
	ID        string
	Name      string
	Role      Role
	Duties    Duties // of a manager
	Scope     Scope  // whose work somebody of the bank may see
	Team      string // id of their team; empty for none
	Emergency string // id of the break-glass that gives them all duties for now; empty for none
	Session   string // hash of the session's token: enough to end it, not to use it
	Address   string // network address, for audit records
	Request   string // request id, for audit records
}

// May tells whether the actor is a manager with these duties.
func (a Actor) May(duties Duties) bool { return a.Role == Manager && a.Duties.Has(duties) }

// MayAny tells whether the actor is a manager with one of the duties.
func (a Actor) MayAny(duties ...Duties) bool { return slices.ContainsFunc(duties, a.May) }

// Known tells whether somebody is signed in.
func (a Actor) Known() bool { return a.ID != "" }
