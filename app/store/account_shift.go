package store

import (
	"context"
	"database/sql"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/calendar"
)

// colleagueFields are those of a person and their team.
const (
	colleagueFields = userFields + `, t.name, u.leads, (SELECT MAX(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS seen`
	colleagueFrom   = "users u LEFT JOIN teams t ON t.id = u.team_id"
)

var (
	directory = &statement{"SELECT", "users", "SELECT " + colleagueFields + " FROM " + colleagueFrom + `
		WHERE u.role IN ('operator', 'manager')
		ORDER BY CASE WHEN u.disabled_at IS NULL THEN 0 ELSE 1 END, u.name, u.id {page}`}
	colleagueGet = &statement{"SELECT", "users", "SELECT " + colleagueFields + " FROM " + colleagueFrom + `
		WHERE u.id = ? AND u.role IN ('operator', 'manager')`}

	skillsAll   = &statement{"SELECT", "staff_skills", "SELECT user_id, kind, lang FROM staff_skills ORDER BY user_id, kind, lang"}
	skillsOf    = &statement{"SELECT", "staff_skills", "SELECT user_id, kind, lang FROM staff_skills WHERE user_id = ? ORDER BY kind, lang"}
	skillsClear = &statement{"DELETE", "staff_skills", "DELETE FROM staff_skills WHERE user_id = ?"}
	skillInsert = &statement{"INSERT", "staff_skills", "INSERT INTO staff_skills (user_id, kind, lang) VALUES (?, ?, ?)"}

	weeksAll   = &statement{"SELECT", "staff_hours", "SELECT user_id, weekday, from_minute, until_minute FROM staff_hours ORDER BY user_id, weekday"}
	weekOf     = &statement{"SELECT", "staff_hours", "SELECT user_id, weekday, from_minute, until_minute FROM staff_hours WHERE user_id = ? ORDER BY weekday"}
	weekClear  = &statement{"DELETE", "staff_hours", "DELETE FROM staff_hours WHERE user_id = ?"}
	weekInsert = &statement{"INSERT", "staff_hours", "INSERT INTO staff_hours (user_id, weekday, from_minute, until_minute) VALUES (?, ?, ?, ?)"}

	shiftDaysAll   = &statement{"SELECT", "staff_days", "SELECT user_id, day, from_minute, until_minute, note FROM staff_days WHERE day >= ? ORDER BY user_id, day"}
	shiftDaysOf    = &statement{"SELECT", "staff_days", "SELECT user_id, day, from_minute, until_minute, note FROM staff_days WHERE user_id = ? AND day >= ? ORDER BY day"}
	shiftDayDelete = &statement{"DELETE", "staff_days", "DELETE FROM staff_days WHERE user_id = ? AND day = ?"}
	shiftDayInsert = &statement{"INSERT", "staff_days", "INSERT INTO staff_days (user_id, day, from_minute, until_minute, note) VALUES (?, ?, ?, ?, ?)"}
)

func scanColleague(rows *sql.Rows) (account.Colleague, error) {
	var u userRow
	var team sql.NullString
	var leads sql.NullBool
	var seen moment
	err := rows.Scan(append(u.targets(), &team, &leads, &seen)...)
	c := account.Colleague{Person: u.person(), TeamName: team.String, Leads: leads.Bool}
	c.SeenAt = seen.at
	return c, err
}

// Directory implements account.Store.
func (s Accounts) Directory(ctx context.Context, from app.Day, limit int) ([]account.Colleague, error) {
	people, err := listing(ctx, s.db, scanColleague, directory, limit)
	if err != nil {
		return nil, err
	}
	return people, s.atWork(ctx, people, [3]*statement{skillsAll, weeksAll, shiftDaysAll}, nil, nil, []any{string(from)})
}

// Colleague implements account.Store.
func (s Accounts) Colleague(ctx context.Context, id string, from app.Day) (account.Colleague, error) {
	people, err := listing(ctx, s.db, scanColleague, colleagueGet, id)
	if err == nil && len(people) == 0 {
		err = app.ErrNotFound
	}
	if err != nil {
		return account.Colleague{}, err
	}
	err = s.atWork(ctx, people, [3]*statement{skillsOf, weekOf, shiftDaysOf}, []any{id}, []any{id}, []any{id, string(from)})
	return people[0], err
}

// skillRow and hoursRow are rows that belong to somebody.
type skillRow struct {
	user string
	account.Skill
}

type hoursRow struct {
	user    string
	weekday int
	account.ShiftDay
}

// atWork fills in skills, weeks and days, in three questions for all people.
func (s Accounts) atWork(ctx context.Context, people []account.Colleague, ask [3]*statement, args ...[]any) error {
	place := make(map[string]*account.Colleague, len(people))
	for i := range people {
		place[people[i].ID] = &people[i]
	}
	skills, err := listing(ctx, s.db, func(rows *sql.Rows) (r skillRow, err error) {
		err = rows.Scan(&r.user, &r.Kind, &r.Lang)
		return r, err
	}, ask[0], args[0]...)
	if err != nil {
		return err
	}
	weeks, err := listing(ctx, s.db, func(rows *sql.Rows) (r hoursRow, err error) {
		err = rows.Scan(&r.user, &r.weekday, &r.Hours.From, &r.Hours.Until)
		return r, err
	}, ask[1], args[1]...)
	if err != nil {
		return err
	}
	days, err := listing(ctx, s.db, func(rows *sql.Rows) (r hoursRow, err error) {
		err = rows.Scan(&r.user, &r.Day, &r.Hours.From, &r.Hours.Until, &r.Note)
		return r, err
	}, ask[2], args[2]...)
	for _, r := range skills {
		if c := place[r.user]; c != nil {
			c.Skills = append(c.Skills, r.Skill)
		}
	}
	for _, r := range weeks {
		if c := place[r.user]; c != nil {
			c.Shifts.Week[r.weekday%7] = r.Hours
		}
	}
	for _, r := range days {
		if c := place[r.user]; c != nil {
			c.Shifts.Days = append(c.Shifts.Days, r.ShiftDay)
		}
	}
	return err
}

// SetSkills implements account.Store.
func (s Accounts) SetSkills(ctx context.Context, id string, skills []account.Skill, a app.Audit) error {
	return s.replace(ctx, a, skillsClear, []any{id}, func(ctx context.Context, t *tx) error {
		for _, one := range skills {
			if _, err := t.exec(ctx, skillInsert, id, one.Kind, one.Lang); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetWeek implements account.Store.
func (s Accounts) SetWeek(ctx context.Context, id string, week [7]calendar.Hours, a app.Audit) error {
	return s.replace(ctx, a, weekClear, []any{id}, func(ctx context.Context, t *tx) error {
		for day, h := range week {
			if h.Closed() {
				continue
			}
			if _, err := t.exec(ctx, weekInsert, id, day, h.From, h.Until); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetDay implements account.Store.
func (s Accounts) SetDay(ctx context.Context, id string, d account.ShiftDay, a app.Audit) error {
	return s.replace(ctx, a, shiftDayDelete, []any{id, string(d.Day)}, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, shiftDayInsert, id, string(d.Day), d.Hours.From, d.Hours.Until, words(d.Note))
		return err
	})
}

// DropDay implements account.Store.
func (s Accounts) DropDay(ctx context.Context, id string, d app.Day, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, shiftDayDelete, id, string(d))
		if err != nil || n == 0 {
			return either(err, app.ErrNotFound)
		}
		return t.audit(ctx, a)
	})
}

// replace clears what was there, fills it anew and records it. Of two at once the one that commits later stays.
func (s Accounts) replace(ctx context.Context, a app.Audit, clear *statement, args []any, fill func(context.Context, *tx) error) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, clear, args...); err != nil {
			return err
		}
		if err := fill(ctx, t); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}
