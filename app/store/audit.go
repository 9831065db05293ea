package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"time"
	"unicode/utf16"

	"telemark/app"
)

// The chain: hash n is the SHA-256 of hash n-1 and of all fields of record n, each with its length before it, so that no two
// records have the same text. Whoever changes, removes or moves a record breaks every hash after it; whoever cuts off the
// end is found by the head row, and whoever moves that, too, by the digests of the days (audit_verify.go). It shows tampering to those who
// keep a digest elsewhere; it doesn't prevent it.

var (
	// auditLock has whoever comes next wait for the commit, and reads the head.
	auditLock = &statement{
		"UPDATE", "audit_head",
		"UPDATE audit_head SET seq = seq WHERE id = 1 {giving seq, hash}",
	}
	auditHead   = &statement{"SELECT", "audit_head", "SELECT seq, hash FROM audit_head WHERE id = 1"}
	auditMove   = &statement{"UPDATE", "audit_head", "UPDATE audit_head SET seq = ?, hash = ? WHERE id = 1"}
	auditInsert = &statement{
		"INSERT", "audit",
		`INSERT INTO audit (seq, id, at, actor, role, action, object, old_value, new_value, address, request, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	}
	// auditEnd is auditInsert and auditMove in one, for a server, where each question is a way there and back.
	auditEnd = &statement{"INSERT", "audit", auditInsert.text + ";\n" + auditMove.text}
)

// audit appends records. It is the last thing a transaction does: from here to the commit everybody else who has something to
// record waits.
func (t *tx) audit(ctx context.Context, records ...app.Audit) error {
	if len(records) == 0 {
		return nil
	}
	seq, hash, err := t.auditHead(ctx)
	if err != nil {
		return err
	}
	_, server := t.db.speech.(*mssqlSpeech)
	for i, r := range records {
		r = fitting(r)
		seq++
		hash = chain(hash, seq, r)
		insert, values := auditInsert, []any{
			seq, r.ID, r.At, words(r.Actor), string(r.Role), r.Action, words(r.Object), words(r.Old), words(r.New), words(r.Address), words(r.Request), hash,
		}
		if server && i == len(records)-1 {
			insert, values = auditEnd, append(values, seq, hash)
		}
		if _, err := t.exec(ctx, insert, values...); err != nil {
			return err
		}
	}
	if !server {
		_, err = t.exec(ctx, auditMove, seq, hash)
	}
	return err
}

// auditHead reads the end of the chain, and has everybody else wait for it.
func (t *tx) auditHead(ctx context.Context) (seq int64, hash string, err error) {
	head := auditLock
	if t.db.Embedded() { // which has one writer anyway
		head = auditHead
	}
	rows, err := t.query(ctx, head)
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
