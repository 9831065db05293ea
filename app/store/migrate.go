package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrate brings the schema up to what this program needs and returns the names of the files that it applied. Of several
// processes that start together one applies a file, and the others wait for it. Run again it changes nothing.
//
// On SQL Server a lock of the session sees to that. On the embedded database each file is one transaction together with its
// version, so whoever comes second fails at a table that is there already, changes nothing, and looks again.
//
// A file that fails changes nothing, and a MigrationError says which one and where. A database that a newer program has migrated
// is left alone: ErrSchemaNewer.
func (d *DB) Migrate(ctx context.Context) (applied []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, migrateTime)
	defer cancel()
	pending, err := d.Pending(ctx)
	if err == nil && pending < 0 {
		err = ErrSchemaNewer
	}
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
	options := []goose.ProviderOption{
		goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(at)), goose.WithVerbose(true),
		goose.WithAllowOutofOrder(true), // see Plan.Late
	}
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
