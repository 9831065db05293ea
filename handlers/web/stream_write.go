package web

import (
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"telemark/app"
)

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
		_ = s.conn.SetWriteDeadline(app.Now().Add(s.streams.wait)) // fails on a closed connection only, and then Write does too
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
