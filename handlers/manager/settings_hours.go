package manager

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/calendar"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Hours is the view of manager/settings_hours.
type Hours struct {
	Settings
	Week     []DayForm // Monday first
	Holidays []HolidayForm
}

// DayForm is a day of the week as it is typed.
type DayForm struct {
	Place               string // of its fields: "week.1"
	Weekday             string // as Go counts: Sunday is 0
	From, Until, Places string
}

// HolidayForm is a day with hours of its own as it is typed; an empty day is none.
type HolidayForm struct {
	Place                            string // "holidays.0"
	Day, From, Until, Places, EN, RU string
}

// week is the order in which people read one.
var week = []int{1, 2, 3, 4, 5, 6, 0}

// spare is how many empty rows a form has for what is new; mostRows bounds what is read of one.
const (
	spare    = 3
	mostRows = 400
)

// Hours shows when the centre works.
func (h Handlers) Hours(c *fiber.Ctx) error {
	b, err := h.Calendar.Book(c.UserContext(), guard.Actor(c))
	if err != nil {
		return err
	}
	view := Hours{Settings: settings(c, "hours")}
	view.Seen = b.Mark()
	view.show(b)
	return web.Page(c, "manager/settings_hours", view)
}

// show puts a book into the form. Holidays of past years stay as they are, and are not shown.
func (v *Hours) show(b calendar.Book) {
	for _, day := range week {
		hours := b.Week[day]
		d := DayForm{Place: "week." + strconv.Itoa(day), Weekday: strconv.Itoa(day)}
		d.From, d.Until, d.Places = typedHours(hours)
		v.Week = append(v.Week, d)
	}
	for i := len(b.Holidays) - 1; i >= 0; i-- { // the book has the latest first
		one := b.Holidays[i]
		if past(one.Day) {
			continue
		}
		f := HolidayForm{Day: string(one.Day), EN: one.Names["en"], RU: one.Names["ru"]}
		f.From, f.Until, f.Places = typedHours(one.Hours)
		v.Holidays = append(v.Holidays, f)
	}
	v.number()
}

// number gives the holidays their places, and room for new ones.
func (v *Hours) number() {
	for range spare {
		v.Holidays = append(v.Holidays, HolidayForm{})
	}
	for i := range v.Holidays {
		v.Holidays[i].Place = "holidays." + strconv.Itoa(i)
	}
}

func past(day app.Day) bool { return day[:4] < app.Today()[:4] }

func typedHours(h calendar.Hours) (from, until, places string) {
	if h.Closed() {
		return "", "", ""
	}
	return calendar.Clock(h.From), calendar.Clock(h.Until), strconv.Itoa(h.Places)
}

// SetHours stores them. A row without hours is closed, a holiday without a day is none.
func (h Handlers) SetHours(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	old, err := h.Calendar.Book(ctx, actor)
	if err != nil {
		return err
	}
	view := Hours{Settings: settings(c, "hours")}
	next := view.read(c)
	for _, one := range old.Holidays {
		if past(one.Day) {
			next.Holidays = append(next.Holidays, one)
		}
	}
	err = h.Calendar.Change(ctx, actor, next, c.FormValue("seen"))
	if view.refuse(c, err, view.order()) {
		view.Seen = c.FormValue("seen")
		if view.Gone != "" {
			view.Seen = old.Mark()
		}
		view.number()
		return web.Page(c, "manager/settings_hours", view)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/settings/hours?done=1")
}

// read takes the form as it was typed, and makes a book of it.
func (v *Hours) read(c *fiber.Ctx) (b calendar.Book) {
	for _, day := range week {
		place := "week." + strconv.Itoa(day)
		d := DayForm{
			Place: place, Weekday: strconv.Itoa(day),
			From: c.FormValue(place + ".from"), Until: c.FormValue(place + ".until"), Places: c.FormValue(place + ".places"),
		}
		v.Week, b.Week[day] = append(v.Week, d), hoursOf(d.From, d.Until, d.Places)
	}
	for i := range rows(c, "holidays.", ".day", mostRows) {
		place := "holidays." + strconv.Itoa(i)
		part := func(name string) string { return app.Clean(c.FormValue(place + "." + name)) }
		f := HolidayForm{
			Day: part("day"), From: part("from"), Until: part("until"), Places: part("places"), EN: part("name_en"), RU: part("name_ru"),
		}
		if f == (HolidayForm{}) || part("drop") != "" {
			continue
		}
		v.Holidays = append(v.Holidays, f)
		b.Holidays = append(b.Holidays, calendar.Holiday{
			Day: app.Day(f.Day), Hours: hoursOf(f.From, f.Until, f.Places), Names: map[string]string{"en": f.EN, "ru": f.RU},
		})
	}
	return b
}

// hoursOf reads what is typed; what can't be read is hours that no day has.
func hoursOf(from, until, places string) calendar.Hours {
	if from == "" && until == "" {
		return calendar.Hours{}
	}
	odd := calendar.Hours{From: -1}
	f, fromOK := calendar.ParseClock(from)
	u, untilOK := calendar.ParseClock(until)
	n, err := strconv.Atoi(places)
	if places == "" {
		n, err = 0, nil
	}
	if !fromOK || !untilOK || err != nil {
		return odd
	}
	return calendar.Hours{From: f, Until: u, Places: n}
}

// order are the places of the form's fields, from its top.
func (v *Hours) order() (order []string) {
	for _, day := range week {
		order = append(order, "week."+strconv.Itoa(day))
	}
	for i := range v.Holidays {
		place := "holidays." + strconv.Itoa(i)
		order = append(order, place+".day", place, place+".name_en", place+".name_ru")
	}
	return order
}
