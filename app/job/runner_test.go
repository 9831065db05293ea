package job

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
)

// memory is a store of one job.
type memory struct {
	mu    sync.Mutex
	job   Job
	due   *time.Time
	parts [][]byte
}

func (m *memory) Add(_ context.Context, j Job, _ app.Audit) error {
	m.job, m.due = j, &j.CreatedAt
	return nil
}

func (m *memory) Claim(_ context.Context, _ []string, holder string, now, until time.Time) (Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.due == nil || m.due.After(now) {
		return Job{}, app.ErrNotFound
	}
	m.job.State, m.job.Holder, m.job.Tries, m.due, m.parts = Running, holder, m.job.Tries+1, &until, nil
	return m.job, nil
}

// held changes the job for its holder.
func (m *memory) held(j Job, change func()) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.job.Holder != j.Holder || m.due == nil {
		return false, nil
	}
	change()
	return true, nil
}

func (m *memory) Beat(_ context.Context, j Job, until time.Time) (bool, error) {
	return m.held(j, func() { m.job, m.due = j, &until })
}

func (m *memory) Write(_ context.Context, j Job, part int, content []byte) (bool, error) {
	return m.held(j, func() { m.parts = append(m.parts[:part], append([]byte{}, content...)) })
}

func (m *memory) Finish(_ context.Context, j Job) (bool, error) {
	return m.held(j, func() { m.job, m.due = j, nil })
}

func (m *memory) Release(_ context.Context, j Job, at time.Time) (bool, error) {
	return m.held(j, func() { m.job, m.due = j, &at; m.job.Holder = "" })
}

func (m *memory) Part(_ context.Context, _ string, part int) ([]byte, error) {
	if part >= len(m.parts) {
		return nil, app.ErrNotFound
	}
	return m.parts[part], nil
}

func (m *memory) Job(context.Context, string) (Job, error) { return m.now(), nil }

func (m *memory) Of(context.Context, string, string, int) ([]Job, error) {
	return nil, errors.New("not asked here")
}
func (m *memory) Sweep(context.Context, time.Time, int) (int, error) { return 0, nil }

func (m *memory) now() Job {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.job
}

// queued is a store in which a job waits.
func queued() *memory {
	m := &memory{}
	_ = m.Add(context.Background(), New("count", app.NewID(), "", ""), app.Audit{})
	return m
}

func TestAJobThatAProcessLeftGoesOnWhereItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := queued()
		dying, kill := context.WithCancel(t.Context())
		first := &Runner{Store: &deaf{memory: m}, Handlers: map[string]Handler{"count": func(ctx context.Context, w *Work) error {
			_, _ = io.WriteString(w.Result(), strings.Repeat("x", PartSize+1))
			if err := w.Mark(ctx, "400"); err != nil {
				return err
			}
			kill() // the process dies: nothing that it says afterwards is heard
			<-ctx.Done()
			return ctx.Err()
		}}}
		go first.Run(dying)
		synctest.Wait()
		var found string
		second := &Runner{Store: m, Handlers: map[string]Handler{"count": func(_ context.Context, w *Work) error {
			found = w.Job().Note
			_, err := io.WriteString(w.Result(), "the rest")
			return err
		}}}
		stopping, stop := context.WithCancel(t.Context())
		go second.Run(stopping)
		time.Sleep(Lease / 2)
		if m.now().State != Running {
			t.Errorf("before its lease has run out the job is %s", m.now().State)
		}
		time.Sleep(Lease)
		stop()
		synctest.Wait()
		got, err := io.ReadAll(Result(t.Context(), m, m.job.ID))
		if j := m.now(); j.State != Done || j.Tries != 2 || found != "400" || string(got) != "the rest" || err != nil || j.Size != int64(len(got)) {
			t.Errorf("%+v went on from %q and left %d bytes, %v", j, found, len(got), err)
		}
	})
}

// deaf is the store as a dying process reaches it: not at all, once it is told to note down the end.
type deaf struct{ *memory }

func (deaf) Release(context.Context, Job, time.Time) (bool, error) { return false, errors.New("dead") }

func TestALongJobKeepsItsLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := queued()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		begun := 0
		for range 2 {
			r := &Runner{Store: m, Handlers: map[string]Handler{"count": func(ctx context.Context, w *Work) error {
				begun++
				for i := range 10 {
					w.Progress(int64(i), 10)
					time.Sleep(Lease)
				}
				return ctx.Err()
			}}}
			go r.Run(ctx)
		}
		time.Sleep(5*Lease + Lease/2)
		if j := m.now(); j.Percent() < 40 || j.Percent() > 60 {
			t.Errorf("half-way it says %d %%", j.Percent())
		}
		time.Sleep(6 * Lease)
		if j := m.now(); j.State != Done || begun != 1 || j.Percent() != 100 {
			t.Errorf("begun %d times: %+v", begun, j)
		}
		stop()
		synctest.Wait()
	})
}

func TestAJobIsTriedThreeTimesAndAStopIsNoTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := queued()
		ctx, stop := context.WithCancel(t.Context())
		tries := 0
		handlers := map[string]Handler{"count": func(ctx context.Context, w *Work) error {
			tries++
			if tries == 1 {
				stop()
				<-ctx.Done()
				return ctx.Err()
			}
			if tries == 2 {
				var nothing *Work
				nothing.Progress(1, 1) // falls over: the program goes on
			}
			return errors.New("no luck")
		}}
		(&Runner{Store: m, Handlers: handlers}).Run(ctx)
		if j := m.now(); j.State != Queued || j.Tries != 0 {
			t.Errorf("after a stop: %+v", j)
		}
		ctx, stop = context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		(&Runner{Store: m, Handlers: handlers}).Run(ctx)
		if j := m.now(); j.State != Failed || tries != 4 || j.Expires == nil {
			t.Errorf("after %d tries: %+v", tries, j)
		}
	})
}
