package proof

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// An administrator who uses no mouse invites an operator, gives them skills and a shift, and lets another one go, whose work is handed over.
func TestAnAdministratorLooksAfterTheStaffByKeyboard(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	source := axeCore(t)
	clean := func(b *browser, page string) {
		t.Helper()
		for _, f := range axe(b, source) {
			t.Errorf("%s: %+v", page, f)
		}
	}
	boss := openBrowser(t, p, "en")
	boss.signIn(p.loginOf("manager@demo.telemark"), "/manager")
	boss.tabTo(`a[href="/manager/staff"]`)
	boss.enter()
	boss.see("the staff", `location.pathname === "/manager/staff"`)

	boss.tabFar("#name")
	boss.press("Nina Berg")
	boss.tabTo("#email")
	boss.press("nina@demo.telemark")
	boss.tabTo(`input[name="role"]`)
	boss.tabTo(`form[action="/manager/staff/invitations"] [type="submit"]`)
	boss.enter()
	boss.see("the link", `document.querySelector("#link")`)
	link := ask[string](boss, `document.querySelector("#link").value`)
	clean(boss, "an invitation")

	nina := openBrowser(t, p, "en")
	nina.open(link[strings.Index(link, "/invite/"):])
	nina.tabTo(`input[name="password"]`)
	nina.press("ski-two-tracks-uphill")
	nina.enter()
	nina.see("her desk", `location.pathname === "/operator"`)

	boss.tabFar("#f-q")
	boss.press("nina")
	boss.enter()
	boss.see("her alone", `document.querySelectorAll("#people tbody tr").length === 1`)
	boss.tabFar(`#people a`)
	boss.enter()
	boss.see("her page", `document.querySelector("h1")?.textContent === "Nina Berg"`)
	boss.tabFar(`input[name="from-1"]`)
	boss.press("0900AM")
	boss.tabFar(`input[name="until-1"]`)
	boss.press("0600PM")
	boss.tabFar(`form[action$="/week"] [type="submit"]`)
	boss.enter()
	boss.see("her week", `document.querySelector("[role=status]") && document.querySelector("input[name='from-1']").value === "09:00" && document.querySelector("input[name='until-1']").value === "18:00"`)
	boss.tabFar(`input[name="skill"][value="deposit/ru"]`)
	boss.press(" ")
	boss.tabFar(`form[action$="/skills"] [type="submit"]`)
	boss.enter()
	boss.see("her skill", `document.querySelector("input[value='deposit/ru']")?.checked && location.search === "?done=skills"`)
	clean(boss, "a person")

	anna, jonas := openBrowser(t, p, "en"), openBrowser(t, p, "en")
	anna.signIn(p.loginOf("operator@demo.telemark"), "/operator")
	jonas.signIn(p.loginOf("operator4@demo.telemark"), "/operator")
	boss.open("/manager/staff")
	boss.tabFar(`#people tr:nth-child(1) a`)
	boss.enter()
	boss.see("Anna's page", `document.querySelector("h1")?.textContent === "Anna Sokolova"`)
	boss.tabTo(`a[href$="/leave"]`)
	boss.enter()
	boss.see("what she has in hand", `document.querySelector("#rooms") && document.querySelector("#applications")`)
	clean(boss, "handing over")
	boss.tabTo("#rooms")
	boss.press("Jonas")
	boss.tabTo("#applications")
	boss.press(kb.ArrowDown)
	boss.tabTo(`form[action$="/leave"] .btn-stop`)
	boss.enter()
	boss.see("that she has left", `location.search === "?done=left" && document.querySelector(".page-head .is-danger")`)
	anna.see("that her session is over", `location.pathname === "/login" || document.querySelector("[data-login]")`)
	jonas.see("her rooms on his desk", `document.body.textContent.includes("Марина Ковалёва")`)

	boss.tabTo(`a[href$="/access"]`)
	boss.enter()
	boss.see("what she could see", `document.querySelectorAll("#areas tbody tr").length >= 4`)
	clean(boss, "what somebody can see")
	boss.expectQuiet()
}

// tabFar is tabTo across a long form: a field for a time has a stop for each of its parts.
func (b *browser) tabFar(selector string) {
	b.t.Helper()
	for range 250 {
		if ask[bool](b, `document.activeElement?.matches(`+quote(selector)+`) ?? false`) {
			break
		}
		b.press(kb.Tab)
	}
	b.tabTo(selector)
}
