package store

import (
	"context"
	"encoding/json"
	"errors"

	"telemark/app"
	"telemark/app/product"
)

var (
	productInsert = &statement{"INSERT", "products", `INSERT INTO products (id, slug, kind, position, archived, created_at)
		VALUES (?, ?, ?, ?, ?, ?)`}
	productArchive = &statement{"UPDATE", "products", "UPDATE products SET archived = ? WHERE id = ?"}

	versionInsert = &statement{"INSERT", "product_versions", `INSERT INTO product_versions
		(product_id, number, from_day, until_day, name_en, name_ru, author_id, approved_by, created_at, content)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}

	// versionRewrite and versionEnd leave alone what was in force, whoever asks: a version that has begun keeps its content, and one
	// that is over its end.
	versionRewrite = &statement{"UPDATE", "product_versions", `UPDATE product_versions
		SET name_en = ?, name_ru = ?, author_id = ?, approved_by = ?, created_at = ?, content = ?
		WHERE product_id = ? AND number = ? AND from_day > ?`}
	versionEnd = &statement{"UPDATE", "product_versions", `UPDATE product_versions SET until_day = ?
		WHERE product_id = ? AND number = ? AND (until_day IS NULL OR until_day >= ?)`}

	offersDrop  = &statement{"DELETE", "product_offers", "DELETE FROM product_offers WHERE product_id = ? AND number = ?"}
	offerInsert = &statement{"INSERT", "product_offers", `INSERT INTO product_offers
		(product_id, number, currency, amount_lo, amount_hi, term_lo, term_hi, rate_lo, rate_hi) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`}
)

var errBegun = app.Fail(app.Conflict, app.T("product.begun")).Because(errors.New("the version has begun, or is over"))

// Create implements product.Store.
func (s Products) Create(ctx context.Context, v product.Version, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, revisionMove); err != nil {
			return err
		}
		if err := t.createProduct(ctx, v); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

func (t *tx) createProduct(ctx context.Context, v product.Version) error {
	_, err := t.exec(ctx, productInsert, v.ID, v.Slug, string(v.Kind), v.Position, v.Archived, v.CreatedAt)
	if err != nil {
		return err
	}
	return t.addVersion(ctx, v)
}

// Change implements product.Store. The catalogue's revision is moved first, so that whoever changes it too waits here.
func (s Products) Change(ctx context.Context, slug string, decide func([]product.Version) (product.Change, error)) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		versions, err := t.lockProduct(ctx, slug)
		if err != nil {
			return err
		}
		if len(versions) == 0 {
			return app.ErrNotFound
		}
		c, err := decide(versions)
		if err != nil {
			return err
		}
		if err := t.changeProduct(ctx, versions[0], c); err != nil {
			return err
		}
		return t.audit(ctx, c.Audit)
	})
}

// lockProduct reads the versions of a product, none of one that isn't there; until the end of the transaction they stay so.
func (t *tx) lockProduct(ctx context.Context, slug string) ([]product.Version, error) {
	if _, err := t.exec(ctx, revisionMove); err != nil {
		return nil, err
	}
	rows, err := t.query(ctx, versionsOf, slug, mostVersions)
	return scanVersions(rows, err)
}

func (t *tx) changeProduct(ctx context.Context, last product.Version, c product.Change) error {
	if v := c.End; v != nil {
		n, err := t.exec(ctx, versionEnd, string(v.Until), v.ID, v.Number, string(c.Today))
		if err != nil || n == 0 {
			return either(err, errBegun)
		}
	}
	if v := c.Next; v != nil {
		store := t.addVersion
		if v.Number == last.Number {
			store = func(ctx context.Context, v product.Version) error { return t.rewriteVersion(ctx, v, c.Today) }
		}
		if err := store(ctx, *v); err != nil {
			return err
		}
	}
	if c.Archive {
		_, err := t.exec(ctx, productArchive, true, last.ID)
		return err
	}
	return nil
}

func (t *tx) addVersion(ctx context.Context, v product.Version) error {
	content, err := json.Marshal(v.Content)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, versionInsert, v.ID, v.Number, string(v.From), orNull(string(v.Until)), words(v.Content.In("en").Name),
		words(v.Content.In("ru").Name), v.Author, orNull(v.Approver), v.CreatedAt, words(content))
	if err != nil {
		return err
	}
	return t.addOffers(ctx, v)
}

func (t *tx) rewriteVersion(ctx context.Context, v product.Version, today app.Day) error {
	content, err := json.Marshal(v.Content)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, versionRewrite, words(v.Content.In("en").Name), words(v.Content.In("ru").Name), v.Author, orNull(v.Approver),
		v.CreatedAt, words(content), v.ID, v.Number, string(today))
	if err != nil || n == 0 {
		return either(err, errBegun)
	}
	if _, err := t.exec(ctx, offersDrop, v.ID, v.Number); err != nil {
		return err
	}
	return t.addOffers(ctx, v)
}

// addOffers stores the bounds of each tariff, of which a version has one for a currency.
func (t *tx) addOffers(ctx context.Context, v product.Version) error {
	for _, tariff := range v.Content.Tariffs {
		s := tariff.Span()
		_, err := t.exec(ctx, offerInsert, v.ID, v.Number, string(tariff.Currency), s.AmountLo, s.AmountHi, s.TermLo, s.TermHi,
			int64(s.RateLo), int64(s.RateHi))
		if err != nil {
			return err
		}
	}
	return nil
}
