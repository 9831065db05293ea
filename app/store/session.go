package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/session"
)

// Sessions keeps who is signed in where.
type Sessions struct{ db *DB }

var _ session.Store = Sessions{}

// Sessions is the part of the database that app/session works on.
func (d *DB) Sessions() Sessions { return Sessions{d} }

const sessionFields = "s.hash, s.user_id, s.strong, s.started_at, s.seen_at, s.ends_at, s.address, s.device"

var (
	sessionInsert = &statement{"INSERT", "sessions", `INSERT INTO sessions
		(hash, user_id, strong, started_at, seen_at, ends_at, address, device) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`}
	sessionDelete = &statement{"DELETE", "sessions", "DELETE FROM sessions WHERE hash = ?"}
	sessionEnd    = &statement{"DELETE", "sessions", "DELETE FROM sessions WHERE hash = ? AND user_id = ?"}
	sessionOthers = &statement{"SELECT", "sessions", "SELECT hash FROM sessions WHERE user_id = ? AND hash <> ?"}
	sessionsClear = &statement{"DELETE", "sessions", "DELETE FROM sessions WHERE user_id = ? AND hash <> ?"}
	sessionGet    = &statement{"SELECT", "sessions", "SELECT " + sessionFields +
		", u.name, u.role, u.lang, u.disabled_at, u.factor_confirmed, u.duties, u.scope, u.team_id FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = ?"}
	sessionsOf = &statement{"SELECT", "sessions", "SELECT " + sessionFields +
		" FROM sessions s WHERE s.user_id = ? ORDER BY s.seen_at DESC, s.hash {page}"}
)

var (
	elsewhereInsert = &statement{"INSERT", "replaced_sessions", `INSERT INTO replaced_sessions (hash, user_id, replaced_at, address, device)
		VALUES (?, ?, ?, ?, ?)`}
	elsewhereGet = &statement{"SELECT", "replaced_sessions", "SELECT replaced_at, address, device FROM replaced_sessions WHERE hash = ?"}
)

func sessionTargets(s *session.Session) []any {
	return []any{&s.Hash, &s.User, &s.Strong, &s.StartedAt, &s.SeenAt, &s.EndsAt, &s.Address, &s.Device}
}

// Start implements session.Store.
func (s Sessions) Start(ctx context.Context, x session.Session, replaces string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if replaces != "" {
			if _, err := t.exec(ctx, sessionDelete, replaces); err != nil {
				return err
			}
		}
		_, err := t.exec(ctx, sessionInsert, x.Hash, x.User, x.Strong, x.StartedAt, x.SeenAt, x.EndsAt, words(x.Address), words(x.Device))
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// StartAlone implements session.Store. The audit record comes first: from there to the commit nobody else changes what is recorded, so that
// of two at once the later one ends the earlier.
func (s Sessions) StartAlone(ctx context.Context, x session.Session, replaces string, a, b app.Audit) (ended []string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.audit(ctx, a); err != nil {
			return err
		}
		all, err := t.endSessions(ctx, x.User, "")
		if err != nil {
			return err
		}
		ended = slices.DeleteFunc(all, func(hash string) bool { return hash == replaces })
		for _, hash := range ended {
			if _, err := t.exec(ctx, elsewhereInsert, hash, x.User, x.StartedAt, words(x.Address), words(x.Device)); err != nil {
				return err
			}
		}
		_, err = t.exec(ctx, sessionInsert, x.Hash, x.User, x.Strong, x.StartedAt, x.SeenAt, x.EndsAt, words(x.Address), words(x.Device))
		if err != nil || len(ended) == 0 {
			return err
		}
		return t.audit(ctx, b)
	})
	return ended, err
}

// Elsewhere implements session.Store.
func (s Sessions) Elsewhere(ctx context.Context, hash string) (e session.Elsewhere, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, elsewhereGet, hash)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&e.At, &e.Address, &e.Device) })
	return e, domain(err)
}

// Session implements session.Store. It runs with every request.
func (s Sessions) Session(ctx context.Context, hash string) (session.Session, session.User, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var x session.Session
	var u session.User
	var disabled *time.Time
	var rights rightsRow
	rows, err := s.db.query(ctx, sessionGet, hash)
	err = one(rows, err, func(rows *sql.Rows) error {
		to := append(sessionTargets(&x), &u.Name, &u.Role, &u.Lang, &disabled, &u.SecondFactor)
		return rows.Scan(append(to, rights.targets()...)...)
	})
	u.Rights = rights.rights()
	u.ID, u.Disabled = x.User, disabled != nil
	return x, u, domain(err)
}

// Touch implements session.Store.
func (s Sessions) Touch(ctx context.Context, hashes []string, at time.Time) (alive []string, err error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		alive = nil
		_, err := t.NewUpdate().Table("sessions").Set("seen_at = ?", at).
			Where("hash IN (?)", bun.List(hashes)).Where("seen_at < ?", at).
			Where("NOT EXISTS (SELECT 1 FROM users u WHERE u.id = sessions.user_id AND u.disabled_at IS NOT NULL)").Exec(ctx)
		if err != nil {
			return err
		}
		return t.NewSelect().TableExpr("sessions AS s").ColumnExpr("s.hash").Join("JOIN users AS u ON u.id = s.user_id").
			Where("s.hash IN (?)", bun.List(hashes)).Where("u.disabled_at IS NULL").Scan(ctx, &alive)
	})
	return alive, err
}

// Weak implements session.Store.
func (s Sessions) Weak(ctx context.Context, hashes []string) (map[string]session.User, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var rows []struct{ Hash, Role, Duties string }
	err := s.db.read.NewSelect().TableExpr("sessions AS s").ColumnExpr("s.hash, u.role, u.duties").Join("JOIN users AS u ON u.id = s.user_id").
		Where("s.hash IN (?)", bun.List(hashes)).Where("s.strong = ?", false).Where("u.role <> ?", app.Client).Scan(ctx, &rows)
	weak := make(map[string]session.User, len(rows))
	for _, r := range rows {
		u := session.User{Role: app.Role(r.Role)}
		u.Rights.Duties, _ = app.ParseDuties(r.Duties)
		weak[r.Hash] = u
	}
	return weak, domain(err)
}

// OfUser implements session.Store.
func (s Sessions) OfUser(ctx context.Context, user string) ([]session.Session, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	list := []session.Session{}
	rows, err := s.db.query(ctx, sessionsOf, user, 200)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var x session.Session
		err := rows.Scan(sessionTargets(&x)...)
		list = append(list, x)
		return err
	})
	return list, domain(err)
}

// End implements session.Store.
func (s Sessions) End(ctx context.Context, user, hash string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, sessionEnd, hash, user)
		if err != nil {
			return err
		}
		if n == 0 {
			return app.ErrNotFound
		}
		return t.audit(ctx, a)
	})
}

// EndOthers implements session.Store.
func (s Sessions) EndOthers(ctx context.Context, user, keep string, a app.Audit) (ended []string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		ended, err = t.endSessions(ctx, user, keep)
		if err != nil || len(ended) == 0 {
			return err
		}
		return t.audit(ctx, a)
	})
	return ended, err
}

// endSessions deletes a person's sessions but keep and returns their hashes.
func (t *tx) endSessions(ctx context.Context, user, keep string) (ended []string, err error) {
	rows, err := t.query(ctx, sessionOthers, user, keep)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var hash string
		err := rows.Scan(&hash)
		ended = append(ended, hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	_, err = t.exec(ctx, sessionsClear, user, keep)
	return ended, err
}

// Sweep implements session.Store.
func (s Sessions) Sweep(ctx context.Context, now, clientsSeen, staffSeen time.Time) (deleted int, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		deleted = 0
		for _, each := range []struct {
			statement *statement
			args      []any
		}{{sweepElsewhere, []any{now.Add(-session.ElsewhereKept)}}, {sweepEnded, []any{now}}, {sweepClients, []any{clientsSeen}}, {sweepStaff, []any{staffSeen}}} {
			n, err := t.exec(ctx, each.statement, each.args...)
			if err != nil {
				return err
			}
			deleted += int(n)
		}
		return nil
	})
	return deleted, err
}

var (
	sweepElsewhere = &statement{"DELETE", "replaced_sessions", "DELETE FROM replaced_sessions WHERE replaced_at < ?"}

	sweepEnded   = &statement{"DELETE", "sessions", "DELETE FROM sessions WHERE ends_at < ?"}
	sweepClients = &statement{"DELETE", "sessions", `DELETE FROM sessions WHERE seen_at < ?
		AND EXISTS (SELECT 1 FROM users u WHERE u.id = sessions.user_id AND u.role = 'client')`}
	sweepStaff = &statement{"DELETE", "sessions", `DELETE FROM sessions WHERE seen_at < ?
		AND EXISTS (SELECT 1 FROM users u WHERE u.id = sessions.user_id AND u.role <> 'client')`}
)
