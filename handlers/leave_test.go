package handlers

import (
	"net/http"
	"net/url"
	"testing"
)

func TestWhoLeavesIsToldWhatWaitsForASecondPersonAndWhatIsUnfinished(t *testing.T) {
	b := newBank(t)
	b.offer()
	b.loan()
	erik, administrator := b.browser("erik"), b.browser("administrator")
	page := func(name string) string { return "/manager/staff/" + b.people[name].ID + "/leave" }
	administrator.get(page("erik")).shows(t, "before", http.StatusOK, nil, []string{`id="requests"`, `id="drafts"`})
	erik.post("/manager/products/bulk", url.Values{"slug": {"pass"}, "do": {"archive"}})
	erik.post("/manager/products/slope/edit", url.Values{})
	administrator.get(page("erik")).shows(t, "who asked", http.StatusOK,
		[]string{`id="requests"`, "Deposit Pass", "Can be decided by: approver<", `id="drafts"`, "Loan “Slope”", "every author can go on with them: author<"},
		[]string{"Nobody else"})
	administrator.get(page("approver")).shows(t, "the only one who can decide", http.StatusOK,
		[]string{"Deposit Pass", "Nobody else can decide it"}, []string{`id="drafts"`})
	administrator.get(page("auditor")).shows(t, "who has no part", http.StatusOK, nil, []string{`id="requests"`, `id="drafts"`})
	administrator.post(page("author"), url.Values{})
	administrator.get(page("erik")).shows(t, "the last author", http.StatusOK, []string{"Nobody else may write drafts"}, nil)
	administrator.post(page("erik"), url.Values{}).shows(t, "leaving", http.StatusSeeOther, nil, nil)
	b.browser("approver").get("/manager/approvals").shows(t, "what waits, afterwards", http.StatusOK, []string{"Deposit Pass"}, nil)
}
