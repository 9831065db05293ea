package app

import "time"

// Alarm says that somebody has all duties for now, for everybody of the bank to see: on each page of theirs.
type Alarm struct {
	ID        string // of the break-glass
	Person    string // id
	Name      string
	Confirmer string // name
	Reason    string
	Until     time.Time
}
