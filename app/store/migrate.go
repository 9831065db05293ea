package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	schema "telemark/sql"
)

// Migrate brings the schema up to what this program needs and returns the names of the files that it applied. Of several
// processes that start together one applies a file, and the others wait for it. Run again it changes nothing.
//
// On SQL Server a lock of the session sees to that. On the embedded database each file is one transaction together with its
// version, so whoever comes second fails at a table that is there already, changes nothing, and looks again.
func (d *DB) Migrate(ctx context.Context) (applied []string, err error) {
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
	return applied, domain(err)
}

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
	pool, dialect := d.read.DB, goose.DialectMSSQL
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if d.Embedded() {
		if pool, err = d.pool(); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, pool.Close()) }()
		dialect = goose.DialectSQLite3
	} else {
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
	for _, r := range results {
		applied = append(applied, r.Source.Path)
	}
	return applied, err
}

// Pending says how many files of the schema are not applied yet; below 0 when the database is ahead of this program. It changes
// nothing and needs no right to.
func (d *DB) Pending(ctx context.Context) (int, error) {
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
	if d.Embedded() {
		return fs.Sub(schema.Files, "sqlite")
	}
	return fs.Sub(schema.Files, "mssql")
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
