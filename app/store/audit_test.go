package store_test

import (
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestAChangedOrRemovedAuditRecordIsFound(t *testing.T) {
	attacks := map[string]struct{ text, finds string }{
		"a changed record": {"UPDATE audit SET new_value = 'harmless' WHERE seq = 3", "record 3"},
		"a changed time":   {"UPDATE audit SET at = '2001-01-01 00:00:00.000' WHERE seq = 1", "record 1"},
		"a removed record": {"DELETE FROM audit WHERE seq = 2", "record 2"},
		"a cut-off end":    {"DELETE FROM audit WHERE seq > 3", "3 of 5"},
		"everything":       {"DELETE FROM audit", "0 of 5"},
		"a moved head":     {"UPDATE audit_head SET seq = 4", "end of the audit chain"},
	}
	storetest.Configs(t, func(t *testing.T, c store.Config) {
		for name, attack := range attacks {
			t.Run(name, func(t *testing.T) {
				if strings.HasPrefix(c.URL, "sqlite:") {
					c = storetest.Embedded(t)
				}
				db := storetest.Open(t, c)
				store.Attack(t, db, "DELETE FROM audit", "UPDATE audit_head SET seq = 0, hash = ''")
				for _, old := range []string{"", "имя", "O'Neil", strings.Repeat("long ", 3000), "a\\\nb"} {
					a := app.Record(app.Actor{ID: app.NewID(), Role: app.Manager, Address: "2001:db8::1", Request: strings.Repeat("я", 99)}, "person.update", app.NewID(), old, "new")
					if err := db.Audit(t.Context(), a); err != nil {
						t.Fatal(err)
					}
				}
				if n, err := db.VerifyAudit(t.Context()); err != nil || n != 5 {
					t.Fatalf("an untouched chain: %d, %v", n, err)
				}
				store.Attack(t, db, attack.text)
				if _, err := db.VerifyAudit(t.Context()); err == nil || !strings.Contains(err.Error(), attack.finds) {
					t.Errorf("verification says %v, want %q", err, attack.finds)
				}
			})
		}
	})
}

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
