package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/report"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// BenchmarkMonth counts what the reports' page shows of November, over 1,000,000 conversations, 900,000 endings and 200,000 applications of
// that month: each figure day by day, in the month before, and by operator; four at once, as the page does.
func BenchmarkMonth(b *testing.B) {
	db := storetest.Open(b, store.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db"), Key: secret.NewKey(), NoSync: true})
	manyRooms(b, db, 1_000_000)
	service := report.Service{Store: db.Reports()}
	boss := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.All}
	november := report.Filter{Period: report.Period{From: "2026-11-01", Until: "2026-11-30"}}
	october := report.Filter{Period: november.Before()}
	for _, f := range report.Figures {
		if f.Live {
			continue
		}
		b.Run(f.ID, func(b *testing.B) {
			for b.Loop() {
				days, err := service.Split(b.Context(), boss, f.ID, november, report.ByDay)
				if err != nil || f.ID == "opened" && report.Join(f, days).Bag.N() != 1_000_000 {
					b.Fatal(err, report.Join(f, days).Bag.N())
				}
			}
		})
	}
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			var group sync.WaitGroup
			slots := make(chan struct{}, 4)
			for _, f := range report.Figures {
				group.Go(func() {
					slots <- struct{}{}
					defer func() { <-slots }()
					if !f.Live {
						if _, err := service.Split(b.Context(), boss, f.ID, november, report.ByDay); err != nil {
							b.Error(err)
						}
						if _, err := service.Total(b.Context(), boss, f.ID, october); err != nil {
							b.Error(err)
						}
					}
					if _, err := service.Split(b.Context(), boss, f.ID, november, report.ByOperator); err != nil {
						b.Error(err)
					}
				})
			}
			group.Wait()
		}
	})
	b.Run("rows", func(b *testing.B) {
		for b.Loop() {
			list, _, err := service.Rows(b.Context(), boss, "first_answer", november, report.Place{})
			if err != nil || len(list) != report.PageSize {
				b.Fatal(len(list), err)
			}
		}
	})
}

// manyRooms fills a month by the database itself: conversations of 20 operators, a tenth of them open.
func manyRooms(b *testing.B, db *store.DB, rooms int) {
	b.Helper()
	bank := newBank(b, db)
	client, version := bank.person("Anna", app.Client).ID, bank.product("pass")
	operators := ""
	for i := range 20 {
		operators += fmt.Sprintf(" WHEN %d THEN '%s'", i, bank.person(fmt.Sprint("Operator ", i), app.Operator).ID)
	}
	const spread = 30 * 86400
	at := func(after string) string { // November in Moscow begins at 21:00 UTC
		return fmt.Sprintf("strftime('%%Y-%%m-%%d %%H:%%M:%%f', '2026-10-31 21:00:00', '+' || (n.i * %d / %d + %s) || ' seconds')", spread, rooms+rooms/1000, after)
	}
	id, operator := "'01BENCH000000000000' || printf('%07d', n.i)", "CASE n.i % 20"+operators+" END"
	taken, answered, ended := at("n.i % 97"), at("n.i % 97 + n.i % 61"), at("n.i % 97 + n.i % 61 + n.i % 1801")
	for first := 1; first <= rooms; first += 50_000 {
		numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)", first, min(first+49_999, rooms))
		for _, text := range []string{
			numbers + ` INSERT INTO rooms (id, client_id, operator_id, topic_id, state, seq, last_said_seq, created_at, last_at, taken_at, answered_at, closed_at,
				close_reason, client_delivered, client_read, staff_delivered, staff_read)
				SELECT ` + id + `, '` + client + `', ` + operator + `, CASE n.i % 3 WHEN 0 THEN 'cards' WHEN 1 THEN 'loans' ELSE 'app' END,
				CASE n.i % 10 WHEN 0 THEN 'open' ELSE 'closed' END, 9, 8, ` + at("0") + `, ` + ended + `, ` + taken + `, ` + answered + `,
				CASE n.i % 10 WHEN 0 THEN NULL ELSE ` + ended + ` END, 'solved', 0, 0, 0, 0 FROM n`,
			numbers + ` INSERT INTO room_endings (room_id, seq, operator_id, topic_id, reason, asked_at, taken_at, answered_at, ended_at)
				SELECT ` + id + `, 9, ` + operator + `, 'cards', 'solved', ` + at("0") + `, ` + taken + `, ` + answered + `, ` + ended + ` FROM n WHERE n.i % 10 <> 0`,
			numbers + ` INSERT INTO applications (id, number, client_id, product_id, version, slug, kind, product_names, state, waits, is_open, seq, currency,
				amount, term, ask, quote, step, assignee_id, asked, reason, begin_key, told_key, created_at, changed_at, since_at, submitted_at)
				SELECT ` + id + `, n.i, '` + client + `', '` + version.Product.ID + `', 1, 'pass', 'deposit', '{}', 'offered', 'client', 1, 3, 'RUB', 1, 1, '{}', '{}', '',
				` + operator + `, '', '', n.i, '', ` + at("0") + `, ` + at("0") + `, ` + at("0") + `, ` + at("0") + ` FROM n WHERE n.i % 5 = 0`,
			numbers + ` INSERT INTO application_events (application_id, seq, id, at, actor_id, side, act, from_state, to_state, note, changes)
				SELECT ` + id + `, 3, ` + id + `, ` + at("n.i % 99991") + `, ` + operator + `, 'bank', CASE n.i % 4 WHEN 0 THEN 'refuse' ELSE 'offer' END, '', '', '', ''
				FROM n WHERE n.i % 5 = 0`,
		} {
			if err := store.Exec(b.Context(), db, text); err != nil {
				b.Fatal(err)
			}
		}
	}
}
