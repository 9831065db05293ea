package report

import (
	"time"

	"telemark/app"
)

// Hour is an hour of a day of the bank, counted from the day's start: N is 0 to 22, 23 or 24, as clocks change.
type Hour struct {
	Day app.Day
	N   int
}

// HourOf is the hour in which a moment lies.
func HourOf(at time.Time) Hour {
	day := app.DayOf(at)
	return Hour{day, int(at.Sub(day.Start()) / time.Hour)}
}

// Start is its first moment.
func (h Hour) Start() time.Time { return h.Day.Start().Add(time.Duration(h.N) * time.Hour) }

// End is the first moment after it.
func (h Hour) End() time.Time {
	end, next := Hour{h.Day, h.N + 1}.Start(), h.Day.Add(1).Start()
	if end.After(next) {
		return next
	}
	return end
}

// hoursUntil is how many hours of a day have ended at a moment.
func hoursUntil(day app.Day, at time.Time) (n int) {
	start, next := day.Start(), day.Add(1).Start()
	switch {
	case at.Before(start):
		return 0
	case at.Before(next):
		return int(at.Sub(start) / time.Hour)
	}
	return int((next.Sub(start) + time.Hour - 1) / time.Hour)
}

// hoursIn is how many hours a day has.
func hoursIn(day app.Day) int { return hoursUntil(day, day.Add(1).Start()) }

// stretch is some hours of a day, one after the other.
type stretch struct {
	day         app.Day
	first, last int
}

func (s stretch) moments() (from, until time.Time) {
	return Hour{s.day, s.first}.Start(), Hour{s.day, s.last}.End()
}

// stretches are the hours of a day, before a certain one, that are asked for.
func stretches(day app.Day, before int, asked func(hour int) bool) (list []stretch) {
	for n := range before {
		last := len(list) - 1
		switch {
		case !asked(n):
		case last >= 0 && list[last].last == n-1:
			list[last].last = n
		default:
			list = append(list, stretch{day, n, n})
		}
	}
	return list
}
