package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// row is one row of a table: nil, string, int64, bool, time.Time in UTC, or []byte, whichever database it comes from.
type row []any

// cell reads one value of a column in the one form that both databases share.
type cell struct {
	kind  kind
	value any
}

// Scan implements sql.Scanner. A value of another kind than the column's is an error: nothing is made to fit.
func (c *cell) Scan(v any) error {
	c.value = nil
	if v == nil {
		return nil
	}
	switch v := v.(type) {
	case string:
		if c.kind == code || c.kind == prose {
			c.value = v
		}
	case []byte:
		switch c.kind {
		case code, prose:
			c.value = string(v)
		case sealed, blob:
			c.value = bytes.Clone(v) // the driver writes the next row into the same place
		}
	case int64:
		switch {
		case c.kind == number:
			c.value = v
		case c.kind == yes && v&^1 == 0:
			c.value = v == 1
		}
	case bool:
		if c.kind == yes {
			c.value = v
		}
	case time.Time:
		if c.kind == stamped {
			c.value = v.UTC()
		}
	}
	if c.value == nil {
		return fmt.Errorf("a %T in a column of kind %d", v, c.kind)
	}
	return nil
}

// A page of rows is read or stored in one go.
const (
	pageRows  = 4000
	pageBytes = 8 << 20         // of texts and bytes; a page ends early with the row that reaches it
	pageTime  = 1 * time.Minute // to read one, on a machine that does other things too
)

var errFull = errors.New("the page is full")

// rowsAfter reads a page: the rows after a key, in the order of the key; from the start when the key is nil. No rows: there are no more.
func (d *DB) rowsAfter(ctx context.Context, t *table, after []any, most int) (list []row, err error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	ask, args := t.first, []any{most}
	if after != nil {
		ask, args = t.next, append(beyondValues(after), most)
	}
	cells, into, size := make([]cell, len(t.columns)), make([]any, len(t.columns)), 0
	for i, c := range t.columns {
		cells[i].kind = c.kind
		into[i] = &cells[i]
	}
	rows, err := d.query(ctx, ask, args...)
	err = scan(rows, err, func(r *sql.Rows) error {
		if err := r.Scan(into...); err != nil {
			return err
		}
		one := make(row, len(cells))
		for i := range cells {
			one[i] = cells[i].value
			switch v := one[i].(type) {
			case string:
				size += len(v)
			case []byte:
				size += len(v)
			}
		}
		list = append(list, one)
		if size > pageBytes {
			return errFull
		}
		return nil
	})
	if errors.Is(err, errFull) {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", t.name, said(ctx, err))
	}
	return list, nil
}

// pages reads a table from a key to its end, one page ahead of each.
func (d *DB) pages(ctx context.Context, t *table, after []any, most int, each func([]row) error) error {
	ctx, cancel := context.WithCancel(ctx)
	type read struct {
		list []row
		err  error
	}
	ahead := make(chan read, 1)
	go func() {
		defer close(ahead)
		for {
			list, err := d.rowsAfter(ctx, t, after, most)
			if len(list) == 0 && err == nil {
				return
			}
			select {
			case ahead <- read{list, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
			after = t.keyOf(list[len(list)-1])
		}
	}()
	var err error
	for p := range ahead {
		if err = p.err; err == nil {
			err = each(p.list)
		}
		if err != nil {
			break
		}
	}
	if err == nil {
		err = ctx.Err() // the reader may have left for it without a word
	}
	cancel()
	for range ahead { // wait for the reader: who goes on closes the database
	}
	return err
}

// rowsIn counts a table.
func (d *DB) rowsIn(ctx context.Context, t *table) (n int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	rows, err := d.query(ctx, t.count)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, said(ctx, err)
}

func (t *table) keyOf(r row) []any { return r[:t.key:t.key] }

// keyText writes a key down.
func (t *table) keyText(key []any) (string, error) {
	text, err := json.Marshal(key)
	return string(text), err
}

// keyIn reads what keyText wrote; nil from an empty text.
func (t *table) keyIn(text string) ([]any, error) {
	if text == "" {
		return nil, nil
	}
	var parts []json.RawMessage
	if err := json.Unmarshal([]byte(text), &parts); err != nil || len(parts) != t.key {
		return nil, fmt.Errorf("the mark of %s can't be read", t.name)
	}
	key := make([]any, t.key)
	for i, part := range parts {
		var err error
		switch t.columns[i].kind {
		case number:
			key[i], err = into[int64](part)
		case stamped:
			key[i], err = into[time.Time](part)
		default:
			key[i], err = into[string](part)
		}
		if err != nil {
			return nil, fmt.Errorf("the mark of %s can't be read: %w", t.name, err)
		}
	}
	return key, nil
}

func into[T any](part json.RawMessage) (v T, err error) {
	err = json.Unmarshal(part, &v)
	return v, err
}
