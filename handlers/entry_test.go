package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
)

// factor sets a second factor up by the pages that somebody is led to, and answers the page with the recovery codes.
func (v browser) factor() reply {
	v.bank.t.Helper()
	page := v.get("/account/factor")
	m := regexp.MustCompile(`<code class="secret">([^<]+)</code>`).FindStringSubmatch(page.body)
	if m == nil {
		v.bank.t.Fatalf("no secret: %d %s", page.status, page.body)
	}
	code, err := account.CodeAt(m[1], app.Now())
	if err != nil {
		v.bank.t.Fatal(err)
	}
	return v.post("/account/factor", url.Values{"code": {code}, "password": {password}})
}

// patiently asks again when it is told to wait, as who posts to every route in a second is.
func (v browser) patiently(method, path string, form url.Values, headers ...string) reply {
	got := v.do(method, path, form, headers...)
	for got.status == http.StatusTooManyRequests {
		time.Sleep(100 * time.Millisecond)
		got = v.do(method, path, form, headers...)
	}
	return got
}

// Somebody signed in with a password, and then the bank wants a second factor of them. Until it is there every route of theirs, page,
// form or stream, leads to its set-up and to nothing else.
func TestWhoMustHaveASecondFactorOpensNothingBefore(t *testing.T) {
	b := newBank(t)
	chief := b.browser("erik")
	who := map[string]browser{"/operator": b.browser("anna"), "/manager": b.browser("administrator")}
	form := url.Values{"forced": {"operator", "administrator"}}
	if got := chief.post("/manager/settings/entry", form); got.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", got.status, got.body)
	}
	if got := chief.get("/manager/settings/entry"); got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/account/factor") {
		t.Errorf("whoever made the rule is under it: %d to %s", got.status, got.header.Get("Location"))
	}
	walked := 0
	for _, r := range b.site.fiber.GetRoutes(true) {
		area := "/" + strings.SplitN(strings.Trim(r.Path, "/"), "/", 2)[0]
		if area == "/account" && r.Path != "/account/factor" {
			area = "/operator"
		}
		v, ok := who[area]
		if !ok || r.Method == http.MethodHead {
			continue
		}
		walked++
		var sent url.Values
		if r.Method != http.MethodGet {
			sent = url.Values{}
		}
		path := regexp.MustCompile(`:\w+|\*`).ReplaceAllString(r.Path, app.NewID())
		got := v.patiently(r.Method, path, sent)
		if got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/account/factor") {
			t.Errorf("%s %s: %d to %q", r.Method, path, got.status, got.header.Get("Location"))
		}
		if script := v.patiently(r.Method, path, sent, "Accept", "text/event-stream"); script.status != http.StatusUnauthorized {
			t.Errorf("%s %s as a stream: %d", r.Method, path, script.status)
		}
	}
	if walked < 150 {
		t.Errorf("walked %d routes only", walked)
	}
	if got := b.browser("author").get("/manager"); got.status != http.StatusOK {
		t.Errorf("a duty that is not ticked: %d", got.status)
	}
	if got := b.browser("marina").get("/client"); got.status != http.StatusOK {
		t.Errorf("a client: %d", got.status)
	}
	anna := who["/operator"]
	codes := anna.factor()
	if codes.status != http.StatusOK || strings.Count(codes.body, `<code class="secret">`) != account.RecoveryCodes {
		t.Fatalf("the set-up: %d %s", codes.status, codes.body)
	}
	if got := anna.get("/operator"); got.status != http.StatusOK {
		t.Errorf("with the second factor: %d to %s", got.status, got.header.Get("Location"))
	}
	if again := anna.get("/account/factor"); again.status != http.StatusSeeOther || strings.Contains(again.body, "secret") {
		t.Errorf("the secret is shown again: %d", again.status)
	}
	if got := who["/manager"].patiently(http.MethodPost, "/logout", url.Values{}); got.status != http.StatusSeeOther || got.header.Get("Location") != "/login" {
		t.Errorf("signing out without the factor: %d", got.status)
	}
}

func TestTheStaffPageSaysWhoHasNoSecondFactor(t *testing.T) {
	b := newBank(t)
	anna, erik := b.browser("anna"), b.browser("erik")
	anna.factor()
	page := erik.get("/manager/settings/entry").body
	if !strings.Contains(page, "1 of 2 without") || !strings.Contains(page, `href="/manager/staff?role=operator&amp;state=weak"`) {
		t.Errorf("the settings don't say how many have none:\n%s", page)
	}
	list := erik.get("/manager/staff?role=operator&state=weak").body
	if strings.Contains(list, `data-person="`+b.people["anna"].ID) || !strings.Contains(list, `data-person="`+b.people["jonas"].ID) {
		t.Error("the list shows others than those who have none")
	}
	if got := erik.post("/manager/staff/"+b.people["anna"].ID+"/factor/reset", url.Values{}); got.status != http.StatusSeeOther {
		t.Fatalf("reset: %d", got.status)
	}
	if got := anna.get("/operator"); got.status != http.StatusSeeOther {
		t.Errorf("a session lives on whose factor was reset: %d", got.status)
	}
	if page := erik.get("/manager/settings/entry").body; !strings.Contains(page, "2 of 2 without") {
		t.Error("a factor that was reset counts on")
	}
}

func TestALessStrictRuleWaitsForAnotherAdministrator(t *testing.T) {
	b := newBank(t)
	erik, administrator := b.browser("erik"), b.browser("administrator")
	for _, v := range []browser{erik, administrator} {
		v.factor()
	}
	erik.post("/manager/settings/entry", url.Values{"forced": {"operator", "approver", "auditor"}})
	if got := erik.post("/manager/settings/entry", url.Values{"forced": {"auditor", "author"}}); got.status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.status, got.body)
	}
	page := erik.get("/manager/settings/entry").body
	if !strings.Contains(page, `data-wanted="author auditor"`) || strings.Contains(page, "settings/entry/approve") || !strings.Contains(page, "Take it back") {
		t.Errorf("the asker sees\n%s", page)
	}
	wanted := url.Values{"wanted": {"author auditor"}}
	if got := erik.post("/manager/settings/entry/approve", wanted); got.status != http.StatusForbidden {
		t.Errorf("approved by the asker: %d", got.status)
	}
	page = administrator.get("/manager/settings/entry").body
	if !strings.Contains(page, "<strong>Operators</strong>") || !strings.Contains(page, "settings/entry/approve") {
		t.Errorf("the other one sees\n%s", page)
	}
	if got := administrator.post("/manager/settings/entry/approve", url.Values{"wanted": {"nobody"}}); got.status != http.StatusConflict {
		t.Errorf("a rule that nobody wants: %d", got.status)
	}
	if got := administrator.post("/manager/settings/entry/approve", wanted); got.status != http.StatusSeeOther {
		t.Errorf("%d %s", got.status, got.body)
	}
	if e, err := b.parts.Settings.Entry(t.Context()); err != nil || e.Forced.String() != "author auditor" {
		t.Errorf("%s, %v", e.Forced, err)
	}
}

func TestAnOperatorWhoSignsInAgainIsToldWhereTheOlderSessionWent(t *testing.T) {
	b := newBank(t)
	erik := b.browser("erik")
	if got := erik.post("/manager/settings/entry/sessions", url.Values{"single": {"1"}}); got.status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.status, got.body)
	}
	old := b.browser("anna")
	if got := old.get("/operator"); got.status != http.StatusOK {
		t.Fatalf("%d", got.status)
	}
	fresh := b.browser("anna")
	got := old.get("/operator")
	if got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/login") {
		t.Errorf("the older session: %d to %s", got.status, got.header.Get("Location"))
	}
	if page := old.get("/login").body; !strings.Contains(page, "You signed in elsewhere:") || !strings.Contains(page, "from 127.0.0.1") {
		t.Errorf("the older browser isn't told:\n%s", page)
	}
	if page := b.browser("").get("/login").body; strings.Contains(page, "You signed in elsewhere:") {
		t.Error("a stranger is told")
	}
	if got := fresh.get("/operator"); got.status != http.StatusOK {
		t.Errorf("the newer session: %d", got.status)
	}
	erik.post("/manager/settings/entry/sessions", url.Values{})
	another := b.browser("anna")
	for _, v := range []browser{fresh, another} {
		if got := v.get("/operator"); got.status != http.StatusOK {
			t.Errorf("several are allowed: %d", got.status)
		}
	}
}
