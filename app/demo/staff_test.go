package demo

import (
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/product"
	"telemark/app/secret"
	"telemark/app/store/storetest"
)

func TestTheStaffHaveTeamsSkillsAndShiftsThatCoverEveryHour(t *testing.T) {
	db := storetest.Open(t, storetest.Embedded(t))
	sealer, err := secret.NewSealer(secret.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	people := account.New(db.Accounts(), account.Options{
		Hasher: secret.NewHasher(1, secret.Cost{KiB: 8, Passes: 1, Threads: 1}), Sealer: sealer, Kinds: product.KindWords(),
	})
	actors := map[string]app.Actor{}
	for _, l := range append(append([]Login{}, operators...), managers...) {
		p, err := people.AddWith(t.Context(), account.System, l.Role, l.Rights(), account.Draft{Name: l.Name, Email: l.Email, Password: Password})
		if err != nil {
			t.Fatal(err)
		}
		actors[l.Email] = app.Actor{ID: p.ID, Role: l.Role, Duties: p.Rights.Duties}
	}
	if err := Staff(t.Context(), people, func(email string) app.Actor { return actors[email] }); err != nil {
		t.Fatal(err)
	}
	teams, err := people.Teams(t.Context(), account.System)
	if err != nil || len(teams) != 2 || teams[0].Members < 2 || teams[1].Members < 2 || teams[0].Lead == "" || teams[1].Lead == "" {
		t.Errorf("teams are %+v, %v", teams, err)
	}
	staff, _, err := people.Directory(t.Context(), account.System, account.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	talked := map[string]bool{}
	for _, p := range staff {
		for _, skill := range p.Skills {
			talked[skill.String()] = true
		}
		if duties := actors[p.Email].Duties; p.Rights.Duties != duties {
			t.Errorf("%s has %v, had %v", p.Name, p.Rights.Duties, duties)
		}
	}
	for _, want := range []string{"deposit/en", "deposit/ru", "mortgage/ru", "credit_card/en"} {
		if !talked[want] {
			t.Errorf("nobody can talk about %s", want)
		}
	}
	for at := app.Now(); at.Before(app.Now().Add(7 * day)); at = at.Add(30 * time.Minute) {
		working := 0
		for _, p := range staff {
			if p.Role == app.Operator && p.Working(at) {
				working++
			}
		}
		if working == 0 {
			t.Fatalf("nobody is at work at %v", at)
		}
	}
}
