// Package client is the client's area: their rooms and what they say in them. Each handler parses, asks the chat, and chooses a
// fragment; the rules are the chat's.
package client

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app/application"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/app/notice"
	"telemark/app/privacy"
	"telemark/app/product"
	"telemark/app/session"
	"telemark/handlers/guard"
	"telemark/handlers/live"
)

// Handlers serve the client's area.
type Handlers struct {
	Feed      *live.Feed
	Notices   *notice.Service
	Documents *application.Documents
	live.Talk
	Contact  *contact.Service
	Privacy  *privacy.Service
	Sessions *session.Keeper
	Products *product.Service
	Cases    *application.Service
}

// list is the client's rooms, the latest words first.
func (h Handlers) list(c *fiber.Ctx) ([]chat.Summary, error) {
	return h.Chat.OfClient(c.UserContext(), guard.Actor(c))
}
