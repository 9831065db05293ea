package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"telemark/app"
	jobs "telemark/app/job" // the group has a job of its own
	"telemark/app/privacy"
)

// free is the condition that neither a thing nor its client is on hold.
func free(id, client string) string {
	return "NOT EXISTS (SELECT 1 FROM retention_holds h WHERE h.held IN (" + id + ", " + client + ") AND h.until_day >= ?)"
}

// due is how a class is found: the ids of what goes, by an index that ends with the moment; and what goes with each.
type due struct {
	from  string // table
	where string // with the moment, and the day of a hold where held is true
	order string
	held  bool
	shift time.Duration // of the moment: the column is so much later than what the rule counts from
	drop  func(id string, at time.Time) []eraseStep
}

var (
	noticeDrop  = &statement{"DELETE", "notices", "DELETE FROM notices WHERE room_id = ? AND done = ?"}
	sessionDrop = &statement{"DELETE", "sessions", "DELETE FROM sessions WHERE hash = ?"}
	attemptDrop = &statement{"DELETE", "attempts", "DELETE FROM attempts WHERE id = ?"}
	callErase   = &statement{"UPDATE", "callbacks", "UPDATE callbacks SET phone = '', note = '', erased_at = ? WHERE id = ? AND owed_to IS NULL"}
)

// dues are the classes that the program takes away. Every id is asked for by itself: the counts and the lists are the same questions.
var dues = map[string]due{
	"talks": {
		from: "rooms r", where: "r.closed_at < ? AND r.closed_at IS NOT NULL AND r.erased_at IS NULL AND " + free("r.id", "r.client_id"),
		order: "r.closed_at, r.id", held: true, drop: roomSteps,
	},
	"drafts": {
		from: "applications r", where: "r.state = 'draft' AND r.since_at < ? AND r.erased_at IS NULL AND " + free("r.id", "r.client_id"),
		order: "r.since_at, r.id", held: true, drop: func(id string, at time.Time) []eraseStep { return caseSteps(id, true, at) },
	},
	"refused": {
		from: "applications r", where: "r.state IN ('refused', 'withdrawn', 'declined') AND r.since_at < ? AND r.erased_at IS NULL AND " + free("r.id", "r.client_id"),
		order: "r.state, r.since_at, r.id", held: true, drop: func(id string, at time.Time) []eraseStep { return caseSteps(id, false, at) },
	},
	"calls": {
		from: "callbacks r", where: "r.owed_to IS NULL AND r.ends_at < ? AND r.erased_at IS NULL AND " + free("r.id", "r.client_id"),
		order: "r.ends_at, r.id", held: true, drop: func(id string, at time.Time) []eraseStep { return []eraseStep{{callErase, []any{at, id}}} },
	},
	"exports": {
		from: "jobs r", where: "r.expires_at IS NOT NULL AND r.expires_at < ?", order: "r.expires_at, r.id", shift: jobs.Keep,
		drop: func(id string, _ time.Time) []eraseStep {
			return []eraseStep{{partsDrop, []any{id}}, {jobDrop, []any{id}}}
		},
	},
	"notices": {
		from: "notices r", where: "r.done = 1 AND r.next_at < ?", order: "r.next_at, r.room_id",
		drop: func(id string, _ time.Time) []eraseStep { return []eraseStep{{noticeDrop, []any{id, true}}} },
	},
	"sessions": {
		from: "sessions r", where: "r.seen_at < ?", order: "r.seen_at, r.hash",
		drop: func(id string, _ time.Time) []eraseStep { return []eraseStep{{sessionDrop, []any{id}}} },
	},
	"attempts": {
		from: "attempts r", where: "r.attempted_at < ?", order: "r.attempted_at, r.key_hash, r.id",
		drop: func(id string, _ time.Time) []eraseStep { return []eraseStep{{attemptDrop, []any{id}}} },
	},
}

// dueList and dueCount are the statements of each class: made once, so that their plans are kept.
var dueList, dueCount = dueStatements()

func dueStatements() (lists, counts map[string]*statement) {
	lists, counts = map[string]*statement{}, map[string]*statement{}
	for class, d := range dues {
		table, _, _ := strings.Cut(d.from, " ")
		key := map[string]string{"notices": "r.room_id", "sessions": "r.hash"}[table]
		if key == "" {
			key = "r.id"
		}
		list := "SELECT " + key + " AS id FROM " + d.from + " WHERE " + d.where + " ORDER BY " + d.order + " {page}"
		lists[class] = &statement{"SELECT", table, list}
		counts[class] = &statement{"SELECT", table, "SELECT COUNT(*) FROM (" + list + ") x"}
	}
	return lists, counts
}

func (d due) args(before time.Time, today app.Day, limit int) []any {
	args := []any{before.Add(d.shift)}
	if d.held {
		args = append(args, string(today))
	}
	return append(args, limit)
}

// Due implements privacy.RetentionStore.
func (s Privacy) Due(ctx context.Context, class string, before time.Time, today app.Day, most int) (n int, err error) {
	d, ok := dues[class]
	if !ok {
		return 0, app.ErrNotFound
	}
	err = s.db.stretch(ctx, dueCount[class], func(r *sql.Rows) error { return r.Scan(&n) }, d.args(before, today, most)...)
	return n, domain(err)
}

// Sweep implements privacy.RetentionStore.
func (s Privacy) Sweep(ctx context.Context, run privacy.Run, before time.Time, today app.Day, limit int) (n int, err error) {
	d, ok := dues[run.Class]
	if !ok {
		return 0, app.ErrNotFound
	}
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n = 0
		var ids []string
		rows, err := t.query(ctx, dueList[run.Class], d.args(before, today, limit)...)
		err = scan(rows, err, func(rows *sql.Rows) error {
			id, err := scanText(rows)
			ids = append(ids, id)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		at := app.Now()
		for _, id := range ids {
			if err := t.steps(ctx, d.drop(id, at)...); err != nil {
				return err
			}
		}
		n = len(ids)
		counted, err := t.exec(ctx, runAdd, n, run.ID, run.Class)
		if err == nil && counted == 0 {
			_, err = t.exec(ctx, runInsert, run.ID, run.Class, run.Days, n, run.StartedAt)
		}
		return err
	})
	return n, err
}
