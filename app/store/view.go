package store

import (
	"context"
	"database/sql"

	"telemark/app"
	"telemark/app/view"
)

// Views keeps the filters that people have given names.
type Views struct{ db *DB }

var _ view.Store = Views{}

// Views is the part of the database that view.Service works on.
func (d *DB) Views() Views { return Views{d} }

var (
	viewsOf = &statement{"SELECT", "saved_views", `SELECT id, page, name, query, created_at FROM saved_views
		WHERE user_id = ? AND page = ? ORDER BY id {page}`}
	viewPage = &statement{"SELECT", "saved_views", "SELECT page FROM saved_views WHERE id = ? AND user_id = ?"}
	viewSet  = &statement{"UPDATE", "saved_views", "UPDATE saved_views SET query = ? WHERE user_id = ? AND page = ? AND name = ?"}
	viewPut  = &statement{"INSERT", "saved_views", `INSERT INTO saved_views (id, user_id, page, name, query, created_at)
		VALUES (?, ?, ?, ?, ?, ?)`}
	viewDrop = &statement{"DELETE", "saved_views", "DELETE FROM saved_views WHERE id = ? AND user_id = ?"}
)

// Views implements view.Store.
func (s Views) Views(ctx context.Context, person, page string) (list []view.View, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		list = nil
		rows, err := s.db.queryOnce(ctx, viewsOf, person, page, view.Most)
		return scan(rows, err, func(r *sql.Rows) error {
			var v view.View
			err := r.Scan(&v.ID, &v.Page, &v.Name, &v.Query, &v.At)
			list = append(list, v)
			return err
		})
	})
	return list, domain(err)
}

// Put implements view.Store.
func (s Views) Put(ctx context.Context, person string, v view.View) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, viewSet, v.Query, person, v.Page, words(v.Name))
		if err != nil || n > 0 {
			return err
		}
		_, err = t.exec(ctx, viewPut, v.ID, person, v.Page, words(v.Name), v.Query, v.At)
		return err
	})
}

// Drop implements view.Store.
func (s Views) Drop(ctx context.Context, person, id string) (page string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		rows, err := t.query(ctx, viewPage, id, person)
		if err := one(rows, err, func(r *sql.Rows) error { return r.Scan(&page) }); err != nil {
			return err
		}
		n, err := t.exec(ctx, viewDrop, id, person)
		if err == nil && n == 0 {
			err = app.ErrNotFound
		}
		return err
	})
	return page, domain(err)
}
