package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"telemark/app"
	"telemark/app/application"
)

var (
	applicationInsert = &statement{"INSERT", "applications", `INSERT INTO applications (number, version, state, waits, is_open, seq,
		currency, amount, term, ask, quote, step, assignee_id, asked, offer, offer_expires, reason, room_id, told_key, changed_at, since_at, submitted_at, ended_at,
		workflow_id, workflow_version, stage, round, stage_at, client_key, client_last,
		id, client_id, product_id, slug, kind, product_names, begin_key, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}
	applicationUpdate = &statement{"UPDATE", "applications", `UPDATE applications SET number = ?, version = ?, state = ?, waits = ?,
		is_open = ?, seq = ?, currency = ?, amount = ?, term = ?, ask = ?, quote = ?, step = ?, assignee_id = ?, asked = ?, offer = ?, offer_expires = ?, reason = ?,
		room_id = ?, told_key = ?, changed_at = ?, since_at = ?, submitted_at = ?, ended_at = ?,
		workflow_id = ?, workflow_version = ?, stage = ?, round = ?, stage_at = ?, client_key = ?, client_last = ?
		WHERE id = ? AND seq = ?`}
	applicationLock  = &statement{"UPDATE", "applications", "UPDATE applications SET seq = seq WHERE id = ?"}
	applicationHold  = &statement{"UPDATE", "applications", "UPDATE applications SET seq = seq WHERE id = ? AND seq = ?"}
	applicationByKey = &statement{"SELECT", "applications", "SELECT id FROM applications WHERE client_id = ? AND begin_key = ?"}

	eventInsert = &statement{"INSERT", "application_events", `INSERT INTO application_events (application_id, seq, id, at, actor_id, side,
		act, from_state, to_state, note, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}

	numberNext = &statement{
		"UPDATE", "application_numbers",
		"UPDATE application_numbers SET last = last + 1 WHERE year = ? {giving last}",
	}
	numberFirst = &statement{"INSERT", "application_numbers", "INSERT INTO application_numbers (year, last) VALUES (?, 1)"}
)

var errApplicationOvertaken = app.Fail(app.Unavailable, app.T("store.busy")).Because(errors.New("the application was changed again and again"))

// Change implements application.Store. As with rooms, the first attempt takes no lock before its guarded update; one that lost takes the
// application's lock first, so the second is the last.
func (s Applications) Change(
	ctx context.Context, id string, decide func(application.Application) (application.Update, error),
) (application.Application, error) {
	var out application.Application
	err := s.db.change(ctx, func(ctx context.Context, t *tx) error {
		for try := range 3 {
			if try > 0 {
				if _, err := t.exec(ctx, applicationLock, id); err != nil {
					return err
				}
			}
			a, done, err := s.step(ctx, t, id, decide)
			if err != nil || done {
				out = a
				return err
			}
		}
		return errApplicationOvertaken
	})
	if err != nil {
		return application.Application{}, err
	}
	return out, nil
}

// step asks once; done is false when the application was changed in between.
func (s Applications) step(
	ctx context.Context, t *tx, id string, decide func(application.Application) (application.Update, error),
) (a application.Application, done bool, err error) {
	now, err := loadApplication(ctx, t, id)
	if err != nil {
		return now, false, err
	}
	u, err := decide(now)
	if err != nil || u.Empty() {
		return now, true, err
	}
	return s.store(ctx, t, now, u)
}

// store stores an update of an application; done is false when it was changed in between.
func (s Applications) store(
	ctx context.Context, t *tx, now application.Application, u application.Update,
) (a application.Application, done bool, err error) {
	if u.Number {
		done, err = s.writeNumbered(ctx, t, now, &u)
	} else if done, err = s.write(ctx, t, now, u); done {
		err = s.append(ctx, t, now, u)
	}
	if err != nil || !done {
		return now, false, err
	}
	if err := t.audit(ctx, u.Audit...); err != nil || u.Application.Assignee.ID == now.Assignee.ID {
		return u.Application, true, err
	}
	return u.Application, true, t.working(ctx, u.Application.Assignee.ID)
}

// write stores what an application has become; done is false when it was changed in between.
func (s Applications) write(ctx context.Context, t *tx, now application.Application, u application.Update) (done bool, err error) {
	values, err := applicationValues(u.Application)
	if err != nil {
		return false, err
	}
	n, err := t.exec(ctx, applicationUpdate, append(values, now.ID, now.Seq)...)
	return n == 1, err
}

// writeNumbered is write and append for an application that gets its number. It is held first, because a number that is taken must
// be used; and the number, for which everybody waits who submits, is taken when nothing else is left to be stored but what holds it.
func (s Applications) writeNumbered(ctx context.Context, t *tx, now application.Application, u *application.Update) (done bool, err error) {
	n, err := t.exec(ctx, applicationHold, now.ID, now.Seq)
	if err != nil || n == 0 {
		return false, err
	}
	if err := s.append(ctx, t, now, *u); err != nil {
		return false, err
	}
	if u.Application.Number, err = t.nextNumber(ctx, *u.Application.SubmittedAt); err != nil {
		return false, err
	}
	return s.write(ctx, t, now, *u)
}

// nextNumber is the next number of the year in which the bank's clocks show a moment.
func (t *tx) nextNumber(ctx context.Context, at time.Time) (string, error) {
	year := at.In(app.Zone()).Year()
	var last int64
	rows, err := t.query(ctx, numberNext, year)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&last) })
	if meaningOf(err) == notFound { // the first of the year
		last = 1
		_, err = t.exec(ctx, numberFirst, year)
		if meaningOf(err) == twice { // somebody else's was: SQL Server has undone this transaction, so it begins again
			err = errOutrun
		}
	}
	return fmt.Sprintf("%02d-%06d", year%100, last), err
}

// append stores the events and answers of an update whose application is held, and notes which figures it changes. from is what it was.
func (s Applications) append(ctx context.Context, t *tx, from application.Application, u application.Update) error {
	for _, e := range u.Events {
		changes := ""
		if len(e.Changes) > 0 {
			text, err := json.Marshal(e.Changes)
			if err != nil {
				return err
			}
			changes = string(text)
		}
		_, err := t.exec(ctx, eventInsert, e.Application, e.Seq, e.ID, e.At, orNull(e.Actor.ID), e.Side, string(e.Act),
			string(e.From), string(e.To), words(e.Note), words(changes))
		if err != nil {
			return err
		}
	}
	for _, a := range u.Answers {
		if err := s.save(ctx, t, u.Application.ID, a); err != nil {
			return err
		}
	}
	if err := t.desk(ctx, u); err != nil {
		return err
	}
	return t.caseChanged(ctx, from, u.Application)
}

// noneIfZero is a number that may be missing.
func noneIfZero(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

// applicationValues are what an application's row holds of what its log adds up to, in the order of applicationUpdate.
func applicationValues(a application.Application) ([]any, error) {
	ask, err := json.Marshal(a.Ask)
	if err != nil {
		return nil, err
	}
	quote, err := json.Marshal(a.Quote)
	if err != nil {
		return nil, err
	}
	var expires *time.Time
	offer := any((*string)(nil))
	if a.Offer != nil {
		text, err := json.Marshal(a.Offer)
		if err != nil {
			return nil, err
		}
		offer = words(text)
		if a.State == application.Offered {
			expires = &a.Offer.Expires
		}
	}
	key, last := any((*string)(nil)), any((*string)(nil)) // nobody finds a draft
	if a.SubmittedAt != nil {
		whole, from := application.Fold(a.Client.Name)
		key, last = words(whole), words(from)
	}
	open := a.SubmittedAt != nil && !a.State.Ended()
	return []any{
		orNull(a.Number), a.Version, string(a.State), a.State.Waits(), open, a.Seq,
		string(a.Ask.Currency), a.Ask.Amount, a.Ask.Term, words(ask), words(quote), a.Step,
		orNull(a.Assignee.ID), words(a.Asked), offer, expires, a.Reason, orNull(a.Room), a.Told, a.ChangedAt, a.Since, a.SubmittedAt, a.EndedAt,
		orNull(a.Workflow), noneIfZero(int64(a.Rules)), orNull(a.Stage), noneIfZero(a.Round), a.StageAt, key, last,
	}, nil
}

// Create implements application.Store.
func (s Applications) Create(ctx context.Context, u application.Update) (application.Application, error) {
	a, err := s.create(ctx, u)
	if app.KindOf(err) == app.Conflict { // the same key came in beside this one
		a, err = s.create(ctx, u)
	}
	return a, err
}

func (s Applications) create(ctx context.Context, u application.Update) (application.Application, error) {
	out := u.Application
	err := s.db.change(ctx, func(ctx context.Context, t *tx) error {
		out = u.Application
		found := ""
		rows, err := t.query(ctx, applicationByKey, out.Client.ID, out.Key)
		if err := scan(rows, err, func(r *sql.Rows) error { return r.Scan(&found) }); err != nil {
			return err
		}
		if found != "" {
			out, err = loadApplication(ctx, t, found)
			return err
		}
		if u.Number { // of what a bank brings along: what is submitted today is numbered by Change
			if out.Number, err = t.nextNumber(ctx, *out.SubmittedAt); err != nil {
				return err
			}
		}
		values, err := applicationValues(out)
		if err != nil {
			return err
		}
		names, err := json.Marshal(out.Names)
		if err != nil {
			return err
		}
		values = append(values, out.ID, out.Client.ID, out.Product, out.Slug, string(out.Kind), words(names), out.Key, out.CreatedAt)
		if _, err := t.exec(ctx, applicationInsert, values...); err != nil {
			return err
		}
		if err := s.append(ctx, t, application.Application{}, u); err != nil {
			return err
		}
		return t.audit(ctx, u.Audit...)
	})
	if err != nil {
		return application.Application{}, err
	}
	return out, nil
}
