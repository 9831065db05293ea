package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/account"
)

// invitationRow is a row of invitations.
type invitationRow struct {
	bun.BaseModel `bun:"table:invitations,alias:i"`

	ID        string    `bun:"id,pk"`
	Hash      string    `bun:"hash"`
	Email     string    `bun:"email"`
	Name      string    `bun:"name"`
	Role      string    `bun:"role"`
	By        string    `bun:"invited_by"`
	CreatedAt time.Time `bun:"created_at"`
	ExpiresAt time.Time `bun:"expires_at"`
}

func (i invitationRow) invitation() account.Invitation {
	return account.Invitation{
		ID: i.ID, Email: i.Email, Name: i.Name, Role: app.Role(i.Role), By: i.By, CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt,
	}
}

var (
	invitationInsert = &statement{"INSERT", "invitations", `INSERT INTO invitations
		(id, hash, email, name, role, invited_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`}
	invitationUse = &statement{"DELETE", "invitations", "DELETE FROM invitations WHERE hash = ?"}
)

// Invite implements account.Store.
func (s Accounts) Invite(ctx context.Context, i account.Invitation, hash string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.NewSelect().TableExpr("users AS u").Where("u.email = ?", i.Email).Count(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			return account.ErrEmailTaken
		}
		if _, err := t.NewDelete().Table("invitations").Where("email = ?", i.Email).Exec(ctx); err != nil {
			return err
		}
		_, err = t.exec(ctx, invitationInsert, i.ID, hash, words(i.Email), words(i.Name), string(i.Role), i.By, i.CreatedAt, i.ExpiresAt)
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Invitation implements account.Store.
func (s Accounts) Invitation(ctx context.Context, hash string) (account.Invitation, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var row invitationRow
	err := s.db.read.NewSelect().Model(&row).Where("i.hash = ?", hash).Scan(ctx)
	return row.invitation(), domain(err)
}

// Invitations implements account.Store.
func (s Accounts) Invitations(ctx context.Context, at time.Time, limit int) ([]account.Invitation, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var rows []invitationRow
	err := s.db.read.NewSelect().Model(&rows).Where("i.expires_at > ?", at).
		OrderExpr("i.created_at DESC, i.id DESC").Limit(int64(limit)).Scan(ctx)
	list := make([]account.Invitation, len(rows))
	for n, row := range rows {
		list[n] = row.invitation()
	}
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
