package live

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/hub"
	"telemark/handlers/web"
)

// group is the readers of one room in this feed. Those who have caught up move on together: an entry is handed to all of them when
// it is the next one, and what lies between is read from the database once for all.
type group struct {
	feed *Feed
	id   string
	key  ulid.ULID // id in the 16 bytes of a cursor

	mu      sync.Mutex
	readers []*reader       // changed under feed.mu too
	early   []*chat.Message // came before their turn, in order
	head    int64           // number up to which everybody who has caught up has all; unknown before there was somebody
	want    int64           // largest number that a bell named
	filling bool            // a goroutine reads the gap
	again   bool            // it must read once more: bells may have been lost
}

const (
	unknown = -1
	// maxEarly bounds what is kept for its turn; what doesn't fit is read from the database.
	maxEarly = 32
	// earlyWait is how long an entry that came before its turn waits for the one before it: two posts that are committed one
	// after the other ring in any order.
	earlyWait = 5 * time.Millisecond
)

func newGroup(f *Feed, id string) *group {
	return &group{feed: f, id: id, key: newPosition(id, 0).room, head: unknown}
}

// Deliver hears the room's bell.
func (g *group) Deliver(e app.Event) {
	switch e.Name {
	case "message":
		g.message(e)
	case hub.Resync:
		g.mu.Lock()
		g.again = true
		g.fillLocked(0)
		g.mu.Unlock()
	default:
		g.signal(e)
	}
}

// message takes the news of an entry: its turn, before its turn, or old.
func (g *group) message(e app.Event) {
	m, _ := e.Local.(*chat.Message)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.want = max(g.want, e.Seq)
	switch {
	case g.head == unknown: // whoever is catching up reads it
	case e.Seq <= g.head:
	case m == nil:
		g.fillLocked(0)
	case e.Seq == g.head+1:
		g.hand(m)
		g.handEarly()
	default:
		g.keep(m)
		g.fillLocked(earlyWait)
	}
}

// keep puts an entry aside until its turn.
func (g *group) keep(m *chat.Message) {
	i, known := slices.BinarySearchFunc(g.early, m.Seq, func(m *chat.Message, seq int64) int { return int(m.Seq - seq) })
	if !known && len(g.early) < maxEarly {
		g.early = slices.Insert(g.early, i, m)
	}
}

// hand gives an entry whose turn it is to all who have caught up.
func (g *group) hand(m *chat.Message) {
	g.head = m.Seq
	p := parcel{feed: g.feed, message: m}
	for _, r := range g.readers {
		r.take(g, &p)
	}
}

// handEarly gives what was put aside and has its turn now.
func (g *group) handEarly() {
	for len(g.early) > 0 && g.early[0].Seq <= g.head+1 {
		if m := g.early[0]; m.Seq > g.head {
			g.hand(m)
		}
		g.early = g.early[1:]
	}
	if len(g.early) == 0 {
		g.early = nil
	}
}

// fillLocked starts reading the gap after a while, unless that is under way.
func (g *group) fillLocked(after time.Duration) {
	if !g.filling && g.head != unknown {
		g.filling = true
		go g.fill(after)
	}
}

// fill reads what lies between the head and what was named, until nothing does.
func (g *group) fill(after time.Duration) {
	if after > 0 {
		g.feed.pause(after)
	}
	for failures := 0; ; {
		from, want, ok := g.gap()
		if !ok {
			return
		}
		list, err := g.feed.read(g.feed.ctx, chat.Page{Room: g.id, After: from})
		if err != nil {
			if failures++; !g.keepTrying(failures, err) {
				return
			}
			continue
		}
		g.close(list, want)
	}
}

// gap tells after which number something is missing, and up to which it was named.
func (g *group) gap() (after, want int64, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.handEarly()
	if len(g.readers) == 0 || g.want <= g.head && !g.again {
		g.filling = false
		return 0, 0, false
	}
	g.again = false
	return g.head, g.want, true
}

// close hands over what was read after want was named. A number that the database doesn't show is forgotten: either its entry is
// not for this side, or it never was.
func (g *group) close(list []chat.Message, want int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(list) > 0 {
		g.feed.Meter.CaughtUp()
	}
	for i := range list {
		if list[i].Seq > g.head {
			g.hand(&list[i])
		}
	}
	g.handEarly()
	if len(list) < chat.PageSize && g.want <= want {
		g.want = g.head
	}
}

// keepTrying waits a little longer each time; after some ten seconds the readers are sent away to come back by themselves.
func (g *group) keepTrying(failures int, err error) bool {
	slog.Warn("live: a gap can't be read", "room", g.id, "try", failures, "error", err)
	g.mu.Lock()
	g.again = true
	if failures < 6 && g.feed.ctx.Err() == nil {
		g.mu.Unlock()
		g.feed.pause(time.Duration(failures) * 500 * time.Millisecond)
		return true
	}
	g.filling = false
	list := slices.Clone(g.readers)
	g.mu.Unlock()
	for _, r := range list {
		r.stream.Close(web.EndRenew)
	}
	return false
}

// upTo is the number that everybody who has caught up has; a read that begins now shows all entries up to it.
func (g *group) upTo() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.head
}

// settle lets a reader who has come as far as the others move on with them; false when the others are ahead.
func (g *group) settle(r *reader) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	pos, ok := r.settle(g)
	if !ok || pos == unknown {
		return ok
	}
	if g.head == unknown {
		g.head = pos
	}
	if g.want > g.head {
		g.fillLocked(0)
	}
	return true
}

func (g *group) add(r *reader) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.readers = append(g.readers, r)
}

// remove returns how many are left.
func (g *group) remove(r *reader) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.readers = without(g.readers, r)
	return len(g.readers)
}

var _ hub.Subscriber = (*group)(nil)

// parcel is an entry on its way to many readers: made once for each language.
type parcel struct {
	feed    *Feed
	message *chat.Message
	made    []inLanguage
}

type inLanguage struct {
	lang   string
	fields []byte
}

// fields are the event without its id.
func (p *parcel) fields(lang string) []byte {
	for _, m := range p.made {
		if m.lang == lang {
			return m.fields
		}
	}
	var fields []byte
	if data := p.feed.article(lang, p.message); data != nil {
		fields = web.AppendFields(make([]byte, 0, len(data)+64), "message", data)
	}
	p.made = append(p.made, inLanguage{lang, fields})
	return fields
}
