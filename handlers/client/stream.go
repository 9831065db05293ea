package client

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/live"
)

// Audience is the clients: their own rooms, and how much in them is unread.
func Audience(s *chat.Service) live.Audience {
	return live.Audience{
		Side: chat.ClientSide, Rooms: s.OfClient, States: []string{"badge"},
		State: func(ctx context.Context, actor app.Actor, _, _ string) ([]byte, error) {
			rooms, err := s.OfClient(ctx, actor)
			return live.Badge(rooms), err
		},
	}
}

// Stream carries all of the client's rooms; ?room= narrows it to one.
func (h Handlers) Stream(c *fiber.Ctx) error { return h.Feed.Serve(c) }
