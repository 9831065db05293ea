package proof

import (
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/account"
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
