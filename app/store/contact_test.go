package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/calendar"
	"telemark/app/contact"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func reach(db *store.DB) *contact.Service {
	return &contact.Service{Store: db.Contact(), Hub: silence{}, Calendar: calendar.NewService(db.Calendar(), app.Zone())}
}

// alwaysOpen gives a bank a centre that never closes, with so many places in each slot.
func alwaysOpen(t *testing.T, db *store.DB, places int) {
	t.Helper()
	if err := calendar.NewService(db.Calendar(), app.Zone()).Save(t.Context(), account.System, calendar.Always(places)); err != nil {
		t.Fatal(err)
	}
}

// fillReach puts rows into the tables of consents, preferences and calls.
func fillReach(t *testing.T, db *store.DB, client app.Actor) {
	t.Helper()
	s, start := reach(db), app.Now()
	call := contact.Callback{
		ID: app.NewID(), Client: client.ID, Phone: "+79161234567", Note: "после обеда\\\n", Start: start, End: start.Add(calendar.SlotLength),
		State: contact.Booked, CreatedAt: start, ChangedAt: start,
	}
	_, booked := db.Contact().Book(t.Context(), call, 1, app.Record(client, "callback.book", call.ID, "", ""))
	given := s.Give(t.Context(), client, []contact.Agreement{{Purpose: contact.SMS, Version: 1}}, contact.FromForm, "ru")
	_, withdrawn := s.Withdraw(t.Context(), client, contact.SMS, contact.FromProfile)
	preferred := s.SetPreferences(t.Context(), client, contact.DefaultPreferences())
	if err := errors.Join(booked, given, withdrawn, preferred); err != nil {
		t.Fatal(err)
	}
}

func TestConsentsAreRecordsThatOnlyGrow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, s, ctx := newBank(t, db), reach(db), t.Context()
		anna, oleg := b.person("Anna", app.Client), b.person("Oleg", app.Client)
		both := []contact.Agreement{{Purpose: contact.Processing, Version: 1}, {Purpose: contact.Calls, Version: 1}}
		for range 2 { // a repeat adds nothing
			if err := s.Give(ctx, anna, both, contact.FromForm, "ru"); err != nil {
				t.Fatal(err)
			}
		}
		may := func(want bool, who app.Actor, p contact.Purpose) {
			t.Helper()
			if got, err := s.May(ctx, who.ID, p); err != nil || got != want {
				t.Errorf("%s may be reached for %s: %v, %v", who.Name, p, got, err)
			}
		}
		may(true, anna, contact.Calls)
		may(false, anna, contact.SMS)
		may(false, oleg, contact.Calls)
		first, err := s.Withdraw(ctx, anna, contact.Calls, contact.FromProfile)
		if err != nil || first.Number != 1 || first.Receipt() != "W-000001" {
			t.Errorf("the receipt is %+v, %v", first, err)
		}
		may(false, anna, contact.Calls)
		again, err := s.Withdraw(ctx, anna, contact.Calls, contact.FromProfile)
		if err != nil || again.ID != first.ID {
			t.Errorf("withdrawing twice gave %+v, %v", again, err)
		}
		if err := s.Give(ctx, anna, both[1:], contact.FromChat, "en"); err != nil {
			t.Fatal(err)
		}
		may(true, anna, contact.Calls)
		if _, err := s.Withdraw(ctx, anna, contact.Processing, contact.FromProfile); err != nil {
			t.Fatal(err)
		}
		may(false, anna, contact.Calls) // who may not process may not call
		_, err = s.Withdraw(ctx, oleg, contact.SMS, contact.FromProfile)
		kindIs(t, err, app.Conflict)
		log, err := s.History(ctx, anna)
		if err != nil || len(log) != 5 || log[4].Purpose != contact.Processing || log[4].Version != 1 || log[4].Lang != "ru" || !log[4].Given || log[4].At.IsZero() {
			t.Errorf("the records are %+v, %v", log, err)
		}
		got, err := s.Withdrawal(ctx, anna, first.ID)
		if err != nil || got.Number != 1 || got.Seq != 2 {
			t.Errorf("the receipt reads %+v, %v", got, err)
		}
		_, err = s.Withdrawal(ctx, oleg, first.ID)
		kindIs(t, err, app.NotFound)
		_, err = s.Consents(ctx, oleg, anna.ID)
		kindIs(t, err, app.NotFound)
	})
}

func TestEveryConsentHasItsTextInBothLanguages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, lang := range []string{"en", "ru"} {
			texts, err := reach(db).Texts(t.Context(), lang)
			if err != nil || len(texts) != len(contact.Purposes) {
				t.Errorf("%s has the texts %v, %v", lang, texts, err)
			}
			for i, text := range texts {
				if text.Purpose != contact.Purposes[i] || len(text.Body) < 200 || text.Title == "" {
					t.Errorf("%s: %+v", lang, text)
				}
			}
		}
	})
}

func TestTwoTabsThatWithdrawAtOnceGetOneReceipt(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		services := []*contact.Service{reach(one), reach(two)}
		anna := newBank(t, one).person("Anna", app.Client)
		for round := range 5 {
			if err := services[0].Give(t.Context(), anna, []contact.Agreement{{Purpose: contact.Email, Version: 1}}, contact.FromProfile, "en"); err != nil {
				t.Fatal(err)
			}
			var got [4]contact.Consent
			var all sync.WaitGroup
			for i := range got {
				all.Go(func() {
					var err error
					if got[i], err = services[i%2].Withdraw(t.Context(), anna, contact.Email, contact.FromProfile); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			for _, c := range got {
				if c.ID != got[0].ID || c.Number != int64(round+1) {
					t.Errorf("round %d: the receipts are %+v", round, got)
				}
			}
		}
	})
}

func TestPreferencesAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, s, ctx := newBank(t, db), reach(db), t.Context()
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		p, err := s.Preferences(ctx, anna, anna.ID)
		if err != nil || p != contact.DefaultPreferences() {
			t.Errorf("who has said nothing prefers %+v, %v", p, err)
		}
		for _, phone := range []string{"8 (916) 123-45-67", "+7 916 765 43 21"} {
			want := contact.Preferences{Phone: phone, Channel: contact.ByCall, Days: contact.Weekdays, From: 10, Until: 18}
			if err := s.SetPreferences(ctx, anna, want); err != nil {
				t.Fatal(err)
			}
		}
		p, err = s.Preferences(ctx, olga, anna.ID)
		if err != nil || p.Phone != "+79167654321" || p.Channel != contact.ByCall || p.Days != contact.Weekdays || p.From != 10 || p.Until != 18 {
			t.Errorf("kept were %+v, %v", p, err)
		}
	})
}

func TestOfTwoWhoWantTheLastPlaceOneGetsIt(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		alwaysOpen(t, one, 2)
		services, b := []*contact.Service{reach(one), reach(two)}, newBank(t, one)
		days, err := services[0].Slots(t.Context())
		if err != nil || len(days) == 0 {
			t.Fatal(days, err)
		}
		for _, slot := range days[len(days)-1].Slots[:3] {
			var clients [6]app.Actor
			for i := range clients {
				clients[i] = b.person("Anna", app.Client)
			}
			var mu sync.Mutex
			var all sync.WaitGroup
			got := 0
			for i := range clients {
				all.Go(func() {
					_, err := services[i%2].Book(t.Context(), clients[i], contact.Callback{Start: slot.Start, Phone: "+79161234567"})
					if err != nil && app.KindOf(err) != app.Invalid {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						got++
					}
				})
			}
			all.Wait()
			taken, err := one.Contact().Taken(t.Context(), slot.Start, slot.End)
			if got != 2 || err != nil || taken[slot.Start] != 2 {
				t.Errorf("%d clients got the two places of %v, which says %v, %v", got, slot.Start, taken, err)
			}
		}
	})
}

func TestAClientIsOwedOneCallWhichMovesAndCanBeGivenBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		alwaysOpen(t, db, 1)
		b, s, ctx := newBank(t, db), reach(db), t.Context()
		anna, olga := b.person("Анна", app.Client), b.person("Olga", app.Operator)
		room := b.open(anna, "Позвоните мне").ID
		days, err := s.Slots(ctx)
		if err != nil {
			t.Fatal(err)
		}
		slots := days[len(days)-1].Slots
		var last contact.Callback
		for _, slot := range slots[:2] {
			last, err = s.Book(ctx, anna, contact.Callback{Start: slot.Start, Phone: "8 916 123-45-67", Note: "после обеда", Room: room})
			if err != nil {
				t.Fatal(err)
			}
		}
		taken, err := db.Contact().Taken(ctx, slots[0].Start, slots[2].Start)
		if err != nil || taken[slots[0].Start] != 0 || taken[slots[1].Start] != 1 {
			t.Errorf("after the move the slots hold %v, %v", taken, err)
		}
		list, err := s.Upcoming(ctx, olga)
		if err != nil || len(list) != 1 || list[0].ID != last.ID || list[0].Name != "Анна" || list[0].Phone != "+79161234567" || list[0].Note != "после обеда" || list[0].Room != room {
			t.Errorf("owed are %+v, %v", list, err)
		}
		kindIs(t, s.Settle(ctx, olga, last.ID, contact.Done), app.Conflict) // it isn't time yet
		if err := s.Cancel(ctx, anna); err != nil {
			t.Fatal(err)
		}
		if c, err := s.Promised(ctx, anna, anna.ID); c != nil || err != nil {
			t.Errorf("after giving it back %+v is owed, %v", c, err)
		}
		if taken, err = db.Contact().Taken(ctx, slots[0].Start, slots[2].Start); err != nil || taken[slots[1].Start] != 0 {
			t.Errorf("the place is still taken: %v, %v", taken, err)
		}
	})
}

func TestACallThatNobodyAnswersIsTriedAgainAndThenGivenUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, s, ctx := newBank(t, db), reach(db), t.Context()
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		start := app.Now().Add(-time.Hour)
		due := contact.Callback{
			ID: app.NewID(), Client: anna.ID, Phone: "+79161234567", Start: start, End: start.Add(calendar.SlotLength), State: contact.Booked,
			CreatedAt: start, ChangedAt: start,
		}
		if ok, err := db.Contact().Book(ctx, due, 1, app.Record(anna, "callback.book", due.ID, "", "")); !ok || err != nil {
			t.Fatal(ok, err)
		}
		for try := 1; try <= contact.MaxTries; try++ {
			if err := s.Settle(ctx, olga, due.ID, contact.NoAnswer); err != nil {
				t.Fatal(err)
			}
			list, err := s.Upcoming(ctx, olga)
			if err != nil || (len(list) == 1) != (try < contact.MaxTries) {
				t.Errorf("after try %d owed are %+v, %v", try, list, err)
			}
		}
		kindIs(t, s.Settle(ctx, olga, due.ID, contact.Done), app.Conflict)
		kindIs(t, s.Settle(ctx, anna, due.ID, contact.Done), app.NotFound)
	})
}

// The attack: an override of the direction of writing makes an operator read something else than was typed.
func TestANoteForACallHoldsNothingInvisible(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		alwaysOpen(t, db, 1)
		s, client := reach(db), newBank(t, db).person("Anna", app.Client)
		days, err := s.Slots(t.Context())
		if err != nil || len(days) == 0 {
			t.Fatal(days, err)
		}
		want := contact.Callback{Start: days[0].Slots[0].Start, Phone: "+79161234567", Note: " call\u202e 00001\x00\x1b\r\nsoon "}
		got, err := s.Book(t.Context(), client, want)
		if err != nil || got.Note != "call 00001\nsoon" {
			t.Errorf("the note is %q, %v", got.Note, err)
		}
	})
}
