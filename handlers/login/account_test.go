package login

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/session"
)

var endOne = regexp.MustCompile(`action="(/account/sessions/[A-Za-z0-9_-]{43}/end)"`)

func TestSessionsAreListedAndEnded(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "anna@example.com")
	s.add(app.Client, "eve@example.com")
	here, phone, laptop, eve := s.browser(), s.browser(), s.browser(), s.browser()
	for _, b := range []*browser{here, phone, laptop} {
		b.signIn("anna@example.com")
	}
	eve.signIn("eve@example.com")
	page := here.get("/account")
	ends := endOne.FindAllStringSubmatch(page.body, -1)
	if page.status != 200 || len(ends) != 2 || strings.Count(page.body, "Firefox, Linux</strong>") != 3 || strings.Count(page.body, "This device") != 1 || page.focus() != "" {
		t.Fatalf("%d, %d to end:\n%s", page.status, len(ends), page.body)
	}
	if a := eve.post(ends[0][1]); a.status != 404 {
		t.Errorf("somebody else ends it: %d", a.status)
	}
	if a := here.post(ends[0][1]); a.status != 303 || a.to() != "/account?done=session" {
		t.Errorf("%d to %s", a.status, a.to())
	}
	if a := here.get("/account?done=session"); !a.shows("The device is signed out") || len(endOne.FindAllString(a.body, -1)) != 1 {
		t.Errorf("%d:\n%s", a.status, a.body)
	}
	if a := here.post("/account/sessions/end"); a.status != 303 || a.to() != "/account?done=others" {
		t.Errorf("%d to %s", a.status, a.to())
	}
	for name, b := range map[string]*browser{"phone": phone, "laptop": laptop} {
		if a := b.get("/client"); a.status != 303 {
			t.Errorf("the %s is still in: %d", name, a.status)
		}
	}
	if a := here.get("/client"); a.status != 200 {
		t.Errorf("this device is out: %d", a.status)
	}
	if n := len(s.ended(t)); n != 2 {
		t.Errorf("streams of %d sessions were told; want 2", n)
	}
}

// ended are the sessions of all "end" events.
func (s *site) ended(t *testing.T) (all []string) {
	t.Helper()
	for _, e := range s.events {
		var data session.Ended
		if err := json.Unmarshal(e.Data, &data); e.Name != "end" || err != nil {
			t.Fatalf("%+v, %v", e, err)
		}
		all = append(all, data.Sessions...)
	}
	return all
}

func TestANewPasswordSignsOutTheThief(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "anna@example.com")
	here, thief := s.browser(), s.browser()
	here.signIn("anna@example.com")
	thief.signIn("anna@example.com")
	for _, test := range []struct{ old, fresh, focus, says string }{
		{"wrong", another, "password-old", "not your password"},
		{password, "short", "password-new", "at least 12"},
		{password, "Password1234!", "password-new", "easy to guess"},
	} {
		a := here.post("/account/password", "old", test.old, "new", test.fresh)
		if a.status != 422 || a.focus() != test.focus || !a.shows(test.says) || !a.shows("Where you are signed in") {
			t.Errorf("%+v: %d, focus %q", test, a.status, a.focus())
		}
	}
	before := here.cookies["telemark_session"]
	if a := here.post("/account/password", "old", password, "new", another); a.status != 303 || a.to() != "/account?done=password" {
		t.Fatalf("%d to %s:\n%s", a.status, a.to(), a.body)
	}
	if here.cookies["telemark_session"] == before {
		t.Error("the own token was kept")
	}
	if a := here.get("/account?done=password"); a.status != 200 || !a.shows("The password is changed") {
		t.Errorf("this device: %d", a.status)
	}
	if a := thief.get("/client"); a.status != 303 {
		t.Errorf("the thief is still in: %d", a.status)
	}
	if a := thief.signIn("anna@example.com"); a.status != 422 {
		t.Errorf("with the old password: %d", a.status)
	}
}

func TestNameAndLanguage(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "anna@example.com")
	b := s.browser()
	b.signIn("anna@example.com")
	if a := b.post("/account", "name", " ", "lang", "ru"); a.status != 422 || a.focus() != "profile-name" || !strings.Contains(a.body, `value="ru" lang="ru" selected`) {
		t.Errorf("no name: %d, focus %q", a.status, a.focus())
	}
	if a := b.post("/account", "name", "Анна Берг", "lang", "ru"); a.status != 303 || b.cookies["lang"] != "ru" {
		t.Fatalf("%d, cookies %v", a.status, b.cookies)
	}
	if a := b.get("/account?done=profile"); !a.shows("Сохранено") || !strings.Contains(a.body, `value="Анна Берг"`) {
		t.Errorf("%d:\n%s", a.status, a.body)
	}
	elsewhere := s.browser()
	if elsewhere.signIn("anna@example.com"); elsewhere.cookies["lang"] != "ru" {
		t.Errorf("the language doesn't follow the person: %v", elsewhere.cookies)
	}
}

func TestAClientSwitchesTheSecondFactorOnAndOff(t *testing.T) {
	s := newSite(t, true)
	s.add(app.Client, "anna@example.com")
	b, other := s.browser(), s.browser()
	b.signIn("anna@example.com")
	other.signIn("anna@example.com")
	page := b.get("/account/factor")
	if page.status != 200 || !strings.Contains(page.body, `<path class="qr-ink" d="M`) || page.focus() != "code" {
		t.Fatalf("%d:\n%s", page.status, page.body)
	}
	codes := b.post("/account/factor", "code", code(t, page, 0), "password", password)
	if codes.status != 200 || codes.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d:\n%s", codes.status, codes.body)
	}
	if a := other.get("/client"); a.status != 303 {
		t.Errorf("a session without the second factor is still in: %d", a.status)
	}
	recovery := shownSecret.FindStringSubmatch(codes.body)[1]
	other.signIn("anna@example.com")
	if a := other.post("/login/code", "code", strings.ToLower(recovery)); a.status != 303 || a.to() != "/client" {
		t.Errorf("a recovery code: %d to %s", a.status, a.to())
	}
	if a := other.get("/account"); !a.shows("9 recovery codes are left") {
		t.Errorf("%d:\n%s", a.status, a.body)
	}
	if a := other.post("/account/codes", "password", "wrong"); a.status != 422 || a.focus() != "factor-password" {
		t.Errorf("new codes with a wrong password: %d, focus %q", a.status, a.focus())
	}
	if a := other.post("/account/codes", "password", password); a.status != 200 || strings.Contains(a.body, recovery) || shownSecret.FindString(a.body) == "" {
		t.Errorf("new codes: %d", a.status)
	}
	if a := other.get("/account/factor"); a.status != 303 || a.to() != "/account" {
		t.Errorf("a second set-up: %d to %s", a.status, a.to())
	}
	if a := other.post("/account/factor/drop", "password", password); a.status != 303 || a.to() != "/account?done=factor" {
		t.Fatalf("%d to %s:\n%s", a.status, a.to(), a.body)
	}
	if a := other.get("/client"); a.status != 200 {
		t.Errorf("after switching off: %d", a.status)
	}
	if a := s.browser().signIn("anna@example.com"); a.status != 303 || a.to() != "/client" {
		t.Errorf("the next sign-in: %d to %s", a.status, a.to())
	}
}

func TestStaffCannotSwitchItOff(t *testing.T) {
	s := newSite(t, true)
	s.add(app.Operator, "oleg@example.com")
	b := s.browser()
	b.enrol("oleg@example.com")
	if a := b.post("/account/factor/drop", "password", password); a.status != 403 {
		t.Errorf("%d", a.status)
	}
	if a := b.get("/account"); a.status != 200 || strings.Contains(a.body, "/account/factor/drop") {
		t.Errorf("%d: the button is there", a.status)
	}
	if a := b.get("/operator"); a.status != 200 {
		t.Errorf("%d", a.status)
	}
}
