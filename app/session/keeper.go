package session

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/sessions"

	"telemark/app"
	"telemark/app/secret"
)

// Keeper is gorilla's Store over ours. The cookie holds token.signature; a forged one costs no query.
type Keeper struct {
	store  Store
	hub    Publisher
	signer *secret.Signer
	https  bool
	policy Policy
}

var _ sessions.Store = (*Keeper)(nil)

// Policy is what the bank asks of sign-ins now. It is asked with every request, so that it answers from memory.
type Policy func(ctx context.Context) (app.Entry, error)

// Always is a policy that never changes.
func Always(e app.Entry) Policy {
	return func(context.Context) (app.Entry, error) { return e, nil }
}

// NewKeeper makes a Keeper. The keys are SESSION_KEYS; https is whether browsers come by it.
func NewKeeper(store Store, hub Publisher, keys []secret.Key, https bool, policy Policy) (*Keeper, error) {
	signer, err := secret.NewSigner("session cookie", keys...)
	if err != nil {
		return nil, err
	}
	return &Keeper{store: store, hub: hub, signer: signer, https: https, policy: policy}, nil
}

// CookieName is __Host-telemark, which a browser takes only from the host itself by https, or telemark_session on plain http.
func (k *Keeper) CookieName() string {
	if k.https {
		return "__Host-telemark"
	}
	return "telemark_session"
}

// ErrEnded says that a cookie leads to no living session. What comes with it is a new session that can be used: signed out.
var ErrEnded = errors.New("the cookie leads to no session")

// Current is a session with its person.
type Current struct {
	Session
	Person User
	Forced bool // the bank wants a second factor of this person, as it was judged for this request
}

type valueKey int

const (
	currentValue valueKey = iota
	auditValue
)

// Of takes the session out of gorilla's; ok is false when nobody is there.
func Of(gs *sessions.Session) (c Current, ok bool) {
	c, ok = gs.Values[currentValue].(Current)
	return c, ok
}

// Get returns the request's session, the same each time.
func (k *Keeper) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(k, name)
}

// New reads the request's cookie. With ErrEnded it returns a new session; any other error is the store's.
func (k *Keeper) New(r *http.Request, name string) (*sessions.Session, error) {
	gs := sessions.NewSession(k, name)
	gs.Options, gs.IsNew = k.options(0), true
	cookie, err := r.Cookie(name)
	if err != nil {
		return gs, nil //nolint:nilerr // no cookie is no error: somebody's first request
	}
	token, signature, _ := strings.Cut(cookie.Value, ".")
	if !secret.IsToken(token) || !k.signer.Verify(token, signature) {
		return gs, ErrEnded
	}
	c, err := k.load(r.Context(), secret.Hash(token))
	if err != nil {
		return gs, err
	}
	gs.ID, gs.IsNew = c.Hash, false
	gs.Values[currentValue] = c
	return gs, nil
}

// load finds a living session and notes that it is in use, at most once a minute.
func (k *Keeper) load(ctx context.Context, hash string) (Current, error) {
	s, u, err := k.store.Session(ctx, hash)
	if app.KindOf(err) == app.NotFound {
		return Current{}, ErrEnded
	}
	if err != nil {
		return Current{}, err
	}
	c, now := Current{Session: s, Person: u}, app.Now()
	if !c.alive(now) {
		return Current{}, ErrEnded
	}
	if err := k.judge(ctx, &c, u.Rights.Duties); err != nil {
		return Current{}, err
	}
	if now.Sub(s.SeenAt) >= seenEvery {
		if _, err := k.store.Touch(ctx, []string{hash}, now); err != nil {
			slog.WarnContext(ctx, "session not touched", "error", err) // the next request tries again
		}
		c.SeenAt = now
	}
	return c, nil
}

// judge says whether the bank wants a second factor of the session's person, with what they are trusted with now.
func (k *Keeper) judge(ctx context.Context, c *Current, duties app.Duties) error {
	entry, err := k.policy(ctx)
	c.Forced = c.Forced || entry.Forced.Of(c.Person.Role, duties)
	return err
}

// Lend judges a request's session again for duties that a break-glass lends its person, and tells the stage that it is in with them.
func (k *Keeper) Lend(ctx context.Context, gs *sessions.Session, duties app.Duties) (Stage, error) {
	c, _ := Of(gs)
	err := k.judge(ctx, &c, duties)
	gs.Values[currentValue] = c
	return k.Stage(c), err
}

func (c Current) alive(now time.Time) bool {
	return !c.Person.Disabled && now.Before(c.EndsAt) && now.Sub(c.SeenAt) < Idle(c.Person.Role)
}

// Save stores what Begin, Renew and End have prepared and sets the cookie. A session that was only read needs no Save.
func (k *Keeper) Save(r *http.Request, w http.ResponseWriter, gs *sessions.Session) error {
	c, ok := Of(gs)
	a, _ := gs.Values[auditValue].(app.Audit)
	delete(gs.Values, auditValue)
	switch {
	case gs.Options.MaxAge < 0:
		http.SetCookie(w, sessions.NewCookie(gs.Name(), "", gs.Options))
		if !ok {
			return nil
		}
		delete(gs.Values, currentValue)
		return k.end(r.Context(), c.User, gs.ID, a)
	case ok && c.Hash == "":
		token := secret.Token()
		c.Hash = secret.Hash(token)
		if err := k.start(r.Context(), c, gs.ID, a); err != nil {
			return err
		}
		if gs.ID != "" {
			k.announce(c.User, gs.ID)
		}
		gs.ID, gs.IsNew = c.Hash, false
		gs.Values[currentValue] = c
		http.SetCookie(w, sessions.NewCookie(gs.Name(), token+"."+k.signer.Sign(token), gs.Options))
	}
	return nil
}

// options are a cookie's: gorilla's own would be readable by scripts of other sites' frames for 30 days.
func (k *Keeper) options(maxAge int) *sessions.Options {
	return &sessions.Options{Path: "/", MaxAge: maxAge, HttpOnly: true, Secure: k.https, SameSite: http.SameSiteLaxMode}
}

// end deletes one session and lets its streams know.
func (k *Keeper) end(ctx context.Context, user, hash string, a app.Audit) error {
	if err := k.store.End(ctx, user, hash, a); err != nil && app.KindOf(err) != app.NotFound {
		return err
	}
	k.announce(user, hash)
	return nil
}

// Ended is what an "end" event of a user carries: the sessions whose streams close now.
type Ended struct {
	Sessions []string `json:"sessions"`
	Why      string   `json:"why,omitempty"` // "elsewhere": their person has signed in once more
}

func (k *Keeper) announce(user string, hashes ...string) { k.tell(user, Ended{Sessions: hashes}) }

func (k *Keeper) tell(user string, ended Ended) {
	if len(ended.Sessions) == 0 {
		return
	}
	data, _ := json.Marshal(ended) // strings: it can't fail
	k.hub.Publish(app.Event{Topic: "user." + user, Name: "end", Data: data})
}
