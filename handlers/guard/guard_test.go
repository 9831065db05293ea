package guard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/secret"
	"telemark/app/session"
)

// rows is the least of a session store: one that fails on demand.
type rows struct {
	session.Store
	all    map[string]session.Session
	people map[string]session.User
	fail   error
}

func (r *rows) Start(_ context.Context, s session.Session, replaces string, _ app.Audit) error {
	delete(r.all, replaces)
	r.all[s.Hash] = s
	return r.fail
}

func (r *rows) Session(_ context.Context, hash string) (session.Session, session.User, error) {
	if r.fail != nil {
		return session.Session{}, session.User{}, r.fail
	}
	s, ok := r.all[hash]
	if !ok {
		return s, session.User{}, app.ErrNotFound
	}
	return s, r.people[s.User], nil
}

func (r *rows) Touch(_ context.Context, hashes []string, _ time.Time) ([]string, error) {
	return hashes, r.fail
}

func (r *rows) End(_ context.Context, _, hash string, _ app.Audit) error {
	delete(r.all, hash)
	return r.fail
}
func (r *rows) Publish(app.Event) {}

// site is a program with a guard and one page for each thing that it decides.
type site struct {
	t     *testing.T
	app   *fiber.App
	store *rows
	guard *Guard
}

func newSite(t *testing.T, o Options) *site {
	t.Helper()
	s := &site{t: t, store: &rows{all: map[string]session.Session{}, people: map[string]session.User{
		"anna":  {ID: "anna", Name: "Anna", Role: app.Client},
		"oleg":  {ID: "oleg", Name: "Oleg", Role: app.Operator},
		"maria": {ID: "maria", Name: "Maria", Role: app.Manager, SecondFactor: true},
		"nina":  {ID: "nina", Name: "Nina", Role: app.Manager, SecondFactor: true},
	}}}
	keeper, err := session.NewKeeper(s.store, s.store, []secret.Key{secret.NewKey()}, o.HTTPS, session.Always(app.Entry{Forced: app.ForcedAll()}))
	if err != nil {
		t.Fatal(err)
	}
	if o.Origin == "" {
		o.Origin = "https://bank.example"
	}
	s.guard = New(keeper, o)
	s.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		status := map[app.Kind]int{app.Forbidden: 403, app.NotFound: 404, app.TooMany: 429, app.Unauthenticated: 401}[app.KindOf(err)]
		if status == 0 {
			status = 500
		}
		return c.SendStatus(status)
	}})
	s.app.Use(s.guard.Every)
	f := s.app.Group("", s.guard.Session)
	f.Post("/login", func(c *fiber.Ctx) error {
		u := s.store.people[c.Query("as")]
		stage, err := s.guard.SignIn(c, u, c.Query("strong") != "")
		if err != nil {
			return err
		}
		return c.SendString(fmt.Sprint(stage))
	})
	f.Post("/logout", s.guard.SignOut)
	f.Get("/me", func(c *fiber.Ctx) error {
		return c.SendString(fmt.Sprintf("%s|%s|%s|%s", Actor(c).ID, Address(c), RequestID(c), s.guard.Enrolling(c).ID))
	})
	f.Get("/search", s.guard.Counted, func(c *fiber.Ctx) error { return c.SendString("found") })
	f.Post("/post", func(c *fiber.Ctx) error { return c.SendString("done") })
	f.All("/client", s.guard.Only(app.Client), func(c *fiber.Ctx) error { return c.SendString("client") })
	f.All("/manager", s.guard.Only(app.Manager), func(c *fiber.Ctx) error { return c.SendString("manager") })
	f.All("/account", s.guard.Only(), func(c *fiber.Ctx) error { return c.SendString("account") })
	return s
}

// ask sends a request with headers given as "Name: value"; the body comes back with the answer.
func (s *site) ask(method, target string, headers ...string) (answer *http.Response, body string) {
	s.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, target, nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	answer, err := s.app.Test(r, -1)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var b strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := answer.Body.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			return answer, b.String()
		}
	}
}

const ours = "Sec-Fetch-Site: same-origin"

// signIn returns the Cookie header of a session.
func (s *site) signIn(who string, strong bool) string {
	s.t.Helper()
	target := "/login?as=" + who
	if strong {
		target += "&strong=1"
	}
	answer, _ := s.ask("POST", target, ours)
	if len(answer.Cookies()) != 1 {
		s.t.Fatalf("signing in %s: %d, cookies %v", who, answer.StatusCode, answer.Cookies())
	}
	c := answer.Cookies()[0]
	return "Cookie: " + c.Name + "=" + c.Value
}

func TestAnotherRolesAreaDoesNotExist(t *testing.T) {
	s := newSite(t, Options{})
	client, manager := s.signIn("anna", false), s.signIn("maria", true)
	for _, test := range []struct {
		cookie, path string
		want         int
	}{{client, "/client", 200}, {client, "/manager", 404}, {manager, "/manager", 200}, {manager, "/client", 404}, {client, "/account", 200}, {manager, "/account", 200}} {
		for _, method := range []string{"GET", "POST", "DELETE"} {
			if answer, body := s.ask(method, test.path, test.cookie, ours); answer.StatusCode != test.want {
				t.Errorf("%s %s: %d %q; want %d", method, test.path, answer.StatusCode, body, test.want)
			}
		}
	}
}

func TestHalfASignInOpensNothing(t *testing.T) {
	s := newSite(t, Options{})
	for who, to := range map[string]string{"maria": CodePath, "oleg": FactorPath} {
		cookie := s.signIn(who, false)
		if _, body := s.ask("GET", "/me", cookie); !strings.HasPrefix(body, "|") {
			t.Errorf("%s with the password alone is %q", who, body)
		}
		for _, path := range []string{"/account", "/manager"} {
			answer, _ := s.ask("GET", path, cookie, "Accept: text/html")
			if want := to + "?next=%2F" + path[1:]; answer.StatusCode != 303 || answer.Header.Get("Location") != want {
				t.Errorf("%s at %s: %d to %q; want 303 to %s", who, path, answer.StatusCode, answer.Header.Get("Location"), want)
			}
		}
	}
	if _, body := s.ask("GET", "/me", s.signIn("oleg", false)); !strings.HasSuffix(body, "|oleg") {
		t.Errorf("staff without a second factor may set one up: %q", body)
	}
	if _, body := s.ask("GET", "/me", s.signIn("maria", false)); !strings.HasSuffix(body, "|") {
		t.Errorf("who has one must show it before setting up another: %q", body)
	}
}

func TestWhoIsNotSignedInIsSentThereInTheirOwnWay(t *testing.T) {
	s := newSite(t, Options{})
	for _, test := range []struct {
		name, method, path string
		headers            []string
		status             int
		location, redirect string
	}{
		{"a page", "GET", "/client?x=1&y=2", []string{"Sec-Fetch-Mode: navigate"}, 303, "/login?next=%2Fclient%3Fx%3D1%26y%3D2", ""},
		{"an old browser's page", "GET", "/client", []string{"Accept: text/html,*/*"}, 303, "/login?next=%2Fclient", ""},
		{"a form", "POST", "/client", []string{"Sec-Fetch-Mode: navigate", ours, "Referer: https://bank.example/client?a=1"}, 303, "/login?next=%2Fclient%3Fa%3D1", ""},
		{"a form from nowhere", "POST", "/client", []string{"Sec-Fetch-Mode: navigate", ours}, 303, "/login", ""},
		{"htmx", "GET", "/client", []string{"HX-Request: true", "Sec-Fetch-Mode: cors", "HX-Current-URL: https://bank.example/client/rooms/1"}, 401, "", "/login?next=%2Fclient%2Frooms%2F1"},
		{"a stream", "GET", "/client", []string{"Accept: text/event-stream", "Sec-Fetch-Mode: cors"}, 401, "", ""},
		{"an old browser's stream", "GET", "/client", []string{"Accept: text/event-stream"}, 401, "", ""},
		{"a script", "POST", "/client", []string{"Sec-Fetch-Mode: cors", ours}, 401, "", ""},
	} {
		answer, _ := s.ask(test.method, test.path, test.headers...)
		if answer.StatusCode != test.status || answer.Header.Get("Location") != test.location || answer.Header.Get("HX-Redirect") != test.redirect {
			t.Errorf("%s: %d, Location %q, HX-Redirect %q", test.name, answer.StatusCode, answer.Header.Get("Location"), answer.Header.Get("HX-Redirect"))
		}
	}
}

func TestSigningOutEndsIt(t *testing.T) {
	s := newSite(t, Options{})
	cookie := s.signIn("anna", false)
	answer, _ := s.ask("POST", "/logout", cookie, ours)
	if cookies := answer.Cookies(); len(cookies) != 1 || cookies[0].Value != "" || cookies[0].MaxAge >= 0 {
		t.Errorf("cookies %v", cookies)
	}
	if _, body := s.ask("GET", "/me", cookie); !strings.HasPrefix(body, "|") {
		t.Errorf("the old cookie is %q", body)
	}
}

func TestADatabaseThatIsAwayIsNotASignOut(t *testing.T) {
	s := newSite(t, Options{})
	cookie := s.signIn("anna", false)
	s.store.fail = errors.New("away")
	if answer, _ := s.ask("GET", "/client", cookie, "Accept: text/html"); answer.StatusCode != 500 || len(answer.Cookies()) != 0 {
		t.Errorf("%d, cookies %v; want 500 and the cookie kept", answer.StatusCode, answer.Cookies())
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	for _, https := range []bool{false, true} {
		s := newSite(t, Options{HTTPS: https})
		for _, path := range []string{"/me", "/nowhere", "/client"} {
			answer, _ := s.ask("GET", path)
			for _, h := range Headers(https) {
				if answer.Header.Get(h.Name) != h.Value {
					t.Errorf("%s: %s is %q; want %q", path, h.Name, answer.Header.Get(h.Name), h.Value)
				}
			}
			if got := answer.Header.Get("Strict-Transport-Security") != ""; got != https {
				t.Errorf("%s: strict transport is %v on https %v", path, got, https)
			}
			csp := answer.Header.Get("Content-Security-Policy")
			for _, wrong := range []string{"unsafe-inline", "unsafe-eval", "*", "http"} {
				if strings.Contains(csp, wrong) {
					t.Errorf("the policy allows %q", wrong)
				}
			}
			for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "worker-src 'self'"} {
				if !strings.Contains(csp, part) {
					t.Errorf("the policy lacks %s", part)
				}
			}
		}
	}
}

func TestARequestIDCannotForgeALogLine(t *testing.T) {
	if answer, _ := newSite(t, Options{}).ask("GET", "/me", "X-Request-ID: 0123456789abcdef"); answer.Header.Get("X-Request-ID") == "0123456789abcdef" {
		t.Error("somebody without a proxy of ours chose the id of their audit record")
	}
	s := newSite(t, Options{Proxies: 1})
	for given, kept := range map[string]bool{
		"0123456789abcdef": true, "A-b_c-1234": true, "short": false, "line break %0a": false, "a b c d e f g h": false, strings.Repeat("a", 65): false,
		"<script>alert(1)</script>": false, "запрос-номер-один": false,
	} {
		answer, _ := s.ask("GET", "/me", "X-Request-ID: "+given)
		if id := answer.Header.Get("X-Request-ID"); (id == given) != kept || id == "" {
			t.Errorf("%q becomes %q; kept must be %v", given, id, kept)
		}
	}
}
