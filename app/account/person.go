// Package account is about people: clients who register, staff who are invited, how they prove who they are, and what is
// done when somebody guesses.
//
// A wrong password, an unknown e-mail and a disabled person get the same answer after the same time. Failed attempts are
// counted in the store, so that they count in every process: 10 for an account and 100 for an address in 15 minutes.
package account

import (
	"time"

	"telemark/app"
)

// Person is somebody with a sign-in.
type Person struct {
	ID           string
	Name         string // 1 to MaxName characters
	Email        string // as normalised by Email: the sign-in name, unique
	Role         app.Role
	Lang         string // "en", "ru" or "" for what the browser asks for
	Rights       app.Rights
	Disabled     bool
	SecondFactor bool // a confirmed second factor exists
	CreatedAt    time.Time
	SeenAt       *time.Time // of the latest session, nil when there is none; in lists of staff only
}

// MaxName bounds Person.Name, MaxEmail Person.Email, in characters.
const (
	MaxName  = 100
	MaxEmail = 254 // RFC 5321, 4.5.3.1.3
)

// Credentials is a person with what a sign-in is checked against. It never leaves this package and the store.
type Credentials struct {
	Person
	Password string // PHC string of argon2id, at most 200 characters
	Factor   Factor
}

// Factor is a person's TOTP secret. The zero Factor is none.
type Factor struct {
	Sealed    []byte // the secret under COLUMN_KEYS, at most 200 bytes
	Confirmed bool   // a code was shown once; until then the factor does not count
	Step      int64  // the last 30-second step whose code was used; a code of it or before is refused
}

// Invitation is a one-time way for staff to make their own sign-in.
type Invitation struct {
	ID        string
	Email     string
	Name      string
	Role      app.Role // Operator or Manager
	Rights    app.Rights
	By        string // id of the manager
	CreatedAt time.Time
	ExpiresAt time.Time
}

// InvitationLife is how long an invitation can be used.
const InvitationLife = 72 * time.Hour
