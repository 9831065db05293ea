package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"telemark/app"
)

// Stream is one reader's event stream on a raw connection. Write never waits: the publisher itself hands the bytes to the kernel,
// and what the kernel doesn't take waits in a bounded buffer for a goroutine that lives until it is empty. A reader who lets that
// buffer fill, or takes nothing for streamPatience, is closed, never awaited. One goroutine is parked in a read and notices at once
// when the reader hangs up; with the connection that makes about 3.5 KB of heap and stack for an idle stream.
//
// Under the program's own TLS, which can't be written without waiting, every write goes through the buffer.
type Stream struct {
	streams *Streams
	conn    net.Conn
	raw     syscall.RawConn // nil when only blocking writes are possible

	mu       sync.Mutex
	pending  []byte        // accepted by Write, not yet taken by the flushing goroutine
	idle     chan struct{} // made by who waits for the writing goroutine to be done, closed by that
	onClose  func()
	until    int64 // Unix milliseconds of the end
	inFlight int32 // bytes that the flushing goroutine holds
	index    int32 // in the shard's list
	heard    int16 // bytes that the reader has sent
	shard    uint8
	phase    phase
	busy     bool // one goroutine owns the writing side; everybody else appends to pending
	sending  bool // that goroutine is in Send
	session  bool // the end is the session's, not the jittered lifetime
	finished bool // onClose has had its chance
}

type phase uint8

const (
	phaseOpen   phase = iota
	phaseEnding       // the last bytes are pending; then it closes
	phaseClosed
)

const (
	// streamBacklog bounds what waits for a slow reader, in bytes, on top of the kernel's buffers.
	streamBacklog = 256 << 10
	// streamPatience is how long a reader may take for streamPiece bytes.
	streamPatience = 10 * time.Second
	streamPiece    = 32 << 10
	// maxHeard closes a connection whose reader talks: an event stream's reader says nothing after its request.
	maxHeard = 4 << 10
)

// ErrStreamClosed is the answer to a write after the end.
var ErrStreamClosed = errors.New("stream is closed")

// Reasons that the data of an "end" event names. After "session" the reader has to sign in; after the others to come back.
const (
	EndSession = "session" // the session has ended
	EndRenew   = "renew"   // ten minutes are over: a stream is renewed so that rights and processes can change
	EndRestart = "restart" // the program ends
)

// PrepareForStreams sets what streams need of the server: that it leaves the connection to us when the handler has returned, so
// that its buffers (ReadBufferSize and a request context a connection) are free at once. Besides, fiber.Config should have no
// WriteTimeout, and no middleware that reads response bodies (etag, cache, compress) may stand around a route with a stream.
// fasthttp forgets a connection that becomes a stream: end the streams by Streams.Shutdown before the server.
func PrepareForStreams(f *fiber.App) { f.Server().KeepHijackedConns = true }

// Open answers the request with an event stream and calls ready, in a goroutine of its own, as soon as it can be written.
// It ends after a jittered ten minutes, or at the end of the session when that is earlier; a zero until is no limit.
// All headers set on c by whatever stands around the handler are sent too, cookies and security headers included.
func (s *Streams) Open(c *fiber.Ctx, until time.Time, ready func(*Stream)) error {
	if s.closing.Load() {
		return app.Fail(app.Unavailable, app.T("error.unavailable"))
	}
	if c.Method() == fiber.MethodHead {
		c.Set(fiber.HeaderContentType, streamType)
		return nil
	}
	ctx := c.Context()
	ctx.HijackSetNoResponse(true)
	ctx.Hijack(func(conn net.Conn) {
		if u, ok := conn.(interface{ UnsafeConn() net.Conn }); ok {
			conn = u.UnsafeConn()
		}
		if ctx.Response.StatusCode() != fiber.StatusOK { // a middleware changed its mind after the handler
			refuse(conn, &ctx.Response)
			return
		}
		s.start(conn, streamHead(&ctx.Response.Header), until, ready)
	})
	return nil
}

const streamType = "text/event-stream"

// ownHeaders are written by streamHead itself.
var ownHeaders = map[string]bool{
	"content-type": true, "content-length": true, "transfer-encoding": true, "connection": true, "cache-control": true,
	"x-accel-buffering": true, "date": true, "etag": true, "keep-alive": true,
}

// streamHead is the status line, all headers and the time after which a browser comes back, which is jittered so that a
// restart doesn't bring everybody at once.
func streamHead(set *fasthttp.ResponseHeader) []byte {
	b := append(make([]byte, 0, 2048), "HTTP/1.1 200 OK\r\nContent-Type: "+streamType+
		"\r\nCache-Control: no-cache, no-transform\r\nX-Accel-Buffering: no\r\nConnection: close\r\nDate: "...)
	b = append(fasthttp.AppendHTTPDate(b, app.Now()), "\r\n"...)
	for name, value := range set.All() {
		if !ownHeaders[strings.ToLower(string(name))] {
			b = append(append(append(append(b, name...), ": "...), value...), "\r\n"...)
		}
	}
	return append(appendRetry(append(b, "\r\n"...)), '\n')
}

// appendRetry tells the browser to come back after one to three seconds.
func appendRetry(b []byte) []byte {
	b = strconv.AppendInt(append(b, "retry: "...), 1000+rand.Int64N(2000), 10) //nolint:gosec // spreads load, keeps no secret
	return append(b, '\n')
}

func refuse(conn net.Conn, response *fasthttp.Response) {
	response.SetConnectionClose()
	_ = conn.SetWriteDeadline(app.Now().Add(streamPatience))
	w := bufio.NewWriter(conn)
	if err := response.Write(w); err == nil {
		_ = w.Flush()
	}
	_ = conn.Close()
}

// start registers the stream, writes its head and leaves two goroutines: the parked reader, and ready for as long as it takes.
func (s *Streams) start(conn net.Conn, head []byte, until time.Time, ready func(*Stream)) {
	st := &Stream{streams: s, conn: conn, raw: rawOf(conn)}
	end := app.Now().Add(s.life + time.Duration(rand.Int64N(int64(s.life/5)+1)) - s.life/10) //nolint:gosec // as above
	if !until.IsZero() && until.Before(end) {
		end, st.session = until, true
	}
	st.until = end.UnixMilli()
	if !s.add(st) {
		_ = conn.Close()
		return
	}
	_ = st.Write(head)
	go st.watch()
	go ready(st)
}

// OnClose makes f run once, after the connection is gone; at once when it already is. There is one f.
func (s *Stream) OnClose(f func()) {
	s.mu.Lock()
	if !s.finished {
		s.onClose = f
		s.mu.Unlock()
		return
	}
	s.mu.Unlock()
	f()
}

// Write sends the parts as one piece, or puts them behind what is waiting. It never waits and keeps nothing of parts.
func (s *Stream) Write(parts ...[]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session && app.Now().UnixMilli() >= s.until { // the sweeper comes later, and may be too late for what is in parts
		s.end(EndSession)
	}
	if s.phase != phaseOpen {
		return ErrStreamClosed
	}
	return s.write(parts)
}

func (s *Stream) write(parts [][]byte) error {
	if s.busy || s.raw == nil {
		return s.queue(parts)
	}
	k := kernelWrites.Get().(*kernelWrite)
	defer kernelWrites.Put(k)
	rest, err := k.try(s.raw, parts)
	if err != nil {
		s.kill()
		return err
	}
	if len(rest) > 0 {
		return s.queue([][]byte{rest})
	}
	return nil
}

// queue keeps bytes for the flushing goroutine. A single piece may be larger than the backlog, a backlog may not.
func (s *Stream) queue(parts [][]byte) error {
	waiting, more := len(s.pending)+int(s.inFlight), 0
	for _, p := range parts {
		more += len(p)
	}
	if waiting > 0 && waiting+more > streamBacklog {
		s.streams.tooSlow()
		s.kill()
		return ErrStreamClosed
	}
	for _, p := range parts {
		s.pending = append(s.pending, p...)
	}
	if !s.busy {
		s.busy = true
		go s.flush()
	}
	return nil
}

// Send lets f write as much as it likes, waiting for the reader: for the start of a stream, from a goroutine that belongs to it.
// What is written meanwhile by Write comes after it. When f fails, an event may be cut in half, so the stream closes.
func (s *Stream) Send(f func(w io.Writer) error) error {
	if !s.own() {
		return ErrStreamClosed
	}
	err := f(pipe{s})
	s.mu.Lock()
	s.sending = false
	if err != nil {
		s.kill()
	}
	s.mu.Unlock()
	s.flush()
	return err
}

// own waits until nobody writes and becomes the one who does.
func (s *Stream) own() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.busy && s.phase == phaseOpen {
		if s.idle == nil {
			s.idle = make(chan struct{})
		}
		idle := s.idle
		s.mu.Unlock()
		<-idle
		s.mu.Lock()
	}
	if s.phase != phaseOpen {
		return false
	}
	s.busy, s.sending = true, true
	return true
}

// pipe is the writing side inside of Send.
type pipe struct{ s *Stream }

func (p pipe) Write(b []byte) (int, error) {
	p.s.mu.Lock()
	open := p.s.phase == phaseOpen
	p.s.mu.Unlock()
	if !open {
		return 0, ErrStreamClosed
	}
	n, err := p.s.push(b)
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrStreamClosed, err)
	}
	return n, err
}

// push writes b and waits, piece by piece, each with its own deadline.
func (s *Stream) push(b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		_ = s.conn.SetWriteDeadline(app.Now().Add(streamPatience)) // fails on a closed connection only, and then Write does too
		m, err = s.conn.Write(b[n:min(len(b), n+streamPiece)])
		n += m
	}
	if e := net.Error(nil); errors.As(err, &e) && e.Timeout() {
		s.streams.tooSlow()
	}
	return n, err
}

// flush writes what is pending, gives the writing side back, and closes a stream that was only waiting for that.
func (s *Stream) flush() {
	for {
		s.mu.Lock()
		if len(s.pending) == 0 || s.phase == phaseClosed {
			break
		}
		b := s.pending
		s.pending, s.inFlight = nil, int32(len(b)) //nolint:gosec // far below 2 GiB
		s.mu.Unlock()
		_, err := s.push(b)
		s.mu.Lock()
		s.inFlight = 0
		if err != nil {
			s.kill()
		}
		s.mu.Unlock()
	}
	defer s.mu.Unlock()
	s.busy = false
	_ = s.conn.SetWriteDeadline(time.Time{})
	if s.idle != nil {
		close(s.idle)
		s.idle = nil
	}
	if s.phase == phaseEnding {
		s.kill()
	}
}

// Close ends the stream with an "end" event that names the reason, behind what is waiting. In the middle of a Send it hangs
// up instead: half an event can't be followed by another one.
func (s *Stream) Close(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(reason)
}

func (s *Stream) end(reason string) {
	if s.phase != phaseOpen {
		return
	}
	if s.sending {
		s.kill()
		return
	}
	last := AppendID(AppendFields(appendRetry(nil), "end", []byte(reason)), "")
	if err := s.write([][]byte{last}); err != nil {
		return
	}
	if s.busy {
		s.phase = phaseEnding
	} else {
		s.kill()
	}
}

// kill hangs up. The parked reader does the rest; closing waits for it, so it happens elsewhere.
func (s *Stream) kill() {
	if s.phase == phaseClosed {
		return
	}
	s.phase, s.pending = phaseClosed, nil
	go func() { _ = s.conn.Close() }()
}

// watch is parked in a read for the life of the stream, and cleans up after it.
func (s *Stream) watch() {
	if s.raw == nil {
		s.listen()
	} else {
		_ = s.raw.Read(s.hear) // whatever the error: the connection is gone
	}
	s.streams.remove(s)
	s.mu.Lock()
	s.phase, s.pending, s.finished = phaseClosed, nil, true
	f := s.onClose
	s.onClose = nil
	s.mu.Unlock()
	_ = s.conn.Close()
	if f != nil {
		f()
	}
}

// listen reads a connection that can only be read by waiting.
func (s *Stream) listen() {
	var b [64]byte
	for {
		n, err := s.conn.Read(b[:])
		if err != nil || s.heardMore(n) {
			return
		}
	}
}

// heardMore counts what a reader says who should say nothing.
func (s *Stream) heardMore(n int) bool {
	s.heard += int16(n) //nolint:gosec // 64 at most
	return s.heard > maxHeard
}
