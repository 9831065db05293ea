package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
)

// tx is the inside of a transaction: bun's queries, and hand-written statements. One statement at a time: rows are read to
// their end before the next one is sent.
type tx struct {
	bun.IDB
	db  *DB
	raw executor
}

// executor sends a finished text with its values: the writer of the embedded database, or a transaction of SQL Server.
type executor interface {
	queryRaw(ctx context.Context, s *statement, values []any) (*sql.Rows, error)
	execRaw(ctx context.Context, s *statement, values []any) (sql.Result, error)
}

// work is what a caller does inside a transaction. It may be called again from the start, so it keeps nothing between calls.
// Its context ends with the transaction, not with the caller: on SQLite a statement that is interrupted takes the changes of
// everybody in the group along.
type work func(ctx context.Context, t *tx) error

// tries is how often a transaction that lost against another one is repeated.
const tries = 6

// change runs work in a transaction and commits it. Nil means that it is on disk.
func (d *DB) change(ctx context.Context, do work) error {
	ctx, cancel := context.WithTimeout(ctx, changeTime)
	defer cancel()
	for try := 1; ; try++ {
		err := d.once(ctx, do)
		if !again(err) || try == tries || !pause(ctx, try-1) {
			return domain(err)
		}
		d.repeats("change")
	}
}

// repeats counts what is asked or done again.
func (d *DB) repeats(kind string) {
	if d.retried != nil {
		d.retried(kind)
	}
}

// again tells whether a transaction may be repeated as a whole. An error of the house is an answer already: a rule's, or that of
// a connection which broke during the commit; see once.
func again(err error) bool {
	if _, answered := errors.AsType[*app.Error](err); answered {
		return false
	}
	m := meaningOf(err)
	return m == busy || m == lost
}

// pause waits a little longer each time, and never as long as the one it lost against.
func pause(ctx context.Context, try int) bool {
	longest := 5 * time.Millisecond << try
	timer := time.NewTimer(longest/2 + rand.N(longest/2)) //nolint:gosec // jitter, no secret
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (d *DB) once(ctx context.Context, do work) error {
	if d.group != nil {
		return d.group.run(ctx, do)
	}
	over, err := d.turn(ctx)
	if err != nil {
		return err
	}
	defer over()
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	inner, err := d.read.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = inner.Rollback() }() // after a commit it does nothing
	if err := do(ctx, &tx{IDB: inner, db: d, raw: serverTx{inner.Tx, d.speech}}); err != nil {
		return said(ctx, err)
	}
	err = inner.Commit()
	if meaningOf(err) == lost {
		return domain(err) // it may have happened: whoever asks again must find out by its key, not by a blind repeat
	}
	return said(ctx, err)
}

// turn waits until fewer changes are under way than there are connections: however many of them wait for one row, such as the one
// that the next number stands in, somebody who only reads has a connection.
func (d *DB) turn(ctx context.Context) (over func(), err error) {
	if d.turns == nil {
		return func() {}, nil
	}
	select {
	case d.turns <- struct{}{}:
		return func() { <-d.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// said prefers the reason for which the context ended: the SQL Server driver reports it as a broken stream, and database/sql as
// a transaction that is over.
func said(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && (meaningOf(err) == lost || errors.Is(err, sql.ErrTxDone)) {
		return ctx.Err()
	}
	return err
}

// serverTx sends texts within a transaction of SQL Server, past bun, which would write the values into the text.
type serverTx struct {
	*sql.Tx
	speech dialect
}

func (t serverTx) queryRaw(ctx context.Context, s *statement, values []any) (*sql.Rows, error) {
	return t.QueryContext(ctx, t.speech.text(s), values...)
}

func (t serverTx) execRaw(ctx context.Context, s *statement, values []any) (sql.Result, error) {
	return t.ExecContext(ctx, t.speech.text(s), values...)
}

func (t *tx) query(ctx context.Context, s *statement, args ...any) (*sql.Rows, error) {
	begin := tick()
	rows, err := t.raw.queryRaw(ctx, s, t.db.speech.values(args))
	t.db.observe(s.kind, s.table, tick()-begin, err != nil)
	return rows, err
}

// exec returns how many rows it changed.
func (t *tx) exec(ctx context.Context, s *statement, args ...any) (int64, error) {
	begin := tick()
	result, err := t.raw.execRaw(ctx, s, t.db.speech.values(args))
	t.db.observe(s.kind, s.table, tick()-begin, err != nil)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
