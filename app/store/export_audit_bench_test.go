package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"telemark/app"
)

// FillAudit writes so many records as the program does, ten thousand in a transaction, over so many days up to now.
func FillAudit(t testing.TB, d *DB, n, days int, actors []string) {
	t.Helper()
	start := app.Now().AddDate(0, 0, -days)
	actions := []string{"room.take", "room.close", "session.start", "application.look", "document.open", "application.reveal", "person.update"}
	for at := 0; at < n; at += 10000 {
		err := d.change(t.Context(), func(ctx context.Context, t *tx) error {
			seq, hash, err := t.auditHead(ctx)
			if err != nil {
				return err
			}
			for i := at; i < min(n, at+10000); i++ {
				r := fitting(app.Record(app.Actor{ID: actors[i*i%len(actors)], Role: app.Operator, Address: "192.0.2.1", Request: "request"},
					actions[i%len(actions)], actors[i%len(actors)], "", fmt.Sprintf("reason %d", i)))
				r.At = start.Add(time.Duration(float64(days) * 24 * float64(time.Hour) * float64(i) / float64(n))).UTC().Truncate(time.Millisecond)
				seq++
				hash = chain(hash, seq, r)
				if _, err := t.exec(ctx, auditInsert, seq, r.ID, r.At, words(r.Actor), string(r.Role), r.Action, words(r.Object), words(r.Old), words(r.New),
					words(r.Address), words(r.Request), hash); err != nil {
					return err
				}
			}
			_, err = t.exec(ctx, auditMove, seq, hash)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
