package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
)

// streamSite is a server with one route that opens streams.
type streamSite struct {
	*Streams
	address string
	slow    atomic.Int32
	opened  chan *Stream
	until   atomic.Value // time.Time of the session's end
	tls     bool
}

func newStreamSite(t testing.TB, beat, life time.Duration, secure bool, around ...fiber.Handler) *streamSite {
	t.Helper()
	s := &streamSite{opened: make(chan *Stream, 20_000), tls: secure}
	s.until.Store(time.Time{})
	s.Streams = newStreams(func() { s.slow.Add(1) }, beat, life)
	f := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true, ReadBufferSize: 16 << 10, ErrorHandler: func(c *fiber.Ctx, err error) error {
		return c.Status(Status(err)).SendString("refused")
	}})
	PrepareForStreams(f)
	for _, h := range around {
		f.Use(h)
	}
	f.Get("/stream", func(c *fiber.Ctx) error {
		return s.Open(c, s.until.Load().(time.Time), func(st *Stream) { s.opened <- st })
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	if secure {
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate(t)}}) //nolint:gosec // a test's server
	}
	go func() { _ = f.Listener(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("streams are left: %v", err)
		}
		_ = f.ShutdownWithContext(ctx)
	})
	return s
}

func quiet(t testing.TB) *streamSite { return newStreamSite(t, time.Hour, time.Hour, false) }

func certificate(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// listener is a browser's end of a stream.
type listener struct {
	net.Conn
	*bufio.Reader
	status string
	header textproto.MIMEHeader
}

func (s *streamSite) get(t testing.TB, method string) *listener {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	if s.tls {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // its certificate is a minute old
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := fmt.Fprintf(conn, "%s /stream HTTP/1.1\r\nHost: bank\r\n\r\n", method); err != nil {
		t.Fatal(err)
	}
	l := &listener{Conn: conn, Reader: bufio.NewReader(conn)}
	text := textproto.NewReader(l.Reader)
	if l.status, err = text.ReadLine(); err != nil {
		t.Fatal(err)
	}
	if l.header, err = text.ReadMIMEHeader(); err != nil {
		t.Fatal(err)
	}
	return l
}

// open opens a stream and returns both ends.
func (s *streamSite) open(t testing.TB) (*Stream, *listener) {
	t.Helper()
	l := s.get(t, "GET")
	if l.status != "HTTP/1.1 200 OK" {
		t.Fatal(l.status)
	}
	select {
	case st := <-s.opened:
		return st, l
	case <-time.After(5 * time.Second):
		t.Fatal("the stream never opened")
		return nil, nil
	}
}

type sse struct{ name, id, data string }

// next reads one event as a browser does (WHATWG HTML, 9.2.6); lines without data are no event.
func (l *listener) next() (e sse, err error) {
	has := false
	for {
		line, err := l.ReadString('\n')
		if err != nil {
			return e, err
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			e.data += value + "\n"
			has = true
		case "":
			if has {
				e.data = strings.TrimSuffix(e.data, "\n")
				return e, nil
			}
		}
	}
}

func TestAStreamBringsTheHeadersThatStandAroundIt(t *testing.T) {
	s := newStreamSite(t, time.Hour, time.Hour, false, func(c *fiber.Ctx) error {
		c.Set("Content-Security-Policy", "default-src 'none'")
		c.Set("Cache-Control", "public")
		err := c.Next()
		c.Cookie(&fiber.Cookie{Name: "a", Value: "1"})
		c.Cookie(&fiber.Cookie{Name: "b", Value: "2"})
		return err
	})
	_, l := s.open(t)
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no",
		"Connection": "close", "Content-Security-Policy": "default-src 'none'", "Content-Length": "", "Transfer-Encoding": "",
	} {
		if got := strings.Join(l.header.Values(name), "|"); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := l.header.Values("Set-Cookie"); len(got) != 2 {
		t.Errorf("cookies: %q", got)
	}
	if _, err := time.Parse(time.RFC1123, l.header.Get("Date")); err != nil {
		t.Error(err)
	}
	line, err := l.ReadString('\n')
	retry, _ := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "retry:")))
	if err != nil || retry < 1000 || retry >= 3000 {
		t.Errorf("comes back after %q: %v", line, err)
	}
}

func TestAMiddlewareThatFailsAfterwardsRefusesTheStream(t *testing.T) {
	s := newStreamSite(t, time.Hour, time.Hour, false, func(c *fiber.Ctx) error {
		if err := c.Next(); err != nil {
			return err
		}
		return app.Fail(app.Forbidden, app.T("error.forbidden"))
	})
	l := s.get(t, "GET")
	body, err := io.ReadAll(l.Reader)
	if !strings.Contains(l.status, "403") || string(body) != "refused" || err != nil {
		t.Errorf("%s %q %v", l.status, body, err)
	}
	if s.Count() != 0 {
		t.Error("a stream is open")
	}
}

func TestAskingForTheHeadersOpensNoStream(t *testing.T) {
	s := quiet(t)
	l := s.get(t, "HEAD")
	if l.header.Get("Content-Type") != "text/event-stream" || s.Count() != 0 {
		t.Errorf("%v, %d open", l.header, s.Count())
	}
}

func TestPartsArriveAsOneAndInOrder(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newStreamSite(t, time.Hour, time.Hour, secure)
		st, l := s.open(t)
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				for i := range 300 {
					if err := st.Write(AppendFields(nil, strconv.Itoa(w), []byte("x\ny")), AppendID(nil, strconv.Itoa(i))); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		next := map[string]int{}
		for range 4 * 300 {
			e, err := l.next()
			if err != nil || e.data != "x\ny" || e.id != strconv.Itoa(next[e.name]) {
				t.Fatalf("TLS %v: %+v after %v: %v", secure, e, next, err)
			}
			next[e.name]++
		}
		wg.Wait()
	}
}

func TestASlowReaderIsClosedAndNobodyWaits(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newStreamSite(t, time.Hour, time.Hour, secure)
		stuck, _ := s.open(t) // reads nothing
		good, l := s.open(t)
		event := Event("message", "1", bytes.Repeat([]byte("x"), 8<<10))
		var closed atomic.Bool
		stuck.OnClose(func() { closed.Store(true) })
		longest, n := time.Duration(0), 0
		for ; n < 20_000; n++ {
			start := time.Now()
			err := stuck.Write(event)
			longest = max(longest, time.Since(start))
			if err != nil {
				break
			}
			if n%1000 == 0 {
				if err := good.Write(event); err != nil {
					t.Fatal(err)
				}
				if _, err := l.next(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n == 20_000 || s.slow.Load() != 1 {
			t.Errorf("TLS %v: after %d events it is still open; %d slow", secure, n, s.slow.Load())
		}
		if longest > 200*time.Millisecond {
			t.Errorf("TLS %v: a write took %v", secure, longest)
		}
		soon(t, "the slow stream is cleaned up", closed.Load)
		if err := good.Write(event); err != nil {
			t.Errorf("the other one: %v", err)
		}
	}
}

// Nobody writes more, but what is waiting isn't taken either.
func TestAReaderWhoTakesNothingIsClosedInTime(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newStreamSite(t, time.Hour, time.Hour, secure)
		s.wait = 200 * time.Millisecond
		st, _ := s.open(t)
		soon(t, "it is closed", func() bool {
			if held(st) == 0 { // the kernel takes megabytes first
				_ = st.Write(make([]byte, 64<<10))
			}
			return s.Count() == 0 && s.slow.Load() == 1
		})
		st, l := s.open(t)
		go func() { _, _ = io.Copy(io.Discard, l.Reader) }()
		err := st.Send(func(w io.Writer) error {
			_, err := w.Write(make([]byte, 4<<20))
			return err
		})
		if err != nil {
			t.Errorf("TLS %v: a reader who takes all: %v", secure, err)
		}
		time.Sleep(300 * time.Millisecond) // no deadline is left behind
		if err := st.Write([]byte(":\n\n")); err != nil || s.Count() != 1 {
			t.Errorf("TLS %v: later: %v", secure, err)
		}
	}
}

// held is how much waits for the reader.
func held(st *Stream) int {
	st.mu.Lock()
	defer st.mu.Unlock()
	return len(st.pending) + int(st.inFlight)
}

func soon(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}

func TestAReaderThatCatchesUpLosesNothing(t *testing.T) {
	s := quiet(t)
	st, l := s.open(t)
	event := func(i int) []byte { return Event("message", strconv.Itoa(i), bytes.Repeat([]byte("x"), 1<<10)) }
	n := 0
	for queued := false; !queued; n++ { // until the kernel takes no more
		if err := st.Write(event(n)); err != nil {
			t.Fatal(err)
		}
		st.mu.Lock()
		queued = st.busy
		st.mu.Unlock()
	}
	for range 50 {
		if err := st.Write(event(n)); err != nil {
			t.Fatal(err)
		}
		n++
	}
	for i := range n {
		if e, err := l.next(); err != nil || e.id != strconv.Itoa(i) {
			t.Fatalf("event %d of %d: %q, %v", i, n, e.id, err)
		}
	}
	soon(t, "the flushing goroutine ends", func() bool { st.mu.Lock(); defer st.mu.Unlock(); return !st.busy })
	time.Sleep(2 * time.Millisecond)
	if err := st.Write(event(n)); err != nil { // no deadline is left behind
		t.Fatal(err)
	}
	if e, err := l.next(); err != nil || e.id != strconv.Itoa(n) {
		t.Fatal(e.id, err)
	}
}

func TestAHangUpIsNoticedAtOnce(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newStreamSite(t, time.Hour, time.Hour, secure)
		st, l := s.open(t)
		var calls atomic.Int32
		st.OnClose(func() { calls.Add(1) })
		_ = l.Close()
		soon(t, "the hang-up", func() bool { return calls.Load() == 1 && s.Count() == 0 })
		if err := st.Write([]byte(":\n\n")); !errors.Is(err, ErrStreamClosed) {
			t.Errorf("a write afterwards: %v", err)
		}
		later := false
		st.OnClose(func() { later = true })
		if !later || calls.Load() != 1 {
			t.Errorf("too late it was called %v, in time %d times", later, calls.Load())
		}
	}
}

func TestAReaderWhoTalksIsClosed(t *testing.T) {
	s := quiet(t)
	_, l := s.open(t)
	_, _ = l.Write(make([]byte, 100))
	time.Sleep(20 * time.Millisecond)
	if s.Count() != 1 {
		t.Fatal("a few bytes closed it")
	}
	_, _ = l.Write(make([]byte, 2*maxHeard))
	soon(t, "it is closed", func() bool { return s.Count() == 0 })
}

func TestCloseSaysWhyBehindWhatIsWaiting(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newStreamSite(t, time.Hour, time.Hour, secure)
		st, l := s.open(t)
		for i := range 20 {
			if err := st.Write(Event("message", strconv.Itoa(i), bytes.Repeat([]byte("x"), 10<<10))); err != nil {
				t.Fatal(err)
			}
		}
		st.Close(EndRestart)
		st.Close(EndSession)
		if err := st.Write([]byte("x")); !errors.Is(err, ErrStreamClosed) {
			t.Errorf("a write after the end: %v", err)
		}
		for i := range 20 {
			if e, err := l.next(); err != nil || e.id != strconv.Itoa(i) {
				t.Fatal(i, e.id, err)
			}
		}
		if e, err := l.next(); err != nil || e.name != "end" || e.data != EndRestart {
			t.Errorf("TLS %v: the end is %+v, %v", secure, e, err)
		}
		if _, err := l.next(); err == nil {
			t.Error("something comes after the end")
		}
		soon(t, "it is gone", func() bool { return s.Count() == 0 })
	}
}

func TestASendOfAnySizeGoesBeforeWhatIsWrittenMeanwhile(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newStreamSite(t, time.Hour, time.Hour, secure)
		st, l := s.open(t)
		sent := make(chan error, 1)
		go func() {
			sent <- st.Send(func(w io.Writer) error {
				for i := range 4 {
					if _, err := w.Write(AppendData(nil, bytes.Repeat([]byte("x"), 1<<20))); err != nil {
						return err
					}
					if err := st.Write(Event("later", strconv.Itoa(i), nil)); err != nil {
						return err
					}
				}
				_, err := w.Write(AppendID(nil, "big"))
				return err
			})
		}()
		if e, err := l.next(); err != nil || e.id != "big" || len(e.data) != 4<<20+3 {
			t.Fatalf("TLS %v: %q of %d bytes, %v", secure, e.id, len(e.data), err)
		}
		for i := range 4 {
			if e, err := l.next(); err != nil || e.name != "later" || e.id != strconv.Itoa(i) {
				t.Fatal(e, err)
			}
		}
		if err := <-sent; err != nil {
			t.Error(err)
		}
	}
}

func TestSendsTakeTurns(t *testing.T) {
	s := quiet(t)
	st, l := s.open(t)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			_ = st.Send(func(w2 io.Writer) error {
				for range 3 {
					if _, err := w2.Write(AppendData(nil, bytes.Repeat([]byte(strconv.Itoa(w)), 100<<10))); err != nil {
						return err
					}
				}
				_, err := w2.Write(AppendID(nil, ""))
				return err
			})
		})
	}
	for range 8 {
		e, err := l.next()
		if err != nil || strings.Trim(e.data, e.data[:1]+"\n") != "" || len(e.data) != 300<<10+2 {
			t.Fatalf("%d bytes, mixed or cut: %v", len(e.data), err)
		}
	}
	wg.Wait()
}

func TestASendThatFailsHangsUpInsteadOfSpeakingIntoHalfAnEvent(t *testing.T) {
	s := quiet(t)
	st, l := s.open(t)
	failed := errors.New("the database is away")
	err := st.Send(func(w io.Writer) error {
		if _, err := w.Write([]byte("event: message\ndata: half\n")); err != nil {
			return err
		}
		st.mu.Lock()
		defer st.mu.Unlock()
		return failed
	})
	if !errors.Is(err, failed) {
		t.Error(err)
	}
	if e, err := l.next(); err == nil {
		t.Errorf("half an event was taken as %+v", e)
	}

	st, l = s.open(t)
	_ = st.Send(func(w io.Writer) error {
		_, _ = w.Write([]byte("event: message\ndata: half\n"))
		st.Close(EndSession)
		_, err := w.Write([]byte("data: a secret\n\n"))
		return err
	})
	rest, _ := io.ReadAll(l.Reader)
	if strings.Contains(string(rest), "secret") || strings.Contains(string(rest), "\n\n\n") || strings.HasSuffix(string(rest), "\n\n") {
		t.Errorf("after the end of the session came %q", rest)
	}
}

func TestHeartbeatsTellTheTime(t *testing.T) {
	s := newStreamSite(t, 120*time.Millisecond, time.Hour, false)
	_, l := s.open(t)
	last := time.Now()
	for i := range 5 {
		e, err := l.next()
		ms, bad := strconv.ParseInt(e.data, 10, 64)
		if err != nil || bad != nil || e.name != "beat" || e.id != "" {
			t.Fatalf("%+v %v", e, err)
		}
		if d := time.Since(time.UnixMilli(ms)); d < -time.Second || d > time.Second {
			t.Errorf("its clock is %v off", d)
		}
		if d := time.Since(last); i > 0 && (d < 40*time.Millisecond || d > time.Second) {
			t.Errorf("a beat of 120 ms after %v", d)
		}
		last = time.Now()
	}
}

func TestAStreamEndsAtItsTimeAndAtTheSessionsEnd(t *testing.T) {
	s := newStreamSite(t, 60*time.Millisecond, 300*time.Millisecond, false)
	_, l := s.open(t)
	if why := end(t, l); why != EndRenew {
		t.Errorf("its time was over: %q", why)
	}
	s.until.Store(time.Now().Add(100 * time.Millisecond))
	_, l = s.open(t)
	start := time.Now()
	if why := end(t, l); why != EndSession || time.Since(start) > time.Second {
		t.Errorf("the session was over: %q after %v", why, time.Since(start))
	}
}

func end(t *testing.T, l *listener) string {
	t.Helper()
	for {
		e, err := l.next()
		if err != nil {
			t.Fatal(err)
		}
		if e.name == "end" {
			return e.data
		}
	}
}

func TestNothingIsWrittenAfterTheSessionsEndEvenBeforeTheSweeperComes(t *testing.T) {
	s := quiet(t)
	s.until.Store(time.Now().Add(50 * time.Millisecond))
	st, l := s.open(t)
	time.Sleep(60 * time.Millisecond)
	if err := st.Write(Event("message", "1", []byte("a secret"))); !errors.Is(err, ErrStreamClosed) {
		t.Errorf("written: %v", err)
	}
	if e, err := l.next(); err != nil || e.name != "end" || e.data != EndSession {
		t.Errorf("%+v %v", e, err)
	}
}

func TestShutdownEndsAllStreamsAndTakesNoMore(t *testing.T) {
	s := quiet(t)
	const n = 1000
	all := make([]*listener, n)
	for i := range all {
		_, all[i] = s.open(t)
	}
	stuck, _ := s.open(t)
	for held(stuck) == 0 {
		if err := stuck.Write(make([]byte, 32<<10)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	start := time.Now()
	if err := s.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	for _, l := range all {
		if e, err := l.next(); err != nil || e.name != "end" || e.data != EndRestart {
			t.Fatalf("%+v %v", e, err)
		}
	}
	if l := s.get(t, "GET"); !strings.Contains(l.status, "503") {
		t.Errorf("a stream after the end: %s", l.status)
	}
}
