package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf16"

	"telemark/app"
)

// The chain: hash n is the SHA-256 of hash n-1 and of all fields of record n, each with its length before it, so that no two
// records have the same text. Whoever changes, removes or moves a record breaks every hash after it; whoever cuts off the
// end is found by the head row. It shows tampering to those who keep a hash elsewhere; it doesn't prevent it.

var (
	auditLock   = &statement{"UPDATE", "audit_head", "UPDATE audit_head SET seq = seq WHERE id = 1"}
	auditHead   = &statement{"SELECT", "audit_head", "SELECT seq, hash FROM audit_head WHERE id = 1"}
	auditMove   = &statement{"UPDATE", "audit_head", "UPDATE audit_head SET seq = ?, hash = ? WHERE id = 1"}
	auditInsert = &statement{
		"INSERT", "audit",
		`INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	}
	auditPage = &statement{
		"SELECT", "audit",
		`SELECT seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash
		FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq {page}`,
	}
)

// audit appends records. It is the last thing a transaction does: from here to the commit everybody else who has something to
// record waits.
func (t *tx) audit(ctx context.Context, records ...app.Audit) error {
	if len(records) == 0 {
		return nil
	}
	if !t.db.Embedded() { // which has one writer anyway
		if _, err := t.exec(ctx, auditLock); err != nil {
			return err
		}
	}
	seq, hash, err := t.auditHead(ctx)
	if err != nil {
		return err
	}
	for _, r := range records {
		r = fitting(r)
		seq++
		hash = chain(hash, seq, r)
		_, err := t.exec(ctx, auditInsert, seq, r.ID, r.At, words(r.Actor), string(r.Role), r.Action, words(r.Object),
			words(r.Old), words(r.New), words(r.Address), words(r.Request), hash)
		if err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, auditMove, seq, hash)
	return err
}

func (t *tx) auditHead(ctx context.Context) (seq int64, hash string, err error) {
	rows, err := t.query(ctx, auditHead)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&seq, &hash) })
	return seq, hash, err
}

// fitting cuts what came from outside to the widths of its columns.
func fitting(r app.Audit) app.Audit {
	r.At = r.At.UTC().Truncate(time.Millisecond)
	r.Object, r.Address, r.Request = short(r.Object, 200), short(r.Address, 45), short(r.Request, 64)
	return r
}

// short cuts a text to a number of UTF-16 units, which is how SQL Server counts.
func short(s string, most int) string {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > most {
			return s[:i]
		}
	}
	return s
}

func chain(before string, seq int64, r app.Audit) string {
	sum := sha256.New()
	for _, field := range []string{
		before, strconv.FormatInt(seq, 10), r.ID, r.At.UTC().Format(stamp), r.Actor, string(r.Role), r.Action, r.Object,
		r.Old, r.New, r.Address, r.Request,
	} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(field)))
		sum.Write(size[:])
		sum.Write([]byte(field))
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
}

// VerifyAudit reads the chain up to its head and returns how many records fit. The error names the first that does not.
func (d *DB) VerifyAudit(ctx context.Context) (records int64, err error) {
	var head int64
	var last, hash string
	err = d.stretch(ctx, auditHead, func(r *sql.Rows) error { return r.Scan(&head, &last) })
	if err != nil {
		return 0, domain(err)
	}
	for records < head {
		before := records
		err := d.stretch(ctx, auditPage, func(rows *sql.Rows) (err error) {
			records, hash, err = link(rows, records, hash)
			return err
		}, records, head, 500)
		if err != nil {
			return records, domain(err)
		}
		if records == before {
			return records, fmt.Errorf("the last audit records were removed: %d of %d are there", records, head)
		}
	}
	if hash != last {
		return records, errors.New("the end of the audit chain was changed")
	}
	return records, nil
}

// stretch reads some rows within the time of one read; the whole chain may take longer.
func (d *DB) stretch(ctx context.Context, s *statement, each func(*sql.Rows) error, args ...any) error {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := d.query(ctx, s, args...)
	return scan(rows, err, each)
}

// link checks one record against the hash before it and returns its number and hash.
func link(rows *sql.Rows, before int64, hash string) (int64, string, error) {
	var r app.Audit
	var seq int64
	var stored string
	err := rows.Scan(&seq, &r.ID, &r.At, &r.Actor, &r.Role, &r.Action, &r.Object, &r.Old, &r.New, &r.Address, &r.Request, &stored)
	if err != nil {
		return before, hash, err
	}
	if want := chain(hash, before+1, r); seq != before+1 || stored != want {
		return before, hash, fmt.Errorf("audit record %d was changed, removed or put in", before+1)
	}
	return seq, stored, nil
}
