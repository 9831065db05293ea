package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/notice"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func device(client string) notice.Subscription {
	return notice.Subscription{
		ID: app.NewID(), Client: client, Endpoint: "https://push.example/" + app.NewID(), P256dh: "key", Auth: "secret", Name: "Firefox", Since: app.Now(),
	}
}

// fillNotices puts rows into the tables of notices.
func fillNotices(t *testing.T, db *store.DB, client app.Actor) {
	t.Helper()
	n := db.Notices()
	if err := n.SetEmail(t.Context(), client.ID, true, record("notice.email_on", client.ID)); err != nil {
		t.Fatal(err)
	}
	if err := n.Subscribe(t.Context(), device(client.ID), 10, record("notice.device_add", client.ID)); err != nil {
		t.Fatal(err)
	}
	b := newBank(t, db)
	operator := b.person("Ирина", app.Operator)
	room := b.open(client, "Вы тут?").ID
	b.take(operator, room)
	b.post(operator, room, "Да, слушаю вас")
	if found := find(t, n, app.Now().Add(time.Hour)); found == 0 {
		t.Fatal("an answer that nobody has seen was not found")
	}
}

// find looks for what was answered in the hour before a time.
func find(t *testing.T, n store.Notices, before time.Time) int {
	t.Helper()
	found, err := n.Find(t.Context(), before.Add(-2*time.Hour), before, 100)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func due(t *testing.T, n store.Notices) []notice.Due {
	t.Helper()
	list, err := n.Due(t.Context(), app.Now().Add(time.Hour), 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// absent is a client with a room whose answer they have not seen.
type absent struct {
	bank             bank
	client, operator app.Actor
	room             string
	notices          store.Notices
}

func newAbsent(t *testing.T, db *store.DB, wants bool) absent {
	t.Helper()
	b := newBank(t, db)
	a := absent{bank: b, client: b.person("Марина", app.Client), operator: b.person("Anna", app.Operator), notices: db.Notices()}
	a.room = b.open(a.client, "Добрый день!").ID
	b.take(a.operator, a.room)
	b.post(a.operator, a.room, "Здравствуйте!")
	if wants {
		if err := a.notices.SetEmail(t.Context(), a.client.ID, true, record("notice.email_on", a.client.ID)); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func (a absent) reads(t *testing.T, db *store.DB) {
	t.Helper()
	room, err := db.Chat().Room(t.Context(), a.room)
	check(t, err)
	_, _, err = db.Chat().Mark(t.Context(), a.room, chat.ClientSide, chat.Mark{Delivered: room.Seq, Read: room.Seq})
	check(t, err)
}

func end(t *testing.T, a absent) {
	t.Helper()
	_, err := a.bank.chat.Close(t.Context(), a.operator, a.room, "solved", "cards")
	check(t, err)
}

func giveBack(t *testing.T, a absent) {
	t.Helper()
	_, err := a.bank.chat.Transfer(t.Context(), a.operator, a.room, "queue", draft("Моя смена кончилась"))
	check(t, err)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyWhoWishesItIsAbsentAndHasNotReadIsFound(t *testing.T) {
	soon := time.Hour
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for name, tt := range map[string]struct {
			wants bool
			do    func(absent)
			found int
		}{
			"who wishes nothing":     {false, func(absent) {}, 0},
			"who wishes e-mail":      {true, func(absent) {}, 1},
			"who has a device":       {false, func(a absent) { check(t, a.notices.Subscribe(t.Context(), device(a.client.ID), 10, record("x", "x"))) }, 1},
			"who has read it":        {true, func(a absent) { a.reads(t, db) }, 0},
			"who is there":           {true, func(a absent) { check(t, db.Chat().SetOnline(t.Context(), []string{a.client.ID}, 60)) }, 0},
			"whose room is closed":   {true, func(a absent) { end(t, a) }, 1},
			"whose room waits again": {true, func(a absent) { giveBack(t, a) }, 1},
			"who spoke last":         {true, func(a absent) { a.bank.post(a.client, a.room, "И ещё вопрос") }, 0},
		} {
			a := newAbsent(t, db, tt.wants)
			tt.do(a)
			if found := find(t, a.notices, app.Now().Add(soon)); found != tt.found {
				t.Errorf("%s: found %d, want %d", name, found, tt.found)
			}
			if again := find(t, a.notices, app.Now().Add(soon)); again != 0 {
				t.Errorf("%s: found %d again", name, again)
			}
		}
	})
}

func TestOneNoticeGoesOutForEachAbsence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a := newAbsent(t, db, true)
		find(t, a.notices, app.Now().Add(time.Hour))
		list := due(t, a.notices)
		if len(list) != 1 || list[0].Room != a.room || list[0].Email == "" || list[0].Client != a.client.ID {
			t.Fatalf("due is %+v", list)
		}
		check(t, a.notices.Done(t.Context(), list[0]))
		a.bank.post(a.operator, a.room, "Вы ещё тут?")
		if found := find(t, a.notices, app.Now().Add(time.Hour)); found != 0 || len(due(t, a.notices)) != 0 {
			t.Error("a second notice of the same absence")
		}
		a.reads(t, db)
		a.bank.post(a.operator, a.room, "Нашла ответ")
		if found := find(t, a.notices, app.Now().Add(time.Hour)); found != 1 || len(due(t, a.notices)) != 1 {
			t.Errorf("the next absence: found %d, due %d", found, len(due(t, a.notices)))
		}
	})
}

func TestOfSeveralProcessesOneTells(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a := newAbsent(t, db, true)
		find(t, a.notices, app.Now().Add(time.Hour))
		d := due(t, a.notices)[0]
		var won atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				mine, err := a.notices.Claim(t.Context(), d, app.Now().Add(time.Hour))
				if err != nil {
					t.Error(err)
				}
				if mine {
					won.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d processes tell", won.Load())
		}
	})
}

func TestWhoHasReadInTheMeantimeIsNotTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a := newAbsent(t, db, true)
		find(t, a.notices, app.Now().Add(time.Hour))
		d := due(t, a.notices)[0]
		a.reads(t, db)
		if mine, err := a.notices.Claim(t.Context(), d, app.Now()); mine || err != nil {
			t.Errorf("claimed %v, %v", mine, err)
		}
		if left := due(t, a.notices); len(left) != 0 {
			t.Errorf("still due: %+v", left)
		}
	})
}

func TestADeviceBelongsToWhoeverSubscribedItLast(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, n := newBank(t, db), db.Notices()
		marina, oleg := b.person("Marina", app.Client), b.person("Oleg", app.Client)
		d := device(marina.ID)
		check(t, n.Subscribe(t.Context(), d, 2, record("x", "x")))
		d.ID, d.Client = app.NewID(), oleg.ID // the next one to sign in on a shared device
		check(t, n.Subscribe(t.Context(), d, 2, record("x", "x")))
		if w, err := n.Wishes(t.Context(), marina.ID); err != nil || len(w.Devices) != 0 {
			t.Errorf("the device stays with the first: %+v, %v", w, err)
		}
		if err := n.Unsubscribe(t.Context(), marina.ID, d.ID, record("x", "x")); app.KindOf(err) != app.NotFound {
			t.Errorf("a stranger's device: %v", err)
		}
		for range 2 {
			check(t, n.Subscribe(t.Context(), device(oleg.ID), 2, record("x", "x")))
		}
		w, err := n.Wishes(t.Context(), oleg.ID)
		if err != nil || len(w.Devices) != 2 || w.Devices[0].ID == d.ID {
			t.Errorf("the oldest makes no room: %+v, %v", w, err)
		}
	})
}
