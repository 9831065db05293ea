package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/account"
)

var (
	attemptTouch  = &statement{"UPDATE", "attempt_keys", "UPDATE attempt_keys SET touched_at = ? WHERE hash = ?"}
	attemptKey    = &statement{"INSERT", "attempt_keys", "INSERT INTO attempt_keys (touched_at, hash) VALUES (?, ?)"}
	attemptCount  = &statement{"SELECT", "attempts", "SELECT attempted_at FROM attempts WHERE key_hash = ? AND attempted_at >= ? ORDER BY attempted_at {page}"}
	attemptInsert = &statement{"INSERT", "attempts", "INSERT INTO attempts (key_hash, attempted_at, id) VALUES (?, ?, ?)"}
	attemptOld    = &statement{"DELETE", "attempts", "DELETE FROM attempts WHERE key_hash = ? AND attempted_at < ?"}
	attemptUndo   = &statement{"DELETE", "attempts", "DELETE FROM attempts WHERE id = ?"}
	attemptsSweep = &statement{"DELETE", "attempts", "DELETE FROM attempts WHERE attempted_at < ?"}
	keysSweep     = &statement{"DELETE", "attempt_keys", "DELETE FROM attempt_keys WHERE touched_at < ?"}
)

// sweepEvery is how many attempts pass between two cleanings of what everybody else has left behind.
const sweepEvery = 256

// Reserve implements account.Store. The rows of the keys are written first, in one order: who holds them counts alone.
func (s Accounts) Reserve(ctx context.Context, a account.Attempt) (full *time.Time, err error) {
	limits := slices.SortedFunc(slices.Values(a.Limits), func(x, y account.Limit) int { return strings.Compare(x.Key, y.Key) })
	for range 2 {
		err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
			full, err = t.reserve(ctx, a, limits)
			return err
		})
		if app.KindOf(err) != app.Conflict { // otherwise somebody else has just put the same key in
			break
		}
	}
	if err == nil && s.db.attempts.Add(1)%sweepEvery == 0 {
		err = s.sweep(ctx, a.Since)
	}
	return full, err
}

func (t *tx) reserve(ctx context.Context, a account.Attempt, limits []account.Limit) (*time.Time, error) {
	for _, l := range limits {
		n, err := t.exec(ctx, attemptTouch, a.At, l.Key)
		if err == nil && n == 0 {
			_, err = t.exec(ctx, attemptKey, a.At, l.Key)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, l := range limits {
		if oldest, n, err := t.counted(ctx, l, a.Since); err != nil || n >= l.Max {
			return oldest, err
		}
	}
	for _, l := range limits {
		if _, err := t.exec(ctx, attemptOld, l.Key, a.Since); err != nil {
			return nil, err
		}
		if _, err := t.exec(ctx, attemptInsert, l.Key, a.At, a.ID); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// counted looks at as many attempts as would be too many, and no further.
func (t *tx) counted(ctx context.Context, l account.Limit, since time.Time) (oldest *time.Time, n int, err error) {
	rows, err := t.query(ctx, attemptCount, l.Key, since, max(l.Max, 1))
	err = scan(rows, err, func(rows *sql.Rows) error {
		var at time.Time
		err := rows.Scan(&at)
		if n++; n == 1 {
			oldest = &at
		}
		return err
	})
	return oldest, n, err
}

func (s Accounts) sweep(ctx context.Context, since time.Time) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, keysSweep, since); err != nil {
			return err
		}
		_, err := t.exec(ctx, attemptsSweep, since)
		return err
	})
}

// Forgive implements account.Store.
func (s Accounts) Forgive(ctx context.Context, id string) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, attemptUndo, id)
		return err
	})
}

// Audit implements account.Store.
func (s Accounts) Audit(ctx context.Context, a app.Audit) error { return s.db.Audit(ctx, a) }

// Audit stores records of something that changed nothing else.
func (d *DB) Audit(ctx context.Context, records ...app.Audit) error {
	return d.change(ctx, func(ctx context.Context, t *tx) error { return t.audit(ctx, records...) })
}
