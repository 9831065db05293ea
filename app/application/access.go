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

// MaxShared is where Share stops counting.
const MaxShared = 1000

// Share counts the open applications that somebody of the bank sees, and all of them, for an administrator; each up to MaxShared+1.
func (s *Service) Share(ctx context.Context, actor, who app.Actor) (seen, all int, err error) {
	if !actor.May(app.Administrator) {
		return 0, 0, app.ErrNotFound
	}
	if seen, err = s.Store.Count(ctx, BoardFilter{Reach: Visible(who)}, MaxShared+1); err != nil {
		return 0, 0, err
	}
	all, err = s.Store.Count(ctx, BoardFilter{Reach: app.Reach{Scope: app.All}}, MaxShared+1)
	return seen, all, err
}
