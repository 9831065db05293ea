package proof

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A browser opens six connections to a host at most, so the seventh tab with a stream of its own would freeze the site.
func TestTenTabsOfABrowserShareOneStream(t *testing.T) {
	needAssets(t)
	p := newProgram(t, t.TempDir(), []string{"METRICS_TOKEN=" + metricsToken}, "serve", "--demo")
	p.start()
	first := openBrowser(t, p, "en")
	first.signIn(p.loginOf("client@demo.telemark"), "/client")
	room := first.opensRoom("other", "Hello from many tabs")
	operator := newPerson(t, p)
	operator.signsIn(p.loginOf("operator@demo.telemark"))
	operator.takes(room)
	tabs := []*browser{first}
	for len(tabs) < 10 {
		tab := first.tab()
		tab.open("/client/rooms/" + room)
		tab.hears("Hello from many tabs")
		tabs = append(tabs, tab)
	}
	if _, err := operator.posts(t.Context(), "operator", room, newKey(), "To all of you"); err != nil {
		t.Fatal(err)
	}
	for _, tab := range tabs {
		tab.hears("To all of you")
		if n := count(said(tab.thread()), "To all of you"); n != 1 {
			t.Errorf("a tab shows it %d times", n)
		}
	}
	open := regexp.MustCompile(`(?m)^telemark_streams (\d+)$`).FindStringSubmatch(
		newPerson(t, p).get("/metrics", "Authorization", "Bearer "+metricsToken).body)
	if open == nil || open[1] != "1" {
		t.Errorf("streams open: %q, one was expected", open)
	}
	tabs[3].says("From the fourth tab")
	for _, tab := range tabs {
		tab.hears("From the fourth tab")
	}
	tabs[5].do(loggingOut())
	tabs[5].see("signed out", `location.pathname !== "/client/rooms/`+room+`"`)
	tabs[1].see("that the session has ended", `document.querySelector("[data-login]") || location.pathname === "/login"`)
}

// A proxy on the way that holds streams back, or refuses them, must cost a client nothing but some seconds.
func TestWithoutStreamsAPageAsksForItself(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	to, err := url.Parse(p.url())
	if err != nil {
		t.Fatal(err)
	}
	relay := &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}}
	var refusing atomic.Bool
	refusing.Store(true)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refusing.Load() && strings.HasSuffix(r.URL.Path, "/stream") {
			http.Error(w, "no streams here", http.StatusBadGateway)
			return
		}
		relay.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		proxy.CloseClientConnections()
		proxy.Close()
	})
	b := openBrowser(t, p, "en")
	b.site = strings.Replace(proxy.URL, "127.0.0.1", "localhost", 1)
	b.trouble(true)
	b.signIn(p.loginOf("client@demo.telemark"), "/client")
	room := b.opensRoom("other", "Hello through a bad proxy")
	operator := newPerson(t, p)
	operator.signsIn(p.loginOf("operator@demo.telemark"))
	operator.takes(room)
	for n := range 3 {
		text := fmt.Sprintf("answer %d", n)
		if _, err := operator.posts(t.Context(), "operator", room, newKey(), text); err != nil {
			t.Fatal(err)
		}
		took := b.seeWithin(2*soon, text, `document.querySelector("[data-thread]").textContent.includes(`+quote(text)+`)`)
		t.Logf("%s after %v", text, took.Round(100*time.Millisecond))
	}
	b.says("And back")
	b.settled()
	refusing.Store(false)
	wanted := []string{"answer 0", "answer 1", "answer 2", "And back"}
	for n, fast := 0, 0; fast < 3; n++ { // once may be luck
		if n == 20 {
			t.Fatal("the stream never comes back")
		}
		text := fmt.Sprintf("by the stream again? %d", n)
		if _, err := operator.posts(t.Context(), "operator", room, newKey(), text); err != nil {
			t.Fatal(err)
		}
		if took := b.hears(text); took < time.Second {
			fast++
		} else {
			fast = 0
		}
		wanted = append(wanted, text)
	}
	for _, text := range wanted {
		if n := count(said(b.thread()), text); n != 1 {
			t.Errorf("%q is on the page %d times", text, n)
		}
	}
}
