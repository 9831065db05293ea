package store

import (
	"context"
	"database/sql"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/uptrace/bun"
)

// writer is the one connection of the embedded database that changes anything, with its prepared statements. One goroutine
// uses it at a time.
type writer struct {
	pool   *sql.DB // of this one connection
	conn   *sql.Conn
	bun    bun.Conn
	speech dialect
	ready  map[*statement]*sql.Stmt
	pages  int // of the log after the last commit
}

// watch learns with each commit how long the log is, instead of having SQLite copy it back within a commit; see tidier.
func (w *writer) watch() error {
	return w.conn.Raw(func(c any) error {
		c.(driver.Conn).Raw().WALHook(func(_ *sqlite3.Conn, _ string, pages int) error {
			w.pages = pages
			return nil
		})
		return nil
	})
}

func (w *writer) prepared(ctx context.Context, s *statement) (*sql.Stmt, error) {
	if stmt, ok := w.ready[s]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(ctx, w.speech.text(s))
	if err == nil {
		w.ready[s] = stmt
	}
	return stmt, err
}

func (w *writer) queryRaw(ctx context.Context, s *statement, values []any) (*sql.Rows, error) {
	stmt, err := w.prepared(ctx, s) //nolint:sqlclosecheck // lives as long as the writer
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, values...)
}

func (w *writer) execRaw(ctx context.Context, s *statement, values []any) (sql.Result, error) {
	stmt, err := w.prepared(ctx, s) //nolint:sqlclosecheck // lives as long as the writer
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, values...)
}

// The commands around changes. IMMEDIATE takes the lock at once, so that no change is undone half-way for want of it.
var (
	begin     = &statement{"begin", "", "BEGIN IMMEDIATE"}
	commit    = &statement{"commit", "", "COMMIT"}
	rollback  = &statement{"rollback", "", "ROLLBACK"}
	savepoint = &statement{"savepoint", "", "SAVEPOINT job"}
	release   = &statement{"release", "", "RELEASE job"}
	undo      = &statement{"undo", "", "ROLLBACK TO job"}
)

func (w *writer) do(ctx context.Context, s *statement) error {
	_, err := w.execRaw(ctx, s, nil)
	return err
}

// within tells whether a transaction is under way. Some errors (a full disk, an interrupt) make SQLite end it by itself.
func (w *writer) within() bool {
	open := false
	_ = w.conn.Raw(func(c any) error {
		open = !c.(driver.Conn).Raw().GetAutocommit()
		return nil
	})
	return open
}

// reset leaves no transaction behind.
func (w *writer) reset(ctx context.Context) {
	if w.within() {
		_ = w.do(context.WithoutCancel(ctx), rollback) // nothing is left to do when even this fails: the next BEGIN says so
	}
}

func (w *writer) close() error {
	for _, stmt := range w.ready {
		_ = stmt.Close()
	}
	_ = w.conn.Close()
	return w.pool.Close()
}
