package proof

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The journey of a client who asks what the bank knows of them, and to be forgotten, and of the manager who answers.

// own reads an export as its client gets it: the files of the zip by their names.
func own(t *testing.T, client *person, path string) map[string]string {
	t.Helper()
	zipped := client.get(path)
	if zipped.status != http.StatusOK {
		t.Fatalf("the download answers %d", zipped.status)
	}
	z, err := zip.NewReader(strings.NewReader(zipped.body), int64(len(zipped.body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

func TestAClientTakesAwayWhatTheBankKnowsOfThem(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	room := roomOfBoth(t, p)
	operator, other, client := newPerson(t, p), newPerson(t, p), newPerson(t, p)
	operator.signsIn(p.loginOf("operator@demo.telemark"))
	note := url.Values{"body": {"private-walrus"}, "key": {newKey()}}
	if got := operator.send("/operator/rooms/"+room+"/notes", note); got.status >= http.StatusBadRequest {
		t.Fatalf("a private note answers %d", got.status)
	}
	other.signsIn(p.loginOf("client2@demo.telemark"))
	other.opens("other", "somebody-elses-pangolin")
	client.signsIn(p.loginOf("client@demo.telemark"))

	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("client@demo.telemark"), "/client")
	b.speak("en")
	b.open("/client/profile")
	b.fits("the profile")
	b.do(chromedp.Evaluate(`window.seen = []; new MutationObserver(() => {
		if (document.querySelector("#export progress")) window.seen.push("progress");
	}).observe(document.querySelector("#data"), { childList: true, subtree: true }); document.body.dataset.same = ""`, nil))
	b.click(`form[action="/client/profile/data"] [type="submit"]`)
	b.see("the file", `document.querySelector("[data-export]")`)
	if !ask[bool](b, `window.seen.includes("progress") && "same" in document.body.dataset`) {
		t.Error("the page that stands never showed that the file is being made")
	}
	b.fits("the profile with a file")
	b.shootAll("export")

	files := own(t, client, ask[string](b, `document.querySelector("[data-export]").pathname`))
	for _, name := range []string{"index.html", "data.json"} {
		text := files[name]
		if !strings.Contains(text, "Can I move the payment date of my loan?") || !strings.Contains(text, "Which date suits you?") {
			t.Errorf("%s lacks the talk", name)
		}
		for _, word := range []string{"private-walrus", "somebody-elses-pangolin", "client2@demo.telemark"} {
			if strings.Contains(text, word) {
				t.Errorf("%s holds %s", name, word)
			}
		}
	}
	if got := other.get(ask[string](b, `document.querySelector("[data-export]").pathname`)); got.status != http.StatusNotFound {
		t.Errorf("somebody else's download answers %d", got.status)
	}
	b.expectQuiet()
}

// asksErasure sends a request and answers its number.
func (b *browser) asksErasure(why string) (number string) {
	b.t.Helper()
	b.open("/client/profile/erasure")
	b.fill("#note", why)
	b.click(`form[action="/client/profile/erasure"] [type="submit"]`)
	b.see("the request", `document.querySelector("[data-request]") && document.querySelector('form[action$="/take-back"]')`)
	return ask[string](b, `document.querySelector("[data-request]").textContent`)
}

func TestAnErasureIsAskedForTakenBackAndRefusedWithAReason(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for _, who := range applicants {
		client, manager := openBrowser(t, p, who.language), openBrowser(t, p, who.language)
		client.signIn(p.loginOf(who.email), "/client")
		manager.signIn(p.loginOf("manager@demo.telemark"), "/manager")
		client.speak(who.language)
		manager.speak(who.language)
		first := client.asksErasure("a first thought")
		client.click(`form[action$="/take-back"] [type="submit"]`)
		client.see("that it is taken back", `!document.querySelector('form[action$="/take-back"]') && document.querySelector("#note")`)
		second := client.asksErasure("I leave the bank")
		if first == second {
			t.Errorf("both requests are %s", first)
		}
		client.fits("a request")
		client.shootAll("erasure-" + who.language)

		manager.open("/manager/requests")
		manager.see("the one that is open", `document.querySelectorAll(".request").length === 1 && document.querySelector(".request").textContent.includes(`+quote(second)+`)`)
		manager.see("the client's words", `document.querySelector(".request .as-typed").textContent === "I leave the bank"`)
		manager.fits("the requests")
		manager.shootAll("requests-" + who.language)
		manager.look(1440, "light")
		manager.click(".request a")
		manager.see("the request", `document.querySelector('form[action$="/refuse"]')`)
		manager.fits("a request as the bank sees it")
		manager.shootAll("request-" + who.language)
		manager.look(1440, "light")
		manager.trouble(true) // 422 stands in the console
		manager.click(`form[action$="/refuse"] [type="submit"]`)
		manager.see("that a reason is wanted", `document.activeElement.matches('#reason[aria-invalid="true"]')`)
		manager.trouble(false)
		manager.fill("#reason", "You have a loan with us")
		manager.click(`form[action$="/refuse"] [type="submit"]`)
		manager.see("that it is refused", `!document.querySelector('form[action$="/refuse"]')`)
		manager.open("/manager/requests")
		manager.see("no more requests", `!document.querySelector(".request")`)

		client.open("/client/profile/erasure")
		client.see("the reason", `[...document.querySelectorAll(".as-typed")].some((p) => p.textContent === "You have a loan with us")`)
		client.expectQuiet()
		manager.expectQuiet()
	}
}

func TestAClientTurnsEmailsOnAndOff(t *testing.T) {
	needAssets(t)
	p := serveDemo(t, "SMTP_URL=smtp://127.0.0.1:1", "MAIL_FROM=bank@example.com") // nobody there: nothing is sent by wishing
	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("client@demo.telemark"), "/client")
	b.speak("en")
	b.open("/client/notices")
	b.fits("the notices")
	wish := `document.querySelector('form[action="/client/notices/email"] [name="on"]').value`
	was := ask[string](b, wish)
	for _, other := range []string{"yes", "no"} {
		if was == "yes" {
			other = map[string]string{"yes": "no", "no": "yes"}[other]
		}
		b.click(`form[action="/client/notices/email"] [type="submit"]`)
		b.see("the other wish", wish+` === `+quote(other))
		if on := ask[bool](b, `!!document.querySelector('[aria-labelledby="notice-email-h"] .tag.is-positive')`); on != (other == "no") {
			t.Errorf("e-mails are said to be on: %v, and the button would say %q", on, other)
		}
	}
	b.expectQuiet()
}
