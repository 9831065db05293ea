package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app/application"
)

// Documents implements application.DocumentStore.
func (s Documents) Documents(ctx context.Context, of string) ([]application.Document, error) {
	return s.list(ctx, documentList, of, application.MaxDocuments)
}

// Waiting implements application.DocumentStore.
func (s Documents) Waiting(ctx context.Context, since time.Time, limit int) ([]application.Document, error) {
	return s.list(ctx, documentWaiting, since, limit)
}

// Forgotten implements application.DocumentStore.
func (s Documents) Forgotten(ctx context.Context, before time.Time, limit int) ([]application.Document, error) {
	return s.list(ctx, documentForgotten, before, limit)
}

func (s Documents) list(ctx context.Context, ask *statement, args ...any) (list []application.Document, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		list = nil
		rows, err := s.db.queryOnce(ctx, ask, args...)
		return scan(rows, err, func(rows *sql.Rows) error {
			d, err := scanDocument(rows)
			list = append(list, d)
			return err
		})
	})
	return list, domain(err)
}

// Document implements application.DocumentStore.
func (s Documents) Document(ctx context.Context, id string) (d application.Document, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, documentGet, id)
	err = one(rows, err, func(rows *sql.Rows) error {
		d, err = scanDocument(rows)
		return err
	})
	return d, domain(err)
}

// Part implements application.DocumentStore.
func (s Documents) Part(ctx context.Context, document string, number int) (content []byte, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		rows, err := s.db.queryOnce(ctx, documentPartGet, document, number)
		return one(rows, err, func(rows *sql.Rows) error { return rows.Scan(&content) })
	})
	return content, domain(err)
}
