// Package signon lets the bank's own people in by an OpenID provider: authorization code with PKCE (RFC 7636), state and nonce. It says
// who somebody is, which groups they are in and whether they showed two factors; what that opens is for app/account to say.
//
// A sign-on begins in one browser and ends there: what it began with travels in a sealed cookie, for ten minutes. Tokens are checked for
// issuer, audience, authorized party, expiry, nonce and a signature by a key of the provider's; "none" and shared secrets are no signatures.
package signon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"telemark/app"
	"telemark/app/secret"
)

// Options are what a Provider needs to know.
type Options struct {
	Issuer       string // OIDC_ISSUER, exactly as its tokens have it
	ClientID     string
	ClientSecret string
	Redirect     string // the full address of the callback, as the provider knows it
	Scopes       []string
	GroupsClaim  string // the claim that holds the groups
	Mapping      Mapping
	Keys         []secret.Key // seal what travels in the cookie
}

// Provider is the bank's OpenID provider. Its addresses and keys are read when they are first needed, so that the program starts without it.
type Provider struct {
	options Options
	sealer  *secret.Sealer
	client  *http.Client

	mu       sync.Mutex
	provider *oidc.Provider
}

// patience is how long one answer of the provider may take.
const patience = 10 * time.Second

// algorithms are the signatures that count: all of them need a key that only the provider has.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

// New makes a Provider.
func New(o Options) (*Provider, error) {
	sealer, err := secret.NewSealer(o.Keys...)
	if err != nil {
		return nil, err
	}
	return &Provider{options: o, sealer: sealer, client: &http.Client{Timeout: patience}}, nil
}

// Life is how long a sign-on may take, from the button to the callback.
const Life = 10 * time.Minute

// attempt is what a sign-on began with.
type attempt struct {
	State, Nonce, Verifier string
	Next                   string
	Until                  time.Time
}

var place = secret.Place{Table: "signon", Column: "attempt"}

// Begin starts a sign-on: where the browser goes, and what it keeps in a cookie meanwhile, as bytes. app.Unavailable when the provider
// can't be reached.
func (p *Provider) Begin(ctx context.Context, next string) (to string, kept []byte, err error) {
	provider, err := p.discover(ctx)
	if err != nil {
		return "", nil, err
	}
	a := attempt{State: secret.Token(), Nonce: secret.Token(), Verifier: oauth2.GenerateVerifier(), Next: next, Until: app.Now().Add(Life)}
	text, _ := json.Marshal(a) // strings and a time of ours: it can't fail
	config := p.config(provider)
	return config.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), p.sealer.Seal(text, place), nil
}

// Entrant is somebody whom the provider vouches for.
type Entrant struct {
	Issuer, Subject string
	Email           string // empty unless the provider has verified it
	Name            string
	Grant           Grant
	Strong          bool // they showed two factors
}

// Answer is what the provider's redirect brings back.
type Answer struct{ State, Code, Error, Issuer string }

// Refused is why somebody is not let in, with a text for the audit that holds nothing of theirs.
type Refused struct {
	why *app.Error
	log string
}

func (r *Refused) Error() string { return "sign-on: " + r.log }

func (r *Refused) Unwrap() error { return r.why }

// Reason is the text for the audit record.
func (r *Refused) Reason() string { return r.log }

func refuse(id, format string, args ...any) error {
	return &Refused{app.Fail(app.Forbidden, app.T(id)), fmt.Sprintf(format, args...)}
}

// Finish ends a sign-on with what the cookie kept and what the redirect brought: who it is, and the page that they wanted. *Refused when
// the answer is not to be believed, or when none of their groups opens anything.
func (p *Provider) Finish(ctx context.Context, kept []byte, answer Answer) (Entrant, string, error) {
	a, err := p.open(kept, answer)
	if err != nil {
		return Entrant{}, "", err
	}
	provider, err := p.discover(ctx)
	if err != nil {
		return Entrant{}, "", err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := p.config(provider).Exchange(ctx, answer.Code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		if _, theirs := errors.AsType[*oauth2.RetrieveError](err); theirs {
			return Entrant{}, "", refuse("signon.failed", "the provider refused the code")
		}
		return Entrant{}, "", unreachable(err)
	}
	token, err := p.verify(ctx, provider, tokens, a)
	if err != nil {
		return Entrant{}, "", err
	}
	e, err := p.entrant(ctx, provider, tokens, token)
	return e, a.Next, err
}

// open finds out what the sign-on began with, and that it is this one.
func (p *Provider) open(kept []byte, answer Answer) (a attempt, err error) {
	text, err := p.sealer.Open(kept, place)
	if err != nil || json.Unmarshal(text, &a) != nil {
		return a, refuse("signon.late", "the callback of no sign-on of this browser")
	}
	switch {
	case !secret.Equal(a.State, answer.State):
		return a, refuse("signon.failed", "another sign-on's state")
	case !app.Now().Before(a.Until):
		return a, refuse("signon.late", "the sign-on took too long")
	case answer.Error != "":
		return a, refuse("signon.failed", "the provider said no")
	case answer.Issuer != "" && answer.Issuer != p.options.Issuer: // RFC 9207
		return a, refuse("signon.failed", "another provider's answer")
	case answer.Code == "":
		return a, refuse("signon.failed", "no code")
	}
	return a, nil
}

// verify checks the ID token: OpenID Connect Core 1.0, 3.1.3.7.
func (p *Provider) verify(ctx context.Context, provider *oidc.Provider, tokens *oauth2.Token, a attempt) (*oidc.IDToken, error) {
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return nil, refuse("signon.failed", "no ID token")
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: p.options.ClientID, SupportedSigningAlgs: algorithms, Now: app.Now})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return nil, refuse("signon.failed", "the ID token is not valid")
	}
	var claims struct {
		Party string `json:"azp"`
	}
	if err := token.Claims(&claims); err != nil {
		return nil, refuse("signon.failed", "the ID token can't be read")
	}
	switch {
	case !secret.Equal(a.Nonce, token.Nonce):
		return nil, refuse("signon.failed", "another sign-on's nonce")
	case (claims.Party != "" || len(token.Audience) > 1) && claims.Party != p.options.ClientID:
		return nil, refuse("signon.failed", "the ID token was made for another program")
	case token.Subject == "" || len(token.Subject) > MaxSubject || !plain(token.Subject):
		return nil, refuse("signon.failed", "the ID token names nobody")
	case token.AccessTokenHash != "" && token.VerifyAccessToken(tokens.AccessToken) != nil:
		return nil, refuse("signon.failed", "the access token is another one's")
	}
	return token, nil
}

// MaxSubject bounds a subject, in ASCII characters: OpenID Connect Core 1.0, 2.
const MaxSubject = 255

func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// claims are what we read of a person; the groups stand under a name of the provider's own.
type claims struct {
	Subject  string   `json:"sub"`
	Email    string   `json:"email"`
	Verified verified `json:"email_verified"`
	Name     string   `json:"name"`
	AMR      []string `json:"amr"`
	ACR      string   `json:"acr"`
}

// verified is true, or "true" as some providers write it.
type verified bool

// UnmarshalJSON implements json.Unmarshaler.
func (v *verified) UnmarshalJSON(b []byte) error {
	*v = verified(string(b) == "true" || string(b) == `"true"`)
	return nil
}

// entrant reads the person out of the token; what it lacks of groups or e-mail is asked of the provider.
func (p *Provider) entrant(ctx context.Context, provider *oidc.Provider, tokens *oauth2.Token, token *oidc.IDToken) (Entrant, error) {
	var own claims
	var all map[string]json.RawMessage
	if token.Claims(&own) != nil || token.Claims(&all) != nil {
		return Entrant{}, refuse("signon.failed", "the ID token can't be read")
	}
	_, grouped := all[p.options.GroupsClaim]
	if (!grouped || own.Email == "") && provider.UserInfoEndpoint() != "" {
		if err := p.ask(ctx, provider, tokens, token.Subject, &own, all); err != nil {
			return Entrant{}, err
		}
	}
	grant, ok := p.options.Mapping.Grant(groupsIn(all[p.options.GroupsClaim]))
	if !ok {
		return Entrant{}, refuse("signon.no_group", "none of the groups opens anything")
	}
	e := Entrant{Issuer: token.Issuer, Subject: token.Subject, Name: own.Name, Grant: grant, Strong: strong(own.AMR, own.ACR)}
	if own.Verified {
		e.Email = own.Email
	}
	return e, nil
}

// ask adds what the user-info endpoint says to what the token lacks. How somebody signed in is the token's alone to say.
func (p *Provider) ask(
	ctx context.Context, provider *oidc.Provider, tokens *oauth2.Token, subject string, own *claims, all map[string]json.RawMessage,
) error {
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return unreachable(err)
	}
	var more claims
	var rest map[string]json.RawMessage
	if info.Claims(&more) != nil || info.Claims(&rest) != nil || more.Subject != subject { // Core, 5.3.2: never another one's
		return refuse("signon.failed", "the provider spoke of somebody else")
	}
	if _, grouped := all[p.options.GroupsClaim]; !grouped {
		all[p.options.GroupsClaim] = rest[p.options.GroupsClaim]
	}
	if own.Email == "" {
		own.Email, own.Verified = more.Email, more.Verified
	}
	if own.Name == "" {
		own.Name = more.Name
	}
	return nil
}

// groupsIn reads a claim that is a list of names, or one name.
func groupsIn(raw json.RawMessage) (groups []string) {
	if json.Unmarshal(raw, &groups) == nil {
		return groups
	}
	var one string
	if json.Unmarshal(raw, &one) == nil && one != "" {
		return []string{one}
	}
	return nil
}

func (p *Provider) config(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.options.ClientID, ClientSecret: p.options.ClientSecret, Endpoint: provider.Endpoint(),
		RedirectURL: p.options.Redirect, Scopes: p.scopes(),
	}
}

func (p *Provider) scopes() []string {
	if slices.Contains(p.options.Scopes, oidc.ScopeOpenID) {
		return p.options.Scopes
	}
	return append([]string{oidc.ScopeOpenID}, p.options.Scopes...)
}

// discover reads the provider's addresses once; a provider that is away is asked again at the next sign-on. Nobody waits for another one's
// question: of several at once each asks.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	if known := p.known(nil); known != nil {
		return known, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.options.Issuer)
	if err != nil {
		return nil, unreachable(err)
	}
	return p.known(found), nil
}

// known is what was discovered first.
func (p *Provider) known(found *oidc.Provider) *oidc.Provider {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.provider == nil {
		p.provider = found
	}
	return p.provider
}

func unreachable(err error) error {
	return app.Fail(app.Unavailable, app.T("signon.away")).Because(err)
}
