package proof

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A stranger looks for a deposit, goes back, counts one, sees it by month, and compares: on a phone and a desk, in both languages, with
// and without scripts.
func TestAStrangerFindsCountsAndComparesProducts(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for _, language := range []string{"en", "ru"} {
		for _, width := range []int64{1440, 360} {
			for _, scripts := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s-%d-scripts-%t", language, width, scripts), func(t *testing.T) {
					s := stranger{openBrowser(t, p, language), scripts}
					s.do(emulation.SetDeviceMetricsOverride(width, 800, 1, width == 360), emulation.SetScriptExecutionDisabled(!scripts))
					s.filters()
					s.counts()
					s.errs()
					s.compares()
					s.expectQuiet()
				})
			}
		}
	}
}

// stranger is a browser without a login, with or without scripts.
type stranger struct {
	*browser
	scripts bool
}

// types replaces what stands in a field, as a person does; without scripts the form waits for its button.
func (s stranger) types(selector, text, button string) {
	s.t.Helper()
	s.do(chromedp.Focus(selector, chromedp.ByQuery), chromedp.Evaluate(`document.querySelector(`+quote(selector)+`).select()`, nil), chromedp.KeyEvent(text))
	if !s.scripts {
		s.click(button)
	}
}

func (s stranger) shows(count int) string {
	return fmt.Sprintf(`document.querySelectorAll(".card-offer").length === %d`, count)
}

// fits fails when the page is wider than the window.
func (s stranger) fits() {
	s.t.Helper()
	if wide := ask[int](s.browser, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		s.t.Errorf("%s scrolls sideways by %d pixels", ask[string](s.browser, `location.pathname`), wide)
	}
}

// filters narrows the catalogue, goes back and narrows it again: the address always says what is seen.
func (s stranger) filters() {
	s.t.Helper()
	s.open("/products")
	s.see("all products", s.shows(16))
	s.fits()
	s.types("#q", "zzz", "#filters [type=submit]")
	s.see("that nothing fits", `document.querySelector(".empty") && location.search.includes("q=zzz")`)
	s.do(chromedp.NavigateBack())
	s.see("all products again", s.shows(16)+` && location.search === ""`)
	if s.scripts { // else the browser may bring back the form as it was left
		s.see("an empty field again", `document.querySelector("#q").value === ""`)
	} else {
		s.open("/products")
	}
	s.do(chromedp.SetValue("#kind", "deposit", chromedp.ByQuery))
	if s.scripts {
		s.do(chromedp.Evaluate(`document.querySelector("#kind").dispatchEvent(new Event("input", { bubbles: true }))`, nil))
	} else {
		s.click("#filters [type=submit]")
	}
	s.see("the deposits", s.shows(3)+` && location.search.includes("kind=deposit")`)
	s.types("#amount", "600000", "#filters [type=submit]")
	s.see("what was looked for", `location.search.includes("amount=600000")`)
}

// counts opens a product with what was looked for, changes it, and finds it again in every link.
func (s stranger) counts() {
	s.t.Helper()
	s.see("the deposit, in a list that stays", `document.querySelector('.card-offer a[href*="/products/deposit-pass?"][href*="amount=600000"]') &&
		!document.querySelector(".htmx-request")`)
	s.clickSlowly(`.card-offer a[href*="/products/deposit-pass?"]`, func() {})
	s.see("the calculator with the amount", `location.pathname === "/products/deposit-pass" && document.querySelector("#calc-amount").value.replace(/\D/g, "") === "600000"`)
	s.fits()
	before := ask[string](s.browser, `document.querySelector(".calc-sum").textContent`)
	s.types("#calc-amount", "2000000", "#calculator [type=submit]")
	s.see("another sum", `document.querySelector(".calc-sum").textContent !== `+quote(before))
	s.see("the amount in the address", `location.search.includes("amount=2000000")`)
	for _, link := range []string{"/client/rooms/new?", "/client/applications/new?", "/products/deposit-pass/schedule?"} {
		s.see("the amount in "+link, `[...document.querySelectorAll('a[href^="`+link+`"]')].every((a, i, all) => all.length && a.href.includes("amount=2000000"))`)
		s.see("a link to "+link, `document.querySelector('a[href^="`+link+`"]')`)
	}
	s.see("the rate that applies", `document.querySelectorAll(".rates .is-best").length === 1`)
	if s.scripts {
		s.do(chromedp.Evaluate(`(() => { const r = document.querySelector('[data-slider="calc-term"]'); r.value = 6; r.dispatchEvent(new Event("input", { bubbles: true })); })()`, nil))
		s.see("the field in step with the slider", `document.querySelector("#calc-term").value === "6" && location.search.includes("term=6")`)
		s.types("#calc-term", "24", "")
		s.see("the slider in step with the field", `document.querySelector('[data-slider="calc-term"]').value === "24" && location.search.includes("term=24")`)
	}
	sum := ask[string](s.browser, `document.querySelector(".calc-sum").textContent`)
	s.do(chromedp.Reload())
	s.see("the same sum after loading again", `document.querySelector(".calc-sum").textContent === `+quote(sum))
	s.click(`a[href^="/products/deposit-pass/schedule?"]`)
	s.see("the months", `document.querySelectorAll(".is-months tbody tr").length > 1`)
	s.fits()
	s.do(chromedp.NavigateBack())
	s.see("the product again", `document.querySelector(".calc-sum").textContent === `+quote(sum))
}

// errs types what can't be counted: the field says so, and no longer once it is put right.
func (s stranger) errs() {
	s.t.Helper()
	s.trouble(true) // without scripts the page answers 422, which the console mentions
	s.types("#calc-amount", "10", "#calculator [type=submit]")
	s.see("what is wrong", `document.querySelector("#calc-amount").matches(".is-invalid[aria-invalid=true]") && document.querySelector("#calc-amount-error").textContent.length > 5`)
	s.types("#calc-amount", "700000", "#calculator [type=submit]")
	s.see("that it is right", `!document.querySelector("#calc-amount").matches(".is-invalid, [aria-invalid]") && document.querySelector(".calc-sum")`)
	s.trouble(false)
}

// compares chooses no more than four products and sees where they differ.
func (s stranger) compares() {
	s.t.Helper()
	s.open("/products")
	for i := range 5 {
		s.do(chromedp.Evaluate(fmt.Sprintf(`document.querySelectorAll(".pick [name=p]")[%d].click()`, i), nil))
	}
	chosen := 5
	if s.scripts {
		chosen = 4
	}
	s.see("what is chosen", fmt.Sprintf(`document.querySelectorAll(".pick [name=p]:checked").length === %d`, chosen))
	s.click(".comparebar [type=submit]")
	s.see("four columns with their differences", `document.querySelectorAll(".compare thead th").length === 4 && document.querySelector(".compare .differs")`)
	s.fits()
	s.do(chromedp.Evaluate(`document.querySelector(".compare .drop").focus()`, nil))
	s.enter()
	s.see("three columns", `document.querySelectorAll(".compare thead th").length === 3`)
}
