package store

import (
	"context"
	"database/sql"

	"telemark/app"
)

var applicationIDOf = &statement{"SELECT", "applications", "SELECT id FROM applications WHERE number = ?"}

// IDOf implements application.Store.
func (s Applications) IDOf(ctx context.Context, number string) (id string, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, applicationIDOf, number)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&id) })
	return id, domain(err)
}

// CountOpen implements chat.Store.
func (s Chat) CountOpen(ctx context.Context, r app.Reach) (n int, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	q := within(s.db.read.NewSelect().TableExpr("rooms AS r").Where("r.state = ?", "open"), "r.operator_id", r)
	err = s.db.asking(ctx, func() error {
		count, err := q.Count(ctx)
		n = int(count)
		return err
	})
	return n, domain(err)
}
