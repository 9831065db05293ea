package operator

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Audience is the operators: their own rooms, the queue, the lists, and how much is unread.
func (h Handlers) Audience() live.Audience {
	return live.Audience{
		Side: chat.StaffSide, Rooms: h.Chat.Mine, States: []string{"queue", "rooms", "badge"}, State: h.state, QueueOf: h.Chat.QueueOf,
	}
}

// state makes the HTML of a list, or the number of the badge. The queue is the same for every operator with the same skills and language.
func (h Handlers) state(ctx context.Context, actor app.Actor, lang, name string) ([]byte, error) {
	l, err := h.blank(ctx, web.ShellFor(actor, lang))
	if err != nil {
		return nil, err
	}
	if l.Topics, err = h.Chat.TopicNames(ctx, lang); err != nil {
		return nil, err
	}
	switch name {
	case "queue":
		if l.Queue, err = h.Chat.Queue(ctx, actor, l.goal()); err != nil {
			return nil, err
		}
		return web.Render("operator/desk#queue", l)
	case "rooms":
		if l.Mine, err = h.Chat.Mine(ctx, actor); err != nil {
			return nil, err
		}
		if l.Team, err = h.Chat.Team(ctx, actor); err != nil {
			return nil, err
		}
		return web.Render("operator/desk#rooms", l)
	case "badge":
		rooms, err := h.Chat.Mine(ctx, actor)
		return live.Badge(rooms), err
	}
	return nil, fmt.Errorf("the desk has no state %q", name)
}

// Stream carries all of the operator's rooms, the queue and the badge.
func (h Handlers) Stream(c *fiber.Ctx) error { return h.Feed.Serve(c) }
