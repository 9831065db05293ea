package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/app/secret"
)

// Applications keeps applications, their logs and their answers.
type Applications struct {
	db     *DB
	sealer *secret.Sealer
}

var _ application.Store = Applications{}

// Applications is the part of the database that application.Service works on. The sealer has COLUMN_KEYS.
func (d *DB) Applications(sealer *secret.Sealer) Applications { return Applications{d, sealer} }

// applicationFields and applicationFrom read an application with the people in it.
const (
	applicationFields = `a.id, a.number, a.client_id, c.name, a.product_id, a.version, a.slug, a.kind, a.product_names, a.state, a.seq,
		a.ask, a.quote, a.step, a.assignee_id, s.name, s.team_id, a.asked, a.offer, a.reason, a.room_id, a.begin_key, a.told_key,
		a.created_at, a.changed_at, a.since_at, a.submitted_at, a.ended_at, a.workflow_id, a.workflow_version, a.stage, a.round, a.stage_at`
	applicationFrom = `applications a JOIN users c ON c.id = a.client_id LEFT JOIN users s ON s.id = a.assignee_id`
)

var (
	applicationGet = &statement{
		"SELECT", "applications",
		"SELECT " + applicationFields + " FROM " + applicationFrom + " WHERE a.id = ?",
	}
	answersGet = &statement{
		"SELECT", "application_answers",
		"SELECT field, value, rough FROM application_answers WHERE application_id = ? ORDER BY field",
	}
	eventsEnd = &statement{"SELECT", "application_events", `SELECT e.id, e.seq, e.at, e.actor_id, u.name, e.side, e.act,
		e.from_state, e.to_state, e.note, e.changes
		FROM application_events e LEFT JOIN users u ON u.id = e.actor_id WHERE e.application_id = ? ORDER BY e.seq DESC {page}`}
	applicationsExpired = &statement{
		"SELECT", "applications",
		"SELECT id FROM applications WHERE offer_expires <= ? ORDER BY offer_expires, id {page}",
	}
	roomOwner = &statement{"SELECT", "rooms", "SELECT client_id FROM rooms WHERE id = ?"}
	staffGet  = &statement{
		"SELECT", "users",
		"SELECT id, name FROM users WHERE id = ? AND role IN ('operator', 'manager') AND disabled_at IS NULL",
	}
)

// applicationRow is a row of applicationFields.
type applicationRow struct {
	application.Application
	number, assignee, name, team, offer, room sql.NullString
	workflow, stage                           sql.NullString
	rules, round                              sql.NullInt64
	names, ask, quote                         string
}

// targets are where Scan puts applicationFields.
func (r *applicationRow) targets() []any {
	return []any{
		&r.ID, &r.number, &r.Client.ID, &r.Client.Name, &r.Product, &r.Version, &r.Slug, &r.Kind, &r.names, &r.State, &r.Seq,
		&r.ask, &r.quote, &r.Step, &r.assignee, &r.name, &r.team, &r.Asked, &r.offer, &r.Reason, &r.room, &r.Key, &r.Told,
		&r.CreatedAt, &r.ChangedAt, &r.Since, &r.SubmittedAt, &r.EndedAt, &r.workflow, &r.rules, &r.stage, &r.round, &r.StageAt,
	}
}

// application is what the row says.
func (r *applicationRow) application() (application.Application, error) {
	a := r.Application
	a.Number, a.Room, a.Team, a.Assignee = r.number.String, r.room.String, r.team.String, application.Person{ID: r.assignee.String, Name: r.name.String}
	a.Workflow, a.Rules, a.Stage, a.Round = r.workflow.String, int(r.rules.Int64), r.stage.String, r.round.Int64
	for text, into := range map[string]any{r.names: &a.Names, r.ask: &a.Ask, r.quote: &a.Quote, r.offer.String: &a.Offer} {
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return a, fmt.Errorf("reading application %s: %w", a.ID, err)
		}
	}
	return a, nil
}

// asks is what reads: the database, or a transaction of it.
type asks interface {
	query(ctx context.Context, s *statement, args ...any) (*sql.Rows, error)
}

// loadApplication reads an application with its answers.
func loadApplication(ctx context.Context, from asks, id string) (application.Application, error) {
	var r applicationRow
	rows, err := from.query(ctx, applicationGet, id)
	if err := one(rows, err, func(rows *sql.Rows) error { return rows.Scan(r.targets()...) }); err != nil {
		return application.Application{}, err
	}
	a, err := r.application()
	if err != nil {
		return a, err
	}
	a.Answers, a.Rough = application.Answers{}, map[string]bool{}
	rows, err = from.query(ctx, answersGet, id)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var field, value string
		var rough bool
		err := rows.Scan(&field, &value, &rough)
		a.Answers[field] = value
		if rough {
			a.Rough[field] = true
		}
		return err
	})
	if err == nil && a.Stage != "" {
		err = loadDesk(ctx, from, &a)
	}
	return a, err
}

// Application implements application.Store.
func (s Applications) Application(ctx context.Context, id string) (a application.Application, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	err = s.db.asking(ctx, func() error {
		a, err = loadApplication(ctx, s.db, id)
		return err
	})
	return a, domain(err)
}

// Events implements application.Store.
func (s Applications) Events(ctx context.Context, id string, limit int) ([]application.Event, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var log []application.Event
	err := s.db.asking(ctx, func() error {
		log = nil
		rows, err := s.db.query(ctx, eventsEnd, id, limit)
		return scan(rows, err, func(rows *sql.Rows) error {
			e := application.Event{Application: id}
			var actor, name sql.NullString
			var changes string
			err := rows.Scan(&e.ID, &e.Seq, &e.At, &actor, &name, &e.Side, &e.Act, &e.From, &e.To, &e.Note, &changes)
			if err == nil && changes != "" {
				err = json.Unmarshal([]byte(changes), &e.Changes)
			}
			e.Actor = application.Person{ID: actor.String, Name: name.String}
			log = append(log, e)
			return err
		})
	})
	for i, j := 0, len(log)-1; i < j; i, j = i+1, j-1 {
		log[i], log[j] = log[j], log[i]
	}
	return log, domain(err)
}

// Staff implements application.Store.
func (s Applications) Staff(ctx context.Context, id string) (p application.Person, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, staffGet, id)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&p.ID, &p.Name) })
	return p, domain(err)
}

// RoomOwner implements application.Store.
func (s Applications) RoomOwner(ctx context.Context, room string) (client string, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, roomOwner, room)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&client) })
	return client, domain(err)
}

// Reveal implements application.Store.
func (s Applications) Reveal(ctx context.Context, id, field string, a app.Audit) (value string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		var sealed []byte
		rows, err := t.query(ctx, answerSealed, id, field)
		if err := one(rows, err, func(r *sql.Rows) error { return r.Scan(&value, &sealed) }); err != nil {
			return err
		}
		if len(sealed) == 0 { // a phone number, which is masked on a page only
			return t.audit(ctx, a)
		}
		plain, err := s.sealer.Open(sealed, answerPlace(id, field))
		if err != nil {
			return err
		}
		value = string(plain)
		return t.audit(ctx, a)
	})
	if err != nil {
		return "", err
	}
	return value, nil
}

// answerPlace is where a sealed answer stands.
func answerPlace(id, field string) secret.Place {
	return secret.Place{Table: "application_answers", Column: "sealed", Row: id + "/" + field}
}

// blindKind names the index of a type of answer.
func blindKind(t product.FieldType) string { return "application " + string(t) }
