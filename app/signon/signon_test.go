package signon

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/secret"
	"telemark/app/signon/signontest"
)

const callback = "https://bank.example/login/oidc/callback"

var mapping = Mapping{"ops": {Role: app.Operator}, "bosses": {Role: app.Manager, Duties: app.Author | app.Approver}}

// house is the program and its provider.
type house struct {
	t        *testing.T
	provider *signontest.Provider
	*Provider
}

func newHouse(t *testing.T) *house {
	t.Helper()
	p := signontest.New(t, callback)
	p.Claims["email"], p.Claims["email_verified"], p.Claims["name"], p.Claims["groups"] = "Anna@Bank.example", true, "Anna Berg", []string{"ops"}
	h := &house{t: t, provider: p}
	h.Provider = h.open()
	return h
}

func (h *house) open() *Provider {
	h.t.Helper()
	p, err := New(Options{
		Issuer: h.provider.URL, ClientID: signontest.ClientID, ClientSecret: signontest.ClientSecret, Redirect: callback,
		Scopes: []string{"profile", "email"}, GroupsClaim: "groups", Mapping: mapping, Keys: []secret.Key{secret.NewKey()},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// begin goes to the provider and comes back with its answer.
func (h *house) begin(next string) (kept []byte, a Answer) {
	h.t.Helper()
	to, kept, err := h.Begin(h.t.Context(), next)
	if err != nil {
		h.t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, to, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	_ = answer.Body.Close()
	back, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || answer.StatusCode != http.StatusFound || !strings.HasPrefix(back.String(), callback+"?") {
		h.t.Fatalf("the provider answers %d to %s with %s", answer.StatusCode, to, back)
	}
	return kept, Answer{State: back.Query().Get("state"), Code: back.Query().Get("code")}
}

func (h *house) signOn() (Entrant, string, error) {
	h.t.Helper()
	kept, a := h.begin("/manager")
	return h.Finish(h.t.Context(), kept, a)
}

func TestTheProvidersWordIsTaken(t *testing.T) {
	for _, rsa := range []bool{false, true} {
		h := newHouse(t)
		h.provider.RSA = rsa
		e, next, err := h.signOn()
		want := Entrant{Issuer: h.provider.URL, Subject: "subject-1", Email: "Anna@Bank.example", Name: "Anna Berg", Grant: Grant{Role: app.Operator}}
		if err != nil || e != want || next != "/manager" {
			t.Errorf("rsa %v: %+v to %s, %v", rsa, e, next, err)
		}
	}
}

func TestATokenThatIsNotForThisSignOnIsRefused(t *testing.T) {
	for name, lie := range map[string]func(*signontest.Provider){
		"another nonce":           func(p *signontest.Provider) { p.Claims["nonce"] = "another" },
		"no nonce":                func(p *signontest.Provider) { p.Claims["nonce"] = "" },
		"another audience":        func(p *signontest.Provider) { p.Claims["aud"] = "another" },
		"no audience":             func(p *signontest.Provider) { p.Claims["aud"] = []string{} },
		"two audiences, no party": func(p *signontest.Provider) { p.Claims["aud"] = []string{signontest.ClientID, "another"} },
		"another party":           func(p *signontest.Provider) { p.Claims["azp"] = "another" },
		"another issuer":          func(p *signontest.Provider) { p.Claims["iss"] = "https://evil.example" },
		"expired":                 func(p *signontest.Provider) { p.Claims["exp"] = app.Now().Add(-time.Second).Unix() },
		"not yet":                 func(p *signontest.Provider) { p.Claims["nbf"] = app.Now().Add(time.Hour).Unix() },
		"no subject":              func(p *signontest.Provider) { p.Claims["sub"] = "" },
		"a subject too long":      func(p *signontest.Provider) { p.Claims["sub"] = strings.Repeat("a", MaxSubject+1) },
		"an odd subject":          func(p *signontest.Provider) { p.Claims["sub"] = "анна" },
		"alg none":                func(p *signontest.Provider) { p.Header["alg"] = "none" },
		"alg NONE":                func(p *signontest.Provider) { p.Header["alg"] = "NONE" },
		"a shared secret":         func(p *signontest.Provider) { p.Header["alg"], p.Header["kid"] = "HS256", "ec" },
		"another key":             func(p *signontest.Provider) { p.Forged = true },
		"a key of another kind":   func(p *signontest.Provider) { p.Header["alg"], p.Header["kid"] = "RS256", "ec" },
		"an access token's hash":  func(p *signontest.Provider) { p.Claims["at_hash"] = "another" },
		"no mapped group":         func(p *signontest.Provider) { p.Claims["groups"] = []string{"Ops", "everybody"} },
		"no groups":               func(p *signontest.Provider) { delete(p.Claims, "groups") },
		"odd groups":              func(p *signontest.Provider) { p.Claims["groups"] = map[string]any{"ops": true} },
	} {
		h := newHouse(t)
		lie(h.provider)
		e, _, err := h.signOn()
		refused, ok := errors.AsType[*Refused](err)
		if !ok || e != (Entrant{}) || app.KindOf(err) != app.Forbidden || strings.Contains(refused.Reason(), "Anna") {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

func TestAnAnswerThatIsNotOfThisBrowsersSignOnIsRefused(t *testing.T) {
	h := newHouse(t)
	other := h.open()
	for name, change := range map[string]func(kept []byte, a Answer) ([]byte, Answer){
		"no cookie":              func(_ []byte, a Answer) ([]byte, Answer) { return nil, a },
		"a broken cookie":        func(k []byte, a Answer) ([]byte, Answer) { k[len(k)-1] ^= 1; return k, a },
		"another key's cookie":   func(_ []byte, a Answer) ([]byte, Answer) { _, k, _ := other.Begin(t.Context(), "/"); return k, a },
		"another sign-on's":      func(_ []byte, a Answer) ([]byte, Answer) { k, _ := h.begin("/"); return k, a },
		"another state":          func(k []byte, a Answer) ([]byte, Answer) { a.State = secret.Token(); return k, a },
		"no state":               func(k []byte, a Answer) ([]byte, Answer) { a.State = ""; return k, a },
		"another provider's":     func(k []byte, a Answer) ([]byte, Answer) { a.Issuer = "https://evil.example"; return k, a },
		"the provider's refusal": func(k []byte, a Answer) ([]byte, Answer) { a.Error = "access_denied"; return k, a },
		"no code":                func(k []byte, a Answer) ([]byte, Answer) { a.Code = ""; return k, a },
		"an unknown code":        func(k []byte, a Answer) ([]byte, Answer) { a.Code = "guess"; return k, a },
		"another sign-on's code": func(k []byte, a Answer) ([]byte, Answer) { _, b := h.begin("/"); a.Code = b.Code; return k, a }, // PKCE
	} {
		kept, a := h.begin("/manager")
		kept, a = change(kept, a)
		e, _, err := h.Finish(t.Context(), kept, a)
		if _, ok := errors.AsType[*Refused](err); !ok || e != (Entrant{}) {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
	kept, a := h.begin("/manager")
	if _, _, err := h.Finish(t.Context(), kept, a); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.Finish(t.Context(), kept, a); err == nil {
		t.Error("a code is good twice")
	}
}

func TestAnUnverifiedEmailIsNone(t *testing.T) {
	for claim, want := range map[any]string{true: "Anna@Bank.example", "true": "Anna@Bank.example", false: "", "false": "", nil: "", 1: ""} {
		h := newHouse(t)
		h.provider.Claims["email_verified"] = claim
		if e, _, err := h.signOn(); err != nil || e.Email != want {
			t.Errorf("%v: %q, %v", claim, e.Email, err)
		}
	}
}

func TestGroupsMayStandInTheUserInfo(t *testing.T) {
	for subject, in := range map[string]bool{"subject-1": true, "subject-2": false} {
		h := newHouse(t)
		delete(h.provider.Claims, "groups")
		h.provider.UserInfo = map[string]any{"sub": subject, "groups": "bosses", "amr": []string{"mfa"}}
		h.Provider = h.open()
		e, _, err := h.signOn()
		if (err == nil) != in || in && (e.Grant != mapping["bosses"] || e.Strong) {
			t.Errorf("%s: %+v, %v", subject, e, err)
		}
	}
}

func TestWhatCountsAsTwoFactors(t *testing.T) {
	for _, tt := range []struct {
		amr  []string
		acr  string
		want bool
	}{
		{nil, "", false}, {[]string{"pwd"}, "", false}, {[]string{"otp"}, "", false}, {[]string{"pwd", "pin"}, "", false}, {[]string{"hwk", "otp"}, "1", false},
		{[]string{"mfa"}, "", true}, {[]string{"pwd", "otp"}, "", true}, {[]string{"pin", "hwk"}, "", true}, {nil, "phr", true},
		{[]string{"MFA"}, "", false}, {nil, "mfa", false},
	} {
		h := newHouse(t)
		h.provider.Claims["amr"], h.provider.Claims["acr"] = tt.amr, tt.acr
		if e, _, err := h.signOn(); err != nil || e.Strong != tt.want {
			t.Errorf("amr %v, acr %q: strong %v, %v", tt.amr, tt.acr, e.Strong, err)
		}
	}
}

func TestTheProvidersKeysAreReadOnce(t *testing.T) {
	h := newHouse(t)
	for range 3 {
		if _, _, err := h.signOn(); err != nil {
			t.Fatal(err)
		}
	}
	if n := h.provider.Asked.Load(); n != 1 {
		t.Errorf("read %d times", n)
	}
}

func TestAProviderThatIsAwayIsAskedAgain(t *testing.T) {
	h := newHouse(t)
	issuer := h.provider.URL
	h.options.Issuer = "http://127.0.0.1:1"
	if _, _, err := h.Begin(t.Context(), "/"); app.KindOf(err) != app.Unavailable {
		t.Errorf("away: %v", err)
	}
	h.options.Issuer = issuer
	if _, _, err := h.signOn(); err != nil {
		t.Errorf("back: %v", err)
	}
}
