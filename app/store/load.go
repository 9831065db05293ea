package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	mssql "github.com/microsoft/go-mssqldb"

	"telemark/app"
)

// load stores rows in a transaction, fast: SQL Server takes them as a bulk copy, with its constraints checked, or it would not
// trust them any more; the embedded database takes INSERTs of many rows. slow does without bulk copy.
func (t *tx) load(ctx context.Context, into *table, list []row, slow bool) error {
	begin := tick()
	var err error
	if server, ok := t.raw.(serverTx); ok && !slow {
		err = server.bulk(ctx, into, list)
	} else {
		err = t.inserts(ctx, into, list)
	}
	t.db.observe("load", into.name, tick()-begin, err != nil)
	if err != nil {
		return fmt.Errorf("storing into %s: %w", into.name, err)
	}
	return nil
}

// unreadable tells whether a server refused a bulk copy for a reason that has no number of its own. One that speaks SQL Server's
// protocol (Babelfish 5) misreads about one packet in 25,000 where a value crosses its end; an INSERT of the same rows it takes.
func (d *DB) unreadable(err error) bool {
	if _, said := errors.AsType[*app.Error](err); said || err == nil || d.Embedded() {
		return false
	}
	return meaningOf(err) == unknown
}

func (t serverTx) bulk(ctx context.Context, into *table, list []row) (err error) {
	options := mssql.BulkOptions{CheckConstraints: true, KeepNulls: true, RowsPerBatch: len(list)}
	stmt, err := t.PrepareContext(ctx, mssql.CopyIn(into.name, options, into.names()...))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for _, r := range list {
		if _, err := stmt.ExecContext(ctx, r...); err != nil {
			return err
		}
	}
	result, err := stmt.ExecContext(ctx) // no values: that was all
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err == nil && n != int64(len(list)) {
		return fmt.Errorf("%d rows were stored of %d", n, len(list))
	}
	return nil
}

func (t *tx) inserts(ctx context.Context, into *table, list []row) error {
	several := into.several()
	values := make([]any, 0, several*len(into.columns))
	for len(list) > 0 {
		insert, n := into.insert, several
		if len(list) < several {
			insert, n = into.insertOne, 1
		}
		values = values[:0]
		for _, r := range list[:n] {
			values = into.appendValues(values, r, t.db.Embedded())
		}
		list = list[n:]
		if _, err := t.raw.execRaw(ctx, insert, t.db.speech.values(values)); err != nil {
			return err
		}
	}
	return nil
}

// appendValues gives values the types that a dialect tells apart. A NULL has a type, too: SQL Server makes no bytes out of text.
func (t *table) appendValues(values []any, r row, embedded bool) []any {
	for i, v := range r {
		kind := t.columns[i].kind
		if text, ok := v.(string); ok && kind == prose {
			v = words(text)
		}
		if v == nil {
			switch {
			case kind == code || kind == prose:
				v = (*string)(nil)
			case kind == stamped:
				v = (*time.Time)(nil)
			case kind == number:
				v = (*int64)(nil)
			case kind == yes:
				v = (*bool)(nil)
			case (kind == sealed || kind == blob) && !embedded:
				v = noBytes{}
			}
		}
		values = append(values, v)
	}
	return values
}

// noBytes is a NULL of bytes for SQL Server.
type noBytes struct{}

// Value implements driver.Valuer.
func (noBytes) Value() (driver.Value, error) { return []byte(nil), nil }
