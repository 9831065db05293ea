package store

import (
	"context"
	"database/sql"

	"telemark/app"
)

var (
	settingGet = &statement{"SELECT", "settings", "SELECT value FROM settings WHERE name = ?"}
	settingPut = &statement{"INSERT", "settings", "INSERT INTO settings (name, value) VALUES (?, ?)"}
	settingSet = &statement{"UPDATE", "settings", "UPDATE settings SET value = ? WHERE name = ?"}
	settingNew = &statement{"UPDATE", "settings", "UPDATE settings SET value = ? WHERE name = ? AND value = ?"}
	anybody    = &statement{"SELECT", "users", "SELECT id FROM users ORDER BY id {page}"}
)

// Setting reads what the bank has set under a name; empty when nothing is.
func (d *DB) Setting(ctx context.Context, name string) (value string, err error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := d.query(ctx, settingGet, name)
	err = scan(rows, err, func(rows *sql.Rows) error { return rows.Scan(&value) })
	return value, domain(err)
}

// Set stores a setting; with nothing there yet, of two at once one gets a Conflict.
func (d *DB) Set(ctx context.Context, name, value string, a app.Audit) error {
	return d.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, settingSet, words(value), name)
		if err == nil && n == 0 {
			_, err = t.exec(ctx, settingPut, name, words(value))
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Replace stores a setting in place of an old value, or of nothing when old is empty; Conflict when another one stands there.
func (d *DB) Replace(ctx context.Context, name, old, value string, a app.Audit) error {
	return d.change(ctx, func(ctx context.Context, t *tx) error {
		if old == "" {
			if _, err := t.exec(ctx, settingPut, name, words(value)); err != nil {
				return err
			}
			return t.audit(ctx, a)
		}
		n, err := t.exec(ctx, settingNew, words(value), name, words(old))
		if err == nil && n == 0 {
			err = app.Fail(app.Conflict, app.T("store.other_state"))
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, a)
	})
}

// Empty tells whether nobody has a sign-in yet.
func (d *DB) Empty(ctx context.Context) (bool, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	empty := true
	rows, err := d.query(ctx, anybody, 1)
	err = scan(rows, err, func(*sql.Rows) error {
		empty = false
		return nil
	})
	return empty, domain(err)
}
