package store

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"
)

var (
	indexOfText  = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?INDEX (\w+) ON applications [^;]+;`)
	droppedIndex = regexp.MustCompile(`(?m)^DROP INDEX (\w+)`)
)

// ApplicationIndexes are the indexes of applications that the migrations leave, each with the text that makes it.
func ApplicationIndexes(t testing.TB, d *DB) (names []string, texts map[string]string) {
	t.Helper()
	folder := "mssql"
	if d.Embedded() {
		folder = "sqlite"
	}
	texts = map[string]string{}
	for _, file := range MigrationTexts(t, folder) {
		for _, m := range droppedIndex.FindAllStringSubmatch(file.Text, -1) {
			delete(texts, m[1])
		}
		for _, m := range indexOfText.FindAllStringSubmatch(file.Text, -1) {
			texts[m[1]] = m[0]
		}
	}
	return slices.Sorted(maps.Keys(texts)), texts
}

// WithoutIndexes fills applications while they have no indexes: a million rows in each index's own order would write the file over and over.
func WithoutIndexes(t testing.TB, d *DB, fill func()) {
	t.Helper()
	names, texts := ApplicationIndexes(t, d)
	for _, name := range names {
		if d.Embedded() {
			plainly(t, d, "DROP INDEX "+name)
		} else {
			plainly(t, d, "DROP INDEX "+name+" ON applications")
		}
	}
	fill()
	for _, name := range names {
		plainly(t, d, texts[name])
	}
}

// plainly runs a text with all the time that it needs, outside of a change.
func plainly(t testing.TB, d *DB, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	pool, err := d.read.DB, error(nil)
	if d.Embedded() {
		if pool, err = d.pool(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = pool.Close() }()
	}
	if _, err = pool.ExecContext(ctx, text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
