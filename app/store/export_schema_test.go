package store

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"

	schema "telemark/sql"
)

// SetSchema has a database migrated by its own files and further ones, by name.
func SetSchema(d *DB, more map[string]string) error {
	files, err := d.schemaFiles()
	if err != nil {
		return err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return err
	}
	all := fstest.MapFS{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		all[name] = &fstest.MapFile{Data: text}
	}
	for name, text := range more {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	d.schema = all
	return nil
}

// Migrations is how many files there are.
func Migrations(t testing.TB) int {
	t.Helper()
	names, err := fs.Glob(schema.Files, "sqlite/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

// Count counts the rows of a table.
func Count(ctx context.Context, d *DB, table string) (n int, err error) {
	err = d.read.DB.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n)
	return n, err
}
