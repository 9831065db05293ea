package store

import (
	"github.com/uptrace/bun"

	"telemark/app"
)

// within keeps the rows whose holder's id, in a column that may be NULL, is within a reach. It says what app.Reach.Holds says.
func within(q *bun.SelectQuery, column string, r app.Reach) *bun.SelectQuery {
	if r.Scope == app.All {
		return q
	}
	return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("? IS NULL", bun.Ident(column)).WhereOr("? = ?", bun.Ident(column), r.Person)
		switch {
		case r.Scope != app.Team:
		case r.Team == "":
			q = q.WhereOr("? IN (SELECT m.id FROM users m WHERE m.role IN ('operator', 'manager') AND m.team_id IS NULL)", bun.Ident(column))
		default:
			q = q.WhereOr("? IN (SELECT m.id FROM users m WHERE m.team_id = ?)", bun.Ident(column), r.Team)
		}
		return q
	})
}
