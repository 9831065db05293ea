// Package operator is the operator's desk: the queue, their rooms, and the work in them. Each handler parses, asks the chat, and
// chooses a fragment; the rules are the chat's.
package operator

import (
	"time"

	"telemark/app/contact"
	"telemark/app/report"
	"telemark/handlers/apply"
	"telemark/handlers/live"
)

// answerGoal is the service level in seconds: the desk's colours and the managers' figures have the same.
const answerGoal = int(report.AnswerGoal / time.Second)

// Handlers serve the operator's desk.
type Handlers struct {
	Feed *live.Feed
	live.Talk
	Contact      *contact.Service
	Applications apply.Work
}
