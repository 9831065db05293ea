package store_test

import (
	"errors"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestTheAgeOfTheLastBackupIsKnownOrSaidToBeUnknown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		at, err := db.LastBackup(t.Context())
		if !db.Embedded() {
			if err != nil && !errors.Is(err, store.ErrServer) {
				t.Errorf("a server that does not tell answers %v", err)
			}
			return
		}
		if err != nil || !at.IsZero() {
			t.Errorf("before the first backup: %v, %v", at, err)
		}
		for range 2 { // the second takes the place of the first
			made := app.Now()
			record := app.Record(account.System, "database.backup", "bank.backup", "", "")
			if err := db.BackedUp(t.Context(), store.Manifest{Made: made}, record); err != nil {
				t.Fatal(err)
			}
			if at, err = db.LastBackup(t.Context()); err != nil || !at.Equal(made) {
				t.Errorf("got %v, %v; want %v", at, err, made)
			}
		}
	})
}
