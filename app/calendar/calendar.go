// Package calendar is when the centre works: opening hours by weekday, and the days on which they differ. It is the one calendar for
// the chat, for the clocks of service levels and for calling.
//
// Hours are wall-clock time where the bank is, so that on the days on which clocks are turned an hour is missing or there twice, and
// every moment and duration that is counted here is a real one. A day's hours lie within the day: who works through the night is open
// until 24:00 and from 0:00. A Calendar is a value without I/O that never changes; Service reads it.
package calendar

import (
	"time"

	"telemark/app"
)

// Midnight is the end of a day in minutes from its start.
const Midnight = 24 * 60

// Hours are when the centre works on a day: minutes from midnight by the wall clock, Until exclusive and at most Midnight. With
// Until not above From it is closed.
type Hours struct {
	From, Until int
	Places      int // calls that it can promise for each slot of SlotLength
}

// Closed tells whether nobody works.
func (h Hours) Closed() bool { return h.Until <= h.From }

// Holiday is a day with hours of its own, or with none.
type Holiday struct {
	Day   app.Day
	Hours Hours
	Names map[string]string // by language: "en", "ru"
}

// Book is the calendar as it is kept.
type Book struct {
	Week     [7]Hours // by time.Weekday: Sunday first
	Holidays []Holiday
}

// Always is a week in which the centre never closes.
func Always(places int) Book {
	var b Book
	for i := range b.Week {
		b.Week[i] = Hours{From: 0, Until: Midnight, Places: places}
	}
	return b
}

// Calendar answers when the centre works.
type Calendar struct {
	zone *time.Location
	week [7]Hours
	days map[app.Day]Holiday
}

// New makes the calendar of a book for a place.
func New(zone *time.Location, b Book) *Calendar {
	c := &Calendar{zone: zone, week: b.Week, days: make(map[app.Day]Holiday, len(b.Holidays))}
	for _, h := range b.Holidays {
		c.days[h.Day] = h
	}
	return c
}

// horizon is how many days without an hour of work end a search: a calendar may be closed for good.
const horizon = 370

// On are the hours of a day, with its name when it is a holiday.
func (c *Calendar) On(d app.Day) (Hours, map[string]string) {
	if h, ok := c.days[d]; ok {
		return h.Hours, h.Names
	}
	return c.week[d.Date().Weekday()], nil
}

// Open tells whether the centre works at a moment.
func (c *Calendar) Open(t time.Time) bool {
	from, until := c.span(c.dayOf(t))
	return !t.Before(from) && t.Before(until)
}

// NextOpening is t while the centre is open, or else the moment at which it opens next; false when that is never.
func (c *Calendar) NextOpening(t time.Time) (time.Time, bool) {
	if c.Open(t) {
		return t, true
	}
	day := c.dayOf(t)
	for range horizon {
		if from, until := c.span(day); from.Before(until) && from.After(t) {
			return from, true
		}
		day = day.Add(1)
	}
	return time.Time{}, false
}

// Between is how long the centre is open between two moments; 0 when to isn't later.
func (c *Calendar) Between(from, to time.Time) time.Duration {
	total := time.Duration(0)
	for day := c.dayOf(from); day <= c.dayOf(to); day = day.Add(1) {
		opens, closes := c.span(day)
		if opens.Before(from) {
			opens = from
		}
		if closes.After(to) {
			closes = to
		}
		total += max(0, closes.Sub(opens))
	}
	return total
}

// Within is the moment by which the centre has been open for d since from: when something is due that was promised within d. False
// when that is never.
func (c *Calendar) Within(from time.Time, d time.Duration) (time.Time, bool) {
	day, idle := c.dayOf(from), 0
	for idle < horizon {
		opens, closes := c.span(day)
		if opens.Before(from) {
			opens = from
		}
		open := max(0, closes.Sub(opens))
		if open > 0 && d <= open {
			return opens.Add(d), true
		}
		if idle++; open > 0 {
			idle = 0
		}
		d -= open
		day = day.Add(1)
	}
	return time.Time{}, false
}

// SlotLength is how long a slot of a call is.
const SlotLength = 30 * time.Minute

// Slot is a stretch of a day for which calls are promised.
type Slot struct {
	Start, End time.Time
	Places     int // in all, taken ones too
}

// Slots are the whole slots of a day, first to last.
func (c *Calendar) Slots(day app.Day) (list []Slot) {
	hours, _ := c.On(day)
	from, until := c.span(day)
	for end := from.Add(SlotLength); !end.After(until); end = end.Add(SlotLength) {
		list = append(list, Slot{Start: end.Add(-SlotLength), End: end, Places: hours.Places})
	}
	return list
}

// Day is the calendar's day at a moment.
func (c *Calendar) Day(t time.Time) app.Day { return c.dayOf(t) }

// span are the moments between which a day's hours lie; both are the same when it has none.
func (c *Calendar) span(d app.Day) (from, until time.Time) {
	h, _ := c.On(d)
	if h.Closed() {
		h = Hours{}
	}
	return c.at(d, h.From), c.at(d, h.Until)
}

// at is the moment at which the wall clock shows so many minutes of the day.
func (c *Calendar) at(d app.Day, minutes int) time.Time {
	t := d.Date()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, minutes, 0, 0, c.zone).UTC()
}

func (c *Calendar) dayOf(t time.Time) app.Day { return app.Day(t.In(c.zone).Format(time.DateOnly)) }
