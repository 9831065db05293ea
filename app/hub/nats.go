package hub

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"telemark/app"
)

// waiting is how many events may wait for the server; what comes on top is dropped, and the others are told to look.
const waiting = 8192

// everybody is the topic of a process that could not send all it had: whoever hears it resyncs.
const everybody = "resync"

// remote is the connection to the other processes.
type remote struct {
	conn  *nats.Conn
	self  origin
	queue chan *nats.Msg // sent by one goroutine: a publish blocks when the server doesn't read
	done  chan struct{}

	mu     sync.Mutex // guards closed against a send on the closed queue
	closed bool
	lost   atomic.Bool // something was dropped here since the last message to everybody
	missed atomic.Bool // something for us was dropped because we were too slow
}

// NATS makes a hub that also carries events between processes, over core NATS: every process listens to everything under one
// prefix and drops what nobody here is subscribed to, which costs a microsecond an event; ten thousand subscriptions would
// have to be sent again at each reconnect. url may name several servers, separated by commas; creds is the content of a
// credentials file, or empty. The server need not be there yet: the error is about the arguments only, and Connected tells.
func NATS(url, creds string) (*Hub, error) {
	h := New()
	r := &remote{queue: make(chan *nats.Msg, waiting), done: make(chan struct{})}
	if _, err := rand.Read(r.self[:]); err != nil {
		return nil, fmt.Errorf("hub: origin: %w", err)
	}
	again := func(c *nats.Conn) { r.reconnected(c, h) }
	options := []nats.Option{
		nats.Name("telemark"),
		nats.NoEcho(),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.IgnoreAuthErrorAbort(),
		nats.ReconnectWait(250 * time.Millisecond),
		nats.ReconnectJitter(250*time.Millisecond, time.Second),
		nats.ReconnectBufSize(1 << 20),
		nats.Timeout(5 * time.Second),
		nats.PingInterval(10 * time.Second),
		nats.MaxPingsOutstanding(2),
		nats.ConnectHandler(again),
		nats.ReconnectHandler(again),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { slog.Warn("hub: connection lost", "error", err) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			slog.Warn("hub: receiving", "error", err)
			if errors.Is(err, nats.ErrSlowConsumer) {
				r.missed.Store(true)
			}
		}),
	}
	if creds != "" {
		options = append(options, nats.UserCredentialBytes([]byte(creds)))
	}
	conn, err := nats.Connect(url, options...)
	if err != nil {
		return nil, fmt.Errorf("hub: connect: %w", err)
	}
	r.conn = conn
	if _, err := conn.Subscribe(Prefix+">", func(m *nats.Msg) { r.receive(m, h) }); err != nil {
		conn.Close()
		return nil, fmt.Errorf("hub: subscribe: %w", err)
	}
	h.remote = r
	go r.write()
	return h, nil
}

// send hands e to the writing goroutine, or drops it when the server has been too slow for too long.
func (r *remote) send(e app.Event) {
	payload, err := encode(r.self, e)
	if err != nil {
		slog.Error("hub: event stays in this process", "topic", e.Topic, "name", e.Name, "error", err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	select {
	case r.queue <- &nats.Msg{Subject: Prefix + e.Topic, Data: payload}:
	default:
		r.lost.Store(true)
	}
}

// write sends what waits. While the connection is down, the client library keeps a megabyte and refuses the rest.
func (r *remote) write() {
	defer close(r.done)
	for m := range r.queue {
		if err := r.conn.PublishMsg(m); err != nil {
			r.lost.Store(true)
		} else if r.lost.CompareAndSwap(true, false) {
			r.tellEverybody(r.conn)
		}
	}
}

// tellEverybody makes the other processes look into the database, because bells of this one were dropped.
func (r *remote) tellEverybody(c *nats.Conn) {
	payload, err := encode(r.self, app.Event{Topic: everybody, Name: Resync})
	if err == nil {
		err = c.Publish(Prefix+everybody, payload)
	}
	if err != nil {
		r.lost.Store(true)
	}
}

// receive rings here what was published elsewhere.
func (r *remote) receive(m *nats.Msg, h *Hub) {
	from, e, err := decode(strings.TrimPrefix(m.Subject, Prefix), m.Data)
	switch {
	case err != nil:
		slog.Warn("hub: refused an event", "bytes", len(m.Data), "error", err)
	case from == r.self:
	case e.Topic == everybody:
		h.Resync()
	default:
		h.deliver(e)
	}
	if r.missed.Load() {
		if left, _, err := m.Sub.Pending(); err != nil || left == 0 {
			r.missed.Store(false)
			h.Resync()
		}
	}
}

// reconnected lets everybody here look for what was missed. The flush comes back only after the server has the subscription
// again: a look before that could still miss something.
func (r *remote) reconnected(c *nats.Conn, h *Hub) {
	if err := c.FlushTimeout(5 * time.Second); err != nil {
		slog.Warn("hub: flush after connecting", "error", err)
	}
	slog.Info("hub: connected", "server", c.ConnectedUrlRedacted())
	if r.lost.CompareAndSwap(true, false) {
		r.tellEverybody(c)
	}
	h.Resync()
}

func (r *remote) close() {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return
	}
	r.closed = true
	close(r.queue)
	r.mu.Unlock()
	select {
	case <-r.done:
		if r.conn.IsConnected() {
			if err := r.conn.FlushTimeout(2 * time.Second); err != nil {
				slog.Warn("hub: last events", "error", err)
			}
		}
	case <-time.After(2 * time.Second):
		slog.Warn("hub: last events not sent in time")
	}
	r.conn.Close()
}
