// Package report is the dictionary of figures: each is defined once, with its name, its formula in words and its unit. The
// store holds the query of each; a test fails when either lacks its partner.
package report

import (
	"context"
	"time"

	"telemark/app"
)

// Unit says what a figure counts.
type Unit string

// The units.
const (
	Rooms   Unit = "rooms"
	Seconds Unit = "seconds"
	Stars   Unit = "stars" // 1 to 5
)

// Figure is one entry of the dictionary. Its name and formula are the texts "figure.<id>" and "figure.<id>_formula".
type Figure struct {
	ID   string
	Unit Unit
	Live bool // the state at this moment; the others count since the start of the day
}

// Figures is the dictionary, in the order in which screens show it.
var Figures = []Figure{
	{ID: "waiting", Unit: Rooms, Live: true},
	{ID: "open", Unit: Rooms, Live: true},
	{ID: "served", Unit: Rooms},
	{ID: "first_answer", Unit: Seconds},
	{ID: "rating", Unit: Stars},
}

// Value is a figure with what was measured. None is true when there was nothing to measure, which is not zero.
type Value struct {
	Figure
	Number float64
	None   bool
}

// Name and Formula are the texts that explain the figure.
func (f Figure) Name() app.Text    { return app.Text{ID: "figure." + f.ID} }
func (f Figure) Formula() app.Text { return app.Text{ID: "figure." + f.ID + "_formula"} }

// Store measures a figure of the dictionary since a time, which live ones ignore.
type Store interface {
	Figure(ctx context.Context, id string, since time.Time) (number float64, found bool, err error)
}

// Service answers the figures that a screen shows.
type Service struct{ Store Store }

// Today measures all figures since the start of the day in the bank's zone.
func (s *Service) Today(ctx context.Context, bank *time.Location) ([]Value, error) {
	now := app.Now().In(bank)
	start := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, bank).UTC()
	values := make([]Value, 0, len(Figures))
	for _, f := range Figures {
		number, found, err := s.Store.Figure(ctx, f.ID, start)
		if err != nil {
			return nil, err
		}
		values = append(values, Value{Figure: f, Number: number, None: !found})
	}
	return values, nil
}
