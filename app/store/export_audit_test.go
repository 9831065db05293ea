package store

import (
	"context"
	"testing"

	"telemark/app/audit"
)

// Rewrite changes a record and writes the chain anew from it to its end, with the head.
func Rewrite(t *testing.T, d *DB, from int64) {
	t.Helper()
	var list []audit.Record
	for seq := int64(1); ; seq++ {
		r, err := d.Audits().Record(t.Context(), seq)
		if err != nil {
			break
		}
		list = append(list, r)
	}
	Attack(t, d)
	hash := list[from-2].Hash
	for _, r := range list[from-1:] {
		if r.Seq == from {
			Attack(t, d, "UPDATE audit SET new_value = 'harmless' WHERE seq = 2")
			r.New = "harmless"
		}
		hash = chain(hash, r.Seq, r.Audit)
		err := d.change(t.Context(), func(ctx context.Context, t *tx) error {
			_, err := t.ExecContext(ctx, "UPDATE audit SET hash = ? WHERE seq = ?", hash, r.Seq)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := d.change(t.Context(), func(ctx context.Context, t *tx) error {
		_, err := t.ExecContext(ctx, "UPDATE audit_head SET hash = ?", hash)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
