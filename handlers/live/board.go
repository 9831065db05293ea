package live

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"telemark/app"
	"telemark/handlers/web"
)

// board is a state that looks the same for many readers: the queue. It is made once for each kindOfBoard and change.
type board struct {
	feed *Feed
	name string

	making sync.Mutex // one at a time makes it: the others want the same

	mu      sync.Mutex
	version int64
	cache   map[kindOfBoard]rendered
	due     bool // a goroutine is about to send it
	sent    time.Time
}

// kindOfBoard is what the readers of one form of a board have in common: their language, and what Audience.QueueOf says.
type kindOfBoard struct{ lang, of string }

type rendered struct {
	version int64
	at      time.Time
	data    []byte
}

const (
	// boardGap is the least time between two changes that are sent: a rush is shown four times a second.
	boardGap = 250 * time.Millisecond
	// boardAge is how long one is handed to new streams: a bell may have been lost.
	boardAge = 15 * time.Second
)

// Deliver hears that it has changed.
func (b *board) Deliver(app.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.version++
	if !b.due {
		b.due = true
		go b.send(max(0, boardGap-app.Now().Sub(b.sent)))
	}
}

// send hands it to everybody.
func (b *board) send(after time.Duration) {
	b.feed.pause(after)
	b.mu.Lock()
	b.due, b.sent = false, app.Now()
	b.mu.Unlock()
	events := map[kindOfBoard][]byte{}
	for _, r := range b.feed.all() {
		event, made := events[r.board]
		if !made {
			data, err := b.data(b.feed.ctx, r.actor(), r.board)
			if err != nil && b.feed.ctx.Err() == nil {
				slog.Warn("live: a state can't be shown", "name", b.name, "error", err)
			}
			if err == nil && len(data) > 0 {
				event = web.Event(b.name, "", data)
			}
			events[r.board] = event
		}
		if event != nil {
			_ = r.stream.Write(event) // a stream that fails closes itself
		}
	}
}

// data makes one form of it, unless it is made.
func (b *board) data(ctx context.Context, actor app.Actor, of kindOfBoard) ([]byte, error) {
	b.making.Lock()
	defer b.making.Unlock()
	b.mu.Lock()
	version, known := b.version, b.cache[of]
	b.mu.Unlock()
	now := app.Now()
	if known.data != nil && known.version == version && now.Sub(known.at) < boardAge {
		return known.data, nil
	}
	release, err := b.feed.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	data, err := b.feed.State(ctx, actor, of.lang, b.name)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	maps.DeleteFunc(b.cache, func(_ kindOfBoard, old rendered) bool { return old.version < version })
	b.cache[of] = rendered{version, now, data}
	b.mu.Unlock()
	return data, nil
}
