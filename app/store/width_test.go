package store_test

import (
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/approval"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/app/job"
	"telemark/app/privacy"
	"telemark/app/view"
	"telemark/sql"
)

// The attack: a note of emoji, as long as a note may be. Limits count characters, nvarchar counts UTF-16 units, and each of these is two.
func TestAColumnHoldsTheLongestTextOfEmoji(t *testing.T) {
	files, err := fs.Glob(sql.Files, "mssql/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var schema strings.Builder
	for _, file := range files {
		text, err := fs.ReadFile(sql.Files, file)
		if err != nil {
			t.Fatal(err)
		}
		schema.Write(text)
	}
	for place, most := range map[string]int{
		"callbacks.note": contact.MaxNote, "room_ratings.comment": chat.MaxComment, "messages.body": chat.MaxBody,
		"erasure_requests.note": privacy.MaxNote, "erasure_requests.answer": privacy.MaxNote, "jobs.input": job.MaxInput, "jobs.note": job.MaxInput,
		"staff_days.note": account.MaxShiftNote, "teams.name": account.MaxTeamName,
		"approvals.reason": approval.MaxReason, "emergencies.reason": approval.MaxReason, "approvals.title_en": 200, "approvals.title_ru": 200,
		"applications.asked": application.MaxNote, "application_events.note": application.MaxNote,
		"saved_views.name": view.MaxName,
	} {
		table, column, _ := strings.Cut(place, ".")
		_, rest, found := strings.Cut(schema.String(), "CREATE TABLE "+table+" (")
		body, _, _ := strings.Cut(rest, "\n);")
		width := regexp.MustCompile(`(?m)^\s+` + column + `\s+nvarchar\((\w+)\)`).FindStringSubmatch(body)
		if !found || width == nil {
			t.Errorf("%s is no column of text", place)
			continue
		}
		if n, err := strconv.Atoi(width[1]); width[1] != "max" && (err != nil || n < 2*most) {
			t.Errorf("%s is nvarchar(%s), and %d characters may be %d units", place, width[1], most, 2*most)
		}
	}
}
