package chat

import "telemark/app"

// CanRead tells whether the actor may see the room: a client their own, the bank's staff those within their scope; of rooms that nobody
// works on operators see all, because the next client to serve may be theirs. Everybody else gets the answer that an unknown id gets.
func (r Room) CanRead(actor app.Actor) error {
	switch {
	case actor.Role == app.Client && r.Client.ID == actor.ID, actor.Role == app.Operator && r.State != Open,
		actor.Role.Staff() && actor.Reach().Holds(r.Operator.ID, r.Team):
		return nil
	}
	return app.ErrNotFound
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
