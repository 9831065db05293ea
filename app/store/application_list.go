package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
)

// applicationsQuery is a list of applications without their answers.
func (s Applications) applicationsQuery(from bun.IDB, limit int) *bun.SelectQuery {
	return from.NewSelect().TableExpr("applications AS a").ColumnExpr(applicationFields).
		Join("JOIN users AS c ON c.id = a.client_id").
		Join("LEFT JOIN users AS s ON s.id = a.assignee_id").
		Limit(int64(min(max(limit, 1), application.ListSize)))
}

// summaries reads the rows of applicationsQuery.
func summaries(rows *sql.Rows, err error) ([]application.Summary, error) {
	list := []application.Summary{}
	err = scan(rows, err, func(rows *sql.Rows) error {
		var r applicationRow
		if err := rows.Scan(r.targets()...); err != nil {
			return err
		}
		a, err := r.application()
		list = append(list, application.Summary{Application: a})
		return err
	})
	return list, err
}

func (s Applications) list(ctx context.Context, q *bun.SelectQuery) (list []application.Summary, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		list, err = summaries(q.Rows(ctx))
		return err
	})
	return list, domain(err)
}

func applicationsOf(q *bun.SelectQuery, client string) *bun.SelectQuery {
	return q.Where("a.client_id = ?", client).OrderExpr("a.changed_at DESC, a.id DESC")
}

// OfClient implements application.Store.
func (s Applications) OfClient(ctx context.Context, client string, limit int) ([]application.Summary, error) {
	return s.list(ctx, applicationsOf(s.applicationsQuery(s.db.read, limit), client))
}

// Numbered implements application.Store.
func (s Applications) Numbered(ctx context.Context, number string) ([]application.Summary, error) {
	return s.list(ctx, s.applicationsQuery(s.db.read, 2).Where("a.number = ?", number).OrderExpr("a.id"))
}

// Expired implements application.Store.
func (s Applications) Expired(ctx context.Context, at time.Time, limit int) (ids []string, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, applicationsExpired, at, limit)
	err = scan(rows, err, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, domain(err)
}

func withAnswer(q *bun.SelectQuery, blinds []string) *bun.SelectQuery {
	return q.Join("JOIN application_answers AS w ON w.application_id = a.id").Where("w.blind IN (?)", bun.List(blinds)).
		OrderExpr("a.changed_at DESC, a.id DESC")
}

// FindSealed implements application.Store.
func (s Applications) FindSealed(
	ctx context.Context, t product.FieldType, value string, limit int, a app.Audit,
) (list []application.Summary, err error) {
	blinds := s.sealer.Blinds(blindKind(t), value)
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		list, err = summaries(withAnswer(s.applicationsQuery(t, limit), blinds).Rows(ctx))
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
	same := func(a, b application.Summary) bool { return a.ID == b.ID } // two fields of one application with the same number
	return slices.CompactFunc(list, same), err
}
