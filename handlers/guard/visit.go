package guard

import (
	"errors"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/sessions"

	"telemark/app"
	"telemark/app/session"
)

// visit is a request's session: gorilla's, with the small request that it was read from.
type visit struct {
	request *http.Request
	gs      *sessions.Session
}

// Session finds out who is signed in, and holds back whoever posts too fast. A bad cookie is nobody's; a store that fails
// is an error, so that nobody is signed out by it.
func (g *Guard) Session(c *fiber.Ctx) error {
	v := &visit{request: (&http.Request{Header: http.Header{}}).WithContext(c.UserContext())}
	if cookie := c.Get(fiber.HeaderCookie); cookie != "" {
		v.request.Header.Set(fiber.HeaderCookie, cookie)
	}
	var err error
	if v.gs, err = g.keeper.New(v.request, g.keeper.CookieName()); err != nil && !errors.Is(err, session.ErrEnded) {
		return err
	}
	c.Locals(visitKey, v)
	if current, ok := session.Of(v.gs); ok && g.keeper.Stage(current) == session.Full {
		if err := g.welcome(c, v.gs, actor(c, current)); err != nil {
			return err
		}
	}
	if author := c.Get(authorHeader); author != "" && Actor(c).Known() && author != Actor(c).ID {
		return app.Fail(app.Conflict, app.T("error.other_person"))
	}
	if err := g.limit(c, v); err != nil {
		return err
	}
	return c.Next()
}

// welcome makes the actor the reader, with what a break-glass gives them; whoever works for the bank sees all that run. Duties that are lent
// ask for the same second factor as those that one has.
func (g *Guard) welcome(c *fiber.Ctx, gs *sessions.Session, reader app.Actor) error {
	if g.around != nil && reader.Role.Staff() {
		lifted, alarms, err := g.around(c.UserContext(), reader)
		if err != nil {
			return err
		}
		if lifted.Duties != reader.Duties {
			if stage, err := g.keeper.Lend(c.UserContext(), gs, lifted.Duties); err != nil || stage != session.Full {
				return err
			}
		}
		reader = lifted
		c.Locals(alarmKey, alarms)
	}
	c.Locals(actorKey, reader)
	return nil
}

// Alarms are the break-glasses that run, for whoever works for the bank.
func Alarms(c *fiber.Ctx) []app.Alarm {
	alarms, _ := c.Locals(alarmKey).([]app.Alarm)
	return alarms
}

// authorHeader names who wrote what a page's script sends: on a shared desk a tab may outlive the session of its reader, and its
// words must not be stored under the name of the next one.
const authorHeader = "Telemark-Author"

func actor(c *fiber.Ctx, s session.Current) app.Actor {
	return app.Actor{
		ID: s.Person.ID, Name: s.Person.Name, Role: s.Person.Role, Duties: s.Person.Rights.Duties, Scope: s.Person.Rights.Scope,
		Team: s.Person.Rights.Team, Session: s.Hash, Address: Address(c), Request: RequestID(c),
	}
}

// Current is the request's session in whatever stage it is; ok is false when there is none.
func (g *Guard) Current(c *fiber.Ctx) (s session.Current, stage session.Stage, ok bool) {
	v, _ := c.Locals(visitKey).(*visit)
	if v == nil {
		return s, stage, false
	}
	if s, ok = session.Of(v.gs); ok {
		stage = g.keeper.Stage(s)
	}
	return s, stage, ok
}

// Until is the end of the request's session at the latest; zero when there is none.
func (g *Guard) Until(c *fiber.Ctx) time.Time {
	s, _, _ := g.Current(c)
	return s.EndsAt
}

// Enrolling is who may set up a second factor: whoever is signed in, and staff who still have to.
func (g *Guard) Enrolling(c *fiber.Ctx) app.Actor {
	if s, stage, ok := g.Current(c); ok && stage != session.NeedsCode {
		return actor(c, s)
	}
	return app.Actor{}
}

// SignIn gives the browser a session of its own. Strong is whether a second factor was shown. It tells what is still missing.
func (g *Guard) SignIn(c *fiber.Ctx, u session.User, strong bool) (session.Stage, error) {
	err := g.change(c, func(v *visit, w http.ResponseWriter) error {
		v.request.Header.Set(fiber.HeaderUserAgent, c.Get(fiber.HeaderUserAgent))
		return g.keeper.Begin(v.request, w, v.gs, u, strong, Stranger(c))
	})
	_, stage, _ := g.Current(c)
	return stage, err
}

// Renew gives the session a new token: its rights have changed.
func (g *Guard) Renew(c *fiber.Ctx) error {
	return g.change(c, func(v *visit, w http.ResponseWriter) error {
		return g.keeper.Renew(v.request, w, v.gs, Actor(c))
	})
}

// WentElsewhere tells why the browser's session has ended, if it was for another sign-in of its person.
func (g *Guard) WentElsewhere(c *fiber.Ctx) (session.Elsewhere, bool, error) {
	v, _ := c.Locals(visitKey).(*visit)
	if v == nil {
		return session.Elsewhere{}, false, nil
	}
	if _, in := session.Of(v.gs); in {
		return session.Elsewhere{}, false, nil
	}
	return g.keeper.WentElsewhere(v.request)
}

// SignOut ends the session and takes the cookie back.
func (g *Guard) SignOut(c *fiber.Ctx) error {
	from := Stranger(c)
	if s, _, ok := g.Current(c); ok {
		from = actor(c, s)
	}
	return g.change(c, func(v *visit, w http.ResponseWriter) error {
		return g.keeper.End(v.request, w, v.gs, from)
	})
}

// change lets the keeper work on the request's session and copies the cookies that it sets.
func (g *Guard) change(c *fiber.Ctx, f func(*visit, http.ResponseWriter) error) error {
	v, _ := c.Locals(visitKey).(*visit)
	if v == nil {
		return errors.New("a route that changes sessions stands outside of Guard.Session")
	}
	w := headers{}
	if err := f(v, w); err != nil {
		return err
	}
	for _, cookie := range w[fiber.HeaderSetCookie] {
		c.Response().Header.Add(fiber.HeaderSetCookie, cookie)
	}
	c.Locals(actorKey, nil)
	if s, stage, ok := g.Current(c); ok && stage == session.Full {
		c.Locals(actorKey, actor(c, s))
	}
	return nil
}

// headers is a response of which only the headers matter.
type headers http.Header

func (h headers) Header() http.Header       { return http.Header(h) }
func (headers) Write(b []byte) (int, error) { return len(b), nil }
func (headers) WriteHeader(int)             {}
