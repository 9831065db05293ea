package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestAFailingMigrationChangesNothingAndSaysWhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		before, err := db.PendingFiles(t.Context())
		if err != nil || len(before) != 0 {
			t.Fatalf("pending %v, %v", before, err)
		}
		// The files are numbered without gaps, so what comes next has the next number, whatever that is by now.
		good, bad := next(t, 1)+"_good.sql", next(t, 2)+"_bad.sql"
		goodText := "-- +goose Up\nCREATE TABLE good (id int NOT NULL);\n"
		badText := "-- +goose Up\nCREATE TABLE bad (id int NOT NULL);\nINSERT INTO good (id) VALUES (1);\n-- why\nINSERT INTO nowhere\n  (id) VALUES (1);\n"
		if err := store.SetSchema(db, map[string]string{good: goodText, bad: badText}); err != nil {
			t.Fatal(err)
		}
		if pending, err := db.PendingFiles(t.Context()); err != nil || fmt.Sprint(pending) != fmt.Sprint([]string{good, bad}) {
			t.Errorf("pending %v, %v; want both files by name", pending, err)
		}
		for range 2 { // the second time says the same
			applied, err := db.Migrate(t.Context())
			failed, ok := errors.AsType[*store.MigrationError](err)
			if !ok || failed.File != bad || failed.Statement != 3 || failed.Begins != "INSERT INTO nowhere" || !strings.Contains(err.Error(), bad) {
				t.Fatalf("applied %v, %v; want the third statement of %s", applied, err, bad)
			}
		}
		if pending, err := db.PendingFiles(t.Context()); err != nil || fmt.Sprint(pending) != fmt.Sprint([]string{bad}) {
			t.Errorf("pending %v, %v; want the bad file only", pending, err)
		}
		if err := store.Exec(t.Context(), db, "INSERT INTO bad (id) VALUES (1)"); err == nil {
			t.Error("a table of the failed file is there")
		}
		if n := rowsOf(t, db, "good"); n != 0 {
			t.Errorf("%d rows of the failed file are there", n)
		}
		if err := store.SetSchema(db, map[string]string{bad: strings.Replace(badText, "nowhere", "bad", 1)}); err != nil {
			t.Fatal(err)
		}
		if applied, err := db.Migrate(t.Context()); err != nil || fmt.Sprint(applied) != fmt.Sprint([]string{bad}) {
			t.Errorf("the mended file: applied %v, %v", applied, err)
		}
		if n := rowsOf(t, db, "good"); n != 1 {
			t.Errorf("%d rows after the mended file, want 1", n)
		}
	})
}

// next is the number of the file that comes so many after the last one.
func next(t *testing.T, after int) string {
	t.Helper()
	return fmt.Sprintf("%04d", store.Migrations(t)+after)
}

func rowsOf(t *testing.T, db *store.DB, table string) int {
	t.Helper()
	n, err := store.Count(t.Context(), db, table)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
