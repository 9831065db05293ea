// Package job is work that is done behind a page's back: exports, imports, whatever takes longer than a request may.
//
// Jobs stand in the database, so that nothing is forgotten with a process. A process takes one under a lease, which it keeps while it
// works; when it dies, the lease runs out and another one takes the job over, so that a job is worked on by one at a time, begun at least
// once, and finished once. A job is tried MaxTries times. What comes out of it is kept in parts, under the database's own encryption, and
// is gone with the job Keep after its end.
package job

import (
	"context"
	"time"

	"telemark/app"
)

// State says where a job stands.
type State string

// The states of a job.
const (
	Queued  State = "queued" // waits for its turn, also between two tries
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// Over tells whether nothing more happens.
func (s State) Over() bool { return s == Done || s == Failed }

// Job is one piece of work.
type Job struct {
	ID     string
	Kind   string // which handler does it
	Owner  string // id of the person it is for
	Once   string // no two jobs with the same one are under way; empty: any number may be
	Input  string // what the handler needs to know, at most MaxInput characters; never a secret
	State  State
	Holder string // of the lease: a new id with each try; empty when nobody works on it
	Tries  int    // that have begun

	Done, Total int64  // how far it is; Total 0: not known yet
	Note        string // where the work goes on after a break, in the handler's own words, at most MaxInput characters
	Size        int64  // bytes of the result

	CreatedAt  time.Time
	FinishedAt *time.Time
	Expires    *time.Time // when the job and its result are deleted
}

// Percent is how much is done, from 0 to 100.
func (j Job) Percent() int {
	switch {
	case j.State == Done:
		return 100
	case j.Total <= 0:
		return 0
	}
	return int(min(99, max(0, 100*j.Done/j.Total)))
}

// The limits.
const (
	MaxTries = 3
	MaxInput = 1000
	ListSize = 20                 // jobs in a list
	PartSize = 256 << 10          // bytes of a result that stand in one row
	Keep     = 7 * 24 * time.Hour // from the end of a job to its deletion
	Lease    = time.Minute
)

// Store keeps jobs and their results. It holds no rule. Who has lost their lease changes nothing any more: held is false then.
type Store interface {
	// Add stores a new job that may be claimed at once. Conflict when another one with the same Once is under way.
	Add(ctx context.Context, j Job, a app.Audit) error
	// Claim gives a job of one of the kinds, whose time has come or whose lease has run out, to a holder until a time, deletes what
	// earlier tries have written, and counts the try. Those that were tried MaxTries times end as Failed. Of several who claim at once
	// each gets another job. ErrNotFound when there is none.
	Claim(ctx context.Context, kinds []string, holder string, now, until time.Time) (Job, error)
	// Beat keeps the lease until a time and stores how far the work is.
	Beat(ctx context.Context, j Job, until time.Time) (held bool, err error)
	// Write stores the next part of the result, the first is 0.
	Write(ctx context.Context, j Job, part int, content []byte) (held bool, err error)
	// Finish ends a job as Done with its Size, or as Failed; its result is kept until j.Expires.
	Finish(ctx context.Context, j Job) (held bool, err error)
	// Release gives a job back, to be claimed at a time; its try counts as j.Tries says.
	Release(ctx context.Context, j Job, at time.Time) (held bool, err error)
	Job(ctx context.Context, id string) (Job, error)
	// Of lists a person's jobs of a kind, the latest first.
	Of(ctx context.Context, owner, kind string, limit int) ([]Job, error)
	// Part reads one part of a result; ErrNotFound behind the last.
	Part(ctx context.Context, id string, part int) ([]byte, error)
	// Sweep deletes jobs whose time is over with their results, so many at the most, and answers how many.
	Sweep(ctx context.Context, now time.Time, limit int) (int, error)
}

// New makes a job.
func New(kind, owner, once, input string) Job {
	return Job{ID: app.NewID(), Kind: kind, Owner: owner, Once: once, Input: input, State: Queued, CreatedAt: app.Now()}
}
