package handlers

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/product"
)

const passPage = "/manager/products/pass"

var (
	inputText = regexp.MustCompile(`(?s)<input ([^>]*)>`)
	areaText  = regexp.MustCompile(`(?s)<textarea ([^>]*)>(.*?)</textarea>`)
	nameText  = regexp.MustCompile(`name="([^"]*)"`)
	valueText = regexp.MustCompile(`value="([^"]*)"`)
	pickText  = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	optText   = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// formOn is what a browser would send of the step's form on a page.
func (r reply) formOn(t *testing.T) url.Values {
	t.Helper()
	_, rest, ok := strings.Cut(r.body, `id="step-form"`)
	if !ok {
		t.Fatalf("there is no step to type in: %d %.300s", r.status, r.body)
	}
	text, _, _ := strings.Cut(rest, "</form>")
	form := url.Values{}
	for _, m := range inputText.FindAllStringSubmatch(text, -1) {
		name, value := nameText.FindStringSubmatch(m[1]), valueText.FindStringSubmatch(m[1])
		if name == nil || strings.Contains(m[1], `type="checkbox"`) && !strings.Contains(m[1], " checked") {
			continue
		}
		if value == nil {
			value = []string{"", ""}
		}
		form.Add(name[1], html.UnescapeString(value[1]))
	}
	for _, m := range areaText.FindAllStringSubmatch(text, -1) {
		form.Add(nameText.FindStringSubmatch(m[1])[1], html.UnescapeString(m[2]))
	}
	for _, m := range pickText.FindAllStringSubmatch(text, -1) {
		if picked := optText.FindStringSubmatch(m[2]); picked != nil {
			form.Add(m[1], html.UnescapeString(picked[1]))
		}
	}
	return form
}

// edits opens the draft of a product at a step and answers the form of it.
func (v browser) edits(step string) url.Values {
	v.bank.t.Helper()
	if r := v.post(passPage+"/edit", url.Values{"step": {step}}); r.status != http.StatusSeeOther || r.header.Get("Location") != passPage+"/"+step {
		v.bank.t.Fatalf("the draft doesn't open: %d %s", r.status, r.body)
	}
	return v.get(passPage + "/" + step).formOn(v.bank.t)
}

func (b *bank) draft() product.Draft {
	b.t.Helper()
	d, err := b.parts.Products.DraftOf(b.t.Context(), b.people["erik"], "pass")
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func TestEveryStepIsSavedAsItIsReadAndNothingChangesByThat(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	erik.edits("details")
	before := b.draft()
	for _, lang := range []string{"en", "ru"} {
		for _, step := range []string{"details", "terms", "tariff", "texts", "eligibility", "documents", "application"} {
			page := erik.get(passPage + "/" + step + "?lang=" + lang)
			if raw := regexp.MustCompile(`>\s*(draft|products|product|sheet|views)\.[a-z_]+`).FindString(page.body); raw != "" || page.status != 200 {
				t.Errorf("%s in %s answers %d with %q", step, lang, page.status, raw)
			}
			if r := erik.post(passPage+"/"+step, page.formOn(t)); r.status != http.StatusSeeOther {
				t.Errorf("saving %s in %s: %d %.300s", step, lang, r.status, r.body)
			}
		}
	}
	if after := b.draft(); after.Revision != before.Revision || len(product.Diff(before.Content, after.Content)) > 0 {
		t.Errorf("revision %d became %d: %+v", before.Revision, after.Revision, product.Diff(before.Content, after.Content))
	}
}

func TestOneWrongFigureStaysTypedAndKeepsNoOtherFromBeingSaved(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	form := erik.edits("tariff")
	form.Set("tariffs.0.grid.0.0", "13,7")
	form.Set("tariffs.0.grid.1.0", "lots")
	r := erik.post(passPage+"/tariff", form)
	r.shows(t, "the step", 422, []string{`value="lots"`, "Type a rate", "13.70", `aria-invalid="true"`, "19.40"}, nil)
	cells := b.draft().Content.Tariffs[0].Cells
	if cells[0].Rate != 137_000 || cells[1].Rate != 199_000 {
		t.Errorf("saved is %+v", cells)
	}
	form = erik.edits("tariff")
	form.Set("tariffs.0.grid.1.from", "40 000") // below the band before
	erik.post(passPage+"/tariff", form).shows(t, "an overlap", 422, []string{"Overlaps the band before", `value="40 000"`}, nil)
	form = erik.edits("terms")
	form.Set("attributes.deposit.top_up_days", "many")
	form.Set("attributes.deposit.top_up_min", "1 500,50")
	erik.post(passPage+"/terms", form).shows(t, "the terms", 422, []string{`value="many"`, "Type a whole number", "1,500.50"}, nil)
	if got := b.draft().Content.Attributes.Deposit.TopUpMin; got != 1_500_50 {
		t.Errorf("the least top-up is %d", got)
	}
}

func TestAGapIsNamedAtItsCell(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	form := erik.edits("tariff")
	form.Set("do", "term:tariffs.0")
	form.Set("tariffs.0.new_term", "12")
	if r := erik.post(passPage+"/tariff", form); r.status != http.StatusSeeOther {
		t.Fatalf("a term more: %d", r.status)
	}
	form = erik.edits("tariff")
	if form.Get("tariffs.0.grid.terms.1") != "12" || form.Get("tariffs.0.grid.1.1") != "19.90" {
		t.Fatalf("the new term is %v", form)
	}
	form.Set("tariffs.0.grid.0.1", "–")
	r := erik.post(passPage+"/tariff", form, "HX-Request", "true", "Telemark-Autosave", "1")
	r.shows(t, "the panel", 200, []string{`data-wrong="tariffs.0.grid.0.1"`, "There is no rate for", "50,000, 12 months"}, []string{"<html"})
	erik.post(passPage+"/send", url.Values{"revision": {fmt.Sprint(b.draft().Revision)}, "from": {string(app.Today().Add(60))}}).
		shows(t, "the review", 422, []string{"There is no rate for"}, nil)
}

func TestRowsBandsCurrenciesPapersAndFeesComeAndGoByButtons(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	press := func(step, do string, more ...string) {
		t.Helper()
		form := erik.edits(step)
		form.Set("do", do)
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		if r := erik.post(passPage+"/"+step, form); r.status != http.StatusSeeOther {
			t.Errorf("%s: %d %.200s", do, r.status, r.body)
		}
	}
	press("texts", "add:texts.conditions")
	press("texts", "drop:texts.questions.0")
	press("documents", "add:texts.documents")
	press("application", "add:papers", "new_paper", "")
	press("tariff", "add:tariffs.0.fees")
	press("tariff", "band:tariffs.0", "tariffs.0.new_from", "1 000 000", "tariffs.0.new_segment", "salary")
	press("tariff", "add:tariffs", "new_currency", "CNY")
	press("tariff", "drop-band:tariffs.0.0")
	c := b.draft().Content
	for lang := range c.Texts {
		if text := c.Texts[lang]; len(text.Conditions) != 2 || len(text.Questions) != 0 || len(text.Documents) != 2 {
			t.Errorf("%s has %d, %d, %d", lang, len(text.Conditions), len(text.Questions), len(text.Documents))
		}
	}
	if len(c.Papers) != 1 || len(c.Tariffs) != 2 || len(c.Tariffs[0].Fees) != 1 || len(c.Tariffs[0].Cells) != 2 || c.Tariffs[1].Currency != app.CNY {
		t.Errorf("%d papers, tariffs %+v", len(c.Papers), c.Tariffs)
	}
	press("tariff", "drop:tariffs.1")
	press("application", "drop:papers.0")
	for _, odd := range []string{"drop:tariffs.9", "drop:texts.nothing.1", "drop:papers.x", "band:tariffs.-1", "x", "drop-band:tariffs.0.99", "add:tariffs"} {
		press("tariff", odd)
	}
	if again := b.draft().Content; len(again.Tariffs) != 1 || len(again.Papers) != 0 {
		t.Errorf("after it: %+v", again)
	}
}

// conflict has two people change the same draft: other places are put together, the same place is shown to the later one.
func TestTwoWhoChangeOneDraftLoseNothing(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik, author := b.browser("erik"), b.browser("author")
	mine, theirs := erik.edits("tariff"), author.edits("tariff")
	theirs.Set("tariffs.0.grid.0.0", "15.1")
	if r := author.post(passPage+"/tariff", theirs); r.status != http.StatusSeeOther {
		t.Fatal(r.status)
	}
	mine.Set("tariffs.0.grid.1.0", "16.2") // another cell
	if r := erik.post(passPage+"/tariff", mine); r.status != http.StatusSeeOther {
		t.Fatalf("another cell: %d %.300s", r.status, r.body)
	}
	cells := b.draft().Content.Tariffs[0].Cells
	if cells[0].Rate != 151_000 || cells[1].Rate != 162_000 {
		t.Fatalf("put together they are %+v", cells)
	}

	mine, theirs = erik.edits("tariff"), author.edits("tariff")
	theirs.Set("tariffs.0.grid.0.0", "11.1")
	theirs.Set("tariffs.0.grid.1.0", "11.2")
	author.post(passPage+"/tariff", theirs)
	mine.Set("tariffs.0.grid.0.0", "12.1")
	erik.post(passPage+"/tariff", mine, "HX-Request", "true", "Telemark-Autosave", "1").
		shows(t, "the script", 409, []string{"data-collided", "author has saved this draft", `form="step-form"`}, []string{"<html"})
	page := erik.post(passPage+"/tariff", mine)
	page.shows(t, "the conflict", 409, []string{"12.10", "11.10", "15.10", "11.20", "16.20", "Save what is chosen"}, nil)
	_, table, _ := strings.Cut(page.body, "data-conflict")
	choice := url.Values{}
	for _, m := range inputText.FindAllStringSubmatch(table, -1) {
		name, value := nameText.FindStringSubmatch(m[1]), valueText.FindStringSubmatch(m[1])
		if name == nil || value == nil || strings.Contains(m[1], `type="radio"`) && !strings.Contains(m[1], " checked") {
			continue
		}
		choice.Add(html.UnescapeString(name[1]), html.UnescapeString(value[1]))
	}
	if choice.Get("at:tariffs.0.cells.0.rate") != "mine" || choice.Get("at:tariffs.0.cells.1.rate") != "theirs" {
		t.Fatalf("chosen beforehand is %v", slices.Sorted(maps.Keys(choice)))
	}
	if r := erik.post(passPage+"/settle", choice); r.status != http.StatusSeeOther {
		t.Fatalf("settling: %d %.300s", r.status, r.body)
	}
	if cells := b.draft().Content.Tariffs[0].Cells; cells[0].Rate != 121_000 || cells[1].Rate != 112_000 {
		t.Errorf("settled they are %+v", cells)
	}
	choice.Set("mine:tariffs.0.cells.0.rate", `"much"`)
	if r := erik.post(passPage+"/settle", choice); r.status != http.StatusUnprocessableEntity {
		t.Errorf("a value of no content: %d", r.status)
	}
}

func TestADraftIsSentForApprovalAndThenOnlyRead(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	form := erik.edits("tariff")
	form.Set("tariffs.0.grid.0.0", "18.5")
	erik.post(passPage+"/tariff", form)
	send := func(from string) reply {
		return erik.post(passPage+"/send", url.Values{"revision": {fmt.Sprint(b.draft().Revision)}, "from": {from}})
	}
	erik.get(passPage+"/review").shows(t, "the review", 200, []string{"19.40", "18.50", "In force from"}, nil)
	send("").shows(t, "without a day", 422, []string{"Type a date", `id="from-error"`}, nil)
	send(string(app.Today())).shows(t, "today", 422, []string{"from-error"}, nil)
	if r := erik.post(passPage+"/send", url.Values{"revision": {"1"}, "from": {string(app.Today().Add(60))}}); r.status != http.StatusConflict {
		t.Errorf("an old revision: %d", r.status)
	}
	if r := send(string(app.Today().Add(60))); r.status != http.StatusSeeOther {
		t.Fatalf("sending: %d %.300s", r.status, r.body)
	}
	erik.get(passPage+"/tariff").shows(t, "the step", 200, []string{"Waits for approval", "18.50", "/manager/approvals/" + b.draft().Sent}, []string{`id="step-form"`})
	if r := erik.post(passPage+"/tariff", form); r.status != http.StatusConflict {
		t.Errorf("changing what waits: %d", r.status)
	}
	erik.get("/manager/products?state=waiting").shows(t, "the table", 200, []string{"Deposit Pass", "Waits for approval"}, []string{"Loan Ski"})
}

func TestTheProductsAreFoundFilteredAndSeenAsOfAnyDay(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	old := string(app.Today().Add(-30))
	for _, c := range []struct {
		path    string
		yes, no []string
	}{
		{"/manager/products", []string{"Deposit Pass", "Loan Ski", "2 products", "14.5 %", "No. 2"}, nil},
		{"/manager/products?kind=loan", []string{"Loan Ski", "1 product", "Save this view"}, []string{"Deposit Pass"}},
		{"/manager/products?day=" + old, []string{"11.1 %", "No. 1", "As of"}, []string{"14.5 %"}},
		{"/manager/products?q=%D0%BF%D0%B5%D1%80%D0%B5%D0%BB%D1%91%D1%82&lang=ru", []string{"Перелёт"}, []string{"Лыжи"}},
		{"/manager/products?state=draft", []string{"No product matches"}, []string{"Deposit Pass"}},
		{"/manager/products?state=%22&kind=x&currency=y&day=z&sort=w&after=v", []string{"2 products"}, nil},
		{passPage, []string{"Version No. 2 in force", "14.5 %", "Next: version No. 3"}, nil},
		{passPage + "?day=" + old, []string{"No. 1", "11.1 %"}, []string{"14.5 %"}},
		{passPage + "/tariff?version=3", []string{"19.90", "You are looking at version No. 3"}, []string{"14.50"}},
		{passPage + "/history?a=1&b=3", []string{"11.10", "19.90", "2 differences", "the program"}, nil},
		{passPage + "/preview", []string{"Preview: clients", "14.5 %", "Tariff No. 2"}, []string{"sidenav", "erik"}},
		{passPage + "/preview?version=3", []string{"19.9 %"}, []string{"14.5 %"}},
		{passPage + "/preview?lang=ru", []string{"Предпросмотр", "Перелёт", "14,5 %"}, nil},
		{passPage + "/preview/documents/1", []string{"<p>Two.</p>"}, nil},
	} {
		erik.get(c.path).shows(t, c.path, 200, c.yes, c.no)
	}
	for _, path := range []string{passPage + "/nothing", "/manager/products/nothing", passPage + "?version=9", passPage + "/history?a=1&b=9", passPage + "/preview/documents/9", passPage + "/preview/else"} {
		if r := erik.get(path); r.status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, r.status)
		}
	}
}

func TestAViewIsSavedShownAndForgotten(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	form := url.Values{"page": {"/manager/products"}, "name": {"Only <loans>"}, "query": {"kind=loan"}}
	if r := erik.post("/manager/views", form); r.header.Get("Location") != "/manager/products?kind=loan" {
		t.Fatalf("saving: %d %s", r.status, r.header.Get("Location"))
	}
	page := erik.get("/manager/products?kind=loan")
	page.shows(t, "the table", 200, []string{"Only &lt;loans&gt;", `aria-current="true"`}, []string{"Save this view"})
	b.browser("author").get("/manager/products").shows(t, "somebody else's table", 200, nil, []string{"&lt;loans&gt;"})
	remove := regexp.MustCompile(`/manager/views/\w+/remove`).FindString(page.body)
	if r := b.browser("author").post(remove, url.Values{}); r.status != http.StatusNotFound {
		t.Errorf("somebody else forgets it: %d", r.status)
	}
	if r := erik.post(remove, url.Values{}); r.header.Get("Location") != "/manager/products" {
		t.Errorf("forgetting: %d", r.status)
	}
}

func TestProductsBeginAreCopiedAndEndByApprovalOnly(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	erik.post("/manager/products", url.Values{"kind": {"loan"}, "slug": {"Not so"}}).shows(t, "a new one", 422, []string{`value="Not so"`, "new-slug-error"}, nil)
	if r := erik.post("/manager/products", url.Values{"kind": {"insurance"}, "slug": {"warm"}}); r.header.Get("Location") != "/manager/products/warm/details" {
		t.Fatalf("a new one: %d %s", r.status, r.body)
	}
	for _, page := range []string{"", "/details", "/terms", "/tariff", "/texts", "/documents", "/application", "/eligibility", "/review", "/preview"} {
		if r := erik.get("/manager/products/warm" + page); r.status != 200 {
			t.Errorf("%s of a new product answers %d", page, r.status)
		}
	}
	erik.post(passPage+"/clone", url.Values{"slug": {"ski"}}).shows(t, "a copy", 422, []string{"Another product has this address", `value="ski"`}, nil)
	if r := erik.post(passPage+"/clone", url.Values{"slug": {"pass-2"}}); r.header.Get("Location") != "/manager/products/pass-2/details" {
		t.Errorf("a copy: %d", r.status)
	}
	erik.post(passPage+"/end", url.Values{"do": {"retire"}, "until": {""}}).shows(t, "no day", 422, []string{"end-error"}, nil)
	bulk := url.Values{"do": {"archive"}, "slug": {"pass", "ski"}, "query": {"sort=name"}}
	if r := erik.post("/manager/products/bulk", bulk); r.header.Get("Location") != "/manager/products?asked=2&sort=name" {
		t.Errorf("both: %d %q", r.status, r.header.Get("Location"))
	}
	erik.get("/manager/products?asked=2&sort=name").shows(t, "the table afterwards", 200,
		[]string{"2 requests wait for a second person", `href="/manager/approvals?author=me"`, `name="query" value="sort=name"`}, nil)
	erik.get(passPage+"?asked=archive").shows(t, "its page afterwards", 200, []string{"The archiving waits for a second person"}, nil)
	if _, err := b.parts.Products.Find(t.Context(), "pass"); err != nil {
		t.Errorf("it is gone without anybody's approval: %v", err)
	}
	erik.post("/manager/products/bulk", url.Values{"do": {"archive"}}).shows(t, "nothing picked", 422, []string{"Pick at least one"}, nil)
	if r := erik.post("/manager/products/warm/discard", url.Values{}); r.header.Get("Location") != "/manager/products" {
		t.Errorf("discarding: %d", r.status)
	}
}

func TestWhoIsNoAuthorReadsAndChangesNothing(t *testing.T) {
	b := newBank(t)
	b.offer()
	approver := b.browser("approver")
	for _, path := range []string{"/manager/products", passPage, passPage + "/tariff", passPage + "/history", passPage + "/preview"} {
		approver.get(path).shows(t, path, 200, nil, []string{`id="step-form"`, "data-edit", "New product"})
	}
	for _, path := range []string{
		"/manager/products", "/manager/products/bulk", passPage + "/edit", passPage + "/tariff", passPage + "/send", passPage + "/discard", passPage + "/settle",
		passPage + "/clone", passPage + "/end", passPage + "/follow",
	} {
		if r := approver.post(path, url.Values{}); r.status != http.StatusForbidden {
			t.Errorf("%s answers %d", path, r.status)
		}
	}
}

func TestADraftThatWasOvertakenGoesOnFromTheNewerVersion(t *testing.T) {
	b := newBank(t)
	b.offer()
	erik := b.browser("erik")
	form := erik.edits("tariff")
	form.Set("tariffs.0.grid.0.0", "18.5")
	erik.post(passPage+"/tariff", form)
	erik.get(passPage+"/review").shows(t, "the review", 200, nil, []string{`id="newer"`})
	newer, err := b.parts.Products.Schedule(t.Context(), account.System, "pass", deposit(155_000), app.Today().Add(80))
	if err != nil {
		t.Fatal(err)
	}
	send := func() reply {
		return erik.post(passPage+"/send", url.Values{"revision": {fmt.Sprint(b.draft().Revision)}, "from": {string(app.Today().Add(90))}})
	}
	if r := send(); r.status != http.StatusConflict {
		t.Errorf("sending an overtaken draft: %d", r.status)
	}
	page := erik.get(passPage + "/review")
	page.shows(t, "the overtaken draft", 200, []string{
		fmt.Sprintf("Version %d was published meanwhile", newer.Number), fmt.Sprintf(`/history?a=3&amp;b=%d`, newer.Number), `action="` + passPage + `/follow"`,
	}, nil)
	if r := erik.post(passPage+"/follow", url.Values{"revision": {"1"}}); r.status != http.StatusConflict {
		t.Errorf("following on top of what somebody saved since: %d", r.status)
	}
	if r := erik.post(passPage+"/follow", url.Values{"revision": {fmt.Sprint(b.draft().Revision)}}); r.header.Get("Location") != passPage+"/review" {
		t.Fatalf("following: %d %.300s", r.status, r.body)
	}
	erik.get(passPage+"/review").shows(t, "afterwards", 200, []string{"18.50"}, []string{`id="newer"`})
	if r := send(); r.status != http.StatusSeeOther {
		t.Errorf("sending it then: %d %.300s", r.status, r.body)
	}
}
