package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/report"
)

// Reports measures the figures of report.Figures.
type Reports struct{ db *DB }

var _ report.Store = Reports{}

// Reports is the part of the database that report.Service works on.
func (d *DB) Reports() Reports { return Reports{d} }

// count are the two ways to ask for the same rows: with a filter, and without any.
type count struct{ filtered, all *statement }

// tallies and lists are the statements of all figures: those to count by each dimension, and one for the rows.
var tallies, lists = func() (map[string]map[report.Dimension]count, map[string]*statement) {
	counts, rows := map[string]map[report.Dimension]count{}, map[string]*statement{}
	for id, f := range figures {
		rows[id] = f.list()
		counts[id] = map[report.Dimension]count{report.Whole: {f.tally(""), f.everything("")}}
		for by, group := range map[report.Dimension]string{
			report.ByOperator: f.operator, report.ByTopic: f.topic, report.ByKind: f.kind, report.ByState: f.state,
			report.ByTeam: "(SELECT w.team_id FROM users w WHERE w.id = " + f.operator + ")",
		} {
			if group != "" {
				counts[id][by] = count{f.tally(group), f.everything(group)}
			}
		}
	}
	return counts, rows
}()

// noTeam is no team's id, nor that of those who are in none.
const noTeam = "-"

// filterValues are the parameters of figure.condition.
func (f figure) filterValues(w report.Within, from, until time.Time) []any {
	everything, team := int64(0), noTeam
	switch w.Reach.Scope {
	case app.All:
		everything = 1
	case app.Team:
		team = w.Reach.Team
	}
	values := []any{from, until, everything, w.Reach.Person, team, w.Operator, w.Operator, w.Team, w.Team}
	for _, part := range []struct{ expression, value string }{{f.topic, w.Topic}, {f.kind, w.Kind}, {f.state, w.State}} {
		if part.expression != "" {
			values = append(values, part.value, part.value)
		}
	}
	return values
}

// Tally implements report.Store.
func (s Reports) Tally(ctx context.Context, id string, by report.Dimension, w report.Within, from, until time.Time) ([]report.Tally, error) {
	asks, known := tallies[id][by]
	if !known {
		return nil, fmt.Errorf("the store has no query for the figure %q by %q", id, by)
	}
	ask, values := asks.filtered, append(figures[id].filterValues(w, from, until), until)
	if w.All() {
		ask, values = asks.all, []any{from, until}
	}
	list, err := listing(ctx, s.db, func(rows *sql.Rows) (t report.Tally, err error) {
		err = rows.Scan(&t.Group, &t.Value, &t.N)
		t.Group = strings.TrimRight(t.Group, " ")
		return t, err
	}, ask, values...)
	return slices.DeleteFunc(list, func(t report.Tally) bool { return t.N == 0 }), err // a count without groups is a row, of nothing too
}

// Rows implements report.Store.
func (s Reports) Rows(
	ctx context.Context, id string, w report.Within, from, until time.Time, after report.Place, limit int,
) ([]report.Row, error) {
	ask := lists[id]
	if ask == nil {
		return nil, fmt.Errorf("the store has no query for the figure %q", id)
	}
	if after == (report.Place{}) {
		after.At = until // and no key: nothing of that moment
	}
	return listing(ctx, s.db, func(rows *sql.Rows) (r report.Row, err error) {
		var room, application, number, client, operator, topic, kind, state sql.NullString
		err = rows.Scan(&r.Key, &r.At, &r.Value, &room, &application, &number, &client, &operator, &topic, &kind, &state)
		r.Room, r.Application, r.Number, r.Client = room.String, application.String, number.String, client.String
		r.Operator, r.Topic, r.Kind, r.State = operator.String, topic.String, kind.String, state.String
		return r, err
	}, ask, append(figures[id].filterValues(w, from, after.At), after.At, after.Key, limit)...)
}

var (
	staffNames = &statement{"SELECT", "users", "SELECT id, name FROM users WHERE role IN ('operator', 'manager')"}
	teamNames  = &statement{"SELECT", "teams", "SELECT id, name FROM teams"}
)

// Names implements report.Store.
func (s Reports) Names(ctx context.Context, by report.Dimension, lang string) (map[string]string, error) {
	names := map[string]string{}
	if by == report.ByTopic {
		list, err := s.db.Chat().Topics(ctx)
		for _, t := range list {
			names[t.ID] = t.Name(lang)
		}
		return names, err
	}
	ask := staffNames
	if by == report.ByTeam {
		ask = teamNames
	}
	list, err := listing(ctx, s.db, func(rows *sql.Rows) (one [2]string, err error) {
		err = rows.Scan(&one[0], &one[1])
		return one, err
	}, ask)
	for _, one := range list {
		names[one[0]] = one[1]
	}
	return names, err
}
