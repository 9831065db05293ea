package proof

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// types puts words into the field that has the focus, in place of what is there.
func (b *browser) types(text string) {
	b.t.Helper()
	b.press("a", chromedp.KeyModifiers(input.ModifierCtrl))
	b.press(text)
}

func TestAManagerSetsTheBankUpByKeyboard(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for _, language := range []string{"en", "ru"} {
		manager := openBrowser(t, p, language)
		manager.signIn(p.loginOf("manager@demo.telemark"), "/manager")
		manager.speak(language)

		manager.open("/manager/settings")
		manager.see("the hours", `location.pathname === "/manager/settings/hours" && document.querySelector('[name="week.6.from"]')`)
		manager.fits("the hours")
		manager.look(1440, "light")
		manager.tabTo(`[name="week.6.until"]`)
		manager.types("25:00")
		manager.trouble(true) // a refusal is no news
		manager.enter()
		manager.see("where it is wrong", `document.activeElement.name === "week.6.from" && document.querySelector('[name="week.6.until"]').value === "25:00"`)
		manager.trouble(false)
		manager.tabTo(`[name="week.6.until"]`)
		manager.types("20:30")
		manager.enter()
		manager.see("that it is saved", `document.querySelector(".note-line.is-positive") && document.querySelector('[name="week.6.until"]').value === "20:30"`)
		manager.shootAll("settings-hours-" + language)

		for _, page := range []string{"topics", "levels", "letters", "entry", "texts"} {
			manager.open("/manager/settings/" + page)
			manager.fits("the settings' " + page)
			manager.shootAll("settings-" + page + "-" + language)
			manager.look(1440, "light")
		}
		shortcut := "greeting-" + language
		manager.tabTo(`a[href$="?edit=new"]`)
		manager.enter()
		manager.see("the form, ready to be written in", `document.activeElement.name === "shortcut"`)
		manager.fits("a new text")
		manager.look(1440, "light")
		manager.types(shortcut)
		for _, lang := range []string{"en", "ru"} {
			manager.tabTo(`[name="body_` + lang + `"]`)
			manager.types("Hello {client}, deposits bring {rate:deposit-pass} today. " + lang)
		}
		manager.tabTo(`form [type="submit"]`)
		manager.press(" ")
		manager.see("the text", `document.querySelector('[data-text="`+shortcut+`"]')`)

		client, operator := openBrowser(t, p, language), openBrowser(t, p, language)
		client.signIn(p.loginOf("sergey@demo.telemark"), "/client")
		room := client.opensRoom("deposits", "What do deposits bring? "+language)
		operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")
		operator.speak(language)
		operator.open("/operator/rooms/" + room)
		operator.look(1440, "light")
		operator.press("n", chromedp.KeyModifiers(input.ModifierAlt))
		operator.see("the reply", `document.querySelector('form.reply [data-send="reply"]')`)
		operator.do(chromedp.Focus(`#message`, chromedp.ByQuery))
		operator.press("/greet" + language[:1])
		operator.see("the text, filled in", `/deposits bring .*%/.test(document.querySelector('#canned [aria-selected="true"]')?.textContent ?? "")`)
		operator.shoot("canned-" + language)
		operator.press(kb.Enter)
		operator.see("it in the box", `document.querySelector("#message").value.startsWith("Hello ") && !document.querySelector("#message").value.includes("{")`)
		operator.press(kb.Enter)
		client.see("the operator's words", `[...document.querySelectorAll("#thread article")].some((a) => a.textContent.includes("deposits bring"))`)
		for _, one := range []*browser{manager, client, operator} {
			one.expectQuiet()
		}
	}
}
