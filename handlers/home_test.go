package handlers

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"telemark/app"
)

var tasksOf = regexp.MustCompile(`data-tasks="(\w+)"`)

// kindsOfTasks are the kinds of tasks on somebody's first page.
func (b *bank) kindsOfTasks(name string) (kinds []string) {
	b.t.Helper()
	for _, found := range tasksOf.FindAllStringSubmatch(b.browser(name).get("/manager").body, -1) {
		kinds = append(kinds, found[1])
	}
	return kinds
}

// Everybody's first page has what waits for them: what they may decide but not what they asked for, and nothing that isn't theirs.
func TestTheFirstPageHasWhatWaitsForItsReader(t *testing.T) {
	b := newBank(t)
	for _, name := range []string{"author", "approver", "underwriter", "auditor"} {
		if kinds := b.kindsOfTasks(name); len(kinds) > 0 {
			t.Errorf("in a new bank %s has %v to do", name, kinds)
		}
	}
	r := b.send("author", app.Today().Add(25))
	b.loan()
	id := path.Base(b.browser("marina").sends())
	if _, err := b.parts.Applications.Assign(t.Context(), b.people["erik"], id, b.people["underwriter"].ID); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{"author": {"asked"}, "approver": {"decide"}, "underwriter": {"mine"}, "supervisor": nil, "auditor": nil} {
		if kinds := b.kindsOfTasks(name); !slices.Equal(kinds, want) {
			t.Errorf("%s has %v to do, want %v", name, kinds, want)
		}
	}
	if page := b.browser("approver").get("/manager").body; !strings.Contains(page, "/manager/approvals/"+r.ID) {
		t.Error("the request that waits is no link")
	}
	if page := b.browser("underwriter").get("/manager").body; !strings.Contains(page, "/manager/applications/"+id) {
		t.Error("the application that waits is no link")
	}
	if _, err := b.parts.Approvals.Decide(t.Context(), b.people["approver"], r.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	if kinds := append(b.kindsOfTasks("author"), b.kindsOfTasks("approver")...); len(kinds) > 0 {
		t.Errorf("after the decision there is %v to do", kinds)
	}
}
