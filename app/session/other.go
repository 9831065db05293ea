package session

import (
	"context"

	"telemark/app"
)

// canLook tells whether the actor may see and end the sessions of somebody else.
func canLook(actor app.Actor, user string) error {
	if !actor.May(app.Administrator) || !app.IsID(user) {
		return app.ErrNotFound
	}
	return nil
}

// ListOf shows an administrator the living sessions of a person of a role, the latest used first.
func (k *Keeper) ListOf(ctx context.Context, actor app.Actor, user string, role app.Role) ([]Session, error) {
	if err := canLook(actor, user); err != nil {
		return nil, err
	}
	return k.List(ctx, app.Actor{ID: user, Role: role})
}

// EndOf ends one session of somebody of the bank. Who ends their own does that at their account.
func (k *Keeper) EndOf(ctx context.Context, actor app.Actor, user, hash string) error {
	if err := canLook(actor, user); err != nil {
		return err
	}
	return k.end(ctx, user, hash, app.Record(actor, "session.end", user, "", "ended by an administrator"))
}

// EndAll ends all sessions of somebody of the bank, but the one in which the actor acts.
func (k *Keeper) EndAll(ctx context.Context, actor app.Actor, user string) error {
	if err := canLook(actor, user); err != nil {
		return err
	}
	ended, err := k.store.EndOthers(ctx, user, actor.Session, app.Record(actor, "session.end_others", user, "", "ended by an administrator"))
	if err != nil {
		return err
	}
	k.announce(user, ended...)
	return nil
}
