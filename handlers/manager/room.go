package manager

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// ReadRoom is the view of manager/room: a conversation to be read, with its notes, from its beginning.
type ReadRoom struct {
	web.Shell
	Room  chat.Room
	Topic string
	Log   []Said
	More  string // address of what follows; empty at the end
}

// Said is one entry.
type Said struct {
	chat.Message
	Happened, Number string // of a happening: which, and the number of a request
}

// ReadRoom shows a conversation to a supervisor within their reach. That it was read is recorded.
func (h Handlers) ReadRoom(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	room, err := h.Talks.Room(ctx, actor, c.Params("room"))
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(c.Query("after"), 10, 64)
	after = max(0, after)
	if after == 0 {
		if err := h.Files.Opened(ctx, actor, room.ID); err != nil {
			return err
		}
	}
	view := ReadRoom{Shell: web.NewShell(c, "report.talk", "reports"), Room: room}
	topics, err := h.Talks.Topics(ctx)
	if err != nil {
		return err
	}
	for _, t := range topics {
		if t.ID == room.Topic {
			view.Topic = t.Name(view.Lang)
		}
	}
	list, err := h.Talks.Messages(ctx, actor, chat.Page{Room: room.ID, After: after, Before: after + chat.PageSize + 1})
	if err != nil {
		return err
	}
	for _, m := range list {
		one := Said{Message: m}
		if m.Kind == chat.Happens {
			one.Happened, one.Number, _ = strings.Cut(m.Body, " ")
		}
		view.Log = append(view.Log, one)
	}
	if last := after + chat.PageSize; last < room.Seq {
		view.More = "/manager/rooms/" + room.ID + "?after=" + strconv.FormatInt(last, 10)
	}
	return web.Page(c, "manager/room", view)
}
