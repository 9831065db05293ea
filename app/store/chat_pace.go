package store

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"telemark/app/chat"
)

// paceCache keeps the pace for some seconds: everybody who waits asks for the same.
type paceCache struct {
	sync.Mutex
	until time.Time
	pace  chat.Pace
}

const paceKeep = 10 * time.Second

var (
	takesLately = &statement{"SELECT", "rooms", "SELECT taken_at FROM rooms WHERE taken_at >= ? ORDER BY taken_at DESC {page}"}
	onlineStaff = &statement{"SELECT", "users", `SELECT COUNT(*) FROM users u JOIN presence p ON p.user_id = u.id
		WHERE u.role = 'operator' AND u.disabled_at IS NULL AND p.online_until > ?`}
)

// Pace implements chat.Store.
func (s Chat) Pace(ctx context.Context, now time.Time) (chat.Pace, error) {
	cache := &s.db.pace
	cache.Lock()
	defer cache.Unlock()
	if now.Before(cache.until) {
		return cache.pace, nil
	}
	ctx, cancel := deadline(ctx)
	defer cancel()
	var p chat.Pace
	err := s.db.asking(ctx, func() error {
		p.Taken = nil
		rows, err := s.db.queryOnce(ctx, takesLately, now.Add(-chat.PaceTime), chat.PaceSize)
		return scan(rows, err, func(rows *sql.Rows) error {
			var at time.Time
			err := rows.Scan(&at)
			p.Taken = append(p.Taken, at)
			return err
		})
	})
	if err != nil {
		return p, domain(err)
	}
	rows, err := s.db.query(ctx, onlineStaff, now)
	if err := one(rows, err, func(rows *sql.Rows) error { return rows.Scan(&p.Online) }); err != nil {
		return p, domain(err)
	}
	cache.pace, cache.until = p, now.Add(paceKeep)
	return p, nil
}
