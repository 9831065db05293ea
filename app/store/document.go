package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"telemark/app"
	"telemark/app/application"
)

// Documents keeps what clients add to applications. The content goes in and out in parts, each in a transaction of its own: nothing
// is held while somebody's network is waited for, and nobody else's change waits longer than for one part.
type Documents struct{ db *DB }

var _ application.DocumentStore = Documents{}

// Documents is the part of the database that application.Documents works on.
func (d *DB) Documents() Documents { return Documents{d} }

const documentFrom = `SELECT d.id, d.application_id, d.paper_id, d.name, d.type, d.size, d.sha256, d.state, d.author_id, u.name, d.created_at,
	d.tried_at FROM application_documents d JOIN users u ON u.id = d.author_id`

var (
	documentGet       = &statement{"SELECT", "application_documents", documentFrom + " WHERE d.id = ?"}
	documentList      = &statement{"SELECT", "application_documents", documentFrom + " WHERE d.application_id = ? ORDER BY d.id {page}"}
	documentWaiting   = &statement{"SELECT", "application_documents", documentFrom + " WHERE d.tried_at < ? ORDER BY d.tried_at, d.id {page}"}
	documentForgotten = &statement{"SELECT", "application_documents", documentFrom + " WHERE d.arriving_since < ? ORDER BY d.arriving_since, d.id {page}"}

	documentInsert = &statement{
		"INSERT", "application_documents",
		`INSERT INTO application_documents (id, application_id, paper_id, name, type, size, sha256, state, author_id, created_at,
		arriving_since, tried_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	}
	documentKeep = &statement{
		"UPDATE", "application_documents",
		`UPDATE application_documents SET size = ?, sha256 = ?, state = ?, arriving_since = ?, tried_at = ?
		WHERE id = ? AND arriving_since IS NOT NULL`,
	}
	documentClaim  = &statement{"UPDATE", "application_documents", "UPDATE application_documents SET tried_at = ? WHERE id = ? AND tried_at = ?"}
	documentSettle = &statement{
		"UPDATE", "application_documents",
		"UPDATE application_documents SET state = ?, tried_at = ? WHERE id = ? AND tried_at IS NOT NULL",
	}
	documentDelete = &statement{"DELETE", "application_documents", "DELETE FROM application_documents WHERE id = ?"}

	documentPartInsert = &statement{
		"INSERT", "application_document_parts",
		"INSERT INTO application_document_parts (document_id, part, content) VALUES (?, ?, ?)",
	}
	documentPartGet = &statement{
		"SELECT", "application_document_parts",
		"SELECT content FROM application_document_parts WHERE document_id = ? AND part = ?",
	}
	documentPartsDelete = &statement{"DELETE", "application_document_parts", "DELETE FROM application_document_parts WHERE document_id = ?"}
)

func scanDocument(rows *sql.Rows) (application.Document, error) {
	var d application.Document
	var hash sql.NullString
	err := rows.Scan(&d.ID, &d.Application, &d.Paper, &d.Name, &d.Type, &d.Size, &hash, &d.State, &d.By.ID, &d.By.Name, &d.At, &d.TriedAt)
	d.SHA256 = hash.String
	return d, err
}

// have reads what an application has, in the transaction that adds to it: those who add to one come one after another.
func (t *tx) have(ctx context.Context, of string) (list []application.Document, err error) {
	if _, err := t.exec(ctx, applicationLock, of); err != nil {
		return nil, err
	}
	rows, err := t.query(ctx, documentList, of, application.MaxDocuments+1)
	err = scan(rows, err, func(rows *sql.Rows) error {
		d, err := scanDocument(rows)
		list = append(list, d)
		return err
	})
	return list, err
}

// Arrive implements application.DocumentStore.
func (s Documents) Arrive(ctx context.Context, d application.Document, admit func([]application.Document) error) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		have, err := t.have(ctx, d.Application)
		if err != nil {
			return err
		}
		if err := admit(have); err != nil {
			return err
		}
		_, err = t.exec(ctx, documentInsert, d.ID, d.Application, d.Paper, words(d.Name), string(d.Type), d.Size, orNull(d.SHA256),
			string(d.State), d.By.ID, d.At, d.At, (*time.Time)(nil))
		return err
	})
}

// AddPart implements application.DocumentStore.
func (s Documents) AddPart(ctx context.Context, document string, number int, content []byte) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, documentPartInsert, document, number, content)
		return err
	})
}

// Keep implements application.DocumentStore.
func (s Documents) Keep(
	ctx context.Context, d application.Document, decide application.Keeping,
) (kept application.Document, of application.Application, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		have, err := t.have(ctx, d.Application)
		if err != nil {
			return err
		}
		if of, err = loadApplication(ctx, t, d.Application); err != nil {
			return err
		}
		var u application.Update
		if kept, u, err = decide(of, have); err != nil {
			return err
		}
		if kept.ID != d.ID {
			return t.dropDocument(ctx, d.ID)
		}
		n, err := t.exec(ctx, documentKeep, d.Size, orNull(d.SHA256), string(d.State), (*time.Time)(nil), d.TriedAt, d.ID)
		if err == nil && n == 0 { // it was forgotten in the meantime
			err = app.ErrNotFound
		}
		if err != nil || u.Empty() {
			return err
		}
		now, done, err := Applications{db: s.db}.store(ctx, t, of, u) // its lock is ours
		if err == nil && !done {
			err = errApplicationOvertaken
		}
		of = now
		return err
	})
	return kept, of, err
}

// Drop implements application.DocumentStore.
func (s Documents) Drop(ctx context.Context, document string, records ...app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.dropDocument(ctx, document); err != nil {
			return err
		}
		return t.audit(ctx, records...)
	})
}

// Remove implements application.DocumentStore. Whoever submits the application waits for its lock, or has gone before.
func (s Documents) Remove(
	ctx context.Context, of, document string, allowed func(application.Application, application.Document) (app.Audit, error),
) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		have, err := t.have(ctx, of)
		if err != nil {
			return err
		}
		a, err := loadApplication(ctx, t, of)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(have, func(d application.Document) bool { return d.ID == document })
		if i < 0 {
			return app.ErrNotFound
		}
		record, err := allowed(a, have[i])
		if err != nil {
			return err
		}
		if err := t.dropDocument(ctx, document); err != nil {
			return err
		}
		return t.audit(ctx, record)
	})
}

func (t *tx) dropDocument(ctx context.Context, id string) error {
	if _, err := t.exec(ctx, documentPartsDelete, id); err != nil {
		return err
	}
	_, err := t.exec(ctx, documentDelete, id)
	return err
}

// Claim implements application.DocumentStore.
func (s Documents) Claim(ctx context.Context, d application.Document, now time.Time) (mine bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, documentClaim, now, d.ID, d.TriedAt)
		mine = n == 1
		return err
	})
	return mine, err
}

// Settle implements application.DocumentStore.
func (s Documents) Settle(ctx context.Context, document string, state application.DocumentState, records ...app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, documentSettle, string(state), (*time.Time)(nil), document)
		if err != nil || n == 0 {
			return err
		}
		if state == application.Infected {
			if _, err := t.exec(ctx, documentPartsDelete, document); err != nil {
				return err
			}
		}
		return t.audit(ctx, records...)
	})
}

// Opened implements application.DocumentStore.
func (s Documents) Opened(ctx context.Context, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error { return t.audit(ctx, a) })
}
