package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/approval"
)

const workflowDraftFields = `d.workflow_id, d.base, d.content, d.revision, d.author_id, a.name, d.editors, d.changed_by, c.name, d.changed_at,
	d.request_id FROM workflow_drafts d JOIN users a ON a.id = d.author_id JOIN users c ON c.id = d.changed_by`

var (
	workflowDraft  = &statement{"SELECT", "workflow_drafts", "SELECT " + workflowDraftFields + " WHERE d.workflow_id = ?"}
	workflowDrafts = &statement{"SELECT", "workflow_drafts", "SELECT " + workflowDraftFields + " ORDER BY d.workflow_id"}

	workflowDraftInsert = &statement{"INSERT", "workflow_drafts", `INSERT INTO workflow_drafts (base, content, revision, editors, changed_by,
		changed_at, workflow_id, author_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`}
	workflowDraftUpdate = &statement{"UPDATE", "workflow_drafts", `UPDATE workflow_drafts SET base = ?, content = ?, revision = ?, editors = ?,
		changed_by = ?, changed_at = ? WHERE workflow_id = ? AND revision = ? AND request_id IS NULL`}
	workflowDraftDelete = &statement{"DELETE", "workflow_drafts", "DELETE FROM workflow_drafts WHERE workflow_id = ? AND revision = ?"}
	workflowDraftHold   = &statement{"UPDATE", "workflow_drafts", `UPDATE workflow_drafts SET request_id = ?
		WHERE workflow_id = ? AND revision = ? AND request_id IS NULL`}
	workflowDraftReturn = &statement{"UPDATE", "workflow_drafts", "UPDATE workflow_drafts SET request_id = NULL WHERE request_id = ?"}
	workflowDraftSent   = &statement{"DELETE", "workflow_drafts", "DELETE FROM workflow_drafts WHERE workflow_id = ? AND request_id = ?"}
	workflowLast        = &statement{"SELECT", "workflow_versions", "SELECT MAX(number) FROM workflow_versions WHERE workflow_id = ?"}
)

var errDraftOvertaken = app.Fail(app.Conflict, app.T("workflow.collision")).Because(errors.New("the draft is of another revision"))

func draftRow(r *sql.Rows) (d workflow.Draft, err error) {
	var content, editors string
	var sent sql.NullString
	err = r.Scan(&d.Workflow, &d.Base, &content, &d.Revision, &d.Author.ID, &d.Author.Name, &editors, &d.By.ID, &d.By.Name, &d.At, &sent)
	if err != nil {
		return d, err
	}
	d.Sent = sent.String
	if err := errors.Join(json.Unmarshal([]byte(content), &d.Content), json.Unmarshal([]byte(editors), &d.Editors)); err != nil {
		return d, fmt.Errorf("reading the draft of workflow %s: %w", d.Workflow, err)
	}
	return d, nil
}

// Draft implements workflow.Store.
func (s Workflows) Draft(ctx context.Context, id string) (workflow.Draft, error) {
	list, err := listing(ctx, s.db, draftRow, workflowDraft, id)
	if err == nil && len(list) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return workflow.Draft{}, err
	}
	return list[0], nil
}

// Drafts implements workflow.Store.
func (s Workflows) Drafts(ctx context.Context) ([]workflow.Draft, error) {
	return listing(ctx, s.db, draftRow, workflowDrafts)
}

// Keep implements workflow.Store.
func (s Workflows) Keep(ctx context.Context, d workflow.Draft, a app.Audit) error {
	content, err := json.Marshal(d.Content)
	if err != nil {
		return err
	}
	editors, err := json.Marshal(d.Editors)
	if err != nil {
		return err
	}
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		values := []any{d.Base, words(content), d.Revision, words(editors), d.By.ID, d.At, d.Workflow}
		if d.Revision == 1 {
			if _, err := t.exec(ctx, workflowDraftInsert, append(values, d.Author.ID)...); err != nil {
				return err
			}
			return t.audit(ctx, a)
		}
		n, err := t.exec(ctx, workflowDraftUpdate, append(values, d.Revision-1)...)
		if err == nil && n == 0 {
			err = errDraftOvertaken
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Drop implements workflow.Store.
func (s Workflows) Drop(ctx context.Context, id string, revision int64, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, workflowDraftDelete, id, revision)
		if err == nil && n == 0 {
			err = errDraftOvertaken
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Last implements workflow.Store.
func (s Workflows) Last(ctx context.Context, of approval.Tx, id string) (int, error) {
	t, err := inside(of)
	if err != nil {
		return 0, err
	}
	var last sql.NullInt64
	rows, err := t.query(ctx, workflowLast, id)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&last) })
	return int(last.Int64), err
}

// Hold implements workflow.Store.
func (s Workflows) Hold(ctx context.Context, of approval.Tx, id string, revision int64, request string) (bool, error) {
	t, err := inside(of)
	if err != nil {
		return false, err
	}
	n, err := t.exec(ctx, workflowDraftHold, request, id, revision)
	return n == 1, err
}

// Return implements workflow.Store.
func (s Workflows) Return(ctx context.Context, of approval.Tx, request string) error {
	t, err := inside(of)
	if err == nil {
		_, err = t.exec(ctx, workflowDraftReturn, request)
	}
	return err
}

// PublishSent implements workflow.Store.
func (s Workflows) PublishSent(ctx context.Context, of approval.Tx, v workflow.Version, request string) error {
	t, err := inside(of)
	if err != nil {
		return err
	}
	if err := t.publishWorkflow(ctx, v); err != nil {
		return err
	}
	_, err = t.exec(ctx, workflowDraftSent, v.Workflow, request)
	return err
}
