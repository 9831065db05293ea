package proof

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// The journey of an auditor, by keyboard alone: the audit is filtered, a difference opened, the chain verified and a file made; then a client's
// request for erasure is carried out, and their sign-in is gone.
func TestAnAuditorWorksByKeyboardAlone(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	const name = "Wanda Walrus"
	client := newPerson(t, p).registers(name)
	if got := client.send("/client/profile/erasure", url.Values{"note": {"forget the walrus"}}); got.status >= 400 {
		t.Fatalf("asking to be forgotten answers %d", got.status)
	}

	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("manager@demo.telemark"), "/manager")
	b.speak("en")
	b.open("/manager/audit")
	b.fits("the audit")
	b.shootAll("audit")
	b.look(1440, "light")
	b.tabTo("#a-action")
	b.press("product.schedule")
	b.enter()
	b.see("only what was asked for", `location.search.includes("action=product.schedule") &&
		[...document.querySelectorAll("#records tbody code")].every((c) => c.textContent === "product.schedule") && document.querySelector("#records del")`)
	b.tabTo("#records tbody th a")
	b.enter()
	b.see("the difference", `document.querySelector(".audit-change del") && document.querySelector(".audit-change ins")`)
	b.fits("a record")
	b.shootAll("audit-record")
	b.look(1440, "light")
	b.tabTo(".crumbs a")
	b.enter()
	b.see("the list", `document.querySelector("#a-action")`)
	b.tabTo(`a[href="/manager/audit/proof"]`)
	b.enter()
	b.see("the proof", `document.querySelector("#kept")`)
	b.tabTo(`form[action="/manager/audit/verify"] [type="submit"]`)
	b.enter()
	b.see("that all is well", `document.querySelector('[data-verified="fine"]')`)
	b.fits("the proof")
	b.shootAll("audit-proof")
	b.look(1440, "light")

	b.open("/manager/audit?action=person.")
	b.tabTo(`button[value="csv"]`)
	b.enter()
	b.see("the file", `document.querySelector("[data-file]")`)
	file := newPerson(t, p)
	file.signsIn(p.loginOf("manager@demo.telemark"))
	if got := file.get(ask[string](b, `document.querySelector("[data-file]").pathname`)); got.status != 200 || !strings.Contains(got.body, "person.add") {
		t.Errorf("the file answers %d", got.status)
	}

	b.open("/manager/requests")
	b.tabTo("tr.request a")
	b.enter()
	b.see("what would become of the data", `document.querySelector('[data-class="account"][data-fate="anonymised"]')`)
	b.fits("the request")
	b.shootAll("erasure-preview")
	b.look(1440, "light")
	b.tabTo("#carry-answer")
	b.press("All of it is gone.")
	b.press(kb.Tab)
	b.press(name)
	b.tabTo(`form[action$="/carry-out"] [type="submit"]`)
	b.enter()
	b.see("the result", `document.querySelector("h1").textContent.includes("Former client") && document.querySelector('[data-fate="anonymised"]')`)
	b.open("/manager/retention")
	b.fits("retention")
	b.shootAll("retention")
	b.expectQuiet()

	if got := client.get("/client"); got.status == 200 {
		t.Error("the client is still signed in")
	}
}

// The command compares with what is kept elsewhere, and fails when that is another audit.
func TestTheCommandVerifiesTheAudit(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	kept := filepath.Join(t.TempDir(), "kept.txt")
	lines, complaint, code := p.run("", "audit", "digest")
	if code != 0 || !strings.HasPrefix(lines, "telemark-audit ") {
		t.Fatalf("the digests are %q, %s", lines, complaint)
	}
	if err := os.WriteFile(kept, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, complaint, code := p.run("", "audit", "verify", "--digest", kept); code != 0 || !strings.Contains(said, "1 that were kept fit") {
		t.Errorf("it says %q, %s", said, complaint)
	}
	other := strings.Fields(lines)
	other[4] = strings.Repeat("A", len(other[4])) // the hash that was kept is another one
	if err := os.WriteFile(kept, []byte(strings.Join(other[:7], " ")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, complaint, code := p.run("", "audit", "verify", "--digest", kept); code == 0 || !strings.Contains(complaint, "written anew") {
		t.Errorf("another audit than the one that was kept: %d, %s", code, complaint)
	}
}
