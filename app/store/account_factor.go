package store

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/account"
)

var (
	factorOffer = &statement{
		"UPDATE", "users",
		"UPDATE users SET factor_sealed = ?, factor_step = 0 WHERE id = ? AND factor_confirmed = ?",
	}
	factorPage = &statement{
		"SELECT", "users",
		"SELECT id, factor_sealed FROM users WHERE id > ? AND factor_sealed IS NOT NULL ORDER BY id {page}",
	}
	factorReseal = &statement{"UPDATE", "users", "UPDATE users SET factor_sealed = ? WHERE id = ? AND factor_sealed = ?"}
	codeInsert   = &statement{"INSERT", "recovery_codes", "INSERT INTO recovery_codes (user_id, hash) VALUES (?, ?)"}
	codeDelete   = &statement{"DELETE", "recovery_codes", "DELETE FROM recovery_codes WHERE user_id = ? AND hash = ?"}
	codesClear   = &statement{"DELETE", "recovery_codes", "DELETE FROM recovery_codes WHERE user_id = ?"}
	codesCount   = &statement{"SELECT", "recovery_codes", "SELECT COUNT(*) FROM recovery_codes WHERE user_id = ?"}
)

// OfferFactor implements account.Store.
func (s Accounts) OfferFactor(ctx context.Context, id string, sealed []byte) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, factorOffer, sealed, id, false)
		if err != nil || n > 0 {
			return err
		}
		return t.refuse(ctx, id)
	})
}

// refuse says why a guarded change of a person found nothing: there is no such person, or they are in another state.
func (t *tx) refuse(ctx context.Context, id string) error {
	n, err := t.NewSelect().TableExpr("users AS u").Where("u.id = ?", id).Count(ctx)
	switch {
	case err != nil:
		return err
	case n == 0:
		return app.ErrNotFound
	}
	return app.Fail(app.Conflict, app.T("store.other_state"))
}

// ConfirmFactor implements account.Store.
func (s Accounts) ConfirmFactor(
	ctx context.Context, id string, step int64, codes []string, keep string, a app.Audit,
) (ended []string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		result, err := t.NewUpdate().Table("users").Set("factor_confirmed = ?", true).Set("factor_step = ?", step).
			Where("id = ?", id).Where("factor_confirmed = ?", false).Where("factor_sealed IS NOT NULL").Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return either(err, t.refuse(ctx, id))
		}
		if err := t.setCodes(ctx, id, codes); err != nil {
			return err
		}
		if ended, err = t.endSessions(ctx, id, keep); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
	return ended, err
}

// either is the first error that there is.
func either(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// DropFactor implements account.Store.
func (s Accounts) DropFactor(ctx context.Context, id, keep string, a app.Audit) (ended []string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		err := t.setUser(ctx, id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
			return q.Set("factor_sealed = NULL").Set("factor_confirmed = ?", false).Set("factor_step = 0")
		})
		if err != nil {
			return err
		}
		if err := t.setCodes(ctx, id, nil); err != nil {
			return err
		}
		if ended, err = t.endSessions(ctx, id, keep); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
	return ended, err
}

// UseStep implements account.Store.
func (s Accounts) UseStep(ctx context.Context, id string, step int64) (fresh bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		result, err := t.NewUpdate().Table("users").Set("factor_step = ?", step).
			Where("id = ?", id).Where("factor_step < ?", step).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if fresh = n > 0; err != nil || fresh {
			return err
		}
		if err := t.refuse(ctx, id); app.KindOf(err) != app.Conflict {
			return err
		}
		return nil
	})
	return fresh, err
}

// UseCode implements account.Store.
func (s Accounts) UseCode(ctx context.Context, id, hash string, a app.Audit) (found bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, codeDelete, id, hash)
		if found = n > 0; err != nil || !found {
			return err
		}
		return t.audit(ctx, a)
	})
	return found, err
}

// ReplaceCodes implements account.Store.
func (s Accounts) ReplaceCodes(ctx context.Context, id string, codes []string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.refuse(ctx, id); app.KindOf(err) != app.Conflict {
			return err
		}
		if err := t.setCodes(ctx, id, codes); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

func (t *tx) setCodes(ctx context.Context, id string, codes []string) error {
	if _, err := t.exec(ctx, codesClear, id); err != nil {
		return err
	}
	for _, hash := range codes {
		if _, err := t.exec(ctx, codeInsert, id, hash); err != nil {
			return err
		}
	}
	return nil
}

// CodesLeft implements account.Store.
func (s Accounts) CodesLeft(ctx context.Context, id string) (n int, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, codesCount, id)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, domain(err)
}

// Factors implements account.Store.
func (s Accounts) Factors(ctx context.Context, after string, most int) (all []account.SealedFactor, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, factorPage, after, most)
	err = scan(rows, err, func(r *sql.Rows) error {
		var f account.SealedFactor
		err := r.Scan(&f.Person, &f.Sealed)
		all = append(all, f)
		return err
	})
	return all, domain(err)
}

// ResealFactor implements account.Store.
func (s Accounts) ResealFactor(ctx context.Context, id string, old, fresh []byte, a app.Audit) (changed bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, factorReseal, fresh, id, old)
		if changed = n > 0; err != nil || !changed {
			return err
		}
		return t.audit(ctx, a)
	})
	return changed, err
}
