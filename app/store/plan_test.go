package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/approval"
	"telemark/app/chat"
	"telemark/app/secret"
)

// plans opens an embedded database of its own: what is asked here, no exported method answers.
func plans(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "plan.db"), Key: secret.NewKey(), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func (d *DB) explain(ctx context.Context, query string) (string, error) {
	rows, err := d.read.DB.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	var lines []string
	for rows.Next() {
		var id, parent, other int
		var detail string
		if err := rows.Scan(&id, &parent, &other, &detail); err != nil {
			return "", err
		}
		lines = append(lines, detail)
	}
	return strings.Join(lines, "; "), rows.Err()
}

// A plan must name its indexes, and none may walk through a table or, where an order comes from an index, sort.
func TestEveryFrequentQueryUsesItsIndex(t *testing.T) {
	db := plans(t)
	list := func(reader chat.Side, which func(*bun.SelectQuery) *bun.SelectQuery) string {
		return db.Chat().listQuery(reader, 200, which).String()
	}
	inbox := func(f approval.Filter) string { return db.Approvals().inboxQuery(f, 50).String() }
	cases := []struct {
		name, query string
		want        []string
		sorts       bool
	}{
		{"a page upwards", logUp.text, []string{"SEARCH m USING PRIMARY KEY (room_id=? AND seq>? AND seq<?)", "SEARCH a USING PRIMARY KEY"}, false},
		{"a page downwards", logDownClient.text, []string{"SEARCH m USING PRIMARY KEY (room_id=? AND seq>? AND seq<?)"}, false},
		{"loading a room for a change", changeLoad.text, []string{
			"SEARCH r USING PRIMARY KEY (id=?)",
			"SEARCH m USING INDEX messages_key (room_id=? AND author_id=? AND msg_key=?)",
		}, false},
		{"a room", roomGet.text, []string{"SEARCH r USING PRIMARY KEY (id=?)", "SEARCH c USING PRIMARY KEY (id=?)", "SEARCH cp USING PRIMARY KEY (user_id=?)"}, false},
		{"saying something in a room", roomSay.text, []string{"SEARCH rooms USING PRIMARY KEY (id=?)"}, false},
		{"marking a room as read", markClient.text, []string{"SEARCH rooms USING PRIMARY KEY (id=?)"}, false},
		{"changing a room", roomUpdate.text, []string{"SEARCH rooms USING PRIMARY KEY (id=?)"}, false},
		{"a room by its first key", roomByKey.text, []string{"USING COVERING INDEX rooms_open_key (client_id=? AND open_key=?)"}, false},
		{"a session", sessionGet.text, []string{"SEARCH s USING PRIMARY KEY (hash=?)", "SEARCH u USING PRIMARY KEY (id=?)"}, false},
		{"the queue", list(chat.StaffSide, waiting), []string{"SEARCH r USING INDEX rooms_queue (state=?)", "SEARCH m USING PRIMARY KEY (room_id=? AND seq=?)"}, false},
		{"rooms of an operator", list(chat.StaffSide, ofOperator("x")), []string{"SEARCH r USING INDEX rooms_operator (operator_id=? AND state=?)"}, true},
		{"rooms of the team", list(chat.StaffSide, ofTeam(app.Reach{Scope: app.All, Person: "x"})), []string{"SEARCH r USING INDEX rooms_open (state=?)"}, false},
		{"rooms of a client", list(chat.ClientSide, ofClient("x")), []string{
			"SEARCH r USING INDEX rooms_client (client_id=?)",
			"SEARCH n USING PRIMARY KEY (room_id=? AND seq>?)",
		}, true},
		{"the place in the queue", queueAhead.text, []string{"USING COVERING INDEX rooms_queue (state=? AND waiting_since<?)"}, false},
		{"the latest takes", takesLately.text, []string{"USING COVERING INDEX rooms_taken (taken_at>?)"}, false},
		{"operators online", onlineStaff.text, []string{"SEARCH u USING INDEX users_role (role=?)", "SEARCH p USING PRIMARY KEY (user_id=?)"}, false},
		{"a client's consents", consentsLatest.text, []string{"SEARCH c USING PRIMARY KEY (client_id=?)"}, false},
		{"a client's records", consentsOf.text, []string{"USING INDEX consents_client (client_id=?)"}, false},
		{"the call that is owed to a client", callbackOwed.text, []string{"SEARCH b USING INDEX callbacks_owed (owed_to=?)"}, false},
		{"taken slots", slotsTaken.text, []string{"SEARCH callback_slots USING PRIMARY KEY (starts_at>? AND starts_at<?)"}, false},
		{"colleagues", colleagues.text, []string{"SEARCH u USING INDEX users_role (role=?)"}, true},
		{"staff", usersOfStaff.text, []string{"SEARCH u USING INDEX users_role (role=?)", "USING COVERING INDEX sessions_user (user_id=?)"}, true},
		{"calls that somebody has tried", callbacksTried.text, []string{"SEARCH b USING INDEX callbacks_tried (operator_id=?)"}, false},
		{"rooms that somebody has", heldRooms.text, []string{"USING COVERING INDEX rooms_operator (operator_id=? AND state=?)"}, false},
		{"applications that somebody has", heldCases.text, []string{"applications", "assignee_id=?"}, false},
		{"an application by its number", applicationIDOf.text, []string{"INDEX applications_number (number=?)"}, false},
		{"the directory", directory.text, []string{"SEARCH u USING INDEX users_role (role=?)", "SEARCH t USING PRIMARY KEY", "USING COVERING INDEX sessions_user (user_id=?)"}, true},
		{"administrators", administrators.text, []string{"SEARCH u USING INDEX users_role (role=?)"}, false},
		{"members of a team", teamMembers.text, []string{"INDEX users_team (team_id=?)"}, false},
		{"somebody's skills", skillsOf.text, []string{"USING PRIMARY KEY (user_id=?)"}, false},
		{"somebody's days", shiftDaysOf.text, []string{"USING PRIMARY KEY (user_id=? AND day>?)"}, false},
		{"a person by e-mail", userByEmail.text, []string{"(email=?)"}, false},
		{"attempts", attemptCount.text, []string{"SEARCH attempts USING PRIMARY KEY (key_hash=? AND attempted_at>?)"}, false},
		{"the catalogue's revision", revisionGet.text, []string{"SEARCH catalogue USING INTEGER PRIMARY KEY"}, false},
		{"versions of a product", versionsOf.text, []string{"(slug=?)", "SEARCH v USING PRIMARY KEY (product_id=?)"}, false},
		{"a version of a product", versionGet.text, []string{"SEARCH v USING PRIMARY KEY (product_id=? AND number=?)"}, false},
		{"a draft", draftGet.text, []string{"SEARCH d USING PRIMARY KEY (id=?)", "SEARCH r USING PRIMARY KEY (draft_id=? AND revision=?)"}, false},
		{"the draft of a product", draftBySlug.text, []string{"(slug=?)"}, false},
		{"the draft that waits for a request", draftByRequest.text, []string{"USING COVERING INDEX product_drafts_request (request_id=?)"}, false},
		{"what is returned", draftReturn.text, []string{"product_drafts_request (request_id=?)"}, false},
		{"a revision of a draft", draftRevisionGet.text, []string{"SEARCH r USING PRIMARY KEY (draft_id=? AND revision=?)"}, false},
		{"emergencies that are open", emergenciesOpen.text, []string{"SEARCH e USING INDEX emergencies_open (open_to>?)"}, false},
		{"the emergency of a person", emergencyMine.text, []string{"SEARCH e USING INDEX emergencies_open (open_to=?)"}, false},
		{"open applications for a product", applicationsOfProduct.text, []string{"USING COVERING INDEX applications_product (product_id=? AND ended_at=?)"}, false},
		{"a request for approval", approvalGet.text, []string{"SEARCH r USING PRIMARY KEY (id=?)"}, false},
		{"what waits for somebody", approvalsFree.text, []string{"SEARCH r USING COVERING INDEX approvals_state (state=?)", "PRIMARY KEY (request_id=? AND user_id=?)"}, false},
		{"the inbox by state", inbox(approval.Filter{State: approval.Waiting}), []string{"SEARCH r USING INDEX approvals_state (state=?"}, false},
		{"the inbox by author", inbox(approval.Filter{Author: "x"}), []string{"SEARCH r USING INDEX approvals_author (author_id=?"}, false},
		{"the inbox by kind and day", inbox(approval.Filter{Kind: "x", From: "2026-11-28", Until: "2026-11-28"}), []string{"USING INDEX approvals_kind (kind=? AND id>? AND id<?)"}, false},
		{"the inbox by day", inbox(approval.Filter{From: "2026-11-28"}), []string{"SEARCH r USING PRIMARY KEY (id>?)"}, false},
		{"views of a page", viewsOf.text, []string{"SEARCH saved_views USING INDEX saved_views_user (user_id=? AND page=?)"}, false},
		{"a view of a person", viewPage.text, []string{"SEARCH saved_views USING PRIMARY KEY (id=?)"}, false},
		{"sessions of a person", sessionsOf.text, []string{"USING INDEX sessions_user (user_id=?)"}, true},
		{"the audit", auditOfAll.text, []string{"USING INDEX audit_at (at>? AND at<?)"}, false},
		{"the audit of an actor", auditOfActor.text, []string{"USING INDEX audit_actor (actor=? AND at>? AND at<?)"}, false},
		{"the audit of an action", auditOfAction.text, []string{"USING INDEX audit_action (action=? AND at>? AND at<?)"}, false},
		{"the audit of an actor's action", auditOfActorAction.text, []string{"USING INDEX audit_actor_action (actor=? AND action=? AND at>? AND at<?)"}, false},
		{"the audit of an object", auditOfObject.text, []string{"USING INDEX audit_object (object=? AND at>? AND at<?)"}, false},
		{"the next action", auditActions.text, []string{"USING COVERING INDEX audit_action (action>?)"}, false},
		{"who has seen something lately", auditSeen.text, []string{"USING INDEX audit_object (object=? AND at>?)"}, false},
		{"the last record before a moment", auditUntil.text, []string{"USING COVERING INDEX audit_at (at<?)"}, false},
		{"digests", daysPage.text, []string{"SEARCH audit_days USING PRIMARY KEY (day<?)"}, false},
		{"talks that are due", dueList["talks"].text, []string{"USING INDEX rooms_to_erase (closed_at>? AND closed_at<?)", "retention_holds_held (held=? AND until_day>?)"}, false},
		{"drafts that are due", dueList["drafts"].text, []string{"USING INDEX applications_to_erase (state=? AND since_at<?)"}, false},
		{"refusals that are due", dueList["refused"].text, []string{"USING INDEX applications_to_erase (state=? AND since_at<?)"}, false},
		{"calls that are due", dueList["calls"].text, []string{"USING INDEX callbacks_to_erase (ends_at<?)"}, false},
		{"exports that are due", dueList["exports"].text, []string{"jobs_expires"}, false},
		{"notices that are due", dueList["notices"].text, []string{"notices_due (done=? AND next_at<?)"}, false},
		{"sessions that are due", dueList["sessions"].text, []string{"sessions_seen (seen_at<?)"}, false},
		{"attempts that are due", dueList["attempts"].text, []string{"attempts_at (attempted_at<?)"}, false},
		{"rooms of somebody who asks to be forgotten", holdingRooms.text, []string{"USING INDEX rooms_client (client_id=?)", "retention_holds_held (held=? AND until_day>?)"}, false},
		{"ended sessions", sweepEnded.text, []string{"USING INDEX sessions_ends (ends_at<?)"}, false},
	}
	names := map[string]bool{}
	for _, c := range cases {
		names[c.name] = true
	}
	for name := range hottest {
		if !names[name] {
			t.Errorf("%q is among the hottest statements and is not tried", name)
		}
	}
	for _, c := range cases {
		query := (&sqliteSpeech{}).text(&statement{text: c.query})
		plan, err := db.explain(t.Context(), fill(query))
		if err != nil {
			t.Fatalf("%s: %v\n%s", c.name, err, query)
		}
		for _, want := range c.want {
			if !strings.Contains(plan, want) {
				t.Errorf("%s: the plan is %q, which lacks %q", c.name, plan, want)
			}
		}
		for part := range strings.SplitSeq(plan, "; ") {
			if strings.HasPrefix(part, "SCAN") {
				t.Errorf("%s walks through a table: %s", c.name, plan)
			}
		}
		if sorts := strings.Contains(plan, "TEMP B-TREE"); sorts != c.sorts {
			t.Errorf("%s sorts: %v, want %v: %s", c.name, sorts, c.sorts, plan)
		}
	}
}

// hottest are the statements that run with every request, message or glance at a list, and the indexes that their plans must seek in
// on SQL Server; all others of a plan are primary keys, too. Whoever has a server looks at them with SET STATISTICS XML ON, or in
// sys.dm_exec_query_plan: an Index Scan or Clustered Index Scan of rooms, messages, users or sessions is a mistake. The two indexes with a filter
// fit, because a comparison with a value rules NULL out by itself.
var hottest = map[string][]string{
	"a session":                   {"sessions_pk", "users_pk"},
	"a room":                      {"rooms_pk", "users_pk", "presence_pk"},
	"loading a room for a change": {"rooms_pk", "messages_key", "users_pk"},
	"saying something in a room":  {"rooms_pk"},
	"a page upwards":              {"messages_pk", "users_pk"},
	"a page downwards":            {"messages_pk", "users_pk"},
	"the queue":                   {"rooms_queue", "messages_pk"},
	"rooms of an operator":        {"rooms_operator", "messages_pk"},
	"rooms of the team":           {"rooms_open", "messages_pk"},
	"rooms of a client":           {"rooms_client", "messages_pk"},
	"marking a room as read":      {"rooms_pk"},
	"the place in the queue":      {"rooms_queue"},
}

func TestTheIndexesOfTheHottestStatementsAreThereOnSQLServer(t *testing.T) {
	var all strings.Builder
	for _, file := range MigrationTexts(t, "mssql") {
		all.WriteString(file.Text)
	}
	for name, indexes := range hottest {
		for _, index := range indexes {
			if !strings.Contains(all.String(), "INDEX "+index+" ON") && !strings.Contains(all.String(), "CONSTRAINT "+index+" PRIMARY KEY") {
				t.Errorf("%s: there is no index %s", name, index)
			}
		}
	}
}

// fill puts numbers where values will be: a plan doesn't depend on them.
func fill(query string) string {
	var b strings.Builder
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			fmt.Fprintf(&b, "?%d", i)
		}
		b.WriteString(part)
	}
	return b.String()
}
