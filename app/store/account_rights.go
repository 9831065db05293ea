package store

import (
	"context"
	"database/sql"

	"telemark/app"
	"telemark/app/account"
)

var (
	userRights = &statement{"UPDATE", "users", `UPDATE users SET duties = ?, scope = ?, team_id = ?,
		leads = CASE WHEN team_id = ? THEN leads ELSE NULL END
		WHERE id = ? AND COALESCE(duties, '') = ? AND COALESCE(scope, '') = ? AND COALESCE(team_id, '') = ?`}
	administrators = &statement{"SELECT", "users", `SELECT COUNT(*) FROM users u
		WHERE u.role = 'manager' AND u.disabled_at IS NULL AND u.duties LIKE '%administrator%'`}
	administratorIs = &statement{"SELECT", "users", "SELECT COUNT(*) FROM users u WHERE u.id = ? AND u.duties LIKE '%administrator%'"}
	heldRooms       = &statement{"SELECT", "rooms", "SELECT COUNT(*) FROM rooms WHERE operator_id = ? AND state IN ('open')"}
	heldCalls       = &statement{"SELECT", "callbacks", "SELECT COUNT(*) FROM callbacks WHERE operator_id = ? AND owed_to IS NOT NULL"}
	heldCases       = &statement{"SELECT", "applications", "SELECT COUNT(*) FROM applications WHERE assignee_id = ? AND is_open = ?"}
	goneCount       = &statement{"SELECT", "users", "SELECT COUNT(*) FROM users WHERE id = ? AND disabled_at IS NOT NULL"}
	teamCount       = &statement{"SELECT", "teams", "SELECT COUNT(*) FROM teams WHERE id = ?"}
)

// SetRights implements account.Store.
func (s Accounts) SetRights(ctx context.Context, id string, old, fresh app.Rights, a app.Audit) (ended []string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.inTeam(ctx, fresh.Team); err != nil {
			return err
		}
		now := rowOfRights(fresh)
		n, err := t.exec(ctx, userRights, now.Duties, now.Scope, now.Team, now.Team, id, old.Duties.String(), string(old.Scope), old.Team)
		if err != nil || n == 0 {
			return either(err, t.refuse(ctx, id))
		}
		if ended, err = t.endSessions(ctx, id, ""); err != nil {
			return err
		}
		if err := t.audit(ctx, a); err != nil || !old.Duties.Has(app.Administrator) {
			return err
		}
		return t.administered(ctx, "")
	})
	return ended, err
}

// administered refuses a change after which nobody may manage people: of somebody who had the duty, or has it still and is named
// here. It is asked after the audit record: from there to the commit nobody else changes what is recorded, so that two who take the
// duty from each other can't both be right.
func (t *tx) administered(ctx context.Context, id string) error {
	if id != "" {
		if n, err := t.count(ctx, administratorIs, id); err != nil || n == 0 {
			return err
		}
	}
	n, err := t.count(ctx, administrators)
	if err == nil && n == 0 {
		return account.ErrLastAdministrator
	}
	return err
}

// inTeam tells whether there is the team that somebody is put into. Teams with people in them are never deleted.
func (t *tx) inTeam(ctx context.Context, team string) error {
	if team == "" {
		return nil
	}
	n, err := t.count(ctx, teamCount, team)
	if err == nil && n == 0 {
		return account.ErrNoTeam
	}
	return err
}

func (t *tx) count(ctx context.Context, s *statement, args ...any) (n int, err error) {
	rows, err := t.query(ctx, s, args...)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, err
}

// free refuses to disable somebody who has work in hand. It is asked after the audit record, like working: whoever gives work to a person
// and whoever disables that person meet there, and the second one sees what the first has done.
func (t *tx) free(ctx context.Context, id string) error {
	for _, held := range []struct {
		ask  *statement
		args []any
	}{{heldRooms, []any{id}}, {heldCalls, []any{id}}, {heldCases, []any{id, true}}} {
		n, err := t.count(ctx, held.ask, held.args...)
		if err != nil || n > 0 {
			return either(err, account.ErrHolds)
		}
	}
	return nil
}

// working refuses to give work to somebody who was disabled, to be asked after the audit record.
func (t *tx) working(ctx context.Context, id string) error {
	if id == "" {
		return nil
	}
	n, err := t.count(ctx, goneCount, id)
	if err == nil && n > 0 {
		return account.ErrGone
	}
	return err
}
