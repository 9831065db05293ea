package store

import (
	"context"
	"io/fs"
	"strconv"
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

// SetOlderSchema has a database migrated as by the program before this one: without the last file.
func SetOlderSchema(t testing.TB, d *DB) {
	t.Helper()
	all := MigrationTexts(t, "sqlite")
	older := fstest.MapFS{}
	for _, m := range all[:len(all)-1] {
		older[m.Name] = &fstest.MapFile{Data: []byte(m.Text)}
	}
	d.schema = older
}

// LastMigration is the number of the last file.
func LastMigration(t testing.TB) int { return migration(t, 1) }

// OlderMigration is the number of the last file of SetOlderSchema.
func OlderMigration(t testing.TB) int { return migration(t, 2) }

func migration(t testing.TB, fromEnd int) int {
	t.Helper()
	all := MigrationTexts(t, "sqlite")
	n, err := strconv.Atoi(all[len(all)-fromEnd].Name[:4])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// MigrationText is one file of the schema.
type MigrationText struct{ Name, Text string }

// MigrationTexts are the files of a database in the order of their numbers.
func MigrationTexts(t testing.TB, database string) (all []MigrationText) {
	t.Helper()
	files, err := schema.Migrations(database)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, MigrationText{name, string(text)})
	}
	return all
}

// Count counts the rows of a table.
func Count(ctx context.Context, d *DB, table string) (n int, err error) {
	err = d.read.DB.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n)
	return n, err
}
