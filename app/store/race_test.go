package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestTwoProcessesWriteOneLogWithoutGapOrFork(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		banks := []bank{newBank(t, one), newBank(t, two)}
		anna := banks[0].person("Anna", app.Client)
		room := banks[0].open(anna, "hello").ID
		const writers, posts = 4, 12
		var all sync.WaitGroup
		for w := range 2 * writers {
			all.Go(func() {
				for n := range posts {
					d := draft(fmt.Sprint("line ", w, " ", n))
					for range 2 { // each is said twice, as after a lost answer
						if _, err := banks[w%2].chat.Post(t.Context(), anna, room, d); err != nil {
							t.Errorf("writer %d: %v", w, err)
							return
						}
					}
				}
			})
		}
		all.Wait()
		log := banks[1].log(room)
		if err := gapless(log); err != nil {
			t.Error(err)
		}
		if want := 2 + 2*writers*posts; len(log) != want {
			t.Errorf("%d entries, want %d", len(log), want)
		}
		last := map[string]int{}
		for _, m := range log[2:] {
			var w, n int
			if _, err := fmt.Sscanf(m.Body, "line %d %d", &w, &n); err != nil {
				t.Fatal(err)
			}
			if was, there := last[fmt.Sprint(w)]; n != 0 && (!there || n != was+1) {
				t.Errorf("writer %d said %d after %d", w, n, was)
			}
			last[fmt.Sprint(w)] = n
		}
	})
}

func TestOfTwoWhoTakeARoomAtOnceOneGetsIt(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		banks := []bank{newBank(t, one), newBank(t, two)}
		anna := banks[0].person("Anna", app.Client)
		operators := []app.Actor{banks[0].person("Olga", app.Operator), banks[1].person("Пётр", app.Operator)}
		for range 10 {
			room := banks[0].open(anna, "hello").ID
			var errs [2]error
			var both sync.WaitGroup
			for i := range 2 {
				both.Go(func() { _, errs[i] = banks[i].chat.Take(t.Context(), operators[i], room) })
			}
			both.Wait()
			r, err := one.Chat().Room(t.Context(), room)
			if err != nil {
				t.Fatal(err)
			}
			loser := 0
			if r.Operator.ID == operators[0].ID {
				loser = 1
			}
			if errs[1-loser] != nil {
				t.Errorf("the winner got %v", errs[1-loser])
			}
			kindIs(t, errs[loser], app.Conflict)
			if e, ok := errors.AsType[*app.Error](errs[loser]); !ok || e.Text.Args["Name"] != r.Operator.Name {
				t.Errorf("the loser doesn't learn who has it: %v", errs[loser])
			}
		}
	})
}

func TestOneKeyOpensOneRoomEvenInTwoProcesses(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		banks := []bank{newBank(t, one), newBank(t, two)}
		anna := banks[0].person("Anna", app.Client)
		for range 5 {
			d := draft("hello")
			var rooms [4]string
			var all sync.WaitGroup
			for i := range rooms {
				all.Go(func() {
					c, err := banks[i%2].chat.Open(t.Context(), anna, "cards", d)
					if err != nil {
						t.Error(err)
					}
					rooms[i] = c.Room.ID
				})
			}
			all.Wait()
			for _, id := range rooms {
				if id != rooms[0] {
					t.Errorf("one key opened %v", rooms)
				}
			}
		}
	})
}

func TestTheLastAttemptIsGivenOnce(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		stores := []store.Accounts{one.Accounts(), two.Accounts()}
		key := strings.Repeat("k", 43)
		var free, full int
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				at := app.Now()
				a := account.Attempt{ID: app.NewID(), At: at, Since: at.Add(-15 * 60e9), Limits: []account.Limit{{Key: key, Max: 10}, {Key: "a" + key[1:], Max: 100}}}
				until, err := stores[i%2].Reserve(t.Context(), a)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil:
					t.Error(err)
				case until == nil:
					free++
				default:
					full++
				}
			})
		}
		all.Wait()
		if free != 10 || full != 10 {
			t.Errorf("%d attempts were let in and %d refused; want 10 and 10", free, full)
		}
	})
}

func TestSeveralStartersMigrateOnce(t *testing.T) {
	storetest.Configs(t, func(t *testing.T, c store.Config) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				db, err := store.Open(t.Context(), c)
				if err != nil {
					t.Error(err)
					return
				}
				_, err = db.Migrate(t.Context())
				if err == nil {
					err = db.SchemaFits(t.Context())
				}
				if err != nil {
					t.Error(err)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}
