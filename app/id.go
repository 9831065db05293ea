package app

import (
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// NewID returns 26 characters that sort by the time they were made (ULID): 48 bits of milliseconds, 80 random bits.
func NewID() string { return ulid.Make().String() }

// IsID tells whether s has the shape of an id, so that nothing else reaches a query. Upper case only: a database may compare
// without regard to case, and one thing has one id.
func IsID(s string) bool {
	_, err := ulid.ParseStrict(s)
	return err == nil && s == strings.ToUpper(s)
}

// FirstID is not above any id that NewID makes at t or later, and above all from before.
func FirstID(t time.Time) string {
	var id ulid.ULID
	_ = id.SetTime(ulid.Timestamp(t)) // fails after the year 10889
	return id.String()
}
