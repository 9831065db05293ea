package guard

import (
	"strings"
	"testing"
)

func TestAnotherSitesPostIsRefused(t *testing.T) {
	for _, test := range []struct {
		name    string
		options Options
		headers []string
		allowed bool
	}{
		{"another site's form", Options{OriginSet: true}, []string{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example"}, false},
		{"another site's form in an old browser", Options{OriginSet: true}, []string{"Origin: https://evil.example"}, false},
		{"a neighbour's host", Options{OriginSet: true}, []string{"Sec-Fetch-Site: same-site", "Origin: https://shop.bank.example"}, false},
		{"Origin forged beside Sec-Fetch-Site", Options{OriginSet: true}, []string{"Sec-Fetch-Site: cross-site", "Origin: https://bank.example"}, false},
		{"a frame without origin", Options{OriginSet: true}, []string{"Origin: null"}, false},
		{"neither", Options{OriginSet: true}, nil, false},
		{"neither, with a Referer", Options{OriginSet: true}, []string{"Referer: https://bank.example/login"}, false},
		{"an origin that starts like ours", Options{OriginSet: true}, []string{"Origin: https://bank.example.evil.example"}, false},
		{"plain http", Options{OriginSet: true}, []string{"Origin: http://bank.example"}, false},
		{"another port", Options{OriginSet: true}, []string{"Origin: https://bank.example:8443"}, false},
		{"our own form", Options{OriginSet: true}, []string{"Sec-Fetch-Site: same-origin"}, true},
		{"typed by hand", Options{OriginSet: true}, []string{"Sec-Fetch-Site: none"}, true},
		{"our own form in an old browser", Options{OriginSet: true}, []string{"Origin: https://bank.example"}, true},
		{"loopback with PUBLIC_URL", Options{OriginSet: true}, []string{"Origin: http://localhost:3000", "Host: localhost:3000"}, false},
		{"loopback without it", Options{}, []string{"Origin: http://localhost:3000", "Host: localhost:3000"}, true},
		{"loopback by number", Options{}, []string{"Origin: http://127.0.0.1:4711", "Host: 127.0.0.1:4711"}, true},
		{"loopback by IPv6", Options{}, []string{"Origin: http://[::1]:3000", "Host: [::1]:3000"}, true},
		{"another port of loopback", Options{}, []string{"Origin: http://localhost:8080", "Host: localhost:3000"}, false},
		{"a name that was made to lead to loopback", Options{}, []string{"Origin: http://evil.example:3000", "Host: evil.example:3000"}, false},
		{"a name that looks like loopback", Options{}, []string{"Origin: http://localhost.evil.example", "Host: localhost.evil.example"}, false},
		{"a number elsewhere", Options{}, []string{"Origin: http://192.168.1.5:3000", "Host: 192.168.1.5:3000"}, false},
	} {
		s := newSite(t, test.options)
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			answer, _ := s.ask(method, "/post", test.headers...)
			if allowed := answer.StatusCode != 403; allowed != test.allowed {
				t.Errorf("%s, %s: %d", test.name, method, answer.StatusCode)
			}
		}
		if answer, _ := s.ask("GET", "/me", test.headers...); answer.StatusCode != 200 {
			t.Errorf("%s: reading is %d", test.name, answer.StatusCode)
		}
	}
}

func TestAForgedForwardedAddressIsNotBelieved(t *testing.T) {
	for _, test := range []struct {
		name    string
		proxies int
		headers []string
		want    string
	}{
		{"no proxy", 0, []string{"X-Forwarded-For: 198.51.100.1"}, "0.0.0.0"},
		{"one proxy, one forged entry", 1, []string{"X-Forwarded-For: 198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
		{"one proxy, forged in a line of its own", 1, []string{"X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.7"}, "203.0.113.7"},
		{"two proxies", 2, []string{"X-Forwarded-For: 198.51.100.1, 203.0.113.7, 10.0.0.1"}, "203.0.113.7"},
		{"fewer entries than proxies", 2, []string{"X-Forwarded-For: 203.0.113.7"}, "203.0.113.7"},
		{"none at all", 1, nil, "0.0.0.0"},
		{"no address", 1, []string{"X-Forwarded-For: unknown"}, "0.0.0.0"},
		{"with a port", 1, []string{"X-Forwarded-For: 203.0.113.7:54321"}, "203.0.113.7"},
		{"IPv6", 1, []string{"X-Forwarded-For: 2001:db8::1"}, "2001:db8::1"},
		{"IPv6 with a port", 1, []string{"X-Forwarded-For: [2001:db8::1]:54321"}, "2001:db8::1"},
		{"IPv4 in IPv6", 1, []string{"X-Forwarded-For: ::ffff:203.0.113.7"}, "203.0.113.7"},
	} {
		_, body := newSite(t, Options{Proxies: test.proxies}).ask("GET", "/me", test.headers...)
		if got := strings.Split(body, "|")[1]; got != test.want {
			t.Errorf("%s: %q; want %s", test.name, got, test.want)
		}
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	for _, next := range []string{
		"", "https://evil.example", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "/%5cevil.example", "/%2f/evil.example", "///evil.example",
		"javascript:alert(1)", "evil.example", "/ok\r\nSet-Cookie: a=b", "/a\x00", "http:/client", "/%0d%0aSet-Cookie:%20a=b", "/" + strings.Repeat("a", 2000), "/%zz", "/client?x=\\evil",
	} {
		if got := LocalPath(next); got != "/" {
			t.Errorf("LocalPath(%q) = %q", next, got)
		}
	}
	for _, next := range []string{"/", "/client", "/client/rooms/01J?before=5&x=%20#m-1", "/products?kind=deposit&currency=RUB", "/login"} {
		if got := LocalPath(next); got != next {
			t.Errorf("LocalPath(%q) = %q", next, got)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/client", "//evil", "/\\evil", "/%2f%2fevil", "/a?b=//c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, next string) {
		got := LocalPath(next)
		if got != "/" && got != next {
			t.Fatalf("%q was changed to %q", next, got)
		}
		if got[0] != '/' || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t\x00") {
			t.Fatalf("%q is let through as %q", next, got)
		}
	})
}
