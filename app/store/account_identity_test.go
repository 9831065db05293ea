package store_test

import (
	"errors"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestAnIdentityLeadsToOnePersonAndBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx, people := newBank(t, db), t.Context(), db.Accounts()
		olga, ivan := b.person("Ольга", app.Operator), b.person("Ivan", app.Operator)
		i := account.Identity{Issuer: "https://id.example/", Subject: "Ab7"}
		_, err := people.ByIdentity(ctx, i)
		kindIs(t, err, app.NotFound)
		link := func(i account.Identity, id string) error {
			return people.Link(ctx, i, id, app.Now(), record("person.identity", id))
		}
		if err := link(i, olga.ID); err != nil {
			t.Fatal(err)
		}
		kindIs(t, link(i, ivan.ID), app.Conflict)
		kindIs(t, link(account.Identity{Issuer: i.Issuer, Subject: "other"}, olga.ID), app.Conflict)
		if err := link(account.Identity{Issuer: i.Issuer, Subject: "aB7"}, ivan.ID); err != nil { // other letters are another subject
			t.Fatal(err)
		}
		if got, err := people.ByIdentity(ctx, i); err != nil || got.ID != olga.ID || got.Name != "Ольга" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestAPersonWhoIsVouchedForHasNoPasswordAndUsesTheInvitationUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx, people := newBank(t, db), t.Context(), db.Accounts()
		chief := b.person("Chief", app.Manager)
		at := app.Now()
		p := account.Person{ID: app.NewID(), Name: "Вера", Email: "vera@bank.example", Role: app.Operator, Rights: app.Usual(app.Operator), CreatedAt: at}
		invited := account.Invitation{
			ID: app.NewID(), Email: p.Email, Name: "V", Role: app.Operator, Rights: p.Rights, By: chief.ID, CreatedAt: at, ExpiresAt: at.Add(account.InvitationLife),
		}
		if err := people.Invite(ctx, invited, "hash", record("invitation.make", invited.ID)); err != nil {
			t.Fatal(err)
		}
		i := account.Identity{Issuer: "https://id.example/", Subject: "1"}
		if err := people.CreateVouched(ctx, p, i, record("person.add", p.ID)); err != nil {
			t.Fatal(err)
		}
		if got, err := people.ByIdentity(ctx, i); err != nil || got.ID != p.ID || got.Password != "" || got.Rights != p.Rights {
			t.Errorf("%+v, %v", got, err)
		}
		if left, err := people.Invitations(ctx, at, 10); err != nil || len(left) != 0 {
			t.Errorf("invitations %v, %v", left, err)
		}
		twice := p
		twice.ID, twice.Email = app.NewID(), "other@bank.example"
		if err := people.CreateVouched(ctx, twice, i, record("person.add", twice.ID)); !errors.Is(err, account.ErrEmailTaken) {
			t.Errorf("the same identity once more: %v", err)
		}
		_, err := people.ByID(ctx, twice.ID)
		kindIs(t, err, app.NotFound)
	})
}

func TestAnotherPostEndsSessionsAndKeepsAnAdministrator(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx, people := newBank(t, db), t.Context(), db.Accounts()
		anna, olga, chief := b.person("Anna", app.Client), b.person("Ольга", app.Operator), b.person("Chief", app.Manager)
		session := signIn(t, db, olga.ID, "olga", app.Now())
		was, next := account.Post{Role: app.Operator, Rights: app.Usual(app.Operator)}, account.Post{Role: app.Manager, Rights: app.Rights{Duties: app.Author, Scope: app.All}}
		set := func(id string, from, to account.Post) ([]string, error) {
			return people.SetPost(ctx, id, from, to, record("person.rights", id))
		}
		room := b.open(anna, "Hello").ID
		b.take(olga, room)
		if _, err := set(olga.ID, was, next); !errors.Is(err, account.ErrHolds) {
			t.Errorf("with a room in hand: %v", err)
		}
		if _, err := b.chat.Close(ctx, olga, room, "solved", "cards"); err != nil {
			t.Fatal(err)
		}
		ended, err := set(olga.ID, was, next)
		if err != nil || len(ended) != 1 || ended[0] != session.Hash {
			t.Fatalf("ended %v, %v", ended, err)
		}
		if got, err := people.ByID(ctx, olga.ID); err != nil || got.Role != app.Manager || got.Rights != next.Rights {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = set(olga.ID, was, next) // from what is not so any more
		kindIs(t, err, app.Conflict)
		all := account.Post{Role: app.Manager, Rights: app.Usual(app.Manager)}
		if _, err := set(chief.ID, all, next); !errors.Is(err, account.ErrLastAdministrator) {
			t.Errorf("the last administrator: %v", err)
		}
	})
}
