package chat

import (
	"fmt"
	"time"

	"telemark/app"
)

// Step is one thing that happened in a past talk.
type Step struct {
	After time.Duration // since the step before
	Do    Act
	Body  string // what was said or noted; the reason of an Ends
}

// Act is what a Step does.
type Act int

// The acts of a past talk. The first step of a talk is an Asks.
const (
	Asks    Act = iota // the client says Body
	Takes              // the operator takes the room
	Answers            // the operator says Body
	Notes              // the operator writes a private note
	Ends               // the operator closes the room
)

// Past makes a room out of a talk that is over or under way, by the rules that a live one follows: for banks that bring their talks
// along and for the demo bank. What was said before the last word of the other side counts as read.
func Past(client, operator app.Actor, topic string, start time.Time, steps []Step) (Change, error) {
	if len(steps) == 0 || steps[0].Do != Asks {
		return Change{}, fmt.Errorf("a talk starts with its client's words")
	}
	at := start.UTC().Truncate(time.Millisecond)
	all := open(client, topic, nil, Draft{Body: steps[0].Body, Key: app.NewID()}, false, at)
	for i, step := range steps[1:] {
		at = at.Add(step.After)
		next, err := all.Room.step(client, operator, step, at)
		if err != nil {
			return Change{}, fmt.Errorf("step %d of the talk: %w", i+2, err)
		}
		all.Room, all.Entries = next.Room, append(all.Entries, next.Entries...)
	}
	all.Room.ByClient, all.Room.ByStaff = all.seen(StaffSide), all.seen(ClientSide)
	return all, nil
}

func (r Room) step(client, operator app.Actor, step Step, at time.Time) (Change, error) {
	draft := Draft{Body: step.Body, Key: app.NewID()}
	switch step.Do {
	case Takes:
		return r.take(operator, at)
	case Answers:
		return r.post(operator, draft, false, at)
	case Notes:
		return r.note(operator, draft, at)
	case Ends:
		return r.end(operator, step.Body, r.Topic, at)
	}
	return r.post(client, draft, false, at)
}

// seen is how far the reader of what side wrote has come: up to their own last word.
func (c Change) seen(side Side) Mark {
	var m Mark
	for _, e := range c.Entries {
		if e.Side == side.Other() {
			m.Read = e.Seq
		}
	}
	m.Delivered = m.Read
	return m
}
