package account

import (
	"strings"
	"testing"

	"telemark/app"
)

// vouched is what the provider says of somebody in a group of operators.
func vouched(subject, email string) Vouched {
	return Vouched{Identity: Identity{"https://id.example", subject}, Email: email, Name: "Anna  Berg", Role: app.Operator}
}

func TestSomebodyNewComesInWithWhatTheirGroupsAreTrustedWith(t *testing.T) {
	b := newBank(t)
	v := vouched("1", "Anna@Bank.example")
	p, err := b.SignOn(t.Context(), app.Actor{Address: "203.0.113.7"}, v)
	if err != nil || p.Name != "Anna Berg" || p.Email != "anna@bank.example" || p.Role != app.Operator || p.Rights != app.Usual(app.Operator) {
		t.Fatalf("%+v, %v", p, err)
	}
	again, err := b.SignOn(t.Context(), app.Actor{}, Vouched{Identity: v.Identity, Email: "", Role: app.Operator})
	if err != nil || again.ID != p.ID || len(b.store.people) != 1 {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	last := b.store.audit[len(b.store.audit)-1]
	if last.Action != "person.sign_on" || last.Actor != p.ID || !strings.Contains(last.New, "https://id.example") {
		t.Errorf("recorded %+v", last)
	}
	if _, err := b.SignIn(t.Context(), app.Actor{}, p.Email, ""); app.KindOf(err) != app.Invalid {
		t.Errorf("by an empty password: %v", err)
	}
	if none, err := b.Passwordless(t.Context(), app.Actor{ID: p.ID}); err != nil || !none {
		t.Errorf("passwordless %v, %v", none, err)
	}
}

func TestSomebodyWhoIsThereIsMetByAVerifiedEmailOnce(t *testing.T) {
	b := newBank(t)
	anna, _ := b.person(app.Operator, "anna@bank.example")
	p, err := b.SignOn(t.Context(), app.Actor{}, vouched("1", "anna@bank.example"))
	if err != nil || p.ID != anna.ID {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := b.SignOn(t.Context(), app.Actor{}, vouched("2", "anna@bank.example")); app.KindOf(err) != app.Forbidden {
		t.Errorf("another of the provider's people with the same e-mail: %v", err)
	}
	if p, err := b.SignOn(t.Context(), app.Actor{}, vouched("1", "changed@bank.example")); err != nil || p.ID != anna.ID || p.Email != "anna@bank.example" {
		t.Errorf("an e-mail that changed: %+v, %v", p, err)
	}
}

func TestWhoIsNotLetInByTheProvider(t *testing.T) {
	b := newBank(t)
	gone, _ := b.person(app.Operator, "gone@bank.example")
	linked, _ := b.person(app.Operator, "linked@bank.example")
	if _, err := b.SignOn(t.Context(), app.Actor{}, vouched("linked", "linked@bank.example")); err != nil {
		t.Fatal(err)
	}
	for _, p := range []Person{gone, linked} {
		c := b.store.people[p.ID]
		c.Disabled = true
		b.store.people[p.ID] = c
	}
	client, _ := b.person(app.Client, "client@bank.example")
	people := len(b.store.people)
	for name, tt := range map[string]struct {
		v     Vouched
		whose string
	}{
		"an unverified e-mail":      {vouched("3", ""), ""},
		"an odd e-mail":             {vouched("3", "anna at bank"), ""},
		"a client's e-mail":         {vouched("3", "client@bank.example"), client.ID},
		"a disabled one's e-mail":   {vouched("3", "gone@bank.example"), gone.ID},
		"a disabled one's identity": {vouched("linked", "linked@bank.example"), linked.ID},
	} {
		b.refused = nil
		p, err := b.SignOn(t.Context(), app.Actor{Address: "203.0.113.7"}, tt.v)
		last := b.store.audit[len(b.store.audit)-1]
		if app.KindOf(err) != app.Forbidden || p != (Person{}) || last.Action != "session.refuse" || last.Object != tt.whose ||
			len(b.refused) != 1 || len(b.store.people) != people {
			t.Errorf("%s: %+v, %v; recorded %+v", name, p, err, last)
		}
	}
	if len(b.store.identities) != 1 {
		t.Errorf("linked are %v", b.store.identities)
	}
}

func TestRightsAreTakenFromTheGroupsAtEverySignOn(t *testing.T) {
	b := newBank(t)
	team := app.NewID()
	anna, _ := b.person(app.Manager, "anna@bank.example")
	c := b.store.people[anna.ID]
	c.Rights = app.Rights{Duties: app.Every(), Scope: app.Own, Team: team}
	b.store.people[anna.ID], b.store.sessions[anna.ID] = c, []string{"old"}
	v := vouched("1", "anna@bank.example")
	v.Role, v.Duties = app.Manager, app.Author|app.Auditor
	p, err := b.SignOn(t.Context(), app.Actor{}, v)
	if want := (app.Rights{Duties: app.Author | app.Auditor, Scope: app.Own, Team: team}); err != nil || p.Rights != want || b.store.people[anna.ID].Rights != want {
		t.Fatalf("%+v, %v", p.Rights, err)
	}
	if len(b.events) != 1 {
		t.Errorf("the older session's streams are told %d times", len(b.events))
	}
	v.Role, v.Duties = app.Operator, 0
	if p, err = b.SignOn(t.Context(), app.Actor{}, v); err != nil || p.Role != app.Operator || p.Rights != (app.Rights{Scope: app.Team, Team: team}) {
		t.Errorf("another role: %+v, %v", p, err)
	}
	records := len(b.store.audit)
	if _, err = b.SignOn(t.Context(), app.Actor{}, v); err != nil || len(b.store.audit) != records+1 {
		t.Errorf("nothing new: %v, %d records", err, len(b.store.audit)-records)
	}
}

func TestAnInvitationSaysWhoseTeamSomebodyNewIs(t *testing.T) {
	b := newBank(t)
	_, chief := b.person(app.Manager, "chief@bank.example")
	rights := app.Rights{Scope: app.Own, Team: app.NewID()}
	if _, _, err := b.Invite(t.Context(), chief, "Anna", "anna@bank.example", app.Operator, rights); err != nil {
		t.Fatal(err)
	}
	p, err := b.SignOn(t.Context(), app.Actor{}, vouched("1", "anna@bank.example"))
	if err != nil || p.Rights != rights || len(b.store.invitations) != 0 {
		t.Errorf("%+v, %v; invitations %v", p, err, b.store.invitations)
	}
}

func TestWithoutAPasswordAFactorIsTurnedOnSoonAfterASignOnOnly(t *testing.T) {
	b := newBank(t)
	p, err := b.SignOn(t.Context(), app.Actor{}, vouched("1", "anna@bank.example"))
	if err != nil {
		t.Fatal(err)
	}
	me := app.Actor{ID: p.ID, Role: p.Role}
	o, err := b.SetUp(t.Context(), me)
	if err != nil || !o.Passwordless {
		t.Fatalf("%+v, %v", o, err)
	}
	code, err := CodeAt(o.Secret, app.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Confirm(t.Context(), me, "", code); app.KindOf(err) != app.Invalid {
		t.Errorf("with an empty password: %v", err)
	}
	if _, ok, err := b.ConfirmFresh(t.Context(), me, code, app.Now().Add(-freshly)); ok || err != nil {
		t.Errorf("too late: %v, %v", ok, err)
	}
	if codes, ok, err := b.ConfirmFresh(t.Context(), me, code, app.Now()); !ok || err != nil || len(codes) != RecoveryCodes {
		t.Errorf("%d codes, %v, %v", len(codes), ok, err)
	}
	_, with := b.person(app.Operator, "with@bank.example")
	if _, ok, err := b.ConfirmFresh(t.Context(), with, code, app.Now()); ok || err == nil {
		t.Errorf("somebody with a password: %v, %v", ok, err)
	}
}
