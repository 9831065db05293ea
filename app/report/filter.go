package report

import (
	"encoding/base64"
	"strings"
	"time"

	"telemark/app"
)

// Period is a stretch of the bank's days, the first and the last included.
type Period struct{ From, Until app.Day }

// MaxDays is the longest period: a year and a day.
const MaxDays = 366

// Check tells what is wrong with a period that somebody chose.
func (p Period) Check() error {
	switch {
	case p.From == "" || p.Until == "" || p.Until < p.From:
		return app.FailFields(app.Field{Name: "until", Text: app.T("report.period_order")})
	case p.Days() > MaxDays:
		return app.FailFields(app.Field{Name: "until", Text: app.T("report.period_long", "Count", MaxDays)})
	}
	return nil
}

// Days is how many days it has.
func (p Period) Days() int { return p.From.Until(p.Until) + 1 }

// Before is the period of the same length that ends on the day before.
func (p Period) Before() Period { return Period{p.From.Add(-p.Days()), p.From.Add(-1)} }

// Moments are its first moment and the first one after it. A day of the bank has 23 or 25 hours where clocks change.
func (p Period) Moments() (from, until time.Time) { return p.From.Start(), p.Until.Add(1).Start() }

// Each gives its days in order.
func (p Period) Each() []app.Day {
	days := make([]app.Day, 0, p.Days())
	for d := p.From; d <= p.Until; d = d.Add(1) {
		days = append(days, d)
	}
	return days
}

// Filter says which rows count. Empty fields ask for nothing.
type Filter struct {
	Period
	Operator string // id: of a conversation who has it or had it last, who ended it, or who was rated; of an application who has it
	Team     string // id: of the operator
	Topic    string // id
	Kind     string // of the product
	State    string // of the application, now
}

// Within is a filter with whose work its reader sees.
type Within struct {
	Filter
	Reach app.Reach
}

// All tells whether every row of the period counts.
func (w Within) All() bool {
	f := w.Filter
	f.Period = Period{}
	return f == Filter{} && w.Reach.Scope == app.All
}

// within narrows a filter to what the actor sees. Somebody else's operator or team in it leaves nothing.
func (f Filter) within(actor app.Actor) (Within, error) {
	if !actor.Role.Staff() {
		return Within{}, app.ErrNotFound
	}
	return Within{Filter: f, Reach: actor.Reach()}, nil
}

// Row is one row behind a figure: of a conversation, or of an application.
type Row struct {
	Place
	Value       int64 // see Figure; -1: none yet
	Room        string
	Application string
	Number      string // of the application
	Client      string // name
	Operator    string // name; empty: nobody
	Topic       string // id
	Kind        string // of the product
	State       string // of the application
}

// Place is where a row stands in the list of all: the latest first. The zero Place is before the first.
type Place struct {
	At  time.Time
	Key string
}

// String is the place as it stands in an address.
func (p Place) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.At.UTC().Format(time.RFC3339Nano) + " " + p.Key))
}

// ParsePlace reads what String wrote. ok is false for anything else but an empty text, which is the zero Place.
func ParsePlace(text string) (p Place, ok bool) {
	if text == "" {
		return p, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return p, false
	}
	at, key, _ := strings.Cut(string(raw), " ")
	p.At, err = time.Parse(time.RFC3339Nano, at)
	p.Key = key
	return p, err == nil && app.IsID(key)
}
