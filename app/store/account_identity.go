package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app"
	"telemark/app/account"
)

var (
	identityGet = &statement{"SELECT", "users", "SELECT " + userFields + ` FROM identities i JOIN users u ON u.id = i.user_id
		WHERE i.issuer = ? AND i.subject = ?`}
	identityInsert = &statement{"INSERT", "identities", "INSERT INTO identities (issuer, subject, user_id, linked_at) VALUES (?, ?, ?, ?)"}
	userPost       = &statement{"UPDATE", "users", `UPDATE users SET role = ?, duties = ?, scope = ?, team_id = ?,
		leads = CASE WHEN team_id = ? THEN leads ELSE NULL END
		WHERE id = ? AND role = ? AND COALESCE(duties, '') = ? AND COALESCE(scope, '') = ? AND COALESCE(team_id, '') = ?`}
)

// ByIdentity implements account.Store.
func (s Accounts) ByIdentity(ctx context.Context, i account.Identity) (account.Credentials, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var u userRow
	rows, err := s.db.query(ctx, identityGet, i.Issuer, i.Subject)
	err = one(rows, err, func(rows *sql.Rows) error { return rows.Scan(u.targets()...) })
	return u.credentials(), domain(err)
}

// Link implements account.Store.
func (s Accounts) Link(ctx context.Context, i account.Identity, id string, at time.Time, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, identityInsert, i.Issuer, i.Subject, id, at); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// CreateVouched implements account.Store.
func (s Accounts) CreateVouched(ctx context.Context, p account.Person, i account.Identity, a app.Audit) error {
	return taken(s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, invitationReplace, words(p.Email)); err != nil {
			return err
		}
		if err := t.inTeam(ctx, p.Rights.Team); err != nil {
			return err
		}
		if err := t.addUser(ctx, p, ""); err != nil {
			return err
		}
		if _, err := t.exec(ctx, identityInsert, i.Issuer, i.Subject, p.ID, p.CreatedAt); err != nil {
			return err
		}
		return t.audit(ctx, a)
	}))
}

// SetPost implements account.Store.
func (s Accounts) SetPost(ctx context.Context, id string, old, fresh account.Post, a app.Audit) (ended []string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		now := rowOfRights(fresh.Rights)
		n, err := t.exec(ctx, userPost, string(fresh.Role), now.Duties, now.Scope, now.Team, now.Team,
			id, string(old.Role), old.Duties.String(), string(old.Scope), old.Team)
		if err != nil || n == 0 {
			return either(err, t.refuse(ctx, id))
		}
		if ended, err = t.endSessions(ctx, id, ""); err != nil {
			return err
		}
		if err := t.audit(ctx, a); err != nil {
			return err
		}
		if old.Role != fresh.Role {
			if err := t.free(ctx, id); err != nil {
				return err
			}
		}
		if !old.Duties.Has(app.Administrator) {
			return nil
		}
		return t.administered(ctx, "")
	})
	return ended, err
}
