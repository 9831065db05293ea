package web

import (
	"bufio"
	"errors"
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

// Reasons that the data of an "end" event names. After "session" and "elsewhere" the reader has to sign in; after the others to
// come back.
const (
	EndSession   = "session"   // the session has ended
	EndElsewhere = "elsewhere" // it has ended because its person signed in once more
	EndRenew     = "renew"     // ten minutes are over: a stream is renewed so that rights and processes can change
	EndRestart   = "restart"   // the program ends
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
