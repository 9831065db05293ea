package store

import (
	"context"
	"database/sql"

	"telemark/app"
	"telemark/app/calendar"
)

// Calendar keeps the centre's hours.
type Calendar struct{ db *DB }

var _ calendar.Store = Calendar{}

// Calendar is the part of the database that calendar.Service works on.
func (d *DB) Calendar() Calendar { return Calendar{d} }

// mostHolidays bounds what a calendar holds: those of some years.
const mostHolidays = 1000

var (
	hoursGet       = &statement{"SELECT", "opening_hours", "SELECT weekday, opens, closes, places FROM opening_hours ORDER BY weekday"}
	hoursSet       = &statement{"UPDATE", "opening_hours", "UPDATE opening_hours SET opens = ?, closes = ?, places = ? WHERE weekday = ?"}
	hoursLock      = &statement{"UPDATE", "opening_hours", "UPDATE opening_hours SET places = places"} // two who save wait for each other
	holidaysGet    = &statement{"SELECT", "holidays", "SELECT day, opens, closes, places, name_en, name_ru FROM holidays ORDER BY day DESC {page}"}
	holidaysDelete = &statement{"DELETE", "holidays", "DELETE FROM holidays WHERE day >= ?"}
	holidayInsert  = &statement{"INSERT", "holidays", "INSERT INTO holidays (day, opens, closes, places, name_en, name_ru) VALUES (?, ?, ?, ?, ?, ?)"}
)

// Book implements calendar.Store. A day without a row is closed.
func (s Calendar) Book(ctx context.Context) (b calendar.Book, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		b, err = readBook(ctx, s.db.queryOnce)
		return err
	})
	return b, domain(err)
}

func readBook(ctx context.Context, ask func(context.Context, *statement, ...any) (*sql.Rows, error)) (b calendar.Book, err error) {
	rows, err := ask(ctx, hoursGet)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var day int
		var h calendar.Hours
		err := rows.Scan(&day, &h.From, &h.Until, &h.Places)
		b.Week[day] = h
		return err
	})
	if err != nil {
		return b, err
	}
	rows, err = ask(ctx, holidaysGet, mostHolidays)
	return b, scan(rows, err, func(rows *sql.Rows) error {
		var h calendar.Holiday
		var en, ru string
		err := rows.Scan(&h.Day, &h.Hours.From, &h.Hours.Until, &h.Hours.Places, &en, &ru)
		h.Names = map[string]string{"en": en, "ru": ru}
		b.Holidays = append(b.Holidays, h)
		return err
	})
}

// Save implements calendar.Store.
func (s Calendar) Save(ctx context.Context, b calendar.Book, allow func(calendar.Book) error, record func(calendar.Book) app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, hoursLock); err != nil {
			return err
		}
		old, err := readBook(ctx, t.query)
		if err == nil {
			err = allow(old)
		}
		if err != nil {
			return err
		}
		for day, h := range b.Week {
			if _, err := t.exec(ctx, hoursSet, h.From, h.Until, h.Places, day); err != nil {
				return err
			}
		}
		if _, err := t.exec(ctx, holidaysDelete, ""); err != nil {
			return err
		}
		for _, h := range b.Holidays {
			_, err := t.exec(ctx, holidayInsert, string(h.Day), h.Hours.From, h.Hours.Until, h.Hours.Places, words(h.Names["en"]), words(h.Names["ru"]))
			if err != nil {
				return err
			}
		}
		return t.audit(ctx, record(old))
	})
}
