package login

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/secret"
	"telemark/app/signon"
	"telemark/app/signon/signontest"
)

// provided gives the site a provider, which lets operators and authors in.
func (s *site) provided() *signontest.Provider {
	s.t.Helper()
	const callback = "http://localhost:3000" + CallbackPath
	p := signontest.New(s.t, callback)
	p.Claims["email"], p.Claims["email_verified"], p.Claims["name"] = "anna@bank.example", true, "Anna Berg"
	p.Claims["groups"], p.Claims["amr"] = []string{"desk"}, []string{"pwd", "otp"}
	mapping, err := signon.ParseMapping("desk=operator;products=manager:author")
	if err != nil {
		s.t.Fatal(err)
	}
	provider, err := signon.New(signon.Options{
		Issuer: p.URL, ClientID: signontest.ClientID, ClientSecret: signontest.ClientSecret, Redirect: callback,
		Scopes: []string{"email"}, GroupsClaim: "groups", Mapping: mapping, Keys: []secret.Key{secret.NewKey()},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.serve(provider)
	return p
}

// toProvider goes to the provider and answers the address of the callback.
func (b *browser) toProvider(next string) string {
	b.t.Helper()
	a := b.get(SignOnPath + "?next=" + url.QueryEscape(next))
	if a.status != http.StatusSeeOther {
		b.t.Fatalf("%d:\n%s", a.status, a.body)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, a.to(), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	_ = answer.Body.Close()
	back, ok := strings.CutPrefix(answer.Header.Get("Location"), "http://localhost:3000")
	if !ok {
		b.t.Fatalf("the provider answers %d to %s", answer.StatusCode, a.to())
	}
	return back
}

func TestTheBanksPeopleComeInByTheProvider(t *testing.T) {
	s := newSite(t, true)
	if a := s.browser().get("/login"); strings.Contains(a.body, SignOnPath) {
		t.Error("a button that leads nowhere")
	}
	if a := s.browser().get(SignOnPath); a.status != http.StatusNotFound {
		t.Errorf("without a provider: %d", a.status)
	}
	s.provided()
	for lang, text := range map[string]string{"en": "Sign in with the bank’s account", "ru": "Войти через учётную запись банка"} {
		b := s.browser()
		b.lang = lang
		if a := b.get("/login?next=/operator/callbacks"); !a.shows(text) || !strings.Contains(a.body, `href="/login/oidc?next=%2Foperator%2Fcallbacks"`) {
			t.Errorf("%s: no button:\n%s", lang, a.body)
		}
	}
	b := s.browser()
	back := b.toProvider("/operator?x=1")
	a := b.get(back)
	if a.status != http.StatusSeeOther || a.to() != "/operator?x=1" || b.cookies["telemark_signon"] != "" {
		t.Fatalf("%d to %s, cookies %v\n%s", a.status, a.to(), b.cookies, a.body)
	}
	if a := b.get("/operator"); a.status != http.StatusOK {
		t.Errorf("with two factors shown there: %d to %s", a.status, a.to())
	}
	if a := b.get("/account"); a.status != http.StatusOK || strings.Contains(a.body, `action="/account/password"`) || !a.shows("no password here") {
		t.Errorf("the account page: %d\n%s", a.status, a.body)
	}
	if a := s.browser().get(back); a.status != http.StatusForbidden || a.to() != "" {
		t.Errorf("the callback in another browser: %d to %s", a.status, a.to())
	}
	if a := b.get(back); a.status != http.StatusForbidden {
		t.Errorf("the callback once more: %d", a.status)
	}
}

func TestWithoutTheProvidersSecondFactorOursIsAskedFor(t *testing.T) {
	s := newSite(t, true)
	p := s.provided()
	p.Claims["amr"] = []string{"pwd"}
	b := s.browser()
	if a := b.get(b.toProvider("/operator")); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to(), "/account/factor?next=") {
		t.Fatalf("%d to %s", a.status, a.to())
	}
	if a := b.get("/operator"); a.status != http.StatusSeeOther {
		t.Errorf("the area without it: %d", a.status)
	}
	page := b.get("/account/factor")
	if strings.Contains(page.body, `name="password"`) {
		t.Error("a password is asked of who has none")
	}
	if a := b.post("/account/factor", "code", code(t, page, 0)); a.status != http.StatusOK || len(shownSecret.FindAllString(a.body, -1)) != account.RecoveryCodes {
		t.Fatalf("%d\n%s", a.status, a.body)
	}
	if a := b.get("/operator"); a.status != http.StatusOK {
		t.Errorf("%d to %s", a.status, a.to())
	}
	again := s.browser()
	if a := again.get(again.toProvider("/operator")); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to(), "/login/code?next=") {
		t.Errorf("the next time: %d to %s", a.status, a.to())
	}
	p.Claims["amr"] = []string{"mfa"}
	strong := s.browser()
	if a := strong.get(strong.toProvider("/operator")); a.to() != "/operator" {
		t.Errorf("with the provider's: %d to %s", a.status, a.to())
	}
}

func TestWhomTheProviderCannotLetInIsToldWhy(t *testing.T) {
	s := newSite(t, true)
	s.add(app.Client, "client@bank.example")
	for name, tt := range map[string]struct {
		claim string
		value any
		text  string
	}{
		"no group":      {"groups", []string{"others"}, "in no group"},
		"no e-mail":     {"email_verified", false, "no confirmed e-mail"},
		"a client":      {"email", "client@bank.example", "belongs to a client"},
		"another nonce": {"nonce", "x", "could not confirm who you are"},
	} {
		p := s.provided()
		p.Claims[tt.claim] = tt.value
		b := s.browser()
		a := b.get(b.toProvider("/manager"))
		if a.status != http.StatusForbidden || !a.shows(tt.text) || !strings.Contains(a.body, `role="alert"`) || b.cookies["telemark_session"] != "" {
			t.Errorf("%s: %d, cookies %v\n%s", name, a.status, b.cookies, a.body)
		}
	}
	p := s.provided()
	p.Close()
	if a := s.browser().get(SignOnPath); a.status != http.StatusServiceUnavailable || !a.shows("can’t be reached") {
		t.Errorf("a provider that is away: %d\n%s", a.status, a.body)
	}
}

func TestAnOpenRedirectByTheProviderLeadsHome(t *testing.T) {
	s := newSite(t, true)
	s.provided()
	for _, next := range []string{"https://evil.example", "//evil.example/operator", "/\\evil.example", "/manager"} {
		b := s.browser()
		if a := b.get(b.toProvider(next)); a.to() != "/operator" {
			t.Errorf("next %q: %d to %q", next, a.status, a.to())
		}
	}
}
