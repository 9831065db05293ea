package application

import (
	"context"
	"regexp"

	"telemark/app"
)

var numberText = regexp.MustCompile(`^\d{2}-\d{6,}$`)

// Find is an application by its number or its id, for an administrator who wants to know who sees it; whether they see it themselves is
// not asked. Nothing but its number and its assignee is to be shown.
func (s *Service) Find(ctx context.Context, actor app.Actor, number, id string) (Application, error) {
	if !actor.May(app.Administrator) {
		return Application{}, app.ErrNotFound
	}
	if numberText.MatchString(number) {
		var err error
		if id, err = s.Store.IDOf(ctx, number); err != nil {
			return Application{}, err
		}
	}
	if !app.IsID(id) {
		return Application{}, app.ErrNotFound
	}
	return s.Store.Application(ctx, id)
}

// Share counts the open applications that somebody of the bank sees, and all of them, for an administrator.
func (s *Service) Share(ctx context.Context, actor, who app.Actor) (seen, all int, err error) {
	if !actor.May(app.Administrator) {
		return 0, 0, app.ErrNotFound
	}
	if seen, err = s.Store.CountOpen(ctx, Visible(who)); err != nil {
		return 0, 0, err
	}
	all, err = s.Store.CountOpen(ctx, app.Reach{Scope: app.All})
	return seen, all, err
}
