package chat

import (
	"context"

	"telemark/app"
)

// Find is a room by its id, for an administrator who wants to know who sees it; whether they see it themselves is not asked. Nothing but
// who talks in it is to be shown.
func (s *Service) Find(ctx context.Context, actor app.Actor, id string) (Room, error) {
	if !actor.May(app.Administrator) || !app.IsID(id) {
		return Room{}, app.ErrNotFound
	}
	return s.Store.Room(ctx, id)
}

// Share counts the open rooms that somebody of the bank sees, and all of them, for an administrator.
func (s *Service) Share(ctx context.Context, actor, who app.Actor) (seen, all int, err error) {
	if !actor.May(app.Administrator) {
		return 0, 0, app.ErrNotFound
	}
	if seen, err = s.Store.CountOpen(ctx, who.Reach()); err != nil {
		return 0, 0, err
	}
	all, err = s.Store.CountOpen(ctx, app.Reach{Scope: app.All})
	return seen, all, err
}
