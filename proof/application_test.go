package proof

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The journey of a client who applies for a loan, as JOURNEYS has it, and of the manager on the other side.

const loanAsked = "/client/applications/new?product=loan-tailwind&amount=700000&term=36"

// applicants are a demo client in each language, with the width of their screen.
var applicants = []struct {
	language, email string
	width           int64
}{
	{"en", "client2@demo.telemark", 1440},
	{"ru", "client@demo.telemark", 360},
}

// withoutScripts switches the scripts of the pages off; the test's own go on.
func (b *browser) withoutScripts() {
	b.t.Helper()
	b.do(emulation.SetScriptExecutionDisabled(true))
}

// answers types into the fields of a step, by their ids in turn with the answers, and sends the step.
func (b *browser) answers(step string, fields ...string) {
	b.t.Helper()
	b.see("the step "+step, `location.pathname.endsWith(`+quote("/steps/"+step)+`)`)
	for i := 0; i < len(fields); i += 2 {
		b.see("the field "+fields[i], `document.getElementById(`+quote(fields[i])+`)`)
		if ask[bool](b, `document.getElementById(`+quote(fields[i])+`).matches("fieldset, select")`) {
			b.choose(fields[i], fields[i+1])
			continue
		}
		b.retype("#"+fields[i], fields[i+1])
	}
	b.click(`form.questions .do .btn-primary`)
}

// retype puts text in the place of what a field holds.
func (b *browser) retype(selector, text string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.Focus(selector, chromedp.ByQuery),
		chromedp.Evaluate(`document.querySelector(`+quote(selector)+`).select()`, nil), chromedp.KeyEvent(text))
}

// begins makes a draft of the loan and answers its first step; the address of the draft comes back.
func (b *browser) begins() (at string) {
	b.t.Helper()
	b.open(loanAsked)
	b.see("the calculator's figures", `document.querySelector("#amount").value.replace(/\D/g, "") === "700000" && document.querySelector("#term").value === "36"`)
	b.click(`#ask .btn-primary`)
	b.answers("person", "name", "Ковалёва Марина Сергеевна", "born", "28.05.1990", "phone", "8 916 123-45-67", "email", "marina@example.com")
	b.see("the second step", `location.pathname.endsWith("/steps/identity")`)
	return strings.TrimSuffix(ask[string](b, `location.pathname`), "/steps/identity")
}

// finishes answers what is left after the passport, agrees and presses the button twice. The number of the application comes back.
func (b *browser) finishes() string {
	b.t.Helper()
	b.answers("work", "work", "employed", "employer", "School No. 5", "income", "180 000", "payments", "0")
	b.answers("purpose", "purpose", "home")
	b.see("the review", `document.querySelector("#send")`)
	if ask[bool](b, `!!document.querySelector("#consent_processing")`) {
		b.click(`#consent_processing`)
	}
	b.do(chromedp.DoubleClick(`#send .do .btn-primary`, chromedp.ByQuery, chromedp.NodeVisible))
	b.see("the receipt", `location.pathname.endsWith("/receipt")`)
	return ask[string](b, `document.querySelector("[data-number]").dataset.number`)
}

// numbered is the application with a number, in a list; the demo bank's clients have others.
func numbered(number string) string {
	return `[...document.querySelectorAll("[data-application]")].filter((el) => el.textContent.includes(` + quote(number) + `))`
}

// expectOne fails unless one application has this number.
func (b *browser) expectOne(number string) {
	b.t.Helper()
	b.open("/client/applications")
	b.see("the list", `document.querySelector("[data-application]")`)
	if n := ask[int](b, numbered(number)+`.length`); n != 1 || number == "" {
		b.t.Errorf("%d applications in the list have the number %q", n, number)
	}
}

func TestAnApplicationIsLeftAndSentOnAnotherDevice(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for _, who := range applicants {
		first, second := openBrowser(t, p, who.language), openBrowser(t, p, who.language)
		for _, b := range []*browser{first, second} {
			b.signIn(p.loginOf(who.email), "/client")
			b.speak(who.language)
			b.look(who.width, "light")
		}
		at := first.begins()
		first.do(chromedp.Evaluate(`document.querySelector("#saved").dataset.old = ""`, nil))
		first.fill("#address", "Lenina 5, 12")
		first.see("that it is saved", `document.querySelector("#saved:not([data-old]) time")`)
		first.fits("a step")
		first.shootAll("step-" + who.language)

		second.open("/client/applications")
		second.fits("the list")
		second.shootAll("draft-" + who.language)
		second.click(`h2 a[href="` + at + `"]`)
		second.see("the same step with what was typed", `location.pathname === `+quote(at+"/steps/identity")+` && document.querySelector("#address").value === "Lenina 5, 12"`)
		second.look(who.width, "light")
		second.trouble(true) // 422 stands in the console
		second.answers("identity", "passport", "12", "residence", "RU")
		second.see("the error at its field, which has the focus", `document.querySelector("#passport-error") && document.activeElement.id === "passport"`)
		second.see("what was typed", `document.querySelector("#address").value === "Lenina 5, 12" && document.querySelector("#passport").value === "12"`)
		second.trouble(false)
		second.fits("a refused step")
		second.shootAll("refused-" + who.language)
		second.look(who.width, "light")
		second.answers("identity", "passport", "45 08 123456")
		number := second.finishes()
		second.fits("the receipt")
		second.shootAll("sent-" + who.language)
		second.expectOne(number)
		first.expectQuiet()
		second.expectQuiet()
	}
}

func TestAnApplicationNeedsNoScript(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for _, who := range applicants {
		b := openBrowser(t, p, who.language)
		b.signIn(p.loginOf(who.email), "/client")
		b.speak(who.language)
		b.look(who.width, "light")
		b.withoutScripts()
		b.begins()
		b.shootAll("plain-step-" + who.language)
		b.look(who.width, "light")
		b.answers("identity", "passport", "45 08 123456", "residence", "RU", "address", "Lenina 5, 12")
		number := b.finishes()
		b.expectOne(number)
		b.do(chromedp.Evaluate(numbered(number)+`[0].querySelector("h2 a").click()`, nil))
		b.see("the way so far", `document.querySelectorAll(".timeline li").length > 0`)
		b.shootAll("plain-case-" + who.language)
		b.expectQuiet()
	}
}

func TestAClientFollowsAnswersAndAcceptsInPlace(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for _, who := range applicants {
		client, manager := openBrowser(t, p, who.language), openBrowser(t, p, who.language)
		client.signIn(p.loginOf(who.email), "/client")
		manager.signIn(p.loginOf("manager@demo.telemark"), "/manager")
		client.speak(who.language)
		manager.speak(who.language)
		client.look(who.width, "light")
		client.begins()
		client.answers("identity", "passport", "45 08 123456", "residence", "RU", "address", "Lenina 5, 12")
		number := client.finishes()
		client.click(`a.btn-primary[href^="/client/applications/"]`)
		client.see("the application", `document.querySelector('#case-head[data-state="submitted"]')`)
		client.do(chromedp.Evaluate(`document.body.dataset.same = ""`, nil))

		manager.takesCase(number, who.language)
		client.follows("in_review")
		manager.asksFor("Which school, and since when?")
		client.follows("needs_info")
		client.fits("a question")
		client.shootAll("question-" + who.language)
		client.look(who.width, "light")
		client.answersInPlace(manager)

		manager.offersLess("500000", "The same month, a little less.")
		client.follows("offered")
		client.seesLess()
		client.fits("an offer")
		client.shootAll("offer-" + who.language)
		client.look(who.width, "light")
		client.accepts()
		client.fits("what is agreed")
		client.shootAll("agreed-" + who.language)
		manager.see("the acceptance at the manager's", `document.querySelector('form[action$="/fulfil"]')`)
		manager.fits("an accepted case")
		manager.shootAll("case-accepted-" + who.language)
		client.expectQuiet()
		manager.expectQuiet()
	}
}

// takesCase finds the application that waits on the board and takes it.
func (b *browser) takesCase(number, language string) {
	b.t.Helper()
	b.open("/manager/applications?state=submitted&whose=nobody")
	b.fits("the board")
	b.shootAll("board-" + language)
	b.look(1440, "light")
	b.do(chromedp.Evaluate(numbered(number)+`[0].querySelector("a").click()`, nil))
	b.see("the case", `document.querySelector("#case-turn")`)
	b.fits("a case")
	b.shootAll("case-" + language)
	b.look(1440, "light")
	b.click(`form[action$="/take"] [type="submit"]`)
}

// unfolds opens the form of an act.
func (b *browser) unfolds(act string) {
	b.t.Helper()
	b.do(chromedp.Evaluate(`document.querySelector('form[action$="/`+act+`"]').closest("details").open = true`, nil))
}

func (b *browser) asksFor(what string) {
	b.t.Helper()
	b.see("the form of a question", `document.querySelector('form[action$="/ask"]')`)
	b.unfolds("ask")
	b.fill(`form[action$="/ask"] textarea`, what)
	b.click(`form[action$="/ask"] [type="submit"]`)
}

// offersLess offers an amount until the third day from now.
func (b *browser) offersLess(amount, text string) {
	b.t.Helper()
	b.see("the form of an offer", `document.querySelector('form[action$="/offer"]')`)
	b.unfolds("offer")
	payment := `document.querySelector('#offer-quote [data-fact="payment"] dd').textContent`
	before := ask[string](b, payment)
	b.retype(`form[action$="/offer"] [name="amount"]`, amount)
	b.see("the payment of less", payment+` !== `+quote(before))
	b.do(chromedp.Evaluate(`document.querySelector('form[action$="/offer"] [name="expires"]').value =
		new Date(Date.now() + 3 * 864e5).toISOString().slice(0, 10)`, nil))
	b.fill(`form[action$="/offer"] [name="text"]`, text)
	b.fits("the form of an offer")
	b.shootAll("offering-" + ask[string](b, `document.documentElement.lang`))
	b.look(1440, "light")
	b.click(`form[action$="/offer"] [type="submit"]`)
}

// follows sees a change by the stream, on the page that stands.
func (b *browser) follows(state string) {
	b.t.Helper()
	took := b.seeWithin(2*time.Second, "the state "+state, `document.querySelector('#case-head[data-state="`+state+`"]')`)
	b.t.Logf("%s on the client's page after %v", state, took.Round(time.Millisecond))
	b.see("the same page", `"same" in document.body.dataset`)
}

// answersInPlace answers the bank's question. A change while the client types leaves what is typed.
func (b *browser) answersInPlace(manager *browser) {
	b.t.Helper()
	b.fill(`#note`, "School No. 5")
	manager.see("what was asked", `document.querySelector('[data-act="ask"]')`)
	manager.handsTo("Anna Sokolova")
	b.see("that the page has moved on", `!document.querySelector("[data-stale]").hidden`)
	b.see("what was typed", `document.querySelector("#note").value === "School No. 5"`)
	b.fill(`#note`, ", since 2015")
	b.click(`form[action$="/answer"] [type="submit"]`)
	b.see("the bank's turn", `document.querySelector('#case-head[data-state="in_review"]') && document.querySelector('[data-act="answer"]').textContent.includes("since 2015")`)
	b.do(chromedp.Evaluate(`document.body.dataset.same = ""`, nil))
	manager.handsTo("Erik Holm")
}

// handsTo gives the case on screen to somebody of the bank.
func (b *browser) handsTo(name string) {
	b.t.Helper()
	b.unfolds("assign")
	b.do(chromedp.Evaluate(`(() => {
		const to = document.querySelector("#to");
		to.value = [...to.options].find((o) => o.textContent === `+quote(name)+`).value;
	})()`, nil))
	b.click(`form[action$="/assign"] [type="submit"]`)
	b.see(name+" on the case", `document.querySelector("#case-top").textContent.includes(`+quote(name)+`)`)
}

// seesLess sees what is offered beside what was asked for, and how long it stands.
func (b *browser) seesLess() {
	b.t.Helper()
	b.see("both amounts", `(() => {
		const fact = document.querySelector('#case-turn .is-changed[data-fact="amount"]');
		return fact?.querySelector("del").textContent.replace(/\D/g, "") === "700000" && fact.querySelector("ins").textContent.replace(/\D/g, "") === "500000";
	})()`)
	b.see("how long it stands", `/\d/.test(document.querySelector("#case-turn .panel-head .tag").textContent)`)
}

// accepts says yes twice: to the button and to the question whether it is meant.
func (b *browser) accepts() {
	b.t.Helper()
	chromedp.ListenTarget(b.ctx, func(e any) {
		if _, asked := e.(*page.EventJavascriptDialogOpening); asked {
			go func() { _ = chromedp.Run(b.ctx, page.HandleJavaScriptDialog(true)) }()
		}
	})
	b.click(`form[action$="/accept"] [type="submit"]`)
	b.see("the receipt of the agreement", `location.pathname.endsWith("/receipt") && /[0-9a-f]{64}/.test(document.querySelector(".digest").textContent)`)
}
