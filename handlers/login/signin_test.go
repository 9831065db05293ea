package login

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
)

var shownSecret = regexp.MustCompile(`<code class="secret">([^<]+)</code>`)

// code is what an authenticator shows for the secret on a page, at a distance from now.
func code(t *testing.T, a answer, from time.Duration) string {
	t.Helper()
	m := shownSecret.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no secret on the page:\n%s", a.body)
	}
	c, err := account.CodeAt(html.UnescapeString(m[1]), app.Now().Add(from))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// enrol signs staff in for the first time, with a second factor; it returns the page with the secret.
func (b *browser) enrol(email string) answer {
	b.t.Helper()
	if a := b.signIn(email); a.status != 303 || !strings.HasPrefix(a.to(), "/account/factor") {
		b.t.Fatalf("%d to %s", a.status, a.to())
	}
	page := b.get("/account/factor")
	a := b.post("/account/factor", "code", code(b.t, page, 0), "password", password)
	if a.status != 200 || len(shownSecret.FindAllString(a.body, -1)) != account.RecoveryCodes {
		b.t.Fatalf("%d:\n%s", a.status, a.body)
	}
	return page
}

func TestAnOpenRedirectLeadsHome(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "anna@example.com")
	for next, want := range map[string]string{
		"https://evil.example": "/client", "//evil.example/client": "/client", "/\\evil.example": "/client", "/manager": "/client", "/operator/rooms/1": "/client",
		"/login": "/client", "/logout": "/client", "/login/code": "/client", "": "/client", "/": "/client", "/client/rooms/1?x=1": "/client/rooms/1?x=1", "/account": "/account",
		"/products?kind=deposit": "/products?kind=deposit",
	} {
		if a := s.browser().post("/login", "email", "anna@example.com", "password", password, "next", next); a.status != 303 || a.to() != want {
			t.Errorf("next %q: %d to %q; want %s", next, a.status, a.to(), want)
		}
	}
}

func TestAPlantedCookieIsReplacedAtSignIn(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "attacker@example.com")
	s.add(app.Client, "anna@example.com")
	attacker, victim := s.browser(), s.browser()
	attacker.signIn("attacker@example.com")
	victim.cookies["telemark_session"] = attacker.cookies["telemark_session"]
	victim.signIn("anna@example.com")
	if victim.cookies["telemark_session"] == attacker.cookies["telemark_session"] {
		t.Error("the cookie was kept")
	}
	if a := attacker.get("/client"); a.status != 303 {
		t.Errorf("the attacker is in: %d %s", a.status, a.body)
	}
}

func TestAWrongPasswordComesBackWithWhatWasTyped(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "anna@example.com")
	for lang, text := range map[string]string{"en": "belong together", "ru": "не подходят друг к другу"} {
		b := s.browser()
		b.lang = lang
		a := b.post("/login", "email", "anna@example.com\"><b>", "password", "my secret guess", "next", "/client/rooms/1")
		if a.status != 422 || !a.shows(text) || a.focus() != "password" {
			t.Errorf("%s: %d, focus %q:\n%s", lang, a.status, a.focus(), a.body)
		}
		if strings.Contains(a.body, "<b>") || !strings.Contains(a.body, "anna@example.com&#34;&gt;&lt;b&gt;") || !strings.Contains(a.body, `name="next" value="/client/rooms/1"`) {
			t.Errorf("%s: e-mail or next is lost or not escaped:\n%s", lang, a.body)
		}
		if strings.Contains(a.body, "my secret guess") || a.header.Get("Cache-Control") != "no-store" || len(b.cookies) != 0 {
			t.Errorf("%s: the password stands in the page, or the page may be kept, or there are cookies %v", lang, b.cookies)
		}
	}
}

func TestTheSameAnswerForAnUnknownEmail(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "anna@example.com")
	known := s.browser().post("/login", "email", "anna@example.com", "password", "wrong")
	unknown := s.browser().post("/login", "email", "anne@example.com", "password", "wrong")
	if known.status != unknown.status || strings.ReplaceAll(known.body, "anna", "anne") != unknown.body {
		t.Errorf("%d and %d:\n%s\n%s", known.status, unknown.status, known.body, unknown.body)
	}
}

func TestGuessingIsToldWhenToTryAgain(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "anna@example.com")
	b := s.browser()
	for range 10 {
		if a := b.post("/login", "email", "anna@example.com", "password", "guess"); a.status != 422 {
			t.Fatal(a.status)
		}
	}
	a := b.signIn("anna@example.com")
	if a.status != 429 || a.header.Get("Retry-After") != "900" || !a.shows("15 minutes") || !strings.Contains(a.body, `role="alert"`) || a.focus() != "password" {
		t.Errorf("%d, Retry-After %q:\n%s", a.status, a.header.Get("Retry-After"), a.body)
	}
}

func TestStaffReachNothingBeforeTheirSecondFactor(t *testing.T) {
	s := newSite(t, true)
	s.add(app.Operator, "oleg@example.com")
	b := s.browser()
	b.signIn("oleg@example.com")
	for _, path := range []string{"/operator", "/account", "/manager"} {
		if a := b.get(path); a.status != 303 || !strings.HasPrefix(a.to(), "/account/factor?next=") {
			t.Errorf("%s: %d to %s", path, a.status, a.to())
		}
	}
	before := b.cookies["telemark_session"]
	page := b.get("/account/factor")
	for _, wrong := range [][2]string{{"000000", password}, {code(t, page, 0), "wrong"}} {
		a := b.post("/account/factor", "code", wrong[0], "password", wrong[1])
		if a.status != 422 || !strings.Contains(a.body, shownSecret.FindString(page.body)) {
			t.Errorf("%v: %d; want 422 and the same secret", wrong, a.status)
		}
	}
	if a := b.post("/account/factor", "code", code(t, page, 0), "password", password, "next", "/operator"); a.status != 200 || !strings.Contains(a.body, `href="/operator"`) {
		t.Fatalf("%d:\n%s", a.status, a.body)
	}
	if b.cookies["telemark_session"] == before {
		t.Error("the token was kept when the rights changed")
	}
	if a := b.get("/operator"); a.status != 200 {
		t.Errorf("with the second factor: %d to %s", a.status, a.to())
	}
}

func TestTheSecondStepIsNotSkipped(t *testing.T) {
	s := newSite(t, true)
	s.add(app.Manager, "maria@example.com")
	page := s.browser().enrol("maria@example.com")
	b := s.browser()
	if a := b.signIn("maria@example.com"); a.status != 303 || !strings.HasPrefix(a.to(), "/login/code?next=%2Fmanager") {
		t.Fatalf("%d to %s", a.status, a.to())
	}
	for _, path := range []string{"/manager", "/account", "/account/factor"} {
		if a := b.get(path); a.status != 303 || !strings.HasPrefix(a.to(), "/login") {
			t.Errorf("%s: %d to %s", path, a.status, a.to())
		}
	}
	if a := b.get("/login/code"); a.status != 200 || a.focus() != "code" {
		t.Errorf("%d, focus %q", a.status, a.focus())
	}
	if a := b.post("/login/code", "code", code(t, page, 0)); a.status != 422 || a.focus() != "code" {
		t.Errorf("the code of the set-up, replayed: %d", a.status)
	}
	if a := b.post("/login/code", "code", code(t, page, 30*time.Second), "next", "/manager"); a.status != 303 || a.to() != "/manager" {
		t.Fatalf("the next code: %d to %s", a.status, a.to())
	}
	if a := b.get("/manager"); a.status != 200 {
		t.Errorf("%d", a.status)
	}
	if a := s.browser().post("/login/code", "code", code(t, page, 30*time.Second)); a.status != 303 || a.to() != "/login" {
		t.Errorf("the code without the password: %d to %s", a.status, a.to())
	}
}

func TestSigningOutAndInAgain(t *testing.T) {
	s := newSite(t, false)
	s.add(app.Client, "anna@example.com")
	b := s.browser()
	b.signIn("anna@example.com")
	if a := b.get("/login?next=/account"); a.status != 303 || a.to() != "/account" {
		t.Errorf("/login when signed in: %d to %s", a.status, a.to())
	}
	old := b.cookies["telemark_session"]
	if a := b.post("/logout"); a.status != 303 || a.to() != "/login" || b.cookies["telemark_session"] != "" {
		t.Errorf("%d to %s, cookies %v", a.status, a.to(), b.cookies)
	}
	b.cookies["telemark_session"] = old
	if a := b.get("/client"); a.status != 303 {
		t.Errorf("the old cookie: %d", a.status)
	}
	if a := s.browser().post("/logout"); a.status != 303 {
		t.Errorf("signed out twice: %d", a.status)
	}
}
