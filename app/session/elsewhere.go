package session

import (
	"context"
	"net/http"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/secret"
)

// Elsewhere is why a session ended whose person has signed in once more: when that was, and from where.
type Elsewhere struct {
	At      time.Time
	Address string
	Device  string
}

// ElsewhereKept is how long the browser left behind can ask.
const ElsewhereKept = 24 * time.Hour

// whyElsewhere is the reason that an Ended event gives for this.
const whyElsewhere = "elsewhere"

// alone tells whether a session that begins ends the others of its person: of operators, where the bank wants it so. One that still waits
// for a second factor ends nothing: a password alone shuts nobody out.
func (k *Keeper) alone(ctx context.Context, c Current) (bool, error) {
	entry, err := k.policy(ctx)
	return entry.Single && c.Person.Role == app.Operator && k.Stage(c) == Full, err
}

// start stores a session that begins and tells the streams of those that end with it.
func (k *Keeper) start(ctx context.Context, c Current, replaces string, a app.Audit) error {
	alone, err := k.alone(ctx, c)
	if err != nil {
		return err
	}
	if !alone {
		return k.store.Start(ctx, c.Session, replaces, a)
	}
	b := a
	b.Action, b.New = "session.elsewhere", "ended by a new sign-in"
	ended, err := k.store.StartAlone(ctx, c.Session, replaces, a, b)
	if err != nil {
		return err
	}
	k.tell(c.User, Ended{Sessions: ended, Why: whyElsewhere})
	return nil
}

// WentElsewhere tells why the session of a request's cookie has ended, if it was for another sign-in of its person; only whoever has the
// cookie learns of it.
func (k *Keeper) WentElsewhere(r *http.Request) (e Elsewhere, ok bool, err error) {
	cookie, err := r.Cookie(k.CookieName())
	if err != nil {
		return e, false, nil //nolint:nilerr // no cookie, no session
	}
	token, signature, _ := strings.Cut(cookie.Value, ".")
	if !secret.IsToken(token) || !k.signer.Verify(token, signature) {
		return e, false, nil
	}
	e, err = k.store.Elsewhere(r.Context(), secret.Hash(token))
	if app.KindOf(err) == app.NotFound {
		return e, false, nil
	}
	return e, err == nil, err
}
