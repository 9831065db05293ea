package store

import (
	"context"
	"database/sql"
	"slices"

	"telemark/app"
	"telemark/app/audit"
)

const auditFields = "seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash"

// verifyPage is how many records are read in one go.
const verifyPage = 2000

var (
	auditPage = &statement{"SELECT", "audit", "SELECT " + auditFields + " FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq {page}"}
	auditLast = &statement{"SELECT", "audit", "SELECT seq FROM audit ORDER BY seq DESC {page}"}
)

// VerifyAudit reads the chain with its digests and returns how many records fit. The error names the first that does not.
func (d *DB) VerifyAudit(ctx context.Context) (records int64, err error) {
	report, err := d.Audits().Verify(ctx, nil, nil)
	if err == nil {
		err = report.Err()
	}
	return report.Records, err
}

// Verify implements audit.Store. It reads the digests first: what is recorded meanwhile is behind them.
func (s Audits) Verify(ctx context.Context, kept []audit.Day, progress func(done, total int64)) (audit.Report, error) {
	days, err := listing(ctx, s.db, scanDay, daysAll)
	if err != nil {
		return audit.Report{}, err
	}
	v := verification{days: days, kept: slices.Clone(kept)}
	slices.SortStableFunc(v.kept, func(a, b audit.Day) int { return int(a.Last - b.Last) })
	var end int64 // read before the head: whoever adds a record moves both
	if err := s.db.stretch(ctx, auditLast, func(r *sql.Rows) error { return r.Scan(&end) }, 1); err != nil {
		return v.Report, domain(err)
	}
	var head int64
	var last string
	if err := s.db.stretch(ctx, auditHead, func(r *sql.Rows) error { return r.Scan(&head, &last) }); err != nil {
		return v.Report, domain(err)
	}
	for v.Records < head {
		before := v.Records
		err := s.db.stretch(ctx, auditPage, v.link, v.Records, head, verifyPage)
		if err != nil {
			return v.Report, domain(err)
		}
		if v.Problem != audit.Fine {
			return v.Report, nil
		}
		if v.Records == before {
			v.found(audit.CutOff, v.Records+1)
			return v.Report, nil
		}
		if progress != nil {
			progress(v.Records, head)
		}
	}
	v.atEnd(last, end)
	return v.Report, nil
}

// stretch reads some rows within the time of one read; the whole chain may take longer.
func (d *DB) stretch(ctx context.Context, s *statement, each func(*sql.Rows) error, args ...any) error {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := d.query(ctx, s, args...)
	return scan(rows, err, each)
}

// verification goes along the chain, record by record.
type verification struct {
	audit.Report
	days, kept []audit.Day // those that are still ahead, in the order of their last records
	hash       string      // of the record that was read last
	day        app.Day     // of that record
	sealed     audit.Day   // that was passed last
}

// link checks one record against the hash before it, and the digests that end with it.
func (v *verification) link(rows *sql.Rows) error {
	r, err := scanRecord(rows)
	if err != nil || v.Problem != audit.Fine {
		return err
	}
	next := v.Records + 1
	if hash := chain(v.hash, next, r.Audit); r.Seq != next || r.Hash != hash {
		v.found(audit.Changed, next)
		return nil
	}
	v.Records, v.hash, v.day = next, r.Hash, app.DayOf(r.At)
	for len(v.days) > 0 && v.days[0].Last <= next && v.Problem == audit.Fine {
		v.seal(v.days[0])
	}
	for len(v.kept) > 0 && v.kept[0].Last <= next && v.Problem == audit.Fine {
		if v.kept[0].Hash != v.hash {
			v.Problem, v.Bad, v.Day = audit.Kept, next, v.kept[0].Day
			return nil
		}
		v.Report.Kept++
		v.kept = v.kept[1:]
	}
	return nil
}

// seal compares a digest with the chain up to its last record.
func (v *verification) seal(d audit.Day) {
	if d.Last != v.Records || d.Hash != v.hash || d.First != v.sealed.Last+1 || d.Previous != v.sealed.Digest || d.Digest != d.Sum() {
		v.Problem, v.Bad, v.Day = audit.Sealed, d.Last, d.Day
		return
	}
	v.sealed, v.days = d, v.days[1:]
	v.Days++
}

// atEnd looks at what is left when the chain has been read: its end as it is said to be, and digests of records that aren't there.
func (v *verification) atEnd(hash string, end int64) {
	ahead := append(slices.Clone(v.days), v.kept...)
	switch {
	case hash != v.hash:
		v.found(audit.End, v.Records)
	case len(ahead) > 0:
		v.found(audit.CutOff, v.Records+1)
	case end > v.Records:
		v.found(audit.Changed, v.Records+1)
	}
}

// found tells what is wrong at a record, and on which day: the one whose digest covers it, or that of the record before.
func (v *verification) found(p audit.Problem, seq int64) {
	v.Problem, v.Bad, v.Day = p, seq, v.day
	for _, list := range [][]audit.Day{v.kept, v.days} {
		if i := slices.IndexFunc(list, func(d audit.Day) bool { return d.Last >= seq }); i >= 0 {
			v.Day = list[i].Day
		}
	}
	if v.Day == "" {
		v.Day = app.Today()
	}
}
