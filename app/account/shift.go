package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/calendar"
)

// Shifts are when somebody works: a usual week, and the days on which it is otherwise. Hours are those of the bank's wall clock; who
// works through the night works until 24:00 and from 0:00.
type Shifts struct {
	Week [7]calendar.Hours // by time.Weekday: Sunday first
	Days []ShiftDay        // by day
}

// ShiftDay is a day with hours of its own, or a day off.
type ShiftDay struct {
	Day   app.Day
	Hours calendar.Hours
	Note  string // at most MaxShiftNote characters
}

// MaxShiftNote bounds ShiftDay.Note, in characters.
const MaxShiftNote = 100

// Calendar answers when somebody works, as the centre's calendar does for the centre.
func (s Shifts) Calendar() *calendar.Calendar {
	b := calendar.Book{Week: s.Week}
	for _, d := range s.Days {
		b.Holidays = append(b.Holidays, calendar.Holiday{Day: d.Day, Hours: d.Hours})
	}
	return calendar.New(app.Zone(), b)
}

// None tells whether nothing was ever said about when somebody works.
func (s Shifts) None() bool { return s.Week == [7]calendar.Hours{} && len(s.Days) == 0 }

// SetWeek replaces somebody's usual week. Each weekday has its hours as they are typed, "9:00" and "18:00"; both empty: free.
func (s *Service) SetWeek(ctx context.Context, actor app.Actor, id string, typed [7][2]string) error {
	was, err := s.Colleague(ctx, actor, id)
	if err != nil {
		return err
	}
	var week [7]calendar.Hours
	var wrong []app.Field
	for day, pair := range typed {
		h, text := hours(pair[0], pair[1])
		if text.ID != "" {
			wrong = append(wrong, app.Field{Name: fmt.Sprintf("day-%d", day), Text: text})
		}
		week[day] = h
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	if was.Shifts.Week == week {
		return nil
	}
	return s.store.SetWeek(ctx, id, week, app.Record(actor, "person.week", id, weekWords(was.Shifts.Week), weekWords(week)))
}

// SetDay says how somebody works on one day; without hours it is a day off.
func (s *Service) SetDay(ctx context.Context, actor app.Actor, id, day, from, until, note string) error {
	was, err := s.Colleague(ctx, actor, id)
	if err != nil {
		return err
	}
	d, ok := app.ParseDay(day)
	var wrong []app.Field
	if !ok || d < app.Today() || d > app.Today().AddMonths(24) {
		wrong = append(wrong, app.Field{Name: "day", Text: app.T("account.day_odd")})
	}
	h, text := hours(from, until)
	if text.ID != "" {
		wrong = append(wrong, app.Field{Name: "from", Text: text})
	}
	note = app.Clean(note)
	if utf8.RuneCountInString(note) > MaxShiftNote {
		wrong = append(wrong, app.Field{Name: "note", Text: app.T("account.note_long", "Max", MaxShiftNote)})
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	old := ""
	if i := slices.IndexFunc(was.Shifts.Days, func(x ShiftDay) bool { return x.Day == d }); i >= 0 {
		old = dayWords(was.Shifts.Days[i])
	}
	fresh := ShiftDay{Day: d, Hours: h, Note: note}
	return s.store.SetDay(ctx, id, fresh, app.Record(actor, "person.day", id, old, dayWords(fresh)))
}

// DropDay makes a day as usual again.
func (s *Service) DropDay(ctx context.Context, actor app.Actor, id, day string) error {
	if _, err := s.Colleague(ctx, actor, id); err != nil {
		return err
	}
	d, ok := app.ParseDay(day)
	if !ok {
		return app.ErrNotFound
	}
	return s.store.DropDay(ctx, id, d, app.Record(actor, "person.day", id, day, ""))
}

// hours reads two times of a day; both empty are none. The end of a day is "24:00", or "00:00" after a beginning.
func hours(from, until string) (h calendar.Hours, wrong app.Text) {
	from, until = strings.TrimSpace(from), strings.TrimSpace(until)
	if from == "" && until == "" {
		return h, wrong
	}
	start, ok1 := minutes(from)
	end, ok2 := minutes(until)
	if end == 0 {
		end = calendar.Midnight
	}
	if !ok1 || !ok2 || start >= end {
		return h, app.T("account.hours_odd")
	}
	return calendar.Hours{From: start, Until: end}, wrong
}

func minutes(text string) (int, bool) {
	if text == "24:00" {
		return calendar.Midnight, true
	}
	t, err := time.Parse("15:04", text)
	return t.Hour()*60 + t.Minute(), err == nil
}

// Clock is minutes of a day as they are typed: "09:00".
func Clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// Weekdays are words for weekdays, by time.Weekday.
var Weekdays = [7]string{"su", "mo", "tu", "we", "th", "fr", "sa"}

func weekWords(week [7]calendar.Hours) string {
	var words []string
	for i := range week {
		day := (i + 1) % 7 // Monday first
		if h := week[day]; !h.Closed() {
			words = append(words, Weekdays[day]+" "+Clock(h.From)+"-"+Clock(h.Until))
		}
	}
	return strings.Join(words, ", ")
}

func dayWords(d ShiftDay) string {
	if d.Hours.Closed() {
		return string(d.Day) + " off"
	}
	return string(d.Day) + " " + Clock(d.Hours.From) + "-" + Clock(d.Hours.Until)
}
