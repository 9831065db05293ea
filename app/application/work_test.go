package application

import (
	"slices"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/product"
)

func TestOfTwoWhoTakeAnApplicationTheLoserReadsWhoHasIt(t *testing.T) {
	d := newDesk(t)
	a := d.must(d.Take(t.Context(), anna, d.submitted().ID))
	if a.State != InReview || a.Assignee != person(anna) {
		t.Errorf("taken as %s by %v", a.State, a.Assignee)
	}
	_, err := d.Take(t.Context(), jonas, a.ID)
	if e, ok := err.(*app.Error); !ok || e.Kind != app.Conflict || e.Text.Args["Name"] != anna.Name {
		t.Errorf("the loser: %v", err)
	}
	if b := d.must(d.Take(t.Context(), anna, a.ID)); b.Seq != a.Seq {
		t.Error("taking it twice is two")
	}
}

func TestAnApplicationIsGivenToSomebodyOfTheBank(t *testing.T) {
	d := newDesk(t)
	a := d.must(d.Assign(t.Context(), erik, d.submitted().ID, anna.ID))
	last := d.store.log[a.ID][len(d.store.log[a.ID])-1]
	if a.State != InReview || a.Assignee != person(anna) || !slices.Equal(last.Changes, []Change{{"assignee", "", anna.Name}}) {
		t.Errorf("%s of %v, logged %+v", a.State, a.Assignee, last)
	}
	if b := d.must(d.Assign(t.Context(), erik, a.ID, anna.ID)); b.Seq != a.Seq {
		t.Error("giving it to who has it is a change")
	}
	for _, to := range []string{"", "me", marina.ID, app.NewID()} {
		if _, err := d.Assign(t.Context(), erik, a.ID, to); !slices.Equal(fieldsOf(err), []string{"to"}) {
			t.Errorf("to %q: %v", to, err)
		}
	}
}

func TestTheBankAsksAndTheClientAnswersInPlace(t *testing.T) {
	d := newDesk(t)
	a := d.must(d.Take(t.Context(), anna, d.submitted().ID))
	for note, wrong := range map[string]bool{" ": true, strings.Repeat("ё", MaxNote+1): true} {
		if _, err := d.Ask(t.Context(), anna, a.ID, note); (len(fieldsOf(err)) == 1) != wrong {
			t.Errorf("asked %d characters: %v", len(note), err)
		}
	}
	a = d.must(d.Ask(t.Context(), anna, a.ID, "Which employer pays you?"))
	if a.State != NeedsInfo || a.Asked != "Which employer pays you?" {
		t.Errorf("%s, asked %q", a.State, a.Asked)
	}
	if _, err := d.Answer(t.Context(), marina, a.ID, ""); !slices.Equal(fieldsOf(err), []string{"note"}) {
		t.Errorf("an empty answer: %v", err)
	}
	a = d.must(d.attach(marina, a.ID, "contract.pdf"))
	a = d.must(d.Answer(t.Context(), marina, a.ID, "The ski school"))
	if a.State != InReview || a.Asked != "" || a.Assignee.ID != anna.ID {
		t.Errorf("%s, asked %q, with %v", a.State, a.Asked, a.Assignee)
	}
	var notes []string
	for _, e := range d.store.log[a.ID] {
		if e.Note != "" {
			notes = append(notes, e.Side+": "+e.Note)
		}
	}
	if want := []string{"bank: Which employer pays you?", "client: contract.pdf", "client: The ski school"}; !slices.Equal(notes, want) {
		t.Errorf("the log says %q", notes)
	}
}

func TestAnEndHasOneOfItsReasons(t *testing.T) {
	ctx := t.Context()
	type end func(d desk, id, reason string) (Application, error)
	for _, tt := range []struct {
		act     Act
		state   State
		reasons []string
		at      func(d desk) Application
		do      end
	}{
		{Withdraw, Withdrawn, []string{"changed_mind", "other_bank", "too_long", "mistake", "other"}, desk.submitted,
			func(d desk, id, reason string) (Application, error) { return d.Withdraw(ctx, marina, id, reason) }},
		{Decline, Declined, []string{"rate", "amount", "other_bank", "changed_mind", "other"}, desk.offered,
			func(d desk, id, reason string) (Application, error) {
				return d.Decline(ctx, marina, id, d.must(d.Application(ctx, marina, id)).Offer.Digest, reason)
			}},
		{Refuse, Refused, []string{"income", "history", "documents", "rules", "other"},
			func(d desk) Application { return d.must(d.Take(ctx, erik, d.submitted().ID)) },
			func(d desk, id, reason string) (Application, error) { return d.Refuse(ctx, erik, id, reason, "Sorry.") }},
	} {
		for _, reason := range tt.reasons {
			d := newDesk(t)
			a, err := tt.do(d, tt.at(d).ID, reason)
			if err != nil || a.State != tt.state || a.Reason != reason || a.EndedAt == nil {
				t.Errorf("%s for %s: %s for %q, %v", tt.act, reason, a.State, a.Reason, err)
			}
			if last := d.store.audit[len(d.store.audit)-1]; last.Action != "application."+string(tt.act) || last.New != reason {
				t.Errorf("%s is recorded as %+v", tt.act, last)
			}
		}
		d := newDesk(t)
		a := tt.at(d)
		for _, reason := range []string{"", "weather"} {
			if _, err := tt.do(d, a.ID, reason); !slices.Equal(fieldsOf(err), []string{"reason"}) {
				t.Errorf("%s for %q: %v", tt.act, reason, err)
			}
		}
	}
	d := newDesk(t)
	a := d.must(d.Withdraw(ctx, marina, d.submitted().ID, "mistake"))
	if b := d.must(d.Withdraw(ctx, marina, a.ID, "other")); b.Seq != a.Seq || b.Reason != "mistake" {
		t.Error("withdrawing twice is two")
	}
	a = d.offered()
	seen := a.Offer.Digest
	other := d.offer()
	other.Text = "Another one, while the client still looks at the first."
	d.must(d.Make(ctx, erik, a.ID, other))
	if _, err := d.Decline(ctx, marina, a.ID, seen, "rate"); app.KindOf(err) != app.Conflict {
		t.Errorf("an offer that the client hasn't seen is declined: %v", err)
	}
	seen = d.must(d.Application(ctx, marina, a.ID)).Offer.Digest
	a = d.must(d.Decline(ctx, marina, a.ID, seen, "rate"))
	if b := d.must(d.Decline(ctx, marina, a.ID, seen, "other")); b.Seq != a.Seq || b.Reason != "rate" {
		t.Error("declining twice is two")
	}
}

func TestWhatWasAcceptedIsFulfilledOnce(t *testing.T) {
	d := newDesk(t)
	a := d.offered()
	d.must(d.Accept(t.Context(), marina, a.ID, a.Offer.Digest))
	a = d.must(d.Fulfil(t.Context(), maria, a.ID))
	if b := d.must(d.Fulfil(t.Context(), maria, a.ID)); a.State != Fulfilled || b.Seq != a.Seq {
		t.Errorf("%s, and twice at %d, %d", a.State, a.Seq, b.Seq)
	}
}

func TestARoomOfTheClientsIsLinkedAndNobodyElses(t *testing.T) {
	d := newDesk(t)
	a, mine, other, later := d.submitted(), app.NewID(), app.NewID(), app.NewID()
	d.store.rooms = map[string]string{mine: marina.ID, later: marina.ID, other: oleg.ID}
	b := d.must(d.Link(t.Context(), marina, a.ID, mine))
	if c := d.must(d.Link(t.Context(), marina, a.ID, mine)); b.Room != mine || c.Seq != b.Seq {
		t.Errorf("linked to %s, and twice at %d, %d", b.Room, b.Seq, c.Seq)
	}
	if b = d.must(d.Link(t.Context(), marina, a.ID, later)); b.Room != later || b.State != Submitted {
		t.Errorf("a later room: %s", b.Room)
	}
	for name, do := range map[string]func() error{
		"another's room":        func() error { _, err := d.Link(t.Context(), marina, a.ID, other); return err },
		"another's application": func() error { _, err := d.Link(t.Context(), oleg, a.ID, other); return err },
		"the bank":              func() error { _, err := d.Link(t.Context(), anna, a.ID, mine); return err },
		"no room":               func() error { _, err := d.Link(t.Context(), marina, a.ID, "nowhere"); return err },
	} {
		if err := do(); app.KindOf(err) != app.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnAddressOfTheBoardMeansSomethingOrNothing(t *testing.T) {
	a := Application{ID: app.NewID(), Since: noon}
	for _, f := range []BoardFilter{
		{}, {State: Submitted}, {State: Fulfilled}, {Kind: product.Loan}, {Assignee: Nobody}, {Assignee: anna.ID}, {After: cursor(a, false)},
	} {
		if _, ok := f.check(); !ok {
			t.Errorf("%+v means nothing", f)
		}
	}
	for _, f := range []BoardFilter{{State: Draft}, {State: "open"}, {Kind: "loans"}, {Assignee: "me"}, {After: "x"}, {After: "MjAyNg"}} {
		if _, ok := f.check(); ok {
			t.Errorf("%+v means something", f)
		}
	}
	if p, _ := place(cursor(a, false)); p != (Place{noon, a.ID}) {
		t.Errorf("the place is %+v", p)
	}
}
