package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/report"
)

var (
	keptPacks = &statement{"SELECT", "figure_days", `SELECT d.figure, d.day, d.hours, d.version, d.content FROM figure_days d
		WHERE d.figure = ? AND d.facet = ? AND d.day >= ? AND d.day <= ? ORDER BY d.day`}
	keptDays = &statement{"SELECT", "figure_days", "SELECT d.figure, d.day, d.hours, d.version FROM figure_days d WHERE d.facet = ?"}
	keptMove = &statement{"UPDATE", "figure_days", `UPDATE figure_days SET version = version + 1, hours = ?, content = ?
		WHERE figure = ? AND facet = ? AND day = ? AND version = ?`}
	keptInsert = &statement{"INSERT", "figure_days", "INSERT INTO figure_days (hours, content, figure, facet, day, version) VALUES (?, ?, ?, ?, ?, ?)"}

	changedHours = &statement{"SELECT", "figure_changes", "SELECT DISTINCT c.day, c.hour FROM figure_changes c WHERE c.figure = ? AND c.day >= ? AND c.day <= ?"}
	changedList  = &statement{"SELECT", "figure_changes", "SELECT c.id, c.figure, c.day, c.hour FROM figure_changes c ORDER BY c.figure, c.day, c.hour, c.id {page}"}
	changedDone  = &statement{"DELETE", "figure_changes", "DELETE FROM figure_changes WHERE figure = ? AND day = ? AND hour = ? AND id = ?"}

	firstRoom  = &statement{"SELECT", "rooms", "SELECT created_at FROM rooms ORDER BY created_at {page}"}
	firstCase  = &statement{"SELECT", "applications", "SELECT submitted_at FROM applications WHERE submitted_at IS NOT NULL ORDER BY submitted_at {page}"}
	staffTeams = &statement{"SELECT", "users", "SELECT id, COALESCE(team_id, '') FROM users WHERE role IN ('operator', 'manager')"}
)

// cells are the statements that count all rows of a figure by the hour of a day and by all that is known of them.
var cells = func() map[string]*statement {
	all := map[string]*statement{}
	for id, f := range figures {
		all[id] = f.cells()
	}
	return all
}()

// cells counts as everything does, by all groups at once. The day's start comes first, then the range.
func (f figure) cells() *statement {
	fields := []string{"{seconds ? " + f.at + "} / 3600 AS h"}
	for _, part := range []struct{ expression, name string }{{f.operator, "o"}, {f.topic, "t"}, {f.kind, "k"}, {f.state, "s"}} {
		fields = append(fields, "COALESCE("+orEmpty(part.expression)+", '') AS "+part.name)
	}
	where := f.at + " >= ? AND " + f.at + " < ?"
	if f.where != "" {
		where = f.where + " AND " + where
	}
	return &statement{"SELECT", "figures", "SELECT q.h, q.o, q.t, q.k, q.s, q.v, COUNT(*) FROM (SELECT " + strings.Join(fields, ", ") + ", " + f.value + " AS v FROM " +
		f.from + " WHERE " + where + ") q GROUP BY q.h, q.o, q.t, q.k, q.s, q.v"}
}

func orEmpty(expression string) string {
	if expression == "" {
		return "''"
	}
	return expression
}

// Cells implements report.KeptStore.
func (s Reports) Cells(ctx context.Context, id string, day app.Day, from, until time.Time) ([]report.Cell, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (c report.Cell, err error) {
		err = rows.Scan(&c.Hour, &c.Operator, &c.Topic, &c.Kind, &c.State, &c.Value, &c.N)
		for _, text := range []*string{&c.Operator, &c.Topic, &c.Kind, &c.State} {
			*text = strings.TrimRight(*text, " ")
		}
		return c, err
	}, cells[id], day.Start(), from, until)
}

// Packs implements report.KeptStore.
func (s Reports) Packs(ctx context.Context, id string, facet report.Facet, p report.Period) ([]report.Packed, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (k report.Packed, err error) {
		err = rows.Scan(&k.Figure, &k.Day, &k.Hours, &k.Version, &k.Content)
		return k, err
	}, keptPacks, id, string(facet), string(p.From), string(p.Until))
}

// Changed implements report.KeptStore.
func (s Reports) Changed(ctx context.Context, id string, p report.Period) ([]report.Hour, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (h report.Hour, err error) {
		err = rows.Scan(&h.Day, &h.N)
		return h, err
	}, changedHours, id, string(p.From), string(p.Until))
}

// Keep implements report.KeptStore.
func (s Reports) Keep(ctx context.Context, d report.Packed, facets map[report.Facet][]byte, counted []report.Change) (kept bool, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		kept = false
		if moved, err := t.keep(ctx, d, report.FacetAll, facets[report.FacetAll]); err != nil || !moved { // the guard of all
			return err
		}
		for facet, content := range facets {
			if facet == report.FacetAll {
				continue
			}
			if _, err := t.keep(ctx, d, facet, content); err != nil {
				return err
			}
		}
		for _, c := range counted {
			if _, err := t.exec(ctx, changedDone, c.Figure, string(c.Day), c.N, c.ID); err != nil {
				return err
			}
		}
		kept = true
		return nil
	})
	if app.KindOf(err) == app.Conflict { // somebody else was the first to count the day
		return false, nil
	}
	return kept && err == nil, err
}

// keep stores one facet over the version that was read; moved is false when there is another one by now.
func (t *tx) keep(ctx context.Context, d report.Packed, facet report.Facet, content []byte) (moved bool, err error) {
	put, version := keptMove, d.Version
	if version == 0 {
		put, version = keptInsert, 1
	}
	n, err := t.exec(ctx, put, d.Hours, content, d.Figure, string(facet), string(d.Day), version)
	return n == 1, err
}

// Changes implements report.KeptStore.
func (s Reports) Changes(ctx context.Context, limit int) ([]report.Change, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (c report.Change, err error) {
		err = rows.Scan(&c.ID, &c.Figure, &c.Day, &c.N)
		return c, err
	}, changedList, limit)
}

// Days implements report.KeptStore.
func (s Reports) Days(ctx context.Context) ([]report.Packed, error) {
	return listing(ctx, s.db, func(rows *sql.Rows) (k report.Packed, err error) {
		err = rows.Scan(&k.Figure, &k.Day, &k.Hours, &k.Version)
		return k, err
	}, keptDays, string(report.FacetAll))
}

// Begin implements report.KeptStore. Whatever else is counted belongs to one of these, and comes after it.
func (s Reports) Begin(ctx context.Context) (first time.Time, err error) {
	for _, ask := range []*statement{firstRoom, firstCase} {
		list, err := listing(ctx, s.db, func(rows *sql.Rows) (at time.Time, err error) {
			err = rows.Scan(&at)
			return at.UTC(), err
		}, ask, 1)
		if err != nil {
			return first, err
		}
		if len(list) > 0 && (first.IsZero() || list[0].Before(first)) {
			first = list[0]
		}
	}
	return first, nil
}

// Teams implements report.KeptStore.
func (s Reports) Teams(ctx context.Context) (map[string]string, error) {
	list, err := listing(ctx, s.db, func(rows *sql.Rows) (one [2]string, err error) {
		err = rows.Scan(&one[0], &one[1])
		return one, err
	}, staffTeams)
	teams := make(map[string]string, len(list))
	for _, one := range list {
		teams[one[0]] = strings.TrimRight(one[1], " ")
	}
	return teams, err
}
