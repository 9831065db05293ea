package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"telemark/app"
	"telemark/app/chat"
)

// which chooses the rooms of a list and their order.
type which func(*bun.SelectQuery) *bun.SelectQuery

func waiting(q *bun.SelectQuery) *bun.SelectQuery {
	return q.Where("r.state = ?", string(chat.Waiting)).OrderExpr("r.waiting_since, r.id")
}

// ofOperator says IN for one value: with = SQLite would take the index of all open rooms, for its order.
func ofOperator(id string) which {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("r.operator_id = ?", id).Where("r.state IN (?)", string(chat.Open)).OrderExpr(latest)
	}
}

func ofTeam(of app.Reach) which {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("r.state = ?", string(chat.Open)).Where("r.operator_id <> ?", of.Person)
		return within(q, "r.operator_id", of).OrderExpr(latest)
	}
}

func ofClient(id string) which {
	return func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("r.client_id = ?", id).OrderExpr(latest) }
}

const latest = "r.last_at DESC, r.id DESC"

// Waiting implements chat.Store.
func (s Chat) Waiting(ctx context.Context, limit int) ([]chat.Summary, error) {
	return s.summaries(ctx, chat.StaffSide, limit, waiting)
}

// OfOperator implements chat.Store.
func (s Chat) OfOperator(ctx context.Context, operator string, limit int) ([]chat.Summary, error) {
	return s.summaries(ctx, chat.StaffSide, limit, ofOperator(operator))
}

// OfTeam implements chat.Store.
func (s Chat) OfTeam(ctx context.Context, of app.Reach, limit int) ([]chat.Summary, error) {
	return s.summaries(ctx, chat.StaffSide, limit, ofTeam(of))
}

// OfClient implements chat.Store.
func (s Chat) OfClient(ctx context.Context, client string, limit int) ([]chat.Summary, error) {
	return s.summaries(ctx, chat.ClientSide, limit, ofClient(client))
}

var queueAhead = &statement{"SELECT", "rooms", "SELECT COUNT(*) FROM rooms WHERE state = 'waiting' AND waiting_since < ?"}

// Ahead implements chat.Store.
func (s Chat) Ahead(ctx context.Context, since time.Time) (int, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var n int
	rows, err := s.db.query(ctx, queueAhead, since)
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, domain(err)
}

// unread counts, for the reader on one side, what the other side said above the reader's mark.
var unread = map[chat.Side]string{
	chat.ClientSide: `(SELECT COUNT(*) FROM messages AS n
		WHERE n.room_id = r.id AND n.seq > r.client_read AND n.side = 'staff' AND n.kind = 'said') AS unread`,
	chat.StaffSide: `(SELECT COUNT(*) FROM messages AS n
		WHERE n.room_id = r.id AND n.seq > r.staff_read AND n.side = 'client' AND n.kind = 'said') AS unread`,
}

// listQuery is a list of rooms with their last words.
func (s Chat) listQuery(reader chat.Side, limit int, choose which) *bun.SelectQuery {
	q := s.db.read.NewSelect().TableExpr("rooms AS r").
		ColumnExpr(roomFields).ColumnExpr(messageFields).ColumnExpr(unread[reader]).
		Join("JOIN users AS c ON c.id = r.client_id").
		Join("LEFT JOIN users AS o ON o.id = r.operator_id").
		Join("LEFT JOIN presence AS cp ON cp.user_id = r.client_id").
		Join("LEFT JOIN presence AS op ON op.user_id = r.operator_id").
		Join("LEFT JOIN messages AS m ON m.room_id = r.id AND m.seq = r.last_said_seq").
		Join("LEFT JOIN users AS a ON a.id = m.author_id")
	if limit <= 0 || limit > chat.ListSize {
		limit = chat.ListSize
	}
	return choose(q).Limit(int64(limit))
}

func (s Chat) summaries(ctx context.Context, reader chat.Side, limit int, choose which) ([]chat.Summary, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	list := []chat.Summary{}
	err := s.db.asking(ctx, func() error {
		list = list[:0]
		rows, err := s.listQuery(reader, limit, choose).Rows(ctx)
		return scan(rows, err, func(rows *sql.Rows) error {
			var r roomRow
			var m messageRow
			var count int
			if err := rows.Scan(append(append(r.targets(), m.targets()...), &count)...); err != nil {
				return err
			}
			list = append(list, chat.Summary{Room: r.room(), Last: m.message(), Unread: count})
			return nil
		})
	})
	return list, domain(err)
}
