package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app"
	"telemark/app/audit"
)

const dayFields = "day, first_seq, last_seq, hash, previous, digest, sealed_at"

var (
	daysAll    = &statement{"SELECT", "audit_days", "SELECT " + dayFields + " FROM audit_days ORDER BY day"}
	daysPage   = &statement{"SELECT", "audit_days", "SELECT " + dayFields + " FROM audit_days WHERE day < ? ORDER BY day DESC {page}"}
	dayInsert  = &statement{"INSERT", "audit_days", "INSERT INTO audit_days (day, first_seq, last_seq, records, hash, previous, digest, sealed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"}
	auditGet   = &statement{"SELECT", "audit", "SELECT " + auditFields + " FROM audit WHERE seq = ?"}
	auditUntil = &statement{"SELECT", "audit", "SELECT seq FROM audit WHERE at < ? ORDER BY at DESC, seq DESC {page}"}
)

// never is after every day of the calendar.
const never = "9999-12-31"

func scanDay(rows *sql.Rows) (d audit.Day, err error) {
	err = rows.Scan(&d.Day, &d.First, &d.Last, &d.Hash, &d.Previous, &d.Digest, &d.SealedAt)
	return d, err
}

// Days implements audit.Store.
func (s Audits) Days(ctx context.Context, before app.Day, limit int) ([]audit.Day, error) {
	if before == "" {
		before = never
	}
	return listing(ctx, s.db, scanDay, daysPage, string(before), min(max(limit, 1), 10000))
}

// Head implements audit.Store.
func (s Audits) Head(ctx context.Context) (d audit.Day, err error) {
	days, err := s.Days(ctx, "", 1)
	if err != nil {
		return d, err
	}
	d = audit.Day{Day: app.Today(), First: 1}
	if len(days) > 0 {
		d.First, d.Previous = days[0].Last+1, days[0].Digest
	}
	err = s.db.stretch(ctx, auditHead, func(r *sql.Rows) error { return r.Scan(&d.Last, &d.Hash) })
	if d.Last < d.First { // nothing since the last digest
		d.First = max(1, d.Last)
	}
	return d, domain(err)
}

// Seal implements audit.Store: a day in a transaction each. Of several who seal the same day one does.
func (s Audits) Seal(ctx context.Context, before app.Day) (n int, err error) {
	for {
		sealed := false
		err := s.db.change(ctx, func(ctx context.Context, t *tx) (err error) {
			sealed, err = t.seal(ctx, before)
			return err
		})
		if app.KindOf(err) == app.Conflict {
			continue
		}
		if err != nil || !sealed {
			return n, err
		}
		n++
	}
}

func (t *tx) seal(ctx context.Context, before app.Day) (bool, error) {
	var last audit.Day
	rows, err := t.query(ctx, daysPage, never, 1)
	err = scan(rows, err, func(rows *sql.Rows) (err error) {
		last, err = scanDay(rows)
		return err
	})
	if err != nil {
		return false, err
	}
	d := audit.Day{First: last.Last + 1, Previous: last.Digest, SealedAt: app.Now()}
	first, found, err := t.auditRecord(ctx, d.First)
	if err != nil || !found {
		return false, err
	}
	if d.Day = app.DayOf(first.At); d.Day <= last.Day { // begun before the last midnight, committed after it
		d.Day = last.Day.Add(1)
	}
	if d.Day >= before {
		return false, nil
	}
	if d.Last, err = t.auditUntil(ctx, d.Day.Add(1).Start()); err != nil {
		return false, err
	}
	d.Last = max(d.Last, d.First)
	end, found, err := t.auditRecord(ctx, d.Last)
	if err != nil || !found {
		return false, err // the chain has a hole: Verify tells
	}
	d.Hash = end.Hash
	d.Digest = d.Sum()
	_, err = t.exec(ctx, dayInsert, string(d.Day), d.First, d.Last, d.Records(), d.Hash, d.Previous, d.Digest, d.SealedAt)
	return err == nil, err
}

func (t *tx) auditRecord(ctx context.Context, seq int64) (r audit.Record, found bool, err error) {
	rows, err := t.query(ctx, auditGet, seq)
	err = scan(rows, err, func(rows *sql.Rows) (err error) {
		found = true
		r, err = scanRecord(rows)
		return err
	})
	return r, found, err
}

// auditUntil is the number of the last record before a moment; 0 when there is none.
func (t *tx) auditUntil(ctx context.Context, at time.Time) (seq int64, err error) {
	rows, err := t.query(ctx, auditUntil, at, 1)
	err = scan(rows, err, func(rows *sql.Rows) error { return rows.Scan(&seq) })
	return seq, err
}
