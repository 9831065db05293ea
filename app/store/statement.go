package store

import (
	"context"
	"database/sql"
	"regexp"
	"time"

	"telemark/app"
)

// statement is a hand-written query with ? for its values: for what runs with every message, and for secrets. All else is
// built by bun. {page} stands for the database's way to take the first ? rows; {by name} behind a table names the index to go by where
// SQLite, which keeps no statistics, would choose another one of the same rank: SQL Server keeps some, and chooses by itself.
// {giving a, b} at the end of an UPDATE of one row asks for columns as it has left them, in the same way to the server and back.
type statement struct{ kind, table, text string }

// words marks a value as text that people typed, which may hold any character and be long. Other strings are ids, keys and
// states: ASCII.
type words string

// dialect is how a database wants statements and their values.
type dialect interface {
	text(s *statement) string
	values(args []any) []any
}

// calculated is what statements say of times in the words of no database: "{seconds A B}" is the difference of whole seconds of the clock,
// "{hour A}" the number of the hour since 1970, "{later N A}" the moment N days after A.
var calculated = regexp.MustCompile(`\{(seconds|hour|later) (\S+)(?: (\S+))?\}`)

// query asks again when the answer doesn't begin. That is enough where it is one row; see asking for lists.
func (d *DB) query(ctx context.Context, s *statement, args ...any) (rows *sql.Rows, err error) {
	err = d.asking(ctx, func() error {
		rows, err = d.queryOnce(ctx, s, args...) //nolint:rowserrcheck // whoever scans them does
		return err
	})
	return rows, err
}

func (d *DB) queryOnce(ctx context.Context, s *statement, args ...any) (*sql.Rows, error) {
	begin := tick()
	rows, err := d.queryPrepared(ctx, s, d.speech.values(args))
	d.observe(s.kind, s.table, tick()-begin, err != nil)
	return rows, err
}

// queryPrepared prepares once where that pays: SQLite parses a text each time, SQL Server keeps its plans by text.
func (d *DB) queryPrepared(ctx context.Context, s *statement, values []any) (*sql.Rows, error) {
	if d.group == nil {
		return d.read.DB.QueryContext(ctx, d.speech.text(s), values...)
	}
	if stmt, ok := d.ready.Load(s); ok {
		return stmt.(*sql.Stmt).QueryContext(ctx, values...)
	}
	stmt, err := d.read.DB.PrepareContext(ctx, d.speech.text(s))
	if err != nil {
		return nil, err
	}
	if first, there := d.ready.LoadOrStore(s, stmt); there {
		_ = stmt.Close() //nolint:sqlclosecheck // somebody was faster; the one that is kept lives as long as the DB
		stmt = first.(*sql.Stmt)
	}
	return stmt.QueryContext(ctx, values...)
}

// asking repeats a question whose connection turned out to be dead, or which lost against a change: reading twice is harmless.
// A long answer may break in its middle, so whoever reads a list does it inside, and begins with an empty one.
func (d *DB) asking(ctx context.Context, ask func() error) error {
	for try := 0; ; try++ {
		err := ask()
		if m := meaningOf(err); m != lost && m != busy || try == 2 || !pause(ctx, try) {
			return err
		}
		d.repeats("read")
	}
}

// listing reads an answer of many rows, each by read.
func listing[T any](ctx context.Context, d *DB, read func(*sql.Rows) (T, error), ask *statement, args ...any) (list []T, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = d.asking(ctx, func() error {
		list = list[:0]
		rows, err := d.queryOnce(ctx, ask, args...)
		return scan(rows, err, func(rows *sql.Rows) error {
			one, err := read(rows)
			list = append(list, one)
			return err
		})
	})
	return list, domain(err)
}

// scan reads all rows before anything else is asked of the connection.
func scan(rows *sql.Rows, err error, each func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one reads exactly one row; sql.ErrNoRows when there is none.
func one(rows *sql.Rows, err error, each func(*sql.Rows) error) error {
	found := false
	err = scan(rows, err, func(rows *sql.Rows) error {
		found = true
		return each(rows)
	})
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

// start makes tick a stopwatch: only differences of ticks mean something.
var start = app.Now()

func tick() time.Duration { return time.Since(start) }
