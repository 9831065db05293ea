package chat

import (
	"time"

	"telemark/app"
)

// CanRead tells whether the actor may see the room: a client their own, the bank's staff those within their scope; of rooms that nobody
// works on operators see all, because the next client to serve may be theirs. Everybody else gets the answer that an unknown id gets.
func (r Room) CanRead(actor app.Actor) error {
	if seen, _ := r.Sees(actor); seen {
		return nil
	}
	return app.ErrNotFound
}

// Sees is CanRead with its reason.
func (r Room) Sees(actor app.Actor) (seen bool, why app.Reason) {
	switch {
	case actor.Role == app.Client && r.Client.ID == actor.ID:
		return true, app.ReasonOwn
	case !actor.Role.Staff():
		return false, app.ReasonForeign
	case actor.Role == app.Operator && r.State != Open:
		return true, app.ReasonServes
	}
	return actor.Reach().Why(r.Operator.ID, r.Team)
}

// takenAMomentAgo tells whether the room left the queue, where every operator saw it, so shortly ago that whoever tries to take it has lost
// a race: they hear who was faster, whatever team that is. Of a room that was taken before, once, nothing is said.
func (r Room) takenAMomentAgo(now time.Time) bool {
	return r.State == Open && r.TakenAt != nil && now.Sub(*r.TakenAt) < time.Minute
}

// CanWork tells whether the actor serves rooms at all. Managers look; operators work.
func CanWork(actor app.Actor) error {
	if actor.Role != app.Operator {
		return app.ErrNotFound
	}
	return nil
}

// heldBy tells whether the room is the operator's present work.
func (r Room) heldBy(actor app.Actor) error {
	switch {
	case r.State == Open && r.Operator.ID == actor.ID:
		return nil
	case r.State == Open:
		return app.Fail(app.Conflict, app.T("chat.taken_by", "Name", r.Operator.Name))
	case r.State == Closed:
		return app.Fail(app.Conflict, app.T("chat.is_closed"))
	}
	return app.Fail(app.Conflict, app.T("chat.take_first"))
}
