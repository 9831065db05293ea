package calendar

import (
	"testing"
	"time"

	"telemark/app"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// office is open from Monday to Friday 8–22, on Saturday 9–20, on no Sunday; and closed or short on a few days.
func office(t *testing.T, name string) (*Calendar, func(string) time.Time) {
	t.Helper()
	loc := zone(t, name)
	b := Book{Holidays: []Holiday{
		{Day: "2026-12-31", Hours: Hours{From: 8 * 60, Until: 18 * 60, Places: 1}},
		{Day: "2027-01-01"},
		{Day: "2027-01-03", Hours: Hours{From: 10 * 60, Until: 12*60 + 15, Places: 2}}, // a Sunday
	}}
	for day := time.Monday; day <= time.Friday; day++ {
		b.Week[day] = Hours{From: 8 * 60, Until: 22 * 60, Places: 3}
	}
	b.Week[time.Saturday] = Hours{From: 9 * 60, Until: 20 * 60, Places: 2}
	return New(loc, b), func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
		if err != nil {
			t.Fatal(err)
		}
		return at.UTC()
	}
}

func TestTheCentreIsOpenWithinItsHoursAndNeverBesideThem(t *testing.T) {
	c, at := office(t, "Europe/Moscow")
	for text, want := range map[string]bool{
		"2026-11-27 07:59": false, "2026-11-27 08:00": true, "2026-11-27 21:59": true, "2026-11-27 22:00": false, // a Friday
		"2026-11-28 08:30": false, "2026-11-28 09:00": true, "2026-11-28 20:00": false, // a Saturday
		"2026-11-29 12:00": false, // a Sunday
		"2026-12-31 17:59": true, "2026-12-31 18:00": false, "2027-01-01 12:00": false, "2027-01-03 12:00": true,
	} {
		if got := c.Open(at(text)); got != want {
			t.Errorf("at %s open is %v", text, got)
		}
	}
}

func TestTheNextOpeningIsNowOrTheNextHourOfWork(t *testing.T) {
	c, at := office(t, "Europe/Moscow")
	for from, want := range map[string]string{
		"2026-11-27 12:00": "2026-11-27 12:00",
		"2026-11-27 03:00": "2026-11-27 08:00",
		"2026-11-27 22:00": "2026-11-28 09:00",
		"2026-11-28 20:00": "2026-11-30 08:00", // over Sunday
		"2026-12-31 18:00": "2027-01-02 09:00", // over the first of January, which is closed, to a Saturday
		"2027-01-02 23:00": "2027-01-03 10:00", // a Sunday on which somebody works
	} {
		if got, ok := c.NextOpening(at(from)); !ok || !got.Equal(at(want)) {
			t.Errorf("after %s it opens at %v, want %s", from, got.In(c.zone), want)
		}
	}
}

func TestACentreThatNeverOpensSaysSo(t *testing.T) {
	c := New(time.UTC, Book{})
	if at, ok := c.NextOpening(app.Now()); ok {
		t.Errorf("it opens at %v", at)
	}
	if at, ok := c.Within(app.Now(), time.Minute); ok {
		t.Errorf("a promise is due at %v", at)
	}
	if slots := c.Slots("2026-11-30"); len(slots) != 0 {
		t.Errorf("it has the slots %v", slots)
	}
}

func TestACentreThatNeverClosesCountsEveryMinute(t *testing.T) {
	c := New(zone(t, "Europe/Moscow"), Always(1))
	from := time.Date(2026, 11, 27, 20, 59, 0, 0, time.UTC)
	for minutes := range 3 * 24 * 60 {
		if at := from.Add(time.Duration(minutes) * time.Minute); !c.Open(at) {
			t.Fatalf("it is closed at %v", at)
		}
	}
	if got := c.Between(from, from.Add(50*time.Hour)); got != 50*time.Hour {
		t.Errorf("50 hours are %v of work", got)
	}
	if got, ok := c.Within(from, 50*time.Hour); !ok || !got.Equal(from.Add(50*time.Hour)) {
		t.Errorf("50 hours of work end at %v", got)
	}
}

func TestTimeOfWorkLeavesNightsAndHolidaysOut(t *testing.T) {
	c, at := office(t, "Europe/Moscow")
	for _, tt := range []struct {
		from, to string
		want     time.Duration
	}{
		{"2026-11-27 10:00", "2026-11-27 12:30", 150 * time.Minute},
		{"2026-11-27 21:00", "2026-11-28 10:00", 2 * time.Hour},
		{"2026-11-28 19:00", "2026-11-30 09:00", 2 * time.Hour},
		{"2026-12-31 17:00", "2027-01-02 10:00", 2 * time.Hour},
		{"2026-11-27 23:00", "2026-11-28 07:00", 0},
		{"2026-11-27 12:00", "2026-11-27 11:00", 0},
	} {
		got := c.Between(at(tt.from), at(tt.to))
		if got != tt.want {
			t.Errorf("from %s to %s it works for %v, want %v", tt.from, tt.to, got, tt.want)
		}
		if tt.want == 0 {
			continue
		}
		if due, ok := c.Within(at(tt.from), tt.want); !ok || !due.Equal(at(tt.to)) {
			t.Errorf("%v of work after %s end at %v, want %s", tt.want, tt.from, due.In(c.zone), tt.to)
		}
	}
}

// In Berlin clocks go from 2:00 to 3:00 on 28 March 2027 and from 3:00 to 2:00 on 31 October 2027: both are Sundays.
func TestClocksThatAreTurnedMakeDaysShorterAndLonger(t *testing.T) {
	c := New(zone(t, "Europe/Berlin"), Always(1))
	for day, want := range map[app.Day]int{"2027-03-27": 48, "2027-03-28": 46, "2027-10-31": 50} {
		slots := c.Slots(day)
		if len(slots) != want {
			t.Errorf("%s has %d slots, want %d", day, len(slots), want)
		}
		for i := 1; i < len(slots); i++ {
			if !slots[i].Start.Equal(slots[i-1].End) {
				t.Errorf("%s: a slot ends at %v, the next begins at %v", day, slots[i-1].End, slots[i].Start)
			}
		}
	}
	summer := time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC)
	if got := c.Between(summer, summer.Add(24*time.Hour)); got != 24*time.Hour {
		t.Errorf("a real day is %v of work", got)
	}
}

func TestHoursFollowTheWallClockOverATurnOfClocks(t *testing.T) {
	b := Book{}
	for i := range b.Week {
		b.Week[i] = Hours{From: 8 * 60, Until: 22 * 60}
	}
	c := New(zone(t, "Europe/Berlin"), b)
	for day, utc := range map[app.Day]int{"2027-03-27": 7, "2027-03-28": 6, "2027-10-30": 6, "2027-10-31": 7} {
		got, ok := c.NextOpening(day.Date())
		if want := day.Date().Add(time.Duration(utc) * time.Hour); !ok || !got.Equal(want) {
			t.Errorf("%s opens at %v, want %v", day, got, want)
		}
	}
	if got := c.Between(c.at("2027-03-27", 21*60), c.at("2027-03-28", 9*60)); got != 2*time.Hour {
		t.Errorf("an evening and a morning with a short night between are %v", got)
	}
	night := New(zone(t, "Europe/Berlin"), Book{Week: [7]Hours{{From: 2*60 + 30, Until: 4 * 60}}}) // Sundays 2:30 to 4:00
	if got := night.Between(c.at("2027-03-28", 0), c.at("2027-03-28", Midnight)); got <= 0 || got > 90*time.Minute {
		t.Errorf("hours that begin in the missing hour are %v long", got)
	}
}

func TestADayThatBeginsAtOneOClockHasNoMinuteTwice(t *testing.T) {
	c := New(zone(t, "Africa/Cairo"), Always(1)) // at midnight of 30 April 2027 clocks show 1:00
	from := time.Date(2027, 4, 28, 0, 0, 0, 0, time.UTC)
	for hours := range 96 {
		if got := c.Between(from, from.Add(time.Duration(hours)*time.Hour)); got != time.Duration(hours)*time.Hour {
			t.Fatalf("%d hours are %v of work", hours, got)
		}
	}
}

func TestSlotsAreWholeAndCarryTheDaysPlaces(t *testing.T) {
	c, at := office(t, "Europe/Moscow")
	slots := c.Slots("2027-01-03") // 10:00 to 12:15
	if len(slots) != 4 || !slots[0].Start.Equal(at("2027-01-03 10:00")) || !slots[3].End.Equal(at("2027-01-03 12:00")) || slots[0].Places != 2 {
		t.Errorf("the slots are %v", slots)
	}
	if slots := c.Slots("2027-01-01"); len(slots) != 0 {
		t.Errorf("a closed day has the slots %v", slots)
	}
}

func TestABookThatMakesNoSenseIsRefused(t *testing.T) {
	names := map[string]string{"en": "Day", "ru": "День"}
	for what, b := range map[string]Book{
		"an hour that no day has": {Week: [7]Hours{{From: 0, Until: Midnight + 1}}},
		"less than no place":      {Week: [7]Hours{{From: 0, Until: 60, Places: -1}}},
		"a day that no year has":  {Holidays: []Holiday{{Day: "2026-02-30", Names: names}}},
		"a day twice":             {Holidays: []Holiday{{Day: "2026-02-03", Names: names}, {Day: "2026-02-03", Names: names}}},
		"a day without a name":    {Holidays: []Holiday{{Day: "2026-02-03"}}},
	} {
		if app.KindOf(b.check()) != app.Invalid {
			t.Errorf("%s is taken", what)
		}
	}
}
