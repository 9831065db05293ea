package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/report"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestEachFigureOfTheDictionaryHasOneQueryAndEachQueryItsFigure(t *testing.T) {
	var ids []string
	for _, f := range report.Figures {
		ids = append(ids, f.ID)
	}
	slices.Sort(ids)
	if got := store.FigureIDs(); !slices.Equal(got, ids) {
		t.Errorf("the store has %v, the dictionary %v", got, ids)
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		service := report.Service{Store: db.Reports()}
		boss := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.All}
		for _, f := range report.Figures {
			for _, by := range append([]report.Dimension{report.Whole}, f.Split...) {
				if !f.Splits(by) {
					continue
				}
				groups, err := service.Split(t.Context(), boss, f.ID, report.Filter{Period: today()}, by)
				if err != nil || by != report.Whole && len(groups) != 0 {
					t.Errorf("%s by %q of an empty bank is %v, %v", f.ID, by, groups, err)
				}
				if by == report.Whole && (groups[0].Number != 0 || groups[0].None != (f.Sum != report.Count && f.ID != "load")) {
					t.Errorf("%s of an empty bank is %+v", f.ID, groups[0])
				}
			}
			if list, next, err := service.Rows(t.Context(), boss, f.ID, report.Filter{Period: today()}, report.Place{}); err != nil || len(list) != 0 || next.Key != "" {
				t.Errorf("%s of an empty bank has the rows %v, %v", f.ID, list, err)
			}
		}
	})
}

func today() report.Period { return report.Period{From: app.Today(), Until: app.Today()} }

// servedTalk stores a talk of the past: taken after 30 seconds, answered after 50, ended after 350.
func servedTalk(t *testing.T, db *store.DB, client, operator app.Actor, at time.Time) chat.Change {
	t.Helper()
	c, err := chat.Past(client, operator, "cards", at, []chat.Step{
		{Do: chat.Asks, Body: "?"},
		{After: 30 * time.Second, Do: chat.Takes},
		{After: 20 * time.Second, Do: chat.Answers, Body: "!"},
		{After: 5 * time.Minute, Do: chat.Ends, Body: "solved"},
	})
	if err == nil {
		_, err = db.Chat().Create(t.Context(), c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A talk that is written to again after its end was served once all the same, and what follows is counted from there.
func TestAFigureOfThePastStaysWhenAClientWritesAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		service := report.Service{Store: db.Reports()}
		boss := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.All}
		day := app.Today().Add(-3)
		start := day.Start().Add(10 * time.Hour)
		c := servedTalk(t, db, anna, olga, start)
		past := func() string {
			t.Helper()
			text := ""
			for _, id := range []string{"opened", "served", "wait", "first_answer", "in_time", "handling", "pace", "abandoned"} {
				v, err := service.Total(t.Context(), boss, id, report.Filter{Period: report.Period{From: day, Until: day}})
				if err != nil {
					t.Fatal(err)
				}
				text += fmt.Sprintf("%s %v/%v ", id, v.Number, v.Bag.N())
			}
			return text
		}
		const want = "opened 1/1 served 1/1 wait 30/1 first_answer 50/1 in_time 1/1 handling 320/1 pace 1/1 abandoned 0/0 "
		if got := past(); got != want {
			t.Errorf("the day is   %s\nand has to be %s", got, want)
		}
		b.post(anna, c.Room.ID, "And one more thing")
		b.take(olga, c.Room.ID)
		if got := past(); got != want {
			t.Errorf("after the client has written again, the day is %s", got)
		}
		if _, err := b.chat.Close(t.Context(), olga, c.Room.ID, "no_reply", "loans"); err != nil {
			t.Fatal(err)
		}
		if got := past(); got != want {
			t.Errorf("after the second end, the day is %s", got)
		}
		for id, want := range map[string]float64{"opened": 0, "served": 1, "abandoned": 1, "handling": 0} {
			v, err := service.Total(t.Context(), boss, id, report.Filter{Period: today(), Topic: "loans"})
			if err != nil || v.Number > want+60 || v.Number < want {
				t.Errorf("%s of today is %v, want %v, %v", id, v.Number, want, err)
			}
		}
	})
}
