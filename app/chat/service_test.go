package chat

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"telemark/app"
)

// memory is a store in a map that fails on demand. Methods that no test needs are those of the nil Store.
type memory struct {
	Store
	rooms map[string]Room
	log   map[string][]Message
	fail  error
}

func newMemory() *memory { return &memory{rooms: map[string]Room{}, log: map[string][]Message{}} }

func (m *memory) Create(_ context.Context, c Change) (Change, error) {
	if m.fail != nil {
		return Change{}, m.fail
	}
	m.rooms[c.Room.ID], m.log[c.Room.ID] = c.Room, c.Entries
	return c, nil
}

func (m *memory) Change(_ context.Context, room, author, key string, decide func(Room) (Change, error)) (Change, error) {
	r, ok := m.rooms[room]
	if !ok {
		return Change{}, app.ErrNotFound
	}
	for _, e := range m.log[room] {
		if key != "" && e.Key == key && e.Author.ID == author {
			return Change{Room: r, Entries: []Message{e}, Repeated: true}, nil
		}
	}
	c, err := decide(r)
	if err != nil {
		return Change{}, err
	}
	if m.fail != nil {
		return Change{}, m.fail
	}
	m.rooms[room], m.log[room] = c.Room, append(m.log[room], c.Entries...)
	return c, nil
}

func (m *memory) Room(_ context.Context, id string) (Room, error) {
	r, ok := m.rooms[id]
	if !ok {
		return Room{}, app.ErrNotFound
	}
	return r, nil
}

func (m *memory) Mark(_ context.Context, room string, side Side, to Mark) (Room, bool, error) {
	r := m.rooms[room]
	if side == ClientSide {
		r.ByClient = to
	} else {
		r.ByStaff = to
	}
	m.rooms[room] = r
	return r, true, m.fail
}

func (m *memory) Topics(context.Context) ([]Topic, error) {
	return []Topic{{ID: "loans", Names: map[string]string{"en": "Loans"}}}, m.fail
}

func (m *memory) Colleagues(context.Context, int) ([]Person, error) {
	return []Person{person(anna), person(jonas)}, m.fail
}

// bells remembers what was rung.
type bells []app.Event

func (b *bells) Publish(e app.Event) { *b = append(*b, e) }

func (b *bells) names() string {
	var names []string
	for _, e := range *b {
		kind, _, _ := strings.Cut(e.Topic, ".")
		names = append(names, kind+":"+e.Name)
	}
	return strings.Join(names, " ")
}

func desk(t *testing.T) (*Service, *memory, *bells, Room) {
	t.Helper()
	store, rung := newMemory(), &bells{}
	s := &Service{Store: store, Hub: rung}
	c, err := s.Open(t.Context(), marina, "loans", hello())
	if err != nil {
		t.Fatal(err)
	}
	*rung = nil
	return s, store, rung, c.Room
}

func again() Draft { return Draft{Body: "Hello?", Key: app.NewID()} }

func TestEachChangeRingsTheBellsThatSomebodyWaitsFor(t *testing.T) {
	s, _, rung, room := desk(t)
	for _, tt := range []struct {
		name string
		do   func() (Change, error)
		want string
	}{
		{"a client writes while waiting: the queue shows their last words",
			func() (Change, error) { return s.Post(t.Context(), marina, room.ID, again()) }, "room:message queue:queue"},
		{"an operator takes", func() (Change, error) { return s.Take(t.Context(), anna, room.ID) },
			"room:message room:room user:rooms user:rooms queue:queue"},
		{"taking again changes nothing", func() (Change, error) { return s.Take(t.Context(), anna, room.ID) }, ""},
		{"the operator answers", func() (Change, error) { return s.Post(t.Context(), anna, room.ID, again()) }, "room:message"},
		{"a note", func() (Change, error) { return s.Note(t.Context(), jonas, room.ID, again()) }, "room:message"},
		{"a transfer", func() (Change, error) { return s.Transfer(t.Context(), anna, room.ID, jonas.ID, again()) },
			"room:message room:message room:room user:rooms user:rooms user:rooms"},
		{"back to the queue", func() (Change, error) { return s.Transfer(t.Context(), jonas, room.ID, "queue", again()) },
			"room:message room:message room:room user:rooms user:rooms queue:queue"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			*rung = nil
			if _, err := tt.do(); err != nil {
				t.Fatal(err)
			}
			if got := rung.names(); got != tt.want {
				t.Errorf("rang %q, want %q", got, tt.want)
			}
		})
	}
}

func TestARepeatedKeyRingsForItsEntryAndForNothingElse(t *testing.T) {
	s, _, rung, room := desk(t)
	draft := again()
	first, err := s.Post(t.Context(), marina, room.ID, draft)
	if err != nil {
		t.Fatal(err)
	}
	*rung = nil
	second, err := s.Post(t.Context(), marina, room.ID, draft)
	if err != nil || second.Message().ID != first.Message().ID || rung.names() != "room:message" {
		t.Errorf("got %+v, %v and rang %q; want the first message and its bell", second.Message(), err, rung.names())
	}
}

func TestNothingRingsWhenTheStoreFails(t *testing.T) {
	s, store, rung, room := desk(t)
	store.fail = errors.New("disk full")
	if _, err := s.Post(t.Context(), marina, room.ID, again()); !errors.Is(err, store.fail) || len(*rung) != 0 {
		t.Errorf("got %v and rang %q, want the failure in silence", err, rung.names())
	}
}

func TestAStrangerIsToldThatTheRoomDoesNotExist(t *testing.T) {
	s, _, rung, room := desk(t)
	for name, do := range map[string]func() error{
		"post":   func() error { _, err := s.Post(t.Context(), oleg, room.ID, again()); return err },
		"read":   func() error { _, err := s.Room(t.Context(), oleg, room.ID); return err },
		"page":   func() error { _, err := s.Messages(t.Context(), oleg, Page{Room: room.ID}); return err },
		"typing": func() error { return s.Typing(t.Context(), oleg, room.ID) },
		"mark":   func() error { return s.Mark(t.Context(), oleg, room.ID, Mark{Read: 1}) },
		"take":   func() error { _, err := s.Take(t.Context(), marina, room.ID); return err },
		"note":   func() error { _, err := s.Note(t.Context(), marina, room.ID, again()); return err },
		"close":  func() error { _, err := s.Close(t.Context(), marina, room.ID, "solved", "loans"); return err },
		"no id":  func() error { _, err := s.Room(t.Context(), marina, "' OR 1=1"); return err },
		"nobody": func() error { _, err := s.Room(t.Context(), app.Actor{}, room.ID); return err },
	} {
		if err := do(); app.KindOf(err) != app.NotFound {
			t.Errorf("%s: got %v, want not found", name, err)
		}
	}
	if len(*rung) != 0 {
		t.Errorf("a stranger rang %q", rung.names())
	}
}

func TestAMarkStaysInsideTheLog(t *testing.T) {
	s, store, rung, room := desk(t)
	if err := s.Mark(t.Context(), marina, room.ID, Mark{Read: 1 << 40, Delivered: -5}); err != nil {
		t.Fatal(err)
	}
	if got := store.rooms[room.ID].ByClient; got != (Mark{Delivered: room.Seq, Read: room.Seq}) {
		t.Errorf("the mark stands at %+v, want the end of the log, %d", got, room.Seq)
	}
	if got := rung.names(); got != "room:read user:badge" {
		t.Errorf("rang %q", got)
	}
}

func TestAColleagueWhoOnlyLooksLeavesNoMark(t *testing.T) {
	s, store, rung, room := desk(t)
	if _, err := s.Take(t.Context(), anna, room.ID); err != nil {
		t.Fatal(err)
	}
	*rung = nil
	if err := s.Mark(t.Context(), jonas, room.ID, Mark{Read: 1}); err != nil {
		t.Fatal(err)
	}
	if got := store.rooms[room.ID].ByStaff; got != (Mark{}) || len(*rung) != 0 {
		t.Errorf("the client would read that the bank has read %+v", got)
	}
}

func TestAFormThatNamesNobodyOrNothingIsRefusedAtItsField(t *testing.T) {
	s, _, _, room := desk(t)
	for field, do := range map[string]func() error{
		"topic":  func() error { _, err := s.Open(t.Context(), marina, "astrology", again()); return err },
		"to":     func() error { _, err := s.Transfer(t.Context(), anna, room.ID, erik.ID, again()); return err },
		"reason": func() error { _, err := s.Close(t.Context(), anna, room.ID, "bored", "loans"); return err },
		"body": func() error {
			_, err := s.Post(t.Context(), marina, room.ID, Draft{Body: " ", Key: app.NewID()})
			return err
		},
	} {
		var e *app.Error
		if err := do(); !errors.As(err, &e) || len(e.Fields) == 0 || e.Fields[0].Name != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

func TestWaitingIsCountedFromThePresentWait(t *testing.T) {
	r := waitingRoom()
	if got := r.Wait(noon.Add(90 * time.Second)); got != 90*time.Second {
		t.Errorf("waited %v, want 1:30", got)
	}
	if got := openRoom(t).Wait(noon.Add(time.Hour)); got != 0 {
		t.Errorf("an open room waits %v", got)
	}
}

func TestListsLeaveOutWhatIsOnScreen(t *testing.T) {
	s, store, _, _ := desk(t)
	people, err := s.Colleagues(t.Context(), anna)
	if err != nil || slices.ContainsFunc(people, func(p Person) bool { return p.ID == anna.ID }) {
		t.Errorf("Anna can hand a room to %v, %v", people, err)
	}
	store.fail = errors.New("disk full")
	if _, err := s.Topics(t.Context()); !errors.Is(err, store.fail) {
		t.Errorf("got %v, want the failure", err)
	}
}
