package store_test

import (
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/calendar"
	"telemark/app/chat"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// closed gives a bank a centre that never opens, and a chat that knows.
func closed(t *testing.T, db *store.DB) chat.Service {
	t.Helper()
	if err := calendar.NewService(db.Calendar(), app.Zone()).Save(t.Context(), account.System, calendar.Book{}); err != nil {
		t.Fatal(err)
	}
	return chat.Service{Store: db.Chat(), Hub: silence{}, Hours: calendar.NewService(db.Calendar(), app.Zone())}
}

func TestWhatARoomIsAboutComesBackAsItWasStored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna := b.person("Anna", app.Client)
		about := &chat.About{
			Product: "deposit-pass", Names: map[string]string{"en": "Pass", "ru": "Вклад «Перевал»"}, Currency: app.RUB, Amount: 100_000_000, Term: 12, Rate: 145_000,
		}
		c, err := b.chat.OpenAbout(t.Context(), anna, "deposits", about, draft("Можно пополнять?"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.Chat().Room(t.Context(), c.Room.ID)
		if err != nil || !reflect.DeepEqual(got.About, about) || got.Request != 0 {
			t.Errorf("read %+v, %v", got.About, err)
		}
		b.post(anna, c.Room.ID, "И снимать?")
		list, err := db.Chat().Waiting(t.Context(), 10)
		if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0].About, about) {
			t.Errorf("the queue shows %+v, %v", list, err)
		}
		if plain := b.open(anna, "hello"); plain.About != nil {
			t.Errorf("a room about nothing is about %+v", plain.About)
		}
	})
}

func TestEachRequestGetsTheNextNumber(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		services := []chat.Service{closed(t, one), closed(t, two)}
		anna := newBank(t, one).person("Anna", app.Client)
		var mu sync.Mutex
		var numbers []int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				c, err := services[i%2].Open(t.Context(), anna, "cards", draft("Is anybody there?"))
				if err != nil {
					t.Error(err)
					return
				}
				room, err := one.Chat().Room(t.Context(), c.Room.ID)
				if err != nil || room.Request != c.Room.Request || c.Entries[2].Body != "requested "+chat.RequestNumber(room.Request) {
					t.Errorf("the room has the number %d, %v; its log says %q", room.Request, err, c.Entries[2].Body)
				}
				mu.Lock()
				defer mu.Unlock()
				numbers = append(numbers, room.Request)
			})
		}
		all.Wait()
		slices.Sort(numbers)
		if want := []int64{1, 2, 3, 4, 5, 6, 7, 8}; !slices.Equal(numbers, want) {
			t.Errorf("the numbers are %v", numbers)
		}
	})
}

func TestARepeatedMessageToAClosedCentreIsOneRequest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, s := newBank(t, db), closed(t, db)
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		room := b.open(anna, "hello").ID // while it was open
		d := draft("Are you there?")
		for range 2 {
			c, err := s.Post(t.Context(), anna, room, d)
			if err != nil || c.Message().Body != d.Body {
				t.Fatal(c.Message(), err)
			}
		}
		got, err := db.Chat().Room(t.Context(), room)
		if err != nil || got.Request != 1 || got.Seq != 4 {
			t.Errorf("the room is request %d with %d entries, %v", got.Request, got.Seq, err)
		}
		b.take(olga, room)
		if got, err = db.Chat().Room(t.Context(), room); err != nil || got.Request != 1 {
			t.Errorf("taken it is request %d, %v", got.Request, err)
		}
	})
}

// Of several messages at once the first makes a request of the talk; the others find that out when they have lost.
func TestMessagesAtOnceToAClosedCentreWasteNoNumber(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		b, services := newBank(t, one), []chat.Service{closed(t, one), closed(t, two)}
		anna := b.person("Anna", app.Client)
		var rooms []string
		for range 3 {
			rooms = append(rooms, b.open(anna, "hello").ID) // while it was open
		}
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() {
				if _, err := services[i%2].Post(t.Context(), anna, rooms[i%3], draft("Are you there?")); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		last, err := services[0].Open(t.Context(), anna, "cards", draft("Is anybody there?"))
		if err != nil {
			t.Fatal(err)
		}
		var numbers []int64
		for _, id := range append(rooms, last.Room.ID) {
			room, err := one.Chat().Room(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, room.Request)
		}
		slices.Sort(numbers)
		if !slices.Equal(numbers, []int64{1, 2, 3, 4}) {
			t.Errorf("the numbers are %v", numbers)
		}
	})
}

func TestThePaceIsThatOfTheLatestTakes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		now := app.Now()
		for i := range chat.PaceSize + 3 {
			c, err := chat.Past(anna, olga, "cards", now.Add(-time.Duration(i)*time.Minute), []chat.Step{{Do: chat.Asks, Body: "?"}, {Do: chat.Takes}})
			if err == nil {
				_, err = db.Chat().Create(ctx, c)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Chat().SetOnline(ctx, []string{olga.ID, anna.ID}, 60); err != nil {
			t.Fatal(err)
		}
		p, err := db.Chat().Pace(ctx, now)
		if err != nil || p.Online != 1 || len(p.Taken) != chat.PaceSize || !p.Taken[0].Equal(now) {
			t.Errorf("the pace is %+v, %v", p, err)
		}
	})
}

func TestARatingCanBeChangedForADay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		anna, oleg, olga := b.person("Anna", app.Client), b.person("Oleg", app.Client), b.person("Olga", app.Operator)
		room := b.open(anna, "hello").ID
		b.take(olga, room)
		kindIs(t, b.chat.Rate(ctx, anna, room, 5, ""), app.Conflict) // it isn't over
		c, err := b.chat.Close(ctx, olga, room, "solved", "cards")
		if err != nil {
			t.Fatal(err)
		}
		kindIs(t, b.chat.Rate(ctx, oleg, room, 1, ""), app.NotFound)
		kindIs(t, b.chat.Rate(ctx, olga, room, 5, ""), app.NotFound)
		kindIs(t, b.chat.Rate(ctx, anna, room, 6, ""), app.Invalid)
		for stars, comment := range []string{1: "", 2: "Спасибо, всё понятно"} {
			if stars > 0 {
				if err := b.chat.Rate(ctx, anna, room, stars, comment); err != nil {
					t.Fatal(err)
				}
			}
		}
		got, err := b.chat.Rating(ctx, olga, c.Room)
		if err != nil || got == nil || got.Stars != 2 || got.Comment != "Спасибо, всё понятно" || got.Operator != olga.ID {
			t.Errorf("the rating is %+v, %v", got, err)
		}
		late := chat.Rating{Room: room, Operator: olga.ID, Stars: 5, RatedAt: app.Now(), ChangedAt: app.Now()}
		if rated, err := db.Chat().Rate(ctx, late, app.Now().Add(time.Minute)); rated || err != nil {
			t.Errorf("an old rating was changed: %v, %v", rated, err)
		}
	})
}

func TestTwoFirstRatingsAtOnceAreOne(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		b, other := newBank(t, one), newBank(t, two)
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		for range 5 {
			room := b.open(anna, "hello").ID
			b.take(olga, room)
			c, err := b.chat.Close(t.Context(), olga, room, "solved", "cards")
			if err != nil {
				t.Fatal(err)
			}
			var both sync.WaitGroup
			for i, s := range []chat.Service{b.chat, other.chat} {
				both.Go(func() {
					if err := s.Rate(t.Context(), anna, room, i+4, ""); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			if got, err := b.chat.Rating(t.Context(), anna, c.Room); err != nil || got == nil || got.Stars < 4 {
				t.Errorf("the rating is %+v, %v", got, err)
			}
		}
	})
}
