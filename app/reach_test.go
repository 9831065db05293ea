package app

import "testing"

func TestAScopeHoldsWhatIsOnesOwnAndWhatNobodyHas(t *testing.T) {
	for _, test := range []struct {
		scope         Scope
		team          string
		holder, their string
		seen          bool
	}{
		{"", "", "", "", true}, {Own, "", "", "", true}, {Own, "", "me", "loans", true}, {Own, "", "vera", "", false},
		{"", "", "vera", "", false}, {Own, "loans", "vera", "loans", false},
		{Team, "loans", "vera", "loans", true}, {Team, "loans", "vera", "cards", false}, {Team, "loans", "vera", "", false},
		{Team, "", "vera", "", true}, {Team, "", "vera", "cards", false}, {Team, "cards", "me", "", true},
		{All, "", "vera", "cards", true}, {All, "loans", "vera", "", true}, {"world", "loans", "vera", "loans", false},
	} {
		a := Actor{ID: "me", Role: Manager, Scope: test.scope, Team: test.team}
		if got := a.Reach().Holds(test.holder, test.their); got != test.seen {
			t.Errorf("with scope %q in team %q, what %q of %q has is seen: %v", test.scope, test.team, test.holder, test.their, got)
		}
	}
}
