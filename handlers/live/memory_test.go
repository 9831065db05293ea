package live

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
)

// memory is a chat.Store without a database.
type memory struct {
	chat.Store // what no feed asks: the pace and the ratings
	mu         sync.Mutex
	rooms      map[string]*memoryRoom
	people     []chat.Person // the operators
	online     []string      // calls of SetOnline: "60 id", "0 id"

	reads   int           // of Messages
	delay   time.Duration // of each read
	failing bool          // every read fails
}

type memoryRoom struct {
	chat.Room
	log []chat.Message
}

var errAway = errors.New("the database is away")

func newMemory() *memory { return &memory{rooms: map[string]*memoryRoom{}} }

// Skills implements chat.Store: everybody takes whoever waits the longest.
func (s *memory) Skills(context.Context, string) ([]chat.Skill, error) { return nil, nil }

func (s *memory) Create(_ context.Context, c chat.Change) (chat.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms[c.Room.ID] = &memoryRoom{c.Room, slices.Clone(c.Entries)}
	return c, nil
}

func (s *memory) Change(_ context.Context, room, author, key string, decide func(chat.Room) (chat.Change, error)) (chat.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[room]
	if r == nil {
		return chat.Change{}, app.ErrNotFound
	}
	for _, m := range r.log {
		if key != "" && m.Key == key && m.Author.ID == author {
			return chat.Change{Room: r.Room, Entries: []chat.Message{m}, Repeated: true}, nil
		}
	}
	c, err := decide(r.Room)
	if err == nil {
		r.Room, r.log = c.Room, append(r.log, c.Entries...)
	}
	return c, err
}

func (s *memory) Room(_ context.Context, id string) (chat.Room, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[id]; r != nil {
		return r.Room, nil
	}
	return chat.Room{}, app.ErrNotFound
}

func (s *memory) Messages(_ context.Context, p chat.Page) ([]chat.Message, error) {
	s.mu.Lock()
	s.reads++
	delay, failing := s.delay, s.failing
	s.mu.Unlock()
	time.Sleep(delay / 2) // on the way there, and below on the way back
	if failing {
		return nil, errAway
	}
	defer time.Sleep(delay / 2)
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []chat.Message
	for _, m := range s.rooms[p.Room].log {
		if m.Visible(p.Side) && m.Seq > p.After && (p.Before == 0 || m.Seq < p.Before) {
			list = append(list, m)
		}
	}
	limit := cmp.Or(p.Limit, chat.PageSize)
	if p.After == 0 && len(list) > limit {
		return list[len(list)-limit:], nil
	}
	return list[:min(limit, len(list))], nil
}

func (s *memory) list(want func(chat.Room) bool) (list []chat.Summary, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failing {
		return nil, errAway
	}
	for _, r := range s.rooms {
		if want(r.Room) {
			list = append(list, chat.Summary{Room: r.Room})
		}
	}
	slices.SortFunc(list, func(a, b chat.Summary) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

func (s *memory) Waiting(context.Context, int) ([]chat.Summary, error) {
	return s.list(func(r chat.Room) bool { return r.State == chat.Waiting })
}

func (s *memory) OfOperator(_ context.Context, id string, _ int) ([]chat.Summary, error) {
	return s.list(func(r chat.Room) bool { return r.State == chat.Open && r.Operator.ID == id })
}

func (s *memory) CountOpen(context.Context, app.Reach) (int, error) { return 0, nil }

func (s *memory) OfTeam(_ context.Context, of app.Reach, _ int) ([]chat.Summary, error) {
	return s.list(func(r chat.Room) bool { return r.State == chat.Open && r.Operator.ID != of.Person })
}

func (s *memory) OfClient(_ context.Context, id string, _ int) ([]chat.Summary, error) {
	return s.list(func(r chat.Room) bool { return r.Client.ID == id })
}

func (s *memory) Mark(_ context.Context, room string, side chat.Side, to chat.Mark) (chat.Room, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[room]
	at := &r.ByStaff
	if side == chat.ClientSide {
		at = &r.ByClient
	}
	moved := to.Read > at.Read || to.Delivered > at.Delivered
	at.Read, at.Delivered = max(at.Read, to.Read), max(at.Delivered, to.Delivered)
	return r.Room, moved, nil
}

func (s *memory) Topics(context.Context) ([]chat.Topic, error) {
	return []chat.Topic{{ID: "other", Names: map[string]string{"en": "Other"}}}, nil
}

func (s *memory) Ahead(context.Context, time.Time) (int, error) { return 0, nil }

func (s *memory) Colleagues(context.Context, int) ([]chat.Person, error) { return s.people, nil }

func (s *memory) SetOnline(_ context.Context, people []string, seconds int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range people {
		s.online = append(s.online, map[bool]string{true: "here ", false: "gone "}[seconds > 0]+id)
	}
	return nil
}

// set changes the store under its lock.
func (s *memory) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// count is how often messages were read since the last call.
func (s *memory) count() (n int) {
	s.set(func() { n, s.reads = s.reads, 0 })
	return n
}

// log is all that a side may see of a room.
func (s *memory) visible(t testing.TB, room string, side chat.Side) (seqs []int64) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.rooms[room].log {
		if m.Visible(side) {
			seqs = append(seqs, m.Seq)
		}
	}
	return seqs
}

var _ chat.Store = (*memory)(nil)
