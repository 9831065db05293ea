package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/account"
)

// Accounts keeps people. It is the only one that a password hash leaves by.
type Accounts struct{ db *DB }

var _ account.Store = Accounts{}

// Accounts is the part of the database that account.Service works on.
func (d *DB) Accounts() Accounts { return Accounts{d} }

// userRow is a row of users.
type userRow struct {
	ID              string
	Email           string
	Name            string
	Role            app.Role
	Lang            string
	Password        string
	FactorSealed    []byte
	FactorConfirmed bool
	FactorStep      int64
	DisabledAt      *time.Time
	CreatedAt       time.Time
	Rights          rightsRow
}

// rightsRow are the columns of somebody's rights: NULL for clients, and for who is in no team.
type rightsRow struct{ Duties, Scope, Team *string }

func (r *rightsRow) targets() []any { return []any{&r.Duties, &r.Scope, &r.Team} }

// rights of a word that is no duty are those that are known: an older program reads a newer one's rows.
func (r rightsRow) rights() (all app.Rights) {
	if r.Duties != nil {
		all.Duties, _ = app.ParseDuties(*r.Duties)
	}
	if r.Scope != nil {
		all.Scope = app.Scope(*r.Scope)
	}
	if r.Team != nil {
		all.Team = *r.Team
	}
	return all
}

func rowOfRights(r app.Rights) rightsRow {
	return rightsRow{Duties: filled(r.Duties.String()), Scope: filled(string(r.Scope)), Team: filled(r.Team)}
}

// filled is a text that is there, or NULL.
func filled(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

const userFields = `u.id, u.email, u.name, u.role, u.lang, u.password, u.factor_sealed, u.factor_confirmed, u.factor_step,
	u.disabled_at, u.created_at, u.duties, u.scope, u.team_id`

func (u *userRow) targets() []any {
	return append([]any{
		&u.ID, &u.Email, &u.Name, &u.Role, &u.Lang, &u.Password, &u.FactorSealed, &u.FactorConfirmed, &u.FactorStep,
		&u.DisabledAt, &u.CreatedAt,
	}, u.Rights.targets()...)
}

func (u userRow) person() account.Person {
	return account.Person{
		ID: u.ID, Name: u.Name, Email: u.Email, Role: u.Role, Lang: u.Lang, Rights: u.Rights.rights(),
		Disabled: u.DisabledAt != nil, SecondFactor: u.FactorConfirmed, CreatedAt: u.CreatedAt,
	}
}

func (u userRow) credentials() account.Credentials {
	return account.Credentials{
		Person: u.person(), Password: u.Password,
		Factor: account.Factor{Sealed: u.FactorSealed, Confirmed: u.FactorConfirmed, Step: u.FactorStep},
	}
}

// Create implements account.Store.
func (s Accounts) Create(ctx context.Context, p account.Person, password string, a app.Audit) error {
	return taken(s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.addUser(ctx, p, password); err != nil {
			return err
		}
		return t.audit(ctx, a)
	}))
}

// taken says what a doubled unique value means where people are stored: their e-mail, because ids are never the same.
func taken(err error) error {
	if app.KindOf(err) == app.Conflict {
		return account.ErrEmailTaken
	}
	return err
}

// addUser writes the password as a value beside the text.
func (t *tx) addUser(ctx context.Context, p account.Person, password string) error {
	var disabled *time.Time
	if p.Disabled {
		disabled = &p.CreatedAt
	}
	rights := rowOfRights(p.Rights)
	_, err := t.exec(ctx, userInsert, p.ID, words(p.Email), words(p.Name), string(p.Role), p.Lang, password, false, 0, disabled, p.CreatedAt,
		rights.Duties, rights.Scope, rights.Team)
	return err
}

// What people type, and secrets, travel beside the text: the server keeps texts in its caches.
var (
	userInsert = &statement{"INSERT", "users", `INSERT INTO users
		(id, email, name, role, lang, password, factor_confirmed, factor_step, disabled_at, created_at, duties, scope, team_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}
	userPassword = &statement{"UPDATE", "users", "UPDATE users SET password = ? WHERE id = ?"}
	userUpdate   = &statement{"UPDATE", "users", "UPDATE users SET name = ?, lang = ? WHERE id = ?"}
	userByEmail  = &statement{"SELECT", "users", "SELECT " + userFields + " FROM users u WHERE u.email = ?"}
	userByID     = &statement{"SELECT", "users", "SELECT " + userFields + " FROM users u WHERE u.id = ?"}
	usersOfStaff = &statement{"SELECT", "users", "SELECT " + userFields + `,
		(SELECT MAX(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS seen
		FROM users u WHERE u.role IN ('operator', 'manager')
		ORDER BY CASE WHEN u.disabled_at IS NULL THEN 0 ELSE 1 END, u.name, u.id {page}`}
)

// ByEmail implements account.Store.
func (s Accounts) ByEmail(ctx context.Context, email string) (account.Credentials, error) {
	return s.credentials(ctx, userByEmail, words(email))
}

// ByID implements account.Store.
func (s Accounts) ByID(ctx context.Context, id string) (account.Credentials, error) {
	return s.credentials(ctx, userByID, id)
}

func (s Accounts) credentials(ctx context.Context, by *statement, value any) (account.Credentials, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var u userRow
	rows, err := s.db.query(ctx, by, value)
	err = one(rows, err, func(rows *sql.Rows) error { return rows.Scan(u.targets()...) })
	return u.credentials(), domain(err)
}

// Staff implements account.Store.
func (s Accounts) Staff(ctx context.Context, limit int) ([]account.Person, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	people := []account.Person{}
	rows, err := s.db.query(ctx, usersOfStaff, limit)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var u userRow
		var seen moment
		err := rows.Scan(append(u.targets(), &seen)...)
		p := u.person()
		p.SeenAt = seen.at
		people = append(people, p)
		return err
	})
	return people, domain(err)
}

// Update implements account.Store.
func (s Accounts) Update(ctx context.Context, id, name, lang string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, userUpdate, words(name), lang, id)
		if err != nil || n == 0 {
			return either(err, app.ErrNotFound)
		}
		return t.audit(ctx, a)
	})
}

// Enable implements account.Store.
func (s Accounts) Enable(ctx context.Context, id string, a app.Audit) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		err := t.setUser(ctx, id, func(q *bun.UpdateQuery) *bun.UpdateQuery { return q.Set("disabled_at = NULL") })
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// setUser changes one person's row. app.ErrNotFound when there is none.
func (t *tx) setUser(ctx context.Context, id string, set func(*bun.UpdateQuery) *bun.UpdateQuery) error {
	result, err := set(t.NewUpdate().Table("users")).Where("id = ?", id).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return app.ErrNotFound
}

// SetPassword implements account.Store.
func (s Accounts) SetPassword(ctx context.Context, id, password, keep string, a app.Audit) (ended []string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, userPassword, password, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return app.ErrNotFound
		}
		if ended, err = t.endSessions(ctx, id, keep); err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
	return ended, err
}

// Disable implements account.Store. The time of the first disabling stays.
func (s Accounts) Disable(ctx context.Context, id string, a app.Audit) (ended []string, err error) {
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		err := t.setUser(ctx, id, func(q *bun.UpdateQuery) *bun.UpdateQuery {
			return q.Set("disabled_at = COALESCE(disabled_at, ?)", app.Now())
		})
		if err != nil {
			return err
		}
		if ended, err = t.endSessions(ctx, id, ""); err != nil {
			return err
		}
		if err := t.audit(ctx, a); err != nil {
			return err
		}
		if err := t.administered(ctx, id); err != nil {
			return err
		}
		return t.free(ctx, id)
	})
	return ended, err
}
