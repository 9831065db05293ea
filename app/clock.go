package app

import "time"

// Now is the only clock: UTC, cut to the milliseconds that both databases hold. In tests testing/synctest moves it.
func Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
