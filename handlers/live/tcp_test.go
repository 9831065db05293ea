package live

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/handlers/web"
)

// site is a bank with a server: who asks is told by a header.
type site struct {
	*bank
	streams *web.Streams
	address string
	actors  sync.Map // by name
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{streams: web.NewStreams(nil)}
	s.bank = newBank(t, s.streams)
	f := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true, ReadBufferSize: 16 << 10})
	web.PrepareForStreams(f)
	f.Get("/stream", func(c *fiber.Ctx) error {
		actor, _ := s.actors.Load(c.Get("Name"))
		a, _ := actor.(app.Actor)
		return s.feed(a).serve(c, a)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	go func() { _ = f.Listener(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.streams.Shutdown(ctx); err != nil {
			t.Errorf("streams are left: %v", err)
		}
		_ = f.ShutdownWithContext(ctx)
	})
	return s
}

func (s *site) knows(a app.Actor) app.Actor {
	s.actors.Store(a.Name, a)
	return a
}

// dial asks for a stream and leaves the answer unread.
func (s *site) dial(t testing.TB, a app.Actor, cursor string, inURL bool) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	query, header := "", "Last-Event-ID: "+cursor+"\r\n"
	if inURL {
		query, header = "?cursor="+cursor, ""
	}
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := fmt.Fprintf(conn, "GET /stream%s HTTP/1.1\r\nHost: bank\r\nName: %s\r\n%s\r\n", query, a.Name, header); err != nil {
		t.Fatal(err)
	}
	return conn
}

// page is an open page: it follows its stream and comes back after each cut.
type page struct {
	app.Actor
	*site
	mu     sync.Mutex
	events []event
	last   map[string]int64 // by room
	cursor string
	stop   bool
	cuts   int
}

// follow reads until stop, each time for a random number of bytes; then the connection is gone with what is in it.
func (p *page) follow(t testing.TB) {
	for i := 0; ; i++ {
		p.mu.Lock()
		cursor, stop := p.cursor, p.stop
		p.mu.Unlock()
		if stop {
			return
		}
		conn := p.dial(t, p.Actor, cursor, i%2 == 0)
		p.read(conn, 100+rand.IntN(6000))
		_ = conn.Close()
	}
}

func (p *page) read(conn net.Conn, limit int) {
	r := bufio.NewReader(io.LimitReader(conn, int64(limit)))
	var text []byte
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			p.mu.Lock()
			p.cuts++
			p.mu.Unlock()
			return
		}
		if text = append(text, line...); len(line) > 1 {
			continue
		}
		p.mu.Lock()
		for _, e := range parse(text) {
			if p.events = append(p.events, e); e.id != "" {
				p.cursor = e.id
			}
			for room := range ParseCursor(e.id) {
				if seqs := seqsOf([]event{e}, room); seqs != nil {
					p.last[room] = seqs[len(seqs)-1]
				}
			}
		}
		p.mu.Unlock()
		text = text[:0]
	}
}

func (p *page) seqs(room string) []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return seqsOf(p.events, room)
}

func soon(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}

func TestOverTCPAThousandCutsLoseAndDoubleNothing(t *testing.T) {
	s := newSite(t)
	var pages []*page
	var rooms []string
	anna := s.knows(s.operator("Anna"))
	for i := range 4 {
		marina := s.knows(client(fmt.Sprint("client-", i)))
		room := s.open(marina)
		s.take(anna, room)
		rooms = append(rooms, room)
		pages = append(pages, &page{Actor: marina, site: s, last: map[string]int64{}})
	}
	pages = append(pages, &page{Actor: anna, site: s, last: map[string]int64{}})
	var wg sync.WaitGroup
	for _, p := range pages {
		wg.Go(func() { p.follow(t) })
	}
	cuts := func() (n int) {
		for _, p := range pages {
			p.mu.Lock()
			n += p.cuts
			p.mu.Unlock()
		}
		return n
	}
	arrived := func(upTo int64) bool {
		for i, room := range rooms {
			for _, p := range []*page{pages[i], pages[4]} {
				p.mu.Lock()
				last := p.last[room]
				p.mu.Unlock()
				if last < upTo {
					return false
				}
			}
		}
		return true
	}
	n := int64(3)
	for ; cuts() < 1000; n++ {
		if n%100 == 0 { // a loaded machine cuts faster than it reads
			soon(t, "what was said arrives", func() bool { return arrived(n - 50) })
		}
		for i, room := range rooms {
			s.say([]app.Actor{pages[i].Actor, anna}[n%2], room, "x")
		}
		time.Sleep(time.Millisecond)
	}
	soon(t, "everything arrives", func() bool { return arrived(n) })
	for _, p := range pages {
		p.mu.Lock()
		p.stop = true
		p.mu.Unlock()
	}
	_ = s.streams.Shutdown(t.Context())
	wg.Wait()
	for i, room := range rooms {
		for _, p := range []*page{pages[i], pages[4]} {
			if got := p.seqs(room); !slices.Equal(got, upTo(1, n)) {
				t.Errorf("%s got %d of %d entries: %v", p.Name, len(got), n, got)
			}
		}
	}
	t.Logf("%d cuts, %d entries in each of %d rooms, %d gaps read", cuts(), n, len(rooms), s.caughtUp.Load())
}

func TestOverTCPASlowReaderIsClosedAndTheOthersGoOn(t *testing.T) {
	s := newSite(t)
	marina := s.knows(client("Marina"))
	room := s.open(marina)
	stuck := s.dial(t, marina, "", true)
	defer func() { _ = stuck.Close() }()
	good := &page{Actor: marina, site: s, last: map[string]int64{}}
	conn := s.dial(t, marina, "", true)
	defer func() { _ = conn.Close() }()
	go good.read(conn, 1<<30)
	soon(t, "two streams", func() bool { return len(good.seqs(room)) == 2 && s.streams.Count() == 2 })
	body, last := strings.Repeat("x", 4000), int64(0)
	for n := 0; s.streams.Count() == 2; n++ {
		if n == 10_000 {
			t.Fatal("40 MB later the slow reader is still there")
		}
		start := time.Now()
		last = s.say(marina, room, body)
		if d := time.Since(start); d > time.Second {
			t.Errorf("a post waited %v", d)
		}
	}
	soon(t, "all arrives at the other", func() bool { got := good.seqs(room); return got[len(got)-1] == last })
	if got := good.seqs(room); !slices.Equal(got, upTo(1, last)) {
		t.Errorf("got %v", got)
	}
}

func TestOverTCPAHangUpLeavesNothingBehind(t *testing.T) {
	s := newSite(t)
	var conns []net.Conn
	for i := range 50 {
		marina := s.knows(client(fmt.Sprint("client-", i)))
		s.open(marina)
		conns = append(conns, s.dial(t, marina, "", false))
	}
	soon(t, "all are there", func() bool { return s.streams.Count() == 50 && s.hub.Topics() == 101 })
	for _, c := range conns {
		_ = c.Close()
	}
	soon(t, "all are gone", func() bool { return s.streams.Count() == 0 && s.hub.Topics() == 1 })
}

func TestAStrangerGetsNoStream(t *testing.T) {
	s := newSite(t)
	conn := s.dial(t, app.Actor{Name: "nobody"}, "", true)
	defer func() { _ = conn.Close() }()
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil || bytes.Contains(line, []byte(" 200 ")) {
		t.Errorf("%q %v", line, err)
	}
}
