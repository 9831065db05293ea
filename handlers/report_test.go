package handlers

import (
	"encoding/csv"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/job"
	"telemark/app/report"
)

// talks puts some conversations of the last hours into the bank: two that anna ended, one that jonas has.
func (b *bank) talks() {
	b.t.Helper()
	for i, name := range []string{"anna", "anna", "jonas"} {
		steps := []chat.Step{
			{Do: chat.Asks, Body: "=1+1"}, {After: 10 * time.Second, Do: chat.Takes}, {After: time.Duration(20*(i+1)) * time.Second, Do: chat.Answers, Body: "!"},
		}
		if name == "anna" {
			steps = append(steps, chat.Step{After: time.Minute, Do: chat.Ends, Body: "solved"})
		}
		start := app.Today().Start().Add(time.Duration(i) * time.Second) // whatever the hour at which this runs
		c, err := chat.Past(b.people["marina"], b.people[name], "cards", start, steps)
		if err == nil {
			_, err = b.parts.Chat.Store.Create(b.t.Context(), c)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// makesExports does the jobs that wait.
func (b *bank) makesExports() {
	b.t.Helper()
	runner := &job.Runner{Store: b.parts.Exports.Jobs, Handlers: map[string]job.Handler{report.ExportKind: b.parts.Exports.Work}}
	for runner.Next(b.t.Context()) {
	}
}

var fileLink = regexp.MustCompile(`href="(/manager/exports/[0-9A-Z]{26})"`)

func found(t *testing.T, pattern, text string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("the page lacks %s", pattern)
	}
	return m[1]
}

func TestAFigureIsTheSameOnEveryScreenAndInTheExport(t *testing.T) {
	b := newBank(t)
	b.talks()
	erik := b.browser("erik")
	wall, reports := erik.get("/manager/figures"), erik.get("/manager/reports?period=today")
	if reports.status != http.StatusOK {
		t.Fatal(reports.status, reports.body)
	}
	for id, want := range map[string]string{"served": "2", "first_answer": "0:50", "in_time": "100\u00a0%"} {
		if got := found(t, `data-figure="`+id+`">([^<]*)<`, wall.body); got != want {
			t.Errorf("the wall says that %s is %s, want %s", id, got, want)
		}
		if got := found(t, `data-figure="`+id+`">([^<]*)<`, reports.body); got != want {
			t.Errorf("the report says that %s is %s, want %s", id, got, want)
		}
		rows := erik.get("/manager/reports/" + id + "?period=today")
		if got := found(t, `id="number">([^<]*)<`, rows.body); got != want {
			t.Errorf("the rows' page says that %s is %s, want %s", id, got, want)
		}
		if n := strings.Count(rows.body, `<a href="/manager/rooms/`); n != map[string]int{"served": 2, "first_answer": 3, "in_time": 3}[id] {
			t.Errorf("%s has %d rows", id, n)
		}
	}
	if got := found(t, `data-cell="served">([^<]*)<`, reports.body); got != "2" {
		t.Errorf("the operator's line says %s", got)
	}
	form := url.Values{"what": {"days"}, "format": {"csv"}, "filter": {"period=today"}}
	if got := erik.post("/manager/exports", form); got.status != http.StatusSeeOther {
		t.Fatalf("an export is answered with %d: %s", got.status, got.body)
	}
	b.makesExports()
	file := erik.get(fileLink.FindStringSubmatch(erik.get("/manager/exports").body)[1])
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil || len(table) != 2 {
		t.Fatal(table, err)
	}
	values := map[string]string{}
	for i, head := range table[0] {
		values[head] = table[1][i]
	}
	for head, want := range map[string]string{
		"Day": string(app.Today()), "Served": "2", "First answer, median, seconds": "50", "Answered in time": "1", "Conversations begun": "3", "Rating": "",
	} {
		if values[head] != want {
			t.Errorf("the file says %s: %q, want %q", head, values[head], want)
		}
	}
}

func TestAnExportIsItsMakersAloneAndRecorded(t *testing.T) {
	b := newBank(t)
	b.talks()
	supervisor := b.browser("supervisor")
	form := url.Values{"what": {"rows"}, "figure": {"first_answer"}, "format": {"csv"}, "filter": {"period=today&operator=" + b.people["anna"].ID}}
	if got := supervisor.post("/manager/exports", form); got.status != http.StatusSeeOther {
		t.Fatal(got.status, got.body)
	}
	if page := supervisor.get("/manager/exports"); !strings.Contains(page.body, "<progress") || !strings.Contains(page.body, `hx-trigger="every 1s"`) {
		t.Error("the page doesn't show that the file is being made")
	}
	b.makesExports()
	link := fileLink.FindStringSubmatch(supervisor.get("/manager/exports").body)[1]
	file := supervisor.get(link)
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil || len(table) != 3 || table[1][1] != "marina" || table[1][2] != "anna" || table[1][7] != "50" || table[2][7] != "30" {
		t.Errorf("the file has %v, %v", table, err)
	}
	if !strings.Contains(file.header.Get("Content-Disposition"), "first_answer") {
		t.Errorf("the file is %s", file.header.Get("Content-Disposition"))
	}
	if got := b.browser("erik").get(link); got.status != http.StatusNotFound {
		t.Errorf("somebody else's file is answered with %d", got.status)
	}
	records := b.browser("erik").get("/manager/audit?action=report.").body
	for _, want := range []string{"report.export", "report.exported", "report.download"} {
		if !strings.Contains(records, "<code>"+want+"</code>") {
			t.Errorf("the audit lacks %s", want)
		}
	}
	rights := app.Rights{Duties: app.Author, Scope: app.All}
	if got := supervisor.post("/manager/exports", form); got.status != http.StatusSeeOther {
		t.Fatal(got.status)
	}
	if err := b.parts.People.SetRights(t.Context(), b.people["erik"], b.people["supervisor"].ID, rights); err != nil {
		t.Fatal(err)
	}
	b.makesExports() // the owner has lost the duty since
	jobs, err := b.parts.Exports.Jobs.Of(t.Context(), b.people["supervisor"].ID, report.ExportKind, 2)
	if err != nil || jobs[0].Size != 0 || jobs[0].State == job.Done {
		t.Errorf("the file of somebody who may not have it any more: %+v, %v", jobs, err)
	}
}

func TestReportsAreForSupervisorsWithinTheirReach(t *testing.T) {
	b := newBank(t)
	b.talks()
	room := found(t, `href="/manager/rooms/([0-9A-Z]{26})"`, b.browser("erik").get("/manager/reports/open").body)
	paths := []string{"/manager/reports", "/manager/reports/served", "/manager/rooms/" + room}
	for name, want := range map[string]int{
		"supervisor": http.StatusOK, "erik": http.StatusOK, "author": http.StatusForbidden, "approver": http.StatusForbidden, "auditor": http.StatusForbidden,
		"anna": http.StatusForbidden, "marina": http.StatusForbidden,
	} {
		who := b.browser(name)
		for _, path := range paths {
			if got := who.get(path); got.status != want && (name != "anna" && name != "marina" || got.status != http.StatusNotFound) {
				t.Errorf("%s gets %d for %s, want %d", name, got.status, path, want)
			}
		}
	}
	rights := app.Rights{Duties: app.Supervisor, Scope: app.Own}
	if err := b.parts.People.SetRights(t.Context(), b.people["erik"], b.people["supervisor"].ID, rights); err != nil {
		t.Fatal(err)
	}
	own := b.browser("supervisor")
	if got := found(t, `data-figure="served">([^<]*)<`, own.get("/manager/reports?period=today").body); got != "0" {
		t.Errorf("who sees only their own work sees %s conversations of others", got)
	}
	if got := own.get("/manager/rooms/" + room); got.status != http.StatusNotFound {
		t.Errorf("a conversation out of reach is answered with %d", got.status)
	}
	if rows := own.get("/manager/reports/served?period=today"); strings.Contains(rows.body, "marina") {
		t.Error("the rows show a client out of reach")
	}
}

func TestAPeriodThatIsNoneIsSaidAtItsField(t *testing.T) {
	b := newBank(t)
	erik := b.browser("erik")
	for query, want := range map[string]string{"from=2026-11-05&until=2026-11-01": "comes before the first", "from=2024-01-01&until=2026-01-01": "366 days at most"} {
		got := erik.get("/manager/reports?" + query)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, want) || !strings.Contains(got.body, "2026-") {
			t.Errorf("%s is answered with %d", query, got.status)
		}
	}
	for _, path := range []string{"/manager/reports/unknown", "/manager/reports/served?after=%25", "/manager/reports/served?kind=loan", "/manager/rooms/x"} {
		if got := erik.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s is answered with %d", path, got.status)
		}
	}
	if got := erik.get("/manager/reports?topic=%27%3B--&operator=x&period=nonsense"); got.status != http.StatusOK {
		t.Errorf("an address with nonsense is answered with %d", got.status)
	}
}

func TestAnExportByTheClockIsMadeOnceForWhatWasMissed(t *testing.T) {
	b := newBank(t)
	b.talks()
	supervisor := b.browser("supervisor")
	form := url.Values{"what": {"staff"}, "format": {"xlsx"}, "filter": {"period=7d"}, "every": {"day"}}
	if got := supervisor.post("/manager/exports", form); got.status != http.StatusSeeOther {
		t.Fatal(got.status, got.body)
	}
	plan := found(t, `data-plan="([0-9A-Z]{26})"`, supervisor.get("/manager/exports").body)
	store := b.parts.Exports.Store
	plans, err := b.parts.Exports.Plans(t.Context(), b.people["supervisor"])
	if err != nil || len(plans) != 1 || !plans[0].Next.After(app.Now()) || plans[0].Next.In(app.Zone()).Hour() != 6 {
		t.Fatalf("%+v, %v", plans, err)
	}
	if made, err := b.parts.Exports.MakeDue(t.Context()); made != 0 || err != nil {
		t.Errorf("before its time %d are made, %v", made, err)
	}
	if err := store.Skip(t.Context(), plans[0], app.Now().Add(-72*time.Hour)); err != nil { // the program stood still for three mornings
		t.Fatal(err)
	}
	for want := range 2 {
		if made, err := b.parts.Exports.MakeDue(t.Context()); made != 1-want || err != nil {
			t.Errorf("round %d makes %d, %v", want, made, err)
		}
	}
	b.makesExports()
	page := supervisor.get("/manager/exports")
	if strings.Count(page.body, `data-state="done"`) != 1 {
		t.Errorf("the page shows %s", page.body)
	}
	if got := b.browser("erik").post("/manager/exports/schedules/"+plan+"/drop", url.Values{}); got.status != http.StatusNotFound {
		t.Errorf("somebody else ends it: %d", got.status)
	}
	if got := supervisor.post("/manager/exports/schedules/"+plan+"/drop", url.Values{}); got.status != http.StatusSeeOther {
		t.Errorf("its owner can't end it: %d", got.status)
	}
}

func TestAFigureOfTheFirstPageOpensExactlyItsRows(t *testing.T) {
	b := newBank(t)
	b.room()
	served := b.takenRoom()
	if _, err := b.parts.Chat.Post(t.Context(), b.people["anna"], served, chat.Draft{Body: "Good afternoon!", Key: app.NewID()}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.parts.Chat.Close(t.Context(), b.people["anna"], served, "solved", "other"); err != nil {
		t.Fatal(err)
	}
	supervisor := b.browser("supervisor")
	found := regexp.MustCompile(`href="([^"]+)" data-figure="([a-z_]+)">([^<]*)<`).FindAllStringSubmatch(supervisor.get("/manager").body, -1)
	var seen []string
	for _, f := range found {
		rows := supervisor.get(html.UnescapeString(f[1]))
		if rows.status != http.StatusOK || !strings.Contains(rows.body, `id="number">`+f[3]+`<`) {
			t.Errorf("%s is %s on the first page; its rows answer %d", f[2], f[3], rows.status)
		}
		if n := strings.Count(rows.body, `<tr><th scope="row">`); f[2] == "waiting" && n != 1 || f[2] == "served" && n != 1 {
			t.Errorf("%s has %d rows", f[2], n)
		}
		seen = append(seen, f[2])
	}
	if got := strings.Join(seen, " "); got != "waiting open served first_answer in_time rating" {
		t.Errorf("what can be opened is %s", got)
	}
	b.browser("approver").get("/manager").shows(t, "who may see no rows", http.StatusOK, []string{`<span data-figure="waiting">1<`}, []string{`href="/manager/reports/`})
}

func TestTheFoundProductsAreTakenAwayByWhoSeesThem(t *testing.T) {
	b := newBank(t)
	b.offer()
	author := b.browser("author")
	author.post("/manager/products", url.Values{"kind": {"insurance"}, "slug": {"warm"}})
	author.get("/manager/products?kind=deposit").shows(t, "the table", http.StatusOK, []string{`action="/manager/products/export"`, `name="filter" value="kind=deposit"`}, nil)
	for query, want := range map[string][]string{"kind=deposit": {"pass"}, "sort=name&q=warm": {"warm"}} {
		form := url.Values{"format": {"csv"}, "filter": {query}}
		if got := author.post("/manager/products/export", form); got.header.Get("Location") != "/manager/exports" {
			t.Fatalf("%s: %d %.300s", query, got.status, got.body)
		}
		b.makesExports()
		link := fileLink.FindStringSubmatch(author.get("/manager/exports").body)[1]
		file := author.get(link)
		table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
		if err != nil || len(table) != 1+len(want) {
			t.Fatalf("%s: %v, %v", query, table, err)
		}
		for i, slug := range want {
			if table[1+i][1] != slug {
				t.Errorf("%s: line %d is %v", query, i, table[1+i])
			}
		}
		if query == "kind=deposit" && (table[1][0] != "Deposit Pass" || table[1][3] != "On sale" || table[1][5] != "0.145") {
			t.Errorf("the deposit's line is %v", table[1])
		}
		if name := file.header.Get("Content-Disposition"); !strings.Contains(name, "telemark-products-"+string(app.Today())+".csv") {
			t.Errorf("the file is called %s", name)
		}
		if got := b.browser("erik").get(link); got.status != http.StatusNotFound {
			t.Errorf("somebody else's file: %d", got.status)
		}
	}
	rows := url.Values{"what": {"rows"}, "figure": {"served"}, "format": {"csv"}, "filter": {"period=today"}}
	if got := author.post("/manager/exports", rows); got.status != http.StatusForbidden {
		t.Errorf("the rows of a figure for who may not see them: %d", got.status)
	}
	if got := author.post("/manager/products/export", url.Values{"format": {"pdf"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown format: %d", got.status)
	}
}
