package chat

import (
	"context"
	"fmt"
	"time"

	"telemark/app"
	"telemark/app/calendar"
)

// About is what a client was looking at when they began a room, besides its topic: a product with the calculator's figures, or their
// application. Whoever opens the room has asked the product or the application for each value; nothing is what the client typed.
type About struct {
	Product     string            `json:"product,omitempty"`     // slug
	Kind        string            `json:"kind,omitempty"`        // of the product; a room of before this was kept has none
	Application string            `json:"application,omitempty"` // id
	Number      string            `json:"number,omitempty"`      // of the application; empty of a draft
	Names       map[string]string `json:"names"`                 // of the product, by language, as it was called then
	Currency    app.Currency      `json:"currency,omitempty"`
	Amount      int64             `json:"amount,omitempty"`  // minor units; 0: none was said
	Term        int               `json:"term,omitempty"`    // months
	Rate        app.Rate          `json:"rate,omitempty"`    // as the calculator showed it
	Payment     int64             `json:"payment,omitempty"` // likewise
}

// Name is the product's name in lang, in English where that is missing.
func (a About) Name(lang string) string {
	if name, ok := a.Names[lang]; ok {
		return name
	}
	return a.Names["en"]
}

// Hours say when the centre works; *calendar.Service is one.
type Hours interface {
	Calendar(ctx context.Context) (*calendar.Calendar, error)
}

// closed tells whether nobody answers now. A service without hours never closes.
func (s *Service) closed(ctx context.Context, at time.Time) (bool, error) {
	if s.Hours == nil {
		return false, nil
	}
	c, err := s.Hours.Calendar(ctx)
	return err == nil && !c.Open(at), err
}

// Opens is when the centre opens next, and nil while it is open or when that is never.
func (s *Service) Opens(ctx context.Context) (*time.Time, error) {
	at := app.Now()
	closed, err := s.closed(ctx, at)
	if err != nil || !closed {
		return nil, err
	}
	c, err := s.Hours.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	if next, ok := c.NextOpening(at); ok {
		return &next, nil
	}
	return nil, nil //nolint:nilnil // never is an answer
}

// RequestNumber is how people say the number of a request: "R-000123".
func RequestNumber(n int64) string { return fmt.Sprintf("R-%06d", n) }

// Numbered is the change of a room that becomes a request, with its number: in the room, and in the entry that tells both sides.
func (c Change) Numbered(n int64) Change {
	c.Room.Request = n
	entries := make([]Message, len(c.Entries))
	for i, e := range c.Entries {
		if e.Kind == Happens && e.Body == string(Requested) {
			e.Body += " " + RequestNumber(n)
		}
		entries[i] = e
	}
	c.Entries = entries
	return c
}

// ask makes a request of a room that waits while nobody works, unless it is one already.
func (c *Change) ask(closed bool, at time.Time) {
	if closed && c.Room.State == Waiting && c.Room.Request == 0 {
		c.happens(Requested, Person{}, at)
		c.Request = true
	}
}
