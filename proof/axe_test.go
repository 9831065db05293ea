package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// place is one page as one audience sees it.
type place struct {
	name string
	path string // "" is filled in with a room of the reader; after " > " comes a link there that is followed
	who  string // e-mail of a demo login; empty for everybody
}

var places = []place{
	{"front", "/", ""},
	{"catalogue", "/products", ""},
	{"catalogue-empty", "/products?kind=mortgage&amount=100&q=zzz", ""},
	{"product-deposit", "/products/deposit-pass", ""},
	{"product-mortgage", "/products/mortgage-house-by-the-slope", ""},
	{"product-card", "/products/credit-card-snow-leopard", ""},
	{"product-insurance", "/products/insurance-warm-house", ""},
	{"product-document", "/products/deposit-pass/documents/1", ""},
	{"product-schedule", "/products/loan-fresh-track/schedule", ""},
	{"compare", "/products/compare?p=deposit-pass&p=deposit-trail&p=loan-tailwind", ""},
	{"login", "/login", ""},
	{"register", "/register", ""},
	{"missing", "/there/is/no/such/page", ""},
	{"client-home", "/client", "client@demo.telemark"},
	{"client-room", "", "client@demo.telemark"},
	{"client-account", "/account", "client@demo.telemark"},
	{"client-profile", "/client/profile", "client@demo.telemark"},
	{"client-applications", "/client/applications", "client@demo.telemark"},
	{"client-new-application", "/client/applications/new?product=loan-tailwind", "client@demo.telemark"},
	{"client-erasure", "/client/profile/erasure", "client@demo.telemark"},
	{"client-notices", "/client/notices", "client@demo.telemark"},
	{"client-callback", "/client/callback", "client@demo.telemark"},
	{"operator-desk", "/operator", "operator@demo.telemark"},
	{"operator-room", "", "operator@demo.telemark"},
	{"operator-callbacks", "/operator/callbacks", "operator@demo.telemark"},
	{"operator-account", "/account", "operator@demo.telemark"},
	{"manager-home", "/manager", "manager@demo.telemark"},
	{"manager-applications", "/manager/applications", "manager@demo.telemark"},
	{"manager-applications-table", "/manager/applications?view=table", "manager@demo.telemark"},
	{"manager-application", `/manager/applications > main a[href^="/manager/applications/0"]`, "manager@demo.telemark"},
	{"manager-products", "/manager/products", "manager@demo.telemark"},
	{"manager-product", "/manager/products/loan-tailwind", "manager@demo.telemark"},
	{"manager-product-tariff", "/manager/products/loan-tailwind/tariff", "manager@demo.telemark"},
	{"manager-product-texts", "/manager/products/loan-tailwind/texts", "manager@demo.telemark"},
	{"manager-product-eligibility", "/manager/products/loan-tailwind/eligibility", "manager@demo.telemark"},
	{"manager-product-form", "/manager/products/loan-tailwind/application", "manager@demo.telemark"},
	{"manager-product-history", "/manager/products/loan-tailwind/history", "manager@demo.telemark"},
	{"manager-product-preview", "/manager/products/loan-tailwind/preview", "manager@demo.telemark"},
	{"manager-workflows", "/manager/workflows", "manager@demo.telemark"},
	{"manager-workflow", `/manager/workflows > main a[href^="/manager/workflows/"]`, "manager@demo.telemark"},
	{"manager-reports", "/manager/reports", "manager@demo.telemark"},
	{"manager-report", `/manager/reports > main a[href^="/manager/reports/"]`, "manager@demo.telemark"},
	{"manager-exports", "/manager/exports", "manager@demo.telemark"},
	{"manager-settings-hours", "/manager/settings/hours", "manager@demo.telemark"},
	{"manager-settings-topics", "/manager/settings/topics", "manager@demo.telemark"},
	{"manager-settings-levels", "/manager/settings/levels", "manager@demo.telemark"},
	{"manager-settings-entry", "/manager/settings/entry", "manager@demo.telemark"},
	{"manager-settings-letters", "/manager/settings/letters", "manager@demo.telemark"},
	{"manager-settings-consents", "/manager/settings/consents", "manager@demo.telemark"},
	{"manager-settings-texts", "/manager/settings/texts", "manager@demo.telemark"},
	{"manager-approvals", "/manager/approvals?state=all", "manager@demo.telemark"},
	{"manager-emergencies", "/manager/emergencies", "manager@demo.telemark"},
	{"manager-requests", "/manager/requests", "manager@demo.telemark"},
	{"manager-audit", "/manager/audit", "manager@demo.telemark"},
	{"manager-audit-record", "/manager/audit/3", "manager@demo.telemark"},
	{"manager-audit-proof", "/manager/audit/proof", "manager@demo.telemark"},
	{"manager-retention", "/manager/retention", "manager@demo.telemark"},
	{"manager-staff", "/manager/staff", "manager@demo.telemark"},
	{"manager-shifts", "/manager/staff?show=week", "manager@demo.telemark"},
	{"manager-person", `/manager/staff > main a[href^="/manager/staff/0"]`, "manager@demo.telemark"},
	{"manager-access", `/manager/staff > main a[href^="/manager/staff/0"]; a[href$="/access"]`, "manager@demo.telemark"},
	{"manager-leave", `/manager/staff > main a[href^="/manager/staff/0"]; a[href$="/leave"]`, "manager@demo.telemark"},
	{"manager-teams", "/manager/staff/teams", "manager@demo.telemark"},
	{"manager-system", "/manager/system", "manager@demo.telemark"},
}

// visit opens every place in each width and theme, signing in on the way, and calls look there.
func visit(t *testing.T, p *program, language string, look func(b *browser, name string)) {
	t.Helper()
	by := map[string]*browser{}
	room := roomOfBoth(t, p)
	for _, pl := range places {
		b := by[pl.who]
		if b == nil {
			b = openBrowser(t, p, language)
			by[pl.who] = b
			if pl.who != "" {
				b.signIn(p.loginOf(pl.who), "/")
				b.see("an area", `location.pathname !== "/login"`)
			}
			b.speak(language)
		}
		path := pl.path
		if path == "" {
			path = "/" + strings.SplitN(pl.name, "-", 2)[0] + "/rooms/" + room
		}
		path = b.finds(path)
		b.trouble(pl.name == "missing") // its 404 stands in the console
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1440, 360} {
				height := int64(900)
				if width == 360 {
					height = 740
				}
				b.do(
					emulation.SetDeviceMetricsOverride(width, height, 1, width == 360),
					emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
						{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"},
					}),
				)
				b.open(path)
				b.do(chromedp.WaitReady("main", chromedp.ByQuery))
				look(b, fmt.Sprintf("%s-%s-%d-%s", pl.name, language, width, theme))
			}
		}
		b.expectQuiet()
	}
}

// finds follows links to the page they lead to, one after the other: "page > link; link".
func (b *browser) finds(path string) string {
	b.t.Helper()
	path, links, _ := strings.Cut(path, " > ")
	for _, link := range strings.FieldsFunc(links, func(r rune) bool { return r == ';' }) {
		b.open(path)
		b.see("a link "+link+" at "+path, `document.querySelector(`+quote(link)+`)`)
		path = ask[string](b, `(({ pathname, search }) => pathname + search)(document.querySelector(`+quote(link)+`))`)
	}
	return path
}

// speak chooses the language, as the reader's menu does.
func (b *browser) speak(language string) {
	b.t.Helper()
	b.open("/")
	b.do(chromedp.Evaluate(`fetch("/preferences", { method: "POST", body: new URLSearchParams({ lang: `+quote(language)+`, next: "/" }) }).then(() => 1)`,
		nil, awaitPromise))
	b.open("/")
	b.see("the language", `document.documentElement.lang === `+quote(language))
}

// roomOfBoth makes a room in which the demo's client and operator talk.
func roomOfBoth(t *testing.T, p *program) string {
	t.Helper()
	client, operator := newPerson(t, p), newPerson(t, p)
	client.signsIn(p.loginOf("client@demo.telemark"))
	operator.signsIn(p.loginOf("operator@demo.telemark"))
	room := client.opens("other", "Добрый день! Can I move the payment date of my loan? https://example.com/terms")
	operator.takes(room)
	for _, say := range []struct {
		who  *person
		area string
		text string
	}{
		{operator, "operator", "Good afternoon! Which date suits you?"},
		{client, "client", "The tenth, please. My salary comes on the eighth, so that would be the easiest."},
		{operator, "operator", "Moved: from next month on the payment is due on the 10th."},
		{client, "client", "Спасибо!"},
	} {
		if _, err := say.who.posts(t.Context(), say.area, room, newKey(), say.text); err != nil {
			t.Fatal(err)
		}
	}
	return room
}

func TestAxeFindsNothingOnAnyPage(t *testing.T) {
	needAssets(t)
	source := axeCore(t)
	for _, language := range []string{"en", "ru"} {
		t.Run(language, func(t *testing.T) {
			once := false
			visit(t, serveDemo(t), language, func(b *browser, name string) {
				for _, f := range axe(b, source) {
					b.t.Errorf("%s: %s (%s)\n\t%s", name, f.ID, f.Help, strings.Join(f.Nodes, "\n\t"))
				}
				if wide := ask[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
					b.t.Errorf("%s scrolls sideways by %d pixels", name, wide)
				}
				if !once { // it would find something
					once = true
					b.do(chromedp.Evaluate(`document.documentElement.removeAttribute("lang"); document.querySelector("h1").remove()`, nil))
					if found := axe(b, source); len(found) < 2 {
						b.t.Errorf("without a language and a heading axe finds only %v", found)
					}
				}
			})
		})
	}
}

// axeCore is the source of axe-core.
func axeCore(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("no axe-core: run npm ci (%v)", err)
	}
	return string(source)
}

// finding is one rule that a page breaks.
type finding struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// axe checks the page on screen against WCAG 2.2 AA and the good practices of axe-core.
func axe(b *browser, source string) []finding {
	b.t.Helper()
	var findings []finding
	b.do(
		chromedp.Evaluate(source+";0", nil),
		chromedp.Evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(r => r.violations.map(v => ({
			id: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(" ") + "  " + n.failureSummary.replace(/\s+/g, " ")),
		})))`, &findings, awaitPromise),
	)
	return findings
}
