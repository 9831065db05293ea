package app

import (
	"sync"
	"time"
)

// Now is the only clock: UTC, cut to the milliseconds that both databases hold. In tests testing/synctest moves it.
func Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// Zone is where the bank is: its days begin and end there, and readers whose own zone is not known see its time.
var Zone = sync.OnceValue(func() *time.Location {
	if loc, err := time.LoadLocation("Europe/Moscow"); err == nil {
		return loc
	}
	return time.UTC // a machine without a zone database
})
