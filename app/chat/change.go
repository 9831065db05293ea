package chat

import (
	"time"

	"telemark/app"
)

// Change is the next state of a room with the entries that lead to it, and the record of it where one is due.
type Change struct {
	Room     Room
	Entries  []Message   // numbered; in order
	Audit    []app.Audit // appended in the same transaction
	Request  bool        // the room becomes a request: the store gives it the next number, see Numbered
	Repeated bool        // the key was used before: Entries hold what it stored then, nothing was changed
}

// Message is the entry that the actor asked for: the last that is no happening, or the last of all.
func (c Change) Message() Message {
	for i := len(c.Entries) - 1; i >= 0; i-- {
		if c.Entries[i].Kind != Happens {
			return c.Entries[i]
		}
	}
	if len(c.Entries) == 0 {
		return Message{Room: c.Room.ID, Seq: c.Room.Seq}
	}
	return c.Entries[len(c.Entries)-1]
}

// add gives the next number of the log to an entry.
func (c *Change) add(kind Kind, author Person, side Side, key, body string, at time.Time) {
	c.Room.Seq++
	if kind != Note { // whose time would tell the client that there is one, and order their list by it
		c.Room.LastAt = at
	}
	c.Entries = append(c.Entries, Message{
		ID: app.NewID(), Room: c.Room.ID, Seq: c.Room.Seq, Key: key,
		Author: author, Side: side, Kind: kind, Body: body, At: at,
	})
}

func (c *Change) happens(what Happening, who Person, at time.Time) {
	c.add(Happens, who, SystemSide, "", string(what), at)
}

// wait puts the room into the queue.
func (c *Change) wait(at time.Time) {
	c.Room.State, c.Room.WaitingSince = Waiting, &at
	c.Room.Operator, c.Room.ClosedAt, c.Room.CloseReason = Person{}, nil, ""
}

// give makes the room an operator's work.
func (c *Change) give(operator Person, at time.Time) {
	c.Room.State, c.Room.WaitingSince, c.Room.Operator = Open, nil, operator
	if c.Room.TakenAt == nil {
		c.Room.TakenAt = &at
	}
}

func person(actor app.Actor) Person { return Person{ID: actor.ID, Name: actor.Name} }

// open makes a new room of a client with its first words.
func open(actor app.Actor, topic string, about *About, draft Draft, closed bool, at time.Time) Change {
	c := Change{Room: Room{ID: app.NewID(), Client: person(actor), Topic: topic, About: about, CreatedAt: at}}
	c.wait(at)
	c.happens(Opened, person(actor), at)
	c.add(Said, person(actor), ClientSide, draft.Key, draft.Body, at)
	c.ask(closed, at)
	return c
}

// post says something in a room: its client always may, and reopens it by that; of the bank only the operator who has it. What a client
// says to a closed centre becomes a request.
func (r Room) post(actor app.Actor, draft Draft, closed bool, at time.Time) (Change, error) {
	c := Change{Room: r}
	if actor.Role == app.Client {
		if r.State == Closed {
			c.wait(at)
			c.Room.Request = 0
			c.happens(Reopened, person(actor), at)
		}
		c.add(Said, person(actor), ClientSide, draft.Key, draft.Body, at)
		c.ask(closed, at)
		return c, nil
	}
	if err := r.heldBy(actor); err != nil {
		return c, err
	}
	c.add(Said, person(actor), StaffSide, draft.Key, draft.Body, at)
	if c.Room.AnsweredAt == nil {
		c.Room.AnsweredAt = &at
	}
	return c, nil
}

// note writes a private note. Any operator may: a colleague's hint is what notes are for.
func (r Room) note(actor app.Actor, draft Draft, at time.Time) (Change, error) {
	c := Change{Room: r}
	c.add(Note, person(actor), StaffSide, draft.Key, draft.Body, at)
	return c, nil
}

// take gives a waiting room to an operator. The loser of a race learns who has it; taking it twice changes nothing.
func (r Room) take(actor app.Actor, at time.Time) (Change, error) {
	c := Change{Room: r}
	switch {
	case r.State == Open && r.Operator.ID == actor.ID:
		return c, nil
	case r.State == Open:
		return c, app.Fail(app.Conflict, app.T("chat.taken_by", "Name", r.Operator.Name))
	case r.State == Closed:
		return c, app.Fail(app.Conflict, app.T("chat.is_closed"))
	}
	c.give(person(actor), at)
	c.happens(Taken, person(actor), at)
	c.Audit = append(c.Audit, app.Record(actor, "room.take", r.ID, "", ""))
	return c, nil
}

// transfer hands a room over with a note for whoever gets it; to nobody means back to the queue.
func (r Room) transfer(actor app.Actor, to Person, draft Draft, at time.Time) (Change, error) {
	c := Change{Room: r}
	if err := r.heldBy(actor); err != nil {
		return c, err
	}
	if to.ID == actor.ID {
		return c, app.FailFields(app.Field{Name: "to", Text: app.T("chat.transfer_self")})
	}
	c.add(Note, person(actor), StaffSide, draft.Key, draft.Body, at)
	if to == (Person{}) {
		c.wait(at)
		c.happens(Returned, person(actor), at)
	} else {
		c.give(to, at)
		c.happens(Transferred, to, at)
	}
	c.Audit = append(c.Audit, app.Record(actor, "room.transfer", r.ID, actor.ID, to.ID))
	return c, nil
}

// end closes a room as served. Closing it twice changes nothing.
func (r Room) end(actor app.Actor, reason, topic string, at time.Time) (Change, error) {
	c := Change{Room: r}
	if r.State == Closed && r.Operator.ID == actor.ID {
		return c, nil
	}
	if err := r.heldBy(actor); err != nil {
		return c, err
	}
	c.Room.State, c.Room.ClosedAt, c.Room.CloseReason, c.Room.Topic = Closed, &at, reason, topic
	c.happens(Ended, person(actor), at)
	c.Audit = append(c.Audit, app.Record(actor, "room.close", r.ID, "", reason))
	return c, nil
}
