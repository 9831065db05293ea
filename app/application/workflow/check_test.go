package workflow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/product"
)

func both(name string) map[string]string { return map[string]string{"en": name, "ru": name} }

const million = 1_000_000_00

// credit is intake, verification, decision, where two decide above a million.
func credit() Content {
	return Content{Names: both("Loans"), Kinds: []product.Kind{product.Loan}, Stages: []Stage{
		{ID: "intake", Names: both("Intake"), Who: Staff, Hours: 4, Ways: []Way{{To: "verify", Right: Staff}, {To: Rework, Right: Staff}}},
		{
			ID: "verify", Names: both("Verification"), Who: Managers, Hours: 24, Checks: []Item{{"passport", both("Passport")}},
			Ways: []Way{{To: "decide", Right: "underwriter"}, {To: "intake", Right: Managers}, {To: Refuse, Right: "underwriter"}},
		},
		{
			ID: "decide", Names: both("Decision"), Who: "underwriter", Hours: 8,
			Ways: []Way{{To: Offer, Right: "underwriter", Limit: million, Votes: 2}, {To: Refuse, Right: "underwriter"}, {To: "verify", Right: "underwriter"}},
		},
	}}
}

func TestAWorkflowIsRefusedForWhatWouldLeaveAnApplicationStuck(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Content)
		want   string // place text; empty: nothing is found
	}{
		"sound":                 {func(*Content) {}, ""},
		"no English name":       {func(c *Content) { c.Names = map[string]string{"ru": "Кредит"} }, "names.en workflow.name_missing"},
		"no kinds":              {func(c *Content) { c.Kinds = nil }, "kinds workflow.kinds_missing"},
		"a kind of no kind":     {func(c *Content) { c.Kinds = []product.Kind{"shares"} }, "kinds workflow.kind_odd"},
		"no stages":             {func(c *Content) { c.Stages = nil }, "stages workflow.stages_many"},
		"no time":               {func(c *Content) { c.Stages[1].Hours = 0 }, "stages.1.hours workflow.hours_odd"},
		"a stage without exits": {func(c *Content) { c.Stages[2].Ways = nil }, "stages.2.ways workflow.no_ways"},
		"a way nowhere":         {func(c *Content) { c.Stages[0].Ways[0].To = "moon" }, "stages.0.ways.0.to workflow.way_nowhere"},
		"a way to itself":       {func(c *Content) { c.Stages[0].Ways[0].To = "intake" }, "stages.0.ways.0.to workflow.way_nowhere"},
		"a way twice":           {func(c *Content) { c.Stages[1].Ways[1].To = "decide" }, "stages.1.ways.1.to workflow.way_twice"},
		"an unknown right":      {func(c *Content) { c.Stages[0].Ways[0].Right = "king" }, "stages.0.ways.0.right workflow.right_missing"},
		"rights that nobody can have both": {
			func(c *Content) { c.Stages[1].Who, c.Stages[1].Ways[1].Right = Operators, Operators }, "stages.1.ways.0.right workflow.right_apart",
		},
		"one vote":          {func(c *Content) { c.Stages[2].Ways[0].Votes = 1 }, "stages.2.ways.0.votes workflow.votes_odd"},
		"votes on a rework": {func(c *Content) { c.Stages[0].Ways[1].Votes = 2 }, "stages.0.ways.1.limit workflow.rework_free"},
		"a checklist's line twice": {
			func(c *Content) { c.Stages[1].Checks = append(c.Stages[1].Checks, c.Stages[1].Checks[0]) }, "stages.1.checks.1 workflow.item_twice",
		},
		"a stage that nobody reaches": {func(c *Content) { c.Stages[1].Ways[0].To = Offer }, "stages.2 workflow.stage_unreached"},
		"only questions":              {func(c *Content) { c.Stages[0].Ways = c.Stages[0].Ways[1:] }, "stages.0.ways workflow.dead_end"},
		"a circle": {func(c *Content) {
			c.Stages[1].Ways = c.Stages[1].Ways[:2]
			c.Stages[2].Ways = c.Stages[2].Ways[2:]
		}, "stages.0.ways workflow.dead_end"},
		"closed above a limit": {func(c *Content) {
			c.Stages[1].Ways = c.Stages[1].Ways[:2]
			c.Stages[2].Ways = []Way{{To: Offer, Right: "underwriter", Limit: million}}
		}, "stages.0.ways workflow.dead_end_above"},
		"above a limit only refused": {func(c *Content) { c.Stages[2].Ways[0].Votes = 0 }, "? stages.0.ways workflow.only_refused_above"},
	} {
		c := credit()
		tt.change(&c)
		found := c.Check(nil)
		first := ""
		if len(found) > 0 {
			first = found[0].Place + " " + found[0].Text.ID
			if found[0].Warning {
				first = "? " + first
			}
		}
		if first != tt.want {
			t.Errorf("%s: found %q, want %q (of %d)", name, first, tt.want, len(found))
		}
	}
}

func TestTooFewPeopleAreAWarning(t *testing.T) {
	people := map[Right]int{Staff: 9, Managers: 2, "underwriter": 1}
	found := credit().Check(people)
	if len(found) != 1 || !found[0].Warning || found[0].Text.ID != "workflow.too_few" || !Sound(found) {
		t.Errorf("found %+v", found)
	}
	delete(people, "underwriter")
	if found := credit().Check(people); len(found) < 4 || found[0].Text.ID != "workflow.nobody_may" {
		t.Errorf("found %+v", found)
	}
}

func TestHowManyPeopleAWayNeeds(t *testing.T) {
	for _, tt := range []struct {
		limit        int64
		votes        int
		amount, want int64
	}{
		{0, 0, 5, 1}, {0, 2, 5, 2}, {10, 0, 10, 1}, {10, 0, 11, 0}, {10, 2, 10, 1}, {10, 2, 11, 2},
		{10, 2, Amount(1, app.USD), 2}, {10, 0, Amount(1, app.USD), 0},
	} {
		if got := (Way{Limit: tt.limit, Votes: tt.votes}).Needs(tt.amount); int64(got) != tt.want {
			t.Errorf("up to %d or %d votes, of %d: %d, want %d", tt.limit, tt.votes, tt.amount, got, tt.want)
		}
	}
}

func TestARightIsHeldByWhomItNames(t *testing.T) {
	operator := app.Actor{Role: app.Operator, Duties: app.Every()}
	for _, tt := range []struct {
		right Right
		actor app.Actor
		want  bool
	}{
		{Staff, operator, true},
		{Operators, operator, true},
		{"underwriter", operator, false},
		{Managers, app.Actor{Role: app.Manager}, true},
		{"underwriter", app.Actor{Role: app.Manager}, false},
		{"underwriter", app.Actor{Role: app.Manager, Duties: app.Underwriter}, true},
		{Staff, app.Actor{Role: app.Client}, false},
		{"", app.Actor{Role: app.Manager, Duties: app.Every()}, false},
		{"king", app.Actor{Role: app.Manager, Duties: app.Every()}, false},
	} {
		if got := tt.right.Held(tt.actor); got != tt.want {
			t.Errorf("%q of %+v: %v", tt.right, tt.actor, got)
		}
	}
}

// wild is a workflow of random stages and ways: what is mistyped in it is nothing.
func wild(r *rand.Rand) Content {
	c := Content{Names: both("Wild"), Kinds: []product.Kind{product.Loan}}
	n := 1 + r.IntN(5)
	for i := range n {
		s := Stage{ID: fmt.Sprint("s", i), Names: both("Stage"), Who: Staff, Hours: 1}
		targets := slices.Clone(Outcomes)
		for j := range n {
			if j != i {
				targets = append(targets, fmt.Sprint("s", j))
			}
		}
		r.Shuffle(len(targets), func(a, b int) { targets[a], targets[b] = targets[b], targets[a] })
		for _, to := range targets[:1+r.IntN(min(3, len(targets)))] {
			w := Way{To: to, Right: Staff}
			if to != Rework {
				w.Limit, w.Votes = int64(r.IntN(4))*100, []int{0, 0, 2}[r.IntN(3)]
			}
			s.Ways = append(s.Ways, w)
		}
		c.Stages = append(c.Stages, s)
	}
	return c
}

// wanders walks an application of an amount about every way there is, and tells whether from each place where it comes it can still be
// decided: by trying all walks, as somebody with a pencil would.
func (c Content) wanders(amount int64) (stuck bool, been map[string]bool) {
	been = map[string]bool{}
	var decided func(at string, trail []string) bool
	decided = func(at string, trail []string) bool {
		s, _ := c.Stage(at)
		for _, w := range s.Ways {
			free := w.Limit == 0 && w.Votes == 0 || w.Limit > 0 && amount <= w.Limit || w.Votes > 0
			switch {
			case !free || w.To == Rework || slices.Contains(trail, w.To):
			case w.To == Offer || w.To == Refuse || decided(w.To, append(slices.Clone(trail), w.To)):
				return true
			}
		}
		return false
	}
	var visit func(at string)
	visit = func(at string) {
		if been[at] {
			return
		}
		been[at] = true
		stuck = stuck || !decided(at, []string{at})
		s, _ := c.Stage(at)
		for _, w := range s.Ways {
			if (w.Limit == 0 || amount <= w.Limit || w.Votes > 0) && c.At(w.To) >= 0 {
				visit(w.To)
			}
		}
	}
	visit(c.Stages[0].ID)
	return stuck, been
}

// The checker and the pencil agree, on random workflows and amounts.
func agree(t *testing.T, c Content) (sound bool) {
	t.Helper()
	found := c.Check(nil)
	says := func(id string) bool {
		return slices.ContainsFunc(found, func(f Finding) bool { return !f.Warning && strings.HasPrefix(f.Text.ID, id) })
	}
	stuck, reached := false, map[string]bool{}
	for amount := int64(50); amount <= 450; amount += 50 {
		s, been := c.wanders(amount)
		stuck = stuck || s
		for id := range been {
			reached[id] = true
		}
	}
	if says("workflow.dead_end") != stuck || says("workflow.stage_unreached") != (len(reached) < len(c.Stages)) {
		t.Fatalf("stuck %v, reached %v, but found %+v of %+v", stuck, reached, found, c)
	}
	return Sound(found)
}

func TestTheCheckerAgreesWithATryOfEveryWalk(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // the same workflows each time
	sound := 0
	for range 20_000 {
		if agree(t, wild(r)) {
			sound++
		}
	}
	if sound < 500 || sound > 19_500 {
		t.Errorf("%d of 20,000 are sound: the test tries one side only", sound)
	}
}

func FuzzTheCheckerAgreesWithATryOfEveryWalk(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) { agree(t, wild(rand.New(rand.NewPCG(a, b)))) }) //nolint:gosec // no secret
}

func TestADifferenceNamesWhatWasChangedAddedAndTaken(t *testing.T) {
	word := func(w Word) string { return fmt.Sprintf("%v", w) }
	old, now := credit(), credit()
	now.Stages[2].Ways[0].Votes = 3
	now.Stages[1].Checks = []Item{{"income", both("Income")}}
	var got []string
	for _, d := range Difference(old.Lines("en", word), now.Lines("en", word)) {
		got = append(got, fmt.Sprint(d.Key, " ", d.Stage, ": ", d.Old != "", " ", d.New != ""))
	}
	want := []string{"check Verification: false true", "way Decision: true true", "check Verification: true false"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if d := Difference(old.Lines("en", word), old.Lines("en", word)); len(d) != 0 {
		t.Errorf("a version differs from itself: %+v", d)
	}
}
