package store

import (
	"context"
	"database/sql"

	"telemark/app/application"
)

var _ application.AffectedStore = Applications{}

// applicationsOfProduct are those that are not ended.
var applicationsOfProduct = &statement{"SELECT", "applications", `SELECT state FROM applications WHERE product_id = ? AND ended_at IS NULL
	ORDER BY state, id {page}`}

// OpenStates implements application.AffectedStore.
func (s Applications) OpenStates(ctx context.Context, product string, limit int) (map[application.State]int, error) {
	states, err := listing(ctx, s.db, func(rows *sql.Rows) (state application.State, err error) {
		err = rows.Scan(&state)
		return state, err
	}, applicationsOfProduct, product, limit)
	counts := map[application.State]int{}
	for _, state := range states {
		counts[state]++
	}
	return counts, err
}
