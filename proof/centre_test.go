package proof

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/calendar"
	"telemark/app/secret"
	"telemark/app/store"
)

// serveClosed is the demo bank on a day on which its centre doesn't work.
func serveClosed(t *testing.T) *program {
	t.Helper()
	key := secret.NewKey()
	p := serveDemo(t, "DATABASE_KEY="+key.Text())
	p.stop(20 * time.Second)
	db, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + p.database(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	b := calendar.Always(1)
	for _, later := range []time.Duration{0, time.Hour} { // the test may run at midnight
		b.Week[app.Now().Add(later).In(app.Zone()).Weekday()] = calendar.Hours{}
	}
	err = calendar.NewService(db.Calendar(), app.Zone()).Save(t.Context(), account.System, b)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	p.start()
	return p
}

// shootAll makes pictures of a page in each width and theme, for people to judge.
func (b *browser) shootAll(name string) {
	b.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1440} {
			b.look(width, theme)
			b.shoot(fmt.Sprintf("%s-%d-%s", name, width, theme))
		}
	}
}

func (b *browser) look(width int64, theme string) {
	b.t.Helper()
	b.do(emulation.SetDeviceMetricsOverride(width, 900, 1, width == 360), emulation.SetEmulatedMedia().WithFeatures(
		[]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
}

// fits fails when a page can be pushed sideways on a phone, or when axe finds something on it.
func (b *browser) fits(what string) {
	b.t.Helper()
	b.look(360, "light")
	if over := ask[int](b, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		b.t.Errorf("%s is %d pixels too wide for a phone", what, over)
	}
	for _, f := range axe(b, axeCore(b.t)) {
		b.t.Errorf("%s: %s (%s)\n\t%s", what, f.ID, f.Help, strings.Join(f.Nodes, "\n\t"))
	}
}

func TestAClosedCentreTakesARequestAndPromisesACall(t *testing.T) {
	needAssets(t)
	p := serveClosed(t)
	for _, language := range []string{"en", "ru"} {
		client := openBrowser(t, p, language)
		client.signIn(p.loginOf(map[string]string{"en": "client2@demo.telemark", "ru": "client@demo.telemark"}[language]), "/client")
		client.speak(language)
		room := client.opensRoom("cards", "Is anybody there?")
		client.see("the request's number", `document.querySelector("#room-head [data-request]").textContent.includes("R-0000")`)
		client.see("it in the log", `document.querySelector('[data-what="requested"]').textContent.includes("R-0000")`)
		client.see("when the centre opens", `/\d\d:\d\d/.test(document.querySelector("[data-place]").textContent)`)
		client.fits("a request")
		client.shootAll("request-" + language)
		client.click(`#room-head a[href^="/client/callback"]`)
		client.see("free times", `document.querySelectorAll('input[name="start"]').length > 10`)
		client.fits("the times")
		client.shootAll("callback-" + language)
		client.do(chromedp.Evaluate(`document.querySelector('details[open] input[name="start"]').click()`, nil))
		client.fill(`input[name="phone"]`, "8 916 123-45-67")
		client.click(`form[action="/client/callback"] [type="submit"]`)
		client.see("the promise", `location.pathname.endsWith(`+quote(room)+`) && document.querySelector("#room-head [data-promised]")`)
		client.shootAll("promised-" + language)
		client.expectQuiet()
	}
	operator := openBrowser(t, p, "en")
	operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")
	operator.see("the numbers in the queue", `document.querySelectorAll("#queue .topic").length && document.querySelector("#queue").textContent.includes("R-0000")`)
	operator.see("the calls on the desk", `document.querySelectorAll("#calls li").length === 2`)
	operator.shootAll("desk")
	operator.open("/operator/callbacks")
	operator.see("the calls", `document.querySelectorAll("[data-callback]").length === 2`)
	operator.fits("the calls")
	operator.shootAll("callbacks")
	operator.expectQuiet()
}

func TestAConsentIsGivenAndWithdrawnWithAReceipt(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for _, language := range []string{"en", "ru"} {
		b := openBrowser(t, p, language)
		b.signIn(p.loginOf(map[string]string{"en": "client2@demo.telemark", "ru": "client@demo.telemark"}[language]), "/client")
		b.speak(language)
		b.open("/client/profile")
		b.see("four boxes, none ticked", `document.querySelectorAll('.consents input').length === 4 && !document.querySelector(".consents input:checked")`)
		b.click(`#consent_calls`)
		b.click(`form[action="/client/profile/consents"] [type="submit"]`)
		b.see("the consent", `document.querySelector('form[action$="/calls/withdraw"]')`)
		b.fits("the profile")
		b.shootAll("profile-" + language)
		b.click(`form[action$="/calls/withdraw"] [type="submit"]`)
		b.see("the receipt", `/W-\d{6}/.test(document.querySelector("[data-receipt]")?.textContent)`)
		b.fits("the receipt")
		b.shootAll("receipt-" + language)
		b.open("/client/profile")
		b.see("the box again, unticked", `document.querySelector("#consent_calls")?.checked === false`)
		b.expectQuiet()
	}
}

func TestATalkIsRatedWhereItEnded(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	client, operator := openBrowser(t, p, "en"), openBrowser(t, p, "en")
	client.signIn(p.loginOf("client2@demo.telemark"), "/client")
	operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")
	room := client.opensRoom("cards", "Can I have a second card?")
	operator.takesRoom(room)
	operator.open("/operator/rooms/" + room)
	operator.do(chromedp.Evaluate(`document.querySelector('form[action$="/close"]').closest("details").open = true`, nil))
	operator.choose("reason", "solved")
	operator.click(`form[action$="/close"] [type="submit"]`)
	client.see("five stars, without loading the page", `document.querySelectorAll('#room-head [name="stars"]').length === 5`)
	client.fits("the stars")
	client.shootAll("rate")
	client.click(`#room-head [name="stars"][value="4"]`)
	client.see("the fourth star", `document.querySelector('#room-head [name="stars"][value="4"]').getAttribute("aria-pressed") === "true"`)
	client.shootAll("rated")
	operator.open("/operator/rooms/" + room)
	operator.see("the rating on the card", `document.querySelector('[data-rating="4"]')`)
	operator.look(1440, "light")
	operator.shoot("card")
	client.expectQuiet()
	operator.expectQuiet()
}

func TestAQuestionAboutAProductKeepsTheCalculatorsFigures(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	client, operator := openBrowser(t, p, "en"), openBrowser(t, p, "en")
	client.open("/products/deposit-pass?amount=1000000&term=12")
	rate := ask[string](client, `document.querySelector("#quote [data-figure=rate]")?.textContent.trim() ?? ""`)
	client.look(360, "light")
	client.click(`#actions a[href^="/client/rooms/new"]`)
	client.see("the sign-in", `location.pathname === "/login"`)
	l := p.loginOf("client2@demo.telemark")
	client.fill(`input[name="email"]`, l.email)
	client.fill(`input[name="password"]`, l.password)
	client.enter()
	client.see("the question with its figures", `location.pathname === "/client/rooms/new" && document.querySelector("[data-subject]").textContent.includes("1,000,000")`)
	client.fits("the question")
	client.shootAll("ask")
	client.fill(`textarea[name="body"]`, "Can I top it up?")
	client.click(`form[action="/client/rooms"] [type="submit"]`)
	client.see("the conversation about it", `document.querySelector("#room-head [data-subject]")?.textContent.includes("1,000,000")`)
	client.shootAll("about")
	room := ask[string](client, `document.querySelector("[data-thread]").dataset.thread`)
	operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")
	operator.see("the product in the queue", `document.querySelector("#row-`+room+` .topic").textContent.includes(": ")`)
	operator.open("/operator/rooms/" + room)
	for _, figure := range []string{"1,000,000", "12\u00a0months", rate} {
		operator.see(figure+" on the card", `document.querySelector("#card [data-subject]").textContent.includes(`+quote(figure)+`)`)
	}
	if rate == "" {
		t.Error("the calculator shows no rate")
	}
	operator.look(1440, "light")
	operator.shoot("about-card")
	client.expectQuiet()
	operator.expectQuiet()
}
