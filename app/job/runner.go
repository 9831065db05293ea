package job

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"telemark/app"
)

// Topic rings when there is something to do.
const Topic = "jobs"

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }

// Handler does jobs of one kind. It looks at its context between steps: it ends when the program stops or the lease is lost.
type Handler func(ctx context.Context, w *Work) error

// Work is one try at a job.
type Work struct {
	store Store
	mu    sync.Mutex
	now   Job
	out   *writer
}

// Job is the job as it was claimed, with the progress that was reported since.
func (w *Work) Job() Job { return w.job() }

func (w *Work) job() Job {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Progress says how far the work is. It is stored with the next beat of the lease.
func (w *Work) Progress(done, total int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.Done, w.now.Total = done, total
}

// Mark stores at once how far the work is and where it goes on after a break: the next try finds the note in its Job.
func (w *Work) Mark(ctx context.Context, note string) error {
	w.mu.Lock()
	w.now.Note = note
	w.mu.Unlock()
	return w.beat(ctx)
}

// Result takes what comes out of the job. A try that is broken off leaves nothing: the next one writes it anew.
func (w *Work) Result() io.Writer { return w.out }

func (w *Work) beat(ctx context.Context) error {
	held, err := w.store.Beat(ctx, w.job(), app.Now().Add(Lease))
	if err == nil && !held {
		err = ErrLost
	}
	return err
}

// Runner does jobs, one at a time, until it is stopped.
type Runner struct {
	Store    Store
	Handlers map[string]Handler // by kind
	bell     chan struct{}
	once     sync.Once
}

const (
	lookEvery  = 5 * time.Second // a bell may be lost
	sweepEvery = time.Hour
	sweepStep  = 20
	pauseAfter = 20 * time.Second // before the next try; three times as long before each further one
	leaveTime  = 5 * time.Second  // to note down how a try has ended, after the program was told to stop
)

func (r *Runner) ring() chan struct{} {
	r.once.Do(func() { r.bell = make(chan struct{}, 1) })
	return r.bell
}

// Deliver hears the hub's bell.
func (r *Runner) Deliver(app.Event) {
	select {
	case r.ring() <- struct{}{}:
	default: // it has been rung already
	}
}

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	look, sweep := time.NewTicker(lookEvery), time.NewTicker(sweepEvery)
	defer look.Stop()
	defer sweep.Stop()
	for {
		for r.Next(ctx) && ctx.Err() == nil {
		}
		select {
		case <-ctx.Done():
			return
		case <-r.ring():
		case <-look.C:
		case <-sweep.C:
			r.sweep(ctx)
		}
	}
}

func (r *Runner) sweep(ctx context.Context) {
	for n := sweepStep; n == sweepStep; {
		var err error
		if n, err = r.Store.Sweep(ctx, app.Now(), sweepStep); err != nil {
			slog.WarnContext(ctx, "sweeping jobs", "error", err)
			return
		}
	}
}

// Next does one job; false when there is none to do now.
func (r *Runner) Next(ctx context.Context) bool {
	kinds := make([]string, 0, len(r.Handlers))
	for kind := range r.Handlers {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	now := app.Now()
	j, err := r.Store.Claim(ctx, kinds, app.NewID(), now, now.Add(Lease))
	if err != nil {
		if !errors.Is(err, app.ErrNotFound) && ctx.Err() == nil {
			slog.WarnContext(ctx, "looking for a job", "error", err)
		}
		return false
	}
	w := &Work{store: r.Store, now: j}
	err = r.try(ctx, w)
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTime)
	defer cancel()
	r.end(after, w.job(), err, ctx.Err() != nil)
	return true
}

// try does the work while the lease is kept beside it.
func (r *Runner) try(ctx context.Context, w *Work) (err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		keep(ctx, w, cancel)
	}()
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the handler fell over: %v\n%s", fault, debug.Stack())
		}
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		cancel(nil)
		<-kept
	}()
	w.out = &writer{work: w, ctx: ctx}
	if err := r.Handlers[w.job().Kind](ctx, w); err != nil {
		return err
	}
	if err := w.out.flush(); err != nil {
		return err
	}
	w.mu.Lock()
	w.now.Size = w.out.size
	w.mu.Unlock()
	return nil
}

// keep beats until ctx ends. A beat that fails is no loss yet: the lease lasts for three of them.
func keep(ctx context.Context, w *Work, stop context.CancelCauseFunc) {
	ticker := time.NewTicker(Lease / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := w.beat(ctx); errors.Is(err, ErrLost) {
				stop(ErrLost)
				return
			}
		}
	}
}

// end notes down how a try has ended. One that the program's stop has broken off doesn't count.
func (r *Runner) end(ctx context.Context, j Job, fault error, stopped bool) {
	now := app.Now()
	expires := now.Add(Keep)
	var err error
	switch {
	case errors.Is(fault, ErrLost):
		slog.WarnContext(ctx, "a job was taken over", "job", j.ID, "kind", j.Kind)
		return
	case fault == nil:
		j.State, j.Done, j.FinishedAt, j.Expires = Done, j.Total, &now, &expires
		_, err = r.Store.Finish(ctx, j)
	case stopped:
		j.State, j.Tries = Queued, j.Tries-1
		_, err = r.Store.Release(ctx, j, now)
	case j.Tries >= MaxTries:
		slog.ErrorContext(ctx, "a job has failed", "job", j.ID, "kind", j.Kind, "error", fault)
		j.State, j.Size, j.FinishedAt, j.Expires = Failed, 0, &now, &expires
		_, err = r.Store.Finish(ctx, j)
	default:
		slog.WarnContext(ctx, "a job is tried again", "job", j.ID, "kind", j.Kind, "tries", j.Tries, "error", fault)
		pause := pauseAfter
		for range j.Tries - 1 {
			pause *= 3
		}
		j.State = Queued
		_, err = r.Store.Release(ctx, j, now.Add(pause))
	}
	if err != nil {
		slog.WarnContext(ctx, "how a job has ended isn't stored: its lease runs out", "job", j.ID, "kind", j.Kind, "error", err)
	}
}
