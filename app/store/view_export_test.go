package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// View reads a view as a stranger's program would: column names, and each value as text, the same from both databases.
func View(ctx context.Context, d *DB, view string) (columns []string, rows [][]string, err error) {
	result, err := d.read.DB.QueryContext(ctx, "SELECT * FROM "+view)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	if columns, err = result.Columns(); err != nil {
		return nil, nil, err
	}
	for result.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := result.Scan(targets...); err != nil {
			return nil, nil, err
		}
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = shown(columns[i], v)
		}
		rows = append(rows, row)
	}
	return columns, rows, result.Err()
}

// shown writes a day as a day, seconds with three decimals, and NULL as nothing.
func shown(column string, value any) string {
	text := fmt.Sprint(value)
	switch v := value.(type) {
	case nil:
		return ""
	case []byte: // SQL Server's decimals, with as many digits as their type has
		text = string(v)
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			text = fmt.Sprintf("%.3f", n)
		}
	case time.Time:
		text = v.UTC().Format(stamp)
	case float64:
		text = fmt.Sprintf("%.3f", v)
	}
	if column == "day" && len(text) > len(time.DateOnly) {
		return text[:len(time.DateOnly)]
	}
	return strings.TrimSpace(text)
}
