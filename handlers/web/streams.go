package web

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"telemark/app"
)

// Streams are the open event streams of this process. One goroutine visits all of them within each beat, a shard at a time, to send
// heartbeats and end what has lived long enough; a timer for each would cost more memory than the rest of an idle stream.
type Streams struct {
	beat   time.Duration // between two heartbeats of a stream
	life   time.Duration // of a stream, ± 10 %
	wait   time.Duration // for a reader to take streamPiece bytes
	slow   func()        // counts readers who were closed for being slow
	shards [60]streamShard

	next    atomic.Uint32
	count   atomic.Int64
	closing atomic.Bool
	once    sync.Once
	stopped chan struct{}
}

type streamShard struct {
	mu   sync.Mutex
	list []*Stream
}

const (
	streamBeat = 15 * time.Second
	streamLife = 10 * time.Minute
)

// NewStreams makes the registry of a process and starts its sweeper, which Shutdown ends. slow is told of each reader closed
// for being slow; it may be nil.
func NewStreams(slow func()) *Streams { return newStreams(slow, streamBeat, streamLife) }

func newStreams(slow func(), beat, life time.Duration) *Streams {
	s := &Streams{beat: beat, life: life, wait: streamPatience, slow: slow, stopped: make(chan struct{})}
	go s.sweep()
	return s
}

// Count is the number of open streams.
func (s *Streams) Count() int { return int(s.count.Load()) }

func (s *Streams) tooSlow() {
	if s.slow != nil {
		s.slow()
	}
}

// add registers a stream; false when the process is closing.
func (s *Streams) add(st *Stream) bool {
	st.shard = uint8(s.next.Add(1) % uint32(len(s.shards))) //nolint:gosec // below 60
	sh := &s.shards[st.shard]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if s.closing.Load() {
		return false
	}
	st.index = int32(len(sh.list)) //nolint:gosec // fewer than there are descriptors
	sh.list = append(sh.list, st)
	s.count.Add(1)
	return true
}

func (s *Streams) remove(st *Stream) {
	sh := &s.shards[st.shard]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	last := len(sh.list) - 1
	sh.list[st.index] = sh.list[last]
	sh.list[st.index].index = st.index
	sh.list[last] = nil
	sh.list = sh.list[:last]
	s.count.Add(-1)
}

func (sh *streamShard) snapshot(into []*Stream) []*Stream {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return append(into[:0], sh.list...)
}

// sweep visits one shard after the other, all of them within a beat.
func (s *Streams) sweep() {
	ticker := time.NewTicker(s.beat / time.Duration(len(s.shards)))
	defer ticker.Stop()
	var list []*Stream
	for i := 0; ; i = (i + 1) % len(s.shards) {
		select {
		case <-s.stopped:
			return
		case <-ticker.C:
		}
		now := app.Now().UnixMilli()
		beat := Event("beat", "", strconv.AppendInt(nil, now, 10))
		list = s.shards[i].snapshot(list)
		for j, st := range list {
			st.tick(now, beat)
			list[j] = nil
		}
	}
}

// tick ends a stream whose time has come, or lets its reader know that it is alive. Where bytes are waiting they do that.
func (s *Stream) tick(now int64, beat []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case now >= s.until && s.session:
		s.end(EndSession)
	case now >= s.until:
		s.end(EndRenew)
	case !s.busy && s.phase == phaseOpen:
		_ = s.write([][]byte{beat}) // a failure has closed it
	}
}

// Shutdown takes no new streams and ends the open ones, each with an "end" event: ten thousand within a second. Readers who
// haven't taken theirs after half a second are hung up on. The error is ctx's, when streams are left.
func (s *Streams) Shutdown(ctx context.Context) error {
	s.closing.Store(true)
	s.once.Do(func() { close(s.stopped) })
	s.each(func(st *Stream) { st.Close(EndRestart) })
	grace := time.NewTimer(500 * time.Millisecond)
	defer grace.Stop()
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for s.count.Load() > 0 {
		select {
		case <-poll.C:
		case <-grace.C:
			s.each(func(st *Stream) {
				st.mu.Lock()
				st.kill()
				st.mu.Unlock()
			})
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// each visits all streams, the shards side by side: ending a stream is two system calls.
func (s *Streams) each(f func(*Stream)) {
	var wg sync.WaitGroup
	for i := range s.shards {
		wg.Go(func() {
			for _, st := range s.shards[i].snapshot(nil) {
				f(st)
			}
		})
	}
	wg.Wait()
}
