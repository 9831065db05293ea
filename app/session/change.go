package session

import (
	"net/http"
	"time"

	"github.com/gorilla/sessions"

	"telemark/app"
)

// Stage is how far a sign-in has come.
type Stage int

// The stages. Only Full is signed in.
const (
	NeedsCode   Stage = iota // the password was right, the second factor was not shown yet
	NeedsFactor              // of staff who must have a second factor and have none: nothing but its set-up is open
	Full
)

// Stage tells how far a session has come. It is worked out anew each time: a second factor that was set up elsewhere
// counts at once, and so does a rule of the bank that has changed.
func (k *Keeper) Stage(c Current) Stage {
	switch {
	case c.Person.SecondFactor && !c.Strong:
		return NeedsCode
	case c.Forced && !c.Strong:
		return NeedsFactor
	}
	return Full
}

// life is how long a session may last from its sign-in.
func (k *Keeper) life(c Current) time.Duration {
	if k.Stage(c) != Full {
		return PendingLife
	}
	return Life(c.Person.Role)
}

// Begin gives gs to a person who has just proved who they are, under a new token; whatever session the browser had
// ends. Strong is whether that was a second factor. from has the address and the request for the audit record.
func (k *Keeper) Begin(r *http.Request, w http.ResponseWriter, gs *sessions.Session, u User, strong bool, from app.Actor) error {
	if old, ok := Of(gs); ok && old.User != u.ID {
		a := app.Record(from, "session.end", old.User, "", "another person signed in")
		if err := k.end(r.Context(), old.User, gs.ID, a); err != nil {
			return err
		}
		gs.ID = ""
	}
	now := app.Now()
	c := Current{Person: u, Session: Session{
		User: u.ID, Strong: strong, StartedAt: now, SeenAt: now, Address: from.Address, Device: device(r.UserAgent()),
	}}
	if err := k.judge(r.Context(), &c, u.Rights.Duties); err != nil {
		return err
	}
	c.EndsAt = now.Add(k.life(c))
	stage := map[Stage]string{NeedsCode: "code wanted", NeedsFactor: "second factor wanted", Full: "signed in"}[k.Stage(c)]
	from.ID, from.Role = u.ID, u.Role
	return k.save(r, w, gs, c, app.Record(from, "session.start", u.ID, "", stage))
}

// Renew gives the session a new token because its rights have changed. It lasts no longer for that.
func (k *Keeper) Renew(r *http.Request, w http.ResponseWriter, gs *sessions.Session, from app.Actor) error {
	c, ok := Of(gs)
	if !ok {
		return app.Fail(app.Unauthenticated, app.T("error.sign_in"))
	}
	c.Hash = ""
	return k.save(r, w, gs, c, app.Record(from, "session.renew", c.User, "", ""))
}

func (k *Keeper) save(r *http.Request, w http.ResponseWriter, gs *sessions.Session, c Current, a app.Audit) error {
	age := 0 // until the browser closes: a shared desk, or a sign-in that isn't finished
	if k.Stage(c) == Full && c.Person.Role == app.Client {
		age = int(c.EndsAt.Sub(app.Now()) / time.Second)
	}
	gs.Options = k.options(age)
	gs.Values[currentValue], gs.Values[auditValue] = c, a
	return gs.Save(r, w)
}

// End signs out.
func (k *Keeper) End(r *http.Request, w http.ResponseWriter, gs *sessions.Session, from app.Actor) error {
	gs.Options = k.options(-1)
	gs.Values[auditValue] = app.Record(from, "session.end", from.ID, "", "signed out")
	return gs.Save(r, w)
}

// device cuts a User-Agent to what is kept, and to what can be shown.
func device(agent string) string {
	var kept []rune
	for _, r := range agent {
		if r >= ' ' && r < 0x7f && len(kept) < MaxDevice {
			kept = append(kept, r)
		}
	}
	return string(kept)
}
