package privacy

import (
	"slices"
	"testing"
)

func TestThePlanSaysWhatIsKeptAndWhy(t *testing.T) {
	room := func(id string) Thing { return Thing{ID: id, State: "closed"} }
	for name, c := range map[string]struct {
		holding Holding
		want    []Item
		signsIn bool
	}{
		"somebody who has only an account": {Holding{Sessions: 2}, []Item{
			{"account", 1, Anonymised, ""}, {"sessions", 2, Erased, ""}, {"audit", 1, Retained, WhyProof},
		}, false},
		"a draft and two refusals": {Holding{Applications: []Thing{{State: "draft"}, {State: "refused"}, {State: "withdrawn"}}}, []Item{
			{"account", 1, Anonymised, ""}, {"drafts", 1, Erased, ""}, {"applications", 2, Anonymised, ""}, {"audit", 1, Retained, WhyProof},
		}, false},
		"a contract, with the talk about it": {Holding{Applications: []Thing{{State: "fulfilled", Room: "a"}}, Rooms: []Thing{room("a"), room("b")}}, []Item{
			{"account", 1, Anonymised, ""}, {"applications", 1, Retained, WhyLaw}, {"talks", 1, Retained, WhyLaw}, {"talks", 1, Erased, ""}, {"audit", 1, Retained, WhyProof},
		}, false},
		"an application under way": {Holding{Sessions: 1, Devices: 1, Applications: []Thing{{State: "in_review", Open: true}}}, []Item{
			{"account", 1, Retained, WhyOpen}, {"applications", 1, Retained, WhyOpen}, {"audit", 1, Retained, WhyProof},
		}, true},
		"a room on hold": {Holding{Rooms: []Thing{{ID: "a", State: "closed", Held: true}}}, []Item{
			{"account", 1, Retained, WhyHold}, {"talks", 1, Retained, WhyHold}, {"audit", 1, Retained, WhyProof},
		}, false},
		"a draft on hold": {Holding{Applications: []Thing{{State: "draft", Held: true}}}, []Item{
			{"account", 1, Retained, WhyHold}, {"drafts", 1, Retained, WhyHold}, {"audit", 1, Retained, WhyProof},
		}, false},
	} {
		if got := c.holding.Plan(); !slices.Equal(got, c.want) || c.holding.SignsIn() != c.signsIn {
			t.Errorf("%s: %+v, signs in: %v; want %+v", name, got, c.holding.SignsIn(), c.want)
		}
	}
	if !(Holding{Rooms: []Thing{{State: "waiting", Open: true}}}).Talking() {
		t.Error("a room that waits is no talk")
	}
}
