package session

import (
	"encoding/json"
	"net/http"
	"testing"

	"telemark/app"
	"telemark/app/secret"
)

func TestAnOperatorsNewSignInEndsTheOlderOne(t *testing.T) {
	b := newBank(t, true, false)
	b.keeper.policy = Always(app.Entry{Single: true})
	old := b.signIn(oleg, false)
	here := b.cookie
	b.cookie = nil
	fresh := b.signIn(oleg, false)
	if _, ok := b.store.rows[old.Hash]; ok || len(b.store.rows) != 1 {
		t.Fatalf("living are %v", b.store.rows)
	}
	e := b.bell.events[len(b.bell.events)-1]
	var told Ended
	if err := json.Unmarshal(e.Data, &told); err != nil || e.Topic != "user.oleg" || len(told.Sessions) != 1 || told.Sessions[0] != old.Hash || told.Why != "elsewhere" {
		t.Errorf("told %s %s", e.Topic, e.Data)
	}
	b.cookie = here
	if _, ok := b.now(); ok {
		t.Error("the older session lives")
	}
	where, ok, err := b.keeper.WentElsewhere(b.request())
	if err != nil || !ok || !where.At.Equal(fresh.StartedAt) || where.Address != fresh.Address || where.Device != fresh.Device {
		t.Errorf("went to %+v, %v, %v", where, ok, err)
	}
	last := b.store.audit[len(b.store.audit)-1]
	if last.Action != "session.elsewhere" || last.Object != "oleg" || last.Address != fresh.Address {
		t.Errorf("recorded %+v", last)
	}
}

func TestOnlyWhoHasTheCookieLearnsWhereSomebodyWent(t *testing.T) {
	b := newBank(t, true, false)
	b.keeper.policy = Always(app.Entry{Single: true})
	old := b.signIn(oleg, false)
	b.cookie = nil
	b.signIn(oleg, false)
	for name, value := range map[string]string{"none": "", "the hash": old.Hash + "." + old.Hash, "another token": secret.Token() + ".x"} {
		b.cookie = &http.Cookie{Name: b.keeper.CookieName(), Value: value}
		if e, ok, err := b.keeper.WentElsewhere(b.request()); ok || err != nil {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

func TestWhoseOlderSessionsLiveOn(t *testing.T) {
	strong := User{ID: "oleg", Role: app.Operator, SecondFactor: true}
	for name, tt := range map[string]struct {
		user  User
		entry app.Entry
		want  int
	}{
		"where the bank allows several":            {oleg, app.Entry{}, 2},
		"a manager's":                              {User{ID: "maria", Role: app.Manager}, app.Entry{Single: true}, 2},
		"a client's":                               {anna, app.Entry{Single: true}, 2},
		"before the code was shown":                {strong, app.Entry{Single: true}, 2},
		"before the second factor is set up":       {oleg, app.Entry{Single: true, Forced: app.ForcedAll()}, 2},
		"an operator's who is in, and only theirs": {oleg, app.Entry{Single: true}, 1},
	} {
		b := newBank(t, true, false)
		for range 2 {
			b.cookie = nil
			b.keeper.policy = Always(tt.entry)
			b.signIn(tt.user, false)
		}
		if len(b.store.rows) != tt.want {
			t.Errorf("%s: %d live; want %d", name, len(b.store.rows), tt.want)
		}
	}
}

func TestTheSameBrowserSigningInAgainWentNowhere(t *testing.T) {
	b := newBank(t, true, false)
	b.keeper.policy = Always(app.Entry{Single: true})
	b.signIn(oleg, false)
	b.signIn(oleg, false)
	if len(b.store.rows) != 1 || len(b.store.left) != 0 {
		t.Errorf("living %v, left %v", b.store.rows, b.store.left)
	}
}
