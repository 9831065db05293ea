package live

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestALinkIsOnlyWhatIsSafeToFollow(t *testing.T) {
	for _, tt := range []struct {
		line  string
		links []string
	}{
		{"https://bank.example/a_(b)?c=1&d=[2]#e.", []string{"https://bank.example/a_(b)?c=1&d=[2]#e"}},
		{"see (https://bank.example/x), or HTTPS://BANK.example!", []string{"https://bank.example/x", "HTTPS://BANK.example"}},
		{"«https://банк.рф/путь»…", []string{"https://банк.рф/путь"}},
		{"вотhttps://bank.example", nil}, // in the middle of a word
		{"javascript:alert(1) data:text/html,x vbscript:x file:///etc/passwd //bank.example", nil},
		{"https://bank.example@evil.example/", nil},
		{"https://bank.example:443@evil.example", nil},
		{`https://bank.example/"onmouseover="alert(1)`, []string{"https://bank.example/"}},
		{"https://bank.example/<script>", []string{"https://bank.example/"}},
		{"https://bank.example/\u202egpj.exe", []string{"https://bank.example/"}},
		{"https:// http://", nil},
		{"https://[::1", nil},
		{"http://a.example http://b.example", []string{"http://a.example", "http://b.example"}},
		{strings.Repeat("(", 3000) + "https://bank.example" + strings.Repeat(")", 3000), []string{"https://bank.example"}},
	} {
		var links []string
		for _, p := range pieces(tt.line) {
			if p.Href != "" {
				links = append(links, p.Href)
			}
		}
		if !slices.Equal(links, tt.links) {
			t.Errorf("%.60q: %q, want %q", tt.line, links, tt.links)
		}
	}
}

func FuzzPieces(f *testing.F) {
	f.Add("see https://bank.example/a. And http://b@c or «https://банк.рф»")
	f.Fuzz(func(t *testing.T, line string) {
		var whole strings.Builder
		for _, p := range pieces(line) {
			whole.WriteString(p.Text)
			if p.Text == "" {
				t.Fatalf("%q has an empty piece", line)
			}
			if p.Href == "" {
				continue
			}
			u, err := url.Parse(p.Href)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || p.Href != p.Text {
				t.Fatalf("%q links to %q", line, p.Href)
			}
		}
		if whole.String() != line {
			t.Fatalf("%q became %q", line, whole.String())
		}
	})
}
