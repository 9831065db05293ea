package store_test

import (
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/report"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestEveryFigureOfTheDictionaryHasItsQuery(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, ctx := newBank(t, db), t.Context()
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		since := app.Now().Add(-24 * time.Hour)
		for _, f := range report.Figures {
			n, found, err := db.Reports().Figure(ctx, f.ID, since)
			if err != nil || n != 0 || found != (f.ID != "first_answer" && f.ID != "rating") {
				t.Errorf("%s of an empty bank is %v, %v, %v", f.ID, n, found, err)
			}
		}
		talk := func(start time.Time, answerAfter time.Duration, end bool) {
			t.Helper()
			steps := []chat.Step{{Do: chat.Asks, Body: "?"}, {Do: chat.Takes}, {After: answerAfter, Do: chat.Answers, Body: "!"}}
			if end {
				steps = append(steps, chat.Step{Do: chat.Ends, Body: "solved"})
			}
			c, err := chat.Past(anna, olga, "cards", start, steps)
			if err == nil {
				_, err = db.Chat().Create(ctx, c)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		talk(since.Add(-time.Hour), time.Minute, true) // yesterday
		talk(since.Add(time.Hour), 10*time.Second, true)
		talk(since.Add(time.Hour), 20*time.Second, true)
		talk(since.Add(time.Hour), 60*time.Second, false)
		talk(since.Add(2*time.Hour), 90*time.Second, false)
		b.open(anna, "waiting")
		for i, stars := range []int{5, 4, 4} {
			at := app.Now().Add(time.Duration(i-2) * 20 * time.Hour) // the first one is older than a day
			r := chat.Rating{Room: b.open(anna, "?").ID, Operator: olga.ID, Stars: stars, RatedAt: at, ChangedAt: at}
			b.take(olga, r.Room)
			if rated, err := db.Chat().Rate(ctx, r, at); !rated || err != nil {
				t.Fatal(rated, err)
			}
		}
		for id, want := range map[string]float64{"waiting": 1, "open": 5, "served": 2, "first_answer": 40, "rating": 4} {
			n, found, err := db.Reports().Figure(ctx, id, since)
			if err != nil || !found || n != want {
				t.Errorf("%s is %v, want %v, %v", id, n, want, err)
			}
		}
		if _, _, err := db.Reports().Figure(ctx, "unknown", since); err == nil {
			t.Error("an unknown figure has a number")
		}
	})
}
