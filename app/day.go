package app

import "time"

// Day is a calendar day of the bank, such as "2026-11-28": of no zone, and in the order of time when compared as a text. The
// zero Day is none; where a day ends something, none means open end.
type Day string

const dayShape = "2006-01-02"

// DayOf is the bank's day at a moment.
func DayOf(t time.Time) Day { return Day(t.In(Zone()).Format(dayShape)) }

// Today is the bank's day now.
func Today() Day { return DayOf(Now()) }

// ParseDay reads "2026-11-28"; ok is false for anything else, days that no calendar has included.
func ParseDay(text string) (d Day, ok bool) {
	t, err := time.Parse(dayShape, text)
	if err != nil || t.Year() < 1 {
		return "", false
	}
	return Day(text), true
}

// Date is midnight UTC of the day, for counting; see Start for the moment at which the bank's day begins.
func (d Day) Date() time.Time {
	t, _ := time.Parse(dayShape, string(d))
	return t
}

// Start is the moment at which the day begins where the bank is.
func (d Day) Start() time.Time {
	t := d.Date()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, Zone()).UTC()
}

// Add is n days later. Days end with the year 9999: nothing that the bank counts comes near it.
func (d Day) Add(n int) Day { return Day(d.Date().AddDate(0, 0, n).Format(dayShape)) }

// AddWorkdays is the n-th day after d that is neither a Saturday nor a Sunday. It knows no public holidays: a term counted so ends
// on its legal day or before.
func (d Day) AddWorkdays(n int) Day {
	for n > 0 {
		d = d.Add(1)
		if w := d.Date().Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	return d
}

// AddMonths is the same day n months later, or the last day of that month when it is shorter: one month after 31 January is
// 28 or 29 February.
func (d Day) AddMonths(n int) Day {
	t := d.Date()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Day(first.AddDate(0, 0, min(t.Day(), last)-1).Format(dayShape))
}

// Until is how many days later e is; negative when it is earlier.
func (d Day) Until(e Day) int { return int((e.Date().Unix() - d.Date().Unix()) / 86400) }

// Years is how many whole years have passed since d on day e: an age. Who was born on 29 February is a year older on 1 March.
func (d Day) Years(e Day) int {
	from, to := d.Date(), e.Date()
	years := to.Year() - from.Year()
	if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
		years--
	}
	return years
}
