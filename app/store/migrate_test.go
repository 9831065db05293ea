package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestAFailingMigrationChangesNothingAndSaysWhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if before := pending(t, db); len(before) != 0 {
			t.Fatalf("pending %v", before)
		}
		good, bad := next(t, 1)+"_good.sql", next(t, 2)+"_bad.sql"
		goodText := "-- +goose Up\nCREATE TABLE good (id int NOT NULL);\n"
		badText := "-- +goose Up\nCREATE TABLE bad (id int NOT NULL);\nINSERT INTO good (id) VALUES (1);\n-- why\nINSERT INTO nowhere\n  (id) VALUES (1);\n"
		if err := store.SetSchema(db, map[string]string{good: goodText, bad: badText}); err != nil {
			t.Fatal(err)
		}
		if files := pending(t, db); !slices.Equal(files, []string{good, bad}) {
			t.Errorf("pending %v; want both files by name", files)
		}
		for range 2 { // the second time says the same
			applied, err := db.Migrate(t.Context())
			failed, ok := errors.AsType[*store.MigrationError](err)
			if !ok || failed.File != bad || failed.Statement != 3 || failed.Begins != "INSERT INTO nowhere" || !strings.Contains(err.Error(), bad) {
				t.Fatalf("applied %v, %v; want the third statement of %s", applied, err, bad)
			}
		}
		if files := pending(t, db); !slices.Equal(files, []string{bad}) {
			t.Errorf("pending %v; want the bad file only", files)
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

// Somebody's own database has a file with a higher number than one that lands later.
func TestAFileThatLandsLateIsAppliedAndSaid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		early, late := next(t, 1)+"_early.sql", next(t, 2)+"_late.sql"
		table := func(name string) string { return "-- +goose Up\nCREATE TABLE " + name + " (id int NOT NULL);\n" }
		migrated := func(want string, files map[string]string) {
			t.Helper()
			if err := store.SetSchema(db, files); err != nil {
				t.Fatal(err)
			}
			if applied, err := db.Migrate(t.Context()); err != nil || !slices.Equal(applied, []string{want}) {
				t.Fatalf("applied %v, %v; want %s", applied, err, want)
			}
		}
		migrated(late, map[string]string{late: table("late")})
		if err := store.SetSchema(db, map[string]string{early: table("early")}); err != nil {
			t.Fatal(err)
		}
		plan, err := db.Plan(t.Context())
		if err != nil || !slices.Equal(plan.Files, []string{early}) || !slices.Equal(plan.Late, plan.Files) {
			t.Errorf("the plan is %+v, %v; want %s, late", plan, err, early)
		}
		migrated(early, nil)
		if err := db.SchemaFits(t.Context()); err != nil || rowsOf(t, db, "early") != 0 {
			t.Error(err)
		}
	})
}

func TestADatabaseThatANewerProgramMadeIsLeftAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		store.SetOlderSchema(t, db)
		plan, err := db.Plan(t.Context())
		if err != nil || len(plan.Newer) != 1 || plan.Newer[0] != int64(store.LastMigration(t)) {
			t.Errorf("the plan is %+v, %v", plan, err)
		}
		if applied, err := db.Migrate(t.Context()); !errors.Is(err, store.ErrSchemaNewer) || len(applied) != 0 {
			t.Errorf("applied %v, %v", applied, err)
		}
		if err := db.SchemaFits(t.Context()); !errors.Is(err, store.ErrSchemaNewer) {
			t.Errorf("it fits: %v", err)
		}
	})
}

// pending are the files that Migrate would apply.
func pending(t *testing.T, db *store.DB) []string {
	t.Helper()
	plan, err := db.Plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return plan.Files
}

// next is the number of the file that comes so many after the last one.
func next(t *testing.T, after int) string {
	t.Helper()
	return fmt.Sprintf("%04d", store.LastMigration(t)+after)
}

func rowsOf(t *testing.T, db *store.DB, table string) int {
	t.Helper()
	n, err := store.Count(t.Context(), db, table)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
