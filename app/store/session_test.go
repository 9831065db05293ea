package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/session"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestASessionComesWithItsPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		olga := b.person("Ольга", app.Operator)
		at := app.Now()
		old := signIn(t, db, olga.ID, "old", at)
		s := old
		s.Hash, s.Strong = old.Hash[:42]+"N", true
		if err := db.Sessions().Start(ctx, s, old.Hash, record("session.start", olga.ID)); err != nil {
			t.Fatal(err)
		}
		_, _, err := db.Sessions().Session(ctx, old.Hash)
		kindIs(t, err, app.NotFound)
		got, user, err := db.Sessions().Session(ctx, s.Hash)
		if err != nil || !got.StartedAt.Equal(at) || !got.EndsAt.Equal(s.EndsAt) || !got.SeenAt.Equal(at) {
			t.Fatalf("%+v, %v", got, err)
		}
		got.StartedAt, got.EndsAt, got.SeenAt = s.StartedAt, s.EndsAt, s.SeenAt
		if got != s {
			t.Errorf("%+v, want %+v", got, s)
		}
		if want := (session.User{ID: olga.ID, Name: "Ольга", Role: app.Operator, Lang: "ru", Rights: app.Usual(app.Operator)}); user != want {
			t.Errorf("%+v, want %+v", user, want)
		}
		_, _, err = db.Sessions().Session(ctx, s.Hash[:42]+"n")
		kindIs(t, err, app.NotFound) // other letters are another hash
	})
}

func TestTouchReachesTheLivingOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		anna, gone := b.person("Anna", app.Client), b.person("Gone", app.Client)
		at := app.Now()
		alive := signIn(t, db, anna.ID, "alive", at)
		if _, err := db.Accounts().Disable(ctx, gone.ID, record("person.disable", gone.ID)); err != nil {
			t.Fatal(err)
		}
		dead := signIn(t, db, gone.ID, "dead", at) // began beside the disabling
		later := at.Add(time.Minute)
		for _, to := range []time.Time{later, at} {
			got, err := db.Sessions().Touch(ctx, []string{alive.Hash, dead.Hash, "unknown"}, to)
			if err != nil || !slices.Equal(got, []string{alive.Hash}) {
				t.Errorf("alive are %v, %v", got, err)
			}
		}
		if s, _, err := db.Sessions().Session(ctx, alive.Hash); err != nil || !s.SeenAt.Equal(later) {
			t.Errorf("seen at %v, want %v, %v", s.SeenAt, later, err)
		}
		if s, u, err := db.Sessions().Session(ctx, dead.Hash); err != nil || !s.SeenAt.Equal(at) || !u.Disabled {
			t.Errorf("a disabled person's session was touched: %+v, %v", s, err)
		}
	})
}

func TestSessionsEndForTheirOwnerOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx, s := newBank(t, db), t.Context(), db.Sessions()
		anna, other := b.person("Anna", app.Client), b.person("Other", app.Client)
		now := app.Now()
		one, two, three := signIn(t, db, anna.ID, "one", now), signIn(t, db, anna.ID, "two", now.Add(time.Second)), signIn(t, db, anna.ID, "three", now.Add(2*time.Second))
		list, err := s.OfUser(ctx, anna.ID)
		if err != nil || len(list) != 3 || list[0].Hash != three.Hash || list[2].Hash != one.Hash {
			t.Errorf("%+v, %v", list, err)
		}
		kindIs(t, s.End(ctx, other.ID, one.Hash, record("session.end", "")), app.NotFound)
		if err := s.End(ctx, anna.ID, one.Hash, record("session.end", "")); err != nil {
			t.Error(err)
		}
		ended, err := s.EndOthers(ctx, anna.ID, three.Hash, record("session.end", ""))
		if err != nil || !slices.Equal(ended, []string{two.Hash}) {
			t.Errorf("ended %v, %v", ended, err)
		}
		if ended, err := s.EndOthers(ctx, anna.ID, three.Hash, record("session.end", "")); err != nil || len(ended) != 0 {
			t.Errorf("ended again %v, %v", ended, err)
		}
	})
}

func TestASweepTakesWhatIsOverByRole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		now := app.Now()
		keep := []session.Session{
			signIn(t, db, anna.ID, "client-idle-a-little", now.Add(-30*time.Minute)),
			signIn(t, db, olga.ID, "operator-active", now.Add(-time.Minute)),
		}
		signIn(t, db, anna.ID, "over", now.Add(-2*time.Hour)) // signIn's sessions last an hour
		signIn(t, db, olga.ID, "operator-idle", now.Add(-30*time.Minute))
		n, err := db.Sessions().Sweep(ctx, now, now.Add(-50*time.Minute), now.Add(-20*time.Minute))
		if err != nil || n != 2 {
			t.Errorf("swept %d, %v", n, err)
		}
		for _, s := range keep {
			if _, _, err := db.Sessions().Session(ctx, s.Hash); err != nil {
				t.Errorf("%s is gone: %v", s.Hash, err)
			}
		}
	})
}

func TestWeakSessionsAreThoseOfStaffWithoutASecondFactor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		olga, anna, chief := b.person("Ольга", app.Operator), b.person("Anna", app.Client), b.person("Chief", app.Manager)
		at := app.Now()
		weak, client, old := signIn(t, db, olga.ID, "weak", at), signIn(t, db, anna.ID, "client", at), signIn(t, db, chief.ID, "old", at)
		strong := old
		strong.Hash, strong.Strong = old.Hash[:42]+"N", true
		if err := db.Sessions().Start(ctx, strong, old.Hash, record("session.start", chief.ID)); err != nil {
			t.Fatal(err)
		}
		managed := signIn(t, db, chief.ID, "managed", at)
		got, err := db.Sessions().Weak(ctx, []string{weak.Hash, client.Hash, strong.Hash, managed.Hash, "unknown"})
		if err != nil || len(got) != 2 || got[weak.Hash].Role != app.Operator || got[managed.Hash].Rights.Duties != app.Every() {
			t.Errorf("weak are %+v, %v", got, err)
		}
	})
}

func TestASettingIsReplacedByWhoHasSeenIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		put := func(old, fresh string) error {
			return db.Replace(ctx, "note", old, fresh, record("setting.set", "note"))
		}
		if err := put("", "первое"); err != nil {
			t.Fatal(err)
		}
		kindIs(t, put("", "again"), app.Conflict)
		kindIs(t, put("второе", "other words"), app.Conflict)
		if err := put("первое", "second"); err != nil {
			t.Fatal(err)
		}
		kindIs(t, put("первое", "late"), app.Conflict)
		if got, err := db.Setting(ctx, "note"); err != nil || got != "second" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestOneSignInEndsTheOthersAndSaysWhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		olga, ivan := b.person("Ольга", app.Operator), b.person("Ivan", app.Operator)
		at := app.Now()
		here, there, his := signIn(t, db, olga.ID, "here", at), signIn(t, db, olga.ID, "there", at), signIn(t, db, ivan.ID, "his", at)
		fresh := here
		fresh.Hash, fresh.StartedAt, fresh.Address, fresh.Device = here.Hash[:42]+"N", at.Add(time.Hour), "2001:db8::7", "Ж/2.0"
		ended, err := db.Sessions().StartAlone(ctx, fresh, here.Hash, record("session.start", olga.ID), record("session.elsewhere", olga.ID))
		if err != nil || !slices.Equal(ended, []string{there.Hash}) {
			t.Fatalf("ended %v, %v", ended, err)
		}
		for hash, lives := range map[string]bool{here.Hash: false, there.Hash: false, his.Hash: true, fresh.Hash: true} {
			if _, _, err := db.Sessions().Session(ctx, hash); (err == nil) != lives {
				t.Errorf("%s: %v", hash, err)
			}
		}
		e, err := db.Sessions().Elsewhere(ctx, there.Hash)
		if err != nil || !e.At.Equal(fresh.StartedAt) || e.Address != fresh.Address || e.Device != fresh.Device {
			t.Errorf("went to %+v, %v", e, err)
		}
		_, err = db.Sessions().Elsewhere(ctx, here.Hash) // the same browser
		kindIs(t, err, app.NotFound)
		if n, err := db.Sessions().Sweep(ctx, fresh.StartedAt.Add(session.ElsewhereKept+time.Minute), at, at); err != nil || n == 0 {
			t.Errorf("swept %d, %v", n, err)
		}
		_, err = db.Sessions().Elsewhere(ctx, there.Hash)
		kindIs(t, err, app.NotFound)
	})
}

func TestOfManySignInsAtOnceOneRemains(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		olga := newBank(t, db).person("Ольга", app.Operator)
		at := app.Now()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				s := session.Session{Hash: app.NewID(), User: olga.ID, StartedAt: at, SeenAt: at, EndsAt: at.Add(time.Hour)}
				if _, err := db.Sessions().StartAlone(t.Context(), s, "", record("session.start", olga.ID), record("session.elsewhere", olga.ID)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if left, err := db.Sessions().OfUser(t.Context(), olga.ID); err != nil || len(left) != 1 {
			t.Errorf("%d are left, %v", len(left), err)
		}
	})
}

// goesElsewhere has a person sign in twice, so that the second session ends the first, and out again.
func goesElsewhere(t *testing.T, db *store.DB, user string) {
	t.Helper()
	at := app.Now()
	first := signIn(t, db, user, "first", at)
	second := first
	second.Hash, second.Device = first.Hash[:42]+"N", "Ж/1"
	ended, err := db.Sessions().StartAlone(t.Context(), second, "", record("session.start", user), record("session.elsewhere", user))
	if err != nil || len(ended) != 1 {
		t.Fatalf("ended %v, %v", ended, err)
	}
	if err := db.Sessions().End(t.Context(), user, second.Hash, record("session.end", user)); err != nil {
		t.Fatal(err)
	}
}
