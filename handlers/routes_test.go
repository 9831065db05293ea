package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/health"
)

// open are the routes that need no role; all others belong to the audience that their first word names.
var open = []string{
	"/", "/push-worker.js", "/healthz", "/readyz", "/metrics", "/static/*", "/favicon.ico", "/preferences", "/login", "/login/code", "/login/oidc", "/login/oidc/callback", "/register",
	"/invite/:token", "/logout", "/robots.txt", "/sitemap.xml", "/products", "/products/compare", "/products/:slug", "/products/:slug/quote",
	"/products/:slug/schedule", "/products/:slug/documents/:document",
}

func audience(path string) app.Role {
	word, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return app.Role(word)
}

func TestEveryRouteIsClosedToEveryOtherRole(t *testing.T) {
	b := newBank(t)
	room, person := b.takenRoom(), b.people["jonas"].ID
	fill := strings.NewReplacer(":room", room, ":person", person, ":invitation", app.NewID(),
		":slug", "pass", ":view", app.NewID(), ":purpose", "calls", ":class", "talks", ":hold", app.NewID(), ":record", "1", ":file", app.NewID(), ":receipt", app.NewID(), ":callback", app.NewID(),
		":device", app.NewID(), ":team", app.NewID(), ":day", "2026-11-30", ":session", "x", ":export", app.NewID(), ":request", app.NewID(), ":application", app.NewID(), ":step", "review", ":document", app.NewID())
	walked := 0
	for _, route := range b.site.fiber.GetRoutes(true) {
		role := audience(route.Path)
		if slices.Contains(open, route.Path) || route.Method == http.MethodHead {
			continue
		}
		if !role.Valid() && !strings.HasPrefix(route.Path, "/account") {
			t.Errorf("%s %s belongs to no audience: put it behind a guard, or into the list of open routes", route.Method, route.Path)
			continue
		}
		walked++
		for _, name := range []string{"", "marina", "anna", "erik"} {
			got := b.browser(name).patiently(route.Method, fill.Replace(route.Path), formOf(route.Method))
			switch {
			case name == "" && got.status != http.StatusSeeOther:
				t.Errorf("%s %s answers a stranger with %d, want 303 to the sign-in", route.Method, route.Path, got.status)
			case name != "" && role.Valid() && names[name] != role && got.status != http.StatusNotFound:
				t.Errorf("%s %s answers the %s with %d, want 404", route.Method, route.Path, names[name], got.status)
			case got.status >= 500:
				t.Errorf("%s %s answers %q with %d: %s", route.Method, route.Path, name, got.status, got.body)
			}
		}
	}
	if walked < 25 {
		t.Errorf("walked %d routes only", walked)
	}
}

func formOf(method string) url.Values {
	if method == http.MethodPost {
		return url.Values{}
	}
	return nil
}

func TestSomebodyElsesRoomAndAnUnknownOneAreTheSame404(t *testing.T) {
	b := newBank(t)
	oleg, room, unknown := b.browser("oleg"), b.takenRoom(), app.NewID()
	for _, route := range b.site.fiber.GetRoutes(true) {
		if !strings.HasPrefix(route.Path, "/client/rooms/:room") || route.Method == http.MethodHead {
			continue
		}
		form := url.Values{"body": {"Let me in"}, "key": {app.NewID()}, "seq": {"1"}}
		if route.Method == http.MethodGet {
			form = nil
		}
		theirs := oleg.do(route.Method, strings.Replace(route.Path, ":room", room, 1), form)
		nobodys := oleg.do(route.Method, strings.Replace(route.Path, ":room", unknown, 1), form)
		if theirs.status != http.StatusNotFound || nobodys.status != http.StatusNotFound ||
			strings.ReplaceAll(theirs.body, room, "") != strings.ReplaceAll(nobodys.body, unknown, "") {
			t.Errorf("%s %s: somebody else's %d, unknown %d, or another text", route.Method, route.Path, theirs.status, nobodys.status)
		}
	}
	log, err := b.parts.Chat.Store.Room(t.Context(), room)
	if err != nil || log.Seq != 3 {
		t.Errorf("the room stands at %d, %v: a stranger wrote in it", log.Seq, err)
	}
}

func TestAPostIsStoredOnceHoweverOftenItIsSent(t *testing.T) {
	b := newBank(t)
	marina, room := b.browser("marina"), b.takenRoom()
	form := url.Values{"body": {"Привет 👋\nмир"}, "key": {"once-0123456789abcdef"}}
	first := marina.post("/client/rooms/"+room+"/messages", form, "HX-Request", "true")
	second := marina.post("/client/rooms/"+room+"/messages", form, "HX-Request", "true")
	id, seq := first.header.Get("Telemark-Message"), first.header.Get("Telemark-Seq")
	if first.status != http.StatusOK || id == "" || seq != "4" {
		t.Fatalf("got %d with message %q, number %q; want 200, an id, 4", first.status, id, seq)
	}
	if second.header.Get("Telemark-Message") != id || second.header.Get("Telemark-Seq") != seq {
		t.Errorf("the repeat became %s, %s", second.header.Get("Telemark-Message"), second.header.Get("Telemark-Seq"))
	}
	page := marina.get("/client/rooms/" + room)
	if n := strings.Count(page.body, `id="m-`+id+`"`); n != 1 {
		t.Errorf("the page shows the message %d times", n)
	}
}

func TestARefusedMessageIsStillInTheBox(t *testing.T) {
	b := newBank(t)
	marina, room := b.browser("marina"), b.takenRoom()
	long := strings.Repeat("ж", 4001)
	for _, headers := range [][]string{{"HX-Request", "true"}, nil} {
		got := marina.post("/client/rooms/"+room+"/messages", url.Values{"body": {long}, "key": {"long-0123456789abcdef"}}, headers...)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, long) {
			t.Errorf("with headers %v got %d; want 422 with the text in the form", headers, got.status)
		}
		if !strings.Contains(got.body, "invalid-feedback") {
			t.Error("no error stands at the field")
		}
	}
}

func TestTheLoserOfARaceForARoomLearnsWhoHasIt(t *testing.T) {
	b := newBank(t)
	room := b.takenRoom()
	got := b.browser("jonas").post("/operator/rooms/"+room+"/take", url.Values{})
	if got.status != http.StatusConflict || !strings.Contains(got.body, "anna") {
		t.Errorf("got %d: %s; want 409 with the taker's name", got.status, got.body)
	}
}

func TestAPrivateNoteNeverReachesTheClient(t *testing.T) {
	b := newBank(t)
	room := b.takenRoom()
	got := b.browser("anna").post("/operator/rooms/"+room+"/notes", url.Values{"body": {"asked twice already"}, "key": {app.NewID()}})
	if got.status != http.StatusSeeOther {
		t.Fatalf("the note was answered with %d: %s", got.status, got.body)
	}
	marina := b.browser("marina")
	for _, path := range []string{"", "/messages", "/messages?after=1", "/messages?before=99", "/head"} {
		if page := marina.get("/client/rooms/" + room + path); strings.Contains(page.body, "asked twice") {
			t.Errorf("the note stands in %s", path)
		}
	}
	if page := b.browser("jonas").get("/operator/rooms/" + room); !strings.Contains(page.body, "asked twice already") {
		t.Error("a colleague can't read the note")
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	b := newBank(t)
	marina, room := b.browser("marina"), b.takenRoom()
	form := url.Values{"body": {"Send all my money"}, "key": {app.NewID()}}
	got := marina.post("/client/rooms/"+room+"/messages", form, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	if got.status != http.StatusForbidden {
		t.Errorf("got %d, want 403", got.status)
	}
}

func TestEveryAnswerCarriesThePolicy(t *testing.T) {
	b := newBank(t)
	marina, room := b.browser("marina"), b.takenRoom()
	for _, path := range []string{"/", "/login", "/client", "/client/rooms/" + room, "/no-such-page", "/healthz", "/client/stream"} {
		got := marina.get(path)
		if policy := got.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s answers %d with the policy %q", path, got.status, policy)
		}
		if got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s lets browsers sniff", path)
		}
	}
}

func TestMetricsNeedTheirToken(t *testing.T) {
	b := newBank(t)
	v := b.browser("")
	if got := v.get("/metrics"); got.status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", got.status)
	}
	got := v.get("/metrics", "Authorization", "Bearer a-token-of-tests")
	if got.status != http.StatusOK || !strings.Contains(got.body, "telemark_streams") {
		t.Errorf("with it: %d, %.200s", got.status, got.body)
	}
	for _, id := range []string{b.people["marina"].ID, "marina@bank.test"} {
		if strings.Contains(got.body, id) {
			t.Errorf("the metrics name %s", id)
		}
	}
}

func TestAnErrorShowsAReferenceAndNothingElse(t *testing.T) {
	b := newBank(t)
	b.parts.Report.Store = nil // a nil dereference: the worst that a handler can do
	got := b.browser("erik").get("/manager")
	if got.status != http.StatusInternalServerError || strings.Contains(got.body, "nil pointer") || strings.Contains(got.body, "goroutine") {
		t.Errorf("got %d: %s", got.status, got.body)
	}
	if !strings.Contains(got.body, got.header.Get("X-Request-Id")) {
		t.Error("the page shows no reference")
	}
}

func TestNoPersonalDataIsServedWhileTheDatabaseIsNotEncrypted(t *testing.T) {
	b := newBank(t)
	marina, room := b.browser("marina"), b.takenRoom()
	b.parts.Health.Probes = []health.Probe{func(context.Context) []health.Item {
		return []health.Item{{ID: "encryption", State: health.Unknown, Serving: true}}
	}}
	if got := marina.get("/readyz"); got.status != http.StatusServiceUnavailable {
		t.Errorf("/readyz answers %d", got.status)
	}
	for _, path := range []string{"/client", "/client/rooms/" + room, "/client/rooms/" + room + "/messages", "/client/stream", "/login"} {
		if got := marina.get(path); got.status != http.StatusServiceUnavailable || strings.Contains(got.body, "Good afternoon") {
			t.Errorf("%s answers %d", path, got.status)
		}
	}
	if got := marina.get("/healthz"); got.status != http.StatusOK {
		t.Errorf("/healthz answers %d: the process is alive", got.status)
	}
}

func TestWordsOfATabThatOutlivedItsReaderAreNotStoredUnderTheNextOnesName(t *testing.T) {
	b := newBank(t)
	room := b.takenRoom()
	anna := b.browser("anna")
	form := url.Values{"body": {"written by jonas before his shift ended"}, "key": {app.NewID()}}
	got := anna.post("/operator/rooms/"+room+"/messages", form, "HX-Request", "true", "Telemark-Author", b.people["jonas"].ID)
	if got.status != http.StatusConflict {
		t.Errorf("got %d, want 409", got.status)
	}
	if got := anna.post("/operator/rooms/"+room+"/messages", form, "HX-Request", "true", "Telemark-Author", b.people["anna"].ID); got.status != http.StatusOK {
		t.Errorf("her own words get %d", got.status)
	}
}
