package app

import "testing"

func TestWhoIsForcedToASecondFactor(t *testing.T) {
	some := Forced{Operators: true, Duties: Approver | Administrator}
	for _, tt := range []struct {
		forced Forced
		role   Role
		duties Duties
		want   bool
	}{
		{some, Operator, 0, true},
		{some, Manager, Author | Approver, true},
		{some, Manager, Administrator, true},
		{some, Manager, Author | Supervisor, false},
		{some, Client, 0, false},
		{Forced{Duties: Every()}, Operator, 0, false},
		{Forced{}, Manager, Every(), false},
		{ForcedAll(), Operator, 0, true},
		{ForcedAll(), Manager, Auditor, true},
		{ForcedAll(), Client, 0, false},
	} {
		if got := tt.forced.Of(tt.role, tt.duties); got != tt.want {
			t.Errorf("%s forces a %s with %q: %v", tt.forced, tt.role, tt.duties, got)
		}
	}
}

func TestARuleCoversWhatIsNotWeaker(t *testing.T) {
	for _, tt := range []struct {
		f, other Forced
		want     bool
	}{
		{ForcedAll(), Forced{}, true},
		{Forced{}, Forced{}, true},
		{Forced{}, Forced{Operators: true}, false},
		{Forced{Operators: true}, Forced{Operators: true, Duties: Auditor}, false},
		{Forced{Operators: true, Duties: Author}, Forced{Duties: Approver}, false},
		{Forced{Duties: Author | Approver}, Forced{Duties: Approver}, true},
	} {
		if got := tt.f.Covers(tt.other); got != tt.want {
			t.Errorf("%s covers %s: %v", tt.f, tt.other, got)
		}
	}
}

func TestARuleReadsAsItWasWritten(t *testing.T) {
	for _, f := range []Forced{{}, {Operators: true}, {Duties: Author | Auditor}, ForcedAll()} {
		if got, ok := ParseForced(f.String()); !ok || got != f {
			t.Errorf("%q is read as %+v, %v", f, got, ok)
		}
	}
	for _, text := range []string{"", "everybody", "operator chief", "nobody operator"} {
		if f, ok := ParseForced(text); ok {
			t.Errorf("%q is read as %+v", text, f)
		}
	}
}
