package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"telemark/app"
	"telemark/app/approval"
	"telemark/app/product"
)

const (
	draftFields = `d.id, d.slug, d.kind, d.position, d.product_id, d.base, d.base_at, d.revision, d.author_id, d.request_id, d.returned_id,
		d.created_at, r.saved_at, r.saved_by, u.name, r.from_day, r.content`
	draftFrom = `product_drafts d JOIN product_draft_revisions r ON r.draft_id = d.id AND r.revision = d.revision
		JOIN users u ON u.id = r.saved_by`
)

var (
	draftInsert = &statement{"INSERT", "product_drafts", `INSERT INTO product_drafts (id, slug, kind, position, product_id, base, base_at, revision,
		author_id, request_id, returned_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)`}
	draftRevisionInsert = &statement{"INSERT", "product_draft_revisions", `INSERT INTO product_draft_revisions
		(draft_id, revision, saved_by, saved_at, from_day, content) VALUES (?, ?, ?, ?, ?, ?)`}
	draftEditorInsert = &statement{"INSERT", "product_draft_editors", "INSERT INTO product_draft_editors (draft_id, user_id) VALUES (?, ?)"}
	draftGet          = &statement{"SELECT", "product_drafts", "SELECT " + draftFields + " FROM " + draftFrom + " WHERE d.id = ?"}
	draftBySlug       = &statement{"SELECT", "product_drafts", "SELECT " + draftFields + " FROM " + draftFrom + " WHERE d.slug = ?"}
	draftEditors      = &statement{"SELECT", "product_draft_editors", `SELECT e.user_id, u.name FROM product_draft_editors e
		JOIN users u ON u.id = e.user_id WHERE e.draft_id = ? ORDER BY e.user_id`}
	draftsAll = &statement{"SELECT", "product_drafts", "SELECT " + draftFields + " FROM " + draftFrom + `
		ORDER BY r.saved_at DESC, d.id DESC {page}`}
	draftsOf = &statement{"SELECT", "product_drafts", "SELECT " + draftFields + " FROM " + draftFrom + `
		WHERE EXISTS (SELECT 1 FROM product_draft_editors e WHERE e.draft_id = d.id AND e.user_id = ?) ORDER BY r.saved_at DESC, d.id DESC {page}`}
	draftRevisionGet = &statement{"SELECT", "product_draft_revisions", `SELECT r.revision, r.saved_by, u.name, r.saved_at, r.from_day, r.content
		FROM product_draft_revisions r JOIN users u ON u.id = r.saved_by WHERE r.draft_id = ? AND r.revision = ?`}

	// draftLock changes nothing and makes everybody else who would change the draft wait.
	draftLock = &statement{"UPDATE", "product_drafts", "UPDATE product_drafts SET revision = revision WHERE id = ?"}
	draftMove = &statement{"UPDATE", "product_drafts", `UPDATE product_drafts SET position = ?, product_id = ?, base = ?, base_at = ?, revision = ?
		WHERE id = ? AND request_id IS NULL`}
	draftHold = &statement{"UPDATE", "product_drafts", `UPDATE product_drafts SET request_id = ?, returned_id = NULL
		WHERE id = ? AND revision = ? AND request_id IS NULL`}
	draftReturn    = &statement{"UPDATE", "product_drafts", "UPDATE product_drafts SET request_id = NULL, returned_id = ? WHERE request_id = ?"}
	draftByRequest = &statement{"SELECT", "product_drafts", "SELECT id FROM product_drafts WHERE request_id = ?"}

	draftDrops = []*statement{
		{"DELETE", "product_draft_editors", "DELETE FROM product_draft_editors WHERE draft_id = ?"},
		{"DELETE", "product_draft_revisions", "DELETE FROM product_draft_revisions WHERE draft_id = ?"},
		{"DELETE", "product_drafts", "DELETE FROM product_drafts WHERE id = ?"},
	}
)

func scanDraft(rows *sql.Rows) (d product.Draft, err error) {
	var id, request, returned, from sql.NullString
	var baseAt *time.Time
	var content sql.RawBytes
	err = rows.Scan(&d.ID, &d.Product.Slug, &d.Product.Kind, &d.Product.Position, &id, &d.Base, &baseAt, &d.Revision, &d.Author, &request,
		&returned, &d.CreatedAt, &d.ChangedAt, &d.ChangedBy.ID, &d.ChangedBy.Name, &from, &content)
	if err != nil {
		return d, err
	}
	d.Product.ID, d.Sent, d.Returned, d.From = id.String, request.String, returned.String, app.Day(from.String)
	if baseAt != nil {
		d.BaseAt = *baseAt
	}
	if err := json.Unmarshal(content, &d.Content); err != nil {
		return d, errors.Join(fmt.Errorf("the content of draft %s", d.ID), err)
	}
	return d, nil
}

// loadDraft reads a draft with its editors.
func loadDraft(ctx context.Context, from asks, which *statement, key string) (d product.Draft, err error) {
	rows, err := from.query(ctx, which, key)
	err = one(rows, err, func(rows *sql.Rows) error {
		d, err = scanDraft(rows)
		return err
	})
	if err != nil {
		return d, err
	}
	rows, err = from.query(ctx, draftEditors, d.ID)
	return d, scan(rows, err, func(rows *sql.Rows) error {
		var p approval.Person
		err := rows.Scan(&p.ID, &p.Name)
		d.Editors = append(d.Editors, p)
		return err
	})
}

func (s Products) draft(ctx context.Context, which *statement, key string) (d product.Draft, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		d, err = loadDraft(ctx, s.db, which, key)
		return err
	})
	return d, domain(err)
}

// Draft implements product.DraftStore.
func (s Products) Draft(ctx context.Context, id string) (product.Draft, error) {
	return s.draft(ctx, draftGet, id)
}

// DraftOf implements product.DraftStore.
func (s Products) DraftOf(ctx context.Context, slug string) (product.Draft, error) {
	return s.draft(ctx, draftBySlug, slug)
}

// Drafts implements product.DraftStore.
func (s Products) Drafts(ctx context.Context, limit int) ([]product.DraftSummary, error) {
	return listing(ctx, s.db, scanDraftSummary, draftsAll, min(max(limit, 1), product.MaxDrafts))
}

// DraftsOf implements product.DraftStore.
func (s Products) DraftsOf(ctx context.Context, person string, limit int) ([]product.DraftSummary, error) {
	return listing(ctx, s.db, scanDraftSummary, draftsOf, person, min(max(limit, 1), product.MaxDrafts))
}

func scanDraftSummary(rows *sql.Rows) (product.DraftSummary, error) {
	d, err := scanDraft(rows)
	return product.DraftSummary{
		ID: d.ID, Product: d.Product, Titles: approval.Titles{"en": d.Content.In("en").Name, "ru": d.Content.In("ru").Name},
		Base: d.Base, From: d.From, Revision: d.Revision, Sent: d.Sent, Returned: d.Returned, ChangedAt: d.ChangedAt, ChangedBy: d.ChangedBy,
	}, err
}

// AddDraft implements product.DraftStore.
func (s Products) AddDraft(ctx context.Context, d product.Draft, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, draftInsert, d.ID, d.Product.Slug, string(d.Product.Kind), d.Product.Position, orNull(d.Product.ID), d.Base,
			orNever(d.BaseAt), d.Revision, d.Author, d.CreatedAt)
		if err != nil {
			return err
		}
		for _, p := range d.Editors {
			if _, err := t.exec(ctx, draftEditorInsert, d.ID, p.ID); err != nil {
				return err
			}
		}
		if err := t.addRevision(ctx, d); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// orNever is NULL for the zero time.
func orNever(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func (t *tx) addRevision(ctx context.Context, d product.Draft) error {
	content, err := json.Marshal(d.Content)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, draftRevisionInsert, d.ID, d.Revision, d.ChangedBy.ID, d.ChangedAt, orNull(string(d.From)), words(content))
	return err
}

// ChangeDraft implements product.DraftStore.
func (s Products) ChangeDraft(
	ctx context.Context, id string, decide func(product.Draft, func(int64) (product.Edition, error)) (product.DraftChange, error),
) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, draftLock, id); err != nil {
			return err
		}
		d, err := loadDraft(ctx, t, draftGet, id)
		if err != nil {
			return err
		}
		c, err := decide(d, func(revision int64) (product.Edition, error) { return t.edition(ctx, id, revision) })
		if err != nil {
			return err
		}
		switch {
		case c.Drop:
			err = t.dropDraft(ctx, id)
		case c.Next != nil:
			err = t.moveDraft(ctx, d, *c.Next)
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, c.Audit...)
	})
}

func (t *tx) edition(ctx context.Context, id string, revision int64) (e product.Edition, err error) {
	rows, err := t.query(ctx, draftRevisionGet, id, revision)
	err = one(rows, err, func(rows *sql.Rows) error {
		var from sql.NullString
		var content sql.RawBytes
		if err := rows.Scan(&e.Revision, &e.By.ID, &e.By.Name, &e.At, &from, &content); err != nil {
			return err
		}
		e.From = app.Day(from.String)
		return json.Unmarshal(content, &e.Content)
	})
	return e, err
}

// moveDraft stores the next revision of a draft, and who is new among its editors.
func (t *tx) moveDraft(ctx context.Context, old, d product.Draft) error {
	n, err := t.exec(ctx, draftMove, d.Product.Position, orNull(d.Product.ID), d.Base, orNever(d.BaseAt), d.Revision, d.ID)
	if err == nil && n == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, p := range old.Editors {
		known[p.ID] = true
	}
	for _, p := range d.Editors {
		if known[p.ID] {
			continue
		}
		if _, err := t.exec(ctx, draftEditorInsert, d.ID, p.ID); err != nil {
			return err
		}
	}
	return t.addRevision(ctx, d)
}

func (t *tx) dropDraft(ctx context.Context, id string) error {
	for _, drop := range draftDrops {
		if _, err := t.exec(ctx, drop, id); err != nil {
			return err
		}
	}
	return nil
}

// HoldDraft implements product.DraftStore.
func (s Products) HoldDraft(ctx context.Context, tx approval.Tx, draft string, revision int64, request string) (bool, error) {
	t, err := inside(tx)
	if err != nil {
		return false, err
	}
	n, err := t.exec(ctx, draftHold, request, draft, revision)
	return n == 1, err
}

// ReturnDraft implements product.DraftStore.
func (s Products) ReturnDraft(ctx context.Context, tx approval.Tx, request string) error {
	t, err := inside(tx)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, draftReturn, request, request)
	return err
}

// DropDraft implements product.DraftStore.
func (s Products) DropDraft(ctx context.Context, tx approval.Tx, request string) error {
	t, err := inside(tx)
	if err != nil {
		return err
	}
	var id string
	rows, err := t.query(ctx, draftByRequest, request)
	if err := one(rows, err, func(r *sql.Rows) error { return r.Scan(&id) }); err != nil {
		return err
	}
	return t.dropDraft(ctx, id)
}

// ChangeWithin implements product.DraftStore. The catalogue's revision is moved first, as by Change.
func (s Products) ChangeWithin(
	ctx context.Context, tx approval.Tx, slug string, decide func([]product.Version) (product.Change, error),
) (app.Audit, error) {
	t, err := inside(tx)
	if err != nil {
		return app.Audit{}, err
	}
	versions, err := t.lockProduct(ctx, slug)
	if err != nil {
		return app.Audit{}, err
	}
	c, err := decide(versions)
	if err != nil {
		return app.Audit{}, err
	}
	if len(versions) == 0 {
		return c.Audit, t.createProduct(ctx, *c.Next)
	}
	return c.Audit, t.changeProduct(ctx, versions[0], c)
}
