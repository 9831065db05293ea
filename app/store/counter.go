package store

import (
	"context"
	"database/sql"
)

var counterMove = &statement{
	"UPDATE", "counters",
	"UPDATE counters SET value = value + 1 WHERE name = ? {giving value}",
}

// number takes the next number of a counter. Whoever else wants one waits for the end of this transaction, so that it is taken as
// late in one as can be, and after whatever may find that somebody else was faster: one that is taken must be used. A transaction
// that is undone gives it back.
func (t *tx) number(ctx context.Context, counter string) (n int64, err error) {
	rows, err := t.query(ctx, counterMove, counter)
	err = one(rows, err, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}
