package chat

import (
	"encoding/json"

	"telemark/app"
)

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }

// RoomTopic rings for what happens in a room.
func RoomTopic(id string) string { return "room." + id }

// UserTopic rings for what concerns one person: their set of rooms, their badge, the end of a session.
func UserTopic(id string) string { return "user." + id }

// QueueTopic rings whenever what the waiting list shows has changed.
const QueueTopic = "queue"

// Typing is what a "typing" event carries.
type Typing struct {
	Side   Side   `json:"side"`
	Author string `json:"author"`
	Name   string `json:"name"`
}

// Reading is what a "read" event carries.
type Reading struct {
	Side      Side  `json:"side"`
	Delivered int64 `json:"delivered"`
	Read      int64 `json:"read"`
}

// announce rings the bells of a committed change: one per entry, then what lists and badges need to know.
//
// A repeat rings for its entry once more: the process that stored it may have died before its bell was heard elsewhere.
func (s *Service) announce(c Change, before Room, err error) {
	if err != nil || len(c.Entries) == 0 {
		return
	}
	for i := range c.Entries {
		s.Hub.Publish(app.Event{Topic: RoomTopic(c.Room.ID), Name: "message", Seq: c.Entries[i].Seq, Local: &c.Entries[i]})
	}
	if c.Repeated {
		return
	}
	if before.State != c.Room.State || before.Operator.ID != c.Room.Operator.ID {
		first := c.Entries[0].Seq
		s.ring(RoomTopic(c.Room.ID), "room", c.Room.Seq, nil)
		for _, id := range []string{before.Operator.ID, c.Room.Operator.ID, c.Room.Client.ID} {
			if id != "" {
				s.ring(UserTopic(id), "rooms", first, Membership{Room: c.Room.ID, From: first - 1})
			}
		}
	}
	if before.State == Waiting || c.Room.State == Waiting {
		s.ring(QueueTopic, "queue", 0, nil)
	}
}

// Membership is what a "rooms" event of a user carries: the set of rooms that their stream carries has changed. A stream that
// gains Room starts above From, the number before the change, so that nothing said since is skipped.
type Membership struct {
	Room string `json:"room"`
	From int64  `json:"from"`
}

func (s *Service) ring(topic, name string, seq int64, data any) {
	e := app.Event{Topic: topic, Name: name, Seq: seq}
	if data != nil {
		e.Data, _ = json.Marshal(data) // structs of strings and numbers: it can't fail
	}
	s.Hub.Publish(e)
}
