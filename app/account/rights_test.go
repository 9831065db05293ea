package account

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"telemark/app"
)

func TestNewRightsEndTheSessionsOfTheirOwner(t *testing.T) {
	b := newBank(t)
	_, boss := b.person(app.Manager, "boss@example.com")
	p, _ := b.person(app.Manager, "vera@example.com")
	b.store.sessions[p.ID] = []string{"desk", "phone"}
	want := app.Rights{Duties: app.Author, Scope: app.Own, Team: app.NewID()}
	if err := b.SetRights(context.Background(), boss, p.ID, want); err != nil {
		t.Fatal(err)
	}
	if got, _ := b.store.ByID(context.Background(), p.ID); got.Rights != want {
		t.Errorf("the rights are %+v", got.Rights)
	}
	if told := b.told(p.ID); !reflect.DeepEqual(told, []string{"desk", "phone"}) {
		t.Errorf("told %v", told)
	}
	a := b.store.audit[len(b.store.audit)-1]
	if a.Action != "person.rights" || a.Old != "manager: "+app.Every().String()+"; all" || a.New != "manager: author; own; team "+want.Team {
		t.Errorf("recorded %+v", a)
	}
	if err := b.SetRights(context.Background(), boss, p.ID, want); err != nil || len(b.store.audit) == 0 || b.store.audit[len(b.store.audit)-1].ID != a.ID {
		t.Errorf("the same rights again: %v, or recorded as a change", err)
	}
}

func TestRightsFitTheRole(t *testing.T) {
	b := newBank(t)
	_, boss := b.person(app.Manager, "boss@example.com")
	manager, _ := b.person(app.Manager, "vera@example.com")
	operator, _ := b.person(app.Operator, "oleg@example.com")
	for _, test := range []struct {
		of     Person
		rights app.Rights
		wrong  string
	}{
		{manager, app.Rights{Scope: app.All}, "duties"},
		{manager, app.Rights{Duties: app.Every() + 1, Scope: app.All}, "duties"},
		{manager, app.Rights{Duties: app.Author}, "scope"},
		{manager, app.Rights{Duties: app.Author, Scope: "world"}, "scope"},
		{manager, app.Rights{Duties: app.Author, Scope: app.Team, Team: "' OR 1=1"}, "team"},
		{operator, app.Rights{Duties: app.Author, Scope: app.Team}, "duties"},
		{operator, app.Rights{}, "scope"},
	} {
		if err := b.SetRights(context.Background(), boss, test.of.ID, test.rights); field(err, test.wrong) == "" {
			t.Errorf("%s with %+v: %v; want an error at %s", test.of.Role, test.rights, err, test.wrong)
		}
	}
	client, _ := b.person(app.Client, "anna@example.com")
	if err := b.SetRights(context.Background(), boss, client.ID, app.Usual(app.Manager)); app.KindOf(err) != app.NotFound {
		t.Errorf("a client gets rights: %v", err)
	}
	_, _, err := b.Invite(context.Background(), boss, "New", "new@example.com", app.Operator, app.Usual(app.Manager))
	if field(err, "duties") == "" {
		t.Errorf("an operator is invited with a manager's duties: %v", err)
	}
}

// The attack: an auditor makes themselves an administrator; or the administrator is outvoted by one colleague.
func TestNobodyChangesTheirOwnRightsAndTheLastAdministratorStays(t *testing.T) {
	b := newBank(t)
	boss, actor := b.person(app.Manager, "boss@example.com")
	if err := b.SetRights(context.Background(), actor, boss.ID, app.Rights{Duties: app.Author, Scope: app.All}); app.KindOf(err) != app.Conflict {
		t.Errorf("their own: %v", err)
	}
	for _, d := range app.AllDuties {
		weak := actor
		weak.ID, weak.Duties = app.NewID(), d
		err := b.SetRights(context.Background(), weak, boss.ID, app.Rights{Duties: app.Author, Scope: app.All})
		switch {
		case d == app.Administrator && (app.KindOf(err) != app.Conflict || !strings.Contains(err.Error(), "last_administrator")):
			t.Errorf("the last administrator's: %v", err)
		case d != app.Administrator && app.KindOf(err) != app.Forbidden:
			t.Errorf("by an %v: %v", d, err)
		}
	}
}

func TestAnInvitationGivesItsRights(t *testing.T) {
	b := newBank(t)
	_, boss := b.person(app.Manager, "boss@example.com")
	want := app.Rights{Duties: app.Author | app.Auditor, Scope: app.Own}
	token, _, err := b.Invite(context.Background(), boss, "Vera", "vera@example.com", app.Manager, want)
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Accept(context.Background(), stranger, token, Draft{Name: "Vera", Password: good})
	if err != nil || p.Rights != want {
		t.Errorf("got %+v, %v", p.Rights, err)
	}
}
