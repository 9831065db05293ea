package store_test

import (
	"bytes"
	"testing"

	"telemark/app"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestAFactorThatChangedMeanwhileIsNotResealed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, people := newBank(t, db), db.Accounts()
		oleg, olga := b.person("Oleg", app.Operator), b.person("Olga", app.Operator)
		b.person("Anna", app.Client)
		old, newer := bytes.Repeat([]byte{1}, 53), bytes.Repeat([]byte{2}, 53)
		for _, who := range []app.Actor{oleg, olga} {
			if err := people.OfferFactor(t.Context(), who.ID, old); err != nil {
				t.Fatal(err)
			}
		}
		var seen []string
		for after := ""; ; {
			page, err := people.Factors(t.Context(), after, 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			if !bytes.Equal(page[0].Sealed, old) {
				t.Errorf("%x is sealed", page[0].Sealed)
			}
			after = page[0].Person
			seen = append(seen, after)
		}
		if len(seen) != 2 || seen[0] >= seen[1] {
			t.Errorf("factors of %v; want two, by id", seen)
		}
		before, err := db.VerifyAudit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []bool{true, false} {
			changed, err := people.ResealFactor(t.Context(), oleg.ID, old, newer, record("factor.reseal", oleg.ID))
			if err != nil || changed != want {
				t.Errorf("time %d: %v, %v", i+1, changed, err)
			}
		}
		if after, err := db.VerifyAudit(t.Context()); err != nil || after != before+1 {
			t.Errorf("%d records, %v; want %d", after, err, before+1)
		}
		if c, err := people.ByID(t.Context(), oleg.ID); err != nil || !bytes.Equal(c.Factor.Sealed, newer) {
			t.Errorf("%x, %v", c.Factor.Sealed, err)
		}
	})
}
