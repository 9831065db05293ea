package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/privacy"
)

var _ privacy.RetentionStore = Privacy{}

var (
	rulesAll = &statement{"SELECT", "retention_rules", `SELECT r.class, r.days, r.changed_at, c.name, a.name, r.wanted, r.wanted_by, w.name FROM retention_rules r
		LEFT JOIN users c ON c.id = r.changed_by LEFT JOIN users a ON a.id = r.approved_by LEFT JOIN users w ON w.id = r.wanted_by ORDER BY r.class`}
	ruleInsert = &statement{"INSERT", "retention_rules", `INSERT INTO retention_rules (class, days, changed_by, approved_by, changed_at, wanted, wanted_by, wanted_at)
		VALUES (?, ?, NULL, NULL, NULL, NULL, NULL, NULL)`}
	ruleSet = &statement{"UPDATE", "retention_rules", `UPDATE retention_rules SET days = ?, changed_by = ?, approved_by = NULL, changed_at = ?,
		wanted = NULL, wanted_by = NULL, wanted_at = NULL WHERE class = ?`}
	ruleWant    = &statement{"UPDATE", "retention_rules", "UPDATE retention_rules SET wanted = ?, wanted_by = ?, wanted_at = ? WHERE class = ? AND days > ?"}
	ruleApprove = &statement{"UPDATE", "retention_rules", `UPDATE retention_rules SET days = wanted, changed_by = wanted_by, approved_by = ?, changed_at = ?,
		wanted = NULL, wanted_by = NULL, wanted_at = NULL WHERE class = ? AND wanted = ? AND wanted_by <> ?`}
	ruleDrop = &statement{"UPDATE", "retention_rules", `UPDATE retention_rules SET wanted = NULL, wanted_by = NULL, wanted_at = NULL
		WHERE class = ? AND wanted IS NOT NULL`}

	runAdd    = &statement{"UPDATE", "retention_runs", "UPDATE retention_runs SET erased = erased + ? WHERE id = ? AND class = ?"}
	runInsert = &statement{"INSERT", "retention_runs", "INSERT INTO retention_runs (id, class, days, erased, started_at, finished_at) VALUES (?, ?, ?, ?, ?, NULL)"}
	runEnd    = &statement{"UPDATE", "retention_runs", "UPDATE retention_runs SET finished_at = ? WHERE id = ? AND class = ?"}
	runsLast  = &statement{"SELECT", "retention_runs", "SELECT id, class, days, erased, started_at, finished_at FROM retention_runs ORDER BY id DESC, class DESC {page}"}

	holdsOpen = &statement{"SELECT", "retention_holds", `SELECT h.id, h.kind, h.object_id, h.reason, h.until_day, u.name, h.made_at,
		COALESCE(p.name, ''), COALESCE(a.number, '') FROM retention_holds h JOIN users u ON u.id = h.made_by
		LEFT JOIN rooms r ON r.id = h.object_id LEFT JOIN applications a ON a.id = h.object_id
		LEFT JOIN users p ON p.id = h.object_id OR p.id = r.client_id OR p.id = a.client_id
		WHERE h.held IS NOT NULL ORDER BY h.id DESC {page}`}
	holdInsert = &statement{"INSERT", "retention_holds", `INSERT INTO retention_holds (id, kind, object_id, held, reason, until_day, made_by, made_at, lifted_by,
		lifted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)`}
	holdLift   = &statement{"UPDATE", "retention_holds", "UPDATE retention_holds SET held = NULL, lifted_by = ?, lifted_at = ? WHERE id = ? AND held IS NOT NULL"}
	clientFind = &statement{"SELECT", "users", "SELECT id FROM users WHERE email = ? AND role = 'client'"}
	holdRoom   = &statement{"SELECT", "rooms", "SELECT id FROM rooms WHERE id = ?"}
	holdCase   = &statement{"SELECT", "applications", "SELECT id FROM applications WHERE id = ?"}
	holdClient = &statement{"SELECT", "users", "SELECT id FROM users WHERE id = ? AND role = 'client'"}
)

// Rules implements privacy.RetentionStore.
func (s Privacy) Rules(ctx context.Context) (map[string]privacy.Rule, error) {
	all := map[string]privacy.Rule{}
	list, err := listing(ctx, s.db, func(rows *sql.Rows) (r privacy.Rule, err error) {
		var by, approved, wantedBy, wantedAs sql.NullString
		var wanted sql.NullInt64
		err = rows.Scan(&r.ID, &r.Now, &r.ChangedAt, &by, &approved, &wanted, &wantedBy, &wantedAs)
		r.By, r.Wanted, r.WantedBy, r.WantedAs = by.String, int(wanted.Int64), wantedBy.String, wantedAs.String
		if approved.Valid {
			r.By += ", " + approved.String
		}
		return r, err
	}, rulesAll)
	for _, r := range list {
		all[r.ID] = r
	}
	return all, err
}

// ruled does something to a rule, which it makes first where there is none.
func (s Privacy) ruled(ctx context.Context, class string, days int, a app.Audit, do *statement, args ...any) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, do, args...)
		if err == nil && n == 0 {
			if _, err = t.exec(ctx, ruleInsert, class, days); err == nil {
				n, err = t.exec(ctx, do, args...)
			}
		}
		if err == nil && n == 0 {
			err = app.Fail(app.Conflict, app.T("retention.gone"))
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// SetRule implements privacy.RetentionStore.
func (s Privacy) SetRule(ctx context.Context, class string, days int, by string, at time.Time, a app.Audit) error {
	return s.ruled(ctx, class, days, a, ruleSet, days, by, at, class)
}

// Want implements privacy.RetentionStore.
func (s Privacy) Want(ctx context.Context, class string, now, days int, by string, at time.Time, a app.Audit) error {
	return s.ruled(ctx, class, now, a, ruleWant, days, by, at, class, days)
}

// Approve implements privacy.RetentionStore.
func (s Privacy) Approve(ctx context.Context, class string, days int, by string, at time.Time, a app.Audit) (bool, error) {
	return s.counted(ctx, a, ruleApprove, by, at, class, days, by)
}

// Drop implements privacy.RetentionStore.
func (s Privacy) Drop(ctx context.Context, class string, a app.Audit) (bool, error) {
	return s.counted(ctx, a, ruleDrop, class)
}

// counted does one guarded change and records it; false when nothing fitted.
func (s Privacy) counted(ctx context.Context, a app.Audit, do *statement, args ...any) (done bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, do, args...)
		if done = n == 1; err != nil || !done {
			return err
		}
		return t.audit(ctx, a)
	})
	return done && err == nil, err
}

// Runs implements privacy.RetentionStore.
func (s Privacy) Runs(ctx context.Context, limit int) ([]privacy.Run, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (r privacy.Run, err error) {
		err = rows.Scan(&r.ID, &r.Class, &r.Days, &r.Erased, &r.StartedAt, &r.FinishedAt)
		return r, err
	}, runsLast, min(max(limit, 1), 200))
}

// EndRun implements privacy.RetentionStore.
func (s Privacy) EndRun(ctx context.Context, run privacy.Run) error {
	return s.steps(ctx, eraseStep{runEnd, []any{app.Now(), run.ID, run.Class}})
}

// Holds implements privacy.RetentionStore.
func (s Privacy) Holds(ctx context.Context, limit int) ([]privacy.Hold, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (h privacy.Hold, err error) {
		var person, number string
		err = rows.Scan(&h.ID, &h.Kind, &h.Object, &h.Reason, &h.Until, &h.By, &h.MadeAt, &person, &number)
		h.Name = strings.TrimSpace(person + " " + number)
		return h, err
	}, holdsOpen, min(max(limit, 1), privacy.HoldList))
}

// HoldObject implements privacy.RetentionStore.
func (s Privacy) HoldObject(ctx context.Context, name string) (kind, id string, err error) {
	name = strings.TrimSpace(name)
	type question struct {
		kind string
		ask  *statement
		arg  any
	}
	asks := []question{{"person", clientFind, words(strings.ToLower(name))}}
	switch {
	case app.IsID(name):
		asks = []question{{"person", holdClient, name}, {"room", holdRoom, name}, {"application", holdCase, name}}
	case len(name) <= 16 && ascii(name):
		asks = append(asks, question{"application", caseFind, name})
	}
	for _, one := range asks {
		list, err := listing(ctx, s.db, scanText, one.ask, one.arg)
		if err != nil {
			return "", "", err
		}
		if len(list) > 0 {
			return one.kind, list[0], nil
		}
	}
	return "", "", app.ErrNotFound
}

// AddHold implements privacy.RetentionStore.
func (s Privacy) AddHold(ctx context.Context, h privacy.Hold, by string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, holdInsert, h.ID, h.Kind, h.Object, h.Object, words(h.Reason), string(h.Until), by, h.MadeAt)
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// LiftHold implements privacy.RetentionStore.
func (s Privacy) LiftHold(ctx context.Context, id, by string, at time.Time, a app.Audit) (bool, error) {
	return s.counted(ctx, a, holdLift, by, at, id)
}
