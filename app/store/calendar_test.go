package store_test

import (
	"reflect"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/calendar"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestABankStartsWithHoursAndTheHolidaysOfTheLaw(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, err := db.Calendar().Book(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c := calendar.New(app.Zone(), b)
		for text, want := range map[string]bool{
			"2026-11-30T08:00": true, "2026-11-30T21:59": true, "2026-11-30T22:00": false, // a Monday
			"2026-11-29T08:59": false, "2026-11-29T09:00": true, "2026-11-29T20:00": false, // a Sunday
			"2027-01-01T12:00": false, "2027-01-04T09:00": false, "2027-01-04T10:00": true, "2026-12-31T19:00": false,
		} {
			at, err := time.ParseInLocation("2006-01-02T15:04", text, app.Zone())
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Open(at); got != want {
				t.Errorf("at %s the centre is open: %v", text, got)
			}
		}
		for _, year := range []string{"2026", "2027"} { // article 112 of the Labour Code
			for _, day := range []string{"01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08", "02-23", "03-08", "05-01", "05-09", "06-12", "11-04"} {
				if _, names := c.On(app.Day(year + "-" + day)); names["en"] == "" || names["ru"] == "" {
					t.Errorf("%s-%s is no holiday", year, day)
				}
			}
		}
	})
}

func TestABookComesBackAsItWasSaved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		want := calendar.Always(4)
		want.Week[time.Tuesday] = calendar.Hours{}
		want.Holidays = []calendar.Holiday{
			{Day: "2027-05-09", Names: map[string]string{"en": "Victory Day", "ru": "День Победы"}},
			{Day: "2027-01-02", Hours: calendar.Hours{From: 600, Until: 1080, Places: 1}, Names: map[string]string{"en": "A", "ru": "Б"}},
		}
		for range 2 { // saving again replaces
			err := db.Calendar().Save(t.Context(), want, func(calendar.Book) error { return nil }, func(calendar.Book) app.Audit {
				return app.Audit{ID: app.NewID(), At: app.Now(), Action: "calendar.save"}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Calendar().Book(t.Context())
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	})
}
