package application

import (
	"context"
	"errors"
	"testing"
	"time"

	"telemark/app"
)

// stuck can't change one application: its row can't be read.
type stuck struct {
	Store
	ids  []string
	done map[string]bool
}

func (b *stuck) Expired(_ context.Context, _ time.Time, limit int) (ids []string, err error) {
	for _, id := range b.ids {
		if !b.done[id] && len(ids) < limit {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (b *stuck) Change(_ context.Context, id string, decide func(Application) (Update, error)) (Application, error) {
	if id == b.ids[0] {
		return Application{}, errors.New("its offer can't be read")
	}
	u, err := decide(Application{ID: id, State: Offered, Offer: &Offer{Expires: app.Now().Add(-time.Hour)}})
	b.done[id] = err == nil
	return u.Application, err
}

// The attack: one application that can't be changed stands before all others, whose offers then never end.
func TestOneOfferThatCannotBeTakenBackKeepsNoOther(t *testing.T) {
	for _, count := range []int{3, expirePage, expirePage + 7} {
		b := &stuck{done: map[string]bool{}}
		for range count {
			b.ids = append(b.ids, app.NewID())
		}
		n, err := (&Service{Store: b, Hub: silent{}}).ExpireOffers(t.Context())
		if n != count-1 || err == nil {
			t.Errorf("of %d offers %d are taken back, %v", count, n, err)
		}
	}
}

type silent struct{}

func (silent) Publish(app.Event) {}
