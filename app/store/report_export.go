package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"telemark/app"
	jobs "telemark/app/job"
	"telemark/app/report"
)

var _ report.ExportStore = Reports{}

var (
	readerGet = &statement{"SELECT", "users", "SELECT name, role, duties, scope, team_id FROM users WHERE id = ? AND disabled_at IS NULL"}

	scheduleInsert = &statement{"INSERT", "export_schedules", `INSERT INTO export_schedules (id, owner_id, what, every, next_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?)`}
	scheduleDrop = &statement{"DELETE", "export_schedules", "DELETE FROM export_schedules WHERE id = ? AND owner_id = ?"}
	schedulesOf  = &statement{"SELECT", "export_schedules", "SELECT " + scheduleFields + " WHERE s.owner_id = ? ORDER BY s.id {page}"}
	schedulesDue = &statement{"SELECT", "export_schedules", "SELECT " + scheduleFields + " WHERE s.next_at <= ? ORDER BY s.next_at, s.id {page}"}
	scheduleMove = &statement{"UPDATE", "export_schedules", "UPDATE export_schedules SET next_at = ? WHERE id = ? AND next_at = ?"}
)

const scheduleFields = "s.id, s.owner_id, s.what, s.every, s.next_at, s.created_at FROM export_schedules s"

// Reader implements report.ExportStore.
func (s Reports) Reader(ctx context.Context, id string) (actor app.Actor, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	actor.ID = id
	var rights rightsRow
	rows, err := s.db.query(ctx, readerGet, id)
	err = one(rows, err, func(r *sql.Rows) error {
		return r.Scan(append([]any{&actor.Name, &actor.Role}, rights.targets()...)...)
	})
	has := rights.rights()
	actor.Duties, actor.Scope, actor.Team = has.Duties, has.Scope, has.Team
	return actor, domain(err)
}

// Record implements report.ExportStore.
func (s Reports) Record(ctx context.Context, a app.Audit) error { return s.db.Audit(ctx, a) }

// AddSchedule implements report.ExportStore.
func (s Reports) AddSchedule(ctx context.Context, plan report.Schedule, a app.Audit) error {
	what, err := json.Marshal(plan.Order)
	if err != nil {
		return err
	}
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, scheduleInsert, plan.ID, plan.Owner, words(what), plan.Every, plan.Next, plan.CreatedAt); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// EndSchedule implements report.ExportStore.
func (s Reports) EndSchedule(ctx context.Context, id, owner string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, scheduleDrop, id, owner)
		if err == nil && n == 0 {
			err = app.ErrNotFound
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

func scanSchedule(rows *sql.Rows) (plan report.Schedule, err error) {
	var what string
	if err := rows.Scan(&plan.ID, &plan.Owner, &what, &plan.Every, &plan.Next, &plan.CreatedAt); err != nil {
		return plan, err
	}
	return plan, json.Unmarshal([]byte(what), &plan.Order)
}

// SchedulesOf implements report.ExportStore.
func (s Reports) SchedulesOf(ctx context.Context, owner string, limit int) ([]report.Schedule, error) {
	return listing(ctx, s.db, scanSchedule, schedulesOf, owner, limit)
}

// Due implements report.ExportStore.
func (s Reports) Due(ctx context.Context, now time.Time, limit int) ([]report.Schedule, error) {
	return listing(ctx, s.db, scanSchedule, schedulesDue, now, limit)
}

// Take implements report.ExportStore. The guarded update decides who makes it.
func (s Reports) Take(ctx context.Context, plan report.Schedule, next time.Time, j jobs.Job, a app.Audit) (mine bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, scheduleMove, next, plan.ID, plan.Next)
		mine = n == 1
		if err != nil || !mine {
			return err
		}
		if err := t.addJob(ctx, j); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
	return mine && err == nil, err
}

// Skip implements report.ExportStore.
func (s Reports) Skip(ctx context.Context, plan report.Schedule, next time.Time) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, scheduleMove, next, plan.ID, plan.Next)
		return err
	})
}
