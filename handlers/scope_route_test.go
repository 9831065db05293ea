package handlers

import (
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"telemark/app"
)

// Every route that names an application, by people of each scope: what is outside of it is as if it were not there, in the list, on the
// page and in everything that can be done with it.
func TestEveryRouteToAnApplicationKeepsToTheScope(t *testing.T) {
	b := newBank(t)
	b.loan()
	ctx, erik := t.Context(), b.people["erik"]
	id := path.Base(b.browser("marina").sends())
	loans, err := b.parts.People.AddTeam(ctx, erik, "Loans")
	if err != nil {
		t.Fatal(err)
	}
	cards, err := b.parts.People.AddTeam(ctx, erik, "Cards")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.parts.Applications.Assign(ctx, erik, id, b.people["underwriter"].ID); err != nil {
		t.Fatal(err)
	}
	set := func(name string, scope app.Scope, team string) {
		t.Helper()
		r := app.Rights{Duties: b.people[name].Duties, Scope: scope, Team: team}
		if err := b.parts.People.SetRights(ctx, erik, b.people[name].ID, r); err != nil {
			t.Fatal(err)
		}
	}
	set("underwriter", app.Own, loans.ID)
	for _, test := range []struct {
		scope app.Scope
		team  string
		seen  bool
	}{
		{app.Own, loans.ID, false}, {app.Team, cards.ID, false}, {app.Team, "", false}, {app.Team, loans.ID, true}, {app.All, "", true},
	} {
		set("supervisor", test.scope, test.team)
		v := b.browser("supervisor")
		if got := strings.Contains(v.get("/manager/applications").body, id); got != test.seen {
			t.Errorf("with scope %s of team %q it is on the board: %v", test.scope, test.team, got)
		}
		if got := v.get("/manager/applications/" + id).status; (got == http.StatusOK) != test.seen {
			t.Errorf("with scope %s of team %q its page answers %d", test.scope, test.team, got)
		}
		if test.seen {
			continue
		}
		walked := 0
		for _, w := range b.managerRoutes() {
			if !strings.Contains(w.Path, "/applications/:application") {
				continue
			}
			walked++
			form := url.Values{
				"to": {b.people["supervisor"].ID}, "note": {"Let me in"}, "reason": {"income"}, "field": {"passport"}, "amount": {"400000"}, "term": {"24"},
				"rate": {"19"}, "why": {"curious"},
			}
			if w.Method == http.MethodGet {
				form = nil
			}
			at := strings.NewReplacer(":application", id, ":document", app.NewID()).Replace(w.Path)
			if got := v.do(w.Method, at, form); got.status != http.StatusNotFound || strings.Contains(got.body, "Марина") {
				t.Errorf("with scope %s of team %q %s %s answers %d", test.scope, test.team, w.Method, w.Path, got.status)
			}
		}
		if walked < 9 {
			t.Errorf("walked %d routes only", walked)
		}
	}
	if got := b.browser("underwriter").get("/manager/applications/" + id).status; got != http.StatusOK {
		t.Errorf("who has it gets %d", got)
	}
	if got := b.browser("jonas").get("/operator/applications/" + id).status; got != http.StatusOK {
		t.Errorf("an operator, who answers whoever writes, gets %d", got)
	}
	// The administrator asks who sees it, and hears the same.
	for name, want := range map[string]string{"supervisor": "true", "underwriter": "true", "author": "false", "anna": "true"} {
		page := b.browser("administrator").get("/manager/staff/" + b.people[name].ID + "/access?number=" + url.QueryEscape("/manager/applications/"+id))
		if !strings.Contains(page.body, `data-seen="`+want+`"`) {
			t.Errorf("of %s the page says something else: %d", name, page.status)
		}
		if id := regexp.MustCompile(`staff\.area_\w*`).FindString(page.body); id != "" {
			t.Errorf("the page of %s has no words for %s", name, id)
		}
	}
}
