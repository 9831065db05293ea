package application

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"telemark/app"
)

var (
	states = []State{Draft, Submitted, InReview, NeedsInfo, Offered, Accepted, Declined, Withdrawn, Refused, Fulfilled}
	acts   = []Act{Fill, Submit, Take, Assign, Ask, Answer, Attach, Make, Accept, Decline, Withdraw, Refuse, Fulfil, Expire, Remark}
)

// allowed is the life of an application, written down once more: who, what, from where to where.
const allowed = `
client fill     draft>draft
client submit   draft>submitted
client attach   draft>draft submitted>submitted in_review>in_review needs_info>needs_info
client answer   needs_info>in_review
client accept   offered>accepted
client decline  offered>declined
client withdraw draft>withdrawn submitted>withdrawn in_review>withdrawn needs_info>withdrawn offered>withdrawn
operator take   submitted>in_review in_review>in_review
operator ask    in_review>needs_info
manager take    submitted>in_review in_review>in_review
manager assign  submitted>in_review in_review>in_review needs_info>needs_info offered>offered accepted>accepted
manager ask     in_review>needs_info
manager offer   in_review>offered offered>offered
manager refuse  in_review>refused needs_info>refused
manager fulfil  accepted>fulfilled
system expire   offered>in_review
operator note   submitted>submitted in_review>in_review needs_info>needs_info offered>offered accepted>accepted declined>declined withdrawn>withdrawn refused>refused fulfilled>fulfilled
manager note    submitted>submitted in_review>in_review needs_info>needs_info offered>offered accepted>accepted declined>declined withdrawn>withdrawn refused>refused fulfilled>fulfilled
`

func TestWhoMayDoWhatInTheLifeOfAnApplication(t *testing.T) {
	want := map[string]State{} // "client fill draft" leads to
	for line := range strings.Lines(strings.TrimSpace(allowed)) {
		words := strings.Fields(line)
		for _, way := range words[2:] {
			from, to, _ := strings.Cut(way, ">")
			want[words[0]+" "+words[1]+" "+from] = State(to)
		}
	}
	tried := 0
	for _, who := range []app.Actor{marina, anna, erik, System, {}} {
		role := string(who.Role)
		switch {
		case who.ID == System.ID:
			role = "system"
		case who.ID == "":
			role = "nobody"
		}
		for _, act := range acts {
			for _, state := range states {
				a := Application{Client: person(marina), State: state, Assignee: person(who), SubmittedAt: &noon}
				if state == Draft {
					a.SubmittedAt = nil
				}
				key := fmt.Sprint(role, " ", act, " ", state)
				to, ok := want[key]
				got, err := a.next(who, act)
				if role == "nobody" { // the table's system role is the program's alone: everybody passes CanRead first
					if a.May(who, act) {
						t.Errorf("%s is possible", key)
					}
					continue
				}
				if (err == nil) != ok || err == nil && got != to {
					t.Errorf("%s: %q, %v; want %q", key, got, err, to)
				}
				if role != "system" && a.May(who, act) != ok {
					t.Errorf("%s: the button says %v", key, !ok)
				}
				tried++
				delete(want, key)
			}
		}
	}
	if len(want) != 0 || tried != 4*len(acts)*len(states) {
		t.Errorf("tried %d, and these not at all: %v", tried, want)
	}
}

func TestWhoNeverMayDoSomethingLearnsNothingAndWhoComesTooLateIsTold(t *testing.T) {
	a := Application{Client: person(marina), State: Fulfilled}
	if _, err := a.next(anna, Make); app.KindOf(err) != app.NotFound {
		t.Errorf("an operator who offers: %v", err)
	}
	if _, err := a.next(marina, Withdraw); app.KindOf(err) != app.Conflict || textOf(err) != "application.other_state" {
		t.Errorf("a client who comes too late: %v", err)
	}
}

func TestWhatNeedsTheAssigneeIsRefusedToColleaguesByName(t *testing.T) {
	for _, tt := range []struct {
		act   Act
		state State
		who   app.Actor
	}{
		{Ask, InReview, jonas}, {Ask, InReview, maria}, {Make, InReview, maria}, {Make, Offered, maria}, {Refuse, InReview, maria},
		{Refuse, NeedsInfo, maria},
	} {
		a := Application{Client: person(marina), State: tt.state, Assignee: person(erik)}
		_, err := a.next(tt.who, tt.act)
		if e, ok := err.(*app.Error); !ok || e.Kind != app.Conflict || e.Text.ID != "application.taken_by" || e.Text.Args["Name"] != erik.Name {
			t.Errorf("%s of %s in %s: %v", tt.act, tt.who.Name, tt.state, err)
		}
		a.Assignee = Person{}
		if _, err := a.next(tt.who, tt.act); textOf(err) != "application.take_first" {
			t.Errorf("%s of what nobody has: %v", tt.act, err)
		}
	}
}

func TestTheClockStartsAnewOnlyWhenSomebodyElseIsWaitedFor(t *testing.T) {
	waits := map[State]string{
		Draft: "client", NeedsInfo: "client", Offered: "client", Submitted: "bank", InReview: "bank", Accepted: "bank",
		Declined: "", Withdrawn: "", Refused: "", Fulfilled: "",
	}
	for _, from := range states {
		if from.Waits() != waits[from] || from.Ended() != (waits[from] == "") {
			t.Errorf("%s waits for %q, ended %v", from, from.Waits(), from.Ended())
		}
		for _, to := range states {
			u := Application{State: from, Since: noon}.update()
			u.move(marina, Fill, to, noon.Add(1))
			if anew := u.Application.Since.After(noon); anew != (waits[from] != waits[to]) {
				t.Errorf("from %s to %s the clock starts anew: %v", from, to, anew)
			}
			if (u.Application.EndedAt != nil) != to.Ended() {
				t.Errorf("%s has ended at %v", to, u.Application.EndedAt)
			}
		}
	}
}

func TestADraftAndWhatBecameOfItIsItsClientsAlone(t *testing.T) {
	now := app.Now()
	for name, tt := range map[string]struct {
		state     State
		submitted *time.Time
		staff     bool
	}{
		"a draft":               {Draft, nil, false},
		"a draft taken back":    {Withdrawn, nil, false},
		"a submitted one":       {Submitted, &now, true},
		"withdrawn from review": {Withdrawn, &now, true},
	} {
		a := Application{Client: Person{ID: "marina"}, State: tt.state, SubmittedAt: tt.submitted}
		for _, role := range []app.Role{app.Operator, app.Manager} {
			if got := a.CanRead(app.Actor{ID: "erik", Role: role}) == nil; got != tt.staff {
				t.Errorf("%s: the %s reads it: %v", name, role, got)
			}
		}
		if a.CanRead(app.Actor{ID: "marina", Role: app.Client}) != nil || a.CanRead(app.Actor{ID: "oleg", Role: app.Client}) == nil {
			t.Errorf("%s: not its client's alone", name)
		}
	}
}
