package account

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/secret"
)

func TestOnlyManagersManage(t *testing.T) {
	b := newBank(t)
	victim, _ := b.person(app.Operator, "oleg@example.com")
	_, client := b.person(app.Client, "anna@example.com")
	_, operator := b.person(app.Operator, "olga@example.com")
	_, boss := b.person(app.Manager, "boss@example.com")
	_, invitation, err := b.Invite(context.Background(), boss, "New", "new@example.com", app.Operator, app.Usual(app.Operator))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for name, do := range map[string]func(app.Actor) error{
		"Staff":       func(a app.Actor) error { _, err := b.Staff(ctx, a); return err },
		"Invitations": func(a app.Actor) error { _, err := b.Invitations(ctx, a); return err },
		"Invite": func(a app.Actor) error {
			_, _, err := b.Invite(ctx, a, "X", "x@example.com", app.Manager, app.Usual(app.Manager))
			return err
		},
		"Withdraw":       func(a app.Actor) error { return b.Withdraw(ctx, a, invitation.ID) },
		"Disable":        func(a app.Actor) error { return b.Disable(ctx, a, victim.ID) },
		"Enable":         func(a app.Actor) error { return b.Enable(ctx, a, victim.ID) },
		"ResetFactor":    func(a app.Actor) error { return b.ResetFactor(ctx, a, victim.ID) },
		"DisableByEmail": func(a app.Actor) error { _, err := b.DisableByEmail(ctx, a, victim.Email); return err },
	} {
		for _, actor := range []app.Actor{{}, client, operator} {
			if err := do(actor); app.KindOf(err) != app.NotFound {
				t.Errorf("%s by %q: %v; want not found", name, actor.Role, err)
			}
		}
		if err := do(boss); err != nil {
			t.Errorf("%s by a manager: %v", name, err)
		}
	}
}

func TestNobodyDisablesThemselves(t *testing.T) {
	b := newBank(t)
	_, boss := b.person(app.Manager, "boss@example.com")
	if err := b.Disable(context.Background(), boss, boss.ID); app.KindOf(err) != app.Conflict {
		t.Errorf("Disable: %v", err)
	}
	if err := b.ResetFactor(context.Background(), boss, boss.ID); app.KindOf(err) != app.Conflict {
		t.Errorf("ResetFactor: %v", err)
	}
	if err := b.Disable(context.Background(), boss, "' OR 1=1 --"); app.KindOf(err) != app.NotFound {
		t.Errorf("no id: %v", err)
	}
}

func TestWhoIsDisabledIsOutEverywhere(t *testing.T) {
	b := newBank(t)
	p, _ := b.person(app.Operator, "oleg@example.com")
	b.store.sessions[p.ID] = []string{"desk", "phone"}
	if _, err := b.DisableByEmail(context.Background(), System, " OLEG@example.com"); err != nil {
		t.Fatal(err)
	}
	if told := b.told(p.ID); !reflect.DeepEqual(told, []string{"desk", "phone"}) || !b.did("person.disable") {
		t.Errorf("told %v", told)
	}
	if _, err := b.SignIn(context.Background(), stranger, p.Email, good); err == nil {
		t.Error("in again")
	}
	if err := b.Enable(context.Background(), System, p.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SignIn(context.Background(), stranger, p.Email, good); err != nil {
		t.Errorf("after Enable: %v", err)
	}
}

func TestADisabledPersonsCodeDoesNotCount(t *testing.T) {
	b := newBank(t)
	p, actor := b.person(app.Operator, "oleg@example.com")
	_, codes := b.enrol(actor)
	if err := b.Disable(context.Background(), System, p.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Verify(context.Background(), stranger, p.ID, codes[0]); field(err, "code") == "" {
		t.Errorf("%v; want the code refused", err)
	}
}

func TestAnInvitationWorksOnce(t *testing.T) {
	b := newBank(t)
	_, boss := b.person(app.Manager, "boss@example.com")
	token, i, err := b.Invite(context.Background(), boss, "Olga", "Olga@example.com", app.Operator, app.Usual(app.Operator))
	if err != nil {
		t.Fatal(err)
	}
	for hash := range b.store.invitations {
		if hash == token || hash != secret.Hash(token) {
			t.Errorf("stored under %q", hash)
		}
	}
	var all sync.WaitGroup
	var in atomic.Int32
	for range 8 {
		all.Go(func() {
			p, err := b.Accept(context.Background(), stranger, token, Draft{Name: "Olga Lund", Email: "other@example.com", Password: good})
			if err == nil {
				in.Add(1)
				if p.Role != app.Operator || p.Email != "olga@example.com" || p.Name != "Olga Lund" {
					t.Errorf("made %+v of %+v", p, i)
				}
			} else if app.KindOf(err) != app.NotFound {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 || !b.did("invitation.accept") || !b.did("invitation.make") {
		t.Errorf("%d got in", in.Load())
	}
}

func TestAnInvitationGivesNoMoreThanItSays(t *testing.T) {
	b := newBank(t)
	_, boss := b.person(app.Manager, "boss@example.com")
	if _, _, err := b.Invite(context.Background(), boss, "", "nobody", app.Client, app.Usual(app.Client)); err == nil {
		t.Error("invited")
	} else if e, _ := errorOf(err); len(e.Fields) != 3 {
		t.Errorf("%v; want name, e-mail and role at once", err)
	}
	token, i, err := b.Invite(context.Background(), boss, "Olga", "olga@example.com", app.Operator, app.Usual(app.Operator))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Accept(context.Background(), stranger, token, Draft{Name: "Olga", Password: "short"}); field(err, "password") == "" {
		t.Errorf("a short password: %v", err)
	}
	for _, wrong := range []string{"", "x", secret.Token(), secret.Hash(token), token + "A", strings.ToUpper(token)} {
		if _, err := b.Invitation(context.Background(), wrong); app.KindOf(err) != app.NotFound {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if err := b.Withdraw(context.Background(), boss, i.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Accept(context.Background(), stranger, token, Draft{Name: "Olga", Password: good}); app.KindOf(err) != app.NotFound {
		t.Errorf("withdrawn: %v", err)
	}
}

func TestAnInvitationIsOverAfterThreeDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t)
		_, boss := b.person(app.Manager, "boss@example.com")
		token, _, err := b.Invite(context.Background(), boss, "Olga", "olga@example.com", app.Operator, app.Usual(app.Operator))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(InvitationLife - time.Second)
		if _, err := b.Invitation(context.Background(), token); err != nil {
			t.Errorf("a second before: %v", err)
		}
		time.Sleep(time.Second)
		if _, err := b.Accept(context.Background(), stranger, token, Draft{Name: "Olga", Password: good}); app.KindOf(err) != app.NotFound {
			t.Errorf("after 72 hours: %v", err)
		}
	})
}

func TestNoAuditRecordHoldsASecret(t *testing.T) {
	b := newBank(t)
	p, actor := b.person(app.Client, "anna@example.com")
	shown, codes := b.enrol(actor)
	_, _ = b.SignIn(context.Background(), stranger, "anna@example.com", "a wrong password")
	_, _ = b.Verify(context.Background(), stranger, p.ID, codes[0])
	for _, a := range b.store.audit {
		for _, word := range []string{good, "a wrong password", shown, codes[0], "$argon2id$", "anna@example.com"} {
			if strings.Contains(a.Old+a.New+a.Object+a.Actor, word) {
				t.Errorf("%+v holds %q", a, word)
			}
		}
	}
}
