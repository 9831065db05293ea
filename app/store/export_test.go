package store

import (
	"context"
	"maps"
	"slices"
	"testing"

	"telemark/app/application"
)

// Exec runs a text as somebody would who has the database and its key.
func Exec(ctx context.Context, d *DB, text string) error {
	return d.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.ExecContext(ctx, text)
		return err
	})
}

// Attack runs texts past the triggers.
func Attack(t *testing.T, d *DB, texts ...string) {
	t.Helper()
	if d.Embedded() {
		texts = append([]string{"DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete",
			"DROP TRIGGER IF EXISTS audit_days_no_update", "DROP TRIGGER IF EXISTS audit_days_no_delete"}, texts...)
	}
	for _, text := range texts {
		if err := Exec(t.Context(), d, text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// TwiceVoted stores the first vote of an application once more, past the rules.
func TwiceVoted(ctx context.Context, d *DB, a application.Application) error {
	return d.change(ctx, func(ctx context.Context, t *tx) error {
		return t.desk(ctx, application.Update{Application: a, Votes: a.Votes[:1]})
	})
}

// CopiedRows is how many rows an unfinished copy has noted.
func CopiedRows(t *testing.T, d *DB) int64 {
	t.Helper()
	found, err := d.notes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found.moved()
}

// AtStep has Rekey tell of its steps.
func AtStep(f func(string)) { step = f }

// Load stores rows of a table as a copy does: values in the order of its columns; columns that come after them are NULL.
func Load(ctx context.Context, d *DB, name string, rows [][]any) error {
	for _, into := range tables {
		if into.name != name {
			continue
		}
		for len(rows) > 0 {
			n := min(len(rows), pageRows)
			list := make([]row, n)
			for i := range list {
				list[i] = append(slices.Clone(rows[i]), make([]any, len(into.columns)-len(rows[i]))...)
			}
			err := d.change(ctx, func(ctx context.Context, t *tx) error { return t.load(ctx, into, list, false) })
			if d.unreadable(err) {
				err = d.change(ctx, func(ctx context.Context, t *tx) error { return t.load(ctx, into, list, true) })
			}
			if err != nil {
				return err
			}
			rows = rows[n:]
		}
	}
	return nil
}

// FigureIDs are the figures that the store has a query of.
func FigureIDs() []string { return slices.Sorted(maps.Keys(figures)) }
