package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/account"
)

func TestApplicationsAreHandedOverTogetherAndEachTellsWhatBecameOfIt(t *testing.T) {
	b := newBank(t)
	b.loan()
	first, second := b.browser("marina").sends(), b.browser("marina").sends()
	id := func(at string) string { return strings.TrimPrefix(at, "/client/applications/") }
	erik := b.browser("erik")
	page := erik.get("/manager/applications?state=submitted&kind=loan&days=0&q=")
	if page.status != http.StatusOK || strings.Count(page.body, "data-application=") != 2 {
		t.Fatalf("the table: %d, %d rows", page.status, strings.Count(page.body, "data-application="))
	}
	board := erik.get("/manager/applications?view=board&kind=loan")
	if board.status != http.StatusOK || strings.Count(board.body, "data-card") != 2 {
		t.Errorf("the board: %d, %d cards", board.status, strings.Count(board.body, "data-card"))
	}
	nobody := erik.post("/manager/applications/assign", url.Values{"id": {id(first)}})
	if nobody.status != http.StatusUnprocessableEntity || !strings.Contains(nobody.body, `id="many-to-error"`) {
		t.Errorf("without a colleague: %d", nobody.status)
	}
	to := b.people["anna"].ID
	done := erik.post("/manager/applications/assign", url.Values{"id": {id(first), app.NewID(), id(second)}, "to": {to}})
	if done.status != http.StatusOK || strings.Count(done.body, `class="is-wrong"`) != 1 || !strings.Contains(done.body, "3 chosen, 1 not handed over") {
		t.Errorf("the results: %d %s", done.status, done.body)
	}
	if r := erik.get("/manager/applications?whose=" + to); strings.Count(r.body, "data-application=") != 2 {
		t.Errorf("%d are the colleague's", strings.Count(r.body, "data-application="))
	}
	if r := erik.get("/manager/applications?q=" + b.people["marina"].Name[:4]); strings.Count(r.body, "data-application=") != 2 {
		t.Errorf("%d are found by the name", strings.Count(r.body, "data-application="))
	}
	if r := erik.get("/manager/applications?q=26-000001"); strings.Count(r.body, "data-application=") != 1 {
		t.Errorf("%d are found by the number", strings.Count(r.body, "data-application="))
	}
	if r := erik.get("/manager/applications?view=board&q=26-000001"); strings.Count(r.body, "data-card") != 1 {
		t.Errorf("%d cards are of the application with the number", strings.Count(r.body, "data-card"))
	}
	search := url.Values{"type": {"passport"}, "value": {"45 08 123456"}}
	if r := erik.post("/manager/applications/find", search); r.status != http.StatusUnprocessableEntity {
		t.Errorf("a search without a reason: %d", r.status)
	}
	search.Set("reason", "a letter of the court")
	if r := erik.post("/manager/applications/find", search); r.status != http.StatusOK || !strings.Contains(r.body, "2 applications with this number") || strings.Contains(r.body, "4508") {
		t.Errorf("a search by the passport: %d", r.status)
	}
}

func TestANoteForColleaguesIsReadByColleaguesOnly(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina, erik := b.browser("marina"), b.browser("erik")
	at := marina.sends()
	theirs := strings.Replace(at, "/client", "/manager", 1)
	if r := erik.post(theirs+"/note", url.Values{"note": {"A careful client"}}); r.status != http.StatusSeeOther {
		t.Fatalf("the note: %d", r.status)
	}
	if r := erik.post(theirs+"/note", url.Values{"note": {" "}}); r.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty note: %d", r.status)
	}
	if r := erik.get(theirs); !strings.Contains(r.body, "A careful client") {
		t.Error("the colleague doesn't read it")
	}
	if r := marina.get(at); strings.Contains(r.body, "careful") {
		t.Error("the client reads it")
	}
}

func TestWhoSeesEverythingFiltersByAnyTeamAndOthersByTheirOwn(t *testing.T) {
	b := newBank(t)
	b.loan()
	teams := map[string]string{}
	for name, people := range map[string][]string{"Credit": {"anna", "underwriter"}, "Savings": {"jonas"}} {
		team, err := b.parts.People.AddTeam(t.Context(), account.System, name)
		if err != nil {
			t.Fatal(err)
		}
		teams[name] = team.ID
		for _, who := range people {
			r := rightsOf(who)
			r.Team, r.Scope = team.ID, app.Team
			if err := b.parts.People.SetRights(t.Context(), account.System, b.people[who].ID, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	at := strings.Replace(b.browser("marina").sends(), "/client", "", 1)
	if r := b.browser("jonas").post("/operator"+at+"/take", url.Values{}); r.status != http.StatusSeeOther {
		t.Fatalf("taking: %d", r.status)
	}
	erik, underwriter := b.browser("erik"), b.browser("underwriter")
	row, of := `href="/manager`+at+`"`, func(name string) string { return "/manager/applications?whose=team-" + teams[name] }
	erik.get(of("Savings")).shows(t, "the team that has it", http.StatusOK,
		[]string{row, `value="team-` + teams["Savings"] + `" selected>Savings<`, ">Credit<"}, nil)
	erik.get(of("Credit")).shows(t, "another team", http.StatusOK, nil, []string{row})
	underwriter.get("/manager/applications").shows(t, "with a scope of one's team", http.StatusOK, []string{`value="team"`}, []string{">Savings<", ">Credit<", row})
	underwriter.get(of("Savings")).shows(t, "another team, typed", http.StatusOK, nil, []string{row})
	if r := erik.get("/manager/applications?whose=team-nonsense"); r.status != http.StatusNotFound {
		t.Errorf("nonsense answers %d", r.status)
	}
}
