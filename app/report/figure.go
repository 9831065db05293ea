// Package report is the dictionary of figures: each is defined once, with its name, its formula in words, its unit, and what it can be
// split by. The store holds the one query of each; a test fails when either lacks its partner. Whatever shows a figure, of this moment, of today
// or of a year, asks Service, so that it is equal everywhere.
//
// Behind each figure is a set of rows, and each row has one whole number: seconds, stars, or 1 for yes and 0 for no. The number that is
// shown is made of these, and the rows can be listed. Durations are differences of whole seconds of the clock.
package report

import (
	"slices"
	"time"

	"telemark/app"
)

// Unit says what a figure counts.
type Unit string

// The units.
const (
	Rooms        Unit = "rooms"
	Applications Unit = "applications"
	Seconds      Unit = "seconds"
	Stars        Unit = "stars" // 1 to 5
	Share        Unit = "share" // 0 to 1
	Ratio        Unit = "ratio" // so many for one
)

// Sum is how the numbers of the rows make the figure.
type Sum int

// The ways.
const (
	Count  Sum = iota // how many rows there are
	Median            // the middle number
	Mean
	Part // which share of the rows has a number from Least to Most
	Each // how many rows there are for each operator and number: of open rooms each is 1, of a pace it is the hour
)

// Dimension is what a figure can be split by.
type Dimension string

// The dimensions.
const (
	Whole      Dimension = ""
	ByDay      Dimension = "day"  // of the bank
	ByHour     Dimension = "hour" // of the day where the bank is: "00" to "23"
	ByOperator Dimension = "operator"
	ByTeam     Dimension = "team"
	ByTopic    Dimension = "topic"
	ByKind     Dimension = "kind" // of the product
	ByState    Dimension = "state"
)

// Figure is one entry of the dictionary. Its name and formula are the texts "figure.<id>" and "figure.<id>_formula".
type Figure struct {
	ID          string
	Unit        Unit
	Sum         Sum
	Least, Most int64       // of Part
	Live        bool        // the state at this moment; the others are of a period
	Wall        bool        // among those that the first page shows
	Better      int         // 1: more is better, -1: less is, 0: neither
	Split       []Dimension // what its rows know, besides day and hour, which all but live ones have
}

// AnswerGoal is how long a client should wait for an answer at most, where the bank has set no other service level.
const AnswerGoal = 2 * time.Minute

// ConvertDays is within how many days of a conversation an application counts as coming out of it.
const ConvertDays = 7

var (
	ofRooms        = []Dimension{ByOperator, ByTeam, ByTopic}
	ofApplications = []Dimension{ByOperator, ByTeam, ByKind, ByState}
)

// Figures is the dictionary, in the order in which screens show it.
var Figures = []Figure{
	{ID: "waiting", Unit: Rooms, Live: true, Wall: true, Better: -1, Split: ofRooms},
	{ID: "open", Unit: Rooms, Live: true, Wall: true, Split: ofRooms},
	{ID: "load", Unit: Ratio, Sum: Each, Live: true, Split: ofRooms},
	{ID: "opened", Unit: Rooms, Split: ofRooms},
	{ID: "served", Unit: Rooms, Wall: true, Better: 1, Split: ofRooms},
	{ID: "wait", Unit: Seconds, Sum: Median, Better: -1, Split: ofRooms},
	{ID: "first_answer", Unit: Seconds, Sum: Median, Wall: true, Better: -1, Split: ofRooms},
	{ID: inTime, Unit: Share, Sum: Part, Least: 0, Most: int64(AnswerGoal / time.Second), Wall: true, Better: 1, Split: ofRooms},
	{ID: "handling", Unit: Seconds, Sum: Median, Better: -1, Split: ofRooms},
	{ID: "pace", Unit: Ratio, Sum: Each, Better: 1, Split: []Dimension{ByOperator, ByTeam}},
	{ID: "abandoned", Unit: Rooms, Better: -1, Split: ofRooms},
	{ID: "rating", Unit: Stars, Sum: Mean, Wall: true, Better: 1, Split: ofRooms},
	{ID: "conversion", Unit: Share, Sum: Part, Least: 1, Most: 1, Better: 1, Split: ofRooms},
	{ID: "submitted", Unit: Applications, Better: 1, Split: ofApplications},
	{ID: "approval", Unit: Share, Sum: Part, Least: 1, Most: 1, Split: ofApplications},
	{ID: "decision", Unit: Seconds, Sum: Median, Better: -1, Split: ofApplications},
}

// ByID finds a figure of the dictionary.
func ByID(id string) (Figure, error) {
	for _, f := range Figures {
		if f.ID == id {
			return f, nil
		}
	}
	return Figure{}, app.ErrNotFound
}

// Name and Formula are the texts that explain the figure.
func (f Figure) Name() app.Text { return app.Text{ID: "figure." + f.ID} }

// Formula says in words which event starts and which ends what is measured, and what happens with the odd cases.
func (f Figure) Formula() app.Text {
	return app.Text{ID: "figure." + f.ID + "_formula", Args: map[string]any{"Goal": int(f.Most), "Days": ConvertDays}}
}

// underGoal is the figure under a service level.
func (f Figure) underGoal(goal time.Duration) Figure {
	if f.ID == inTime {
		f.Most = int64(goal / time.Second)
	}
	return f
}

// inTime is the figure that counts by the service level.
const inTime = "in_time"

// Splits tells whether the figure can be split by a dimension.
func (f Figure) Splits(by Dimension) bool {
	switch {
	case by == ByDay || by == ByHour:
		return !f.Live
	case f.Sum == Each: // what is counted for each operator belongs to nobody's topic
		return by == Whole || by == ByOperator
	}
	return by == Whole || slices.Contains(f.Split, by)
}

// Has tells whether the figure's rows know what a filter asks for: otherwise its number would be of something else.
func (f Figure) Has(filter Filter) bool {
	for by, value := range map[Dimension]string{
		ByOperator: filter.Operator, ByTeam: filter.Team, ByTopic: filter.Topic, ByKind: filter.Kind, ByState: filter.State,
	} {
		if value != "" && !slices.Contains(f.Split, by) {
			return false
		}
	}
	return true
}

// Bins are the upper bounds of the bars in which the numbers of the rows are shown, each included; a last bar takes what is above.
func (f Figure) Bins() []int64 {
	const minute, hour, day = 60, 3600, 86400
	switch {
	case f.Unit == Stars:
		return []int64{1, 2, 3, 4, 5}
	case f.ID == "decision":
		return []int64{hour, 4 * hour, 8 * hour, day, 2 * day, 3 * day, 5 * day, 7 * day, 14 * day}
	case f.Unit == Seconds || f.ID == "in_time":
		return []int64{10, 30, minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, hour, 4 * hour}
	}
	return nil
}
