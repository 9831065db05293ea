package chat

import (
	"context"
	"slices"

	"telemark/app"
)

// Service is the chat as its users know it.
type Service struct {
	Store Store
	Hub   Publisher
	Hours Hours // nil: somebody always works
}

// Open starts a room of the client. The same key again answers with the room that it made.
func (s *Service) Open(ctx context.Context, actor app.Actor, topic string, draft Draft) (Change, error) {
	return s.OpenAbout(ctx, actor, topic, nil, draft)
}

// OpenAbout is Open from a page that the client was looking at.
func (s *Service) OpenAbout(ctx context.Context, actor app.Actor, topic string, about *About, draft Draft) (Change, error) {
	if actor.Role != app.Client {
		return Change{}, app.ErrNotFound
	}
	draft, err := draft.check()
	if err != nil {
		return Change{}, err
	}
	if err := s.offeredTopic(ctx, topic); err != nil {
		return Change{}, err
	}
	at := app.Now()
	closed, err := s.closed(ctx, at)
	if err != nil {
		return Change{}, err
	}
	c, err := s.Store.Create(ctx, open(actor, topic, about, draft, closed, at))
	s.announce(c, Room{}, err)
	return c, err
}

// Post says something in a room.
func (s *Service) Post(ctx context.Context, actor app.Actor, room string, draft Draft) (Change, error) {
	at := app.Now()
	closed, err := s.closed(ctx, at)
	if err != nil {
		return Change{}, err
	}
	return s.say(ctx, actor, room, draft, func(r Room, d Draft) (Change, error) { return r.post(actor, d, closed, at) })
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
	at := app.Now()
	may := func(r Room) error {
		if r.takenAMomentAgo(at) {
			return nil
		}
		return r.CanRead(actor)
	}
	return s.changeSeen(ctx, actor, room, "", may, func(r Room) (Change, error) { return r.take(actor, at) })
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
	return s.changeSeen(ctx, actor, room, key, func(r Room) error { return r.CanRead(actor) }, decide)
}

// changeSeen is change with a say of its own of whether the actor may see the room.
func (s *Service) changeSeen(
	ctx context.Context, actor app.Actor, room, key string, may func(Room) error, decide func(Room) (Change, error),
) (Change, error) {
	if !app.IsID(room) {
		return Change{}, app.ErrNotFound
	}
	var before Room
	c, err := s.Store.Change(ctx, room, actor.ID, key, func(r Room) (Change, error) {
		before = r
		if err := may(r); err != nil {
			return Change{}, err
		}
		return decide(r)
	})
	s.announce(c, before, err)
	return c, err
}

// offeredTopic refuses topics that clients can't choose; knownTopic only those that never were.
func (s *Service) offeredTopic(ctx context.Context, id string) error {
	return s.topicAmong(ctx, id, Offered)
}

func (s *Service) knownTopic(ctx context.Context, id string) error {
	return s.topicAmong(ctx, id, func(all []Topic) []Topic { return all })
}

func (s *Service) topicAmong(ctx context.Context, id string, which func([]Topic) []Topic) error {
	topics, err := s.Store.Topics(ctx)
	if err != nil {
		return err
	}
	topics = which(topics)
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
