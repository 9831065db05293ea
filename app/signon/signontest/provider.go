// Package signontest is a small OpenID provider for tests, which can be told to lie.
package signontest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"telemark/app"
)

// The client that the provider knows.
const (
	ClientID     = "telemark"
	ClientSecret = "a secret of tests"
)

// Provider answers on a port of its own. Its fields are set before a sign-on and read during it.
type Provider struct {
	*httptest.Server
	Claims   map[string]any // of the ID token, over those that are right
	Header   map[string]any // of the ID token, over those that are right
	UserInfo map[string]any // nil: the provider has no such page
	RSA      bool           // signs RS256 in place of ES256
	Forged   bool           // signs with a key that it doesn't publish
	Redirect string         // the only one that it sends browsers to
	Asked    atomic.Int64   // how often its keys were read

	t       *testing.T
	mu      sync.Mutex
	codes   map[string]url.Values
	ec, own *ecdsa.PrivateKey
	rsa     *rsa.PrivateKey
}

// rsaKey is the same for all providers: it takes a while to find one.
var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// New starts a provider, which ends with the test.
func New(t *testing.T, redirect string) *Provider {
	t.Helper()
	p := &Provider{t: t, Redirect: redirect, codes: map[string]url.Values{}, Claims: map[string]any{}, Header: map[string]any{}}
	var err error
	for _, key := range []**ecdsa.PrivateKey{&p.ec, &p.own} {
		if *key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	if p.rsa, err = rsaKey(); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", func(w http.ResponseWriter, _ *http.Request) { p.write(w, p.UserInfo) })
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *Provider) write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	found := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"id_token_signing_alg_values_supported": []string{"ES256", "RS256", "HS256", "none"}, // it would sign with anything
	}
	if p.UserInfo != nil {
		found["userinfo_endpoint"] = p.URL + "/userinfo"
	}
	p.write(w, found)
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	p.Asked.Add(1)
	point, err := p.ec.PublicKey.Bytes()
	if err != nil {
		p.t.Error(err)
		return
	}
	p.write(w, map[string]any{"keys": []any{
		map[string]any{"kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig", "alg": "ES256", "x": b64(point[1:33]), "y": b64(point[33:65])},
		map[string]any{
			"kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256",
			"n": b64(p.rsa.N.Bytes()), "e": b64(big.NewInt(int64(p.rsa.E)).Bytes()),
		},
	}})
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// authorize lets anybody in, and sends them back with a code.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("redirect_uri") != p.Redirect || q.Get("response_type") != "code" ||
		q.Get("code_challenge_method") != "S256" || q.Get("state") == "" || q.Get("nonce") == "" {
		http.Error(w, "not such a request: "+r.URL.RawQuery, http.StatusBadRequest)
		return
	}
	code := app.NewID()
	p.mu.Lock()
	p.codes[code] = q
	p.mu.Unlock()
	back := url.Values{"code": {code}, "state": {q.Get("state")}}
	http.Redirect(w, r, p.Redirect+"?"+back.Encode(), http.StatusFound)
}

// token gives an ID token for a code, once, to the client that can show its secret and the verifier.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	} else if plain, err := url.QueryUnescape(secret); err == nil {
		secret = plain
	}
	p.mu.Lock()
	asked, ok := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || id != ClientID || secret != ClientSecret || r.PostFormValue("redirect_uri") != p.Redirect || b64(sum[:]) != asked.Get("code_challenge") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	now := app.Now()
	claims := map[string]any{
		"iss": p.URL, "aud": ClientID, "sub": "subject-1", "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	}
	for name, value := range p.Claims {
		claims[name] = value
	}
	p.write(w, map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": p.sign(claims)})
}

func (p *Provider) sign(claims map[string]any) string {
	header := map[string]any{"alg": "ES256", "kid": "ec", "typ": "JWT"}
	if p.RSA {
		header["alg"], header["kid"] = "RS256", "rsa"
	}
	for name, value := range p.Header {
		header[name] = value
	}
	h, errHeader := json.Marshal(header)
	c, errClaims := json.Marshal(claims)
	if errHeader != nil || errClaims != nil {
		p.t.Error(errHeader, errClaims)
	}
	text := b64(h) + "." + b64(c)
	sum := sha256.Sum256([]byte(text))
	var signature []byte
	var err error
	switch header["alg"] {
	case "ES256":
		key := p.ec
		if p.Forged {
			key = p.own
		}
		r, s, failed := ecdsa.Sign(rand.Reader, key, sum[:])
		signature, err = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...), failed
	case "RS256":
		signature, err = rsa.SignPKCS1v15(rand.Reader, p.rsa, crypto.SHA256, sum[:])
	case "HS256": // with what everybody who knows the client's secret could sign with
		mac := hmac.New(sha256.New, []byte(ClientSecret))
		mac.Write([]byte(text))
		signature = mac.Sum(nil)
	}
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + b64(signature)
}
