package handlers

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"testing"
)

func TestEachTableKeepsItsFiltersUnderANameForWhoSavedThem(t *testing.T) {
	b := newBank(t)
	erik := b.browser("erik")
	for page, c := range map[string]struct {
		query, other string   // what is kept, and what is on besides but is not
		chosen       []string // in the fields
		colleague    string   // who may also see the page
	}{
		"/manager/applications": {"days=7&kind=loan&view=board&whose=nobody", "&q=Kovaleva", []string{`value="loan" selected`, `value="nobody" selected`, `value="7" selected`}, "underwriter"},
		"/manager/audit":        {"action=room.&actor=erik&from=2026-01-02&until=2026-02-03", "&object=marina%40bank.test&text=Kovaleva", []string{`value="room."`, `value="erik"`, `value="2026-01-02"`}, "auditor"},
		"/manager/staff":        {"duty=author&now=1&q=er&role=manager&show=week&state=all", "", []string{`value="author" selected`, `value="manager" selected`, `value="er"`}, "administrator"},
		"/manager/approvals":    {"author=me&from=2026-01-02&kind=product.archive&state=all", "", []string{`value="me" selected`, `value="product.archive" selected`, `value="2026-01-02"`}, "author"},
		"/manager/reports":      {"kind=loan&period=7d", "", []string{`value="loan" selected`}, "supervisor"},
	} {
		colleague, query := b.browser(c.colleague), html.EscapeString(c.query)
		before := erik.get(page + "?" + c.query + c.other)
		before.shows(t, page, http.StatusOK, append([]string{`name="query" value="` + query + `"`, `name="page" value="` + page + `"`}, c.chosen...), nil)
		saved := erik.post("/manager/views", url.Values{"page": {page}, "name": {"My morning"}, "query": {c.query}})
		if saved.header.Get("Location") != page+"?"+c.query {
			t.Errorf("%s: saving answers %d, %q", page, saved.status, saved.header.Get("Location"))
		}
		erik.get(page).shows(t, page, http.StatusOK, []string{`<a href="` + html.EscapeString(page+"?"+c.query) + `">My morning</a>`}, nil)
		again := erik.get(page + "?" + c.query)
		again.shows(t, page, http.StatusOK, append([]string{`aria-current="true">My morning</a>`}, c.chosen...), []string{"Save this view"})
		colleague.get(page).shows(t, "a colleague's "+page, http.StatusOK, nil, []string{"My morning"})
		remove := regexp.MustCompile(`/manager/views/\w+/remove`).FindString(again.body)
		if r := colleague.post(remove, url.Values{}); r.status != http.StatusNotFound {
			t.Errorf("%s: a colleague forgets it: %d", page, r.status)
		}
		if r := erik.post(remove, url.Values{}); r.header.Get("Location") != page {
			t.Errorf("%s: forgetting answers %d", page, r.status)
		}
	}
}
