package app

import "time"

// Audit is one append-only record of a change or of a read of sensitive data. The store chains records by hash, in the
// order in which they were committed, in the transaction of the change itself.
type Audit struct {
	ID       string
	At       time.Time
	Actor    string // id; empty for nobody, "system" for the program
	Role     Role
	Action   string // noun.verb: "room.take", "session.start"
	Object   string // id of what was changed
	Old, New string // short JSON or plain words; never a secret, never a message's text
	Address  string
	Request  string
}

// Record makes the audit record of what actor does to object. With a break-glass the record has the role Emergency.
func Record(actor Actor, action, object, old, new string) Audit {
	role := actor.Role
	if actor.Emergency != "" {
		role = Emergency
	}
	return Audit{
		ID: NewID(), At: Now(), Actor: actor.ID, Role: role, Action: action, Object: object,
		Old: old, New: new, Address: actor.Address, Request: actor.Request,
	}
}
