package app

import "testing"

func TestDutiesAreStoredAsWordsAndReadBack(t *testing.T) {
	for d := range Every() + 1 {
		if got, ok := ParseDuties(d.String()); !ok || got != d {
			t.Errorf("%b became %q and then %b, %v", d, d, got, ok)
		}
	}
	if _, ok := ParseDuties("author king"); ok {
		t.Error("king is no duty")
	}
}

func TestHoldingOneDutyIsNotHoldingTwo(t *testing.T) {
	if Author.Has(Author|Approver) || !(Author | Approver).Has(Approver) || Duties(0).Has(Auditor) {
		t.Error("Has tells of duties that are not there, or misses one that is")
	}
}
