package login

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/secret"
	"telemark/app/session"
	"telemark/app/signon"
	"telemark/app/store/storetest"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

const (
	password = "two quiet tracks downhill"
	another  = "another long pass-phrase"
)

// site is the sign-in pages over real services and a database of the test's own.
type site struct {
	t      *testing.T
	app    *fiber.App
	people *account.Service
	keeper *session.Keeper
	events []app.Event
}

func (s *site) Publish(e app.Event) { s.events = append(s.events, e) }

// newSite makes one; required is whether staff need a second factor.
func newSite(t *testing.T, required bool) *site {
	t.Helper()
	if err := web.Load(); err != nil {
		t.Fatal(err)
	}
	db, keys := storetest.New(t), []secret.Key{secret.NewKey()}
	s := &site{t: t}
	sealer, err := secret.NewSealer(keys...)
	if err != nil {
		t.Fatal(err)
	}
	policy := session.Always(app.Entry{})
	if required {
		policy = session.Always(app.Entry{Forced: app.ForcedAll()})
	}
	s.people = account.New(db.Accounts(), account.Options{
		Hub: s, Hasher: secret.NewHasher(2, secret.Cost{KiB: 8, Passes: 1, Threads: 1}), Sealer: sealer, Policy: policy,
	})
	keeper, err := session.NewKeeper(db.Sessions(), s, keys, false, policy)
	if err != nil {
		t.Fatal(err)
	}
	s.keeper = keeper
	s.serve(nil)
	return s
}

// serve builds the pages; staff can come in by the provider when there is one.
func (s *site) serve(provider *signon.Provider) {
	g := guard.New(s.keeper, guard.Options{Origin: "http://localhost:3000", Proxies: 1})
	s.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: web.HandleError})
	s.app.Use(g.Every)
	f := s.app.Group("", g.Session)
	Handlers{People: s.people, Sessions: s.keeper, Guard: g, Provider: provider}.Routes(f)
	for role, area := range areas {
		f.Get(area, g.Only(role), func(c *fiber.Ctx) error { return c.SendString("the area of " + string(role)) })
	}
}

// add makes a person.
func (s *site) add(role app.Role, email string) app.Actor {
	s.t.Helper()
	p, err := s.people.Add(context.Background(), account.System, role, account.Draft{Name: "Anna Berg", Email: email, Password: password})
	if err != nil {
		s.t.Fatal(err)
	}
	return app.Actor{ID: p.ID, Name: p.Name, Role: p.Role, Duties: p.Rights.Duties, Scope: p.Rights.Scope}
}

// browser keeps cookies like one, and sends forms like one.
type browser struct {
	*site
	cookies map[string]string
	lang    string
}

func (s *site) browser() *browser { return &browser{site: s, cookies: map[string]string{}, lang: "en"} }

// answer is what came back, with its body as text.
type answer struct {
	status int
	header http.Header
	body   string
}

// to is where the answer leads.
func (a answer) to() string { return a.header.Get("Location") }

func (b *browser) get(target string) answer { return b.send(http.MethodGet, target, nil) }

// post sends fields given as name and value in turn.
func (b *browser) post(target string, fields ...string) answer {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.send(http.MethodPost, target, form)
}

func (b *browser) send(method, target string, form url.Values) answer {
	b.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Accept-Language", b.lang)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	response, err := b.app.Test(r, -1)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range response.Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	a := answer{response.StatusCode, response.Header, string(body)}
	b.inspect(method+" "+target, a)
	return a
}

var (
	rawText  = regexp.MustCompile(`\b(login|account|error|layout|role)\.[a-z_]+\b`)
	inline   = regexp.MustCompile(`(?i)<[^>]*\s(style|on[a-z]+)=|<script>|<style`)
	ids      = regexp.MustCompile(`\sid="([^"]+)"`)
	focused  = regexp.MustCompile(`<input[^>]*\sid="([^"]+)"[^>]*\sautofocus`)
	describe = regexp.MustCompile(`aria-(?:describedby|labelledby)="([^"]+)"|\sfor="([^"]+)"`)
)

// inspect finds what must be on no page: a text that no locale has, something that the policy forbids, an id twice, a label
// of nothing.
func (b *browser) inspect(where string, a answer) {
	b.t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return
	}
	if raw := rawText.FindString(a.body); raw != "" && !strings.Contains(a.body, "data-"+raw) {
		b.t.Errorf("%s shows %q instead of a text", where, raw)
	}
	if bad := inline.FindString(a.body); bad != "" {
		b.t.Errorf("%s has %q, which the policy forbids", where, bad)
	}
	var seen []string
	for _, m := range ids.FindAllStringSubmatch(a.body, -1) {
		if slices.Contains(seen, m[1]) {
			b.t.Errorf("%s has the id %q twice", where, m[1])
		}
		seen = append(seen, m[1])
	}
	for _, m := range describe.FindAllStringSubmatch(a.body, -1) {
		if !slices.Contains(seen, m[1]+m[2]) {
			b.t.Errorf("%s points at %q, which isn't there", where, m[1]+m[2])
		}
	}
}

// focus is the id of the field that the page starts in.
func (a answer) focus() string {
	if m := focused.FindStringSubmatch(a.body); m != nil {
		return m[1]
	}
	return ""
}

// shows tells whether a text stands on the page.
func (a answer) shows(text string) bool { return strings.Contains(html.UnescapeString(a.body), text) }

// signIn signs in with the password alone.
func (b *browser) signIn(email string) answer {
	b.t.Helper()
	return b.post("/login", "email", email, "password", password)
}
