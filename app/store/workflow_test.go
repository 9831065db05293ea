package store_test

import (
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/approval"
	"telemark/app/product"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func twice(name string) map[string]string { return map[string]string{"en": name, "ru": name} }

// deciding is a workflow of deposits: a check, then a decision by two.
func deciding() workflow.Content {
	return workflow.Content{Names: twice("Two eyes"), Kinds: []product.Kind{product.Deposit}, Stages: []workflow.Stage{
		{
			ID: "check", Names: twice("Check"), Who: workflow.Managers, Hours: 4, Checks: []workflow.Item{{ID: "passport", Names: twice("Passport")}},
			Ways: []workflow.Way{{To: "decide", Right: workflow.Managers}},
		},
		{ID: "decide", Names: twice("Decision"), Who: workflow.Managers, Hours: 4, Ways: []workflow.Way{
			{To: workflow.Offer, Right: workflow.Managers, Votes: 2}, {To: workflow.Refuse, Right: workflow.Managers}, {To: "check", Right: workflow.Managers},
		}},
	}}
}

// flowing is an office whose deposits are decided by deciding.
func flowing(t *testing.T, db *store.DB) (office, *workflow.Service) {
	t.Helper()
	o := newOffice(t, db)
	flows := &workflow.Service{Store: db.Workflows()}
	if _, err := flows.Install(t.Context(), deciding()); err != nil {
		t.Fatal(err)
	}
	o.service.Flows = flows
	return o, flows
}

func TestADeskIsKeptRoundByRound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := flowing(t, db)
		ctx := t.Context()
		a := o.submitted("4508 123456")
		a, err := o.service.Take(ctx, o.manager, a.ID)
		check(t, err)
		if a.Stage != "check" || a.Flow == nil || a.Round == 0 {
			t.Fatalf("it is at %+v", a.Desk)
		}
		_, err = o.service.Check(ctx, o.manager, a.ID, "passport", true)
		check(t, err)
		a, err = o.service.Application(ctx, o.manager, a.ID)
		check(t, err)
		if tick, ok := a.Ticked("passport"); !ok || tick.By.Name != "Erik" {
			t.Errorf("ticked %+v", a.Ticks)
		}
		_, err = o.service.Move(ctx, o.manager, a.ID, "decide", "")
		check(t, err)
		_, err = o.service.Vote(ctx, o.manager, a.ID, application.Vote{For: true, Amount: 100_000_00, Reason: "Да 🙂"})
		check(t, err)
		a, err = o.service.Application(ctx, o.manager, a.ID)
		check(t, err)
		if len(a.Ticks) != 0 || len(a.Votes) != 1 || a.Votes[0].Reason != "Да 🙂" || !a.Votes[0].For || a.Votes[0].Amount != 100_000_00 {
			t.Errorf("ticks %+v, votes %+v", a.Ticks, a.Votes)
		}
		_, err = o.service.Move(ctx, o.manager, a.ID, "check", "The passport again")
		check(t, err)
		a, err = o.service.Application(ctx, o.manager, a.ID)
		check(t, err)
		if len(a.Ticks)+len(a.Votes) != 0 {
			t.Errorf("a new round begins with %+v, %+v", a.Ticks, a.Votes)
		}
	})
}

// The attack: somebody votes in two windows at once. One of the votes is stored.
func TestOfTwoVotesOfOnePersonOneIsStored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := flowing(t, db)
		ctx := t.Context()
		a := o.submitted("4508 123456")
		for _, do := range []func() (application.Application, error){
			func() (application.Application, error) { return o.service.Take(ctx, o.manager, a.ID) },
			func() (application.Application, error) {
				return o.service.Check(ctx, o.manager, a.ID, "passport", true)
			},
			func() (application.Application, error) {
				return o.service.Move(ctx, o.manager, a.ID, "decide", "")
			},
		} {
			_, err := do()
			check(t, err)
		}
		var wait sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wait.Go(func() {
				_, errs[i] = o.service.Vote(ctx, o.manager, a.ID, application.Vote{For: true, Amount: 100_000_00})
			})
		}
		wait.Wait()
		stored := 0
		for _, err := range errs {
			switch {
			case err == nil:
				stored++
			case app.KindOf(err) != app.Conflict && app.KindOf(err) != app.Unavailable:
				t.Error(err)
			}
		}
		got, err := o.service.Application(ctx, o.manager, a.ID)
		check(t, err)
		if stored != 1 || len(got.Votes) != 1 {
			t.Errorf("%d were told that they voted, %d votes are stored", stored, len(got.Votes))
		}
		if err := store.TwiceVoted(ctx, db, got); app.KindOf(err) != app.Conflict {
			t.Errorf("the table takes a second vote: %v", err)
		}
	})
}

func TestAKindIsDecidedByTheWorkflowThatTookItLast(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		flows := &workflow.Service{Store: db.Workflows()}
		v, err := flows.InForce(ctx, "deposit")
		check(t, err)
		if v.Workflow != workflow.Standard || len(v.Stages) != 1 || v.Stages[0].Name("ru") != "Рассмотрение" || !workflow.Sound(v.Check(nil)) {
			t.Errorf("at first it is %+v", v)
		}
		mine, err := flows.Install(ctx, deciding())
		check(t, err)
		v, err = flows.InForce(ctx, "deposit")
		check(t, err)
		if v.Workflow != mine.Workflow || v.Name("en") != "Two eyes" {
			t.Errorf("then it is %+v", v)
		}
		next := mine
		next.Number, next.Kinds = 2, []product.Kind{product.Loan}
		check(t, db.Workflows().Publish(ctx, next, app.Record(app.Actor{ID: "system"}, "workflow.publish", next.Workflow, "", "")))
		for kind, want := range map[string]string{"deposit": workflow.Standard, "loan": mine.Workflow, "insurance": workflow.Standard} {
			if v, err := flows.InForce(ctx, kind); err != nil || v.Workflow != want {
				t.Errorf("%s is decided by %s, %v; want %s", kind, v.Workflow, err, want)
			}
		}
		latest, err := db.Workflows().Latest(ctx)
		check(t, err)
		if len(latest) != 2 || latest[1].Number+latest[0].Number != 3 {
			t.Errorf("the latest are %+v", latest)
		}
	})
}

func TestADraftIsSavedByWhoReadTheLastRevision(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		b := newBank(t, db)
		flows := &workflow.Service{Store: db.Workflows()}
		kim, lee := b.person("Kim", app.Manager), b.person("Lee", app.Manager)
		kim.Duties, lee.Duties = app.Author, app.Author
		d, err := flows.Begin(ctx, kim, workflow.Standard)
		check(t, err)
		if again, err := flows.Begin(ctx, lee, workflow.Standard); err != nil || again.Revision != 1 || again.Author.ID != kim.ID || d.Base != 1 {
			t.Errorf("a second begins %+v, %v", again, err)
		}
		d.Content.Stages[0].Hours = 48
		d, err = flows.Save(ctx, lee, d.Workflow, 1, d.Content)
		check(t, err)
		if _, err := flows.Save(ctx, kim, d.Workflow, 1, d.Content); app.KindOf(err) != app.Conflict {
			t.Errorf("a revision that isn't the last: %v", err)
		}
		got, err := flows.Draft(ctx, kim, d.Workflow)
		check(t, err)
		if got.Content.Stages[0].Hours != 48 || len(got.Editors) != 2 || got.By.Name != "Lee" || got.Revision != 2 {
			t.Errorf("kept %+v", got)
		}
		check(t, flows.Discard(ctx, kim, d.Workflow, 2))
		if _, err := flows.Draft(ctx, kim, d.Workflow); app.KindOf(err) != app.NotFound {
			t.Errorf("it is still there: %v", err)
		}
	})
}

func TestAWorkflowComesIntoForceWhenSomebodyElseApprovesIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		b := newBank(t, db)
		approvals := &approval.Service{Store: db.Approvals()}
		flows := &workflow.Service{Store: db.Workflows(), Approvals: approvals}
		approvals.Register(flows.Publishers())
		kim, lee := b.person("Kim", app.Manager), b.person("Lee", app.Manager)
		kim.Duties, lee.Duties = app.Every(), app.Every()
		d, err := flows.Begin(ctx, kim, "")
		check(t, err)
		if _, err := flows.Send(ctx, kim, d.Workflow, d.Revision); app.KindOf(err) != app.Conflict {
			t.Errorf("one that decides nothing was sent: %v", err)
		}
		d, err = flows.Save(ctx, kim, d.Workflow, d.Revision, deciding())
		check(t, err)
		r, err := flows.Send(ctx, kim, d.Workflow, d.Revision)
		check(t, err)
		if _, err := flows.Save(ctx, lee, d.Workflow, d.Revision, deciding()); app.KindOf(err) != app.Conflict {
			t.Errorf("what waits was changed: %v", err)
		}
		if _, err := approvals.Decide(ctx, kim, r.ID, true, ""); app.KindOf(err) != app.Forbidden {
			t.Errorf("its author approves it: %v", err)
		}
		r, err = approvals.Decide(ctx, lee, r.ID, false, "Two stages are too few")
		check(t, err)
		d, err = flows.Draft(ctx, kim, d.Workflow)
		check(t, err)
		if d.Sent != "" || r.State != approval.Refused {
			t.Errorf("refused, it still waits for %s", d.Sent)
		}
		r, err = flows.Send(ctx, kim, d.Workflow, d.Revision)
		check(t, err)
		r, err = approvals.Decide(ctx, lee, r.ID, true, "")
		check(t, err)
		v, err := flows.InForce(ctx, "deposit")
		check(t, err)
		if r.State != approval.Approved || v.Workflow != d.Workflow || v.Number != 1 || v.Author != kim.ID || v.Approver != lee.ID {
			t.Errorf("%s, in force is %+v", r.State, v)
		}
		if _, err := flows.Draft(ctx, kim, d.Workflow); app.KindOf(err) != app.NotFound {
			t.Errorf("the draft is still there: %v", err)
		}
		if err := store.Exec(ctx, db, "UPDATE workflow_versions SET approver_id = author_id WHERE author_id IS NOT NULL"); err == nil {
			t.Error("the table takes an author as approver")
		}
	})
}
