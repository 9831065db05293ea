package web

import (
	"strings"
	"testing"

	"telemark/app"
)

// Somebody sends a cookie tz with another spelling of one zone's file at each request: each was kept for ever, 5 KB apiece.
func TestASpellingOfAZoneIsNotAnotherZone(t *testing.T) {
	count := func() (n int) {
		zones.Range(func(any, any) bool { n++; return true })
		return n
	}
	zone("Asia/Yekaterinburg")
	before := count()
	for n := range 20 {
		for _, step := range []string{"/", "/./", "/../Asia/"} {
			name := "Asia" + strings.Repeat(step, n%8+2) + "Yekaterinburg"
			if got := zone(name); got != app.Zone() {
				t.Errorf("%s is taken for %s", name, got)
			}
		}
	}
	for _, name := range []string{"", "/", ".", "..", "/etc/passwd", "../../etc/passwd", "Asia/Yekaterinburg/", "Local", strings.Repeat("a", 65)} {
		if got := zone(name); got != app.Zone() {
			t.Errorf("%q is taken for %s", name, got)
		}
	}
	if after := count(); after != before {
		t.Errorf("%d zones are kept, %d were", after, before)
	}
	if got := zone("Asia/Yekaterinburg").String(); got != "Asia/Yekaterinburg" {
		t.Errorf("a true zone is %s", got)
	}
}
