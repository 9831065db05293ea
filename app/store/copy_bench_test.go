package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// BenchmarkCopy moves a bank of MESSAGES messages, a million unless it says otherwise, out of an embedded database, and compares both to the
// last row, as telemark copy does: go test ./app/store -run xxx -bench Copy -benchtime 1x -timeout 60m
func BenchmarkCopy(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("MESSAGES"))
	if err != nil {
		n = 1_000_000
	}
	file := func() store.Config {
		return store.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db"), Key: secret.NewKey(), NoSync: true}
	}
	from := storetest.Open(b, file())
	fillTalks(b, from, n)
	for _, to := range []string{"sqlite", "sqlserver"} {
		config := file
		if to == "sqlserver" {
			if os.Getenv(storetest.Variable) == "" {
				continue
			}
			config = func() store.Config {
				c := storetest.Server(b)
				c.Silence = 10 * time.Minute
				return c
			}
		}
		b.Run(to, func(b *testing.B) {
			for range b.N {
				target, err := store.Open(b.Context(), config())
				check(b, err)
				done, err := store.Copy(b.Context(), from, target, store.CopyOptions{}, copied())
				check(b, err)
				for _, t := range done.Tables {
					if t.From != t.To || t.Name == "messages" && t.To.Rows != int64(n) {
						b.Errorf("%s: %+v, %+v", t.Name, t.From, t.To)
					}
				}
				check(b, target.Close())
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// fillTalks fills a database with rooms of a hundred messages each.
func fillTalks(b *testing.B, db *store.DB, messages int) {
	b.Helper()
	bank := newBank(b, db)
	anna, olga := bank.person("Анна", app.Client), bank.person("Ольга", app.Operator)
	at := app.Now().AddDate(0, 0, -30)
	const each, atOnce = 100, 200
	for done := 0; done < messages; {
		var rooms, all [][]any
		for len(rooms) < atOnce && done < messages {
			room, n := app.NewID(), min(each, messages-done)
			seq := int64(n)
			rooms = append(rooms, []any{
				room, anna.ID, olga.ID, "cards", "closed", seq, seq, at, at, nil, at, at, at, "solved", seq, seq, seq, seq, room, nil, nil, nil,
			})
			for i := range n {
				author, side := anna.ID, "client"
				if i%2 == 1 {
					author, side = olga.ID, "staff"
				}
				id := app.NewID()
				body := fmt.Sprintf("Сообщение %d: %s", i, strings.Repeat("когда придёт перевод? ", i%7))
				all = append(all, []any{room, int64(i + 1), id, author, id, side, "said", body, at.Add(time.Duration(done+i) * time.Second)})
			}
			done += n
		}
		check(b, store.Load(b.Context(), db, "rooms", rooms))
		check(b, store.Load(b.Context(), db, "messages", all))
	}
}
