package store_test

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/audit"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// How long it takes to verify AUDIT_RECORDS records, a million unless it says otherwise, and to read pages of them:
// go test ./app/store -run xxx -bench BigAudit -benchtime 1x -timeout 30m
func BenchmarkBigAudit(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("AUDIT_RECORDS"))
	if err != nil {
		n = 1_000_000
	}
	db := storetest.New(b)
	var actors []string
	for range 997 {
		actors = append(actors, app.NewID())
	}
	fill := app.Now()
	store.FillAudit(b, db, n, 365, actors)
	b.Logf("filled in %v", app.Now().Sub(fill))
	s := &audit.Service{Store: db.Audits()}
	vera := app.Actor{ID: actors[0], Role: app.Manager, Duties: app.Auditor}
	var took []time.Duration
	for _, f := range []audit.Filter{
		{}, {Actor: actors[5]}, {Action: "application."}, {Action: "room.take"}, {Object: actors[7]}, {Actor: actors[5], Action: "room.take"},
		{From: "2026-03-01", Until: "2026-03-02"}, {Actor: actors[9], Action: "room.", From: "2026-05-01"},
	} {
		for range 5 {
			begun := time.Now()
			page, err := s.List(b.Context(), vera, f)
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun))
			f.After = page.Next
		}
	}
	slices.Sort(took)
	b.Logf("a page of %d records: p50 %v, p95 %v, the slowest %v", n, took[len(took)/2], took[len(took)*95/100], took[len(took)-1])
	begun := time.Now()
	if _, err := s.List(b.Context(), vera, audit.Filter{Text: "no such reason"}); err != nil {
		b.Fatal(err)
	}
	b.Logf("a text that isn't there, %d records looked through: %v", audit.Searched, time.Since(begun))
	begun = time.Now()
	sealed, err := s.Seal(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d days sealed in %v", sealed, time.Since(begun))
	for b.Loop() {
		if r, err := db.Audits().Verify(b.Context(), nil, nil); err != nil || r.Problem != audit.Fine || r.Records < int64(n) {
			b.Fatalf("%+v, %v", r, err)
		}
	}
}
