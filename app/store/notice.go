package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/notice"
	"telemark/app/secret"
)

// Notices keeps who wants to be told of answers, and what they have been told.
type Notices struct{ db *DB }

var _ notice.Store = Notices{}

// Notices is the part of the database that notice.Service works on.
func (d *DB) Notices() Notices { return Notices{d} }

const deviceFields = "id, user_id, endpoint, p256dh, auth, name, since"

var (
	wishGet    = &statement{"SELECT", "notice_wishes", "SELECT email FROM notice_wishes WHERE user_id = ?"}
	wishSet    = &statement{"UPDATE", "notice_wishes", "UPDATE notice_wishes SET email = ? WHERE user_id = ?"}
	wishPut    = &statement{"INSERT", "notice_wishes", "INSERT INTO notice_wishes (user_id, email) VALUES (?, ?)"}
	devicesOf  = &statement{"SELECT", "push_devices", "SELECT " + deviceFields + " FROM push_devices WHERE user_id = ? ORDER BY since, id {page}"}
	deviceOut  = &statement{"DELETE", "push_devices", "DELETE FROM push_devices WHERE endpoint_hash = ?"}
	deviceDrop = &statement{"DELETE", "push_devices", "DELETE FROM push_devices WHERE id = ? AND user_id = ?"}
	deviceGone = &statement{"DELETE", "push_devices", "DELETE FROM push_devices WHERE id = ?"}
	devicePut  = &statement{"INSERT", "push_devices", `INSERT INTO push_devices
		(id, user_id, endpoint_hash, endpoint, p256dh, auth, name, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`}
)

// manyDevices bounds a list; the service keeps fewer.
const manyDevices = 50

// Wishes implements notice.Store.
func (s Notices) Wishes(ctx context.Context, client string) (w notice.Wishes, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, wishGet, client)
	if err := scan(rows, err, func(rows *sql.Rows) error { return rows.Scan(&w.Email) }); err != nil {
		return w, domain(err)
	}
	devices, err := listing(ctx, s.db, scanDevice, devicesOf, client, manyDevices)
	for _, d := range devices {
		w.Devices = append(w.Devices, notice.Device{ID: d.ID, Name: d.Name, Since: d.Since})
	}
	return w, err
}

func scanDevice(rows *sql.Rows) (d notice.Subscription, err error) {
	err = rows.Scan(&d.ID, &d.Client, &d.Endpoint, &d.P256dh, &d.Auth, &d.Name, &d.Since)
	return d, err
}

// SetEmail implements notice.Store.
func (s Notices) SetEmail(ctx context.Context, client string, on bool, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, wishSet, on, client)
		if err == nil && n == 0 {
			_, err = t.exec(ctx, wishPut, client, on)
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Subscribe implements notice.Store.
func (s Notices) Subscribe(ctx context.Context, d notice.Subscription, most int, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		hash := secret.Hash(d.Endpoint)
		if _, err := t.exec(ctx, deviceOut, hash); err != nil {
			return err
		}
		var others []string // the oldest first
		rows, err := t.query(ctx, devicesOf, d.Client, manyDevices)
		err = scan(rows, err, func(rows *sql.Rows) error {
			other, err := scanDevice(rows)
			others = append(others, other.ID)
			return err
		})
		if err != nil {
			return err
		}
		for len(others) >= most {
			if _, err := t.exec(ctx, deviceGone, others[0]); err != nil {
				return err
			}
			others = others[1:]
		}
		_, err = t.exec(ctx, devicePut, d.ID, d.Client, hash, words(d.Endpoint), d.P256dh, d.Auth, words(d.Name), d.Since)
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Unsubscribe implements notice.Store.
func (s Notices) Unsubscribe(ctx context.Context, client, device string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		drop, args := deviceDrop, []any{device, client}
		if client == "" {
			drop, args = deviceGone, args[:1]
		}
		n, err := t.exec(ctx, drop, args...)
		if err != nil || n == 0 {
			return either(err, app.ErrNotFound)
		}
		return t.audit(ctx, a)
	})
}

// unseen are the statements that find answers which nobody has seen, for each state that a room can be in: each reads a stretch
// of the index of that state, which is as long as what happened between the two times.
var unseen = func() (all []*statement) {
	for _, stretch := range []string{
		"r.state = 'open' AND r.last_at >= ? AND r.last_at < ?",
		"r.state = 'waiting' AND r.waiting_since >= ? AND r.waiting_since < ?",
		"r.closed_at >= ? AND r.closed_at < ?",
	} {
		all = append(all, &statement{"SELECT", "rooms", `SELECT r.id, r.last_said_seq, n.seq FROM rooms r
			JOIN messages m ON m.room_id = r.id AND m.seq = r.last_said_seq AND m.side = 'staff'
			LEFT JOIN notices n ON n.room_id = r.id
			LEFT JOIN presence p ON p.user_id = r.client_id
			WHERE ` + stretch + ` AND r.client_read < r.last_said_seq AND (n.seq IS NULL OR n.seq <= r.client_read)
			AND (p.online_until IS NULL OR p.online_until < ?)
			AND (EXISTS (SELECT 1 FROM notice_wishes w WHERE w.user_id = r.client_id AND w.email = ?)
				OR EXISTS (SELECT 1 FROM push_devices d WHERE d.user_id = r.client_id))
			ORDER BY r.id {page}`})
	}
	return all
}()

var (
	noticePut   = &statement{"INSERT", "notices", "INSERT INTO notices (room_id, seq, attempts, next_at, done) VALUES (?, ?, 0, ?, ?)"}
	noticeAgain = &statement{"UPDATE", "notices", "UPDATE notices SET seq = ?, attempts = 0, next_at = ?, done = ? WHERE room_id = ? AND seq = ?"}
	noticesDue  = &statement{"SELECT", "notices", `SELECT n.room_id, n.seq, n.attempts, r.client_id, u.lang, u.email, w.email FROM notices n
		JOIN rooms r ON r.id = n.room_id JOIN users u ON u.id = r.client_id
		LEFT JOIN notice_wishes w ON w.user_id = r.client_id
		WHERE n.done = ? AND n.next_at <= ? ORDER BY n.next_at, n.room_id {page}`}
	noticeClaim = &statement{"UPDATE", "notices", `UPDATE notices SET attempts = attempts + 1, next_at = ?
		WHERE room_id = ? AND seq = ? AND attempts = ? AND done = ?
		AND EXISTS (SELECT 1 FROM rooms r WHERE r.id = notices.room_id AND r.client_read < notices.seq)`}
	noticeDone = &statement{"UPDATE", "notices", "UPDATE notices SET done = ? WHERE room_id = ? AND seq = ?"}
	noticeRead = &statement{"UPDATE", "notices", `UPDATE notices SET done = ? WHERE room_id = ? AND seq = ?
		AND EXISTS (SELECT 1 FROM rooms r WHERE r.id = notices.room_id AND r.client_read >= notices.seq)`}
)

// answer is one that its client has not seen.
type answer struct {
	room   string
	seq    int64
	before sql.NullInt64 // what they were told of last
}

// Find implements notice.Store.
func (s Notices) Find(ctx context.Context, since, before time.Time, limit int) (found int, err error) {
	var all []answer
	for _, find := range unseen {
		list, err := s.unseen(ctx, find, since, before, limit)
		if err != nil {
			return 0, domain(err)
		}
		all = append(all, list...)
	}
	now := app.Now()
	for _, a := range all {
		err := s.db.change(ctx, func(ctx context.Context, t *tx) error {
			if a.before.Valid {
				_, err := t.exec(ctx, noticeAgain, a.seq, now, false, a.room, a.before.Int64)
				return err
			}
			_, err := t.exec(ctx, noticePut, a.room, a.seq, now, false)
			return err
		})
		if err != nil && app.KindOf(err) != app.Conflict { // another process has found it, too
			return found, err
		}
		found++
	}
	return found, nil
}

func (s Notices) unseen(ctx context.Context, find *statement, since, before time.Time, limit int) (list []answer, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, find, since, before, app.Now(), true, limit)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var a answer
		err := rows.Scan(&a.room, &a.seq, &a.before)
		list = append(list, a)
		return err
	})
	return list, err
}

// Due implements notice.Store.
func (s Notices) Due(ctx context.Context, at time.Time, limit int) (list []notice.Due, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, noticesDue, false, at, limit)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var d notice.Due
		var wish sql.NullBool
		if err := rows.Scan(&d.Room, &d.Seq, &d.Attempts, &d.Client, &d.Lang, &d.Email, &wish); err != nil {
			return err
		}
		if !wish.Bool {
			d.Email = ""
		}
		list = append(list, d)
		return nil
	})
	if err != nil || len(list) == 0 {
		return list, domain(err)
	}
	devices, err := s.devices(ctx, list)
	for i := range list {
		list[i].Pushes = devices[list[i].Client]
	}
	return list, domain(err)
}

// devices are those of the clients of a list.
func (s Notices) devices(ctx context.Context, list []notice.Due) (map[string][]notice.Subscription, error) {
	clients := make([]string, len(list))
	for i, d := range list {
		clients[i] = d.Client
	}
	all := map[string][]notice.Subscription{}
	err := s.db.asking(ctx, func() error {
		clear(all)
		rows, err := s.db.read.NewSelect().Table("push_devices").ColumnExpr(deviceFields).
			Where("user_id IN (?)", bun.List(clients)).OrderExpr("user_id, since, id").Rows(ctx)
		return scan(rows, err, func(rows *sql.Rows) error {
			d, err := scanDevice(rows)
			all[d.Client] = append(all[d.Client], d)
			return err
		})
	})
	return all, err
}

// Claim implements notice.Store.
func (s Notices) Claim(ctx context.Context, d notice.Due, next time.Time) (mine bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, noticeClaim, next, d.Room, d.Seq, d.Attempts, false)
		mine = n == 1
		if err == nil && !mine {
			_, err = t.exec(ctx, noticeRead, true, d.Room, d.Seq)
		}
		return err
	})
	return mine, err
}

// Done implements notice.Store.
func (s Notices) Done(ctx context.Context, d notice.Due) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, noticeDone, true, d.Room, d.Seq)
		return err
	})
}
