package proof

import (
	"testing"
)

// The journey of JOURNEYS, product manager 6: applications are handed over together and decided by two people, by keyboard alone.

// toggles goes to a box by the keyboard and presses it.
func (b *browser) toggles(selector string) {
	b.t.Helper()
	b.tabTo(selector)
	b.press(" ")
}

// confirms goes to a button by the keyboard and presses it.
func (b *browser) confirms(selector string) {
	b.t.Helper()
	b.tabTo(selector)
	b.enter()
}

// moves ticks a stage's checklist and sends the application on to the next one.
func (b *browser) moves(to string, items ...string) {
	b.t.Helper()
	for _, item := range items {
		b.toggles("#check-" + item)
		b.see("the tick of "+item, `document.querySelector("#check-`+item+`").ariaChecked === "true"`)
	}
	b.confirms(`.way [type="submit"]`)
	b.see("the stage "+to, `document.querySelector("#stage-h").textContent === `+quote(to))
}

// votesFor gives a vote for what was asked for.
func (b *browser) votesFor() {
	b.t.Helper()
	b.toggles(`form[action$="/vote"] [value="for"]`)
	b.confirms(`form[action$="/vote"] [type="submit"]`)
	b.see("that the vote counts", `!document.querySelector('form[action$="/vote"]')`)
}

// offersAll offers what was asked for.
func (b *browser) offersAll() {
	b.t.Helper()
	if !ask[bool](b, `document.querySelector('form[action$="/offer"]').closest("details").open`) {
		b.confirms(`details:has(form[action$="/offer"]) > summary`)
	}
	b.tabTo(`form[action$="/offer"] [name="text"]`)
	b.press("We can lend you all of it.")
	b.confirms(`form[action$="/offer"] [type="submit"]`)
}

func TestTwoPeopleDecideByKeyboardAboutMoreThanOneMay(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	first, second, client := openBrowser(t, p, "en"), openBrowser(t, p, "en"), openBrowser(t, p, "en")
	first.signIn(p.loginOf("manager@demo.telemark"), "/manager")
	second.signIn(p.loginOf("underwriter@demo.telemark"), "/manager")
	client.signIn(p.loginOf("olga@demo.telemark"), "/client")
	for _, b := range []*browser{first, second, client} {
		b.speak("en")
	}

	first.open("/manager/applications")
	first.tabTo("#f-kind")
	first.press("Car")
	first.tabTo("#f-whose")
	first.press("Nobody")
	first.confirms(`.board-filters [type="submit"]`)
	first.see("the three car loans that nobody has", `location.search.includes("kind=car_loan") && document.querySelectorAll("[data-application]").length === 3`)
	for _, id := range ask[[]string](first, `[...document.querySelectorAll('[name="id"]')].map((el) => el.id)`) {
		first.toggles("#" + id)
	}
	first.tabTo("#many-to")
	first.press("Erik")
	first.confirms(`.many-bar [type="submit"]`)
	first.see("that all three are handed over", `document.querySelectorAll("#results li").length === 3 && !document.querySelector("#results .is-wrong")`)

	at := ask[string](first, `[...document.querySelectorAll("#results a")].find((a) => a.textContent.includes("Самойлова")).getAttribute("href")`)
	first.confirms(`#results a[href="` + at + `"]`)
	first.see("the first stage", `document.querySelector("#stage-h")?.textContent === "Intake"`)
	first.moves("Verification", "identity", "contact")
	first.moves("Decision", "income", "history", "car")
	first.votesFor()
	first.trouble(true) // 409 stands in the console
	first.offersAll()
	first.see("that one vote is too few", `document.querySelector('[role="alert"]')?.textContent.includes("2 votes are needed, 1 so far")`)
	first.trouble(false)

	second.open(at)
	second.see("the other's vote", `document.querySelectorAll(".votes li").length === 1`)
	second.votesFor()
	second.fits("a decision")

	first.open(at)
	first.offersAll()
	first.see("that the offer is made", `document.querySelector('[data-act="offer"]')`)
	client.open("/client/applications")
	client.see("the offer", `document.querySelector('[data-application][data-state="offered"], .cases .tag.is-warning')`)
	client.open("/client" + at[len("/manager"):])
	client.see("the offer's form", `document.querySelector('form[action$="/accept"]')`)
	if ask[bool](client, `document.body.textContent.includes("Moved to another stage") || document.body.textContent.includes("Checklist")`) {
		t.Error("the client reads what colleagues do")
	}
	for _, b := range []*browser{first, second, client} {
		b.expectQuiet()
	}
}
