package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"telemark/app"
	jobs "telemark/app/job" // the group has a job of its own
)

// Jobs keeps work that is done in the background, and what comes out of it.
type Jobs struct{ db *DB }

var _ jobs.Store = Jobs{}

// Jobs is the part of the database that job.Runner works on.
func (d *DB) Jobs() Jobs { return Jobs{d} }

// claimPage is how many jobs a claim looks at: more than there are processes that want one at the same time.
const claimPage = 50

const jobFields = `j.id, j.kind, j.owner_id, j.once, j.input, j.state, j.holder, j.tries, j.done, j.total, j.note, j.size,
	j.created_at, j.finished_at, j.expires_at`

var (
	jobInsert = &statement{"INSERT", "jobs", `INSERT INTO jobs (id, kind, owner_id, once, open_once, input, state, holder, tries, done,
		total, note, size, due_at, created_at, finished_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, 0, 0, '', 0, ?, ?, NULL, NULL)`}
	jobsDue = &statement{"SELECT", "jobs", "SELECT " + jobFields + ` FROM jobs j
		WHERE j.due_at IS NOT NULL AND j.due_at <= ? ORDER BY j.due_at, j.id {page}`}
	jobClaim = &statement{"UPDATE", "jobs", `UPDATE jobs SET state = 'running', holder = ?, tries = tries + 1, due_at = ?
		WHERE id = ? AND holder = ? AND due_at <= ?`}
	jobGiveUp = &statement{"UPDATE", "jobs", `UPDATE jobs SET state = 'failed', holder = '', open_once = NULL, due_at = NULL, finished_at = ?,
		expires_at = ? WHERE id = ? AND holder = ? AND due_at <= ?`}
	jobBeat   = &statement{"UPDATE", "jobs", "UPDATE jobs SET done = ?, total = ?, note = ?, due_at = ? WHERE id = ? AND holder = ?"}
	jobHeld   = &statement{"UPDATE", "jobs", "UPDATE jobs SET holder = holder WHERE id = ? AND holder = ?"}
	jobFinish = &statement{"UPDATE", "jobs", `UPDATE jobs SET state = ?, holder = '', open_once = NULL, due_at = NULL, done = ?, total = ?,
		size = ?, finished_at = ?, expires_at = ? WHERE id = ? AND holder = ?`}
	jobRelease = &statement{"UPDATE", "jobs", "UPDATE jobs SET state = 'queued', holder = '', tries = ?, due_at = ? WHERE id = ? AND holder = ?"}
	jobGet     = &statement{"SELECT", "jobs", "SELECT " + jobFields + " FROM jobs j WHERE j.id = ?"}
	jobsOf     = &statement{"SELECT", "jobs", "SELECT " + jobFields + ` FROM jobs j
		WHERE j.owner_id = ? AND j.kind = ? ORDER BY j.id DESC {page}`}
	jobsOver = &statement{"SELECT", "jobs", "SELECT id FROM jobs WHERE expires_at IS NOT NULL AND expires_at <= ? ORDER BY expires_at {page}"}
	jobDrop  = &statement{"DELETE", "jobs", "DELETE FROM jobs WHERE id = ?"}

	partInsert = &statement{"INSERT", "job_parts", "INSERT INTO job_parts (job_id, part, content) VALUES (?, ?, ?)"}
	partGet    = &statement{"SELECT", "job_parts", "SELECT content FROM job_parts WHERE job_id = ? AND part = ?"}
	partsDrop  = &statement{"DELETE", "job_parts", "DELETE FROM job_parts WHERE job_id = ?"}
)

// Add implements job.Store.
func (s Jobs) Add(ctx context.Context, j jobs.Job, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.addJob(ctx, j); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

func (t *tx) addJob(ctx context.Context, j jobs.Job) error {
	_, err := t.exec(ctx, jobInsert, j.ID, j.Kind, j.Owner, j.Once, orNull(j.Once), words(j.Input), string(j.State), j.CreatedAt, j.CreatedAt)
	return err
}

func scanJob(rows *sql.Rows) (j jobs.Job, err error) {
	err = rows.Scan(&j.ID, &j.Kind, &j.Owner, &j.Once, &j.Input, &j.State, &j.Holder, &j.Tries, &j.Done, &j.Total, &j.Note, &j.Size,
		&j.CreatedAt, &j.FinishedAt, &j.Expires)
	return j, err
}

func (s Jobs) list(ctx context.Context, ask *statement, args ...any) ([]jobs.Job, error) {
	return listing(ctx, s.db, scanJob, ask, args...)
}

// Claim implements job.Store. It reads without a lock; the guarded update decides who gets a job.
func (s Jobs) Claim(ctx context.Context, kinds []string, holder string, now, until time.Time) (jobs.Job, error) {
	due, err := s.list(ctx, jobsDue, now, claimPage)
	if err != nil {
		return jobs.Job{}, err
	}
	for _, j := range due {
		if !slices.Contains(kinds, j.Kind) { // a newer version of the program will know it
			continue
		}
		mine, err := s.claim(ctx, j, holder, now, until)
		if err != nil {
			return jobs.Job{}, err
		}
		if mine {
			j.State, j.Holder, j.Tries = jobs.Running, holder, j.Tries+1
			return j, nil
		}
	}
	return jobs.Job{}, app.ErrNotFound
}

func (s Jobs) claim(ctx context.Context, j jobs.Job, holder string, now, until time.Time) (mine bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		mine = false
		var n int64
		var err error
		if j.Tries >= jobs.MaxTries {
			n, err = t.exec(ctx, jobGiveUp, now, now.Add(jobs.Keep), j.ID, j.Holder, now)
		} else {
			n, err = t.exec(ctx, jobClaim, holder, until, j.ID, j.Holder, now)
			mine = n == 1
		}
		if err != nil || n == 0 {
			return err
		}
		_, err = t.exec(ctx, partsDrop, j.ID)
		return err
	})
	return mine && err == nil, err
}

// held changes a job that its holder still has.
func (s Jobs) held(ctx context.Context, what *statement, args ...any) (bool, error) {
	var n int64
	err := s.db.change(ctx, func(ctx context.Context, t *tx) (err error) {
		n, err = t.exec(ctx, what, args...)
		return err
	})
	return n == 1, err
}

// Beat implements job.Store.
func (s Jobs) Beat(ctx context.Context, j jobs.Job, until time.Time) (bool, error) {
	return s.held(ctx, jobBeat, j.Done, j.Total, words(j.Note), until, j.ID, j.Holder)
}

// Write implements job.Store. The update takes the job's row, so that nobody claims it before the part is there.
func (s Jobs) Write(ctx context.Context, j jobs.Job, part int, content []byte) (held bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, jobHeld, j.ID, j.Holder)
		held = n == 1
		if err != nil || !held {
			return err
		}
		_, err = t.exec(ctx, partInsert, j.ID, part, content)
		return err
	})
	return held && err == nil, err
}

// Finish implements job.Store.
func (s Jobs) Finish(ctx context.Context, j jobs.Job) (held bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, jobFinish, string(j.State), j.Done, j.Total, j.Size, j.FinishedAt, j.Expires, j.ID, j.Holder)
		held = n == 1
		if err != nil || !held || j.State != jobs.Failed {
			return err
		}
		_, err = t.exec(ctx, partsDrop, j.ID)
		return err
	})
	return held && err == nil, err
}

// Release implements job.Store.
func (s Jobs) Release(ctx context.Context, j jobs.Job, at time.Time) (bool, error) {
	return s.held(ctx, jobRelease, j.Tries, at, j.ID, j.Holder)
}

// Job implements job.Store.
func (s Jobs) Job(ctx context.Context, id string) (jobs.Job, error) {
	list, err := s.list(ctx, jobGet, id)
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return jobs.Job{}, err
	}
	return list[0], nil
}

// Of implements job.Store.
func (s Jobs) Of(ctx context.Context, owner, kind string, limit int) ([]jobs.Job, error) {
	return s.list(ctx, jobsOf, owner, kind, min(max(limit, 1), jobs.ListSize))
}

// Waiting lists jobs whose time has come and on which nobody works, so many at the most, those first that wait the longest.
func (s Jobs) Waiting(ctx context.Context, now time.Time, limit int) ([]jobs.Job, error) {
	return s.list(ctx, jobsDue, now, min(max(limit, 1), jobs.ListSize))
}

// Part implements job.Store.
func (s Jobs) Part(ctx context.Context, id string, part int) (content []byte, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, partGet, id, part)
	err = one(rows, err, func(rows *sql.Rows) error { return rows.Scan(&content) })
	return content, domain(err)
}

// Sweep implements job.Store.
func (s Jobs) Sweep(ctx context.Context, now time.Time, limit int) (deleted int, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		var ids []string
		rows, err := t.query(ctx, jobsOver, now, limit)
		err = scan(rows, err, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := t.exec(ctx, partsDrop, id); err != nil {
				return err
			}
			if _, err := t.exec(ctx, jobDrop, id); err != nil {
				return err
			}
		}
		deleted = len(ids)
		return nil
	})
	return deleted, err
}
