package proof

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/xuri/excelize/v2"
)

// The journey of a supervisor, by keyboard alone: how the centre did, over which days, what a figure means, which rows it is made of, and
// these as a file that a spreadsheet opens.
func TestASupervisorReadsAFigureItsFormulaAndItsRowsAndTakesThemAway(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	roomOfBoth(t, p)
	who := p.loginOf("supervisor@demo.telemark")
	b := openBrowser(t, p, "en")
	b.signIn(who, "/manager")
	b.speak("en")
	b.open("/manager")
	b.look(1440, "light")
	b.tabTo(`.sidenav a[href="/manager/reports"]`)
	b.enter()
	b.see("the report", `document.querySelector("[data-tile=first_answer]") && document.querySelector("#chart-trend svg")`)
	b.tabTo(`.presets a[href*="period=7d"]`)
	b.enter()
	b.see("the last seven days", `location.search.includes("period=7d") && document.querySelector(".presets [aria-current]").href.includes("7d")`)

	b.tabTo("#r-from")
	b.press("11012026")
	b.tabTo(`.report-filters button[type="submit"]`)
	b.enter()
	b.see("the days that were typed, kept in the address", `location.search.includes("from=2026-11-01") && document.querySelector("#r-from").value === "2026-11-01"`)

	b.tabTo(`[popovertarget="formula-first_answer"]`)
	b.enter()
	b.see("the formula in words", `document.querySelector("#formula-first_answer").matches(":popover-open") && document.querySelector("#formula-first_answer").textContent.includes("Median time")`)
	b.press(kb.Escape)
	b.see("that it is closed, and the focus where it was", `!document.querySelector("#formula-first_answer").matches(":popover-open") && document.activeElement.matches("[popovertarget=formula-first_answer]")`)
	shown := ask[string](b, `document.querySelector("[data-figure=first_answer]").textContent`)
	b.fits("the report")
	b.shootAll("reports")
	b.look(1440, "light")

	b.tabTo(`[data-figure="first_answer"]`)
	b.enter()
	b.see("the rows behind it", `document.querySelector("#rows") && document.querySelector("#number").textContent === `+quote(shown))
	rows := ask[int](b, `document.querySelectorAll("#rows tbody tr").length`)
	if n := ask[string](b, `document.querySelector("#rows-number").textContent`); n != strconv.Itoa(rows) || rows < 5 {
		t.Errorf("there are %d rows, the page says %s", rows, n)
	}
	b.fits("the rows")
	b.shootAll("report-rows")
	b.look(1440, "light")
	b.tabTo("main details.menu > summary")
	b.enter()
	b.tabTo(`main details.menu button[value="xlsx"]`)
	b.enter()
	b.see("the file", `location.pathname === "/manager/exports" && document.querySelector("[data-file]")`)
	b.fits("the exports")
	b.shootAll("exports")

	person := newPerson(t, p)
	person.signsIn(who)
	file := person.get(ask[string](b, `document.querySelector("[data-file]").pathname`))
	if file.status != http.StatusOK {
		t.Fatalf("the download answers %d", file.status)
	}
	book, err := excelize.OpenReader(strings.NewReader(file.body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	table, err := book.GetRows("First answer")
	if err != nil || len(table) != rows+1 || table[0][1] != "Client" {
		t.Errorf("the file has %d rows, the page %d: %v, %v", len(table)-1, rows, table[:1], err)
	}
	if kind, err := book.GetCellType("First answer", "H2"); err != nil || kind != excelize.CellTypeUnset {
		t.Errorf("the seconds are no number: %v, %v", kind, err)
	}

	b.open("/manager/reports/first_answer")
	b.click("#rows td a")
	b.see("the conversation", `location.pathname.startsWith("/manager/rooms/") && document.querySelector(".log-read li")`)
	b.fits("a conversation")
	b.shootAll("manager-room")
	b.speak("ru")
	b.open("/manager/reports")
	b.fits("the report in Russian")
	b.shootAll("reports-ru")
	b.expectQuiet()
}
