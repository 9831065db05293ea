package chat

import (
	"testing"

	"telemark/app"
)

func TestARoomIsHandedOverFromWhoHasIt(t *testing.T) {
	boss := app.Actor{ID: "01BOSS", Role: app.Manager, Duties: app.Administrator}
	to := Person{ID: jonas.ID, Name: jonas.Name}
	for name, tt := range map[string]struct {
		from  string
		to    Person
		state State
		want  State
		who   string
		moves bool
	}{
		"to a colleague":        {anna.ID, to, Open, Open, jonas.ID, true},
		"back to the queue":     {anna.ID, Person{}, Open, Waiting, "", true},
		"of somebody else":      {jonas.ID, Person{}, Open, Open, anna.ID, false},
		"to who has it":         {anna.ID, Person{ID: anna.ID}, Open, Open, anna.ID, false},
		"that was closed since": {anna.ID, to, Closed, Closed, anna.ID, false},
	} {
		room := openRoom(t)
		room.State = tt.state
		c := room.handOver(boss, tt.from, tt.to, noon)
		if c.Room.State != tt.want || c.Room.Operator.ID != tt.who || (len(c.Entries) > 0) != tt.moves || (len(c.Audit) == 1) != tt.moves {
			t.Errorf("%s: %s of %q, %d entries", name, c.Room.State, c.Room.Operator.ID, len(c.Entries))
		}
	}
	for _, who := range []app.Actor{marina, anna, {}, {ID: "x", Role: app.Manager, Duties: app.Author | app.Auditor}} {
		if err := canHandOver(who); app.KindOf(err) != app.NotFound {
			t.Errorf("%s %v hands over: %v", who.Role, who.Duties, err)
		}
	}
}
