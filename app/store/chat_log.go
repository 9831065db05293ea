package store

import (
	"context"
	"database/sql"
	"math"
	"slices"

	"telemark/app/chat"
)

// Reading a stretch of a log goes through the table's own order, (room_id, seq), and touches as many rows as it returns, and the
// notes between them.
const logFrom = "SELECT " + messageFields + ` FROM messages m LEFT JOIN users a ON a.id = m.author_id
	WHERE m.room_id = ? AND m.seq > ? AND m.seq < ?`

var (
	logUp         = &statement{"SELECT", "messages", logFrom + " ORDER BY m.seq {page}"}
	logDown       = &statement{"SELECT", "messages", logFrom + " ORDER BY m.seq DESC {page}"}
	logUpClient   = &statement{"SELECT", "messages", logFrom + " AND m.kind <> 'note' ORDER BY m.seq {page}"}
	logDownClient = &statement{"SELECT", "messages", logFrom + " AND m.kind <> 'note' ORDER BY m.seq DESC {page}"}
	roomGet       = &statement{"SELECT", "rooms", "SELECT " + roomFields + " FROM " + roomFrom + " WHERE r.id = ?"}
)

// Room implements chat.Store.
func (s Chat) Room(ctx context.Context, id string) (chat.Room, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	rows, err := s.db.query(ctx, roomGet, id)
	r, err := scanRoom(rows, err)
	if err != nil {
		return chat.Room{}, domain(err)
	}
	return r.room(), nil
}

// Messages implements chat.Store. With After it reads upwards from there, otherwise the last ones below Before.
func (s Chat) Messages(ctx context.Context, p chat.Page) ([]chat.Message, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	limit := p.Limit
	if limit <= 0 || limit > chat.PageSize {
		limit = chat.PageSize
	}
	before := p.Before
	if before <= 0 {
		before = math.MaxInt64
	}
	list := make([]chat.Message, 0, limit)
	err := s.db.asking(ctx, func() error {
		list = list[:0]
		rows, err := s.db.queryOnce(ctx, logStatement(p), p.Room, p.After, before, limit)
		return scan(rows, err, func(rows *sql.Rows) error {
			var m messageRow
			err := rows.Scan(m.targets()...)
			if err == nil {
				list = append(list, m.message())
			}
			return err
		})
	})
	if p.After <= 0 {
		slices.Reverse(list)
	}
	return list, domain(err)
}

func logStatement(p chat.Page) *statement {
	switch staff := p.Side == chat.StaffSide; {
	case p.After > 0 && staff:
		return logUp
	case p.After > 0:
		return logUpClient
	case staff:
		return logDown
	}
	return logDownClient
}
