package store

import (
	"context"
	"database/sql"

	"telemark/app"
	"telemark/app/privacy"
)

// Privacy keeps requests for erasure.
type Privacy struct{ db *DB }

var _ privacy.RequestStore = Privacy{}

// Privacy is the part of the database that privacy.Service works on, besides Jobs.
func (d *DB) Privacy() Privacy { return Privacy{d} }

const (
	erasureFields = `e.id, e.number, e.client_id, u.name, u.email, e.state, e.note, e.answer, e.made_at, e.due_day, e.settled_at, m.name, e.result`
	erasureFrom   = "erasure_requests e JOIN users u ON u.id = e.client_id LEFT JOIN users m ON m.id = e.settled_by"
)

var (
	erasureInsert = &statement{"INSERT", "erasure_requests", `INSERT INTO erasure_requests (id, number, client_id, open_to, state, note,
		answer, made_at, due_day, settled_at, settled_by) VALUES (?, ?, ?, ?, 'open', ?, '', ?, ?, NULL, NULL)`}
	erasureGet    = &statement{"SELECT", "erasure_requests", "SELECT " + erasureFields + " FROM " + erasureFrom + " WHERE e.id = ?"}
	erasureOpenTo = &statement{"SELECT", "erasure_requests", "SELECT " + erasureFields + " FROM " + erasureFrom + " WHERE e.open_to = ?"}
	erasureLast   = &statement{"SELECT", "erasure_requests", "SELECT " + erasureFields + " FROM " + erasureFrom + `
		WHERE e.client_id = ? ORDER BY e.id DESC {page}`}
	erasuresOpen = &statement{"SELECT", "erasure_requests", "SELECT " + erasureFields + " FROM " + erasureFrom + `
		WHERE e.open_to IS NOT NULL ORDER BY e.due_day, e.id {page}`}
	erasureSettle = &statement{"UPDATE", "erasure_requests", `UPDATE erasure_requests SET state = ?, answer = ?, settled_at = ?, settled_by = ?,
		open_to = NULL WHERE id = ? AND open_to IS NOT NULL`}
)

// Ask implements privacy.RequestStore. Of two tabs that ask at once the second finds the first one's request.
func (s Privacy) Ask(ctx context.Context, r privacy.Request, a app.Audit) (privacy.Request, error) {
	out, err := s.ask(ctx, r, a)
	if app.KindOf(err) == app.Conflict {
		out, err = s.ask(ctx, r, a)
	}
	return out, err
}

func (s Privacy) ask(ctx context.Context, r privacy.Request, a app.Audit) (out privacy.Request, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		out = privacy.Request{}
		rows, err := t.query(ctx, erasureOpenTo, r.Client)
		err = scan(rows, err, func(rows *sql.Rows) (err error) {
			out, err = scanErasure(rows)
			return err
		})
		if err != nil || out.ID != "" {
			return err
		}
		out = r
		if out.Number, err = t.number(ctx, "erasure"); err != nil {
			return err
		}
		_, err = t.exec(ctx, erasureInsert, out.ID, out.Number, out.Client, out.Client, words(out.Note), out.MadeAt, string(out.Due))
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
	return out, err
}

func scanErasure(rows *sql.Rows) (r privacy.Request, err error) {
	var by, result sql.NullString
	err = rows.Scan(&r.ID, &r.Number, &r.Client, &r.Name, &r.Email, &r.State, &r.Note, &r.Answer, &r.MadeAt, &r.Due, &r.SettledAt, &by, &result)
	r.By = by.String
	return r.WithResult(result.String), err
}

func (s Privacy) list(ctx context.Context, ask *statement, args ...any) ([]privacy.Request, error) {
	return listing(ctx, s.db, scanErasure, ask, args...)
}

func (s Privacy) one(ctx context.Context, ask *statement, args ...any) (privacy.Request, error) {
	list, err := s.list(ctx, ask, args...)
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return privacy.Request{}, err
	}
	return list[0], nil
}

// Request implements privacy.RequestStore.
func (s Privacy) Request(ctx context.Context, id string) (privacy.Request, error) {
	return s.one(ctx, erasureGet, id)
}

// LastOf implements privacy.RequestStore.
func (s Privacy) LastOf(ctx context.Context, client string) (privacy.Request, error) {
	return s.one(ctx, erasureLast, client, 1)
}

// ClientCalled implements privacy.RequestStore.
func (s Privacy) ClientCalled(ctx context.Context, email string) (string, error) {
	list, err := listing(ctx, s.db, scanText, clientFind, words(email))
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return "", err
	}
	return list[0], nil
}

// Open implements privacy.RequestStore.
func (s Privacy) Open(ctx context.Context, limit int) ([]privacy.Request, error) {
	return s.list(ctx, erasuresOpen, min(max(limit, 1), privacy.ListSize))
}

// Settle implements privacy.RequestStore.
func (s Privacy) Settle(ctx context.Context, r privacy.Request, a app.Audit) (settled bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, erasureSettle, string(r.State), words(r.Answer), r.SettledAt, orNull(r.By), r.ID)
		settled = n == 1
		if err != nil || !settled {
			return err
		}
		return t.audit(ctx, a)
	})
	return settled && err == nil, err
}

// Audit implements privacy.RequestStore.
func (s Privacy) Audit(ctx context.Context, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error { return t.audit(ctx, a) })
}
