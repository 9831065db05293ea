package health

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
)

func TestOnlyWhatIsRequiredKeepsTheProgramFromServing(t *testing.T) {
	for _, tt := range []struct {
		item Item
		bad  bool
	}{
		{Item{State: OK, Serving: true}, false},
		{Item{State: Warning, Serving: true}, false},
		{Item{State: Red, Serving: true}, true},
		{Item{State: Unknown, Serving: true}, true},
		{Item{State: Red}, false},
		{Item{State: Unknown}, false},
	} {
		s := &Service{Probes: []Probe{func(context.Context) []Item { return []Item{tt.item} }}}
		s.Look(t.Context())
		if got := s.MayServe() != nil; got != tt.bad {
			t.Errorf("%+v keeps from serving: %v, want %v", tt.item, got, tt.bad)
		}
		if err := s.MayServe(); err != nil && app.KindOf(err) != app.Unavailable {
			t.Errorf("got %v, want unavailable", err)
		}
	}
}

func TestLostEncryptionIsNoticedWithinFiveMinutesAndItsReturnWithinSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := OK
		s := &Service{Probes: []Probe{func(context.Context) []Item { return []Item{{ID: "encryption", State: state, Serving: true}} }}}
		ctx, stop := context.WithCancel(t.Context())
		go s.Watch(ctx)
		synctest.Wait()
		state = Red
		time.Sleep(often + time.Second)
		if s.MayServe() == nil {
			t.Error("personal data is served after the encryption was switched off")
		}
		state = OK
		time.Sleep(soon + time.Second)
		if err := s.MayServe(); err != nil {
			t.Errorf("still %v", err)
		}
		stop()
		synctest.Wait()
	})
}
