package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/pressly/goose/v3"

	"telemark/app"
	schema "telemark/sql"
)

// ErrSchemaNewer says that the database was migrated by a newer program than this one.
var ErrSchemaNewer = app.Fail(app.Unavailable, app.T("store.schema_newer")).Because(errors.New("the database has migrations that this program doesn't know"))

// Plan is how the schema of a database stands to that of this program.
type Plan struct {
	Files []string // that Migrate would apply, in the order of their numbers
	// Late are those of Files whose number is below one that is applied already. Among released programs that never happens; while
	// several people make migrations, the one with the lower number may land later. It is applied all the same.
	Late  []string
	Newer []int64 // numbers that are applied, and of which this program has no file
}

// Plan looks at what there is to migrate. It changes nothing and needs no right to.
func (d *DB) Plan(ctx context.Context) (p Plan, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	files, err := d.schemaFiles()
	if err != nil {
		return p, err
	}
	names, err := fs.Glob(files, "*.sql") // sorted, and the numbers are of the same length
	if err != nil {
		return p, err
	}
	p.Newer, err = d.versions(ctx)
	if err != nil {
		return p, domain(err)
	}
	var last int64
	if n := len(p.Newer); n > 0 {
		last = p.Newer[n-1]
	}
	for _, name := range names {
		number, err := goose.NumericComponent(name)
		if err != nil {
			return p, err
		}
		if at := slices.Index(p.Newer, number); at >= 0 { // it is known: what is left at the end is not
			p.Newer = slices.Delete(p.Newer, at, at+1)
			continue
		}
		p.Files = append(p.Files, name)
		if number < last {
			p.Late = append(p.Late, name)
		}
	}
	return p, nil
}

// versions are the numbers of the files that were applied, the lowest first.
func (d *DB) versions(ctx context.Context) (all []int64, err error) {
	there, err := d.hasVersions(ctx)
	if err != nil || !there {
		return nil, err
	}
	rows, err := d.read.DB.QueryContext(ctx, "SELECT DISTINCT version_id FROM goose_db_version WHERE is_applied = 1 AND version_id > 0 ORDER BY version_id")
	return all, scan(rows, err, func(r *sql.Rows) error {
		var n int64
		err := r.Scan(&n)
		all = append(all, n)
		return err
	})
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
	p, err := d.Plan(ctx)
	if len(p.Newer) > 0 {
		return -len(p.Newer), err
	}
	return len(p.Files), err
}

// SchemaFits is for /readyz: nil when nothing is pending.
func (d *DB) SchemaFits(ctx context.Context) error {
	pending, err := d.Pending(ctx)
	switch {
	case err != nil:
		return err
	case pending < 0:
		return ErrSchemaNewer
	case pending > 0:
		return fmt.Errorf("%d migrations are pending: run telemark migrate", pending)
	}
	return nil
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

// schemaFiles have numbers of four digits, each once, which a test checks.
func (d *DB) schemaFiles() (fs.FS, error) {
	if d.schema != nil {
		return d.schema, nil
	}
	if d.Embedded() {
		return schema.Migrations("sqlite")
	}
	return schema.Migrations("mssql")
}
