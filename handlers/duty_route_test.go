package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/handlers/guard"
)

// dutiesOf says for every route of the manager's area who may go there: the words of the duties of which one is enough, or "any" for every
// manager. A route that is not here fails the test, and so does a line without a route.
var dutiesOf = map[string]string{
	"GET /manager/":                             "any",
	"GET /manager/figures":                      "any",
	"GET /manager/alarms":                       "any",
	"GET /manager/approvals":                    "any",
	"GET /manager/approvals/:request":           "any",
	"POST /manager/approvals/:request":          "approver",
	"POST /manager/approvals/:request/withdraw": "author",
	"GET /manager/emergencies":                  "any",
	"POST /manager/emergencies":                 "any",
	"POST /manager/emergencies/:emergency":      "approver administrator",
	"POST /manager/emergencies/:emergency/end":  "any",

	"GET /manager/products":                         "any",
	"GET /manager/products/:slug":                   "any",
	"GET /manager/products/:slug/history":           "any",
	"GET /manager/products/:slug/preview":           "any",
	"GET /manager/products/:slug/preview/*":         "any",
	"GET /manager/products/:slug/:step":             "any",
	"GET /manager/workflows":                        "any",
	"GET /manager/workflows/:workflow":              "any",
	"GET /manager/workflows/:workflow/draft":        "any",
	"POST /manager/views":                           "any",
	"POST /manager/views/:view/remove":              "any",
	"GET /manager/products/:slug/review":            "author",
	"POST /manager/products":                        "author",
	"POST /manager/products/export":                 "any",
	"POST /manager/products/bulk":                   "author",
	"POST /manager/products/:slug/edit":             "author",
	"POST /manager/products/:slug/clone":            "author",
	"POST /manager/products/:slug/end":              "author",
	"POST /manager/products/:slug/discard":          "author",
	"POST /manager/products/:slug/follow":           "author",
	"POST /manager/products/:slug/settle":           "author",
	"POST /manager/products/:slug/send":             "author",
	"POST /manager/products/:slug/:step":            "author",
	"POST /manager/workflows":                       "author",
	"POST /manager/workflows/:workflow/draft/new":   "author",
	"POST /manager/workflows/:workflow/draft":       "author",
	"POST /manager/applications/assign":             "underwriter supervisor",
	"POST /manager/applications/find":               "underwriter supervisor",
	"POST /manager/applications/:application/move":  "underwriter supervisor",
	"POST /manager/applications/:application/check": "underwriter supervisor",
	"POST /manager/applications/:application/vote":  "underwriter supervisor",
	"POST /manager/applications/:application/note":  "underwriter supervisor",

	"GET /manager/reports":                           "supervisor",
	"GET /manager/reports/:figure":                   "supervisor",
	"GET /manager/rooms/:room":                       "supervisor",
	"GET /manager/exports":                           "any",
	"GET /manager/exports/:export":                   "any",
	"POST /manager/exports":                          "supervisor",
	"POST /manager/exports/schedules/:schedule/drop": "supervisor",

	"GET /manager/applications":                                  "underwriter supervisor",
	"GET /manager/applications/:application":                     "underwriter supervisor",
	"GET /manager/applications/:application/quote":               "underwriter supervisor",
	"GET /manager/applications/:application/documents/:document": "underwriter supervisor",
	"POST /manager/applications/:application/take":               "underwriter supervisor",
	"POST /manager/applications/:application/assign":             "underwriter supervisor",
	"POST /manager/applications/:application/ask":                "underwriter supervisor",
	"POST /manager/applications/:application/offer":              "underwriter supervisor",
	"POST /manager/applications/:application/refuse":             "underwriter supervisor",
	"POST /manager/applications/:application/fulfil":             "underwriter supervisor",
	"POST /manager/applications/:application/reveal":             "underwriter supervisor",
	"GET /manager/requests":                                      "auditor administrator",
	"POST /manager/requests":                                     "auditor administrator",
	"GET /manager/requests/:request":                             "auditor administrator",
	"POST /manager/requests/:request/carry-out":                  "auditor administrator",
	"POST /manager/requests/:request/refuse":                     "auditor administrator",
	"POST /manager/requests/:request/export":                     "auditor administrator",
	"GET /manager/requests/:request/exports/:export":             "auditor administrator",
	"GET /manager/retention":                                     "auditor administrator",
	"POST /manager/retention/run":                                "auditor administrator",
	"POST /manager/retention/holds":                              "auditor administrator",
	"POST /manager/retention/holds/:hold/lift":                   "auditor administrator",
	"POST /manager/retention/:class":                             "auditor administrator",
	"POST /manager/retention/:class/approve":                     "auditor administrator",
	"POST /manager/retention/:class/refuse":                      "auditor administrator",
	"GET /manager/system":                                        "administrator",
	"GET /manager/staff":                                         "administrator",
	"POST /manager/staff/invitations":                            "administrator",
	"POST /manager/staff/invitations/:invitation/withdraw":       "administrator",
	"GET /manager/staff/teams":                                   "administrator",
	"POST /manager/staff/teams":                                  "administrator",
	"POST /manager/staff/teams/:team":                            "administrator",
	"POST /manager/staff/teams/:team/remove":                     "administrator",
	"GET /manager/staff/:person":                                 "administrator",
	"GET /manager/staff/:person/access":                          "administrator",
	"GET /manager/staff/:person/leave":                           "administrator",
	"POST /manager/staff/:person/leave":                          "administrator",
	"POST /manager/staff/:person/rights":                         "administrator",
	"POST /manager/staff/:person/skills":                         "administrator",
	"POST /manager/staff/:person/week":                           "administrator",
	"POST /manager/staff/:person/days":                           "administrator",
	"POST /manager/staff/:person/days/:day/remove":               "administrator",
	"POST /manager/staff/:person/sessions/end":                   "administrator",
	"POST /manager/staff/:person/sessions/:session/end":          "administrator",
	"POST /manager/staff/:person/enable":                         "administrator",
	"POST /manager/staff/:person/factor/reset":                   "administrator",
	"GET /manager/settings/":                                     "any",
	"GET /manager/settings/hours":                                "administrator",
	"POST /manager/settings/hours":                               "administrator",
	"GET /manager/settings/topics":                               "administrator",
	"POST /manager/settings/topics":                              "administrator",
	"GET /manager/settings/levels":                               "administrator",
	"POST /manager/settings/levels":                              "administrator",
	"GET /manager/settings/letters":                              "administrator",
	"GET /manager/settings/entry":                                "administrator",
	"POST /manager/settings/entry":                               "administrator",
	"POST /manager/settings/entry/sessions":                      "administrator",
	"POST /manager/settings/entry/approve":                       "administrator",
	"POST /manager/settings/entry/refuse":                        "administrator",
	"POST /manager/settings/letters/:lang":                       "administrator",
	"GET /manager/settings/consents":                             "any",
	"POST /manager/settings/consents/:purpose":                   "author",
	"GET /manager/settings/texts":                                "any",
	"POST /manager/settings/texts":                               "supervisor administrator",
	"POST /manager/settings/texts/:text/drop":                    "supervisor administrator",

	"GET /manager/audit/":            "auditor",
	"POST /manager/audit/export":     "auditor",
	"GET /manager/audit/file":        "auditor",
	"GET /manager/audit/files/:file": "auditor",
	"GET /manager/audit/proof":       "auditor",
	"GET /manager/audit/verify":      "auditor",
	"POST /manager/audit/verify":     "auditor",
	"GET /manager/audit/digests":     "auditor",
	"GET /manager/audit/:record":     "auditor",
}

// managerRoutes are all of them, from the routing table itself.
func (b *bank) managerRoutes() (all []guard.Way) {
	for _, r := range b.site.fiber.GetRoutes(true) {
		if r.Method != http.MethodHead && (r.Path == "/manager" || strings.HasPrefix(r.Path, "/manager/")) {
			all = append(all, guard.Way{Method: r.Method, Path: r.Path})
		}
	}
	return all
}

// Every route of the manager's area, by everybody: a stranger is sent to the sign-in, to a client and an operator nothing is there, a
// manager without the duty hears that it is not theirs, and whoever has it comes in. The plan, from which menu and access page are made,
// says the same, and needs the duties that the table above says.
func TestEveryRouteOfTheManagersAreaIsForWhomItSays(t *testing.T) {
	b := newBank(t)
	who := []string{"", "marina", "anna", "erik", "author", "approver", "underwriter", "supervisor", "auditor", "administrator"}
	browsers := map[string]browser{}
	for _, name := range who {
		browsers[name] = b.browser(name)
	}
	plan := b.site.guard.PlanOf(b.site.fiber, "/manager")
	nothing := app.NewID() // an id that nobody has: what a duty opens may answer 404, and changes nothing
	fill := strings.NewReplacer(
		":application", nothing, ":document", nothing, ":request", nothing, ":invitation", nothing, ":team", nothing, ":person", nothing,
		":slug", "nothing", ":emergency", nothing, ":step", "texts", ":view", nothing, ":workflow", nothing, "/*", "/schedule", ":day", "2026-11-30", ":session", "x", ":file", nothing, ":figure", "waiting", ":room", nothing, ":export", nothing, ":schedule", nothing, ":lang", "en", ":purpose", "calls", ":text", nothing, ":class", "talks", ":hold", nothing, ":record", "999999",
	)
	seen := map[string]bool{}
	for _, w := range b.managerRoutes() {
		route := w.Method + " " + w.Path
		seen[route] = true
		words, known := dutiesOf[route]
		anyOf, ok := app.ParseDuties(words)
		if !known || !ok && words != "any" {
			t.Errorf("%s has no line in the table of duties", route)
			continue
		}
		needs, none := plan.Needs(w)
		if none != (words == "any") || !slices.Equal(needs, anyOf.List()) && !none {
			t.Errorf("%s: its guards want one of %v, the table says %s", route, needs, words)
		}
		path := fill.Replace(w.Path)
		if strings.Contains(path, ":") {
			t.Errorf("%s: the test knows no value for a parameter of %s", route, path)
		}
		for _, name := range who {
			var form url.Values
			if w.Method != http.MethodGet {
				form = url.Values{}
			}
			got := browsers[name].do(w.Method, path, form)
			for got.status == http.StatusTooManyRequests { // who posts to every route in a second is told to wait
				time.Sleep(100 * time.Millisecond)
				got = browsers[name].do(w.Method, path, form)
			}
			opens := words == "any" || b.people[name].MayAny(anyOf.List()...)
			switch {
			case name == "":
				if got.status != http.StatusSeeOther {
					t.Errorf("%s answers a stranger with %d, want 303 to the sign-in", route, got.status)
				}
			case names[name] != app.Manager:
				if got.status != http.StatusNotFound {
					t.Errorf("%s answers %s with %d, want 404", route, name, got.status)
				}
			case !opens:
				if got.status != http.StatusForbidden {
					t.Errorf("%s answers the %s with %d, want 403", route, name, got.status)
				}
			case got.status == http.StatusForbidden || got.status >= http.StatusInternalServerError:
				t.Errorf("%s answers the %s, who has the duty, with %d", route, name, got.status)
			}
			if names[name] == app.Manager && plan.Opens(b.people[name], w) != opens {
				t.Errorf("the plan says of %s that the %s may go there: %v", route, name, !opens)
			}
		}
	}
	for route := range dutiesOf {
		if !seen[route] {
			t.Errorf("the table of duties has %s, and the routing table hasn't", route)
		}
	}
	if len(seen) < 40 {
		t.Errorf("walked %d routes only", len(seen))
	}
}
