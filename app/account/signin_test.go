package account

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/secret"
)

func errorOf(err error) (*app.Error, bool) { return errors.AsType[*app.Error](err) }

var stranger = app.Actor{Address: "203.0.113.7", Request: "request-1"}

// Whoever can tell an unknown e-mail from a wrong password can list the bank's clients: by the answer, by what is asked of
// the database, or by the time. The time of the hash itself is tested in app/secret.
func TestAnUnknownEmailLooksLikeAWrongPassword(t *testing.T) {
	b := newBank(t)
	anna, _ := b.person(app.Client, "anna@example.com")
	gone, _ := b.person(app.Client, "gone@example.com")
	if err := b.Disable(context.Background(), System, gone.ID); err != nil {
		t.Fatal(err)
	}
	var answers []error
	var asked [][]string
	var audit []app.Audit
	for _, try := range [][2]string{
		{"anna@example.com", "wrong"}, {"nobody@example.com", "wrong"}, {"nobody@example.com", good}, {"gone@example.com", good}, {"no address", good}, {"", ""},
	} {
		b.store.asked, b.store.audit = nil, nil
		p, err := b.SignIn(context.Background(), stranger, try[0], try[1])
		if err == nil {
			t.Fatalf("%v is in as %+v", try, p)
		}
		answers, asked, audit = append(answers, err), append(asked, b.store.asked), append(audit, b.store.audit...)
	}
	for i := range answers {
		one, _ := errorOf(answers[0])
		e, _ := errorOf(answers[i])
		if !reflect.DeepEqual(e, one) || !slices.Equal(asked[i], asked[0]) {
			t.Errorf("answer %d: %v after %v; want %v after %v", i, answers[i], asked[i], answers[0], asked[0])
		}
	}
	for i, a := range audit {
		if a.Action != "session.refuse" || a.Actor != "" || a.Address != stranger.Address || (a.Object == anna.ID) != (i == 0) {
			t.Errorf("audit %+v", a)
		}
	}
}

func TestAnUnknownEmailTakesAsLong(t *testing.T) {
	b := newBank(t)
	b.hasher = secret.NewHasher(1, secret.Cost{KiB: 8192, Passes: 2, Threads: 1})
	b.chosen = b.hasher
	b.person(app.Client, "anna@example.com")
	fastest := func(email string) time.Duration {
		best := time.Hour
		for range 5 {
			start := time.Now()
			_, _ = b.SignIn(context.Background(), stranger, email, "wrong")
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := fastest("anna@example.com"), fastest("nobody@example.com")
	if unknown < known/4 || unknown > known*4 { // without the work an unknown one is a thousand times faster
		t.Errorf("unknown %v, known %v", unknown, known)
	}
}

func TestTheRightPasswordSignsIn(t *testing.T) {
	b := newBank(t)
	want, _ := b.person(app.Client, "anna@example.com")
	for _, email := range []string{"anna@example.com", " Anna@Example.COM "} {
		p, err := b.SignIn(context.Background(), stranger, email, good)
		if err != nil || p != want {
			t.Errorf("%q: %+v, %v", email, p, err)
		}
	}
	if len(b.store.attempts) != 0 {
		t.Errorf("successes count as failures: %v", b.store.attempts)
	}
}

func TestAHundredGuessesAtOnceAreTen(t *testing.T) {
	b := newBank(t)
	b.person(app.Client, "anna@example.com")
	var all sync.WaitGroup
	var mu sync.Mutex
	kinds := map[app.Kind]int{}
	for i := range 100 {
		all.Go(func() {
			_, err := b.SignIn(context.Background(), app.Actor{Address: fmt.Sprintf("203.0.113.%d", i)}, "anna@example.com", fmt.Sprint("guess", i))
			mu.Lock()
			defer mu.Unlock()
			kinds[app.KindOf(err)]++
		})
	}
	all.Wait()
	if kinds[app.Invalid] != accountFailures || kinds[app.TooMany] != 90 {
		t.Errorf("answers by kind %v; want %d compared and the others held back", kinds, accountFailures)
	}
	if _, err := b.SignIn(context.Background(), stranger, "anna@example.com", good); app.KindOf(err) != app.TooMany {
		t.Errorf("the right password after that: %v; want too many", err)
	}
	if n := len(slices.DeleteFunc(b.refused, func(r string) bool { return r != "throttled" })); n != 91 {
		t.Errorf("%d counted as throttled", n)
	}
}

func TestAnAddressThatTriesManyAccountsIsHeldBack(t *testing.T) {
	b := newBank(t)
	b.person(app.Client, "anna@example.com")
	for i := range addressFailures {
		from := app.Actor{Address: fmt.Sprintf("2001:db8:0:1::%x", i)} // one customer has all of these
		if _, err := b.SignIn(context.Background(), from, fmt.Sprintf("somebody%d@example.com", i), "guess"); app.KindOf(err) != app.Invalid {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if _, err := b.SignIn(context.Background(), app.Actor{Address: "2001:db8:0:1:ffff::1"}, "anna@example.com", good); app.KindOf(err) != app.TooMany {
		t.Errorf("from the same network: %v; want too many", err)
	}
	if _, err := b.SignIn(context.Background(), app.Actor{Address: "2001:db8:0:2::1"}, "anna@example.com", good); err != nil {
		t.Errorf("from another one: %v", err)
	}
}

func TestHeldBackIsOverAfterAQuarterOfAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t)
		b.person(app.Client, "anna@example.com")
		for range accountFailures {
			_, _ = b.SignIn(context.Background(), stranger, "anna@example.com", "guess")
			time.Sleep(time.Minute)
		}
		_, err := b.SignIn(context.Background(), stranger, "anna@example.com", good)
		e, _ := errorOf(err)
		if app.KindOf(err) != app.TooMany || e.Retry != int((window-accountFailures*time.Minute)/time.Second) {
			t.Fatalf("%v, retry after %d s; want 5 minutes", err, e.Retry)
		}
		time.Sleep(time.Duration(e.Retry)*time.Second + time.Millisecond)
		if _, err := b.SignIn(context.Background(), stranger, "anna@example.com", good); err != nil {
			t.Errorf("after the time it was told: %v", err)
		}
	})
}

func TestManySignInsAtNineOnlyWaitTheirTurn(t *testing.T) {
	b := newBank(t)
	b.person(app.Operator, "oleg@example.com")
	var all sync.WaitGroup
	for range 300 {
		all.Go(func() {
			if _, err := b.SignIn(context.Background(), stranger, "oleg@example.com", good); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestTheDatabasesFaultIsNotTheCallers(t *testing.T) {
	b := newBank(t)
	b.person(app.Client, "anna@example.com")
	away := errors.New("away")
	for _, method := range []string{"Reserve", "ByEmail", "Forgive"} {
		b.store.fail = map[string]error{method: away}
		if _, err := b.SignIn(context.Background(), stranger, "anna@example.com", good); !errors.Is(err, away) || app.KindOf(err) != app.Internal {
			t.Errorf("%s fails: %v", method, err)
		}
		b.store.fail = map[string]error{}
		clear(b.store.attempts)
	}
	b.store.fail["ByEmail"] = away
	for range 20 {
		_, _ = b.SignIn(context.Background(), stranger, "anna@example.com", good)
	}
	b.store.fail = map[string]error{}
	if _, err := b.SignIn(context.Background(), stranger, "anna@example.com", good); err != nil {
		t.Errorf("after the database came back: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.SignIn(ctx, stranger, "anna@example.com", good); app.KindOf(err) != app.Unavailable && err != nil {
		t.Errorf("whoever gave up waiting: %v", err)
	}
}
