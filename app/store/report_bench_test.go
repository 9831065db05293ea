package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/report"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// BenchmarkReport asks what the reports' page shows of the last 30 days, over 1,000,000 conversations, 900,000 endings, 300,000 ratings and
// 200,000 applications of 400 operators in them, and as many in the 30 days before: each figure day by day, in the days before, by operator,
// and so on; four at once, as the page does. It tells how long a page takes, for a reader of everything, with filters, for the lead of a team, and while as
// many hours wait to be counted again as such a bank changes in a minute; and how long it took to count all that is kept. REPORT_ROOMS is another number of conversations.
//
//	go test ./app/store -run '^$' -bench BenchmarkReport -benchtime 1x -timeout 30m
func BenchmarkReport(b *testing.B) {
	rooms, err := strconv.Atoi(os.Getenv("REPORT_ROOMS"))
	if err != nil {
		rooms = 1_000_000
	}
	db := storetest.Open(b, store.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db"), Key: secret.NewKey(), NoSync: true})
	team := manyRooms(b, db, rooms)
	service := &report.Service{Store: db.Reports()}
	boss := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.All}
	lead := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.Team, Team: team}
	month := report.Filter{Period: report.Period{From: app.Today().Add(-29), Until: app.Today()}}
	if os.Getenv("REPORT_PLAIN") != "" {
		b.Run("row by row", func(b *testing.B) { pages(b, 1, func() error { return reportPage(b, service, boss, month) }) })
	}
	begun := time.Now()
	days := countAll(b, service)
	b.Logf("%d days of figures are counted in %v", days, time.Since(begun).Round(time.Second))
	topic, ofTeam, both := month, month, month
	topic.Topic, ofTeam.Team, both.Topic, both.Team = "loans", team, "loans", team
	for _, c := range []struct {
		name string
		who  app.Actor
		of   report.Filter
	}{{"page", boss, month}, {"of a topic", boss, topic}, {"of a team", boss, ofTeam}, {"of both", boss, both}, {"for a lead", lead, month}} {
		b.Run(c.name, func(b *testing.B) { pages(b, 40, func() error { return reportPage(b, service, c.who, c.of) }) })
	}
	b.Run("while rows change", func(b *testing.B) {
		for id, few := range map[string]struct{ hours, days int }{ // of a minute
			"opened": {4, 2}, "in_time": {4, 2}, "wait": {4, 2}, "first_answer": {4, 2}, "conversion": {9, 7}, "rating": {3, 2},
			"submitted": {24, 10}, "approval": {12, 7}, "decision": {12, 7},
		} {
			for i := range few.hours {
				run(b, db, fmt.Sprintf("INSERT INTO figure_changes (figure, day, hour, id) VALUES ('%s', '%s', %d, '%s')",
					id, app.Today().Add(-1-i%few.days), 9+i%13, app.NewID()))
			}
		}
		pages(b, 40, func() error { return reportPage(b, service, boss, month) })
	})
	b.Run("counting the changes", func(b *testing.B) {
		for b.Loop() {
			countAll(b, service)
		}
	})
	b.Run("rows", func(b *testing.B) {
		pages(b, 40, func() error {
			list, _, err := service.Rows(b.Context(), boss, "first_answer", month, report.Place{})
			if err == nil && len(list) != report.PageSize {
				err = fmt.Errorf("%d rows", len(list))
			}
			return err
		})
	})
}

// pages asks for so many pages and tells how long they took.
func pages(b *testing.B, n int, page func() error) {
	var took []time.Duration
	for b.Loop() {
		for range n {
			begun := time.Now()
			if err := page(); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// reportPage asks what the page asks.
func reportPage(b *testing.B, service *report.Service, who app.Actor, month report.Filter) error {
	before := month
	before.Period = month.Before()
	split := func(id string, f report.Filter, by report.Dimension) error {
		groups, err := service.Split(b.Context(), who, id, f, by)
		if err == nil && len(groups) == 0 {
			err = fmt.Errorf("%s by %q is of nothing", id, by)
		}
		return err
	}
	var group sync.WaitGroup
	slots, errs := make(chan struct{}, 4), make(chan error, 100)
	ask := func(id string, f report.Filter, by report.Dimension) {
		if figure, err := report.ByID(id); err == nil && figure.Has(f) {
			group.Go(func() {
				slots <- struct{}{}
				errs <- split(id, f, by)
				<-slots
			})
		}
	}
	for _, f := range report.Figures {
		if !f.Live {
			ask(f.ID, month, report.ByDay)
			ask(f.ID, before, report.Whole)
		}
	}
	for _, id := range []string{"served", "pace", "handling", "first_answer", "in_time", "conversion", "rating", "load"} {
		ask(id, month, report.ByOperator)
	}
	ask("served", before, report.ByDay)
	ask("served", month, report.ByTopic)
	ask("submitted", month, report.ByState)
	ask("opened", month, report.ByHour)
	group.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// manyRooms fills the last 60 days by the database itself: conversations of 400 operators in 20 teams, the last 2,000 of them open. It answers with a team.
func manyRooms(b *testing.B, db *store.DB, rooms int) (team string) {
	b.Helper()
	bank := newBank(b, db)
	client, version := bank.person("Anna", app.Client).ID, bank.product("pass")
	const people = 400
	operators, teams := "", make([]string, 20)
	for i := range people {
		id := bank.person(fmt.Sprint("Operator ", i), app.Operator).ID
		operators += id
		if i < len(teams) {
			teams[i] = app.NewID()
			run(b, db, fmt.Sprintf("INSERT INTO teams (id, name, created_at) VALUES ('%s', 'Team %d', '2026-11-01 00:00:00.000')", teams[i], i))
		}
		run(b, db, fmt.Sprintf("UPDATE users SET team_id = '%s' WHERE id = '%s'", teams[i/20], id))
	}
	const spread = 30 * 86400
	for month := range 2 {
		start := app.Now().Add(time.Duration(month-2) * spread * time.Second).Format("2006-01-02 15:04:05")
		at := func(after string) string {
			return fmt.Sprintf("strftime('%%Y-%%m-%%d %%H:%%M:%%f', '%s', '+' || (n.i * %d / %d + %s) || ' seconds')", start, spread, rooms, after)
		}
		id := fmt.Sprintf("'01BENCH00000000000%d' || printf('%%07d', n.i)", month)
		operator := fmt.Sprintf("substr('%s', 1 + 26 * (n.i %% %d), 26)", operators, people)
		open := fmt.Sprintf("%d = 1 AND n.i > %d", month, rooms-2000)
		taken, answered, ended := at("n.i % 97"), at("n.i % 97 + n.i % 61"), at("n.i % 97 + n.i % 61 + n.i % 1801")
		for first := 1; first <= rooms; first += 10_000 {
			numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)", first, min(first+9_999, rooms))
			for _, text := range []string{
				numbers + ` INSERT INTO rooms (id, client_id, operator_id, topic_id, state, seq, last_said_seq, created_at, last_at, taken_at, answered_at, closed_at,
				close_reason, client_delivered, client_read, staff_delivered, staff_read)
				SELECT ` + id + `, '` + client + `', ` + operator + `, CASE n.i / 7 % 3 WHEN 0 THEN 'cards' WHEN 1 THEN 'loans' ELSE 'app' END,
				CASE WHEN ` + open + ` THEN 'open' ELSE 'closed' END, 9, 8, ` + at("0") + `, ` + ended + `, ` + taken + `, ` + answered + `,
				CASE WHEN ` + open + ` THEN NULL ELSE ` + ended + ` END, 'solved', 0, 0, 0, 0 FROM n`,
				numbers + ` INSERT INTO room_endings (room_id, seq, operator_id, topic_id, reason, asked_at, taken_at, answered_at, ended_at)
				SELECT ` + id + `, 9, ` + operator + `, CASE n.i / 7 % 3 WHEN 0 THEN 'cards' WHEN 1 THEN 'loans' ELSE 'app' END, 'solved', ` + at("0") + `, ` + taken + `,
				CASE n.i % 13 WHEN 0 THEN NULL ELSE ` + answered + ` END, ` + ended + ` FROM n WHERE n.i % 10 <> 0`,
				numbers + ` INSERT INTO room_ratings (room_id, operator_id, stars, comment, rated_at, changed_at)
				SELECT ` + id + `, ` + operator + `, 1 + n.i / 3 % 5, '', ` + ended + `, ` + ended + ` FROM n WHERE n.i % 3 = 0`,
				numbers + ` INSERT INTO applications (id, number, client_id, product_id, version, slug, kind, product_names, state, waits, is_open, seq, currency,
				amount, term, ask, quote, step, assignee_id, asked, reason, begin_key, told_key, created_at, changed_at, since_at, submitted_at)
				SELECT ` + id + fmt.Sprintf(", '%d-' || n.i, '", month) + client + `', '` + version.Product.ID + `', 1, 'pass', 'deposit', '{}', 'offered', 'client', 1, 3, 'RUB', 1, 1, '{}', '{}', '',
				` + operator + fmt.Sprintf(", '', '', '%d-' || n.i, '', ", month) + at("0") + `, ` + at("0") + `, ` + at("0") + `, ` + at("0") + ` FROM n WHERE n.i % 5 = 0`,
				numbers + ` INSERT INTO application_events (application_id, seq, id, at, actor_id, side, act, from_state, to_state, note, changes)
				SELECT ` + id + `, 3, ` + id + `, ` + at("n.i % 99991") + `, ` + operator + `, 'bank', CASE n.i / 5 % 4 WHEN 0 THEN 'refuse' ELSE 'offer' END, '', '', '', ''
				FROM n WHERE n.i % 5 = 0`,
			} {
				run(b, db, text)
			}
		}
	}
	return teams[3]
}

func run(b *testing.B, db *store.DB, text string) {
	b.Helper()
	if err := store.Exec(b.Context(), db, text); err != nil {
		b.Fatal(err)
	}
}
