package store_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// proxy is a line between the store and SQL Server that can be made bad.
type proxy struct {
	to       string
	listener net.Listener
	delay    atomic.Int64 // nanoseconds before each piece
	mu       sync.Mutex
	hole     bool // what is sent from now on vanishes, also on connections that are open
	refuse   bool
	open     map[*pipe]bool
	all      sync.WaitGroup
}

// pipe is one connection through the proxy. Once swallowed it stays dead, as after a firewall that has forgotten it.
type pipe struct {
	ends      [2]net.Conn
	swallowed atomic.Bool
}

func newProxy(t *testing.T, to string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{to: to, listener: l, open: map[*pipe]bool{}}
	p.all.Go(p.accept)
	return p
}

func (p *proxy) accept() {
	for {
		near, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		refuse, hole := p.refuse, p.hole
		p.mu.Unlock()
		if refuse {
			_ = near.Close()
			continue
		}
		far, err := net.Dial("tcp", p.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		c := &pipe{ends: [2]net.Conn{near, far}}
		c.swallowed.Store(hole)
		p.mu.Lock()
		p.open[c] = true
		p.mu.Unlock()
		p.all.Go(func() { p.carry(c, 0) })
		p.all.Go(func() { p.carry(c, 1) })
	}
}

// carry brings one direction's pieces to the other end.
func (p *proxy) carry(c *pipe, from int) {
	piece := make([]byte, 16<<10)
	for {
		n, err := c.ends[from].Read(piece)
		if err != nil {
			break
		}
		time.Sleep(time.Duration(p.delay.Load()))
		if c.swallowed.Load() {
			continue
		}
		if _, err := c.ends[1-from].Write(piece[:n]); err != nil {
			break
		}
	}
	_, _ = c.ends[0].Close(), c.ends[1].Close()
	p.mu.Lock()
	delete(p.open, c)
	p.mu.Unlock()
}

// cut ends all connections at once; refuse has new ones end at once too.
func (p *proxy) cut(refuse bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = refuse
	for c := range p.open {
		_, _ = c.ends[0].Close(), c.ends[1].Close()
	}
}

// swallow makes a black hole: nothing arrives, and nobody is told. The connections of that time stay dead for ever.
func (p *proxy) swallow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hole = true
	for c := range p.open {
		c.swallowed.Store(true)
	}
}

// mend brings the line back for new connections.
func (p *proxy) mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hole, p.refuse = false, false
	p.delay.Store(0)
}

// close ends all; the second time it does nothing.
func (p *proxy) close() {
	_ = p.listener.Close()
	p.cut(true)
	p.all.Wait()
}

// through is a new database on the server, reached through a proxy.
func through(t *testing.T) (direct, through store.Config, p *proxy) {
	t.Helper()
	if os.Getenv(storetest.Variable) == "" {
		t.Skipf("SKIPPED: faults of the line to SQL Server: %s is not set", storetest.Variable)
	}
	direct = storetest.Server(t)
	u, err := url.Parse(direct.URL)
	if err != nil {
		t.Fatal(err)
	}
	query, address := u.Query(), u.Host
	if query.Get("hostnameincertificate") == "" {
		query.Set("hostnameincertificate", u.Hostname()) // with TLS, too, it is that server's
	}
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), "1433")
	}
	p = newProxy(t, address)
	u.Host, u.RawQuery = p.listener.Addr().String(), query.Encode()
	through = direct
	through.URL, through.Conns, through.Silence = u.String(), 4, 0 // as a bank has it: what is slow here is the line
	return direct, through, p
}

const (
	faultWriters = 6
	recovery     = 5 * time.Second // after the line's return everything must work again
)

// The line between the program and its database is cut, slow, refused and silent while people write. Whoever gets an error says
// the same again with the same key, as a page's outbox does.
func TestNothingIsLostOrDoubledOnABadLine(t *testing.T) {
	direct, bad, line := through(t)
	quiet := storetest.Open(t, direct)
	bank := newBank(t, quiet)
	var rooms [faultWriters]string
	var people [faultWriters]app.Actor
	for i := range rooms {
		people[i] = bank.person(fmt.Sprint("Client ", i), app.Client)
		rooms[i] = bank.open(people[i], "hello").ID
	}
	before := runtime.NumGoroutine()
	var retries sync.Map
	bad.Retried = func(kind string) {
		n, _ := retries.LoadOrStore(kind, new(atomic.Int64))
		n.(*atomic.Int64).Add(1)
	}
	db, err := store.Open(t.Context(), bad)
	if err != nil {
		t.Fatal(err)
	}
	service := chat.Service{Store: db.Chat(), Hub: silence{}}

	ctx, stop := context.WithCancel(t.Context())
	var stored [faultWriters]atomic.Int64
	var sent [faultWriters][]string
	var failures atomic.Int64
	var writers sync.WaitGroup
	for w := range rooms {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				d := draft(fmt.Sprint("line ", n))
				said := false
				for ctx.Err() == nil {
					try, cancel := context.WithTimeout(context.Background(), 15*time.Second) // as a request has
					_, err := service.Post(try, people[w], rooms[w], d)
					cancel()
					if said = err == nil; said {
						break
					}
					if app.KindOf(err) != app.Unavailable {
						t.Errorf("writer %d: %v is no answer that asks for a repeat", w, err)
					}
					failures.Add(1)
					time.Sleep(50 * time.Millisecond)
				}
				if said {
					sent[w] = append(sent[w], d.Body)
					stored[w].Add(1)
				}
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	defer func() { // also when a phase fails
		line.mend()
		stop()
		writers.Wait()
		line.close()
	}()
	// recovered waits until each writer has stored something that was begun after the line's return.
	recovered := func(name string) {
		cost := connecting(t, direct)
		line.mend()
		begin := time.Now()
		var at [faultWriters]int64
		for w := range at {
			at[w] = stored[w].Load()
		}
		for w := range at {
			for stored[w].Load() < at[w]+2 {
				if time.Since(begin) > 4*recovery {
					t.Fatalf("%s: writer %d has not come back after %v", name, w, time.Since(begin))
				}
				time.Sleep(5 * time.Millisecond)
			}
		}
		took := time.Since(begin)
		allowed := recovery + time.Duration(bad.Conns)*max(cost, connecting(t, direct))
		t.Logf("%s: all write again after %v of %v", name, took.Round(time.Millisecond), allowed.Round(time.Millisecond))
		if took > allowed {
			t.Errorf("%s: recovery took %v, more than %v", name, took, allowed)
		}
	}
	warm := func() { time.Sleep(500 * time.Millisecond) }

	warm()
	for range 6 {
		line.cut(false)
		time.Sleep(250 * time.Millisecond)
	}
	recovered("six cuts")
	line.delay.Store(int64(80 * time.Millisecond))
	time.Sleep(2 * time.Second)
	line.cut(false)
	time.Sleep(time.Second)
	recovered("slow, and cut meanwhile")
	warm()
	line.cut(true)
	time.Sleep(2 * time.Second)
	recovered("refused for two seconds")
	warm()
	line.swallow()
	time.Sleep(2 * time.Second)
	recovered("silent for two seconds")
	warm()
	line.swallow()
	time.Sleep(6 * time.Second)
	recovered("silent for six seconds")

	stop()
	writers.Wait()
	if err := db.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	line.close()
	noGoroutineStays(t, before)

	total, lost, doubled := 0, 0, 0
	for w, room := range rooms {
		log := bank.log(room)
		if err := gapless(log); err != nil {
			t.Errorf("room %d: %v", w, err)
		}
		count := map[string]int{}
		for _, m := range log {
			if m.Kind == chat.Said && m.Body != "hello" {
				count[m.Body]++
			}
		}
		for _, body := range sent[w] {
			total++
			if count[body] == 0 {
				lost++
			}
		}
		for _, n := range count {
			doubled += n - 1
		}
	}
	said := []string{}
	retries.Range(func(kind, n any) bool {
		said = append(said, fmt.Sprint(n.(*atomic.Int64).Load(), " ", kind, "s"))
		return true
	})
	t.Logf("%d messages, %d lost, %d doubled; done again inside the store: %s; %d times by the writers", total, lost, doubled, strings.Join(said, ", "), failures.Load())
	if lost != 0 || doubled != 0 {
		t.Errorf("%d lost, %d doubled", lost, doubled)
	}
	if len(said) == 0 {
		t.Error("nothing was repeated inside the store: the faults have hit nobody")
	}
}

// connecting is how long the server itself takes for a connection at this moment: milliseconds, unless it is a busy server for tests.
func connecting(t *testing.T, direct store.Config) time.Duration {
	t.Helper()
	begin := time.Now()
	db, err := store.Open(t.Context(), direct)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(begin)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	return took
}

// noGoroutineStays waits for the driver's last words.
func noGoroutineStays(t *testing.T, before int) {
	t.Helper()
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines are left, %d were there:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}
