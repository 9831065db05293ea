package chat

import (
	"testing"
	"time"
)

// A client watches the time and the order of their list of rooms: a private note must not show in either.
func TestANoteMovesNoTimeThatTheClientSees(t *testing.T) {
	room := openRoom(t)
	c, err := room.note(anna, Draft{Body: "asked twice already", Key: "0123456789abcdef"}, room.LastAt.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Room.LastAt.Equal(room.LastAt) {
		t.Errorf("a note moved the time of the last words from %v to %v", room.LastAt, c.Room.LastAt)
	}
	said, err := c.Room.post(anna, Draft{Body: "Good afternoon!", Key: "0123456789abcdef"}, false, room.LastAt.Add(2*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if want := room.LastAt.Add(2 * time.Hour); !said.Room.LastAt.Equal(want) {
		t.Errorf("an answer moved it to %v, not to %v", said.Room.LastAt, want)
	}
}
