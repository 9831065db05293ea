package store_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/approval"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestABreakGlassTakesTwoPeopleAndEndsByItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		glass := &approval.Glass{Store: db.Emergencies()}
		anna, boris, clara := b.person("Anna", app.Manager), b.person("Boris", app.Manager), b.person("Clara", app.Manager)
		anna.Duties, boris.Duties, clara.Duties = app.Underwriter, app.Approver, app.Auditor
		_, err := glass.Ask(ctx, anna, " ", 61)
		kindIs(t, err, app.Invalid)
		e := known(glass.Ask(ctx, anna, "Клиенты не видят ставку 🙂", 30))(t)
		_, err = glass.Ask(ctx, anna, "again", 5)
		kindIs(t, err, app.Conflict)
		powerful := anna
		powerful.Duties = app.Every()
		for _, who := range []app.Actor{powerful, clara} { // who asked, and who hasn't the duty
			kindIs(t, glass.Confirm(ctx, who, e.ID, true), app.Forbidden)
		}
		lifted := boris
		lifted.Emergency = app.NewID()
		kindIs(t, glass.Confirm(ctx, lifted, e.ID, true), app.Forbidden) // with a duty of another emergency
		if running := known(glass.Running(ctx))(t); len(running) != 0 {
			t.Errorf("%+v runs unconfirmed", running)
		}
		if err := glass.Confirm(ctx, boris, e.ID, true); err != nil {
			t.Fatal(err)
		}
		kindIs(t, glass.Confirm(ctx, boris, e.ID, true), app.Conflict)
		running := known(glass.Running(ctx))(t)
		if len(running) != 1 || running[0].Confirmer.Name != "Boris" || running[0].Reason != "Клиенты не видят ставку 🙂" {
			t.Fatalf("running %+v", running)
		}
		if !running[0].Runs(running[0].Until.Add(-1)) || running[0].Runs(*running[0].Until) || running[0].Until.Sub(*running[0].ConfirmedAt) != 30*time.Minute {
			t.Errorf("it ends wrongly: %+v", running[0])
		}
		up := approval.Lift(anna, running)
		if up.Duties != app.Every() || up.Scope != app.All || approval.Lift(clara, running).Duties != app.Auditor {
			t.Errorf("lifted to %+v", up)
		}
		if r := app.Record(up, "product.draft", "x", "", ""); r.Role != app.Emergency || r.Actor != anna.ID {
			t.Errorf("what is done meanwhile is recorded as %+v", r)
		}
		if err := glass.End(ctx, clara, e.ID); err != nil {
			t.Fatal(err)
		}
		if running := known(glass.Running(ctx))(t); len(running) != 0 {
			t.Errorf("%+v runs after its end", running)
		}
		if list := known(glass.List(ctx, clara))(t); len(list) != 1 || list[0].EndedBy.Name != "Clara" || list[0].State != approval.Ended {
			t.Errorf("listed %+v", list)
		}
		again := known(glass.Ask(ctx, anna, "once more", 5))(t)
		if err := glass.Confirm(ctx, boris, again.ID, false); err != nil {
			t.Error(err)
		}
		kindIs(t, glass.End(ctx, anna, again.ID), app.Conflict)
	})
}

// The attack: the database's own tools.
func TestTheDatabaseRefusesABreakGlassOfOnePersonOrTwoHours(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		glass := &approval.Glass{Store: db.Emergencies()}
		anna, boris := b.person("Anna", app.Manager), b.person("Boris", app.Manager)
		e := known(glass.Ask(ctx, anna, "why", 60))(t)
		run := "UPDATE emergencies SET state = 'running', confirmed_by = %s, confirmed_at = '2026-11-28 10:00:00.000', until_at = '2026-11-28 %s' WHERE id = '" + e.ID + "'"
		for name, attack := range map[string]string{
			"who asks confirms":    fmt.Sprintf(run, "'"+anna.ID+"'", "11:00:00.000"),
			"nobody confirms":      fmt.Sprintf(run, "NULL", "11:00:00.000"),
			"longer than an hour":  fmt.Sprintf(run, "'"+boris.ID+"'", "11:00:01.000"),
			"asked for two hours":  "UPDATE emergencies SET minutes = 120 WHERE id = '" + e.ID + "'",
			"without saying why":   "UPDATE emergencies SET reason = '' WHERE id = '" + e.ID + "'",
			"a second one at once": "INSERT INTO emergencies (id, person_id, open_to, state, reason, minutes, asked_at) SELECT '" + app.NewID() + "', person_id, open_to, 'asked', reason, 5, asked_at FROM emergencies",
		} {
			if err := store.Exec(ctx, db, attack); err == nil {
				t.Errorf("the database let it happen: %s", name)
			}
		}
		if err := store.Exec(ctx, db, fmt.Sprintf(run, "'"+boris.ID+"'", "11:00:00.000")); err != nil {
			t.Error(err)
		}
	})
}

// The attack: an author with a break-glass, which has every duty, approves what they wrote.
func TestEvenWithABreakGlassNobodyApprovesTheirOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		glass := &approval.Glass{Store: db.Emergencies()}
		e := known(glass.Ask(ctx, p.anna, "now or never", 60))(t)
		if err := glass.Confirm(ctx, p.boris, e.ID, true); err != nil {
			t.Fatal(err)
		}
		r := p.send(p.draft("pass", 150_000, app.Today().Add(3), p.anna), p.anna)
		_, err := p.approvals.Decide(ctx, approval.Lift(p.anna, known(glass.Running(ctx))(t)), r.ID, true, "")
		kindIs(t, err, app.Forbidden)
	})
}

// memory keeps one emergency.
type memory struct {
	approval.EmergencyStore
	one   approval.Emergency
	reads int
}

func (m *memory) OpenEmergencies(context.Context, int) ([]approval.Emergency, error) {
	m.reads++
	return []approval.Emergency{m.one}, nil
}

func TestTheClockEndsABreakGlassAndOneReadServesManyRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until := app.Now().Add(10 * time.Minute)
		m := &memory{one: approval.Emergency{ID: app.NewID(), State: approval.Running, Until: &until}}
		glass := &approval.Glass{Store: m}
		for range 100 {
			if n := len(known(glass.Running(t.Context()))(t)); n != 1 {
				t.Fatalf("%d run", n)
			}
		}
		if m.reads != 1 {
			t.Errorf("100 requests asked %d times", m.reads)
		}
		time.Sleep(10*time.Minute - time.Second)
		if n := len(known(glass.Running(t.Context()))(t)); n != 1 {
			t.Errorf("%d run a second before the end", n)
		}
		reads := m.reads
		time.Sleep(time.Second) // within the life of what was read: the time alone decides
		if n := len(known(glass.Running(t.Context()))(t)); n != 0 || m.reads != reads {
			t.Errorf("%d run at the end, after %d reads", n, m.reads-reads)
		}
	})
}
