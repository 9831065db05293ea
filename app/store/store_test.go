package store_test

import (
	"testing"

	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestANewDatabaseFitsAfterItsMigration(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.SchemaFits(t.Context()); err != nil {
			t.Error(err)
		}
		again, err := db.Migrate(t.Context())
		if err != nil || len(again) != 0 {
			t.Errorf("the second migration applied %v, %v", again, err)
		}
	})
}
