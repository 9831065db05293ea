package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/web"
)

// Present is what a "presence" event carries.
type Present struct {
	User   string `json:"user"`
	Online bool   `json:"online"`
}

const (
	// presenceSeconds is how long a person counts as present without being named again: two sweeps.
	presenceSeconds = 60
	presenceSweep   = 30 * time.Second
	presenceChunk   = 256
	// arrivalWait gathers those who come back together after a restart.
	arrivalWait = 50 * time.Millisecond
	// leaveWait forgives a reload and a renewed stream.
	leaveWait = 3 * time.Second
)

// presence tells the database and the others who came and who left, from a goroutine of its own.
type presence struct {
	feed *Feed
	wake chan struct{}

	mu  sync.Mutex
	due map[string]move // by user
}

type move struct {
	online bool
	at     time.Time
	rooms  []string // in which somebody sees it; of those who left
}

func newPresence(f *Feed) *presence {
	return &presence{feed: f, wake: make(chan struct{}, 1), due: map[string]move{}}
}

// here takes the first stream of a user. One who is back before anybody was told has not been away.
func (p *presence) here(user string) {
	p.mu.Lock()
	if m, known := p.due[user]; known && !m.online {
		delete(p.due, user)
	} else {
		p.due[user] = move{online: true, at: app.Now().Add(arrivalWait)}
	}
	p.mu.Unlock()
	p.nudge()
}

// gone takes the end of a user's last stream.
func (p *presence) gone(user string, rooms []string) {
	p.mu.Lock()
	p.due[user] = move{at: app.Now().Add(leaveWait), rooms: rooms}
	p.mu.Unlock()
	p.nudge()
}

func (p *presence) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *presence) run(ctx context.Context) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-timer.C:
			p.settle(ctx)
		}
		timer.Reset(p.next())
	}
}

// next is the time until somebody's move is due.
func (p *presence) next() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	wait := time.Hour
	now := app.Now()
	for _, m := range p.due {
		wait = min(wait, max(0, m.at.Sub(now)))
	}
	return wait + time.Millisecond // the clock is cut to milliseconds
}

// settle stores the moves that are due and tells the rooms.
func (p *presence) settle(ctx context.Context) {
	p.mu.Lock()
	now := app.Now()
	moves := map[string]move{}
	for user, m := range p.due {
		if !m.at.After(now) {
			moves[user] = m
			delete(p.due, user)
		}
	}
	p.mu.Unlock()
	var came, left []string
	for user, m := range moves {
		switch here := p.feed.connected(user); {
		case m.online && here:
			came = append(came, user)
		case !m.online && !here:
			left = append(left, user)
		}
	}
	p.store(ctx, came, presenceSeconds)
	p.store(ctx, left, 0)
	for _, user := range came {
		p.tell(user, true, p.feed.roomsOf(user))
	}
	for _, user := range left {
		p.tell(user, false, moves[user].rooms)
	}
}

func (p *presence) store(ctx context.Context, people []string, seconds int) {
	for chunk := range slices.Chunk(people, presenceChunk) {
		ctx, cancel := context.WithTimeout(ctx, readLimit)
		if err := p.feed.Log.SetOnline(ctx, chunk, seconds); err != nil && ctx.Err() == nil {
			slog.Warn("live: presence is not stored", "people", len(chunk), "error", err)
		}
		cancel()
	}
}

func (p *presence) tell(user string, online bool, rooms []string) {
	data, _ := json.Marshal(Present{User: user, Online: online}) // a string and a bool: it can't fail
	for _, room := range rooms {
		p.feed.Hub.Publish(app.Event{Topic: chat.RoomTopic(room), Name: "presence", Data: data})
	}
}

// roomsOf lists the rooms that a user's streams carry.
func (f *Feed) roomsOf(id string) (rooms []string) {
	f.mu.Lock()
	u := f.users[id]
	f.mu.Unlock()
	if u == nil {
		return nil
	}
	u.each(func(r *reader) {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, p := range r.places {
			if !slices.Contains(rooms, p.group.id) {
				rooms = append(rooms, p.group.id)
			}
		}
	})
	return rooms
}

// sweep keeps everybody present and ends the streams of sessions whose end was not heard.
func (f *Feed) sweep(ctx context.Context) {
	ticker := time.NewTicker(presenceSweep)
	defer ticker.Stop()
	for even := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-f.look:
			f.pause(arrivalWait) // everybody's bell rings after the connection was lost
			f.endSessions(ctx)
		case <-ticker.C:
			spread(ctx, f.people(), func(some []string) { f.presence.store(ctx, some, presenceSeconds) })
			if even = !even; !even {
				f.endSessions(ctx)
			}
		}
	}
}

// lookSoon has the sweeper ask for ended sessions out of its turn.
func (f *Feed) lookSoon() {
	select {
	case f.look <- struct{}{}:
	default:
	}
}

func (f *Feed) people() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]string, 0, len(f.users))
	for id := range f.users {
		list = append(list, id)
	}
	return list
}

// endSessions asks which sessions have ended and closes their streams.
func (f *Feed) endSessions(ctx context.Context) {
	all := f.all()
	if f.Sessions == nil || len(all) == 0 {
		return
	}
	hashes := make([]string, 0, len(all))
	for _, r := range all {
		hashes = append(hashes, r.session)
	}
	slices.Sort(hashes)
	var ended []string
	spread(ctx, slices.Compact(hashes), func(some []string) {
		gone, err := f.Sessions(ctx, some)
		if err != nil {
			slog.Warn("live: sessions can't be looked at", "error", err)
		}
		ended = append(ended, gone...)
	})
	for _, r := range all {
		if slices.Contains(ended, r.session) {
			r.stream.Close(web.EndSession)
		}
	}
}

// A sweep of thousands would hold the database's one writer for as long as fifty posts take, and they would wait behind it; so it
// goes in small steps with pauses between them.
const (
	sweepStep = 32
	sweepTime = 10 * time.Second // of a whole sweep; two of them fit between two ticks
)

// spread does the list step by step. A short one takes no time.
func spread(ctx context.Context, list []string, do func(some []string)) {
	pause := sweepTime / time.Duration(len(list)/sweepStep+1)
	for some := range slices.Chunk(list, sweepStep) {
		do(some)
		if len(list) <= sweepStep {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}
