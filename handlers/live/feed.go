// Package live is what the client's and the operator's pages share: the articles and threads that both show, and the feeds that
// carry them to open pages.
//
// A Feed promises each reader every entry of their rooms that they may see, once and in order, whatever the doorbell loses,
// doubles or turns round: a stream knows its position in each room and reads what is missing from the database. Publishers
// never wait for readers or for the database. What can't be promised closes the stream, whose reader comes back with a cursor.
package live

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/hub"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Bell is the doorbell; *hub.Hub is one.
type Bell interface {
	Subscribe(topic string, s hub.Subscriber)
	Unsubscribe(topic string, s hub.Subscriber)
	Publish(e app.Event)
}

// Log is where gaps are read and presence is kept; chat.Store is one.
type Log interface {
	Messages(ctx context.Context, p chat.Page) ([]chat.Message, error)
	SetOnline(ctx context.Context, people []string, seconds int) error
}

// Meter counts for the program's metrics: entries written to a stream, and gaps read from the database.
type Meter interface {
	Delivered()
	CaughtUp()
}

// Parts are what a feed stands on.
type Parts struct {
	Hub     Bell
	Streams *web.Streams
	Log     Log
	Meter   Meter
	// Sessions notes that sessions are in use and returns those that have ended; see session.Keeper.Touch.
	Sessions func(ctx context.Context, hashes []string) (ended []string, err error)
	// Until is the end of the request's session at the latest.
	Until func(c *fiber.Ctx) time.Time
}

// Audience is who reads a feed, and what only their own pages know.
type Audience struct {
	Side chat.Side
	// Rooms lists the rooms whose entries the reader's stream carries. It is asked again whenever a room has changed hands: a
	// room that is missing is lost at once. Closed ones may be in it; they begin only with what a cursor says is missing.
	Rooms func(ctx context.Context, actor app.Actor) ([]chat.Summary, error)
	// States are the names of the events that a new stream gets after its entries, in this order: of "queue", "rooms", "badge".
	States []string
	// QueueOf is a word that all have whose queue is the same; nil: it is the same for all. A stream has the one of its beginning.
	QueueOf func(ctx context.Context, actor app.Actor) (string, error)
	// State makes the data of one of these events. "queue" is made once for all who read a language and have one QueueOf.
	// No data: nothing is sent.
	State func(ctx context.Context, actor app.Actor, lang, name string) ([]byte, error)
	// Article makes the data of a "message" event: RenderArticle.
	Article func(lang string, m chat.Message) ([]byte, error)
}

// The names of what a feed sends besides entries, and of the doorbell events behind it.
const (
	queueState = "queue"
	roomsState = "rooms"
	badgeState = "badge"
)

// atOnce bounds the database reads of a feed that happen at the same time; when everybody comes back after a restart, they queue.
const atOnce = 16

// mostStreams bounds one person's streams in this process. Tabs share one, so that honest people have a few; what it holds off
// is one login that uses up the descriptors.
const mostStreams = 1024

// readLimit is how long one read of the database may take.
const readLimit = 15 * time.Second

// Feed is the streams of one audience.
type Feed struct {
	Parts
	Audience
	slots    chan struct{}
	queue    *board // nil when the audience doesn't see the queue
	presence *presence
	stop     context.CancelFunc
	ctx      context.Context //nolint:containedctx // the life of the feed's own goroutines, which no request owns
	look     chan struct{}   // wakes the sweeper: sessions may have ended unheard

	mu    sync.Mutex // above group.mu and user.mu, which are above reader.mu
	rooms map[string]*group
	users map[string]*user
}

// NewFeed makes the feed of an audience and starts its sweeper, which Close ends.
func NewFeed(p Parts, a Audience) *Feed {
	if a.Article == nil {
		a.Article = RenderArticle
	}
	f := &Feed{
		Parts: p, Audience: a, slots: make(chan struct{}, atOnce), look: make(chan struct{}, 1),
		rooms: map[string]*group{}, users: map[string]*user{},
	}
	f.ctx, f.stop = context.WithCancel(context.Background())
	f.presence = newPresence(f)
	for _, name := range a.States {
		if name == queueState {
			f.queue = &board{feed: f, name: name, cache: map[kindOfBoard]rendered{}}
			f.Hub.Subscribe(chat.QueueTopic, f.queue)
		}
	}
	go f.presence.run(f.ctx)
	go f.sweep(f.ctx)
	return f
}

// Close ends the feed's own goroutines. The streams are ended by web.Streams.Shutdown, before.
func (f *Feed) Close() {
	f.stop()
	if f.queue != nil {
		f.Hub.Unsubscribe(chat.QueueTopic, f.queue)
	}
}

// Serve answers the request with the reader's stream: from ?cursor= or Last-Event-ID, whichever knows more of a room, and of one
// room only when ?room= names it.
func (f *Feed) Serve(c *fiber.Ctx) error {
	return f.serve(c, guard.Actor(c))
}

func (f *Feed) serve(c *fiber.Ctx, actor app.Actor) error {
	var until time.Time
	if !actor.Known() {
		return app.Fail(app.Unauthenticated, app.T("error.sign_in"))
	}
	if f.count(actor.ID) >= mostStreams {
		return &app.Error{Kind: app.TooMany, Text: app.T("error.too_many"), Retry: 60}
	}
	if f.Until != nil {
		until = f.Until(c)
	}
	from := ParseCursor(c.Query("cursor")).Merge(ParseCursor(c.Get("Last-Event-ID")))
	lang, room := web.Language(c), strings.Clone(c.Query("room")) // nothing of the request outlives the handler
	return f.Streams.Open(c, until, func(s *web.Stream) { f.join(s, actor, lang, room, from) })
}

// stream is what a feed needs of a *web.Stream.
type stream interface {
	Write(parts ...[]byte) error
	Send(f func(w io.Writer) error) error
	Close(reason string)
	OnClose(f func())
}

// read fetches a stretch of a room's log when there is a slot for it. Callers have asked whether the reader may see the room.
func (f *Feed) read(ctx context.Context, p chat.Page) ([]chat.Message, error) {
	release, err := f.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	p.Side, p.Limit = f.Side, chat.PageSize
	return f.Log.Messages(ctx, p)
}

// slot waits until the feed may use the database.
func (f *Feed) slot(ctx context.Context) (release func(), err error) {
	select {
	case f.slots <- struct{}{}:
		return func() { <-f.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// pause waits, but not for longer than the feed lives.
func (f *Feed) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-f.ctx.Done():
	}
}

// state makes the data of a state event for one reader.
func (f *Feed) state(ctx context.Context, actor app.Actor, of kindOfBoard, name string) ([]byte, error) {
	if name == queueState {
		return f.queue.data(ctx, actor, of)
	}
	release, err := f.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	return f.State(ctx, actor, of.lang, name)
}

// article makes the fields of a "message" event; nil when it can't be made, which one entry must not let others suffer for.
func (f *Feed) article(lang string, m *chat.Message) []byte {
	data, err := f.Article(lang, *m)
	if err != nil {
		slog.Error("live: an entry can't be shown", "room", m.Room, "seq", m.Seq, "error", err)
		return nil
	}
	return data
}

// enter puts a reader into a room: they hear its bell from now on, and get nothing until they have caught up. The position is
// the number of the last entry that they have, or unknown.
func (f *Feed) enter(r *reader, room string, pos, right int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	g := f.rooms[room]
	if g == nil {
		g = newGroup(f, room)
	}
	if !r.add(place{group: g, pos: pos, right: right}) {
		return
	}
	if len(g.readers) == 0 { // written under f.mu only
		f.rooms[room] = g
		f.Hub.Subscribe(chat.RoomTopic(room), g)
	}
	g.add(r)
}

// exit takes a reader out of a room.
func (f *Feed) exit(r *reader, g *group) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if g.remove(r) == 0 && f.rooms[g.id] == g {
		delete(f.rooms, g.id)
		f.Hub.Unsubscribe(chat.RoomTopic(g.id), g)
	}
}

// connect puts a stream under its user and tells whether it is the first in this process.
func (f *Feed) connect(r *reader, actor app.Actor) (first bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.users[actor.ID]
	if first = u == nil; first {
		u = newUser(f, actor)
		f.users[actor.ID] = u
		f.Hub.Subscribe(chat.UserTopic(actor.ID), u)
	}
	r.user = u
	u.add(r)
	return first
}

// disconnect tells whether it was the user's last stream in this process.
func (f *Feed) disconnect(r *reader) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.user.remove(r) > 0 {
		return false
	}
	delete(f.users, r.user.id)
	f.Hub.Unsubscribe(chat.UserTopic(r.user.id), r.user)
	return true
}

// count is how many streams a user has in this feed.
func (f *Feed) count(id string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if u := f.users[id]; u != nil {
		return u.count()
	}
	return 0
}

// connected tells whether a user has a stream of this feed in this process.
func (f *Feed) connected(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.users[id] != nil
}

// all is everybody with a stream.
func (f *Feed) all() []*reader {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]*reader, 0, len(f.users))
	for _, u := range f.users {
		list = u.appendReaders(list)
	}
	return list
}
