package store

import (
	"context"

	"telemark/app/chat"
)

// A mark only moves up: two tabs may report in any order.
var (
	markClient = markOf("client")
	markStaff  = markOf("staff")
)

func markOf(side string) *statement {
	return &statement{
		"UPDATE", "rooms",
		"UPDATE rooms SET " + side + "_delivered = CASE WHEN " + side + "_delivered < ? THEN ? ELSE " + side + "_delivered END, " +
			side + "_read = CASE WHEN " + side + "_read < ? THEN ? ELSE " + side + "_read END" +
			" WHERE id = ? AND (" + side + "_delivered < ? OR " + side + "_read < ?)",
	}
}

// Mark implements chat.Store. It looks before it writes: most marks come from a second tab that is no further.
func (s Chat) Mark(ctx context.Context, room string, side chat.Side, to chat.Mark) (chat.Room, bool, error) {
	r, err := s.Room(ctx, room)
	if err != nil {
		return chat.Room{}, false, err
	}
	if at := r.MarkOf(side); at.Delivered >= to.Delivered && at.Read >= to.Read {
		return r, false, nil
	}
	move := markStaff
	if side == chat.ClientSide {
		move = markClient
	}
	moved := false
	err = s.db.change(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, move, to.Delivered, to.Delivered, to.Read, to.Read, room, to.Delivered, to.Read)
		if err != nil {
			return err
		}
		moved = n > 0
		rows, err := t.query(ctx, roomGet, room)
		row, err := scanRoom(rows, err)
		r = row.room()
		return err
	})
	if err != nil {
		return chat.Room{}, false, err
	}
	return r, moved, nil
}
