package session

import (
	"context"

	"telemark/app"
)

// List shows the actor's own living sessions, the latest used first.
func (k *Keeper) List(ctx context.Context, actor app.Actor) ([]Session, error) {
	all, err := k.store.OfUser(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	now, living := app.Now(), all[:0]
	for _, s := range all {
		if (Current{Session: s, Person: User{Role: actor.Role}}).alive(now) {
			living = append(living, s)
		}
	}
	return living, nil
}

// EndOne ends one of the actor's own sessions. Somebody else's is app.ErrNotFound.
func (k *Keeper) EndOne(ctx context.Context, actor app.Actor, hash string) error {
	if err := k.store.End(ctx, actor.ID, hash, app.Record(actor, "session.end", actor.ID, "", "ended from the list")); err != nil {
		return err
	}
	k.announce(actor.ID, hash)
	return nil
}

// EndOthers ends all of the actor's sessions but the one they act in, and tells how many.
func (k *Keeper) EndOthers(ctx context.Context, actor app.Actor) (int, error) {
	ended, err := k.store.EndOthers(ctx, actor.ID, actor.Session, app.Record(actor, "session.end_others", actor.ID, "", ""))
	if err != nil {
		return 0, err
	}
	k.announce(actor.ID, ended...)
	return len(ended), nil
}

// Touch notes that sessions are in use by open streams; to be called with all of them about once a minute. It returns those
// that have ended meanwhile, or of which the bank wants a second factor by now: a doorbell may be lost, so this is how their
// streams learn of it.
func (k *Keeper) Touch(ctx context.Context, hashes []string) (ended []string, err error) {
	now := app.Now()
	for len(hashes) > 0 {
		n := min(500, len(hashes))
		alive, err := k.store.Touch(ctx, hashes[:n], now)
		if err != nil {
			return ended, err
		}
		living := make(map[string]bool, len(alive))
		for _, h := range alive {
			living[h] = true
		}
		if err := k.dropWeak(ctx, alive, living); err != nil {
			return ended, err
		}
		for _, h := range hashes[:n] {
			if !living[h] {
				ended = append(ended, h)
			}
		}
		hashes = hashes[n:]
	}
	return ended, nil
}

// dropWeak takes those out of living that lack the second factor that their people must show.
func (k *Keeper) dropWeak(ctx context.Context, alive []string, living map[string]bool) error {
	entry, err := k.policy(ctx)
	if err != nil || entry.Forced == (app.Forced{}) || len(alive) == 0 {
		return err
	}
	weak, err := k.store.Weak(ctx, alive)
	for hash, u := range weak {
		if entry.Forced.Of(u.Role, u.Rights.Duties) {
			delete(living, hash)
		}
	}
	return err
}

// Sweep deletes sessions that nobody can use any more.
func (k *Keeper) Sweep(ctx context.Context) (int, error) {
	now := app.Now()
	return k.store.Sweep(ctx, now, now.Add(-ClientIdle), now.Add(-StaffIdle))
}
