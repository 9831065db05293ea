package store

import (
	"context"
	"database/sql"
	"time"

	"telemark/app"
	"telemark/app/chat"
)

var (
	ratingGet = &statement{"SELECT", "room_ratings", `SELECT room_id, operator_id, stars, comment, rated_at, changed_at FROM room_ratings
		WHERE room_id = ? AND operator_id = ?`}
	ratingSet = &statement{"UPDATE", "room_ratings", `UPDATE room_ratings SET stars = ?, comment = ?, changed_at = ?
		WHERE room_id = ? AND operator_id = ? AND rated_at > ?`}
	ratingPut = &statement{"INSERT", "room_ratings", `INSERT INTO room_ratings (stars, comment, changed_at, room_id, operator_id, rated_at)
		VALUES (?, ?, ?, ?, ?, ?)`}
)

func scanRating(rows *sql.Rows, err error) (r chat.Rating, _ error) {
	err = one(rows, err, func(rows *sql.Rows) error {
		return rows.Scan(&r.Room, &r.Operator, &r.Stars, &r.Comment, &r.RatedAt, &r.ChangedAt)
	})
	return r, err
}

// Rating implements chat.Store.
func (s Chat) Rating(ctx context.Context, room, operator string) (chat.Rating, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, ratingGet, room, operator)
	r, err := scanRating(rows, err)
	return r, domain(err)
}

// Rate implements chat.Store. Of two first ratings at once the later one changes the earlier. Where a rating stood before matters to figures:
// one that is changed counts in the hour of the change, and no more in that of the one before.
func (s Chat) Rate(ctx context.Context, r chat.Rating, since time.Time) (rated bool, err error) {
	rate := func(ctx context.Context, t *tx) error {
		rows, err := t.query(ctx, ratingGet, r.Room, r.Operator)
		before, err := scanRating(rows, err)
		if meaningOf(err) == notFound {
			rated = true
			_, err = t.exec(ctx, ratingPut, r.Stars, words(r.Comment), r.ChangedAt, r.Room, r.Operator, r.RatedAt)
		} else if err == nil {
			var n int64
			n, err = t.exec(ctx, ratingSet, r.Stars, words(r.Comment), r.ChangedAt, r.Room, r.Operator, since)
			rated = n > 0
		}
		if err != nil || !rated {
			return err
		}
		return t.figuresChanged(ctx, []string{"rating"}, &before.ChangedAt, &r.ChangedAt)
	}
	err = s.db.change(ctx, rate)
	if app.KindOf(err) == app.Conflict {
		err = s.db.change(ctx, rate)
	}
	return rated && err == nil, err
}
