package store_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/chat"
	"telemark/app/report"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// byRows is a store of which nothing is kept: its figures are counted row by row.
type byRows struct{ report.Store }

func (byRows) Packs(context.Context, string, report.Facet, report.Period) ([]report.Packed, error) {
	return nil, nil
}

// tallying tells how often rows are counted.
type tallying struct {
	report.Store
	asked *int
}

func (c tallying) Tally(ctx context.Context, id string, by report.Dimension, w report.Within, from, until time.Time) ([]report.Tally, error) {
	if !from.IsZero() { // figures of this moment are always counted
		*c.asked++
	}
	return c.Store.Tally(ctx, id, by, w, from, until)
}

// countAll counts until nothing is left to count.
func countAll(t testing.TB, service *report.Service) (days int) {
	t.Helper()
	for {
		n, err := service.Count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if days += n; n == 0 {
			return days
		}
	}
}

// fits compares what is kept with the rows.
func fits(t *testing.T, service *report.Service, p report.Period) (wrong []report.Difference) {
	t.Helper()
	n, wrong, err := service.Compare(t.Context(), p)
	if err != nil || n < 13*p.Days() {
		t.Fatalf("%d days are compared, %v", n, err)
	}
	return wrong
}

// compareKept has the days counted and kept, and compares again: as they are, after late changes, and after these were counted.
func (m *madeUp) compareKept(t *testing.T, db *store.DB, boss app.Actor) {
	t.Helper()
	asked := 0
	service := report.Service{Store: tallying{db.Reports(), &asked}}
	if countAll(t, &service) < 13*40 {
		t.Fatal("no days are kept")
	}
	m.compareAll(t, db, service, boss)
	if asked > 0 {
		t.Errorf("the rows of days that are kept are counted %d times", asked)
	}
	m.compareReaders(t, db)
	if wrong := fits(t, &service, report.Period{From: "2026-11-01", Until: "2026-11-14"}); len(wrong) > 0 {
		t.Errorf("what is kept differs from the rows of %v", wrong)
	}
	m.changeLate(t, db)
	m.compareAll(t, db, service, boss)
	if asked == 0 {
		t.Error("no row is counted where rows have changed")
	}
	m.compareReaders(t, db)
	if n := countAll(t, &service); n == 0 {
		t.Error("the changed days are not counted again")
	}
	asked = 0
	m.compareAll(t, db, service, boss)
	if asked > 0 {
		t.Errorf("after the changes were counted, rows are counted %d times", asked)
	}
	m.compareStale(t, db, &service)
}

// compareStale changes a row past the program: the comparison finds the days, and counting them again mends them.
func (m *madeUp) compareStale(t *testing.T, db *store.DB, service *report.Service) {
	t.Helper()
	period := report.Period{From: "2026-11-01", Until: "2026-11-14"}
	if err := store.Exec(t.Context(), db, "UPDATE room_ratings SET stars = 6 - stars WHERE stars <> 3 AND changed_at >= '2026-11-07 21:00:00' AND changed_at < '2026-11-08 21:00:00'"); err != nil {
		t.Fatal(err)
	}
	if n := countAll(t, service); n > 0 {
		t.Errorf("%d days are counted again, of which nothing is noted", n)
	}
	if wrong := fits(t, service, period); len(wrong) != 1 || wrong[0] != (report.Difference{Figure: "rating", Day: "2026-11-08"}) {
		t.Errorf("the comparison finds %v", wrong)
	}
	if n, err := service.CountAgain(t.Context(), report.Period{From: "2026-11-08", Until: "2026-11-08"}); err != nil || n != 13 {
		t.Errorf("%d days are counted again, %v", n, err)
	}
	if wrong := fits(t, service, period); len(wrong) > 0 {
		t.Errorf("after that the comparison finds %v", wrong)
	}
}

// compareReaders compares what readers of less than everything see, kept and row by row.
func (m *madeUp) compareReaders(t *testing.T, db *store.DB) {
	t.Helper()
	kept, plain := report.Service{Store: db.Reports()}, report.Service{Store: byRows{db.Reports()}}
	p := report.Period{From: "2026-11-05", Until: "2026-11-09"}
	for _, who := range []app.Actor{
		{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.Team, Team: m.teamOf[m.operators[0]]},
		{ID: m.operators[2], Role: app.Operator, Scope: app.Own}, {ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.Team},
	} {
		for _, f := range report.Figures {
			for _, filter := range []report.Filter{{Period: p}, {Period: p, Topic: "cards"}, {Period: p, Team: m.teamOf[m.operators[0]], Kind: "loan"}, {Period: p, Operator: m.operators[3]}} {
				for _, by := range append([]report.Dimension{report.Whole, report.ByDay, report.ByHour}, f.Split...) {
					if f.Live || !f.Has(filter) || !f.Splits(by) || by == report.ByHour && filter.Topic != "cards" {
						continue
					}
					got, err := kept.Split(t.Context(), who, f.ID, filter, by)
					want, fault := plain.Split(t.Context(), who, f.ID, filter, by)
					if err != nil || fault != nil || len(got) != len(want) {
						t.Fatalf("%s by %q: %d groups, want %d, %v, %v", f.ID, by, len(got), len(want), err, fault)
					}
					for i, g := range got {
						m.compared++
						if w := want[i]; g.Key != w.Key || g.Bag.N() != w.Bag.N() || math.Abs(g.Number-w.Number) > 1e-9 || g.Bag.Quantile(.9) != w.Bag.Quantile(.9) {
							t.Errorf("%s of %+v for %+v by %q: %q %v of %d, want %q %v of %d", f.ID, filter, who.Reach(), by, g.Key, g.Number, g.Bag.N(), w.Key, w.Number, w.Bag.N())
						}
					}
				}
			}
		}
	}
}

// changeLate changes rows of days that are kept, through the store's own ways, and what is expected of them.
func (m *madeUp) changeLate(t *testing.T, db *store.DB) {
	t.Helper()
	const several = 40
	rooms, ratings, cases := m.tables["rooms"], m.tables["room_ratings"], m.tables["applications"]
	for range several {
		m.changeRoom(t, db, rooms[m.rand.IntN(len(rooms))])
		m.changeRating(t, db, ratings[m.rand.IntN(len(ratings))])
		m.changeCase(t, db, cases[m.rand.IntN(len(cases))])
	}
	for i := range several / 4 {
		m.openLate(t, db, i)
	}
	m.applyLate(t, db)
	m.convert()
	clear(m.known)
}

// changeRoom gives a conversation to somebody else under another topic, as one that is written to again.
func (m *madeUp) changeRoom(t *testing.T, db *store.DB, row []any) {
	t.Helper()
	id := row[0].(string)
	topic := someTopics[m.rand.IntN(len(someTopics))]
	_, err := db.Chat().Change(t.Context(), id, "", "", func(r chat.Room) (chat.Change, error) {
		r.Topic = topic
		if r.Operator.ID != "" {
			r.Operator.ID = m.operators[m.rand.IntN(len(m.operators))]
		}
		operator := r.Operator.ID
		m.each(id, func(s *sample) { s.operator, s.topic = operator, topic }, "opened", "wait", "first_answer", "in_time", "conversion", "waiting", "open", "load")
		m.each(id, func(s *sample) { s.topic = topic }, "rating")
		return chat.Change{Room: r, Audit: []app.Audit{record("room.move", id)}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// changeRating has a client change their mind a day later.
func (m *madeUp) changeRating(t *testing.T, db *store.DB, row []any) {
	t.Helper()
	r := chat.Rating{Room: row[0].(string), Operator: row[1].(string), Stars: 1 + m.rand.IntN(5), RatedAt: row[4].(time.Time), ChangedAt: row[4].(time.Time).Add(24 * time.Hour)}
	if rated, err := db.Chat().Rate(t.Context(), r, time.Time{}); err != nil || !rated {
		t.Fatal(rated, err)
	}
	m.each(r.Room, func(s *sample) { s.at, s.value = r.ChangedAt, int64(r.Stars) }, "rating")
}

// changeCase gives an application to somebody else in another state.
func (m *madeUp) changeCase(t *testing.T, db *store.DB, row []any) {
	t.Helper()
	id, operator, state := row[0].(string), m.operators[m.rand.IntN(len(m.operators))], application.Fulfilled
	_, err := m.cases(t, db).Change(t.Context(), id, func(a application.Application) (application.Update, error) {
		a.Assignee.ID, a.State = operator, state
		a.Seq++
		event := application.Event{ID: app.NewID(), Application: id, Seq: a.Seq, At: app.Now(), Side: "bank", Act: "take", To: state}
		return application.Update{Application: a, Events: []application.Event{event}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	m.each(id, func(s *sample) { s.operator, s.state = operator, string(state) }, "submitted", "approval", "decision")
}

func (m *madeUp) cases(t *testing.T, db *store.DB) store.Applications {
	t.Helper()
	sealer, err := secret.NewSealer(secret.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	return db.Applications(sealer)
}

// openLate stores a conversation of a day long past, as a bank that brings its own along.
func (m *madeUp) openLate(t *testing.T, db *store.DB, n int) {
	t.Helper()
	at := m.last.Add(-10 - n).Start().Add(time.Duration(9*60+n) * time.Minute)
	client, operator := m.client[n], m.operators[n%len(m.operators)]
	c := servedTalk(t, db, app.Actor{ID: client, Role: app.Client}, app.Actor{ID: operator, Role: app.Operator}, at)
	s := func(after time.Duration, value int64) sample {
		return sample{at.Add(after), value, operator, "cards", "", ""}
	}
	id, end := c.Room.ID, 350*time.Second
	m.note("opened", id, s(0, 0))
	m.note("in_time", id, s(0, 50))
	m.converts(id, client, s(0, 0))
	m.note("wait", id, s(30*time.Second, 30))
	m.note("first_answer", id, s(50*time.Second, 50))
	m.note("served", id, s(end, 0))
	m.note("handling", id, s(end, 320))
	m.note("pace", id, s(end, at.Add(end).Unix()/3600))
}

// applyLate stores an application of a day long past: conversations of its client become conversions.
func (m *madeUp) applyLate(t *testing.T, db *store.DB) {
	t.Helper()
	at, client := m.last.Add(-9).Start().Add(14*time.Hour), m.client[len(m.client)-1]
	a := application.Application{
		ID: app.NewID(), Number: "26-999999", Client: application.Person{ID: client, Name: "Anna"}, Product: m.version[0].(string), Version: int(m.version[1].(int64)), Slug: "pass", Kind: "loan",
		State: application.Submitted, Seq: 3, Key: app.NewID(), CreatedAt: at, ChangedAt: at, Since: at, SubmittedAt: &at,
	}
	if _, err := m.cases(t, db).Create(t.Context(), application.Update{Application: a}); err != nil {
		t.Fatal(fmt.Errorf("an application: %w", err))
	}
	m.note("submitted", a.ID, sample{at, 0, "", "", "loan", "submitted"})
	m.samples["by client"] = append(m.samples["by client"], sample{at: at, operator: client})
}

// Who counted on a version that is no more changes nothing and forgets no change.
func TestADayIsKeptOverTheVersionThatWasRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r, day := db.Reports(), app.Day("2026-11-23")
		keep := func(version int64, content byte, counted ...report.Change) bool {
			t.Helper()
			d := report.Packed{Figure: "served", Day: day, Hours: int(content), Version: version}
			kept, err := r.Keep(t.Context(), d, map[report.Facet][]byte{report.FacetAll: {content}, report.FacetWhole: {content, 0}}, counted)
			if err != nil {
				t.Fatal(err)
			}
			return kept
		}
		var noted []report.Change
		for range 2 {
			c := report.Change{ID: app.NewID(), Figure: "served", Hour: report.Hour{Day: day, N: 7}}
			noted = append(noted, c)
			if err := store.Exec(t.Context(), db, fmt.Sprintf("INSERT INTO figure_changes (figure, day, hour, id) VALUES ('served', '%s', 7, '%s')", day, c.ID)); err != nil {
				t.Fatal(err)
			}
		}
		if !keep(0, 1) || keep(0, 2, noted...) || !keep(1, 3, noted[0]) || keep(1, 4, noted...) {
			t.Error("a day is kept over another version than the one that was read, or isn't over that")
		}
		for facet, want := range map[report.Facet]string{report.FacetAll: "[3]", report.FacetWhole: "[3 0]"} {
			list, err := r.Packs(t.Context(), "served", facet, report.Period{From: day, Until: day})
			if err != nil || len(list) != 1 || fmt.Sprint(list[0].Content) != want || list[0].Hours != 3 || list[0].Version != 2 {
				t.Errorf("of %s is kept %+v, %v", facet, list, err)
			}
		}
		if list, err := r.Changes(t.Context(), 10); err != nil || len(list) != 1 || list[0] != noted[1] {
			t.Errorf("noted are %v, %v", list, err)
		}
		if list, err := r.Changed(t.Context(), "served", report.Period{From: day, Until: day}); err != nil || len(list) != 1 || list[0] != noted[1].Hour {
			t.Errorf("changed are %v, %v", list, err)
		}
		if list, err := r.Days(t.Context()); err != nil || len(list) != 1 || list[0].Day != day || list[0].Hours != 3 {
			t.Errorf("the days are %+v, %v", list, err)
		}
	})
}

// In Moscow the clocks went back at 3 o'clock on 31 October 2010, and forward on 28 March.
func TestADayOnWhichClocksChangeIsKeptAsItIsCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		kept, plain := report.Service{Store: db.Reports()}, report.Service{Store: byRows{db.Reports()}}
		boss := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.All}
		for day, hours := range map[app.Day]int{"2010-10-31": 25, "2010-03-28": 23} {
			for i := range hours {
				c, err := chat.Past(anna, olga, "cards", day.Start().Add(time.Duration(i)*time.Hour+50*time.Minute), []chat.Step{
					{Do: chat.Asks, Body: "?"}, {After: 30 * time.Second, Do: chat.Takes}, {After: 20 * time.Second, Do: chat.Answers, Body: "!"},
					{After: 5 * time.Minute, Do: chat.Ends, Body: "solved"},
				})
				if err == nil {
					_, err = db.Chat().Create(t.Context(), c)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			p := report.Period{From: day.Add(-1), Until: day.Add(1)}
			if n, err := kept.CountAgain(t.Context(), p); err != nil || n != 39 {
				t.Fatal(n, err)
			}
			for _, id := range []string{"opened", "pace"} {
				for _, by := range []report.Dimension{report.ByDay, report.ByHour} {
					got, err := kept.Split(t.Context(), boss, id, report.Filter{Period: p}, by)
					want, fault := plain.Split(t.Context(), boss, id, report.Filter{Period: p}, by)
					total := int64(0)
					for i := range got {
						if total += got[i].Bag.N(); got[i].Key != want[i].Key || got[i].Number != want[i].Number || got[i].Bag.N() != want[i].Bag.N() {
							t.Errorf("%s by %q: %q %v, want %v", id, by, got[i].Key, got[i].Number, want[i].Number)
						}
					}
					if err != nil || fault != nil || total != int64(hours) {
						t.Errorf("%s by %q: %d rows, want %d, %v, %v", id, by, total, hours, err, fault)
					}
				}
			}
			if _, wrong, err := kept.Compare(t.Context(), p); err != nil || len(wrong) > 0 {
				t.Errorf("%v differ, %v", wrong, err)
			}
		}
	})
}
