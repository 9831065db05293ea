package store

import (
	"slices"
	"testing"
	"time"
)

func sumOf(rows ...row) Sum {
	var s Sum
	for _, r := range rows {
		s.add(nil, r)
	}
	return s
}

func TestASumFindsEachDifferenceButTheOrder(t *testing.T) {
	at := time.Date(2026, 11, 23, 3, 4, 5, 678e6, time.UTC)
	base := []row{{"a", int64(1), true, at, nil}, {"b", int64(2), false, at, []byte{0}}, {"c", int64(3), false, nil, nil}}
	want := sumOf(base...)
	backwards := slices.Clone(base)
	slices.Reverse(backwards)
	zone := slices.Clone(base)
	zone[0] = row{"a", int64(1), true, at.In(time.FixedZone("", 3*3600)), nil}
	for name, same := range map[string][]row{"backwards": backwards, "in another zone": zone} {
		if got := sumOf(same...); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for name, r := range map[string]row{
		"a text":          {"A", int64(1), true, at, nil},
		"a space":         {"a ", int64(1), true, at, nil},
		"no text":         {nil, int64(1), true, at, nil},
		"an empty text":   {"", int64(1), true, at, nil},
		"a number":        {"a", int64(2), true, at, nil},
		"a yes":           {"a", int64(1), false, at, nil},
		"a millisecond":   {"a", int64(1), true, at.Add(time.Millisecond), nil},
		"no time":         {"a", int64(1), true, nil, nil},
		"bytes":           {"a", int64(1), true, at, []byte{}},
		"values that met": {"a", nil, true, at, int64(1)},
	} {
		if got := sumOf(r, base[1], base[2]); got == want {
			t.Errorf("%s makes no difference", name)
		}
	}
	if sumOf(base[1:]...) == want || sumOf(append(base, base[0])...) == want || sumOf(base[0], base[0], base[2]) == want {
		t.Error("a lost or a doubled row makes no difference")
	}
	if sumOf(base[0], base[0], base[1], base[1]).mark == (Sum{}).mark {
		t.Error("pairs cancel out")
	}
}

func TestAValueOfAnotherKindIsRefused(t *testing.T) {
	for _, test := range []struct {
		kind  kind
		value any
	}{{number, "1"}, {yes, int64(2)}, {code, int64(1)}, {prose, time.Time{}}, {stamped, "2026-11-23"}, {sealed, "text"}, {number, 1.5}} {
		if c := (cell{kind: test.kind}); c.Scan(test.value) == nil {
			t.Errorf("%T was taken for kind %d as %v", test.value, test.kind, c.value)
		}
	}
}

func TestAKeyIsReadAsItWasWritten(t *testing.T) {
	at := time.Date(2026, 11, 23, 3, 4, 5, 678e6, time.UTC)
	for _, one := range tables {
		key := make([]any, one.key)
		for i, c := range one.columns[:one.key] {
			key[i] = map[kind]any{code: `<"ключ"\>`, number: int64(1<<62 + 1), stamped: at}[c.kind]
		}
		text, err := one.keyText(key)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := one.keyIn(text); err != nil || !slices.Equal(got, key) {
			t.Errorf("%s: %v, %v; want %v", one.name, got, err, key)
		}
		if _, err := one.keyIn(text + "x"); err == nil {
			t.Errorf("%s takes a broken mark", one.name)
		}
	}
}
