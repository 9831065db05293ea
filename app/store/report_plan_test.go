package store

import (
	"strings"
	"testing"

	"telemark/app/report"
)

// Each figure of a period reads a stretch of one index, without the table, and its list begins at a place of the same index.
func TestEachFigureReadsAStretchOfItsIndex(t *testing.T) {
	db := plans(t)
	index := map[string]string{
		"opened": "COVERING INDEX rooms_created (created_at>? AND created_at<?)", "wait": "COVERING INDEX rooms_taken (taken_at>? AND taken_at<?)",
		"first_answer": "COVERING INDEX rooms_answered (answered_at>? AND answered_at<?)",
		"in_time":      "COVERING INDEX rooms_created (created_at>? AND created_at<?)",
		"conversion":   "COVERING INDEX rooms_created (created_at>? AND created_at<?)",
		"served":       "COVERING INDEX room_endings_ended (ended_at>? AND ended_at<?)",
		"handling":     "COVERING INDEX room_endings_ended (ended_at>? AND ended_at<?)",
		"pace":         "COVERING INDEX room_endings_ended (ended_at>? AND ended_at<?)",
		"abandoned":    "COVERING INDEX room_endings_ended (ended_at>? AND ended_at<?)",
		"rating":       "COVERING INDEX room_ratings_changed (changed_at>? AND changed_at<?)",
		"submitted":    "INDEX applications_submitted (submitted_at>? AND submitted_at<?)",
		"approval":     "COVERING INDEX application_events_act (act=? AND at>? AND at<?)",
		"decision":     "COVERING INDEX application_events_act (act=? AND at>? AND at<?)",
		"waiting":      "INDEX rooms_queue (state=? AND waiting_since>? AND waiting_since<?)",
		"open":         "INDEX rooms_open (state=? AND last_at>? AND last_at<?)",
		"load":         "INDEX rooms_open (state=? AND last_at>? AND last_at<?)",
	}
	for _, f := range report.Figures {
		for by, ask := range tallies[f.ID] {
			fitsPlan(t, db, f.ID+" by "+string(by), ask.filtered, index[f.ID], true)
			fitsPlan(t, db, f.ID+" of all by "+string(by), ask.all, index[f.ID], true)
		}
		fitsPlan(t, db, "cells of "+f.ID, cells[f.ID], index[f.ID], true)
		fitsPlan(t, db, "rows of "+f.ID, lists[f.ID], strings.TrimPrefix(index[f.ID], "COVERING "), f.ID == "approval" || f.ID == "decision")
	}
}

func TestSchedulesAreFoundByWhenTheyAreDueAndByTheirOwner(t *testing.T) {
	db := plans(t)
	fitsPlan(t, db, "due", schedulesDue, "INDEX export_schedules_next (next_at<?)", false)
	fitsPlan(t, db, "of an owner", schedulesOf, "INDEX export_schedules_owner (owner_id=?)", false)
}

// Neither how many days are kept nor how many rooms there are makes a question about some of them slow.
func TestWhatIsKeptAndChangedIsFoundByItsIndex(t *testing.T) {
	db := plans(t)
	fitsPlan(t, db, "packs", keptPacks, "PRIMARY KEY (figure=? AND facet=? AND day>? AND day<?)", false)
	fitsPlan(t, db, "days", keptDays, "COVERING INDEX figure_days_facet (facet=?)", false)
	fitsPlan(t, db, "changed hours", changedHours, "PRIMARY KEY (figure=? AND day>? AND day<?)", true)
	fitsPlan(t, db, "rooms of a client", askedAt, "INDEX rooms_client (client_id=?)", false)
	fitsPlan(t, db, "ratings of a room", ratedAt, "PRIMARY KEY (room_id=?)", false)
	fitsPlan(t, db, "decisions", decidedAt, "PRIMARY KEY (application_id=?)", false)
	fitsPlan(t, db, "teams", staffTeams, "INDEX users_role (role=?)", false)
}

// fitsPlan explains a statement. Grouping sorts; a list doesn't, unless it comes from two stretches.
func fitsPlan(t *testing.T, db *DB, name string, ask *statement, want string, sorts bool) {
	t.Helper()
	plan, err := db.explain(t.Context(), fill((&sqliteSpeech{}).text(ask)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !strings.Contains(plan, want) && !strings.Contains(plan, strings.Replace(want, "INDEX", "COVERING INDEX", 1)) {
		t.Errorf("%s: the plan is %q, which lacks %q", name, plan, want)
	}
	for part := range strings.SplitSeq(plan, "; ") {
		if strings.HasPrefix(part, "SCAN") {
			t.Errorf("%s walks through a table: %s", name, plan)
		}
	}
	if !sorts && strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("%s sorts: %s", name, plan)
	}
}
