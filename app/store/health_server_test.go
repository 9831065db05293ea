package store_test

import (
	"testing"

	"telemark/app/store"
	"telemark/app/store/storetest"
)

// What the procedure of sql/mssql/setup/05_state.sql answers decides, where the program's own login may not look.
func TestTheSignedProcedureSpeaksForAServerThatShowsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if db.Embedded() {
			t.Skip("the embedded database looks at its own file")
		}
		before, err := db.Health(t.Context())
		if err != nil || before.AtRest.State == store.OK {
			t.Skipf("this server shows its state itself: %+v, %v", before.AtRest, err)
		}
		for _, c := range []struct {
			state string
			want  store.State
		}{{"3", store.OK}, {"2", store.Red}, {"0", store.Red}, {"NULL", before.AtRest.State}} {
			for _, text := range []string{
				"DROP PROCEDURE IF EXISTS telemark_encryption_state",
				"CREATE PROCEDURE dbo.telemark_encryption_state AS SELECT CAST(" + c.state + " AS int) AS encryption_state, N'TRUE' AS encrypt_option",
			} {
				if err := store.Exec(t.Context(), db, text); err != nil {
					t.Fatal(err)
				}
			}
			h, err := db.Health(t.Context())
			if err != nil || h.AtRest.State != c.want {
				t.Errorf("with encryption_state %s the finding is %+v, %v; want %s", c.state, h.AtRest, err, c.want)
			}
		}
	})
}
