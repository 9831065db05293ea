package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/approval"
	"telemark/app/product"
)

// send offers a deposit and has somebody ask for another rate of it.
func (b *bank) send(by string, from app.Day) approval.Request {
	b.t.Helper()
	b.offer()
	ctx, who := b.t.Context(), b.people[by]
	d, err := b.parts.Products.BeginDraft(ctx, who, "pass")
	if err == nil {
		c := d.Content
		c.Tariffs = append([]product.Tariff(nil), c.Tariffs...)
		c.Tariffs[0].Cells = append([]product.Cell(nil), c.Tariffs[0].Cells...)
		c.Tariffs[0].Cells[0].Rate += 5_000
		d, err = b.parts.Products.SaveDraft(ctx, who, d.ID, d.Revision, c, from)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := b.parts.Products.SendDraft(ctx, who, d.ID, d.Revision)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func TestARequestIsShownWithItsDifferenceAndDecidedBySomebodyElse(t *testing.T) {
	b := newBank(t)
	r := b.send("author", app.Today().Add(25))
	page := "/manager/approvals/" + r.ID
	author, approver, auditor := b.browser("author"), b.browser("approver"), b.browser("auditor")
	if got := approver.get("/manager/approvals"); !strings.Contains(got.body, r.ID) || !strings.Contains(got.body, "data-badge") {
		t.Errorf("the inbox doesn't show the request, or no badge")
	}
	if got := author.get("/manager/approvals"); strings.Contains(got.body, "data-badge") {
		t.Error("an author has a badge")
	}
	for _, c := range []struct {
		query string
		shows bool
	}{{"?state=refused", false}, {"?state=all", true}, {"?kind=product.archive", false}, {"?author=" + b.people["author"].ID, true}, {"?author=me", false}, {"?from=2099-01-01", false}} {
		if got := approver.get("/manager/approvals" + c.query); strings.Contains(got.body, r.ID) != c.shows || got.status != http.StatusOK {
			t.Errorf("%s: status %d, shown: %v", c.query, got.status, !c.shows)
		}
	}
	if got := approver.get("/manager/approvals?from=soon"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("an odd day answers %d", got.status)
	}
	got := approver.get(page)
	for _, want := range []string{"<del>", "<ins>", `data-verdict="KeyA"`, "Deposit"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the page of the request lacks %q", want)
		}
	}
	if got := author.get(page); strings.Contains(got.body, "data-verdict") || !strings.Contains(got.body, "data-own") {
		t.Error("the author is offered a decision")
	}
	if got := auditor.get(page); got.status != http.StatusOK || strings.Contains(got.body, "data-verdict") {
		t.Error("an auditor can't read it, or is offered a decision")
	}
	if got := b.browser("author").do("POST", page, url.Values{"verdict": {"approve"}}); got.status != http.StatusForbidden {
		t.Errorf("the author's approval answers %d", got.status)
	}
	if got := approver.do("POST", page, url.Values{"verdict": {"refuse"}, "reason": {" "}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `id="reason-error"`) {
		t.Errorf("a refusal without a reason answers %d", got.status)
	}
	if got := approver.do("POST", page, url.Values{"verdict": {"approve"}}); got.status != http.StatusSeeOther {
		t.Errorf("the approval answers %d: %s", got.status, got.body)
	}
	versions, err := b.parts.Products.Versions(t.Context(), "pass")
	if err != nil || len(versions) != 4 || versions[0].Approver != b.people["approver"].ID {
		t.Errorf("%d versions, %v", len(versions), err)
	}
	if got := approver.get(page); !strings.Contains(got.body, "Approved") {
		t.Error("the outcome isn't shown")
	}
}

func TestARefusalComesBackToTheAuthorWithItsReason(t *testing.T) {
	b := newBank(t)
	r := b.send("author", app.Today().Add(25))
	page := "/manager/approvals/" + r.ID
	if got := b.browser("approver").do("POST", page, url.Values{"verdict": {"refuse"}, "reason": {"Too generous <b>"}}); got.status != http.StatusSeeOther {
		t.Fatalf("the refusal answers %d", got.status)
	}
	if got := b.browser("author").get(page); !strings.Contains(got.body, "Too generous &lt;b&gt;") {
		t.Error("the author doesn't see the reason")
	}
	d, err := b.parts.Products.DraftOf(t.Context(), b.people["author"], "pass")
	if err != nil || d.Sent != "" || d.Returned != r.ID {
		t.Errorf("the draft is %+v, %v", d, err)
	}
}

func TestWhatHasMovedOnIsShownAsOutdated(t *testing.T) {
	b := newBank(t)
	r := b.send("author", app.Today().Add(25))
	if _, err := b.parts.Products.Schedule(t.Context(), account.System, "pass", deposit(99_000), app.Today().Add(30)); err != nil {
		t.Fatal(err)
	}
	page, approver := "/manager/approvals/"+r.ID, b.browser("approver")
	if got := approver.do("POST", page, url.Values{"verdict": {"approve"}}); got.status != http.StatusSeeOther {
		t.Fatalf("approving answers %d", got.status)
	}
	if got := approver.get(page); !strings.Contains(got.body, "data-note") || !strings.Contains(got.body, "Outdated") {
		t.Error("the page doesn't say why it is outdated")
	}
}

func TestABreakGlassIsOnEverybodysScreenAndInTheAudit(t *testing.T) {
	b := newBank(t)
	auditor, approver, anna, marina := b.browser("auditor"), b.browser("approver"), b.browser("anna"), b.browser("marina")
	if got := auditor.get("/manager/staff"); got.status != http.StatusForbidden {
		t.Fatalf("an auditor sees the staff: %d", got.status)
	}
	if got := auditor.do("POST", "/manager/emergencies", url.Values{"reason": {""}, "minutes": {"90"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty form answers %d", got.status)
	}
	if got := auditor.do("POST", "/manager/emergencies", url.Values{"reason": {"The <rate> is wrong"}, "minutes": {"30"}}); got.status != http.StatusSeeOther {
		t.Fatalf("asking answers %d", got.status)
	}
	list, err := b.parts.Glass.List(t.Context(), b.people["erik"])
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	id := list[0].ID
	if got := auditor.do("POST", "/manager/emergencies/"+id, url.Values{"verdict": {"confirm"}}); got.status != http.StatusForbidden {
		t.Errorf("confirming one's own answers %d", got.status)
	}
	if got := anna.get("/operator"); strings.Contains(got.body, "data-alarm") {
		t.Error("a banner stands before it is confirmed")
	}
	if got := anna.get("/operator/alarms?have="); got.status != http.StatusNoContent {
		t.Errorf("a page that knows all is answered %d", got.status)
	}
	if got := approver.do("POST", "/manager/emergencies/"+id, url.Values{"verdict": {"confirm"}}); got.status != http.StatusSeeOther {
		t.Fatalf("confirming answers %d", got.status)
	}
	for name, got := range map[string]reply{
		"the desk": anna.get("/operator"), "the figures": approver.get("/manager"), "an open page": anna.get("/operator/alarms?have="),
	} {
		if !strings.Contains(got.body, `data-alarm="`+id+`"`) || !strings.Contains(got.body, "The &lt;rate&gt; is wrong") {
			t.Errorf("%s shows no banner", name)
		}
	}
	if got := marina.get("/client"); strings.Contains(got.body, "data-alarm") {
		t.Error("a client sees the bank's emergencies")
	}
	if got := auditor.get("/manager/staff"); got.status != http.StatusOK {
		t.Errorf("with all duties the staff page answers %d", got.status)
	}
	if got := auditor.do("POST", "/manager/emergencies/"+id+"/end", nil); got.status != http.StatusSeeOther {
		t.Errorf("ending answers %d", got.status)
	}
	if got := auditor.get("/manager/staff"); got.status != http.StatusForbidden {
		t.Errorf("after its end the staff page answers %d", got.status)
	}
	if got := anna.get("/operator/alarms?have=" + id); got.status != http.StatusOK || strings.Contains(got.body, "data-alarm") {
		t.Errorf("the banner stays: %d", got.status)
	}
}

func TestAWorkflowIsShownToItsApproverWithItsDifference(t *testing.T) {
	b := newBank(t)
	ctx, author := t.Context(), b.people["author"]
	list, _, _, err := b.parts.Workflows.List(ctx, author)
	if err != nil || len(list) == 0 {
		t.Fatal(len(list), err)
	}
	d, err := b.parts.Workflows.Begin(ctx, author, list[0].Workflow)
	if err == nil {
		d.Content.Names = map[string]string{"en": "The long way", "ru": "Долгий путь"}
		d, err = b.parts.Workflows.Save(ctx, author, d.Workflow, d.Revision, d.Content)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.parts.Workflows.Send(ctx, author, d.Workflow, d.Revision)
	if err != nil {
		t.Fatal(err)
	}
	approver, page := b.browser("approver"), "/manager/approvals/"+r.ID
	if got := approver.get(page); got.status != http.StatusOK || !strings.Contains(got.body, "<ins>The long way</ins>") {
		t.Errorf("the page answers %d without the difference", got.status)
	}
	if got := approver.do("POST", page, url.Values{"verdict": {"approve"}}); got.status != http.StatusSeeOther {
		t.Errorf("the approval answers %d", got.status)
	}
}
