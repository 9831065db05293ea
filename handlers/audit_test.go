package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/audit"
)

func TestAnAuditorFindsARecordAndReadsItsDifference(t *testing.T) {
	b := newBank(t)
	r := app.Record(b.people["erik"], "person.update", b.people["marina"].ID, `{"name":"Marina <i>","lang":"en"}`, `{"name":"Марина","lang":"en"}`)
	if err := b.parts.Audits.Store.Add(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	auditor := b.browser("auditor")
	page := auditor.get("/manager/audit?actor=erik&action=person.&text=%D0%BC%D0%B0%D1%80%D0%B8%D0%BD%D0%B0").body
	_, rest, found := strings.Cut(page, `<tr data-record="`)
	if !found || strings.Count(page, "data-record=") != 1 || !strings.Contains(page, "<del>Marina &lt;i&gt;</del>") || !strings.Contains(page, "<ins>Марина</ins>") {
		t.Fatalf("the list is %s", page)
	}
	seq, _, _ := strings.Cut(rest, `"`)
	one := auditor.get("/manager/audit/" + seq).body
	for _, want := range []string{"After: </span>Марина</ins>", "Before: </span>Marina &lt;i&gt;</del>", `<th scope="row">name</th>`, "person.update"} {
		if !strings.Contains(one, want) {
			t.Errorf("the record lacks %q", want)
		}
	}
	if strings.Contains(one, `<th scope="row">lang</th>`) {
		t.Error("what didn't change is told")
	}
	for path, want := range map[string]int{
		"/manager/audit/999999": http.StatusNotFound, "/manager/audit/x": http.StatusNotFound, "/manager/audit/-1": http.StatusNotFound,
		"/manager/audit?from=2026-02-31": http.StatusUnprocessableEntity, "/manager/audit?actor=%25&object=%27": http.StatusOK,
		"/manager/audit/files/" + app.NewID(): http.StatusNotFound,
	} {
		if got := auditor.get(path).status; got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
}

func TestOnlyAuditorsReadTheAudit(t *testing.T) {
	b := newBank(t)
	for _, path := range []string{"/manager/audit", "/manager/audit/1", "/manager/audit/proof", "/manager/audit/digests", "/manager/audit/file"} {
		for name, want := range map[string]int{
			"auditor": http.StatusOK, "administrator": http.StatusForbidden, "author": http.StatusForbidden, "supervisor": http.StatusForbidden,
			"anna": http.StatusNotFound, "marina": http.StatusNotFound,
		} {
			if got := b.browser(name).get(path).status; got != want {
				t.Errorf("%s answers %s with %d, want %d", path, name, got, want)
			}
		}
	}
}

func TestTheAuditIsVerifiedByAButton(t *testing.T) {
	b := newBank(t)
	auditor := b.browser("auditor")
	if r := auditor.post("/manager/audit/verify", url.Values{"kept": {"telemark-audit nonsense"}}); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, "telemark-audit nonsense") {
		t.Errorf("nonsense is answered with %d", r.status)
	}
	lines := auditor.get("/manager/audit/digests")
	if lines.status != http.StatusOK || !strings.HasPrefix(lines.body, "telemark-audit ") {
		t.Fatalf("the digests are %d %s", lines.status, lines.body)
	}
	if r := auditor.post("/manager/audit/verify", url.Values{"kept": {lines.body}}); r.status != http.StatusSeeOther {
		t.Fatalf("verifying answers %d %s", r.status, r.body)
	}
	if page := auditor.get("/manager/audit/verify").body; !strings.Contains(page, "<progress") {
		t.Errorf("while it runs: %s", page)
	}
	b.work()
	if page := auditor.get("/manager/audit/proof").body; !strings.Contains(page, `data-verified="fine"`) || !strings.Contains(page, "Digests that you kept: 1.") {
		t.Errorf("afterwards: %s", page)
	}
}

func TestTheAuditIsExportedAsAWholeAndThatIsRecorded(t *testing.T) {
	b := newBank(t)
	for range 120 {
		if err := b.parts.Audits.Store.Add(t.Context(), app.Record(b.people["erik"], "test.export", b.people["marina"].ID, "", "=1+1")); err != nil {
			t.Fatal(err)
		}
	}
	auditor := b.browser("auditor")
	if r := auditor.post("/manager/audit/export", url.Values{"action": {"test."}, "format": {"csv"}}); r.status != http.StatusSeeOther {
		t.Fatalf("exporting answers %d %s", r.status, r.body)
	}
	b.work()
	_, rest, found := strings.Cut(auditor.get("/manager/audit").body, `href="/manager/audit/files/`)
	if !found {
		t.Fatal("there is no file")
	}
	id, _, _ := strings.Cut(rest, `"`)
	file := auditor.get("/manager/audit/files/" + id)
	if n := strings.Count(file.body, "test.export"); file.status != http.StatusOK || n != 120 || !strings.Contains(file.body, "'=1+1") {
		t.Errorf("the file is %d with %d records, or its formulas run", file.status, n)
	}
	if got := b.browser("erik").get("/manager/audit/files/" + id).status; got != http.StatusNotFound {
		t.Errorf("somebody else's file answers %d", got)
	}
	for action, want := range map[string]string{"audit.export": `"Action":"test."`, "audit.download": ""} {
		page, err := b.parts.Audits.List(t.Context(), b.people["auditor"], audit.Filter{Action: action, Text: want})
		if err != nil || len(page.Records) != 1 {
			t.Errorf("%s is recorded %d times, %v", action, len(page.Records), err)
		}
	}
}

func TestOpeningACaseIsRecordedOnceAnHour(t *testing.T) {
	b := newBank(t)
	b.loan()
	b.browser("marina").sends()
	list, _, err := b.parts.Applications.Board(t.Context(), b.people["erik"], application.BoardFilter{})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	for range 3 {
		if got := b.browser("erik").get("/manager/applications/" + list[0].ID).status; got != http.StatusOK {
			t.Fatalf("the case answers %d", got)
		}
	}
	page, err := b.parts.Audits.List(t.Context(), b.people["auditor"], audit.Filter{Action: "application.look", Object: list[0].ID})
	if err != nil || len(page.Records) != 1 || page.Records[0].Actor != b.people["erik"].ID || page.Records[0].What.Kind != audit.Application {
		t.Errorf("three looks are recorded as %+v, %v", page.Records, err)
	}
}
