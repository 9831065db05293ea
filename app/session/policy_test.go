package session

import (
	"context"
	"errors"
	"slices"
	"testing"

	"telemark/app"
)

func TestARuleThatChangesIsJudgedAtTheNextRequest(t *testing.T) {
	b := newBank(t, true, false)
	b.signIn(oleg, false)
	if c, ok := b.now(); !ok || b.keeper.Stage(c) != Full {
		t.Fatalf("before: %+v", c)
	}
	b.keeper.policy = Always(app.Entry{Forced: app.Forced{Operators: true}})
	if c, ok := b.now(); !ok || b.keeper.Stage(c) != NeedsFactor {
		t.Errorf("an operator's open session is in stage %d", b.keeper.Stage(c))
	}
	b.keeper.policy = Always(app.Entry{Forced: app.Forced{Duties: app.Every()}})
	if c, _ := b.now(); b.keeper.Stage(c) != Full {
		t.Errorf("a rule for managers shuts an operator out: stage %d", b.keeper.Stage(c))
	}
	b.keeper.policy = func(context.Context) (app.Entry, error) { return app.Entry{}, errors.New("away") }
	if _, err := b.keeper.New(b.request(), b.keeper.CookieName()); err == nil || errors.Is(err, ErrEnded) {
		t.Errorf("a rule that can't be read: %v", err)
	}
}

func TestStreamsOfThoseWhoLackTheFactorEnd(t *testing.T) {
	b := newBank(t, true, false)
	weak := b.signIn(oleg, false)
	all := []string{weak.Hash}
	for _, other := range []User{anna, maria} {
		b.cookie = nil
		all = append(all, b.signIn(other, other == maria).Hash)
	}
	if ended, err := b.keeper.Touch(t.Context(), all); err != nil || len(ended) != 0 {
		t.Errorf("nobody is forced: %v, %v", ended, err)
	}
	b.keeper.policy = Always(app.Entry{Forced: app.ForcedAll()})
	if ended, err := b.keeper.Touch(t.Context(), all); err != nil || !slices.Equal(ended, []string{weak.Hash}) {
		t.Errorf("ended %v, %v; want the operator's", ended, err)
	}
}

func TestDutiesThatAreLentAskForTheFactorTheyAskOfTheirOwners(t *testing.T) {
	nina := User{ID: "nina", Role: app.Manager, Rights: app.Rights{Duties: app.Author}}
	for _, strong := range []bool{false, true} {
		b := newBank(t, true, false)
		b.store.people["nina"] = nina
		b.keeper.policy = Always(app.Entry{Forced: app.Forced{Duties: app.Administrator}})
		b.signIn(nina, strong)
		gs, err := b.keeper.New(b.request(), b.keeper.CookieName())
		if err != nil {
			t.Fatal(err)
		}
		if c, _ := Of(gs); b.keeper.Stage(c) != Full {
			t.Fatalf("with her own duties: stage %d", b.keeper.Stage(c))
		}
		stage, err := b.keeper.Lend(t.Context(), gs, app.Every())
		if err != nil || (stage == Full) != strong {
			t.Errorf("strong %v: stage %d, %v", strong, stage, err)
		}
		if c, _ := Of(gs); (b.keeper.Stage(c) == Full) != strong {
			t.Errorf("strong %v: the request's session is in stage %d", strong, b.keeper.Stage(c))
		}
	}
}
