package proof

import (
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// plug is the cable between one browser and the program: a TCP relay that can be pulled. Everything of that browser goes through
// it, its SharedWorker too, which offline emulation of a page doesn't reach.
type plug struct {
	to string // address of the program
	l  net.Listener

	mu     sync.Mutex
	pulled bool
	rate   int // bytes a second that the browser can send; 0 is as many as it likes
	lines  map[net.Conn]bool
}

func newPlug(t testing.TB, p *program) *plug {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &plug{to: fmt.Sprintf("127.0.0.1:%d", p.port), l: l, lines: map[net.Conn]bool{}}
	t.Cleanup(func() {
		_ = l.Close()
		c.pull()
	})
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go c.relay(near)
		}
	}()
	return c
}

// url is where the browser finds the program. The name localhost makes it a secure context, as https would.
func (c *plug) url() string {
	return fmt.Sprintf("http://localhost:%d", c.l.Addr().(*net.TCPAddr).Port)
}

func (c *plug) relay(near net.Conn) {
	defer func() { _ = near.Close() }()
	if !c.hold(near) {
		return
	}
	defer c.release(near)
	far, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer func() { _ = far.Close() }()
	if !c.hold(far) {
		return
	}
	defer c.release(far)
	go func() {
		_, _ = io.Copy(far, upstream{near, c})
		_ = far.Close()
	}()
	_, _ = io.Copy(near, far)
}

// narrow lets the browser send so many bytes a second; 0 ends it.
func (c *plug) narrow(rate int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rate = rate
}

// upstream reads what a browser sends, as fast as the cable lets it.
type upstream struct {
	net.Conn
	cable *plug
}

func (u upstream) Read(b []byte) (int, error) {
	u.cable.mu.Lock()
	rate := u.cable.rate
	u.cable.mu.Unlock()
	if rate == 0 {
		return u.Conn.Read(b)
	}
	time.Sleep(50 * time.Millisecond)
	return u.Conn.Read(b[:min(len(b), rate/20)])
}

// hold lists a connection, unless the plug is pulled.
func (c *plug) hold(line net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pulled {
		return false
	}
	c.lines[line] = true
	return true
}

func (c *plug) release(line net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.lines, line)
}

// pull cuts every connection, and each new one at once.
func (c *plug) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pulled = true
	for line := range c.lines {
		_ = line.Close()
	}
}

func (c *plug) push() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pulled = false
}
