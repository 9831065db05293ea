package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// works are the services that hand over, with the people's, on one database.
func (o office) works() (people *account.Service, rooms *chat.Service, calls *contact.Service) {
	rooms = &chat.Service{Store: o.db.Chat(), Hub: silence{}}
	calls = &contact.Service{Store: o.db.Contact(), Hub: silence{}}
	people = account.New(o.db.Accounts(), account.Options{Hub: silence{}})
	people.HandsOver(map[string]account.Work{account.Rooms: rooms, account.Callbacks: calls, account.Applications: o.service})
	return people, rooms, calls
}

// owed books a call of a client that an operator has tried once.
func (o office) owed(client, operator app.Actor) contact.Callback {
	o.t.Helper()
	now := app.Now()
	c := contact.Callback{
		ID: app.NewID(), Client: client.ID, Phone: "+79160000000", Start: now.Add(-time.Minute), End: now.Add(time.Hour), State: contact.Booked,
		CreatedAt: now, ChangedAt: now,
	}
	if ok, err := o.db.Contact().Book(o.t.Context(), c, 9, record("callback.book", c.ID)); err != nil || !ok {
		o.t.Fatal(ok, err)
	}
	tried := c
	tried.Tries, tried.By = 1, operator.ID
	if ok, err := o.db.Contact().Settle(o.t.Context(), c, tried, record("callback.no_answer", c.ID)); err != nil || !ok {
		o.t.Fatal(ok, err)
	}
	return tried
}

func TestWhoLeavesHandsEverythingOverAndIsThenDisabled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		people, rooms, calls := o.works()
		ctx, anna, jonas, marina := t.Context(), o.person("Anna", app.Operator), o.person("Jonas", app.Operator), o.person("Marina", app.Client)
		room, other := o.open(marina, "Hello").ID, o.open(marina, "Hello again").ID
		o.take(anna, room)
		o.take(anna, other)
		call := o.owed(marina, anna)
		filed := o.submitted("4510 123456").ID
		_, err := o.service.Assign(ctx, o.manager, filed, anna.ID)
		check(t, err)
		signIn(t, db, anna.ID, "desk", app.Now())

		if err := people.Disable(ctx, o.manager, anna.ID); !errors.Is(err, account.ErrHolds) {
			t.Fatalf("disabled with work in hand: %v", err)
		}
		// It breaks off at each kind of work in turn: what has gone has gone, the rest is where it was, and she can still work.
		to := map[string]string{account.Rooms: jonas.ID, account.Callbacks: jonas.ID}
		for i, test := range []struct {
			kind, wrong         string
			rooms, calls, cases int // left with her
		}{{account.Rooms, anna.ID, 2, 1, 1}, {account.Callbacks, o.manager.ID, 0, 1, 1}, {account.Applications, marina.ID, 0, 0, 1}} {
			good := to[test.kind]
			to[test.kind] = test.wrong
			_, err := people.Leave(ctx, o.manager, anna.ID, to)
			if e, ok := errors.AsType[*app.Error](err); !ok || len(e.Fields) != 1 || e.Fields[0].Name != test.kind {
				t.Errorf("%s to who can't have them: %v", test.kind, err)
			}
			to[test.kind] = good
			held, err1 := rooms.Held(ctx, o.manager, anna.ID)
			owed, err2 := calls.Held(ctx, o.manager, anna.ID)
			filed, err3 := o.service.Held(ctx, o.manager, anna.ID)
			if err := errors.Join(err1, err2, err3); err != nil || len(held) != test.rooms || len(owed) != test.calls || len(filed) != test.cases {
				t.Errorf("broken off at %d she has %d rooms, %d calls, %d applications, %v", i, len(held), len(owed), len(filed), err)
			}
			if c, err := db.Accounts().ByID(ctx, anna.ID); err != nil || c.Disabled {
				t.Errorf("broken off at %d she is disabled: %v, %v", i, c.Disabled, err)
			}
		}
		if _, err := people.Leave(ctx, o.manager, anna.ID, to); err != nil {
			t.Fatal(err)
		}
		if held, err := calls.Held(ctx, o.manager, jonas.ID); err != nil || len(held) != 1 {
			t.Errorf("he has %d calls, %v", len(held), err)
		}
		if got, err := db.Contact().Callback(ctx, call.ID); err != nil || got.State != contact.Booked {
			t.Errorf("the call is %+v, %v", got, err)
		}
		a, err := db.Applications(o.sealer).Application(ctx, filed)
		if err != nil || a.Assignee.ID != "" || a.State != application.InReview {
			t.Errorf("the application is %s of %q, %v", a.State, a.Assignee.Name, err)
		}
		for _, id := range []string{room, other} {
			if r, err := db.Chat().Room(ctx, id); err != nil || r.Operator.ID != jonas.ID {
				t.Errorf("the room is %s's, %v", r.Operator.Name, err)
			}
		}
		c, err := db.Accounts().ByID(ctx, anna.ID)
		if err != nil || !c.Disabled {
			t.Errorf("disabled: %v, %v", c.Disabled, err)
		}
		if _, err := o.chat.Take(ctx, anna, o.open(marina, "Third").ID); !errors.Is(err, account.ErrGone) {
			t.Errorf("a request that was under way takes a room: %v", err)
		}
		if _, err := o.service.Assign(ctx, o.manager, filed, anna.ID); err == nil {
			t.Error("who has left gets an application")
		}
	})
}

// The attack: the operator takes rooms while the manager disables them. Whatever comes first, no room is left with nobody behind it.
func TestARoomTakenMeanwhileIsNotLost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		people, _, _ := o.works()
		for range 4 {
			anna, marina := o.person("Anna", app.Operator), o.person("Marina", app.Client)
			var rooms []string
			for range 4 {
				rooms = append(rooms, o.open(marina, "Hello").ID)
			}
			o.take(anna, rooms[0])
			var all sync.WaitGroup
			all.Go(func() {
				for _, id := range rooms[1:] {
					if _, err := o.chat.Take(t.Context(), anna, id); err != nil && !errors.Is(err, account.ErrGone) {
						t.Error(err)
					}
				}
			})
			var left error
			all.Go(func() { _, left = people.Leave(t.Context(), o.manager, anna.ID, nil) })
			all.Wait()
			if left != nil && !errors.Is(left, account.ErrHolds) {
				t.Error(left)
			}
			c, err := db.Accounts().ByID(t.Context(), anna.ID)
			check(t, err)
			if c.Disabled != (left == nil) {
				t.Errorf("disabled: %v, and the answer is %v", c.Disabled, left)
			}
			for _, id := range rooms {
				r, err := db.Chat().Room(t.Context(), id)
				check(t, err)
				if c.Disabled && r.State != chat.Waiting {
					t.Errorf("a room is %s with %s, who has left", r.State, r.Operator.Name)
				}
			}
		}
	})
}
