package live

import (
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/oklog/ulid/v2"

	"telemark/app"
)

func TestACursorSurvivesItsText(t *testing.T) {
	a, b := app.NewID(), app.NewID()
	for _, c := range []Cursor{{}, {a: 0}, {a: 1, b: math.MaxInt64}} {
		text := c.String()
		if got := ParseCursor(text); !maps.Equal(got, c) {
			t.Errorf("%v became %v", c, got)
		}
		if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("%q is no safe text for a header or an address", text)
		}
		if text != c.String() {
			t.Error("the same cursor has two texts")
		}
	}
	if got := ParseCursor(Cursor{"../etc": 7, a: -1, b: 2}.String()); !maps.Equal(got, Cursor{b: 2}) {
		t.Errorf("what is no room became %v", got)
	}
}

func TestALargeCursorKeepsTheNewestRooms(t *testing.T) {
	c := Cursor{}
	var ids []string
	for i := range 1000 {
		var id ulid.ULID
		if err := id.SetTime(uint64(1_700_000_000_000 + i)); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id.String())
		c[id.String()] = int64(i)
	}
	text := c.String()
	if len(text) > maxCursor || len(text) < maxCursor-40 {
		t.Errorf("%d characters", len(text))
	}
	got := ParseCursor(text)
	if len(got) < 150 {
		t.Errorf("%d rooms are left", len(got))
	}
	for i, id := range ids {
		if _, ok := got[id]; ok != (i >= 1000-len(got)) {
			t.Fatalf("room %d of 1000: %v among %d", i, ok, len(got))
		}
	}
}

func TestMergedCursorsTakeTheLargerOfEachRoom(t *testing.T) {
	a, b := Cursor{"A": 5, "B": 1}, Cursor{"B": 7, "C": 0}
	if got := a.Merge(b); !maps.Equal(got, Cursor{"A": 5, "B": 7, "C": 0}) {
		t.Errorf("got %v", got)
	}
	if !maps.Equal(a, Cursor{"A": 5, "B": 1}) {
		t.Errorf("the first one changed to %v", a)
	}
	if got := Cursor(nil).Merge(nil); len(got) != 0 {
		t.Errorf("nothing and nothing is %v", got)
	}
}

func TestGarbageIsAnEmptyCursor(t *testing.T) {
	good := Cursor{app.NewID(): 300}.String()
	for _, text := range []string{"", "%", "AA", "Ag", good + "A", good + "=", good[:len(good)-2], "Ajunk" + good, strings.Repeat("A", maxCursor+1), "1\x00"} {
		if got := ParseCursor(text); len(got) != 0 {
			t.Errorf("%q became %v", text, got)
		}
	}
}

func FuzzCursor(f *testing.F) {
	f.Add(Cursor{app.NewID(): 300, app.NewID(): 1}.String())
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, text string) {
		c := ParseCursor(text)
		again := c.String()
		if len(again) > maxCursor {
			t.Fatalf("%d characters", len(again))
		}
		if d := ParseCursor(again); !maps.Equal(c, d) {
			t.Fatalf("%v became %v", c, d)
		}
	})
}
