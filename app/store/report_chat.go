package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"telemark/app/report"
)

// Reports measures the figures of report.Figures.
type Reports struct{ db *DB }

var _ report.Store = Reports{}

// Reports is the part of the database that report.Service works on.
func (d *DB) Reports() Reports { return Reports{d} }

// mostAnswers bounds how many first answers a median is made of: the latest ones.
const mostAnswers = 10000

// Each count reads as many index entries as it returns.
var (
	figureWaiting = &statement{"SELECT", "rooms", "SELECT COUNT(*) FROM rooms WHERE state = 'waiting'"}
	figureOpen    = &statement{"SELECT", "rooms", "SELECT COUNT(*) FROM rooms WHERE state = 'open'"}
	figureServed  = &statement{"SELECT", "rooms", "SELECT COUNT(*) FROM rooms WHERE closed_at >= ?"}
	figureRating  = &statement{"SELECT", "room_ratings", "SELECT COUNT(*), COALESCE(SUM(stars), 0) FROM room_ratings WHERE changed_at >= ?"}
	figureAnswers = &statement{"SELECT", "rooms", `SELECT created_at, answered_at FROM rooms WHERE answered_at >= ?
		ORDER BY answered_at DESC {page}`}
)

// Figure implements report.Store.
func (s Reports) Figure(ctx context.Context, id string, since time.Time) (number float64, found bool, err error) {
	switch id {
	case "waiting":
		return s.count(ctx, figureWaiting)
	case "open":
		return s.count(ctx, figureOpen)
	case "served":
		return s.count(ctx, figureServed, since)
	case "rating":
		return s.rating(ctx, since)
	case "first_answer":
		seconds, err := s.firstAnswers(ctx, since)
		if err != nil || len(seconds) == 0 {
			return 0, false, err
		}
		return median(seconds), true, nil
	}
	return 0, false, fmt.Errorf("the store has no query for the figure %q", id)
}

func (s Reports) count(ctx context.Context, of *statement, args ...any) (float64, bool, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var n int64
	rows, err := s.db.query(ctx, of, args...)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&n) })
	return float64(n), true, domain(err)
}

// rating is the mean of the ratings that clients gave or changed since a time.
func (s Reports) rating(ctx context.Context, since time.Time) (float64, bool, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var n, stars int64
	rows, err := s.db.query(ctx, figureRating, since)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&n, &stars) })
	if err != nil || n == 0 {
		return 0, false, domain(err)
	}
	return float64(stars) / float64(n), true, nil
}

// firstAnswers are the seconds from a room's first words to the first message of an operator, of rooms answered since a time.
func (s Reports) firstAnswers(ctx context.Context, since time.Time) ([]float64, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var seconds []float64
	rows, err := s.db.query(ctx, figureAnswers, since, mostAnswers)
	err = scan(rows, err, func(rows *sql.Rows) error {
		var created, answered time.Time
		err := rows.Scan(&created, &answered)
		seconds = append(seconds, answered.Sub(created).Seconds())
		return err
	})
	return seconds, domain(err)
}

// median is the middle value, or the mean of the two in the middle. It sorts what it gets.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
