package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"telemark/app"
	"telemark/app/chat"
)

var (
	// changeLoad reads a room together with the entry that its author has stored under a key, if there is one.
	changeLoad = &statement{"SELECT", "rooms", "SELECT " + roomFields + ", " + messageFields + " FROM " + roomFrom + `
		LEFT JOIN messages m ON m.room_id = r.id AND m.author_id = ? AND m.msg_key = ?
		LEFT JOIN users a ON a.id = m.author_id
		WHERE r.id = ?`}

	// roomUpdate leaves the marks alone: they move by themselves, without a number.
	roomUpdate = &statement{"UPDATE", "rooms", `UPDATE rooms SET operator_id = ?, topic_id = ?, state = ?, seq = ?, last_said_seq = ?,
		last_at = ?, waiting_since = ?, taken_at = ?, answered_at = ?, closed_at = ?, close_reason = ?,
		request_number = ?
		WHERE id = ? AND seq = ?`}

	// roomSay is roomUpdate for what is said without anything else changing, which is nearly always: SQLite writes each index anew
	// whose column stands in SET, whether its value changes or not, and that doubled what a message writes.
	roomSay = &statement{"UPDATE", "rooms", "UPDATE rooms SET seq = ?, last_said_seq = ?, last_at = ? WHERE id = ? AND seq = ?"}

	roomLock = &statement{"UPDATE", "rooms", "UPDATE rooms SET seq = seq WHERE id = ?"}
	roomHold = &statement{"UPDATE", "rooms", "UPDATE rooms SET seq = seq WHERE id = ? AND seq = ?"}

	roomInsert = &statement{"INSERT", "rooms", `INSERT INTO rooms (operator_id, topic_id, state, seq, last_said_seq,
		last_at, waiting_since, taken_at, answered_at, closed_at, close_reason, request_number, id, client_id, created_at, open_key,
		client_delivered, client_read, staff_delivered, staff_read, about)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}

	// roomEnding writes down how a talk was ended, out of its log; room_endings says what it means.
	roomEnding = &statement{"INSERT", "room_endings", `INSERT INTO room_endings
		(room_id, seq, operator_id, topic_id, reason, asked_at, taken_at, answered_at, ended_at)
		SELECT e.room_id, e.seq, e.author_id, ?, ?, a.created_at,
			COALESCE((SELECT MIN(t.created_at) FROM messages t WHERE t.room_id = e.room_id AND t.seq > a.seq AND t.seq < e.seq
				AND t.kind = 'happens' AND t.body IN ('taken', 'transferred')), e.created_at),
			(SELECT MIN(s.created_at) FROM messages s WHERE s.room_id = e.room_id AND s.seq > a.seq AND s.seq < e.seq
				AND s.side = 'staff' AND s.kind = 'said'), e.created_at
		FROM messages e JOIN messages a ON a.room_id = e.room_id AND a.seq = (SELECT MAX(b.seq) FROM messages b
			WHERE b.room_id = e.room_id AND b.seq < e.seq AND b.kind = 'happens' AND b.body IN ('opened', 'reopened'))
		WHERE e.room_id = ? AND e.seq = ?`}

	roomByKey = &statement{"SELECT", "rooms", "SELECT id FROM rooms WHERE client_id = ? AND open_key = ?"}
)

var errOvertaken = app.Fail(app.Unavailable, app.T("store.busy")).Because(errors.New("the room was changed again and again"))

// Change implements chat.Store. The first attempt takes no lock before its guarded update; one that lost takes the room's
// lock first, so the second is the last.
func (s Chat) Change(ctx context.Context, room, author, key string, decide func(chat.Room) (chat.Change, error)) (chat.Change, error) {
	var out chat.Change
	err := s.db.change(ctx, func(ctx context.Context, t *tx) error {
		for try := range 3 {
			if try > 0 {
				if _, err := t.exec(ctx, roomLock, room); err != nil {
					return err
				}
			}
			c, done, err := t.step(ctx, room, author, key, decide)
			if err != nil || done {
				out = c
				return err
			}
		}
		return errOvertaken
	})
	if err != nil {
		return chat.Change{}, err
	}
	return out, nil
}

// step asks once; done is false when the room was changed in between.
func (t *tx) step(ctx context.Context, room, author, key string, decide func(chat.Room) (chat.Change, error)) (chat.Change, bool, error) {
	var r roomRow
	var m messageRow
	rows, err := t.query(ctx, changeLoad, author, key, room)
	err = one(rows, err, func(rows *sql.Rows) error { return rows.Scan(append(r.targets(), m.targets()...)...) })
	if err != nil {
		return chat.Change{}, false, err
	}
	now := r.room()
	if m.found() {
		return chat.Change{Room: now, Entries: []chat.Message{m.message()}, Repeated: true}, true, nil
	}
	c, err := decide(now)
	if err != nil || len(c.Entries) == 0 && len(c.Audit) == 0 {
		return c, true, err
	}
	if c.Request { // held first: a number that is taken must be used
		n, err := t.exec(ctx, roomHold, now.ID, now.Seq)
		if err != nil || n == 0 {
			return c, false, err
		}
		number, err := t.number(ctx, "request")
		if err != nil {
			return c, false, err
		}
		c = c.Numbered(number)
	}
	n, err := t.moveRoom(ctx, now, c, r.lastSaid)
	if err != nil || n == 0 {
		return c, false, err
	}
	if err := t.append(ctx, c); err != nil || c.Room.Operator.ID == now.Operator.ID {
		return c, true, err
	}
	return c, true, t.working(ctx, c.Room.Operator.ID)
}

// moveRoom makes place for the entries of a change, unless the room has moved by itself; then it changes no row.
func (t *tx) moveRoom(ctx context.Context, from chat.Room, c chat.Change, lastSaid int64) (int64, error) {
	if sameState(from, c.Room) {
		return t.exec(ctx, roomSay, c.Room.Seq, saidLast(c, lastSaid), c.Room.LastAt, from.ID, from.Seq)
	}
	n, err := t.exec(ctx, roomUpdate, append(stateValues(c, lastSaid), from.ID, from.Seq)...)
	if err != nil || n == 0 {
		return n, err
	}
	return n, t.roomChanged(ctx, from, c.Room)
}

// sameState tells whether two rooms differ in nothing but what roomSay writes.
func sameState(a, b chat.Room) bool {
	return a.Operator.ID == b.Operator.ID && a.Topic == b.Topic && a.State == b.State && a.CloseReason == b.CloseReason && a.Request == b.Request &&
		sameTime(a.WaitingSince, b.WaitingSince) && sameTime(a.TakenAt, b.TakenAt) &&
		sameTime(a.AnsweredAt, b.AnsweredAt) && sameTime(a.ClosedAt, b.ClosedAt)
}

func sameTime(a, b *time.Time) bool {
	return a == b || a != nil && b != nil && a.Equal(*b)
}

// saidLast is the number of the last message; before is what it was.
func saidLast(c chat.Change, before int64) int64 {
	for _, m := range c.Entries {
		if m.Kind == chat.Said {
			before = m.Seq
		}
	}
	return before
}

// append stores the entries and records of a change whose room has made place for them.
func (t *tx) append(ctx context.Context, c chat.Change) error {
	for rest := c.Entries; len(rest) > 0; {
		n := min(len(rest), len(insertMessages))
		values := make([]any, 0, 9*n)
		for _, m := range rest[:n] {
			values = entryValues(values, m)
		}
		if _, err := t.exec(ctx, insertMessages[n-1], values...); err != nil {
			return err
		}
		rest = rest[n:]
	}
	for _, m := range c.Entries {
		if m.Kind == chat.Happens && m.Body == string(chat.Ended) {
			if _, err := t.exec(ctx, roomEnding, c.Room.Topic, c.Room.CloseReason, m.Room, m.Seq); err != nil {
				return err
			}
			if err := t.figuresChanged(ctx, byEnded, &m.At); err != nil {
				return err
			}
		}
	}
	return t.audit(ctx, c.Audit...)
}

// stateValues are what a room's row holds of what its log adds up to, in the order of roomUpdate and roomInsert.
func stateValues(c chat.Change, lastSaid int64) []any {
	r := c.Room
	return []any{
		orNull(r.Operator.ID), r.Topic, string(r.State), r.Seq, saidLast(c, lastSaid),
		r.LastAt, r.WaitingSince, r.TakenAt, r.AnsweredAt, r.ClosedAt, r.CloseReason,
		orNone(r.Request),
	}
}

// Create implements chat.Store.
func (s Chat) Create(ctx context.Context, c chat.Change) (chat.Change, error) {
	key := firstKey(c)
	out, err := s.create(ctx, c, key)
	if app.KindOf(err) == app.Conflict { // the same key came in beside this one
		out, err = s.create(ctx, c, key)
	}
	return out, err
}

func (s Chat) create(ctx context.Context, c chat.Change, key string) (chat.Change, error) {
	out := c
	err := s.db.change(ctx, func(ctx context.Context, t *tx) error {
		out = c
		room := ""
		if key != "" {
			rows, err := t.query(ctx, roomByKey, c.Room.Client.ID, key)
			if err := scan(rows, err, func(rows *sql.Rows) error { return rows.Scan(&room) }); err != nil {
				return err
			}
		}
		if room != "" {
			var err error
			out, _, err = t.step(ctx, room, c.Room.Client.ID, key, nothing)
			out.Repeated = true
			return err
		}
		if c.Request {
			number, err := t.number(ctx, "request")
			if err != nil {
				return err
			}
			out = c.Numbered(number)
		}
		r := out.Room
		values := append(stateValues(out, 0), r.ID, r.Client.ID, r.CreatedAt, orNull(key),
			r.ByClient.Delivered, r.ByClient.Read, r.ByStaff.Delivered, r.ByStaff.Read, aboutValue(r.About))
		if _, err := t.exec(ctx, roomInsert, values...); err != nil {
			return err
		}
		if err := t.roomChanged(ctx, chat.Room{}, r); err != nil {
			return err
		}
		return t.append(ctx, out)
	})
	if err != nil {
		return chat.Change{}, err
	}
	return out, nil
}

// nothing decides nothing: it is for finding what a key has stored.
func nothing(r chat.Room) (chat.Change, error) { return chat.Change{Room: r}, nil }

// firstKey is the key of the client's first message, which opens one room only.
func firstKey(c chat.Change) string {
	for _, m := range c.Entries {
		if m.Kind == chat.Said && m.Author.ID == c.Room.Client.ID {
			return m.Key
		}
	}
	return ""
}
