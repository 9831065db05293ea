package live

import "telemark/app"

// Form is what was typed into a composer or another form of a room, to be shown again when it was refused.
type Form struct {
	Body   string
	Key    string // one-use
	Topic  string
	To     string
	Reason string
	Errors map[string]app.Text // by field
	Failed bool
}
