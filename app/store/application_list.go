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

// onBoard chooses what a filter says, in the order of the board. Each combination has an index whose columns are the conditions, and then
// the order; see applications_open and those after it.
func onBoard(q *bun.SelectQuery, f application.BoardFilter, after application.Place, now time.Time) *bun.SelectQuery {
	by := "a.since_at"
	switch {
	case f.Stuck:
		by = "a.changed_at"
		q = q.Where("a.waits = 'bank'").Where("a.changed_at <= ?", now.Add(-f.StuckFor))
	case f.State != "":
		q = q.Where("a.state = ?", string(f.State))
	default:
		q = q.Where("a.is_open = ?", true)
	}
	q = narrowed(q, f, now)
	if f.State.Ended() && !f.Stuck {
		if after.ID != "" {
			q = q.Where("a.since_at <= ?", after.Since).Where("(a.since_at < ? OR a.id < ?)", after.Since, after.ID)
		}
		return q.OrderExpr("a.since_at DESC, a.id DESC")
	}
	if after.ID != "" {
		q = q.Where(by+" >= ?", after.Since).Where("("+by+" > ? OR a.id > ?)", after.Since, after.ID)
	}
	return q.OrderExpr(by + ", a.id")
}

// narrowed adds what a filter says beside the state.
func narrowed(q *bun.SelectQuery, f application.BoardFilter, now time.Time) *bun.SelectQuery {
	if f.Stage != "" {
		q = q.Where("a.stage = ?", f.Stage)
		if !f.Stuck {
			q = q.Where("a.is_open = ?", true)
		}
	}
	if f.Days > 0 {
		q = q.Where("a.since_at <= ?", now.AddDate(0, 0, -f.Days))
	}
	if f.Team != "" {
		q = q.Where("a.assignee_id IN (SELECT m.id FROM users m WHERE m.team_id = ?)", f.Team)
	}
	if f.Kind != "" {
		q = q.Where("a.kind = ?", string(f.Kind))
	}
	q = within(q, "a.assignee_id", f.Reach)
	switch f.Assignee {
	case "":
	case application.Nobody:
		q = q.Where("a.assignee_id IS NULL")
	default:
		q = q.Where("a.assignee_id = ?", f.Assignee)
	}
	return q
}

// byName chooses by the beginning of a folded name in a column. Its order is that of bytes on both databases, so whatever begins with a
// text lies between it and the same text with the largest character behind it.
func byName(q *bun.SelectQuery, f application.BoardFilter, column, begin string, now time.Time) *bun.SelectQuery {
	switch {
	case f.Stuck:
		q = q.Where("a.waits = 'bank'").Where("a.changed_at <= ?", now.Add(-f.StuckFor)).Where("a.is_open = ?", true)
	case f.State != "":
		q = q.Where("a.state = ?", string(f.State))
	default:
		q = q.Where("a.is_open = ?", true)
	}
	q = q.Where("? >= ?", bun.Ident(column), begin).Where("? < ?", bun.Ident(column), begin+"\uffff")
	return narrowed(q, f, now).OrderExpr("?, a.id", bun.Ident(column))
}

// Named implements application.Store.
func (s Applications) Named(ctx context.Context, f application.BoardFilter, begin string, limit int) ([]application.Summary, error) {
	all, err := s.list(ctx, byName(s.applicationsQuery(s.db.read, limit), f, "a.client_key", begin, app.Now()))
	if err != nil {
		return nil, err
	}
	last, err := s.list(ctx, byName(s.applicationsQuery(s.db.read, limit), f, "a.client_last", begin, app.Now()))
	if err != nil {
		return nil, err
	}
	for _, a := range last {
		if !slices.ContainsFunc(all, func(have application.Summary) bool { return have.ID == a.ID }) {
			all = append(all, a)
		}
	}
	return all[:min(len(all), limit)], nil
}

// Numbered implements application.Store.
func (s Applications) Numbered(ctx context.Context, number string) ([]application.Summary, error) {
	return s.list(ctx, s.applicationsQuery(s.db.read, 2).Where("a.number = ?", number).OrderExpr("a.id"))
}

// Board implements application.Store.
func (s Applications) Board(
	ctx context.Context, f application.BoardFilter, after application.Place, limit int,
) ([]application.Summary, error) {
	return s.list(ctx, onBoard(s.applicationsQuery(s.db.read, limit), f, after, app.Now()))
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
