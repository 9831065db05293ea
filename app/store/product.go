package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"telemark/app"
	"telemark/app/product"
)

// Products keeps products and their versions.
type Products struct{ db *DB }

var _ product.Store = Products{}

// Products is the part of the database that product.Service works on.
func (d *DB) Products() Products { return Products{d} }

const (
	mostOffered  = 20_000 // versions in a catalogue
	mostVersions = 1000   // of one product: three a month for almost thirty years
)

// versionFields read a version; its content is the last column, which is the longest.
const (
	versionFields = `p.id, p.slug, p.kind, p.position, p.archived, v.number, v.from_day, v.until_day, v.author_id, v.approved_by,
		v.created_at, v.content`
	versionFrom = "products p JOIN product_versions v ON v.product_id = p.id"
)

var (
	revisionGet  = &statement{"SELECT", "catalogue", "SELECT revision FROM catalogue WHERE id = 1"}
	revisionMove = &statement{"UPDATE", "catalogue", "UPDATE catalogue SET revision = revision + 1 WHERE id = 1"}

	// versionsOffered leaves out what has ended; what is in force of the rest, product.InForce says.
	versionsOffered = &statement{"SELECT", "products", "SELECT " + versionFields + " FROM " + versionFrom + `
		WHERE p.archived = ? AND (v.until_day IS NULL OR v.until_day >= ?) ORDER BY p.position, p.id, v.number DESC {page}`}
	versionsOf = &statement{"SELECT", "products", "SELECT " + versionFields + " FROM " + versionFrom + `
		WHERE p.slug = ? ORDER BY v.number DESC {page}`}
	versionGet = &statement{"SELECT", "products", "SELECT " + versionFields + " FROM " + versionFrom + `
		WHERE v.product_id = ? AND v.number = ?`}
)

// Revision implements product.Store.
func (s Products) Revision(ctx context.Context) (n int64, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, revisionGet)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, domain(err)
}

// Offered implements product.Store. A catalogue that is too long is an error: a part of one would look whole.
func (s Products) Offered(ctx context.Context, day app.Day) ([]product.Version, error) {
	list, err := s.list(ctx, versionsOffered, false, string(day), mostOffered+1)
	if len(list) > mostOffered {
		return nil, fmt.Errorf("the catalogue has more than %d versions", mostOffered)
	}
	return list, err
}

// Versions implements product.Store.
func (s Products) Versions(ctx context.Context, slug string) ([]product.Version, error) {
	list, err := s.list(ctx, versionsOf, slug, mostVersions)
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	return list, err
}

func (s Products) list(ctx context.Context, which *statement, args ...any) (list []product.Version, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		rows, err := s.db.queryOnce(ctx, which, args...)
		list, err = scanVersions(rows, err)
		return err
	})
	return list, domain(err)
}

// Version implements product.Store.
func (s Products) Version(ctx context.Context, id string, number int) (v product.Version, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, versionGet, id, number)
	err = one(rows, err, func(r *sql.Rows) error { return scanVersion(r, &v) })
	return v, domain(err)
}

func scanVersions(rows *sql.Rows, err error) (list []product.Version, _ error) {
	err = scan(rows, err, func(r *sql.Rows) error {
		var v product.Version
		err := scanVersion(r, &v)
		list = append(list, v)
		return err
	})
	return list, err
}

func scanVersion(rows *sql.Rows, v *product.Version) error {
	var until, approver sql.NullString
	var content sql.RawBytes
	err := rows.Scan(&v.ID, &v.Slug, &v.Kind, &v.Position, &v.Archived, &v.Number, &v.From, &until, &v.Author, &approver, &v.CreatedAt, &content)
	if err != nil {
		return err
	}
	v.Until, v.Approver = app.Day(until.String), approver.String
	if err := json.Unmarshal(content, &v.Content); err != nil {
		return errors.Join(fmt.Errorf("the content of version %d of %s", v.Number, v.Slug), err)
	}
	return nil
}
