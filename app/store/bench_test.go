package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// BenchmarkPosts posts from 128 goroutines into 200 rooms of an encrypted file, each post on disk before it is answered.
func BenchmarkPosts(b *testing.B) {
	for name, ungrouped := range map[string]bool{"grouped": false, "one by one": true} {
		b.Run(name, func(b *testing.B) {
			db := storetest.Open(b, store.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db"), Key: secret.NewKey(), Ungrouped: ungrouped})
			bank := newBank(b, db)
			anna := bank.person("Anna", app.Client)
			rooms := make([]string, 200)
			for i := range rooms {
				rooms[i] = bank.open(anna, "hello").ID
			}
			var next atomic.Int64
			b.SetParallelism(64)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					bank.post(anna, rooms[int(next.Add(1))%len(rooms)], "Здравствуйте, подскажите по карте.")
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
		})
	}
}

// BenchmarkLast50 reads the end of a room's log out of few messages and out of many; the rooms are taken at random, so that
// with many nearly every read goes to the disk.
func BenchmarkLast50(b *testing.B) {
	for _, messages := range []int{5_000, 5_000_000} {
		b.Run(fmt.Sprint(messages), func(b *testing.B) {
			db := storetest.Open(b, store.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db"), Key: secret.NewKey(), NoSync: true})
			bank := newBank(b, db)
			anna := bank.person("Anna", app.Client)
			rooms := messages / 100
			fill(b, db, anna.ID, rooms)
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				page := chat.Page{Room: roomID(rand.IntN(rooms) + 1), Side: chat.ClientSide} //nolint:gosec // any room will do
				list, err := db.Chat().Messages(b.Context(), page)
				if err != nil || len(list) != chat.PageSize || list[49].Seq != 100 {
					b.Fatalf("%d messages, %v", len(list), err)
				}
			}
		})
	}
}

func roomID(n int) string { return fmt.Sprintf("01BENCH0000000000000%06d", n) }

// fill makes rooms of 100 messages each, by the database itself.
func fill(b *testing.B, db *store.DB, client string, rooms int) {
	b.Helper()
	const at = "'2026-11-23 03:14:05.000'"
	const id = "'01BENCH0000000000000' || printf('%06d', n.i)"
	for first := 1; first <= rooms; first += 10_000 {
		last := min(first+9_999, rooms)
		numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)", first, last)
		for _, text := range []string{
			numbers + ` INSERT INTO rooms (id, client_id, topic_id, state, seq, last_said_seq, created_at, last_at, close_reason,
				client_delivered, client_read, staff_delivered, staff_read)
				SELECT ` + id + `, '` + client + `', 'cards', 'closed', 100, 100, ` + at + `, ` + at + `, 'solved', 0, 0, 0, 0 FROM n`,
			numbers + `, s(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM s WHERE k < 100)
				INSERT INTO messages (room_id, seq, id, author_id, side, kind, body, created_at)
				SELECT ` + id + `, s.k, ` + id + ` || s.k, '` + client + `', 'client', 'said',
				'Здравствуйте, подскажите, пожалуйста, по карте: ' || s.k, ` + at + ` FROM n CROSS JOIN s`,
		} {
			if err := store.Exec(b.Context(), db, text); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkOffered reads a catalogue of 5,000 products, as happens once after each change of it and once a day.
func BenchmarkOffered(b *testing.B) {
	db := storetest.Open(b, storetest.Embedded(b))
	bank := newBank(b, db)
	for i := range 5000 {
		bank.product(fmt.Sprintf("product-%d", i))
	}
	b.ReportAllocs()
	for b.Loop() {
		if list, err := db.Products().Offered(b.Context(), app.Today()); err != nil || len(list) != 5000 {
			b.Fatal(len(list), err)
		}
	}
}
