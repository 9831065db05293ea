// Package operator is the operator's desk: the queue, their rooms, and the work in them. Each handler parses, asks the chat, and
// chooses a fragment; the rules are the chat's.
package operator

import (
	"telemark/app/contact"
	"telemark/handlers/apply"
	"telemark/handlers/live"
)

// AnswerGoal is how many seconds a client should wait for an operator at most.
const AnswerGoal = 120

// Handlers serve the operator's desk.
type Handlers struct {
	Feed *live.Feed
	live.Talk
	Contact      *contact.Service
	Applications apply.Work
}
