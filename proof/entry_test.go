package proof

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/signon/signontest"
)

func TestAnOperatorIsLedToASecondFactorOnceItIsForced(t *testing.T) {
	needAssets(t)
	for _, language := range []string{"en", "ru"} {
		p := serveDemo(t)
		manager, operator := openBrowser(t, p, language), openBrowser(t, p, language)
		manager.signIn(p.loginOf("manager@demo.telemark"), "/manager")
		manager.speak(language)
		operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")
		operator.speak(language)

		manager.open("/manager/settings/entry")
		manager.tabTo(`[name="forced"][value="operator"]`)
		manager.press(" ")
		manager.tabTo(`form[action="/manager/settings/entry"] [type="submit"]`)
		manager.enter()
		manager.see("that it is saved", `document.querySelector(".note-line.is-positive")`)

		operator.open("/operator/callbacks")
		operator.see("the set-up", `location.pathname === "/account/factor" && document.querySelector(".qr")`)
		operator.fits("the set-up")
		operator.shootAll("entry-factor-" + language)
		operator.open("/operator")
		operator.see("the set-up again", `location.pathname === "/account/factor"`)
		shown := ask[string](operator, `document.querySelector("code.secret").textContent`)
		code, err := account.CodeAt(strings.TrimSpace(shown), app.Now())
		if err != nil {
			t.Fatal(err)
		}
		operator.fill(`input[name="code"]`, code)
		operator.fill(`input[name="password"]`, p.loginOf("operator@demo.telemark").password)
		operator.enter()
		operator.see("the recovery codes", `document.querySelectorAll(".codes li").length === 10`)
		operator.fits("the recovery codes")
		operator.shootAll("entry-codes-" + language)
		operator.click(`.alone .btn-primary`)
		operator.see("the desk", `location.pathname.startsWith("/operator")`)

		manager.open("/manager/settings/entry")
		manager.tabTo(`[name="forced"][value="operator"]`)
		manager.press(" ")
		manager.tabTo(`form[action="/manager/settings/entry"] [type="submit"]`)
		manager.enter()
		manager.see("that it waits", `document.querySelector("[data-wanted]") && document.querySelector('[name="forced"][value="operator"]').checked`)
		manager.fits("what waits")
		manager.shootAll("entry-wanted-" + language)
	}
}

func TestAnOperatorWhoSignsInElsewhereLosesNothingThatWasTyped(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for _, language := range []string{"en", "ru"} {
		manager := openBrowser(t, p, language)
		manager.signIn(p.loginOf("manager@demo.telemark"), "/manager")
		manager.open("/manager/settings/entry")
		if !ask[bool](manager, `document.querySelector('[name="single"]').checked`) {
			manager.tabTo(`[name="single"]`)
			manager.press(" ")
			manager.tabTo(`form[action$="/sessions"] [type="submit"]`)
			manager.enter()
			manager.see("that it is saved", `document.querySelector(".note-line.is-positive")`)
		}
		operator := p.loginOf("operator@demo.telemark")
		here, there := openBrowser(t, p, language), openBrowser(t, p, language)
		here.signIn(operator, "/operator")
		here.speak(language)
		here.open("/operator")
		room := ask[string](here, `document.querySelector("a[href^='/operator/rooms/']")?.getAttribute("href") ?? ""`)
		if room == "" {
			t.Fatal("the desk shows no room")
		}
		here.open(room)
		here.see("the composer", `document.querySelector("form[data-composer] textarea")`)
		here.fill(`form[data-composer] textarea`, "Half a sentence "+language)
		there.signIn(operator, "/operator")
		here.see("that it went elsewhere", `document.querySelector(".banner a[data-login]") && document.querySelector("form[data-composer] textarea").value === "Half a sentence `+language+`"`)
		here.fits("a desk that went elsewhere")
		here.shootAll("entry-banner-" + language)
		here.look(1440, "light")
		here.click(`.banner a[data-login]`)
		here.see("where it went", `location.pathname === "/login" && document.querySelector(".note-line time")`)
		here.fits("where it went")
		here.shootAll("entry-elsewhere-" + language)
		here.fill(`input[name="email"]`, operator.email)
		here.fill(`input[name="password"]`, operator.password)
		here.enter()
		here.see("what was typed", `location.pathname === "`+room+`" && document.querySelector("form[data-composer] textarea").value === "Half a sentence `+language+`"`)
		there.see("that it went back", `document.querySelector(".banner a[data-login]")`)
	}
}

func TestAnOperatorComesInByTheBanksProvider(t *testing.T) {
	needAssets(t)
	p := newProgram(t, t.TempDir(), nil, "serve", "--demo")
	provider := signontest.New(t, p.url()+"/login/oidc/callback")
	provider.Claims["email"], provider.Claims["email_verified"], provider.Claims["name"] = "vera@bank.example", true, "Vera Lund"
	provider.Claims["groups"] = []string{"desk"}
	p.env = []string{
		"PUBLIC_URL=" + p.url(), "OIDC_ISSUER=" + provider.URL, "OIDC_CLIENT_ID=" + signontest.ClientID, "OIDC_CLIENT_SECRET=" + signontest.ClientSecret,
		"OIDC_ROLES=desk=operator;products=manager:author,approver",
	}
	p.start()
	for _, language := range []string{"en", "ru"} {
		b := openBrowser(t, p, language)
		b.site = p.url() // where the provider sends it back
		b.open("/login?next=/operator/callbacks")
		b.speak(language)
		b.open("/login?next=/operator/callbacks")
		b.see("the button", `document.querySelector('a[href^="/login/oidc"]')`)
		b.fits("the sign-in page with a provider")
		b.shootAll("entry-provider-" + language)
		b.look(1440, "light")
		b.tabTo(`a[href^="/login/oidc"]`)
		b.press(kb.Enter)
		b.see("the page that was wanted", `location.pathname === "/operator/callbacks"`)
		provider.Claims["groups"] = []string{"elsewhere"}
		other := openBrowser(t, p, language)
		other.site = p.url()
		other.open("/login")
		other.speak(language)
		other.open("/login")
		other.click(`a[href^="/login/oidc"]`)
		other.see("why not", `location.pathname === "/login/oidc/callback" && document.querySelector('[role="alert"]')`)
		other.fits("why not")
		other.shootAll("entry-refused-" + language)
		provider.Claims["groups"] = []string{"desk"}
	}
}
