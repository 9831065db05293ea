package proof

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// The application's screens in every combination of language, width, theme and scripts: what each looks like. How one leads to the next
// is the long journeys' matter.

// answersOf are the steps of a loan's form, answered.
var answersOf = []struct {
	step string
	form url.Values
}{
	{"person", url.Values{"name": {"Ковалёва Марина Сергеевна"}, "born": {"28.05.1990"}, "phone": {"8 916 123-45-67"}, "email": {"marina@example.com"}}},
	{"identity", url.Values{"passport": {"45 08 123456"}, "residence": {"RU"}, "address": {"Lenina 5, 12"}}},
	{"work", url.Values{"work": {"employed"}, "employer": {"School No. 5"}, "income": {"180 000"}, "payments": {"0"}}},
	{"purpose", url.Values{"purpose": {"home"}}},
}

// goes sends a form that has to lead on.
func (p *person) goes(path string, form url.Values) {
	p.t.Helper()
	if a := p.send(path, form); a.status != http.StatusSeeOther {
		p.t.Fatalf("POST %s: %d %.2000s", path, a.status, a.body)
	}
}

// fillsIn makes a draft that is ready to be sent, without a browser.
func (p *person) fillsIn() (at string) {
	p.t.Helper()
	at = p.drafts()
	for _, s := range answersOf {
		p.goes(at+"/steps/"+s.step, s.form)
	}
	return at
}

// submits makes an application that is with the bank.
func (p *person) submits() (at string) {
	p.t.Helper()
	at = p.fillsIn()
	p.goes(at+"/submit", url.Values{"key": {newKey()}, "consent_processing": {"1"}})
	return at
}

// offers is what the bank does with an application until the client has an offer of less.
func (p *person) offers(at string) {
	p.t.Helper()
	at = "/manager" + strings.TrimPrefix(at, "/client")
	p.goes(at+"/take", nil)
	p.goes(at+"/offer", url.Values{
		"amount": {"1150000"}, "term": {"48"}, "expires": {time.Now().Add(72 * time.Hour).Format(time.DateOnly)}, "text": {"The same month, a little less."},
	})
}

var digestShown = regexp.MustCompile(`name="digest" value="([0-9a-f]{64})"`)

// screens are the pages of the journey, by their names, each at a moment of its own.
func screens(t *testing.T, p *program, l login) (names []string, paths map[string]string) {
	t.Helper()
	client, manager := newPerson(t, p), newPerson(t, p)
	client.signsIn(l)
	manager.signsIn(p.loginOf("manager@demo.telemark"))
	paths = map[string]string{}
	add := func(name, path string) { names, paths[name] = append(names, name), path }
	accepted, offered, asked, sent := client.submits(), client.submits(), client.submits(), client.submits()
	manager.offers(accepted)
	digest := digestShown.FindStringSubmatch(client.get(accepted).body)
	client.goes(accepted+"/accept", url.Values{"digest": {digest[1]}})
	manager.offers(offered)
	manager.goes("/manager"+strings.TrimPrefix(asked, "/client")+"/take", nil)
	manager.goes("/manager"+strings.TrimPrefix(asked, "/client")+"/ask", url.Values{"note": {"Which school, and since when?"}})
	draft := client.fillsIn()
	add("product", "/products/loan-tailwind?amount=700000&term=36")
	add("new", loanAsked)
	for _, step := range []string{"ask", "person", "identity", "work", "purpose", "review"} {
		add(step, draft+"/steps/"+step)
	}
	add("documents", draft+"/documents")
	add("receipt", sent+"/receipt")
	add("sent", sent)
	add("question", asked)
	add("offer", offered)
	add("agreed", accepted)
	add("agreement", accepted+"/receipt")
	add("list", "/client/applications")
	return names, paths
}

func TestEveryScreenOfAnApplicationInEachCombination(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	names, paths := screens(t, p, p.loginOf("client2@demo.telemark"))
	source := axeCore(t)
	for _, language := range []string{"en", "ru"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			b := openBrowser(t, p, language)
			b.signIn(p.loginOf("client2@demo.telemark"), "/client")
			b.speak(language)
			for _, width := range []int64{1440, 360} {
				for _, theme := range []string{"light", "dark"} {
					for _, scripts := range []bool{true, false} {
						combination := fmt.Sprintf("%d-%s-scripts-%t", width, theme, scripts)
						t.Run(combination, func(t *testing.T) {
							b.t = t
							b.look(width, theme)
							for _, name := range names {
								b.screen(name, paths[name], language, scripts, source)
								if scripts {
									b.shoot("cross-" + name + "-" + language + "-" + combination)
								}
							}
							b.expectQuiet()
						})
					}
				}
			}
			b.t = t
		})
	}
}

// screen opens a page as the combination wants it and looks at it. Axe needs scripts itself: they are let in again once the page has
// been loaded without its own.
func (b *browser) screen(name, path, language string, scripts bool, source string) {
	b.t.Helper()
	b.do(emulation.SetScriptExecutionDisabled(!scripts))
	b.open(path)
	b.do(chromedp.WaitReady("main h1", chromedp.ByQuery), emulation.SetScriptExecutionDisabled(false))
	if got := ask[string](b, `location.pathname`); got != strings.SplitN(path, "?", 2)[0] {
		b.t.Errorf("%s: %s leads to %s", name, path, got)
	}
	if lang := ask[string](b, `document.documentElement.lang`); lang != language {
		b.t.Errorf("%s speaks %q", name, lang)
	}
	if wide := ask[int](b, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		b.t.Errorf("%s scrolls sideways by %d pixels", name, wide)
	}
	for _, f := range axe(b, source) {
		b.t.Errorf("%s: %s (%s)\n\t%s", name, f.ID, f.Help, strings.Join(f.Nodes, "\n\t"))
	}
}

// A client says no to an offer, and takes an application back: with a reason each, which the page asks for where it is missing.
func TestAClientDeclinesAndWithdraws(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	for i, who := range applicants {
		person, manager := newPerson(t, p), newPerson(t, p)
		person.signsIn(p.loginOf(who.email))
		manager.signsIn(p.loginOf("manager@demo.telemark"))
		offered, sent := person.submits(), person.submits()
		manager.offers(offered)
		b := openBrowser(t, p, who.language)
		b.signIn(p.loginOf(who.email), "/client")
		b.speak(who.language)
		b.look(who.width, "light")
		scripts := i == 0
		b.do(emulation.SetScriptExecutionDisabled(!scripts))
		for _, end := range []struct{ at, act, state, reason string }{
			{offered, "decline", "declined", "rate"}, {sent, "withdraw", "withdrawn", "changed_mind"},
		} {
			form := `form[action$="/` + end.act + `"]`
			b.open(end.at)
			b.click(`details:has(` + form + `) > summary`)
			b.trouble(true) // 422 stands in the console
			b.click(form + ` [type="submit"]`)
			b.see("that a reason is missing", `document.querySelector('#reason-`+end.act+`-error') && document.querySelector(`+quote(form)+`).closest("details").open`)
			b.see("the focus on the first reason", `document.activeElement.matches('#reason-`+end.act+` input')`)
			b.trouble(false)
			b.click(form + ` input[value="` + end.reason + `"]`)
			b.click(form + ` [type="submit"]`)
			b.see("the end", `document.querySelector('#case-head[data-state="`+end.state+`"]') && !document.querySelector(`+quote(form)+`)`)
			b.see("the act in its course", `document.querySelector('.timeline [data-act="`+end.act+`"]')`)
			b.shoot(end.state + "-" + who.language)
		}
		b.expectQuiet()
	}
}

// The figure on the page is the figure stored in the application, to the minor unit.
func TestTheCalculatorsFiguresAreThoseOfTheApplication(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("client2@demo.telemark"), "/client")
	b.speak("en")
	for _, tt := range []struct {
		product, amount, term string
		pick, query           string // a choice of the calculator, and what it makes of the address
		facts                 []string
	}{
		{"loan-tailwind", "777777.77", "41", "", "", []string{"payment", "interest", "total", "effective"}},
		{"deposit-pass", "1234567.89", "13", `[name="capitalise"][value="true"]`, "capitalise=true", []string{"interest", "effective", "total"}},
		{"deposit-pass", "1234567.89", "13", `[name="capitalise"][value="false"]`, "capitalise=false", []string{"interest"}},
	} {
		b.open("/products/" + tt.product)
		before := ask[string](b, `document.querySelector(".calc-out").textContent`)
		b.retype("#calc-amount", tt.amount)
		b.retype("#calc-term", tt.term)
		if tt.pick != "" {
			b.do(chromedp.Evaluate(`document.querySelector(`+quote(tt.pick)+`).click()`, nil))
		}
		b.see("the figures", `!document.querySelector(".htmx-request") && document.querySelector(".calc-out").textContent !== `+quote(before)+` &&
			[`+quote("amount="+tt.amount)+`, `+quote("term="+tt.term)+`, `+quote(tt.query)+`].every((part) => location.search.includes(part))`)
		shown := ask[string](b, `document.querySelector(".calc-out").innerText`)
		b.do(chromedp.Evaluate(`document.querySelector('a[href^="/client/applications/new?"]').click()`, nil))
		b.see("the first step", `document.querySelector("#ask")`)
		b.click(`#ask .do [type="submit"]`)
		b.see("the draft", `/\/applications\/[0-9A-Z]{26}\/steps\//.test(location.pathname) && document.readyState === "complete"`)
		for _, fact := range tt.facts {
			stored := ask[string](b, `document.querySelector('.summary [data-fact="`+fact+`"] dd')?.innerText || "none"`)
			if !strings.Contains(shown, stored) {
				t.Errorf("%s at %s for %s months: the application's %s is %s, the page said %q", tt.product, tt.amount, tt.term, fact, stored, shown)
			}
			t.Logf("%s, %s: %s on both", tt.product, fact, stored)
		}
	}
	b.expectQuiet()
}
