package store

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// writesRows finds the statements that write a table of which figures count the rows.
var writesRows = regexp.MustCompile(`&statement\{\s*"\w+",\s*"\w+",\s*["` + "`" + `]((?:UPDATE|INSERT INTO|DELETE FROM) (?:rooms|room_endings|room_ratings|applications|application_events)\b[^"` + "`" + `]*)`)

// Whoever writes such a row notes its hour, as report_change.go has it, or changes nothing that a figure knows.
func TestWhoeverWritesRowsOfFiguresNotesTheirHours(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	noting := []*statement{roomUpdate, roomInsert, roomEnding, ratingSet, ratingPut, applicationUpdate, applicationInsert, eventInsert}
	harmless := []*statement{
		roomSay, roomLock, roomHold, eraseRoom, eraseComments, // of a room what figures don't know
		applicationLock, applicationHold, eraseNotes, eraseCase, eraseNames,
		dropEvents, dropCase, // of drafts
	}
	found := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file) //nolint:gosec // of this folder
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range writesRows.FindAllStringSubmatch(string(source), -1) {
			found++
			if !slices.ContainsFunc(append(noting, harmless...), func(s *statement) bool { return strings.HasPrefix(s.text, m[1]) }) && !strings.HasPrefix(m[1], "UPDATE rooms SET ") {
				t.Errorf("%s: does %q change what a figure counts? Note the hour, and say so here", file, m[1])
			}
			if strings.HasPrefix(m[1], "UPDATE rooms SET ") && regexp.MustCompile(`\b(operator_id|topic_id|created_at|taken_at|answered_at) = `).MatchString(m[1]) && !strings.HasPrefix(roomUpdate.text, m[1]) {
				t.Errorf("%s: %q changes what figures count of a room: note the hour, and say so here", file, m[1])
			}
		}
	}
	if found < len(noting)+len(harmless) {
		t.Errorf("only %d statements are found", found)
	}
}
