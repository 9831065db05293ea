package store

import (
	"context"
	"database/sql"
)

var (
	counterMove = &statement{"UPDATE", "counters", "UPDATE counters SET value = value + 1 WHERE name = ?"}
	counterGet  = &statement{"SELECT", "counters", "SELECT value FROM counters WHERE name = ?"}
)

// number takes the next number of a counter. Whoever else wants one waits for the end of this transaction, so that it is taken as
// late in one as can be; a transaction that is undone gives it back.
func (t *tx) number(ctx context.Context, counter string) (n int64, err error) {
	if _, err := t.exec(ctx, counterMove, counter); err != nil {
		return 0, err
	}
	rows, err := t.query(ctx, counterGet, counter)
	err = one(rows, err, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}
