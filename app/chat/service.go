package chat

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"telemark/app"
)

// Page asks for a stretch of a room's log, at most 50 entries, oldest first. After and Before are exclusive numbers; with
// neither it is the end of the log.
type Page struct {
	Room   string
	After  int64
	Before int64
	Side   Side // who reads: the client's side never gets notes
	Limit  int  // 0 means PageSize
}

// PageSize is how many entries one page of a log holds.
const PageSize = 50

// ListSize bounds each list of rooms on a screen.
const ListSize = 200

// Store keeps rooms and their logs. It holds no rule: what a change is, the decide functions say.
type Store interface {
	// Create stores a new room. When its client has used the key of its first message for another room before,
	// that room's first message comes back with Repeated.
	Create(ctx context.Context, c Change) (Change, error)
	// Change loads a room, asks decide what comes next and stores that, all in one transaction; when another change came
	// between, it asks again. When author has used key in this room before, the message stored then comes back with
	// Repeated and decide is not asked. An empty key is never repeated. ErrNotFound for an unknown room.
	Change(ctx context.Context, room, author, key string, decide func(Room) (Change, error)) (Change, error)
	Room(ctx context.Context, id string) (Room, error)
	Messages(ctx context.Context, p Page) ([]Message, error)
	// Waiting lists the queue, longest wait first. Unread counts for the staff side.
	Waiting(ctx context.Context, limit int) ([]Summary, error)
	// Ahead counts the rooms that have been waiting since before a time.
	Ahead(ctx context.Context, since time.Time) (int, error)
	// OfOperator lists the open rooms of an operator, the latest words first.
	OfOperator(ctx context.Context, operator string, limit int) ([]Summary, error)
	// OfTeam lists the open rooms of everybody but one operator, the latest words first.
	OfTeam(ctx context.Context, except string, limit int) ([]Summary, error)
	// OfClient lists the rooms of a client, the latest words first, closed ones too.
	OfClient(ctx context.Context, client string, limit int) ([]Summary, error)
	// Mark moves one side's mark forward and returns the room with it; moved is false when it stood there already.
	Mark(ctx context.Context, room string, side Side, to Mark) (r Room, moved bool, err error)
	Topics(ctx context.Context) ([]Topic, error)
	// Colleagues lists the operators who can be given a room: active ones, online first, then by name.
	Colleagues(ctx context.Context, limit int) ([]Person, error)
	// SetOnline keeps people's presence until the given number of seconds from now; 0 ends it.
	SetOnline(ctx context.Context, people []string, seconds int) error
}

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }

// Service is the chat as its users know it.
type Service struct {
	Store Store
	Hub   Publisher
}

// Topics of the doorbell.
func RoomTopic(id string) string { return "room." + id }
func UserTopic(id string) string { return "user." + id }

// QueueTopic rings whenever what the waiting list shows has changed.
const QueueTopic = "queue"

// Open starts a room of the client. The same key again answers with the room that it made.
func (s *Service) Open(ctx context.Context, actor app.Actor, topic string, draft Draft) (Change, error) {
	if actor.Role != app.Client {
		return Change{}, app.ErrNotFound
	}
	draft, err := draft.check()
	if err != nil {
		return Change{}, err
	}
	if err := s.knownTopic(ctx, topic); err != nil {
		return Change{}, err
	}
	c, err := s.Store.Create(ctx, open(actor, topic, draft, app.Now()))
	s.announce(c, Room{}, err)
	return c, err
}

// Post says something in a room.
func (s *Service) Post(ctx context.Context, actor app.Actor, room string, draft Draft) (Change, error) {
	return s.say(ctx, actor, room, draft, func(r Room, d Draft) (Change, error) { return r.post(actor, d, app.Now()) })
}

// Note writes a private note into a room.
func (s *Service) Note(ctx context.Context, actor app.Actor, room string, draft Draft) (Change, error) {
	if err := CanWork(actor); err != nil {
		return Change{}, err
	}
	return s.say(ctx, actor, room, draft, func(r Room, d Draft) (Change, error) { return r.note(actor, d, app.Now()) })
}

// Transfer hands a room to a colleague, or back to the queue when to is "queue". The note is for whoever gets it.
func (s *Service) Transfer(ctx context.Context, actor app.Actor, room, to string, note Draft) (Change, error) {
	if err := CanWork(actor); err != nil {
		return Change{}, err
	}
	receiver, err := s.receiver(ctx, to)
	if err != nil {
		return Change{}, err
	}
	return s.say(ctx, actor, room, note, func(r Room, d Draft) (Change, error) {
		return r.transfer(actor, receiver, d, app.Now())
	})
}

// Take gives a waiting room to the operator.
func (s *Service) Take(ctx context.Context, actor app.Actor, room string) (Change, error) {
	if err := CanWork(actor); err != nil {
		return Change{}, err
	}
	return s.change(ctx, actor, room, "", func(r Room) (Change, error) { return r.take(actor, app.Now()) })
}

// CloseReasons are the ids of the reasons for which a room can be closed.
var CloseReasons = []string{"solved", "answered", "no_reply", "other_channel", "spam"}

// Close ends a room as served, for a reason, under the topic that it turned out to be about.
func (s *Service) Close(ctx context.Context, actor app.Actor, room, reason, topic string) (Change, error) {
	if err := CanWork(actor); err != nil {
		return Change{}, err
	}
	if !slices.Contains(CloseReasons, reason) {
		return Change{}, app.FailFields(app.Field{Name: "reason", Text: app.T("chat.reason_missing")})
	}
	if err := s.knownTopic(ctx, topic); err != nil {
		return Change{}, err
	}
	return s.change(ctx, actor, room, "", func(r Room) (Change, error) { return r.end(actor, reason, topic, app.Now()) })
}

// Room shows a room to somebody who may see it.
func (s *Service) Room(ctx context.Context, actor app.Actor, id string) (Room, error) {
	if !app.IsID(id) {
		return Room{}, app.ErrNotFound
	}
	r, err := s.Store.Room(ctx, id)
	if err != nil {
		return Room{}, err
	}
	return r, r.CanRead(actor)
}

// Messages reads a stretch of a room's log as the actor may see it.
func (s *Service) Messages(ctx context.Context, actor app.Actor, p Page) ([]Message, error) {
	if _, err := s.Room(ctx, actor, p.Room); err != nil {
		return nil, err
	}
	p.Side, p.Limit = SideOf(actor), PageSize
	return s.Store.Messages(ctx, p)
}

// Typing lets the other side know that somebody is writing. Nothing is stored.
func (s *Service) Typing(ctx context.Context, actor app.Actor, room string) error {
	r, err := s.Room(ctx, actor, room)
	if err != nil {
		return err
	}
	if actor.Role != app.Client {
		if err := r.heldBy(actor); err != nil {
			return err
		}
	}
	s.ring(RoomTopic(room), "typing", 0, Typing{Side: SideOf(actor), Author: actor.ID, Name: actor.Name})
	return nil
}

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

// Mark says how far the actor has come in a room. Only its client and the operator who has it count.
func (s *Service) Mark(ctx context.Context, actor app.Actor, room string, to Mark) error {
	r, err := s.Room(ctx, actor, room)
	if err != nil {
		return err
	}
	if actor.Role != app.Client && r.heldBy(actor) != nil {
		return nil
	}
	to.Read = min(max(to.Read, 0), r.Seq)
	to.Delivered = min(max(to.Delivered, to.Read), r.Seq)
	side := SideOf(actor)
	r, moved, err := s.Store.Mark(ctx, room, side, to)
	if err != nil || !moved {
		return err
	}
	m := r.MarkOf(side)
	s.ring(RoomTopic(room), "read", 0, Reading{Side: side, Delivered: m.Delivered, Read: m.Read})
	s.ring(UserTopic(actor.ID), "badge", 0, nil) // the reader's other tabs and devices
	return nil
}

// say checks a draft and changes the room by it.
func (s *Service) say(ctx context.Context, actor app.Actor, room string, draft Draft, decide func(Room, Draft) (Change, error)) (Change, error) {
	draft, err := draft.check()
	if err != nil {
		return Change{}, err
	}
	return s.change(ctx, actor, room, draft.Key, func(r Room) (Change, error) { return decide(r, draft) })
}

// change asks the store for a change that the actor may see, and rings the bells after its commit.
func (s *Service) change(ctx context.Context, actor app.Actor, room, key string, decide func(Room) (Change, error)) (Change, error) {
	if !app.IsID(room) {
		return Change{}, app.ErrNotFound
	}
	var before Room
	c, err := s.Store.Change(ctx, room, actor.ID, key, func(r Room) (Change, error) {
		before = r
		if err := r.CanRead(actor); err != nil {
			return Change{}, err
		}
		return decide(r)
	})
	s.announce(c, before, err)
	return c, err
}

// announce rings the bells of a committed change: one per entry, then what lists and badges need to know.
func (s *Service) announce(c Change, before Room, err error) {
	if err != nil || c.Repeated || len(c.Entries) == 0 {
		return
	}
	for i := range c.Entries {
		s.Hub.Publish(app.Event{Topic: RoomTopic(c.Room.ID), Name: "message", Seq: c.Entries[i].Seq, Local: &c.Entries[i]})
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

func (s *Service) knownTopic(ctx context.Context, id string) error {
	topics, err := s.Store.Topics(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(topics, func(t Topic) bool { return t.ID == id }) {
		return nil
	}
	return app.FailFields(app.Field{Name: "topic", Text: app.T("chat.topic_missing")})
}

// receiver finds the colleague that a transfer names.
func (s *Service) receiver(ctx context.Context, to string) (Person, error) {
	if to == "queue" {
		return Person{}, nil
	}
	people, err := s.Store.Colleagues(ctx, ListSize)
	if err != nil {
		return Person{}, err
	}
	for _, p := range people {
		if p.ID == to {
			return Person{ID: p.ID, Name: p.Name}, nil
		}
	}
	return Person{}, app.FailFields(app.Field{Name: "to", Text: app.T("chat.receiver_missing")})
}
