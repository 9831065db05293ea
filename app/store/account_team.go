package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app"
	"telemark/app/account"
)

var (
	teamsGet = &statement{"SELECT", "teams", `SELECT t.id, t.name, l.id, l.name,
		(SELECT COUNT(*) FROM users m WHERE m.team_id = t.id AND m.disabled_at IS NULL) AS members
		FROM teams t LEFT JOIN users l ON l.team_id = t.id AND l.leads IS NOT NULL ORDER BY t.name, t.id`}
	teamInsert  = &statement{"INSERT", "teams", "INSERT INTO teams (id, name, created_at) VALUES (?, ?, ?)"}
	teamUpdate  = &statement{"UPDATE", "teams", "UPDATE teams SET name = ? WHERE id = ?"}
	teamDelete  = &statement{"DELETE", "teams", "DELETE FROM teams WHERE id = ?"}
	teamUnled   = &statement{"UPDATE", "users", "UPDATE users SET leads = NULL WHERE team_id = ? AND leads IS NOT NULL"}
	teamLed     = &statement{"UPDATE", "users", "UPDATE users SET leads = ? WHERE id = ? AND team_id = ? AND disabled_at IS NULL"}
	teamMembers = &statement{"SELECT", "users", "SELECT COUNT(*) FROM users WHERE team_id = ?"}
	teamInvited = &statement{"SELECT", "invitations", "SELECT COUNT(*) FROM invitations WHERE team_id = ?"}
)

// Teams implements account.Store.
func (s Accounts) Teams(ctx context.Context) ([]account.Team, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (t account.Team, err error) {
		var lead, name sql.NullString
		err = rows.Scan(&t.ID, &t.Name, &lead, &name, &t.Members)
		t.Lead, t.LeadBy = lead.String, name.String
		return t, err
	}, teamsGet)
}

// teamTaken says what a doubled unique value means where teams are stored: their name.
func teamTaken(err error) error {
	if app.KindOf(err) == app.Conflict {
		return account.ErrTeamTaken
	}
	return err
}

// AddTeam implements account.Store.
func (s Accounts) AddTeam(ctx context.Context, team account.Team, at time.Time, a app.Audit) error {
	return teamTaken(s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, teamInsert, team.ID, words(team.Name), at); err != nil {
			return err
		}
		return t.audit(ctx, a)
	}))
}

// ChangeTeam implements account.Store.
func (s Accounts) ChangeTeam(ctx context.Context, team account.Team, a app.Audit) error {
	return teamTaken(s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, teamUpdate, words(team.Name), team.ID)
		if err != nil || n == 0 {
			return either(err, app.ErrNotFound)
		}
		if _, err := t.exec(ctx, teamUnled, team.ID); err != nil {
			return err
		}
		if team.Lead != "" {
			n, err := t.exec(ctx, teamLed, true, team.Lead, team.ID)
			if err != nil || n == 0 {
				return either(err, account.ErrNotInTeam)
			}
		}
		return t.audit(ctx, a)
	}))
}

// RemoveTeam implements account.Store. Somebody who is put into the team in the same moment keeps it: their row points to it.
func (s Accounts) RemoveTeam(ctx context.Context, id string, a app.Audit) error {
	err := s.db.change(ctx, func(ctx context.Context, t *tx) error {
		for _, used := range []*statement{teamMembers, teamInvited} {
			n, err := t.count(ctx, used, id)
			if err != nil || n > 0 {
				return either(err, account.ErrTeamInUse)
			}
		}
		n, err := t.exec(ctx, teamDelete, id)
		if err != nil || n == 0 {
			return either(err, app.ErrNotFound)
		}
		return t.audit(ctx, a)
	})
	return err
}
