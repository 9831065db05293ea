package store

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// Observer is told of each query: its kind ("SELECT", "commit"), its table, how long it took, and whether it failed. It never
// hears a text: texts hold personal data. It must not block.
type Observer func(kind, table string, took time.Duration, failed bool)

// hook tells the observer of bun's queries.
type hook struct{ observe Observer }

// BeforeQuery does nothing: bun keeps the time itself.
func (hook) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

// AfterQuery reports.
func (h hook) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	kind, table := e.Operation(), ""
	if q, ok := e.IQuery.(interface{ GetTableName() string }); ok {
		table, _, _ = strings.Cut(strings.Trim(q.GetTableName(), `"`), " ")
	}
	h.observe(strings.ToUpper(kind), table, time.Since(e.StartTime), e.Err != nil && meaningOf(e.Err) != notFound)
}
