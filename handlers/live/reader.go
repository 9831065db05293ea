package live

import (
	"slices"
	"sync"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/hub"
	"telemark/handlers/web"
)

// reader is one stream. All that is written to it by publishers is written under mu, so that an event's id never names an entry
// whose bytes come later.
type reader struct {
	feed    *Feed
	stream  stream
	user    *user
	session string // hash
	rights  app.Rights
	board   kindOfBoard
	only    string     // id of the one room that the stream is narrowed to, or empty
	past    []position // rooms that are not carried, closed at the start or lost; for the working goroutine only

	mu      sync.Mutex
	places  []place
	gained  []chat.Membership // rooms that a bell named, and where to start in them
	shown   int64             // Unix milliseconds of the last state events
	states  stateSet          // to be sent
	stale   bool              // the rooms have to be asked for again
	working bool              // a goroutine joins or asks for the rooms
	showing bool              // a goroutine sends state events
	gone    bool

	// composing: a goroutine writes entries read from the database. What comes meanwhile is left for it to read, because its
	// events name positions in all rooms and must not name an entry that is written after them.
	composing bool
}

// place is a reader's position in a room.
type place struct {
	group *group
	pos   int64 // number of the last entry that the reader has; unknown before the first
	right int64 // number of the last entry at which the right to read was asked for
	held  bool  // the room may have changed hands: nothing until the right is asked for again
	live  bool  // has caught up and moves on with the others
}

type stateSet uint8

const (
	stateRooms stateSet = 1 << iota
	stateBadge
)

// stateGap is the least time between two state events of a kind to one reader.
const stateGap = 500 * time.Millisecond

func (r *reader) actor() app.Actor {
	return app.Actor{ID: r.user.id, Name: r.user.name, Role: r.user.role, Duties: r.rights.Duties, Scope: r.rights.Scope, Team: r.rights.Team, Session: r.session}
}

// place finds the reader's place in a room, or nil. The pointer is valid while mu is held.
func (r *reader) place(g *group) *place {
	for i := range r.places {
		if r.places[i].group == g {
			return &r.places[i]
		}
	}
	return nil
}

// add is false when the stream has ended.
func (r *reader) add(p place) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone || r.place(p.group) != nil {
		return false
	}
	r.places = append(r.places, p)
	return true
}

// drop takes the place away, and with it the right to anything that comes in the room. It returns how far the reader was.
func (r *reader) drop(g *group) (pos int64) {
	r.mu.Lock()
	r.places = slices.DeleteFunc(r.places, func(p place) bool {
		if p.group == g {
			pos = max(p.pos, 0)
		}
		return p.group == g
	})
	r.mu.Unlock()
	r.feed.exit(r, g)
	return pos
}

// take gets the next entry of a room.
func (r *reader) take(g *group, p *parcel) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.place(g)
	if at == nil || !at.live || p.message.Seq <= at.pos {
		return
	}
	if r.composing {
		at.live = false
		return
	}
	at.pos = p.message.Seq
	if p.message.Visible(r.feed.Side) {
		if fields := p.fields(r.board.lang); fields != nil {
			t := tails.Get().(*tail)
			t.cursor = r.appendCursor(t.cursor[:0])
			t.end = web.AppendID(t.end[:0], t.cursor)
			t.parts = [2][]byte{fields, t.end}
			if r.stream.Write(t.parts[:]...) == nil {
				r.feed.Meter.Delivered()
			}
			t.parts = [2][]byte{}
			tails.Put(t)
		}
	}
	r.holdAfter(at, p.message)
}

// tail is the part of an event that differs from reader to reader.
type tail struct {
	cursor, end []byte
	parts       [2][]byte // what is written; here because a call through an interface would make garbage of it
}

var tails = sync.Pool{New: func() any { return new(tail) }}

// holdAfter stops a room that an entry takes out of the reader's hands, until it is known whose it is: the log itself says
// after which entry the right ends. A client's rooms stay theirs.
func (r *reader) holdAfter(at *place, m *chat.Message) {
	if r.feed.Side == chat.StaffSide && m.Seq > at.right && m.Kind == chat.Happens && movesFrom(r.user.id, m) {
		at.held, at.live, r.stale = true, false, true
		r.workLocked()
	}
}

func movesFrom(operator string, m *chat.Message) bool {
	switch chat.Happening(m.Body) {
	case chat.Taken, chat.Transferred:
		return m.Author.ID != operator
	case chat.Returned, chat.Ended:
		return true
	}
	return false
}

// appendCursor adds how far the reader has come in all rooms, as the id of an event.
func (r *reader) appendCursor(text []byte) []byte {
	var few [4]position
	list := few[:0]
	for _, p := range r.places {
		if p.pos >= 0 {
			list = append(list, position{p.group.key, p.pos})
		}
	}
	if len(list) > maxCursor*3/4/18 {
		newestFirst(list)
	}
	return appendCursor(text, list)
}

// signal gets what may be lost.
func (r *reader) signal(g *group, event []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := r.place(g); at != nil && at.live {
		_ = r.stream.Write(event) // a stream that fails closes itself
	}
}

// settle makes the reader's place in g live when the others are not ahead. A place that was lost meanwhile needs no more: its
// position is unknown.
func (r *reader) settle(g *group) (pos int64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.place(g)
	if at == nil || at.held {
		return unknown, true
	}
	if g.head > at.pos {
		return unknown, false
	}
	at.pos = max(at.pos, 0)
	at.live = true
	return at.pos, true
}

// membership hears that the set of rooms has changed.
func (r *reader) membership(m chat.Membership) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m.Room != "" {
		r.gained = append(r.gained, m)
	}
	r.stale = true
	r.workLocked()
	r.changedLocked(stateRooms | stateBadge)
}

// changed hears that state events have to be sent again.
func (r *reader) changed(s stateSet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changedLocked(s)
}

func (r *reader) changedLocked(s stateSet) {
	r.states |= s
	if !r.showing && !r.gone {
		r.showing = true
		go r.show()
	}
}

func (r *reader) workLocked() {
	if !r.working && !r.gone {
		r.working = true
		go r.work()
	}
}

// leave forgets a stream that is gone.
func (r *reader) leave() {
	r.mu.Lock()
	r.gone = true
	places := r.places
	r.places = nil
	r.mu.Unlock()
	rooms := make([]string, len(places))
	for i, p := range places {
		rooms[i] = p.group.id
		r.feed.exit(r, p.group)
	}
	if r.feed.disconnect(r) {
		r.feed.presence.gone(r.user.id, rooms)
	}
}

var _ hub.Subscriber = (*board)(nil)
