package proof

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
)

// witness reads one person's stream through every cut and writes down what arrived wrongly.
type witness struct {
	who  *person
	area string

	mu       sync.Mutex
	last     map[string]int64  // by room: the number of the last article
	keys     map[string]string // key of each article that arrived, and its text
	cut      context.CancelFunc
	cursor   string
	doubled  []string
	unsorted []string // came after a later one, or left a gap behind
	connects int
	notYet   map[string]int // refusals by reason: expected while the program is down
}

func newWitness(who *person, area string) *witness {
	return &witness{who: who, area: area, last: map[string]int64{}, keys: map[string]string{}, notYet: map[string]int{}}
}

// watch keeps the stream open until ctx ends.
func (w *witness) watch(ctx context.Context) {
	for ctx.Err() == nil {
		stream, cut := context.WithCancel(ctx)
		w.mu.Lock()
		w.cut, w.connects = cut, w.connects+1
		cursor := w.cursor
		w.mu.Unlock()
		err := w.who.streams(stream, w.area, cursor, rand.IntN(2) == 0, w.take)
		cut()
		w.mu.Lock()
		if err != nil {
			reason := err.Error()
			if i := strings.LastIndex(reason, ": "); i >= 0 {
				reason = reason[i+2:]
			}
			w.notYet[reason]++
		}
		w.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(20+rand.IntN(80)) * time.Millisecond):
		}
	}
}

// take writes down one event.
func (w *witness) take(e event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if e.id != "" {
		w.cursor = e.id
	}
	switch e.name {
	case "snapshot": // replaces the lists: only what is above what was seen is new
		for _, a := range articles(e.data) {
			if a.seq > w.last[a.room] {
				w.arrived(a)
			}
		}
	case "message":
		list := articles(e.data)
		if len(list) != 1 {
			w.unsorted = append(w.unsorted, fmt.Sprintf("%d articles in one message event: %.200s", len(list), e.data))
		}
		for _, a := range list {
			if a.seq <= w.last[a.room] {
				w.doubled = append(w.doubled, fmt.Sprintf("%s #%d after #%d", a.room, a.seq, w.last[a.room]))
				continue
			}
			if a.seq != w.last[a.room]+1 {
				w.unsorted = append(w.unsorted, fmt.Sprintf("%s #%d after #%d", a.room, a.seq, w.last[a.room]))
			}
			w.arrived(a)
		}
	}
}

func (w *witness) arrived(a article) {
	w.last[a.room] = a.seq
	if a.key == "" {
		return
	}
	if _, twice := w.keys[a.room+a.key]; twice {
		w.doubled = append(w.doubled, fmt.Sprintf("%s key %s under two numbers", a.room, a.key))
	}
	w.keys[a.room+a.key] = a.text
}

// drop cuts the stream, as a lift or a tunnel does.
func (w *witness) drop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut != nil {
		w.cut()
	}
}

// reached tells whether everything up to number seq of the room has arrived.
func (w *witness) reached(room string, seq int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last[room] >= seq
}

// report fails the test for each thing that arrived wrongly.
func (w *witness) report(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for kind, list := range map[string][]string{"doubled": w.doubled, "out of order": w.unsorted} {
		if len(list) > 0 {
			t.Errorf("%s %s: %d %s, such as %s", w.area, w.who.email, len(list), kind, list[0])
		}
	}
}
