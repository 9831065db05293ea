package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"telemark/app"
)

func TestAManagerWithoutADutyHearsWhoseItIs(t *testing.T) {
	b := newBank(t)
	for _, name := range []string{"author", "approver", "underwriter", "supervisor", "auditor", "administrator"} {
		v := b.browser(name)
		if got := v.get("/manager"); got.status != http.StatusOK {
			t.Errorf("the %s gets %d at home", name, got.status)
		}
		got, want := v.get("/manager/staff"), http.StatusForbidden
		if name == "administrator" {
			want = http.StatusOK
		}
		if got.status != want || want == http.StatusForbidden && !strings.Contains(got.body, "Administrator") {
			t.Errorf("the %s gets %d at the staff: %.300s", name, got.status, got.body)
		}
		if shown := strings.Contains(v.get("/manager").body, `href="/manager/staff"`); shown != (want == http.StatusOK) {
			t.Errorf("the menu shows the %s the staff: %v", name, shown)
		}
	}
}

// The attack: an underwriter who was trusted a moment ago goes on in the page that is open.
func TestADutyTakenAwayIsGoneAtOnce(t *testing.T) {
	b := newBank(t)
	v := b.browser("underwriter")
	if got := v.get("/manager/applications"); got.status != http.StatusOK {
		t.Fatalf("got %d", got.status)
	}
	rights := app.Rights{Duties: app.Author, Scope: app.Own}
	if err := b.parts.People.SetRights(t.Context(), b.people["erik"], b.people["underwriter"].ID, rights); err != nil {
		t.Fatal(err)
	}
	if got := v.get("/manager/applications"); got.status != http.StatusSeeOther {
		t.Errorf("the old session gets %d, want the way to the sign-in", got.status)
	}
	if got := b.browser("underwriter").get("/manager/applications"); got.status != http.StatusForbidden {
		t.Errorf("the new session gets %d, want 403", got.status)
	}
}

// What the menu shows is what its reader may open, and all of it.
func TestTheMenuOpensWhatItShows(t *testing.T) {
	b := newBank(t)
	all := map[string]bool{}
	shown := map[string]map[string]bool{}
	link := regexp.MustCompile(`<a href="(/manager[^"?]*)"`)
	for name, role := range names {
		if role != app.Manager {
			continue
		}
		v := b.browser(name)
		page := v.get("/manager").body
		_, nav, _ := strings.Cut(page, `class="sidenav"`)
		nav, _, _ = strings.Cut(nav, "</nav>")
		shown[name] = map[string]bool{}
		for _, m := range link.FindAllStringSubmatch(nav, -1) {
			all[m[1]], shown[name][m[1]] = true, true
		}
	}
	if len(all) < 5 || len(shown["erik"]) != len(all) {
		t.Fatalf("erik, who has all duties, is shown %d of %d pages", len(shown["erik"]), len(all))
	}
	for name, pages := range shown {
		v := b.browser(name)
		for page := range all {
			if got := v.get(page).status; (got < http.StatusBadRequest) != pages[page] {
				t.Errorf("%s is shown %s: %v, and gets %d", name, page, pages[page], got)
			}
		}
	}
}
