package account

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/secret"
)

func TestAfterResealingTheOldKeyIsNotNeeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, old, fresh := newBank(t), secret.NewKey(), secret.NewKey()
		keys := func(keys ...secret.Key) {
			t.Helper()
			var err error
			if b.Service.sealer, err = secret.NewSealer(keys...); err != nil {
				t.Fatal(err)
			}
		}
		keys(old)
		p, oleg := b.person(app.Operator, "oleg@example.com")
		_, olga := b.person(app.Manager, "olga@example.com")
		shown, _ := b.enrol(oleg)
		keys(secret.NewKey())
		b.enrol(olga) // and her key is lost
		keys(fresh, old)
		_, ivan := b.person(app.Operator, "ivan@example.com")
		b.enrol(ivan)
		r, err := b.Reseal(context.Background())
		if err != nil || r.Sealed != 1 || r.Left != 1 || !slices.Equal(r.Lost, []string{olga.ID}) {
			t.Errorf("%+v, %v", r, err)
		}
		keys(fresh)
		time.Sleep(30 * time.Second)
		if _, err := b.Verify(context.Background(), stranger, p.ID, b.code(shown, 0)); err != nil {
			t.Errorf("without the old key: %v", err)
		}
		if r, err := b.Reseal(context.Background()); err != nil || r.Sealed != 0 || r.Left != 2 {
			t.Errorf("again: %+v, %v", r, err)
		}
	})
}

func TestAFailureWhileResealingIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, old := newBank(t), secret.NewKey()
		_, oleg := b.person(app.Operator, "oleg@example.com")
		b.Service.sealer, _ = secret.NewSealer(old)
		b.enrol(oleg)
		b.Service.sealer, _ = secret.NewSealer(secret.NewKey(), old)
		for _, method := range []string{"Factors", "ResealFactor"} {
			broken := errors.New("broken")
			b.store.fail = map[string]error{method: broken}
			if r, err := b.Reseal(context.Background()); !errors.Is(err, broken) || r.Sealed != 0 {
				t.Errorf("%s: %+v, %v", method, r, err)
			}
		}
	})
}
