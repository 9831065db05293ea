package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/approval"
)

// Approvals keeps requests for approval.
type Approvals struct{ db *DB }

var (
	_ approval.Store = Approvals{}
	_ approval.Tx    = &tx{}
)

// Approvals is the part of the database that approval.Service works on.
func (d *DB) Approvals() Approvals { return Approvals{d} }

// Transaction implements approval.Tx.
func (t *tx) Transaction() {}

// inside is the transaction that a noun was handed.
func inside(t approval.Tx) (*tx, error) {
	ours, ok := t.(*tx)
	if !ok {
		return nil, fmt.Errorf("a %T is no transaction of this store", t)
	}
	return ours, nil
}

// The parts that people have in a request; see the migration.
const (
	partAuthor  = 1
	partEditor  = 2
	partDecider = 3
)

const (
	approvalFields = `r.id, r.kind, r.object, r.title_en, r.title_ru, r.author_id, a.name, r.state, r.decider_id, d.name, r.asked_at, r.ended_at,
		r.reason, r.note`
	approvalFrom = "approvals r JOIN users a ON a.id = r.author_id LEFT JOIN users d ON d.id = r.decider_id"
)

var (
	approvalInsert = &statement{"INSERT", "approvals", `INSERT INTO approvals (id, kind, object, open_object, title_en, title_ru, author_id,
		author_part, state, decider_id, decider_part, asked_at, ended_at, reason, note, payload)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, NULL, '', '', ?)`}
	approvalPersonInsert = &statement{"INSERT", "approval_people", "INSERT INTO approval_people (request_id, user_id, part) VALUES (?, ?, ?)"}
	approvalGet          = &statement{
		"SELECT", "approvals",
		"SELECT " + approvalFields + ", r.payload FROM " + approvalFrom + " WHERE r.id = ?",
	}
	approvalEditors = &statement{"SELECT", "approval_people", `SELECT p.user_id, u.name FROM approval_people p JOIN users u ON u.id = p.user_id
		WHERE p.request_id = ? AND p.part = ? ORDER BY p.user_id`}

	// approvalLock changes nothing and makes everybody else who would end the request wait.
	approvalLock = &statement{"UPDATE", "approvals", "UPDATE approvals SET state = state WHERE id = ? AND state = 'waiting'"}
	approvalEnd  = &statement{"UPDATE", "approvals", `UPDATE approvals SET state = ?, open_object = NULL, decider_id = ?, decider_part = ?,
		ended_at = ?, reason = ?, note = ? WHERE id = ? AND state = 'waiting'`}
	approvalsFree = &statement{"SELECT", "approvals", `SELECT r.id FROM approvals r WHERE r.state = 'waiting' AND NOT EXISTS
		(SELECT 1 FROM approval_people p WHERE p.request_id = r.id AND p.user_id = ?) ORDER BY r.id {page}`}
)

// Add implements approval.Store. The people stand first, so that the request can name its author among them.
func (s Approvals) Add(
	ctx context.Context, r approval.Request, hold func(ctx context.Context, tx approval.Tx) error, a app.Audit,
) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, approvalPersonInsert, r.ID, r.Author.ID, partAuthor); err != nil {
			return err
		}
		for _, p := range r.Editors {
			if _, err := t.exec(ctx, approvalPersonInsert, r.ID, p.ID, partEditor); err != nil {
				return err
			}
		}
		_, err := t.exec(ctx, approvalInsert, r.ID, r.Kind, r.Object, r.Object, words(r.Title["en"]), words(r.Title["ru"]), r.Author.ID,
			partAuthor, string(r.State), r.At, words(r.Payload))
		if err != nil {
			return err
		}
		if err := hold(ctx, t); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Request implements approval.Store.
func (s Approvals) Request(ctx context.Context, id string) (r approval.Request, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		r, err = loadApproval(ctx, s.db, id)
		return err
	})
	return r, domain(err)
}

// loadApproval reads a request with its payload and its editors.
func loadApproval(ctx context.Context, from asks, id string) (r approval.Request, err error) {
	rows, err := from.query(ctx, approvalGet, id)
	err = one(rows, err, func(rows *sql.Rows) error {
		var payload string
		r, err = scanApproval(rows, &payload)
		r.Payload = payload
		return err
	})
	if err != nil {
		return r, err
	}
	rows, err = from.query(ctx, approvalEditors, id, partEditor)
	return r, scan(rows, err, func(rows *sql.Rows) error {
		var p approval.Person
		err := rows.Scan(&p.ID, &p.Name)
		r.Editors = append(r.Editors, p)
		return err
	})
}

func scanApproval(rows *sql.Rows, more ...any) (r approval.Request, err error) {
	var en, ru, note string
	var decider, name sql.NullString
	var ended *time.Time
	err = rows.Scan(append([]any{
		&r.ID, &r.Kind, &r.Object, &en, &ru, &r.Author.ID, &r.Author.Name, &r.State, &decider, &name, &r.At, &ended, &r.Reason, &note,
	}, more...)...)
	r.Title, r.Decider, r.EndedAt = approval.Titles{"en": en, "ru": ru}, approval.Person{ID: decider.String, Name: name.String}, ended
	if err == nil && note != "" {
		err = json.Unmarshal([]byte(note), &r.Note)
		if day, ok := r.Note.Args["Day"].(string); ok { // JSON knows no days
			r.Note.Args["Day"] = app.Day(day)
		}
	}
	return r, err
}

// inboxQuery reads a page; the state, the author or the kind choose the index, and ids the days.
func (s Approvals) inboxQuery(f approval.Filter, limit int) *bun.SelectQuery {
	q := s.db.read.NewSelect().TableExpr("approvals AS r").ColumnExpr(approvalFields).
		Join("JOIN users AS a ON a.id = r.author_id").Join("LEFT JOIN users AS d ON d.id = r.decider_id")
	if f.State != "" {
		q = q.Where("r.state = ?", string(f.State))
	}
	if f.Author != "" {
		q = q.Where("r.author_id = ?", f.Author)
	}
	if f.Kind != "" {
		q = q.Where("r.kind = ?", f.Kind)
	}
	if f.From != "" {
		q = q.Where("r.id >= ?", app.FirstID(f.From.Start()))
	}
	if f.Until != "" {
		q = q.Where("r.id < ?", app.FirstID(f.Until.Add(1).Start()))
	}
	if f.After != "" {
		q = q.Where("r.id < ?", f.After)
	}
	return q.OrderExpr("r.id DESC").Limit(int64(min(max(limit, 1), approval.PageSize+1)))
}

// Inbox implements approval.Store.
func (s Approvals) Inbox(ctx context.Context, f approval.Filter, limit int) (list []approval.Request, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		list = nil
		rows, err := s.inboxQuery(f, limit).Rows(ctx)
		return scan(rows, err, func(rows *sql.Rows) error {
			r, err := scanApproval(rows)
			list = append(list, r)
			return err
		})
	})
	return list, domain(err)
}

// Waiting implements approval.Store.
func (s Approvals) Waiting(ctx context.Context, person string, limit int) (int, error) {
	ids, err := listing(ctx, s.db, func(rows *sql.Rows) (id string, err error) {
		err = rows.Scan(&id)
		return id, err
	}, approvalsFree, person, limit)
	return len(ids), err
}

// Settle implements approval.Store.
func (s Approvals) Settle(
	ctx context.Context, id string, settle func(ctx context.Context, tx approval.Tx, r approval.Request) (approval.Ending, error),
) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		waits, err := t.exec(ctx, approvalLock, id)
		if err != nil {
			return err
		}
		r, err := loadApproval(ctx, t, id)
		if err != nil {
			return err
		}
		if waits == 0 {
			return approval.ErrSettled
		}
		end, err := settle(ctx, t, r)
		if err != nil {
			return err
		}
		if err := t.endApproval(ctx, end.Request); err != nil {
			return err
		}
		return t.audit(ctx, end.Audit...)
	})
}

var errEnded = errors.New("the request ended while it was being settled")

func (t *tx) endApproval(ctx context.Context, r approval.Request) error {
	var part *int64
	if r.Decider.ID != "" {
		decider := int64(partDecider)
		part = &decider
		if _, err := t.exec(ctx, approvalPersonInsert, r.ID, r.Decider.ID, partDecider); err != nil {
			return err
		}
	}
	note := ""
	if r.Note.ID != "" {
		text, err := json.Marshal(r.Note)
		if err != nil {
			return err
		}
		note = string(text)
	}
	n, err := t.exec(ctx, approvalEnd, string(r.State), orNull(r.Decider.ID), part, r.EndedAt, words(r.Reason), words(note), r.ID)
	if err == nil && n == 0 {
		err = errEnded
	}
	return err
}
