package store

import (
	"context"
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
	bun.BaseModel `bun:"table:users,alias:u"`

	ID              string     `bun:"id,pk"`
	Email           string     `bun:"email"`
	Name            string     `bun:"name"`
	Role            string     `bun:"role"`
	Lang            string     `bun:"lang"`
	Password        string     `bun:"password"`
	FactorSealed    []byte     `bun:"factor_sealed"`
	FactorConfirmed bool       `bun:"factor_confirmed"`
	FactorStep      int64      `bun:"factor_step"`
	DisabledAt      *time.Time `bun:"disabled_at"`
	CreatedAt       time.Time  `bun:"created_at"`
}

func (u userRow) person() account.Person {
	return account.Person{
		ID: u.ID, Name: u.Name, Email: u.Email, Role: app.Role(u.Role), Lang: u.Lang,
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
	_, err := t.exec(ctx, userInsert, p.ID, words(p.Email), words(p.Name), string(p.Role), p.Lang, password, false, 0, disabled, p.CreatedAt)
	return err
}

var (
	userInsert = &statement{"INSERT", "users", `INSERT INTO users
		(id, email, name, role, lang, password, factor_confirmed, factor_step, disabled_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}
	userPassword = &statement{"UPDATE", "users", "UPDATE users SET password = ? WHERE id = ?"}
)

// ByEmail implements account.Store.
func (s Accounts) ByEmail(ctx context.Context, email string) (account.Credentials, error) {
	return s.credentials(ctx, "u.email = ?", email)
}

// ByID implements account.Store.
func (s Accounts) ByID(ctx context.Context, id string) (account.Credentials, error) {
	return s.credentials(ctx, "u.id = ?", id)
}

func (s Accounts) credentials(ctx context.Context, where, value string) (account.Credentials, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var u userRow
	err := s.db.read.NewSelect().Model(&u).Where(where, value).Scan(ctx)
	return u.credentials(), domain(err)
}

// Staff implements account.Store.
func (s Accounts) Staff(ctx context.Context, limit int) ([]account.Person, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var rows []struct {
		userRow `bun:",extend"`
		Seen    moment `bun:"seen"`
	}
	err := s.db.read.NewSelect().Model(&rows).
		ColumnExpr("u.id, u.email, u.name, u.role, u.lang, u.factor_confirmed, u.disabled_at, u.created_at").
		ColumnExpr("(SELECT MAX(s.seen_at) FROM sessions AS s WHERE s.user_id = u.id) AS seen").
		Where("u.role IN (?)", bun.List([]string{string(app.Operator), string(app.Manager)})).
		OrderExpr("CASE WHEN u.disabled_at IS NULL THEN 0 ELSE 1 END, u.name, u.id").Limit(int64(limit)).Scan(ctx)
	people := make([]account.Person, len(rows))
	for i, row := range rows {
		people[i] = row.person()
		people[i].SeenAt = row.Seen.at
	}
	return people, domain(err)
}

// Update implements account.Store.
func (s Accounts) Update(ctx context.Context, id, name, lang string, a app.Audit) error {
	return s.one(ctx, id, a, func(q *bun.UpdateQuery) *bun.UpdateQuery { return q.Set("name = ?", name).Set("lang = ?", lang) })
}

// Enable implements account.Store.
func (s Accounts) Enable(ctx context.Context, id string, a app.Audit) error {
	return s.one(ctx, id, a, func(q *bun.UpdateQuery) *bun.UpdateQuery { return q.Set("disabled_at = NULL") })
}

// one changes one person's row and records it.
func (s Accounts) one(ctx context.Context, id string, a app.Audit, set func(*bun.UpdateQuery) *bun.UpdateQuery) error {
	return s.db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.setUser(ctx, id, set); err != nil {
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
		return t.audit(ctx, a)
	})
	return ended, err
}
