// Package hub carries doorbell events from whoever changed something to whoever shows it: in one process, and between
// processes when it is given a NATS server.
//
// It promises little, on purpose: an event may be lost, late, doubled or out of order, and nobody may rely on more; the
// database is the truth, and an event named Resync tells a subscriber to look there because events may have been lost.
// Publish never waits for anybody. A topic with one subscriber costs about 100 bytes.
package hub

import (
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"telemark/app"
)

// Resync is the name of the event that every subscriber of every topic gets after events may have been lost.
const Resync = "resync"

// Subscriber gets the events of the topics that it is subscribed to. Deliver never blocks: it is called by the publisher, by
// several at the same time, and for a short while after Unsubscribe too. Subscribers are compared with ==, so they are pointers.
type Subscriber interface{ Deliver(e app.Event) }

// shardCount keeps publishers of different topics out of each other's way.
const shardCount = 64

// Hub is safe for concurrent use. Make it with New or NATS.
type Hub struct {
	seed   maphash.Seed
	shards [shardCount]shard
	remote *remote // nil in a single process
}

type shard struct {
	mu     sync.RWMutex
	topics map[string][]Subscriber // a list is appended to in place and copied on removal: readers hold it without the lock
	closed bool
}

// New makes a hub for one process.
func New() *Hub {
	h := &Hub{seed: maphash.MakeSeed()}
	for i := range h.shards {
		h.shards[i].topics = map[string][]Subscriber{}
	}
	return h
}

// Subscribe makes s hear what is published under topic. Subscribing twice is subscribing once.
func (h *Hub) Subscribe(topic string, s Subscriber) {
	sh := h.shard(topic)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if list := sh.topics[topic]; !sh.closed && !slices.Contains(list, s) {
		sh.topics[topic] = append(list, s)
	}
}

// Unsubscribe ends it. A delivery that has begun may still come after Unsubscribe has returned.
func (h *Hub) Unsubscribe(topic string, s Subscriber) {
	sh := h.shard(topic)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	list := sh.topics[topic]
	i := slices.Index(list, s)
	switch {
	case i < 0:
	case len(list) == 1:
		delete(sh.topics, topic)
	default:
		sh.topics[topic] = slices.Concat(list[:i], list[i+1:])
	}
}

// Publish rings the bell: here at once, in the caller's goroutine, and in the other processes soon, without e.Local.
func (h *Hub) Publish(e app.Event) {
	h.deliver(e)
	if h.remote != nil {
		h.remote.send(e)
	}
}

func (h *Hub) deliver(e app.Event) {
	sh := h.shard(e.Topic)
	sh.mu.RLock()
	list := sh.topics[e.Topic]
	sh.mu.RUnlock()
	for _, s := range list {
		s.Deliver(e)
	}
}

// Resync tells every subscriber of this process that events may have been lost.
func (h *Hub) Resync() {
	for i := range h.shards {
		for topic, list := range h.shards[i].snapshot() {
			for _, s := range list {
				s.Deliver(app.Event{Topic: topic, Name: Resync})
			}
		}
	}
}

func (sh *shard) snapshot() map[string][]Subscriber {
	sh.mu.RLock()
	defer sh.mu.RUnlock()
	all := make(map[string][]Subscriber, len(sh.topics))
	for topic, list := range sh.topics {
		all[topic] = list
	}
	return all
}

// Topics counts the topics that somebody in this process is subscribed to.
func (h *Hub) Topics() int {
	n := 0
	for i := range h.shards {
		h.shards[i].mu.RLock()
		n += len(h.shards[i].topics)
		h.shards[i].mu.RUnlock()
	}
	return n
}

// Lag tells how far the other processes are behind: how many events wait to be sent to them, and how long one takes to the NATS
// server and back. Both are zero in a single process; the error says that the server can't be reached.
func (h *Hub) Lag() (waiting int, trip time.Duration, err error) {
	if h.remote == nil {
		return 0, 0, nil
	}
	trip, err = h.remote.conn.RTT()
	return len(h.remote.queue), trip, err
}

// Close forgets the subscribers and, between processes, sends what waits, for at most two seconds. Close the server first,
// so that the bells of the last requests still ring elsewhere.
func (h *Hub) Close() {
	for i := range h.shards {
		sh := &h.shards[i]
		sh.mu.Lock()
		sh.closed = true
		clear(sh.topics)
		sh.mu.Unlock()
	}
	if h.remote != nil {
		h.remote.close()
	}
}

func (h *Hub) shard(topic string) *shard {
	return &h.shards[maphash.String(h.seed, topic)%shardCount]
}
