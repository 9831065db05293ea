// Package operator is the operator's desk: the queue, their rooms, and the work in them. Each handler parses, asks the chat, and
// chooses a fragment; the rules are the chat's.
package operator

import (
	"telemark/app/contact"
	"telemark/app/product"
	"telemark/app/setting"
	"telemark/handlers/apply"
	"telemark/handlers/live"
)

// Handlers serve the operator's desk.
type Handlers struct {
	Feed *live.Feed
	live.Talk
	Contact      *contact.Service
	Products     *product.Service
	Settings     *setting.Service
	Applications apply.Work
}
