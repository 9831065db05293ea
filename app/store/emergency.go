package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app"
	"telemark/app/approval"
)

// Emergencies keeps break-glasses.
type Emergencies struct{ db *DB }

var _ approval.EmergencyStore = Emergencies{}

// Emergencies is the part of the database that approval.Glass works on.
func (d *DB) Emergencies() Emergencies { return Emergencies{d} }

const (
	emergencyFields = `e.id, e.person_id, p.name, e.state, e.reason, e.minutes, e.asked_at, e.confirmed_by, c.name, e.confirmed_at, e.until_at,
		e.ended_by, x.name, e.ended_at`
	emergencyFrom = `emergencies e JOIN users p ON p.id = e.person_id LEFT JOIN users c ON c.id = e.confirmed_by
		LEFT JOIN users x ON x.id = e.ended_by`
)

var (
	emergencyInsert = &statement{"INSERT", "emergencies", `INSERT INTO emergencies (id, person_id, open_to, state, reason, minutes, asked_at,
		confirmed_by, confirmed_at, until_at, ended_by, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL)`}
	emergencyLock  = &statement{"UPDATE", "emergencies", "UPDATE emergencies SET minutes = minutes WHERE id = ?"}
	emergencyGet   = &statement{"SELECT", "emergencies", "SELECT " + emergencyFields + " FROM " + emergencyFrom + " WHERE e.id = ?"}
	emergencyMine  = &statement{"SELECT", "emergencies", "SELECT " + emergencyFields + " FROM " + emergencyFrom + " WHERE e.open_to = ?"}
	emergencyClose = &statement{"UPDATE", "emergencies", "UPDATE emergencies SET state = 'ended', open_to = NULL WHERE id = ? AND open_to IS NOT NULL"}
	emergencySet   = &statement{"UPDATE", "emergencies", `UPDATE emergencies SET state = ?, open_to = ?, confirmed_by = ?, confirmed_at = ?,
		until_at = ?, ended_by = ?, ended_at = ? WHERE id = ?`}
	emergenciesLast = &statement{"SELECT", "emergencies", "SELECT " + emergencyFields + " FROM " + emergencyFrom + " ORDER BY e.id DESC {page}"}
	emergenciesOpen = &statement{"SELECT", "emergencies", "SELECT " + emergencyFields + " FROM " + emergencyFrom + `
		WHERE e.open_to IS NOT NULL ORDER BY e.open_to {page}`}
)

func scanEmergency(rows *sql.Rows) (e approval.Emergency, err error) {
	var by, byName, end, endName sql.NullString
	err = rows.Scan(&e.ID, &e.Person.ID, &e.Person.Name, &e.State, &e.Reason, &e.Minutes, &e.AskedAt, &by, &byName, &e.ConfirmedAt, &e.Until,
		&end, &endName, &e.EndedAt)
	e.Confirmer, e.EndedBy = approval.Person{ID: by.String, Name: byName.String}, approval.Person{ID: end.String, Name: endName.String}
	return e, err
}

// AskEmergency implements approval.EmergencyStore.
func (s Emergencies) AskEmergency(ctx context.Context, e approval.Emergency, now time.Time, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		var old approval.Emergency
		rows, err := t.query(ctx, emergencyMine, e.Person.ID)
		err = scan(rows, err, func(rows *sql.Rows) (err error) {
			old, err = scanEmergency(rows)
			return err
		})
		if err == nil && old.ID != "" && !old.Open(now) && !old.Runs(now) {
			_, err = t.exec(ctx, emergencyClose, old.ID)
		}
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, emergencyInsert, e.ID, e.Person.ID, e.Person.ID, string(e.State), words(e.Reason), e.Minutes, e.AskedAt)
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Emergencies implements approval.EmergencyStore.
func (s Emergencies) Emergencies(ctx context.Context, limit int) ([]approval.Emergency, error) {
	return listing(ctx, s.db, scanEmergency, emergenciesLast, limit)
}

// OpenEmergencies implements approval.EmergencyStore.
func (s Emergencies) OpenEmergencies(ctx context.Context, limit int) ([]approval.Emergency, error) {
	return listing(ctx, s.db, scanEmergency, emergenciesOpen, limit)
}

// ChangeEmergency implements approval.EmergencyStore.
func (s Emergencies) ChangeEmergency(
	ctx context.Context, id string, change func(approval.Emergency) (approval.Emergency, app.Audit, error),
) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, emergencyLock, id); err != nil {
			return err
		}
		var e approval.Emergency
		rows, err := t.query(ctx, emergencyGet, id)
		err = one(rows, err, func(rows *sql.Rows) (err error) {
			e, err = scanEmergency(rows)
			return err
		})
		if err != nil {
			return err
		}
		e, record, err := change(e)
		if err != nil {
			return err
		}
		if err := t.setEmergency(ctx, e); err != nil {
			return err
		}
		return t.audit(ctx, record)
	})
}

func (t *tx) setEmergency(ctx context.Context, e approval.Emergency) error {
	open := ""
	if e.State == approval.Asked || e.State == approval.Running {
		open = e.Person.ID
	}
	_, err := t.exec(ctx, emergencySet, string(e.State), orNull(open), orNull(e.Confirmer.ID), e.ConfirmedAt, e.Until, orNull(e.EndedBy.ID),
		e.EndedAt, e.ID)
	return err
}
