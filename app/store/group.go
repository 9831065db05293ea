package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"telemark/app"
)

// group commits changes of the embedded database together. A commit costs one wait for the disk (about a millisecond)
// however much it holds, and SQLite has one writer in any case; so one goroutine takes all changes that are waiting, runs each
// inside a savepoint of its own, commits once, and then answers each caller. A change that fails undoes itself alone. A
// commit that fails fails them all: nobody is told that something is stored which is not.
type group struct {
	db     *DB
	writer *writer
	tidier *tidier
	most   int // changes in one commit
	jobs   chan *job
	stop   chan struct{} // closed: no more jobs
	ended  chan struct{} // closed: the goroutine is through
	once   sync.Once
}

// groupMost bounds how long the first change of a group waits for the last.
const groupMost = 256

// job is one change that waits.
type job struct {
	ctx    context.Context
	do     work
	taken  atomic.Bool // by the writer, or by the caller who goes away
	err    error
	answer chan struct{} // closed when err is final
}

var errClosed = app.Fail(app.Unavailable, app.T("store.busy")).Because(errors.New("the database is closed"))

func newGroup(db *DB, w *writer, t *tidier, ungrouped bool) *group {
	g := &group{
		db: db, writer: w, tidier: t, most: groupMost,
		jobs: make(chan *job, groupMost), stop: make(chan struct{}), ended: make(chan struct{}),
	}
	if ungrouped {
		g.most = 1
	}
	go g.loop()
	return g
}

// run hands a change to the writer and waits until it is on disk. A caller who goes away before it was begun gets it
// withdrawn; afterwards they wait, because only then the answer is true.
func (g *group) run(ctx context.Context, do work) error {
	j := &job{ctx: ctx, do: do, answer: make(chan struct{})}
	select {
	case <-g.stop: // first of all: a select takes any case that is ready
		return errClosed
	default:
	}
	select {
	case g.jobs <- j:
	case <-g.stop:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-j.answer:
	case <-ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		<-j.answer
	case <-g.ended:
		if j.taken.CompareAndSwap(false, true) {
			return errClosed
		}
		<-j.answer
	}
	return j.err
}

func (g *group) loop() {
	defer close(g.ended)
	jobs := make([]*job, 0, g.most)
	for {
		select {
		case j := <-g.jobs:
			jobs = g.gather(append(jobs[:0], j))
			g.commit(jobs)
			clear(jobs)
			g.tidier.long(g.writer.pages)
		case <-g.tidier.last:
			_, _ = checkpoint(g.writer.conn) // what fails here is copied the next time
		case <-g.stop:
			return
		}
	}
}

// gather takes what is waiting and waits for nothing.
func (g *group) gather(jobs []*job) []*job {
	for len(jobs) < g.most {
		select {
		case j := <-g.jobs:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// commit runs all jobs in one transaction and answers each.
func (g *group) commit(jobs []*job) {
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	running := jobs[:0]
	for _, j := range jobs {
		if j.taken.CompareAndSwap(false, true) {
			running = append(running, j)
		}
	}
	if len(running) == 0 {
		return
	}
	err := g.together(ctx, running)
	for _, j := range running {
		if err != nil && j.err == nil {
			j.err = err
		}
		close(j.answer)
	}
}

// together leaves each job's own error in it; what it returns concerns all of them.
func (g *group) together(ctx context.Context, jobs []*job) error {
	w, begun := g.writer, tick()
	defer func() { g.db.observe("commit", "", tick()-begun, false) }()
	if err := w.do(ctx, begin); err != nil {
		return err
	}
	defer w.reset(ctx)
	if len(jobs) == 1 {
		if jobs[0].err = g.call(ctx, jobs[0]); jobs[0].err != nil {
			return nil
		}
		return w.do(ctx, commit)
	}
	for _, j := range jobs {
		if err := g.one(ctx, j); err != nil {
			return err
		}
	}
	return w.do(ctx, commit)
}

// one runs a job inside a savepoint. What it returns has ended the transaction of all.
func (g *group) one(ctx context.Context, j *job) error {
	w := g.writer
	if err := w.do(ctx, savepoint); err != nil {
		return err
	}
	if j.err = g.call(ctx, j); j.err != nil {
		if !w.within() {
			return fmt.Errorf("a change beside this one ended the transaction: %w", j.err)
		}
		if err := w.do(ctx, undo); err != nil {
			return err
		}
	}
	return w.do(ctx, release)
}

// call runs the work of a job. The writer serves everybody, so the failure of one caller's code must not end it.
func (g *group) call(ctx context.Context, j *job) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("a change broke: %v\n%s", broken, debug.Stack())
		}
	}()
	if err := j.ctx.Err(); err != nil {
		return err
	}
	if err := j.do(ctx, &tx{IDB: g.writer.bun, db: g.db, raw: g.writer}); err != nil {
		return err
	}
	return j.ctx.Err()
}

// close waits for the group that is under way; jobs that wait are refused.
func (g *group) close() error {
	g.once.Do(func() { close(g.stop) })
	<-g.ended
	return errors.Join(g.tidier.close(), g.writer.close())
}
