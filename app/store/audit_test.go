package store_test

import (
	"testing"

	"telemark/app"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestTheFileItselfRefusesToChangeAuditRecords(t *testing.T) {
	db := storetest.New(t)
	if err := db.Audit(t.Context(), record("test.audit", "x")); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"UPDATE audit SET new_value = 'x'", "DELETE FROM audit"} {
		if err := store.Exec(t.Context(), db, text); err == nil {
			t.Errorf("%s went through", text)
		}
	}
}

func TestARecordStandsWithItsChangeOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		room := b.open(anna, "hello").ID
		before, err := db.VerifyAudit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b.take(olga, room)
		b.take(olga, room) // changes nothing
		after, err := db.VerifyAudit(t.Context())
		if err != nil || after != before+1 {
			t.Errorf("%d records became %d, %v", before, after, err)
		}
		kindIs(t, db.Accounts().Update(t.Context(), app.NewID(), "x", "en", record("person.update", "x")), app.NotFound)
		if n, err := db.VerifyAudit(t.Context()); err != nil || n != after {
			t.Errorf("a failed change left a record: %d, %v", n, err)
		}
	})
}
