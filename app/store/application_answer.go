package store

import (
	"context"
	"database/sql"
	"fmt"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
)

var (
	answerUpdate = &statement{"UPDATE", "application_answers", `UPDATE application_answers SET type = ?, value = ?, rough = ?, sealed = ?,
		blind = ? WHERE application_id = ? AND field = ?`}
	answerInsert = &statement{"INSERT", "application_answers", `INSERT INTO application_answers (type, value, rough, sealed, blind,
		application_id, field) VALUES (?, ?, ?, ?, ?, ?, ?)`}
	answerDelete = &statement{"DELETE", "application_answers", "DELETE FROM application_answers WHERE application_id = ? AND field = ?"}
	answerSealed = &statement{
		"SELECT", "application_answers",
		"SELECT value, sealed FROM application_answers WHERE application_id = ? AND field = ?",
	}
	answerPage = &statement{"SELECT", "application_answers", `SELECT application_id, field, type, rough, sealed FROM application_answers
		WHERE sealed IS NOT NULL AND ` + beyond([]string{"application_id", "field"}) + ` ORDER BY application_id, field {page}`}
	answerReseal = &statement{"UPDATE", "application_answers", `UPDATE application_answers SET sealed = ?, blind = ?
		WHERE application_id = ? AND field = ? AND sealed = ?`}
)

// save stores an answer, or takes it away. A sealed one stands nowhere in clear: its value is its mask.
func (s Applications) save(ctx context.Context, t *tx, id string, a application.Saved) error {
	if a.Value == "" {
		_, err := t.exec(ctx, answerDelete, id, a.Field)
		return err
	}
	value, sealed, index := a.Value, any(noSealed(t)), (*string)(nil)
	if a.Type.Sealed() {
		value, sealed, index = application.Mask(a.Value), s.sealer.Seal([]byte(a.Value), answerPlace(id, a.Field)), s.index(a.Type, a.Value, a.Rough)
	}
	values := []any{string(a.Type), words(value), a.Rough, sealed, index, id, a.Field}
	n, err := t.exec(ctx, answerUpdate, values...)
	if err == nil && n == 0 {
		_, err = t.exec(ctx, answerInsert, values...)
	}
	return err
}

// noSealed is a NULL of bytes, which has a type on SQL Server.
func noSealed(t *tx) any {
	if t.db.Embedded() {
		return nil
	}
	return noBytes{}
}

// index is what an exact search finds a sealed answer by; one that is not what the form wants is not searched for.
func (s Applications) index(t product.FieldType, value string, rough bool) *string {
	if rough {
		return nil
	}
	blind := s.sealer.Blind(blindKind(t), value)
	return &blind
}

// sealedAnswer is a sealed answer as it is stored.
type sealedAnswer struct {
	application, field string
	kind               product.FieldType
	rough              bool
	sealed             []byte
}

// Resealed is what came of sealing answers anew.
type Resealed struct {
	Sealed int      // by the first key now, and by another one before
	Left   int      // sealed by the first key already
	Lost   []string // application and field of those that none of the keys opens
}

const resealPage = 200

// Reseal seals each answer with the first of COLUMN_KEYS that another key sealed, and indexes it anew. It may be broken off, repeated, and
// run while people work: an answer that changes meanwhile is left as it became. system is who the records say did it.
func (s Applications) Reseal(ctx context.Context, system app.Actor) (r Resealed, err error) {
	for after := []any{"", ""}; ; {
		page, err := s.sealedAfter(ctx, after)
		if err != nil || len(page) == 0 {
			return r, err
		}
		for _, a := range page {
			if err := s.reseal(ctx, system, a, &r); err != nil {
				return r, err
			}
		}
		last := page[len(page)-1]
		after = []any{last.application, last.field}
	}
}

func (s Applications) sealedAfter(ctx context.Context, after []any) (page []sealedAnswer, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, answerPage, append(beyondValues(after), resealPage)...)
	err = scan(rows, err, func(r *sql.Rows) error {
		var a sealedAnswer
		err := r.Scan(&a.application, &a.field, &a.kind, &a.rough, &a.sealed)
		page = append(page, a)
		return err
	})
	return page, domain(err)
}

func (s Applications) reseal(ctx context.Context, system app.Actor, a sealedAnswer, r *Resealed) error {
	if s.sealer.Fresh(a.sealed) {
		r.Left++
		return nil
	}
	place := answerPlace(a.application, a.field)
	plain, err := s.sealer.Open(a.sealed, place)
	if err != nil {
		r.Lost = append(r.Lost, a.application+"/"+a.field)
		return nil
	}
	fresh, index := s.sealer.Seal(plain, place), s.index(a.kind, string(plain), a.rough)
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, answerReseal, fresh, index, a.application, a.field, a.sealed)
		if err != nil || n == 0 {
			return err
		}
		r.Sealed++
		return t.audit(ctx, app.Record(system, "answer.reseal", a.application, "", a.field))
	})
	if err != nil {
		return fmt.Errorf("sealing %s of application %s: %w", a.field, a.application, err)
	}
	return nil
}
