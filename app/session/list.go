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
// that have ended meanwhile: a doorbell may be lost, so this is how their streams learn of it.
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
		for _, h := range hashes[:n] {
			if !living[h] {
				ended = append(ended, h)
			}
		}
		hashes = hashes[n:]
	}
	return ended, nil
}

// Sweep deletes sessions that nobody can use any more.
func (k *Keeper) Sweep(ctx context.Context) (int, error) {
	now := app.Now()
	return k.store.Sweep(ctx, now, now.Add(-ClientIdle), now.Add(-StaffIdle))
}
