// Package session keeps who is signed in where: server-side sessions behind gorilla's sessions.Store.
//
// A browser holds an opaque random token of 256 bits in a signed cookie; the store holds its SHA-256 only, so that a copy of
// the database signs nobody in. A session ends when it is idle too long, when it is old, when its owner or a manager ends
// it, or when its person is disabled; it gets a new token at sign-in and with every change of its rights.
package session

import (
	"time"

	"telemark/app"
)

// Session is one sign-in of one person in one browser.
type Session struct {
	Hash      string    // SHA-256 of the token, base64url without padding, 43 characters: the key of the row
	User      string    // id of the person
	Strong    bool      // a second factor was shown in this session
	StartedAt time.Time // of the sign-in; kept when the token is changed
	SeenAt    time.Time // last use, exact to a minute
	EndsAt    time.Time // the absolute limit
	Address   string    // network address at the sign-in, at most 45 characters
	Device    string    // User-Agent at the sign-in, at most MaxDevice characters
}

// MaxDevice bounds Session.Device, in characters.
const MaxDevice = 200

// User is what a session needs to know of its person, read with it in one query.
type User struct {
	ID           string
	Name         string
	Role         app.Role
	Rights       app.Rights
	Lang         string // "en", "ru" or "" for what the browser asks for
	Disabled     bool
	SecondFactor bool // a confirmed second factor exists
}

// The limits. ASVS 5.0, 7.1.1 wants them written down, 7.3.1 and 7.3.2 want both kinds; NIST SP 800-63B-4 has 24 hours and
// one hour for two factors, 30 days for one.
//
// Staff: a shift, and an hour with the screen's tab hidden in a browser that closes the stream of hidden tabs, with a
// quarter of an hour to spare; an open stream counts as use. Clients: two weeks, and a weekend between question and answer.
const (
	StaffLife   = 12 * time.Hour
	StaffIdle   = 75 * time.Minute
	ClientLife  = 14 * 24 * time.Hour
	ClientIdle  = 3 * 24 * time.Hour
	PendingLife = 10 * time.Minute // from the password to the code
	seenEvery   = time.Minute      // how often SeenAt is written
)

// Life is how long a session of the role lasts at most.
func Life(role app.Role) time.Duration {
	if role == app.Client {
		return ClientLife
	}
	return StaffLife
}

// Idle is how long a session of the role lasts without use.
func Idle(role app.Role) time.Duration {
	if role == app.Client {
		return ClientIdle
	}
	return StaffIdle
}
