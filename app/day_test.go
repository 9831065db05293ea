package app

import (
	"testing"
	"time"
)

func TestOnlyDaysOfTheCalendarAreRead(t *testing.T) {
	for text, ok := range map[string]bool{
		"2026-11-28": true, "2024-02-29": true, "2000-02-29": true, "0001-01-01": true, "9999-12-31": true,
		"": false, "2026-02-29": false, "1900-02-29": false, "2026-13-01": false, "2026-00-10": false, "2026-11-31": false,
		"0000-01-01": false, "2026-1-2": false, "28.11.2026": false, "2026-11-28 ": false, "2026-11-28T00:00:00Z": false, "10000-01-01": false,
	} {
		if d, got := ParseDay(text); got != ok || ok && string(d) != text {
			t.Errorf("ParseDay(%q) = %q, %v; want %v", text, d, got, ok)
		}
	}
}

func TestTheBanksDayBeginsAtItsMidnight(t *testing.T) {
	for _, tt := range []struct {
		at   time.Time
		want Day
	}{
		{time.Date(2026, 11, 27, 20, 59, 59, 0, time.UTC), "2026-11-27"},
		{time.Date(2026, 11, 27, 21, 0, 0, 0, time.UTC), "2026-11-28"},
		{time.Date(2026, 12, 31, 21, 0, 0, 0, time.UTC), "2027-01-01"},
	} {
		if got := DayOf(tt.at); got != tt.want {
			t.Errorf("DayOf(%v) = %s, want %s", tt.at, got, tt.want)
		}
	}
	for _, d := range []Day{"2026-11-28", "2024-02-29", "2027-01-01"} {
		if got := DayOf(d.Start()); got != d {
			t.Errorf("%s begins on %s", d, got)
		}
		if got := DayOf(d.Start().Add(-time.Millisecond)); got != d.Add(-1) {
			t.Errorf("a moment before %s is %s", d, got)
		}
	}
}

func TestMonthsLaterIsTheSameDayOrTheLastOne(t *testing.T) {
	for _, tt := range []struct {
		from Day
		n    int
		want Day
	}{
		{"2026-01-15", 1, "2026-02-15"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-01-31", 2, "2026-03-31"},
		{"2026-01-31", 3, "2026-04-30"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-11-28", 600, "2076-11-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-31", -2, "2025-11-30"},
		{"2026-11-28", 0, "2026-11-28"},
	} {
		if got := tt.from.AddMonths(tt.n); got != tt.want {
			t.Errorf("%d months after %s: %s, want %s", tt.n, tt.from, got, tt.want)
		}
	}
}

func TestWorkdaysLeaveOutWeekends(t *testing.T) {
	for _, tt := range []struct {
		from Day
		n    int
		want Day
	}{
		{"2026-11-27", 1, "2026-11-30"}, // a Friday
		{"2026-11-28", 1, "2026-11-30"},
		{"2026-11-28", 10, "2026-12-11"},
		{"2026-11-30", 5, "2026-12-07"},
		{"2026-11-30", 0, "2026-11-30"},
	} {
		if got := tt.from.AddWorkdays(tt.n); got != tt.want {
			t.Errorf("%d workdays after %s: %s, want %s", tt.n, tt.from, got, tt.want)
		}
	}
}

func TestDaysAreCountedOverAnyTime(t *testing.T) {
	for _, tt := range []struct {
		from, to Day
		want     int
	}{
		{"2026-11-28", "2026-11-28", 0},
		{"2026-11-28", "2026-11-29", 1},
		{"2026-11-29", "2026-11-28", -1},
		{"2024-01-01", "2025-01-01", 366},
		{"2025-01-01", "2026-01-01", 365},
		{"2024-02-28", "2024-03-01", 2},
		{"1900-01-01", "2300-01-01", 146097}, // more than a time.Duration holds
	} {
		if got := tt.from.Until(tt.to); got != tt.want {
			t.Errorf("from %s until %s: %d days, want %d", tt.from, tt.to, got, tt.want)
		}
		if got := tt.from.Add(tt.want); got != tt.to {
			t.Errorf("%d days after %s: %s, want %s", tt.want, tt.from, got, tt.to)
		}
	}
}

func TestAnAgeGrowsOnTheBirthday(t *testing.T) {
	for _, tt := range []struct {
		born, on Day
		want     int
	}{
		{"2008-11-28", "2026-11-27", 17},
		{"2008-11-28", "2026-11-28", 18},
		{"2008-11-28", "2026-12-01", 18},
		{"2008-12-01", "2026-11-30", 17},
		{"2008-02-29", "2026-02-28", 17},
		{"2008-02-29", "2026-03-01", 18},
		{"2008-02-29", "2028-02-28", 19},
		{"2008-02-29", "2028-02-29", 20},
		{"2026-11-28", "2026-11-28", 0},
	} {
		if got := tt.born.Years(tt.on); got != tt.want {
			t.Errorf("born on %s, on %s: %d years, want %d", tt.born, tt.on, got, tt.want)
		}
	}
}
