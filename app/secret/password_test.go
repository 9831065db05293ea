package secret

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var cheap = Cost{KiB: 8, Passes: 1, Threads: 1}

func turn(t *testing.T, h *Hasher, f func(Turn)) {
	t.Helper()
	err := h.Turn(context.Background(), func(turn Turn) error {
		f(turn)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyTheRightPasswordMatches(t *testing.T) {
	turn(t, NewHasher(1, cheap), func(turn Turn) {
		stored := turn.Hash("пароль на двух лыжах")
		if !strings.HasPrefix(stored, "$argon2id$v=19$m=8,t=1,p=1$") || stored == turn.Hash("пароль на двух лыжах") {
			t.Errorf("stored as %q; want a PHC string with its own salt", stored)
		}
		if !turn.Matches(stored, "пароль на двух лыжах") {
			t.Error("the right password doesn't match")
		}
		for _, wrong := range []string{"", "пароль на двух лыжа", "Пароль на двух лыжах"} {
			if turn.Matches(stored, wrong) {
				t.Errorf("%q matches", wrong)
			}
		}
	})
}

func TestABrokenHashMatchesNothing(t *testing.T) {
	turn(t, NewHasher(1, cheap), func(turn Turn) {
		good := turn.Hash("password")
		for _, stored := range []string{
			"", "password", "$argon2id$v=19$m=8,t=1,p=1$$", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "t=1", "t=0", 1),
			strings.Replace(good, "m=8", "m=4294967295", 1), strings.Replace(good, "t=1", "t=4000000000", 1), good + "$", strings.Replace(good, "v=19", "v=16", 1),
		} {
			for _, password := range []string{"", "password"} {
				if turn.Matches(stored, password) {
					t.Errorf("%q matches %q", stored, password)
				}
			}
		}
	})
}

// An unknown user has no hash. Whoever could tell by the time that none was computed could list the bank's clients.
func TestAnUnknownUserCostsAsMuchTimeAsAWrongPassword(t *testing.T) {
	costly := Cost{KiB: 4096, Passes: 2, Threads: 1}
	turn(t, NewHasher(1, costly), func(turn Turn) {
		stored := turn.Hash("password")
		fastest := func(stored string) time.Duration {
			best := time.Hour
			for range 5 {
				start := time.Now()
				turn.Matches(stored, "wrong")
				best = min(best, time.Since(start))
			}
			return best
		}
		known, unknown := fastest(stored), fastest("")
		if unknown < known/2 || unknown > known*2 {
			t.Errorf("unknown %v, known %v", unknown, known)
		}
	})
}

func TestOnlyAFewHashesAreComputedAtOnce(t *testing.T) {
	h := NewHasher(2, cheap)
	var now, most atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			turn(t, h, func(Turn) {
				if n := now.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Millisecond)
				now.Add(-1)
			})
		})
	}
	all.Wait()
	if most.Load() > 2 {
		t.Errorf("%d at once; want 2", most.Load())
	}
}

func TestWhoeverGivesUpWaitingGetsNoTurn(t *testing.T) {
	h := NewHasher(1, cheap)
	turn(t, h, func(Turn) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		err := h.Turn(ctx, func(Turn) error { t.Error("got a turn"); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v; want context.Canceled", err)
		}
	})
	turn(t, h, func(Turn) {}) // the place is free again
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		c, salt, hash, err := parsePHC(s)
		if err == nil && (c.KiB > dearest.KiB || c.Passes < 1 || c.Threads < 1 || len(salt) < 8 || len(hash) < 16) {
			t.Fatalf("%q is taken with %+v", s, c)
		}
	})
}
