package store_test

import (
	"errors"
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// manager stores one with rights.
func manager(t *testing.T, db *store.DB, name string, r app.Rights) account.Person {
	t.Helper()
	p := account.Person{ID: app.NewID(), Name: name, Email: app.NewID() + "@example.com", Role: app.Manager, Rights: r, CreatedAt: app.Now()}
	if err := db.Accounts().Create(t.Context(), p, "hash", record("person.add", p.ID)); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRightsAreReadWithTheSession(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		boss := manager(t, db, "Boss", app.Usual(app.Manager))
		p := manager(t, db, "Vera", app.Rights{Duties: app.Author | app.Auditor, Scope: app.Own})
		s := signIn(t, db, p.ID, "desk", app.Now())
		if _, u, err := db.Sessions().Session(t.Context(), s.Hash); err != nil || u.Rights != p.Rights {
			t.Errorf("the session has %+v, %v", u.Rights, err)
		}
		fresh := app.Rights{Duties: app.Underwriter, Scope: app.Team}
		ended, err := db.Accounts().SetRights(t.Context(), p.ID, p.Rights, fresh, record("person.rights", p.ID))
		if err != nil || len(ended) != 1 || ended[0] != s.Hash {
			t.Errorf("ended %v, %v", ended, err)
		}
		if c, err := db.Accounts().ByID(t.Context(), p.ID); err != nil || c.Rights != fresh {
			t.Errorf("the rights are %+v, %v", c.Rights, err)
		}
		_, err = db.Accounts().SetRights(t.Context(), p.ID, p.Rights, app.Usual(app.Manager), record("person.rights", p.ID))
		kindIs(t, err, app.Conflict) // somebody else has changed them meanwhile
		_, err = db.Accounts().SetRights(t.Context(), app.NewID(), p.Rights, fresh, record("person.rights", ""))
		kindIs(t, err, app.NotFound)
		_, err = db.Accounts().SetRights(t.Context(), boss.ID, boss.Rights, fresh, record("person.rights", boss.ID))
		if !errors.Is(err, account.ErrLastAdministrator) {
			t.Errorf("the last administrator loses the duty: %v", err)
		}
		_, err = db.Accounts().Disable(t.Context(), boss.ID, record("person.disable", boss.ID))
		if !errors.Is(err, account.ErrLastAdministrator) {
			t.Errorf("the last administrator is disabled: %v", err)
		}
		fresh.Team = app.NewID()
		_, err = db.Accounts().SetRights(t.Context(), p.ID, app.Rights{Duties: app.Underwriter, Scope: app.Team}, fresh, record("person.rights", p.ID))
		if !errors.Is(err, account.ErrNoTeam) {
			t.Errorf("put into a team that is not there: %v", err)
		}
	})
}

// The attack: two administrators take the duty from each other, or disable each other, in the same moment.
func TestOfTwoAdministratorsAtOnceOneStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rights, weak := app.Usual(app.Manager), app.Rights{Duties: app.Author, Scope: app.All}
		last := manager(t, db, "A", rights)
		for name, remove := range map[string]func(account.Person) error{
			"disabled": func(p account.Person) error {
				_, err := db.Accounts().Disable(t.Context(), p.ID, record("person.disable", p.ID))
				return err
			},
			"without the duty": func(p account.Person) error {
				_, err := db.Accounts().SetRights(t.Context(), p.ID, rights, weak, record("person.rights", p.ID))
				return err
			},
		} {
			two := []account.Person{last, manager(t, db, "B", rights)}
			errs := make([]error, len(two))
			var all sync.WaitGroup
			for i, p := range two {
				all.Go(func() { errs[i] = remove(p) })
			}
			all.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), account.ErrLastAdministrator) {
				t.Fatalf("both %s: %v", name, errs)
			}
			if errs[1] != nil {
				last = two[1]
			}
		}
	})
}

func TestAnInvitationKeepsItsRights(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		boss, now := manager(t, db, "Boss", app.Usual(app.Manager)), app.Now()
		i := account.Invitation{
			ID: app.NewID(), Email: "vera@example.com", Name: "Vera", Role: app.Manager, By: boss.ID, CreatedAt: now, ExpiresAt: now,
			Rights: app.Rights{Duties: app.Approver, Scope: app.Own},
		}
		if err := db.Accounts().Invite(t.Context(), i, "hash", record("invitation.make", i.ID)); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Accounts().Invitation(t.Context(), "hash"); err != nil || got.Rights != i.Rights {
			t.Errorf("got %+v, %v", got.Rights, err)
		}
	})
}
