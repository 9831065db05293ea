package store_test

import (
	"slices"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/session"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestAPersonComesBackAsStored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := db.Accounts()
		p := account.Person{ID: app.NewID(), Name: "Ёлка O'Neil", Email: "ёлка@пример.рф", Role: app.Client, Lang: "ru", CreatedAt: app.Now()}
		if err := s.Create(t.Context(), p, "$argon2id$v=19$x", record("person.create", p.ID)); err != nil {
			t.Fatal(err)
		}
		for name, find := range map[string]func() (account.Credentials, error){
			"by e-mail": func() (account.Credentials, error) { return s.ByEmail(t.Context(), p.Email) },
			"by id":     func() (account.Credentials, error) { return s.ByID(t.Context(), p.ID) },
		} {
			got, err := find()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if !got.CreatedAt.Equal(p.CreatedAt) || got.Password != "$argon2id$v=19$x" {
				t.Errorf("%s: %+v", name, got)
			}
			got.CreatedAt = p.CreatedAt
			if got.Person != p {
				t.Errorf("%s: %+v, want %+v", name, got.Person, p)
			}
		}
		_, err := s.ByEmail(t.Context(), "nobody@example.com")
		kindIs(t, err, app.NotFound)
		q := p
		q.ID = app.NewID()
		kindIs(t, s.Create(t.Context(), q, "x", record("person.create", q.ID)), app.Invalid)
		if err := s.Update(t.Context(), p.ID, "Новое имя", "en", record("person.update", p.ID)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.ByID(t.Context(), p.ID); err != nil || got.Name != "Новое имя" || got.Lang != "en" {
			t.Errorf("after the update: %+v, %v", got, err)
		}
		kindIs(t, s.Update(t.Context(), app.NewID(), "x", "en", record("person.update", "")), app.NotFound)
	})
}

func record(action, object string) app.Audit { return app.Record(app.Actor{}, action, object, "", "") }

// signIn starts a session of a person.
func signIn(t *testing.T, db *store.DB, user, hash string, seen time.Time) session.Session {
	t.Helper()
	s := session.Session{
		Hash: (hash + "-------------------------------------------")[:43], User: user, StartedAt: seen, SeenAt: seen,
		EndsAt: seen.Add(time.Hour), Address: "192.0.2.7", Device: "Firefox на Linux",
	}
	if err := db.Sessions().Start(t.Context(), s, "", record("session.start", user)); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, other := b.person("Anna", app.Client), b.person("Other", app.Client)
		now := app.Now()
		one, two, foreign := signIn(t, db, anna.ID, "one", now), signIn(t, db, anna.ID, "two", now), signIn(t, db, other.ID, "foreign", now)
		ended, err := db.Accounts().SetPassword(t.Context(), anna.ID, "new", one.Hash, record("person.password", anna.ID))
		if err != nil || !slices.Equal(ended, []string{two.Hash}) {
			t.Errorf("ended %v, %v", ended, err)
		}
		if c, err := db.Accounts().ByID(t.Context(), anna.ID); err != nil || c.Password != "new" {
			t.Errorf("the password is %q, %v", c.Password, err)
		}
		for hash, lives := range map[string]bool{one.Hash: true, two.Hash: false, foreign.Hash: true} {
			if _, _, err := db.Sessions().Session(t.Context(), hash); (err == nil) != lives {
				t.Errorf("session %s lives: %v", hash, err)
			}
		}
		ended, err = db.Accounts().Disable(t.Context(), anna.ID, record("person.disable", anna.ID))
		if err != nil || len(ended) != 1 {
			t.Errorf("disabling ended %v, %v", ended, err)
		}
		_, err = db.Accounts().SetPassword(t.Context(), app.NewID(), "new", "", record("person.password", ""))
		kindIs(t, err, app.NotFound)
	})
}

func TestASecondFactorGoesItsWay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, s, ctx := newBank(t, db), db.Accounts(), t.Context()
		id := b.person("Olga", app.Operator).ID
		_, err := s.ConfirmFactor(ctx, id, 5, nil, "", record("factor.confirm", id))
		kindIs(t, err, app.Conflict)
		for _, sealed := range [][]byte{{1, 2}, {0, 255, 39}} {
			if err := s.OfferFactor(ctx, id, sealed); err != nil {
				t.Fatal(err)
			}
		}
		if c, err := s.ByID(ctx, id); err != nil || c.SecondFactor || !slices.Equal(c.Factor.Sealed, []byte{0, 255, 39}) {
			t.Errorf("offered: %+v, %v", c, err)
		}
		signIn(t, db, id, "old", app.Now())
		ended, err := s.ConfirmFactor(ctx, id, 5, []string{"code-a", "code-b", "CODE-A"}, "", record("factor.confirm", id))
		if err != nil || len(ended) != 1 {
			t.Fatalf("confirm ended %v, %v", ended, err)
		}
		kindIs(t, s.OfferFactor(ctx, id, []byte{9}), app.Conflict)
		kindIs(t, s.OfferFactor(ctx, app.NewID(), []byte{9}), app.NotFound)
		for _, c := range []struct {
			step  int64
			fresh bool
		}{{5, false}, {4, false}, {6, true}, {6, false}, {9, true}} {
			if fresh, err := s.UseStep(ctx, id, c.step); err != nil || fresh != c.fresh {
				t.Errorf("step %d is fresh: %v, %v", c.step, fresh, err)
			}
		}
		_, err = s.UseStep(ctx, app.NewID(), 1)
		kindIs(t, err, app.NotFound)
		for _, want := range []bool{true, false} {
			if found, err := s.UseCode(ctx, id, "code-a", record("factor.code", id)); err != nil || found != want {
				t.Errorf("a code is found: %v, %v", found, err)
			}
		}
		if n, err := s.CodesLeft(ctx, id); err != nil || n != 2 {
			t.Errorf("%d codes are left, %v", n, err)
		}
		if err := s.ReplaceCodes(ctx, id, []string{"x"}, record("factor.codes", id)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.DropFactor(ctx, id, "", record("factor.drop", id)); err != nil {
			t.Fatal(err)
		}
		c, err := s.ByID(ctx, id)
		n, _ := s.CodesLeft(ctx, id)
		if err != nil || c.SecondFactor || c.Factor.Sealed != nil || n != 0 {
			t.Errorf("after dropping: %+v with %d codes, %v", c.Factor, n, err)
		}
	})
}

func TestAnInvitationIsUsedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, s, ctx := newBank(t, db), db.Accounts(), t.Context()
		manager, now := b.person("Maria", app.Manager), app.Now()
		invite := func(email, hash string, lasts time.Duration) account.Invitation {
			t.Helper()
			i := account.Invitation{ID: app.NewID(), Email: email, Name: "Пётр", Role: app.Operator, By: manager.ID, CreatedAt: now, ExpiresAt: now.Add(lasts)}
			if err := s.Invite(ctx, i, hash, record("invitation.create", i.ID)); err != nil {
				t.Fatal(err)
			}
			return i
		}
		invite("petr@example.com", "first", time.Hour)
		second := invite("petr@example.com", "second", time.Hour)
		invite("late@example.com", "late", -time.Hour)
		_, err := s.Invitation(ctx, "first")
		kindIs(t, err, app.NotFound)
		list, err := s.Invitations(ctx, now, 10)
		if err != nil || len(list) != 1 || list[0].ID != second.ID || list[0].Name != "Пётр" {
			t.Errorf("open invitations: %+v, %v", list, err)
		}
		if got, err := s.Invitation(ctx, "late"); err != nil || !got.ExpiresAt.Equal(now.Add(-time.Hour)) {
			t.Errorf("an expired one is still found: %+v, %v", got, err)
		}
		p := account.Person{ID: app.NewID(), Name: "Пётр", Email: "petr@example.com", Role: app.Operator, CreatedAt: now}
		if err := s.Accept(ctx, "second", p, "hash", record("invitation.accept", p.ID)); err != nil {
			t.Fatal(err)
		}
		q := p
		q.ID, q.Email = app.NewID(), "again@example.com"
		kindIs(t, s.Accept(ctx, "second", q, "hash", record("invitation.accept", q.ID)), app.NotFound)
		i := account.Invitation{ID: app.NewID(), Email: p.Email, Name: "x", Role: app.Operator, By: manager.ID, CreatedAt: now, ExpiresAt: now}
		kindIs(t, s.Invite(ctx, i, "third", record("invitation.create", i.ID)), app.Invalid)
		third := invite("third@example.com", "third", time.Hour)
		taken := q
		taken.Email = p.Email
		kindIs(t, s.Accept(ctx, "third", taken, "hash", record("invitation.accept", q.ID)), app.Invalid)
		if _, err := s.Invitation(ctx, "third"); err != nil {
			t.Errorf("a failed acceptance has used the invitation up: %v", err)
		}
		if err := s.Withdraw(ctx, third.ID, record("invitation.withdraw", third.ID)); err != nil {
			t.Fatal(err)
		}
		kindIs(t, s.Withdraw(ctx, third.ID, record("invitation.withdraw", third.ID)), app.NotFound)
	})
}

func TestStaffAreListedByNameWithTheirLastUse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		boris, anna, gone := b.person("Boris", app.Operator), b.person("Anna", app.Manager), b.person("Aaron", app.Operator)
		b.person("A client", app.Client)
		seen := app.Now().Add(-time.Minute)
		signIn(t, db, boris.ID, "a", seen.Add(-time.Hour))
		signIn(t, db, boris.ID, "b", seen)
		if _, err := db.Accounts().Disable(t.Context(), gone.ID, record("person.disable", gone.ID)); err != nil {
			t.Fatal(err)
		}
		list, err := db.Accounts().Staff(t.Context(), 10)
		if err != nil || len(list) != 3 {
			t.Fatalf("%+v, %v", list, err)
		}
		if list[0].ID != anna.ID || list[1].ID != boris.ID || list[2].ID != gone.ID || !list[2].Disabled {
			t.Errorf("the order is %+v", list)
		}
		if list[0].SeenAt != nil || list[1].SeenAt == nil || !list[1].SeenAt.Equal(seen) {
			t.Errorf("seen: %v, %v, want %v", list[0].SeenAt, list[1].SeenAt, seen)
		}
	})
}

func TestForgivenAndOldAttemptsDoNotCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s, key, now := db.Accounts(), "key-of-an-account--------------------------", app.Now()
		try := func(at time.Time) (string, *time.Time) {
			t.Helper()
			a := account.Attempt{ID: app.NewID(), At: at, Since: at.Add(-15 * time.Minute), Limits: []account.Limit{{Key: key, Max: 2}}}
			full, err := s.Reserve(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			return a.ID, full
		}
		first, _ := try(now)
		_, full := try(now.Add(time.Minute))
		if full != nil {
			t.Fatal("the second of two was refused")
		}
		if _, full := try(now.Add(2 * time.Minute)); full == nil || !full.Equal(now) {
			t.Errorf("the third of two counts from %v, want %v", full, now)
		}
		if err := s.Forgive(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		if _, full := try(now.Add(3 * time.Minute)); full != nil {
			t.Error("a forgiven attempt still counts")
		}
		if _, full := try(now.Add(17 * time.Minute)); full != nil {
			t.Error("an old attempt still counts")
		}
		if err := s.Forgive(t.Context(), app.NewID()); err != nil {
			t.Error(err)
		}
	})
}
