// Package store keeps everything in one of two databases: an encrypted SQLite file, or SQL Server. It holds no rule.
//
// It promises: a method is one transaction; what was answered is on disk (synchronous=FULL on the embedded database);
// every query has a deadline and every list a limit; no query's cost grows with the size of a table. Row structs are
// private, so that a password hash leaves through account.Store only. Times are UTC with milliseconds, ids 26 characters.
//
// Where the two databases differ, the difference stands in dialect_sqlite.go and dialect_mssql.go, and in the two folders
// of telemark/sql.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"telemark/app/secret"
)

// Config says which database to open. The zero values of all but URL are good.
type Config struct {
	URL       string            // "sqlite:PATH" or "sqlserver://…"
	Key       secret.Key        // of the embedded database
	Conns     int               // most connections at once; 0: 4 for reading embedded, 32 on SQL Server
	Observe   Observer          // told of every query; nil: nobody
	Retried   func(kind string) // told of everything that is asked or done again: "read" or "change"; nil: nobody
	Ungrouped bool              // embedded: each change in a commit of its own, for the benchmark
	NoSync    bool              // embedded: never wait for the disk, for tests
	Plain     bool              // SQL Server: allow a connection without TLS, for tests

	// Silence is how long SQL Server may say nothing while it is asked something; 0: 3 seconds. Migrate waits longer by itself;
	// bulk loads must be given more.
	Silence time.Duration
}

// DB is an open database.
type DB struct {
	read     *bun.DB // queries; on SQL Server changes too
	speech   dialect
	turns    chan struct{} // on SQL Server: changes under way, fewer than there are connections; nil: any number
	group    *group        // the writer of the embedded database; nil on SQL Server
	file     string        // of the embedded database; empty on SQL Server
	key      secret.Key
	noSync   bool
	schema   fs.FS  // in place of telemark/sql, for tests
	server   Config // of SQL Server: how it was opened
	observe  Observer
	retried  func(kind string)
	ready    sync.Map // *statement → *sql.Stmt, prepared for reading
	topics   topicCache
	pace     paceCache
	attempts atomic.Int64 // since the start, for sweeping now and then
	done     func()       // gives back what belongs to this DB besides connections
}

// Open connects to the database. It changes no schema: see Migrate. ErrKey when the key does not fit.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Observe == nil {
		c.Observe = func(string, string, time.Duration, bool) {}
	}
	kind, rest, _ := strings.Cut(c.URL, ":")
	switch kind {
	case "sqlite":
		return openEmbedded(ctx, c, rest)
	case "sqlserver":
		return openServer(ctx, c)
	}
	return nil, fmt.Errorf("unknown kind of database %q: want sqlite: or sqlserver://", kind)
}

// Close waits for the change that is under way and closes all connections.
func (d *DB) Close() error {
	var err error
	if d.group != nil {
		err = d.group.close()
	}
	d.ready.Range(func(_, stmt any) bool {
		err = errors.Join(err, stmt.(*sql.Stmt).Close())
		return true
	})
	err = errors.Join(err, d.read.Close())
	if d.done != nil {
		d.done()
	}
	return err
}

// Embedded tells whether this is the SQLite file.
func (d *DB) Embedded() bool { return d.file != "" }

// deadline bounds a read. A query that takes longer has lost its reader.
func deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, readTime)
}

const (
	readTime   = 10 * time.Second
	writeTime  = 15 * time.Second // from the first statement of a change to its commit, waiting for locks included
	changeTime = 30 * time.Second // of a change with all its repeats
)
