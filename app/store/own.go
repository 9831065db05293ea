package store

import (
	"context"
	"database/sql"

	"telemark/app/chat"
	"telemark/app/contact"
)

// Own reads all that there is of one person, in the order of its ids, however long it is: for their export.
type Own struct{ db *DB }

// Own is the part of the database that an export reads.
func (d *DB) Own() Own { return Own{d} }

// OwnPage is how many rows of a person one page holds.
const OwnPage = 100

var (
	ownRooms    = &statement{"SELECT", "rooms", "SELECT " + roomFields + " FROM " + roomFrom + " WHERE r.client_id = ? AND r.id > ? ORDER BY r.id {page}"}
	ownConsents = &statement{"SELECT", "consents", "SELECT " + consentFields + " FROM consents c WHERE c.client_id = ? AND c.id > ? ORDER BY c.id {page}"}
	ownCalls    = &statement{"SELECT", "callbacks", "SELECT " + callbackFields + " FROM " + callbackFrom + ` WHERE b.client_id = ? AND b.id > ?
		ORDER BY b.id {page}`}
	ownRatings = &statement{"SELECT", "room_ratings", `SELECT t.room_id, t.operator_id, t.stars, t.comment, t.rated_at, t.changed_at FROM room_ratings t
		JOIN rooms r ON r.id = t.room_id WHERE r.client_id = ? AND t.room_id > ? ORDER BY t.room_id, t.operator_id {page}`}
)

// Rooms are the client's rooms after an id.
func (s Own) Rooms(ctx context.Context, client, after string) (list []chat.Room, err error) {
	return own(ctx, s.db, ownRooms, client, after, func(rows *sql.Rows) (chat.Room, error) {
		var r roomRow
		err := rows.Scan(r.targets()...)
		return r.room(), err
	})
}

// Consents are the client's records of consent after an id.
func (s Own) Consents(ctx context.Context, client, after string) (list []contact.Consent, err error) {
	return own(ctx, s.db, ownConsents, client, after, scanConsent)
}

// Callbacks are the calls that the client has booked, after an id.
func (s Own) Callbacks(ctx context.Context, client, after string) (list []contact.Callback, err error) {
	return own(ctx, s.db, ownCalls, client, after, scanCallback)
}

// Ratings are those that the client has given to rooms after an id. A room has as many as operators who have ended it, and no page ends
// within one.
func (s Own) Ratings(ctx context.Context, client, after string) (list []chat.Rating, err error) {
	list, err = own(ctx, s.db, ownRatings, client, after, func(rows *sql.Rows) (r chat.Rating, err error) {
		err = rows.Scan(&r.Room, &r.Operator, &r.Stars, &r.Comment, &r.RatedAt, &r.ChangedAt)
		return r, err
	})
	if len(list) < OwnPage {
		return list, err
	}
	whole := len(list)
	for whole > 0 && list[whole-1].Room == list[len(list)-1].Room {
		whole--
	}
	if whole > 0 {
		list = list[:whole]
	}
	return list, err
}

// own reads a page of a person's rows.
func own[T any](ctx context.Context, db *DB, ask *statement, person, after string, row func(*sql.Rows) (T, error)) ([]T, error) {
	return listing(ctx, db, row, ask, person, after, OwnPage)
}
