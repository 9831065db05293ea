package store

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"testing"
)

// Rows is how many rows each table of an embedded database has, and a mark of what stands in them.
func Rows(t *testing.T, d *DB) map[string]string {
	t.Helper()
	var tables []string
	rows, err := d.read.DB.QueryContext(t.Context(), "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	err = scan(rows, err, func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		tables = append(tables, name)
		return err
	})
	if err != nil || len(tables) < 10 {
		t.Fatalf("the tables are %v, %v", tables, err)
	}
	all := map[string]string{}
	for _, name := range tables {
		all[name] = rowsOf(t, d, name)
	}
	return all
}

func rowsOf(t *testing.T, d *DB, table string) string {
	t.Helper()
	sum, n := sha256.New(), 0
	rows, err := d.read.DB.QueryContext(t.Context(), "SELECT * FROM "+table+" ORDER BY 1, 2") //nolint:gosec // names of our own tables
	err = scan(rows, err, func(r *sql.Rows) error {
		columns, err := r.Columns()
		if err != nil {
			return err
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		n++
		if err := r.Scan(into...); err != nil {
			return err
		}
		_, err = fmt.Fprintf(sum, "%q\n", values)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	return fmt.Sprintf("%d rows, %x", n, sum.Sum(nil)[:6])
}
