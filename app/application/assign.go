package application

import (
	"context"

	"telemark/app"
)

// MaxMany is how many applications can be given to somebody at once.
const MaxMany = 200

// Given is what became of one application of several that were given to a colleague.
type Given struct {
	ID, Number, Client string // empty where the actor may not see it
	Err                error  // nil when the colleague has it
}

// AssignMany gives applications to a colleague, each for itself: one that fails keeps no other. The answers come in the order of the ids.
func (s *Service) AssignMany(ctx context.Context, actor app.Actor, ids []string, to string) ([]Given, error) {
	if actor.Role != app.Manager {
		return nil, app.ErrNotFound
	}
	colleague, err := s.colleague(ctx, to)
	if err != nil {
		return nil, err
	}
	switch {
	case len(ids) == 0:
		return nil, app.FailFields(app.Field{Name: "id", Text: app.T("application.none_chosen")})
	case len(ids) > MaxMany:
		return nil, app.FailFields(app.Field{Name: "id", Text: app.T("application.many_chosen", "Max", MaxMany)})
	}
	var given []Given
	for _, id := range ids {
		g := Given{ID: id}
		if a, err := s.Application(ctx, actor, id); err == nil {
			g.Number, g.Client = a.Number, a.Client.Name
		}
		_, g.Err = s.change(ctx, actor, id, func(a Application) (Update, error) { return a.assign(actor, colleague, app.Now()) })
		if ctx.Err() != nil {
			return given, ctx.Err()
		}
		given = append(given, g)
	}
	return given, nil
}
