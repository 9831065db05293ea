package proof

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/product"
	"telemark/app/secret"
	"telemark/app/store"
)

// The demo bank's author has sent two changes. By keyboard alone: the author can't decide them, an approver publishes one and refuses the
// other, the author reads why; clients have the new rate from its first day and not before.
func TestAChangeIsPublishedByASecondPersonByKeyboard(t *testing.T) {
	needAssets(t)
	key := secret.NewKey()
	p := serveDemo(t, "DATABASE_KEY="+key.Text())
	author, approver := openBrowser(t, p, "en"), openBrowser(t, p, "en")
	author.signIn(p.loginOf("author@demo.telemark"), "/manager")
	approver.signIn(p.loginOf("approver@demo.telemark"), "/manager")

	author.speak("en")
	approver.speak("en")
	author.open("/manager/approvals")
	author.opensByKey("deposit-trail")
	author.see("why not", `document.querySelector("[data-own]") !== null && document.querySelector("[data-verdict]") === null`)

	approver.open("/manager/approvals")
	approver.see("the badge", `document.querySelector("[data-badge]")?.textContent.startsWith("2")`)
	approver.opensByKey("deposit-trail")
	approver.see("the difference", `document.querySelectorAll(".changes del").length >= 2 && document.querySelectorAll(".changes ins").length >= 2`)
	approver.fits("a request")
	approver.letter("a")
	approver.see("the question", `document.querySelector('[data-verdict="KeyA"]').open && document.activeElement.value === "approve"`)
	approver.press(kb.Escape)
	approver.see("nothing happened", `!document.querySelector('[data-verdict="KeyA"]').open && document.querySelector('[data-state="waiting"]') !== null`)
	approver.letter("a")
	approver.see("the question", `document.activeElement.value === "approve"`)
	approver.press(kb.Enter)
	approver.see("the outcome", `document.querySelector('.page-head [data-state="approved"]') !== null`)

	approver.open("/manager/approvals")
	approver.opensByKey("savings-hut")
	approver.letter("r")
	approver.see("the field", `document.activeElement.id === "reason"`)
	approver.press("Too low: our neighbours pay more")
	approver.press(kb.Tab)
	approver.press(kb.Enter)
	approver.see("the refusal", `document.querySelector('.page-head [data-state="refused"]') !== null`)
	approver.see("no badge", `document.querySelector("[data-badge]") === null`)

	author.open("/manager/approvals?state=refused&author=me")
	author.opensByKey("savings-hut")
	author.see("the reason", `document.querySelector("[data-reason]").textContent === "Too low: our neighbours pay more"`)
	author.open("/manager/approvals?state=all")
	author.fits("the inbox")
	author.expectQuiet()
	approver.expectQuiet()

	p.stop(20 * time.Second)
	db, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + p.database(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	products := &product.Service{Store: db.Products()}
	versions, err := products.Versions(t.Context(), "deposit-trail")
	if err != nil {
		t.Fatal(err)
	}
	next, old := versions[0], versions[1]
	today, err := products.Find(t.Context(), "deposit-trail")
	if err != nil || today.Number != old.Number || next.From <= app.Today() || next.Approver == "" || next.Approver == next.Author || next.Author == account.System.ID {
		t.Errorf("today clients see %d of %+v, %v", today.Number, next, err)
	}
	for day, want := range map[app.Day]int{next.From.Add(-1): old.Number, next.From: next.Number} {
		if v, err := products.AsOf(t.Context(), "deposit-trail", day); err != nil || v.Number != want {
			t.Errorf("on %s clients see version %d, %v; want %d", day, v.Number, err, want)
		}
	}
}

// letter presses a letter as one event, which a page can prevent; see enter. A page listens once it is loaded, its scripts come last.
func (b *browser) letter(l string) {
	b.t.Helper()
	b.see("a page that listens", `document.readyState === "complete"`)
	code := "Key" + strings.ToUpper(l)
	b.do(input.DispatchKeyEvent(input.KeyDown).WithKey(l).WithCode(code).WithText(l), input.DispatchKeyEvent(input.KeyUp).WithKey(l).WithCode(code))
}

// opensByKey walks through the inbox with J until the request of a product has the focus, and opens it.
func (b *browser) opensByKey(slug string) {
	b.t.Helper()
	name := map[string]string{"deposit-trail": "Trail", "savings-hut": "Hut"}[slug]
	b.see("the list", `document.querySelector("[data-walk]") !== null`)
	for range 10 {
		b.letter("j")
		if ask[bool](b, `document.activeElement.textContent.includes(`+quote(name)+`)`) {
			b.press(kb.Enter)
			b.see("the request", `document.body.textContent.includes(`+quote("/products/"+slug)+`)`)
			return
		}
	}
	b.t.Fatalf("J never came to %s", slug)
}

// A break-glass is asked for, confirmed by another manager, seen by an operator whose page was open all the time, and ended.
func TestABreakGlassIsSeenByEverybodyWhileItRuns(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	supervisor, approver, operator := openBrowser(t, p, "en"), openBrowser(t, p, "en"), openBrowser(t, p, "en")
	supervisor.signIn(p.loginOf("supervisor@demo.telemark"), "/manager")
	approver.signIn(p.loginOf("approver@demo.telemark"), "/manager")
	operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")

	supervisor.open("/manager/emergencies")
	supervisor.fill("#reason", "The page of deposits shows a wrong rate")
	supervisor.click("form[aria-labelledby=ask-h] button")
	supervisor.see("the question", `document.querySelector('[data-emergency][data-state="asked"]') !== null && document.querySelector('[value="confirm"]') === null`)
	approver.open("/manager/emergencies")
	approver.click(`[value="confirm"]`)
	approver.see("it runs", `document.querySelector('[data-emergency][data-state="running"]') !== null && document.querySelector("[data-alarm]") !== null`)
	operator.seeWithin(10*time.Second, "the banner", `document.querySelector("[data-alarm]")?.textContent.includes("wrong rate")`)
	operator.shoot("operator-alarm")
	approver.shootAll("manager-alarm")
	approver.fits("the page of break-glasses")
	approver.click("[data-emergency] form[action$='/end'] button")
	operator.seeWithin(10*time.Second, "no banner", `document.querySelector("[data-alarm]") === null`)
	for _, b := range []*browser{supervisor, approver, operator} {
		b.expectQuiet()
	}
}
