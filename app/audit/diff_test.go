package audit

import (
	"slices"
	"testing"

	"telemark/app"
)

func TestADifferenceIsToldFieldByField(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		want     []Difference
	}{
		"nothing":                 {"", "", nil},
		"the same":                {"open", "open", nil},
		"words":                   {"open", "closed", []Difference{{"", "open", "closed"}}},
		"a reason":                {"", "asked on the phone", []Difference{{"", "", "asked on the phone"}}},
		"fields":                  {`{"name":"Anna","lang":"en"}`, `{"name":"Аня","lang":"en"}`, []Difference{{"name", "Anna", "Аня"}}},
		"a field that came":       {`{"a":1}`, `{"a":1,"b":true}`, []Difference{{"b", "", "true"}}},
		"a field that went":       {`{"a":1,"b":[1,2]}`, `{"a":1}`, []Difference{{"b", "[1,2]", ""}}},
		"a new object":            {"", `{"b":"2","a":"1"}`, []Difference{{"a", "", "1"}, {"b", "", "2"}}},
		"fields in fields":        {`{"rate":{"low":1,"high":2}}`, `{"rate":{"low":1,"high":3}}`, []Difference{{"rate › high", "2", "3"}}},
		"words and an object":     {"none", `{"a":1}`, []Difference{{"", "none", `{"a":1}`}}},
		"what only looks like it": {"{a", "{b", []Difference{{"", "{a", "{b"}}},
		"null":                    {`{"a":null}`, `{"a":"null"}`, nil},
	} {
		r := Record{Audit: app.Audit{Old: c.old, New: c.new}}
		if got := r.Differences(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func FuzzDifferences(f *testing.F) {
	f.Add(`{"a":{"b":1}}`, `{"a":[]}`)
	f.Fuzz(func(t *testing.T, old, new string) {
		r := Record{Audit: app.Audit{Old: old, New: new}}
		for _, d := range r.Differences() {
			if d.Old == d.New {
				t.Errorf("%q and %q differ in nothing: %+v", old, new, d)
			}
		}
	})
}

func TestALineThatIsKeptIsReadAgain(t *testing.T) {
	d := Day{Day: "2026-11-28", First: 1, Last: 7, Hash: "h", SealedAt: app.Now()}
	d.Digest = d.Sum()
	other := d
	other.Previous = d.Digest
	if other.Sum() == d.Sum() {
		t.Error("the digest before isn't covered")
	}
	if got, ok := placeIn("1700000000000-7"), true; !ok || got.Seq != 7 || placeText(got) != "1700000000000-7" {
		t.Errorf("a place is %+v", got)
	}
	for _, wrong := range []string{"", "x", "1", "-", "1-", "99999999999999999-1", "-5-7"} {
		if placeIn(wrong) != (Place{}) {
			t.Errorf("%q is a place", wrong)
		}
	}
}
