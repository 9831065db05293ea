package live

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
)

func TestTheQueueIsMadeOnceForAllWhoHaveTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		b.operators.QueueOf = func(_ context.Context, a app.Actor) (string, error) {
			kind, _, _ := strings.Cut(a.Name, " ")
			return kind, nil
		}
		b.operators.State = func(_ context.Context, a app.Actor, _, name string) ([]byte, error) {
			if name == "queue" {
				b.renders.Add(1)
			}
			return []byte(name + " of " + a.Name), nil
		}
		loans, more, cards := b.join(b.operator("loans 1"), nil), b.join(b.operator("loans 2"), nil), b.join(b.operator("cards 1"), nil)
		if n := b.renders.Swap(0); n != 2 {
			t.Errorf("three readers of two queues took %d renders", n)
		}
		b.open(client("Marina"))
		time.Sleep(time.Second)
		if n := b.renders.Load(); n != 2 {
			t.Errorf("a change of two queues took %d renders", n)
		}
		for s, want := range map[*tape]string{loans: "queue of loans", more: "queue of loans", cards: "queue of cards"} {
			if got := s.called("queue"); len(got) != 2 || !strings.HasPrefix(got[0], want) || !strings.HasPrefix(got[1], want) {
				t.Errorf("%q got %q", want, got)
			}
		}
	})
}
