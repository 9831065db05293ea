package live

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/hub"
	"telemark/handlers/web"
)

// bank is both feeds on a store in memory.
type bank struct {
	t         testing.TB
	store     *memory
	hub       *hub.Hub
	bell      *bell
	chat      *chat.Service
	clients   *Feed
	operators *Feed
	renders   atomic.Int32 // of the queue
	states    atomic.Int32 // of the other states
	delivered atomic.Int32
	caughtUp  atomic.Int32
	ended     atomic.Pointer[[]string] // sessions, as the keeper would say when asked
}

func (b *bank) Delivered() { b.delivered.Add(1) }
func (b *bank) CaughtUp()  { b.caughtUp.Add(1) }

// bell is the hub as the chat service rings it; a test may come between.
type bell struct {
	*hub.Hub
	between func(app.Event) // nil: straight on
}

func (b *bell) Publish(e app.Event) {
	if b.between != nil {
		b.between(e)
		return
	}
	b.Hub.Publish(e)
}

func newBank(t testing.TB, streams *web.Streams) *bank {
	t.Helper()
	return newBankOn(t, newMemory(), hub.New(), streams)
}

// newBankOn is one process of a bank.
func newBankOn(t testing.TB, store *memory, doorbell *hub.Hub, streams *web.Streams) *bank {
	t.Helper()
	b := &bank{t: t, store: store, hub: doorbell}
	b.bell = &bell{Hub: b.hub}
	b.chat = &chat.Service{Store: b.store, Hub: b.bell}
	parts := Parts{
		Hub: b.hub, Streams: streams, Log: b.store, Meter: b,
		Sessions: func(context.Context, []string) ([]string, error) {
			if ended := b.ended.Load(); ended != nil {
				return *ended, nil
			}
			return nil, nil
		},
	}
	article := func(lang string, m chat.Message) ([]byte, error) {
		return fmt.Appendf(nil, "<article data-room=%q data-seq=\"%d\" data-kind=%q lang=%q>%s</article>", m.Room, m.Seq, m.Kind, lang, m.Body), nil
	}
	b.clients = NewFeed(parts, Audience{
		Side: chat.ClientSide, Rooms: b.chat.OfClient, Article: article, States: []string{"badge"},
		State: func(_ context.Context, _ app.Actor, _, name string) ([]byte, error) { return b.state(name) },
	})
	b.operators = NewFeed(parts, Audience{
		Side: chat.StaffSide, Rooms: b.chat.Mine, Article: article, States: []string{"queue", "rooms", "badge"},
		State: func(ctx context.Context, actor app.Actor, lang, name string) ([]byte, error) {
			if name != "queue" {
				return b.state(name)
			}
			b.renders.Add(1)
			list, err := b.chat.Queue(ctx, actor, time.Minute)
			return fmt.Appendf(nil, "%d waiting in %s", len(list), lang), err
		},
	})
	t.Cleanup(func() {
		b.clients.Close()
		b.operators.Close()
	})
	return b
}

func (b *bank) state(name string) ([]byte, error) {
	return fmt.Appendf(nil, "%s %d", name, b.states.Add(1)), nil
}

func client(name string) app.Actor {
	return app.Actor{ID: app.NewID(), Name: name, Role: app.Client, Session: "session of " + name}
}

func (b *bank) operator(name string) app.Actor {
	a := app.Actor{ID: app.NewID(), Name: name, Role: app.Operator, Scope: app.Team, Session: "session of " + name}
	b.store.set(func() { b.store.people = append(b.store.people, chat.Person{ID: a.ID, Name: name}) })
	return a
}

func draft(body string) chat.Draft { return chat.Draft{Body: body, Key: app.NewID()} }

// must is for what a test stands on.
func (b *bank) must(c chat.Change, err error) chat.Change {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

func (b *bank) open(a app.Actor) string {
	b.t.Helper()
	return b.must(b.chat.Open(b.t.Context(), a, "other", draft("Good afternoon"))).Room.ID
}

func (b *bank) take(a app.Actor, room string) {
	b.t.Helper()
	b.must(b.chat.Take(b.t.Context(), a, room))
}

func (b *bank) say(a app.Actor, room, body string) int64 {
	b.t.Helper()
	return b.must(b.chat.Post(b.t.Context(), a, room, draft(body))).Message().Seq
}

func (b *bank) note(a app.Actor, room, body string) {
	b.t.Helper()
	b.must(b.chat.Note(b.t.Context(), a, room, draft(body)))
}

func (b *bank) feed(a app.Actor) *Feed {
	if a.Role == app.Client {
		return b.clients
	}
	return b.operators
}

// tape is a stream that writes down what it gets.
type tape struct {
	mu      sync.Mutex
	text    []byte
	cut     int // the connection breaks after so many bytes; 0: never
	broken  bool
	closed  string // reason
	onClose func()
	sending bool
	later   []byte // written while sending
}

// join opens a stream of a and waits until it is quiet.
func (b *bank) join(a app.Actor, from Cursor) *tape {
	return b.joinOnly(a, "en", "", from)
}

func (b *bank) joinOnly(a app.Actor, lang, only string, from Cursor) *tape {
	s := &tape{}
	go b.feed(a).join(s, a, lang, only, from)
	synctest.Wait()
	return s
}

func (s *tape) Write(parts ...[]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sending && !s.broken {
		s.later = append(s.later, slices.Concat(parts...)...)
		return nil
	}
	return s.write(slices.Concat(parts...))
}

func (s *tape) write(p []byte) error {
	if s.broken {
		return web.ErrStreamClosed
	}
	s.text = append(s.text, p...)
	if s.cut > 0 && len(s.text) >= s.cut {
		s.text = s.text[:s.cut]
		s.breakOff()
		return web.ErrStreamClosed
	}
	return nil
}

// Send keeps what is written meanwhile for afterwards, as a stream does.
func (s *tape) Send(f func(io.Writer) error) error {
	s.mu.Lock()
	s.sending = true
	s.mu.Unlock()
	err := f(tapePipe{s})
	if err != nil {
		s.Close("failed")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sending = false
	_ = s.write(s.later)
	s.later = nil
	return err
}

type tapePipe struct{ s *tape }

func (p tapePipe) Write(b []byte) (int, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return len(b), p.s.write(b)
}

func (s *tape) Close(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.broken {
		s.closed = reason
		s.breakOff()
	}
}

func (s *tape) breakOff() {
	s.broken = true
	if s.onClose != nil {
		go s.onClose()
	}
}

func (s *tape) OnClose(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onClose = f
	if s.broken {
		go f()
	}
}

func (s *tape) reason() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// hangUp is what a browser does.
func (s *tape) hangUp() {
	s.Close("hung up")
	synctest.Wait()
}

type event struct{ name, id, data string }

// events are those that a browser would have seen: only with their blank line.
func (s *tape) events() (list []event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return parse(s.text)
}

func parse(text []byte) (list []event) {
	var e event
	var data []string
	whole := text[:bytes.LastIndexByte(text, '\n')+1]
	for line := range strings.Lines(string(whole)) {
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch field {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			data = append(data, value)
		case "":
			if data != nil {
				e.data = strings.Join(data, "\n")
				list = append(list, e)
			}
			e, data = event{}, nil
		}
	}
	return list
}

// names lists the events' names.
func (s *tape) names() (list []string) {
	for _, e := range s.events() {
		list = append(list, e.name)
	}
	return list
}

// called lists the data of the events of a name.
func (s *tape) called(name string) (list []string) {
	for _, e := range s.events() {
		if e.name == name {
			list = append(list, e.data)
		}
	}
	return list
}

// cursor is the last id that the browser has seen.
func (s *tape) cursor() string {
	last := ""
	for _, e := range s.events() {
		if e.id != "" {
			last = e.id
		}
	}
	return last
}

// seqs are the numbers of the articles of a room, in the order in which they came, snapshots included.
func (s *tape) seqs(room string) []int64 { return seqsOf(s.events(), room) }

func seqsOf(events []event, room string) (seqs []int64) {
	for _, e := range events {
		if e.name != "message" && e.name != "snapshot" {
			continue
		}
		for line := range strings.SplitSeq(e.data, "\n") {
			var in, kind string
			var seq int64
			if n, _ := fmt.Sscanf(line, "<article data-room=%q data-seq=%q", &in, &kind); n == 2 && in == room {
				if _, err := fmt.Sscan(kind, &seq); err == nil {
					seqs = append(seqs, seq)
				}
			}
		}
	}
	return seqs
}

func upTo(from, to int64) (seqs []int64) {
	for n := from; n <= to; n++ {
		seqs = append(seqs, n)
	}
	return seqs
}
