package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	schema "telemark/sql"
)

// Migrate brings the schema up to what this program needs and returns the names of the files that it applied. Of several
// processes that start together one applies a file, and the others wait for it. Run again it changes nothing.
//
// On SQL Server a lock of the session sees to that. On the embedded database each file is one transaction together with its
// version, so whoever comes second fails at a table that is there already, changes nothing, and looks again.
//
// A file that fails changes nothing, and a MigrationError says which one and where.
func (d *DB) Migrate(ctx context.Context) (applied []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, migrateTime)
	defer cancel()
	pending, err := d.Pending(ctx)
	for err == nil {
		var names []string
		var left int
		names, err = d.up(ctx)
		applied = append(applied, names...)
		if err == nil || !d.Embedded() {
			break
		}
		if left, err = d.overtaken(ctx, pending, err); err == nil {
			pending = left
		}
	}
	if _, told := errors.AsType[*MigrationError](err); told {
		return applied, err
	}
	return applied, domain(err)
}

// How long all migrations together may take, and how long SQL Server may be silent over one statement: building an index takes
// its time, and so does waiting for another process that migrates.
const (
	migrateTime    = 30 * time.Minute
	migrateSilence = 10 * time.Minute
)

// overtaken tells whether a failed migration was applied by somebody else in the meantime; otherwise it returns the failure.
func (d *DB) overtaken(ctx context.Context, before int, failure error) (pending int, err error) {
	pending, err = d.Pending(ctx)
	if err != nil || pending >= before {
		return pending, errors.Join(failure, err)
	}
	return pending, nil
}

// up runs goose once.
func (d *DB) up(ctx context.Context) (applied []string, err error) {
	at := &steps{}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(at)), goose.WithVerbose(true)}
	pool, dialect, err := d.migrators()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	if !d.Embedded() {
		options = append(options, goose.WithSessionLocker(serverLock{}))
	}
	files, err := d.schemaFiles()
	if err != nil {
		return nil, err
	}
	provider, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return nil, err
	}
	results, err := provider.Up(ctx)
	if part, ok := errors.AsType[*goose.PartialError](err); ok {
		results, err = part.Applied, at.failed(part.Failed.Source.Path, part.Err)
	}
	for _, r := range results {
		applied = append(applied, r.Source.Path)
	}
	return applied, err
}

// migrators are connections for migrations only: to the embedded database such as may change it, to SQL Server patient ones.
func (d *DB) migrators() (*sql.DB, goose.Dialect, error) {
	if d.Embedded() {
		pool, err := d.pool()
		return pool, goose.DialectSQLite3, err
	}
	pool, err := serverPool(d.server.URL, d.server.Plain, migrateSilence, 4)
	return pool, goose.DialectMSSQL, err
}

// PendingFiles names the files of the schema that Migrate would apply, in their order.
func (d *DB) PendingFiles(ctx context.Context) ([]string, error) {
	pending, err := d.pending(ctx)
	if err != nil || pending <= 0 {
		return nil, err
	}
	files, err := d.schemaFiles()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	return names[len(names)-pending:], nil
}

// Pending says how many files of the schema are not applied yet; below 0 when the database is ahead of this program. It changes
// nothing and needs no right to. ErrCopyUnfinished while the database holds a part of another one: nobody may serve that.
func (d *DB) Pending(ctx context.Context) (int, error) {
	unfinished, err := d.unfinished(ctx)
	switch {
	case err != nil:
		return 0, domain(err)
	case unfinished:
		return 0, ErrCopyUnfinished
	}
	return d.pending(ctx)
}

func (d *DB) pending(ctx context.Context) (int, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	files, err := d.schemaFiles()
	if err != nil {
		return 0, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, err
	}
	there, err := d.hasVersions(ctx)
	if err != nil || !there {
		return len(names), domain(err)
	}
	var version int
	err = d.read.DB.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version WHERE is_applied = 1").Scan(&version)
	return len(names) - version, domain(err)
}

// SchemaFits is for /readyz: nil when nothing is pending.
func (d *DB) SchemaFits(ctx context.Context) error {
	pending, err := d.Pending(ctx)
	if err == nil && pending != 0 {
		err = fmt.Errorf("%d migrations are pending: run telemark migrate", pending)
	}
	return err
}

func (d *DB) hasVersions(ctx context.Context) (bool, error) {
	text := "SELECT COUNT(*) FROM sys.tables WHERE name = 'goose_db_version'"
	if d.Embedded() {
		text = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'goose_db_version'"
	}
	var n int
	err := d.read.DB.QueryRowContext(ctx, text).Scan(&n)
	return n > 0, err
}

// schemaFiles are numbered from 1 without gaps, which a test checks.
func (d *DB) schemaFiles() (fs.FS, error) {
	if d.schema != nil {
		return d.schema, nil
	}
	if d.Embedded() {
		return schema.Migrations("sqlite")
	}
	return schema.Migrations("mssql")
}

// serverLock is a lock that belongs to the session and goes away with it.
type serverLock struct{}

var _ lock.SessionLocker = serverLock{}

func (serverLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	var result int // 0 or 1: got it; below 0: not
	err := conn.QueryRowContext(ctx, `DECLARE @result int;
		EXEC @result = sp_getapplock @Resource = 'telemark_migrate', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 300000;
		SELECT @result`).Scan(&result)
	if err == nil && result < 0 {
		err = fmt.Errorf("another process is migrating: sp_getapplock says %d", result)
	}
	return err
}

func (serverLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "EXEC sp_releaseapplock @Resource = 'telemark_migrate', @LockOwner = 'Session'")
	return err
}
