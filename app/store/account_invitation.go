package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app"
	"telemark/app/account"
)

const invitationFields = "i.id, i.email, i.name, i.role, i.invited_by, i.created_at, i.expires_at, i.duties, i.scope, i.team_id"

// scanInvitation reads a row of invitationFields.
func scanInvitation(rows *sql.Rows, i *account.Invitation) error {
	var r rightsRow
	err := rows.Scan(append([]any{&i.ID, &i.Email, &i.Name, &i.Role, &i.By, &i.CreatedAt, &i.ExpiresAt}, r.targets()...)...)
	i.Rights = r.rights()
	return err
}

var (
	invitationInsert = &statement{"INSERT", "invitations", `INSERT INTO invitations
		(id, hash, email, name, role, invited_by, created_at, expires_at, duties, scope, team_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}
	invitationReplace = &statement{"DELETE", "invitations", "DELETE FROM invitations WHERE email = ?"}
	invitationUse     = &statement{"DELETE", "invitations", "DELETE FROM invitations WHERE hash = ?"}
	invitationGet     = &statement{"SELECT", "invitations", "SELECT " + invitationFields + " FROM invitations i WHERE i.hash = ?"}
	invitationsOpen   = &statement{"SELECT", "invitations", "SELECT " + invitationFields + ` FROM invitations i
		WHERE i.expires_at > ? ORDER BY i.created_at DESC, i.id DESC {page}`}
	emailCount = &statement{"SELECT", "users", "SELECT COUNT(*) FROM users WHERE email = ?"}
)

// Invite implements account.Store.
func (s Accounts) Invite(ctx context.Context, i account.Invitation, hash string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		var n int
		rows, err := t.query(ctx, emailCount, words(i.Email))
		if err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&n) }); err != nil {
			return err
		}
		if n > 0 {
			return account.ErrEmailTaken
		}
		if _, err := t.exec(ctx, invitationReplace, words(i.Email)); err != nil {
			return err
		}
		if err := t.inTeam(ctx, i.Rights.Team); err != nil {
			return err
		}
		rights := rowOfRights(i.Rights)
		_, err = t.exec(ctx, invitationInsert, i.ID, hash, words(i.Email), words(i.Name), string(i.Role), i.By, i.CreatedAt, i.ExpiresAt,
			rights.Duties, rights.Scope, rights.Team)
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Invitation implements account.Store.
func (s Accounts) Invitation(ctx context.Context, hash string) (i account.Invitation, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, invitationGet, hash)
	err = one(rows, err, func(rows *sql.Rows) error { return scanInvitation(rows, &i) })
	return i, domain(err)
}

// Invitations implements account.Store.
func (s Accounts) Invitations(ctx context.Context, at time.Time, limit int) ([]account.Invitation, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	list := []account.Invitation{}
	rows, err := s.db.query(ctx, invitationsOpen, at, limit)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var i account.Invitation
		err := scanInvitation(rows, &i)
		list = append(list, i)
		return err
	})
	return list, domain(err)
}

// Accept implements account.Store. Of two at once the one whose DELETE found the row goes on.
func (s Accounts) Accept(ctx context.Context, hash string, p account.Person, password string, a app.Audit) error {
	return taken(s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, invitationUse, hash)
		if err != nil {
			return err
		}
		if n == 0 {
			return app.ErrNotFound
		}
		if err := t.addUser(ctx, p, password); err != nil {
			return err
		}
		return t.audit(ctx, a)
	}))
}

// Withdraw implements account.Store.
func (s Accounts) Withdraw(ctx context.Context, id string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		result, err := t.NewDelete().Table("invitations").Where("id = ?", id).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return either(err, app.ErrNotFound)
		}
		return t.audit(ctx, a)
	})
}
