package proof

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// author is a manager who works by keyboard.
type author struct{ *browser }

// tabTo moves the focus by Tab until it is where it should be.
func (a author) tabTo(what, selector string) {
	a.t.Helper()
	for range 150 {
		if ask[bool](a.browser, `document.activeElement?.matches(`+quote(selector)+`) ?? false`) {
			return
		}
		a.press(kb.Tab)
	}
	a.t.Fatalf("Tab never comes to %s; it stays at %s", what, ask[string](a.browser, `document.activeElement?.outerHTML.slice(0, 200) ?? "nothing"`))
}

// stroke presses a key with modifiers, and does what the browser does by it.
func (a author) stroke(key, code string, number int64, command string, modifiers ...input.Modifier) {
	a.t.Helper()
	down := input.DispatchKeyEvent(input.KeyDown).WithKey(key).WithCode(code).WithWindowsVirtualKeyCode(number)
	up := input.DispatchKeyEvent(input.KeyUp).WithKey(key).WithCode(code).WithWindowsVirtualKeyCode(number)
	if command != "" {
		down = down.WithCommands([]string{command})
	}
	for _, m := range modifiers {
		down, up = down.WithModifiers(down.Modifiers|m), up.WithModifiers(up.Modifiers|m)
	}
	a.do(down, up)
}

// cell is the selector of a rate.
func cell(row, column int) string { return fmt.Sprintf(`[name="tariffs.0.grid.%d.%d"]`, row, column) }

// holds waits until a cell says something.
func (a author) holds(row, column int, text string) {
	a.t.Helper()
	a.see(fmt.Sprintf("%s in row %d, column %d", text, row, column), `document.querySelector(`+quote(cell(row, column))+`)?.value === `+quote(text))
}

// saved waits until the server has what is on the page.
func (a author) saved() time.Duration {
	a.t.Helper()
	return a.see("that it is saved", `document.querySelector("form[data-writing]")?.dataset.state === "saved" && document.querySelector("[data-draft-line]").hidden`)
}

// A manager finds a product, changes its tariff as in a spreadsheet, loses nothing by closing the page or by a cut of the line, settles
// a conflict with a colleague and sends the draft for approval: all of it by keyboard.
func TestAManagerChangesATariffByKeyboardAlone(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	a := author{openBrowser(t, p, "en")}
	a.signIn(p.loginOf("author@demo.telemark"), "/manager")
	a.do(chromedp.Evaluate(`document.cookie = "lang=en; path=/"`, nil))

	a.finds()
	a.types()
	a.pastes()
	a.isCut()

	b := author{openBrowser(t, p, "en")}
	b.signIn(p.loginOf("manager@demo.telemark"), "/manager")
	a.collides(b)
	a.sends()
	a.expectQuiet()
	b.expectQuiet()
}

// finds searches, walks the table, opens the product and its draft.
func (a author) finds() {
	a.t.Helper()
	a.open("/manager/products")
	a.see("the products", `document.querySelectorAll("[data-line]").length > 10`)
	a.press("?")
	a.see("the sheet of keys", `document.querySelector("dialog[open]")`)
	a.press(kb.Escape)
	a.press("j")
	a.press("j")
	a.see("the second row", `document.querySelectorAll("[data-line]")[1].contains(document.activeElement)`)
	a.press(" ")
	a.see("the row picked", `document.querySelectorAll("[data-pick]:checked").length === 1 && document.querySelector(".bulk").checkVisibility()`)
	a.press(" ")
	a.stroke("/", "Slash", 191, "")
	a.press("pass dep")
	a.see("the one product", `document.querySelectorAll("[data-line]").length === 1 && location.search.includes("q=pass+dep") && !document.querySelector(".htmx-request")`)
	a.press(kb.ArrowDown)
	a.enter()
	a.see("the product", `location.pathname === "/manager/products/deposit-pass" && document.querySelector("[data-edit]")`)
	a.tabTo("the tab of the tariff", `.tabs a[href$="/tariff"]`)
	a.enter()
	a.see("the tariff", `location.pathname.endsWith("/tariff") && document.querySelector(".is-grid.is-read")`)
	a.tabTo("the button that edits", "[data-edit]")
	a.enter()
	a.see("the grid", `document.querySelector("table[data-grid]")`)
}

// types changes three cells and undoes a fourth.
func (a author) types() {
	a.t.Helper()
	a.tabTo("the first rate", cell(0, 0))
	a.press(kb.ArrowDown)
	a.press(kb.ArrowRight)
	a.press("13,7")
	a.enter()
	a.press("13.9")
	a.press(kb.Tab)
	a.press("24.7")
	a.press(kb.Tab)
	a.press("9")
	a.press(kb.Escape)
	a.holds(1, 1, "13.70")
	a.holds(2, 1, "13.90")
	a.holds(2, 2, "24.70")
	a.see("the undone cell", `document.activeElement.matches(`+quote(cell(2, 3))+`) && document.activeElement.value === document.activeElement.defaultValue`)
	if took := a.saved(); took > 3*time.Second {
		a.t.Errorf("it took %v to be saved", took)
	}
	a.see("the changes", `document.querySelectorAll("#aside [data-changed]").length === 3 && document.querySelectorAll("td.is-changed").length === 3`)
	a.press(kb.ArrowLeft)
	a.press("lots")
	a.press(kb.Tab)
	a.see("what is wrong", `document.querySelector("td.is-wrong "+`+quote(cell(2, 2))+`)?.value === "lots" && document.querySelector("[data-draft-line]:not([hidden])")`)
	a.do(chromedp.Reload())
	a.see("what is wrong after loading again", `document.querySelector("td.is-wrong "+`+quote(cell(2, 2))+`)?.value === "lots"`)
	a.tabTo("the wrong cell", cell(2, 2))
	a.press("14.1")
	a.press(kb.Tab)
	a.stroke("s", "KeyS", 83, "", input.ModifierCtrl)
	a.saved()
	a.see("that nothing is wrong", `!document.querySelector("td.is-wrong, #aside [data-wrong]")`)
}

// pastes copies a block to another place, and takes one of a spreadsheet with commas.
func (a author) pastes() {
	a.t.Helper()
	a.tabTo("a rate", cell(2, 3))
	a.press(kb.ArrowUp)
	a.press(kb.ArrowLeft)
	a.press(kb.ArrowLeft)
	a.stroke("ArrowDown", "ArrowDown", 40, "", input.ModifierShift)
	a.see("a marked block", `document.querySelectorAll("td.is-marked").length === 2`)
	a.stroke("c", "KeyC", 67, "copy", input.ModifierCtrl)
	a.press(kb.ArrowRight)
	a.press(kb.ArrowRight)
	a.press(kb.ArrowRight)
	a.press(kb.ArrowUp)
	a.stroke("v", "KeyV", 86, "paste", input.ModifierCtrl)
	a.holds(1, 4, "13.70")
	a.holds(2, 4, "13.90")
	a.do(chromedp.Evaluate(`(() => {
		const cell = document.querySelector(`+quote(cell(0, 0))+`);
		cell.focus();
		const data = new DataTransfer();
		data.setData("text/plain", "12,1\t12,25\r\n12,3\t12,4\r\n");
		cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
	})()`, nil))
	a.holds(0, 0, "12.10")
	a.holds(0, 1, "12.25")
	a.holds(1, 1, "12.40")
	a.saved()
	a.do(chromedp.Reload())
	a.holds(1, 1, "12.40")
	a.holds(2, 4, "13.90")
}

// isCut types without a line: it is kept on the device, through a reload too, and saved when the line is back.
func (a author) isCut() {
	a.t.Helper()
	a.trouble(true)
	a.pull()
	a.tabTo("a rate", cell(0, 2))
	a.press("15.55")
	a.press(kb.Tab)
	a.see("that it is not saved", `document.querySelector("form[data-writing]").dataset.state === "lost" && !document.querySelector("[data-draft-line]").hidden`)
	a.push()
	a.seeWithin(20*time.Second, "that it is saved after all", `document.querySelector("#aside").textContent.includes("15.55")`)
	a.trouble(false)
	a.do(chromedp.Reload())
	a.holds(0, 2, "15.55")
}

// collides has a colleague change the same cell, and chooses between the two.
func (a author) collides(b author) {
	a.t.Helper()
	b.open("/manager/products/deposit-pass/tariff")
	b.tabTo("a rate", cell(0, 4))
	b.press("11.1")
	b.press(kb.Tab)
	b.saved()
	a.trouble(true)
	a.tabTo("the same rate", cell(0, 4))
	a.press("11.9")
	a.press(kb.Tab)
	a.see("that somebody else was there", `document.querySelector("[data-collided]") && document.activeElement.closest("[data-collided]")`)
	a.enter()
	a.see("mine, theirs and the original", `document.querySelectorAll("[data-conflict] tbody tr").length === 1 &&
		["11.90", "11.10"].every((v) => document.querySelector("[data-conflict] tbody").textContent.includes(v))`)
	a.trouble(false)
	a.tabTo("mine", `[data-conflict] input[type=radio][value=mine]`)
	a.tabTo("the button that saves", `[data-conflict] .btn-primary`)
	a.enter()
	a.holds(0, 4, "11.90")
}

// sends looks at the draft as clients will see it, reviews it, and sends it with a day.
func (a author) sends() {
	a.t.Helper()
	a.tabTo("the preview", `a[href$="/preview"]`)
	a.enter()
	a.see("the preview", `document.querySelector(".preview-bar") && document.querySelector(".rates") && !document.querySelector(".sidenav")`)
	a.do(chromedp.NavigateBack())
	a.see("the grid again", `document.querySelector("table[data-grid]")`)
	a.tabTo("the review", `a[href$="/review"]`)
	a.enter()
	a.see("the review", `location.pathname.endsWith("/review") && document.querySelectorAll(".diff li").length > 5`)
	a.tabTo("the day", "#from")
	day := time.Now().AddDate(0, 2, 0)
	a.press(day.Format("01022006"))
	a.tabTo("the button that sends", "[data-send]")
	a.enter()
	a.see("that it waits", `location.pathname === "/manager/products/deposit-pass" && document.querySelector("h1").parentElement.textContent.includes("Waits for approval")`)
}

// Without scripts the same steps are forms with buttons.
func TestATariffIsChangedWithoutScripts(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	a := author{openBrowser(t, p, "en")}
	a.signIn(p.loginOf("manager@demo.telemark"), "/manager")
	a.do(emulation.SetScriptExecutionDisabled(true))
	a.open("/manager/products/loan-tailwind/tariff")
	a.click("[data-edit]")
	a.see("the grid", `document.querySelector("table[data-grid]")`)
	a.do(chromedp.SetValue(cell(0, 0), "25,5", chromedp.ByQuery))
	a.click(`#step-form .no-js [type=submit]`)
	a.see("the change", `document.querySelector("td.is-changed") && document.querySelector(".diff").textContent.includes("25.50")`)
	a.do(chromedp.SetValue(cell(0, 0), "much", chromedp.ByQuery))
	a.trouble(true)
	a.click(`#step-form .no-js [type=submit]`)
	a.see("what is wrong", `document.querySelector("td.is-wrong input")?.value === "much"`)
	a.trouble(false)
	a.expectQuiet()
}
