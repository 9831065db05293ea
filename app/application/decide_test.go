package application

import (
	"context"
	"slices"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/product"
)

// flows is one workflow: intake by anybody, verification with a checklist and a paper, decision with two votes above 250,000 ₽.
type flows struct{ version workflow.Version }

func (f flows) InForce(context.Context, string) (workflow.Version, error) { return f.version, nil }

func (f flows) Version(context.Context, string, int) (workflow.Version, error) { return f.version, nil }

func credit() flows {
	both := func(name string) map[string]string { return map[string]string{"en": name, "ru": name} }
	return flows{workflow.Version{Workflow: app.NewID(), Number: 3, Content: workflow.Content{
		Names: both("Loans"), Kinds: []product.Kind{product.Loan}, Stages: []workflow.Stage{
			{ID: "intake", Names: both("Intake"), Who: workflow.Staff, Hours: 4, Ways: []workflow.Way{{To: "verify", Right: workflow.Staff}, {To: workflow.Rework, Right: workflow.Staff}}},
			{
				ID: "verify", Names: both("Verification"), Who: workflow.Managers, Hours: 24, Checks: []workflow.Item{{ID: "passport", Names: both("Passport")}, {ID: "income", Names: both("Income")}},
				Papers: []string{"passport"},
				Ways:   []workflow.Way{{To: "decide", Right: workflow.Managers}, {To: "intake", Right: workflow.Managers}},
			},
			{
				ID: "decide", Names: both("Decision"), Who: "underwriter", Hours: 8,
				Ways: []workflow.Way{
					{To: workflow.Offer, Right: "underwriter", Limit: 250_000_00, Votes: 2}, {To: workflow.Refuse, Right: "underwriter"},
					{To: "verify", Right: "underwriter"},
				},
			},
		},
	}}}
}

var (
	first  = app.Actor{ID: app.NewID(), Name: "Erik Holm", Role: app.Manager, Duties: app.Underwriter, Scope: app.All}
	second = app.Actor{ID: app.NewID(), Name: "Maria Berg", Role: app.Manager, Duties: app.Underwriter, Scope: app.All}
	author = app.Actor{ID: app.NewID(), Name: "Kim Lee", Role: app.Manager, Duties: app.Author, Scope: app.All}
)

// at brings a submitted application to a stage, with everything ticked and sent before it.
func (d desk) at(stage string) Application {
	d.t.Helper()
	d.Flows = credit()
	ctx := d.t.Context()
	a := d.must(d.Take(ctx, first, d.submitted().ID))
	for _, next := range []string{"intake", "verify", "decide"} {
		if a.Stage == stage {
			return a
		}
		if a.Stage == "verify" {
			for _, item := range []string{"passport", "income"} {
				d.must(d.Check(ctx, first, a.ID, item, true))
			}
			d.arrive(a.ID, "passport")
		}
		if a.Stage == next {
			a = d.must(d.Move(ctx, first, a.ID, map[string]string{"intake": "verify", "verify": "decide"}[next], ""))
		}
	}
	return a
}

func (d desk) arrive(id, paper string) {
	a := d.store.all[id]
	a.Arrived = append(a.Arrived, paper)
	d.store.all[id] = a
}

func fails(t *testing.T, what string, err error, text string) {
	t.Helper()
	if textOf(err) != text {
		t.Errorf("%s: %v, want %s", what, err, text)
	}
}

func TestAnApplicationKeepsTheWorkflowUnderWhichItWasSubmitted(t *testing.T) {
	d := newDesk(t)
	d.Flows = credit()
	a := d.submitted()
	if a.Stage != "intake" || a.Workflow == "" || a.Rules != 3 || a.Round != a.Seq || a.StageAt == nil {
		t.Errorf("submitted to %+v", a.Desk)
	}
	a = d.must(d.Withdraw(t.Context(), marina, a.ID, "mistake"))
	if a.Stage != "" || a.StageAt != nil || a.Workflow == "" {
		t.Errorf("ended at %+v", a.Desk)
	}
}

func TestAStageLetsInWhomItSaysAndOutWhenEverythingIsThere(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	a := d.at("verify")
	_, err := d.Move(ctx, first, a.ID, "decide", "")
	fails(t, "nothing ticked", err, "workflow.unticked")
	_, err = d.Check(ctx, anna, a.ID, "passport", true)
	fails(t, "an operator in a managers' stage", err, "workflow.not_yours")
	if _, err = d.Check(ctx, first, a.ID, "moon", true); app.KindOf(err) != app.NotFound {
		t.Errorf("a line that isn't there: %v", err)
	}
	for _, item := range []string{"passport", "income"} {
		d.must(d.Check(ctx, author, a.ID, item, true))
	}
	_, err = d.Move(ctx, first, a.ID, "decide", "")
	fails(t, "without the paper", err, "workflow.unpapered")
	d.arrive(a.ID, "passport")
	d.must(d.Check(ctx, author, a.ID, "income", false))
	_, err = d.Move(ctx, first, a.ID, "decide", "")
	fails(t, "a tick taken back", err, "workflow.unticked")
	d.must(d.Check(ctx, second, a.ID, "income", true))
	_, err = d.Move(ctx, second, a.ID, "decide", "")
	fails(t, "of somebody else", err, "application.taken_by")
	_, err = d.Make(ctx, first, a.ID, d.offer())
	fails(t, "an offer out of the verification", err, "workflow.no_such_way")
	_, err = d.Ask(ctx, first, a.ID, "Please explain")
	fails(t, "a question that the stage doesn't know", err, "workflow.no_such_way")
	a = d.must(d.Move(ctx, first, a.ID, "decide", ""))
	if a.Stage != "decide" || len(a.Ticks) != 0 || a.Round != a.Seq {
		t.Errorf("moved to %+v", a.Desk)
	}
	last := d.store.log[a.ID][len(d.store.log[a.ID])-1]
	if last.Act != Move || !slices.Equal(last.Changes, []Change{{"stage", "verify", "decide"}}) {
		t.Errorf("the log says %+v", last)
	}
}

func TestGoingBackNeedsWordsAndNothingElse(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	a := d.at("decide")
	_, err := d.Move(ctx, first, a.ID, "verify", " ")
	if app.KindOf(err) != app.Invalid {
		t.Errorf("without a word: %v", err)
	}
	a = d.must(d.Move(ctx, first, a.ID, "verify", "The income isn't shown"))
	if a.Stage != "verify" || len(a.Ticks) != 0 {
		t.Errorf("went back to %+v", a.Desk)
	}
}

func TestWhoMayNotWorkAtTheNextStageLetsGo(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	d.Flows = credit()
	a := d.must(d.Take(ctx, anna, d.submitted().ID))
	a = d.must(d.Move(ctx, anna, a.ID, "verify", ""))
	if a.Assignee.ID != "" {
		t.Errorf("%s still has it", a.Assignee.Name)
	}
	_, err := d.Take(ctx, anna, a.ID)
	fails(t, "an operator takes it again", err, "workflow.not_yours")
	d.must(d.Take(ctx, first, a.ID))
}

func TestAboveTheLimitTwoPeopleDecide(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	a := d.at("decide") // 300,000 ₽ are asked for
	big := d.offer()
	big.Ask.Amount = 300_000_00
	_, err := d.Make(ctx, first, a.ID, big)
	fails(t, "without a vote", err, "workflow.unvoted")
	_, err = d.Vote(ctx, author, a.ID, Vote{For: true, Amount: 300_000_00})
	fails(t, "an author votes", err, "workflow.no_vote")
	if _, err = d.Vote(ctx, first, a.ID, Vote{}); app.KindOf(err) != app.Invalid {
		t.Errorf("against without a reason: %v", err)
	}
	d.must(d.Vote(ctx, first, a.ID, Vote{For: true, Amount: 300_000_00}))
	_, err = d.Make(ctx, first, a.ID, big)
	fails(t, "with one vote", err, "workflow.unvoted")
	_, err = d.Vote(ctx, first, a.ID, Vote{For: true, Amount: 300_000_00})
	fails(t, "the same person again", err, "workflow.voted")
	a = d.must(d.Vote(ctx, second, a.ID, Vote{For: true, Amount: 260_000_00}))
	_, err = d.Make(ctx, first, a.ID, big)
	fails(t, "the second is for less", err, "workflow.unvoted")
	if len(a.Votes) != 2 || a.Votes[1].By.ID != second.ID {
		t.Errorf("voted %+v", a.Votes)
	}
	big.Ask.Amount = 260_000_00
	d.must(d.Make(ctx, first, a.ID, big))
	big.Ask.Amount = 300_000_00
	_, err = d.Make(ctx, first, a.ID, big)
	fails(t, "a higher one in its place", err, "workflow.unvoted")
}

func TestUpToTheLimitOnePersonDecides(t *testing.T) {
	d := newDesk(t)
	a := d.at("decide")
	d.must(d.Make(t.Context(), first, a.ID, d.offer())) // 200,000 ₽
}

func TestAVoteAgainstOutweighsAVoteFor(t *testing.T) {
	w := workflow.Way{To: workflow.Offer, Votes: 2}
	vote := func(yes bool) Vote { return Vote{For: yes, Amount: 100} }
	for _, tt := range []struct {
		votes []Vote
		want  bool
	}{
		{nil, false},
		{[]Vote{vote(true), vote(true)}, true},
		{[]Vote{vote(true), vote(true), vote(false)}, true},
		{[]Vote{vote(true), vote(true), vote(false), vote(false)}, false},
	} {
		a := Application{Ask: product.Ask{Currency: app.RUB}, Desk: Desk{Votes: tt.votes}}
		if got := a.Tally(w, 100).Enough(); got != tt.want {
			t.Errorf("%+v: %v", tt.votes, got)
		}
	}
}

func TestTheClientSeesNothingOfWhatColleaguesDo(t *testing.T) {
	d, ctx := newDesk(t), t.Context()
	a := d.at("decide")
	d.must(d.Note(ctx, anna, a.ID, "A regular client"))
	d.must(d.Vote(ctx, first, a.ID, Vote{For: true, Amount: 1}))
	theirs, err := d.Events(ctx, marina, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range theirs {
		if e.Act.Internal() {
			t.Errorf("the client reads %s", e.Act)
		}
	}
	ours, _ := d.Events(ctx, first, a.ID)
	if len(ours) < len(theirs)+6 {
		t.Errorf("the bank reads %d entries, the client %d", len(ours), len(theirs))
	}
}

func TestAPastOneGoesThroughItsStages(t *testing.T) {
	flow := credit().version
	v := func(app.Day) (product.Version, error) { return loan(), nil }
	u, err := Past(marina, v, func(product.Version, app.Day) product.Ask { return ask() }, app.Now().Add(-48*time.Hour), []Step{
		{Do: Fill, Answers: Answers{
			"name": "Марина Ковалёва", "born": "1990-05-28", "passport": "4508 123456", "tax_id": "500100732259", "residence": "RU",
			"work": "employed", "employer": "Школа", "income": "100 000", "payments": "0",
		}},
		{Do: Submit, Flow: &flow},
		{After: time.Hour, Do: Take, By: first},
		{After: time.Hour, Do: Move, By: first, To: "verify"},
		{After: time.Hour, Do: Check, By: first, Item: "passport"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if u.Application.Stage != "verify" || len(u.Ticks) != 1 || u.Ticks[0].Round != u.Application.Round {
		t.Errorf("it is at %+v with %+v", u.Application.Desk, u.Ticks)
	}
}
