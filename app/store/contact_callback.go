package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"telemark/app"
	"telemark/app/contact"
)

// mostSlots bounds the slots that are looked at: a week of half hours is a third of it.
const mostSlots = 1000

const (
	callbackFields = `b.id, b.client_id, u.name, b.room_id, b.phone, b.note, b.starts_at, b.ends_at, b.state, b.tries, b.operator_id,
		b.created_at, b.changed_at`
	callbackFrom = "callbacks b JOIN users u ON u.id = b.client_id"
)

var (
	slotsTaken = &statement{"SELECT", "callback_slots", `SELECT starts_at, taken FROM callback_slots
		WHERE starts_at >= ? AND starts_at < ? ORDER BY starts_at {page}`}
	slotTake = &statement{"UPDATE", "callback_slots", "UPDATE callback_slots SET taken = taken + 1 WHERE starts_at = ? AND taken < ?"}
	slotGive = &statement{"UPDATE", "callback_slots", "UPDATE callback_slots SET taken = taken - 1 WHERE starts_at = ? AND taken > 0"}
	slotGet  = &statement{"SELECT", "callback_slots", "SELECT taken FROM callback_slots WHERE starts_at = ?"}
	slotPut  = &statement{"INSERT", "callback_slots", "INSERT INTO callback_slots (starts_at, taken) VALUES (?, 1)"}

	callbackOwed      = &statement{"SELECT", "callbacks", "SELECT " + callbackFields + " FROM " + callbackFrom + " WHERE b.owed_to = ?"}
	callbackGet       = &statement{"SELECT", "callbacks", "SELECT " + callbackFields + " FROM " + callbackFrom + " WHERE b.id = ?"}
	callbacksUpcoming = &statement{"SELECT", "callbacks", "SELECT " + callbackFields + " FROM " + callbackFrom + `
		WHERE b.owed_to IS NOT NULL ORDER BY b.starts_at, b.id {page}`}
	callbackInsert = &statement{"INSERT", "callbacks", `INSERT INTO callbacks (id, client_id, room_id, phone, note, starts_at, ends_at, state,
		tries, operator_id, created_at, changed_at, owed_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}
	callbacksTried = &statement{"SELECT", "callbacks", "SELECT " + callbackFields + " FROM " + callbackFrom + `
		WHERE b.operator_id = ? AND b.owed_to IS NOT NULL ORDER BY b.id {page}`}
	operatorCount  = &statement{"SELECT", "users", "SELECT COUNT(*) FROM users WHERE id = ? AND role = 'operator' AND disabled_at IS NULL"}
	callbacksGive  = &statement{"UPDATE", "callbacks", "UPDATE callbacks SET operator_id = ?, changed_at = ? WHERE operator_id = ? AND owed_to IS NOT NULL"}
	callbackSettle = &statement{"UPDATE", "callbacks", `UPDATE callbacks SET state = ?, tries = ?, operator_id = ?, changed_at = ?, owed_to = ?
		WHERE id = ? AND state = ? AND tries = ?`}
)

// Taken implements contact.Store.
func (s Contact) Taken(ctx context.Context, from, to time.Time) (map[time.Time]int, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	taken := map[time.Time]int{}
	err := s.db.asking(ctx, func() error {
		clear(taken)
		rows, err := s.db.queryOnce(ctx, slotsTaken, from, to, mostSlots)
		return scan(rows, err, func(rows *sql.Rows) error {
			var start time.Time
			var n int
			err := rows.Scan(&start, &n)
			taken[start.UTC()] = n
			return err
		})
	})
	return taken, domain(err)
}

func scanCallback(rows *sql.Rows) (c contact.Callback, err error) {
	var room, operator sql.NullString
	err = rows.Scan(&c.ID, &c.Client, &c.Name, &room, &c.Phone, &c.Note, &c.Start, &c.End, &c.State, &c.Tries, &operator, &c.CreatedAt, &c.ChangedAt)
	c.Room, c.By = room.String, operator.String
	return c, err
}

func (s Contact) callbacks(ctx context.Context, ask *statement, args ...any) ([]contact.Callback, error) {
	return listing(ctx, s.db, scanCallback, ask, args...)
}

func (s Contact) callback(ctx context.Context, ask *statement, id string) (contact.Callback, error) {
	list, err := s.callbacks(ctx, ask, id)
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return contact.Callback{}, err
	}
	return list[0], nil
}

// Booked implements contact.Store.
func (s Contact) Booked(ctx context.Context, client string) (contact.Callback, error) {
	return s.callback(ctx, callbackOwed, client)
}

// Callback implements contact.Store.
func (s Contact) Callback(ctx context.Context, id string) (contact.Callback, error) {
	return s.callback(ctx, callbackGet, id)
}

// Upcoming implements contact.Store.
func (s Contact) Upcoming(ctx context.Context, limit int) ([]contact.Callback, error) {
	return s.callbacks(ctx, callbacksUpcoming, min(max(limit, 1), contact.ListSize))
}

// Tried implements contact.Store.
func (s Contact) Tried(ctx context.Context, operator string, limit int) ([]contact.Callback, error) {
	return s.callbacks(ctx, callbacksTried, operator, min(max(limit, 1), contact.ListSize))
}

// HandOver implements contact.Store.
func (s Contact) HandOver(ctx context.Context, from, to string, at time.Time, a app.Audit) (moved int, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if to != "" {
			if n, err := t.count(ctx, operatorCount, to); err != nil || n == 0 {
				return either(err, contact.ErrNoReceiver)
			}
		}
		n, err := t.exec(ctx, callbacksGive, orNull(to), at, from)
		if moved = int(n); err != nil || n == 0 {
			return err
		}
		if err := t.audit(ctx, a); err != nil {
			return err
		}
		return t.working(ctx, to)
	})
	return moved, err
}

var errFullSlot = errors.New("the slot has no place left")

// Book implements contact.Store. The slot's row is where clients meet: its guarded update gives the last place to one of them. Who
// meets another on a row that both insert tries again.
func (s Contact) Book(ctx context.Context, c contact.Callback, places int, a app.Audit) (bool, error) {
	var err error
	for range tries {
		full := false
		err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
			full = false
			err := t.book(ctx, c, places, a)
			full = errors.Is(err, errFullSlot)
			return err
		})
		if full {
			return false, nil
		}
		if app.KindOf(err) != app.Conflict {
			break
		}
	}
	return err == nil, err
}

func (t *tx) book(ctx context.Context, c contact.Callback, places int, a app.Audit) error {
	var old contact.Callback
	rows, err := t.query(ctx, callbackOwed, c.Client)
	err = scan(rows, err, func(rows *sql.Rows) (err error) {
		old, err = scanCallback(rows)
		return err
	})
	if err != nil {
		return err
	}
	if old.ID != "" {
		ended := old
		ended.State, ended.ChangedAt = contact.Cancelled, c.CreatedAt
		if _, err := t.settle(ctx, old, ended); err != nil {
			return err
		}
	}
	if err := t.takeSlot(ctx, c.Start, places); err != nil {
		return err
	}
	_, err = t.exec(ctx, callbackInsert, c.ID, c.Client, orNull(c.Room), c.Phone, words(c.Note), c.Start, c.End, string(c.State),
		c.Tries, orNull(c.By), c.CreatedAt, c.ChangedAt, c.Client)
	if err != nil {
		return err
	}
	return t.audit(ctx, a)
}

// takeSlot takes one of the places of a slot, whose row the first client makes.
func (t *tx) takeSlot(ctx context.Context, start time.Time, places int) error {
	n, err := t.exec(ctx, slotTake, start, places)
	if err != nil || n == 1 {
		return err
	}
	full := places < 1
	rows, err := t.query(ctx, slotGet, start)
	err = scan(rows, err, func(rows *sql.Rows) error {
		full = true
		var taken int
		return rows.Scan(&taken)
	})
	if err != nil {
		return err
	}
	if full {
		return errFullSlot
	}
	_, err = t.exec(ctx, slotPut, start)
	return err
}

// Settle implements contact.Store.
func (s Contact) Settle(ctx context.Context, was, now contact.Callback, a app.Audit) (settled bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		var err error
		if settled, err = t.settle(ctx, was, now); err != nil || !settled {
			return err
		}
		if err := t.audit(ctx, a); err != nil || now.State != contact.Booked {
			return err
		}
		return t.working(ctx, now.By)
	})
	return settled, err
}

// settle gives the place of a call back that will not be made.
func (t *tx) settle(ctx context.Context, was, now contact.Callback) (bool, error) {
	owed := ""
	if now.State == contact.Booked {
		owed = now.Client
	}
	n, err := t.exec(ctx, callbackSettle, string(now.State), now.Tries, orNull(now.By), now.ChangedAt, orNull(owed), was.ID, string(was.State), was.Tries)
	if err != nil || n == 0 {
		return false, err
	}
	if now.State == contact.Cancelled {
		_, err = t.exec(ctx, slotGive, was.Start)
	}
	return true, err
}
