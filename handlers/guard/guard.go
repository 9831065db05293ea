// Package guard answers, before a handler runs: who is it, may they, from where, and how often. It also sets the headers that
// every response carries. Its middleware returns errors; one place in handlers/web shows them.
package guard

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/session"
)

// Guard holds what the checks compare with.
type Guard struct {
	keeper    *session.Keeper
	origin    string // of PUBLIC_URL
	originSet bool
	https     bool
	proxies   int
	limits    *limits
	around    Around
	plan      atomic.Pointer[Plan] // of the finished routing table
}

// Around answers what break-glasses that run make of somebody who works for the bank, and which those are. It is asked at every
// request, so it answers from memory.
type Around func(ctx context.Context, actor app.Actor) (app.Actor, []app.Alarm, error)

// Options are what a Guard needs to know of the program's settings.
type Options struct {
	Origin    string // PUBLIC_URL as scheme://host
	OriginSet bool   // false: loopback names are as good
	HTTPS     bool
	Proxies   int    // TRUSTED_PROXIES
	Around    Around // nil: there are none
}

// New makes a Guard.
func New(keeper *session.Keeper, o Options) *Guard {
	return &Guard{
		keeper: keeper, origin: o.Origin, originSet: o.OriginSet, https: o.HTTPS, proxies: o.Proxies, limits: newLimits(), around: o.Around,
	}
}

// Every stands in front of all routes: request id, address, headers, origin.
func (g *Guard) Every(c *fiber.Ctx) error {
	given := ""
	if g.proxies > 0 { // only our own proxy knows better than we do
		given = c.Get(fiber.HeaderXRequestID)
	}
	c.Locals(requestKey, requestID(given))
	c.Locals(addressKey, g.address(c))
	c.Locals(planKey, g.plan.Load())
	c.Set(fiber.HeaderXRequestID, RequestID(c))
	for _, h := range Headers(g.https) {
		c.Set(h.Name, h.Value)
	}
	if err := g.checkOrigin(c); err != nil {
		return err
	}
	if c.Get(fiber.HeaderContentEncoding) != "" { // no form is packed, and the parser unpacks without a limit
		return fiber.ErrUnsupportedMediaType
	}
	return c.Next()
}

type localKey int

const (
	requestKey localKey = iota
	addressKey
	visitKey
	planKey
	actorKey
	alarmKey
)

// RequestID is the id of the request in logs and audit records.
func RequestID(c *fiber.Ctx) string {
	id, _ := c.Locals(requestKey).(string)
	return id
}

// Address is the client's network address, as far as our own proxies vouch for it.
func Address(c *fiber.Ctx) string {
	a, _ := c.Locals(addressKey).(string)
	return a
}

// Actor is who is signed in; the zero Actor when nobody is, or when a second factor is still wanted.
func Actor(c *fiber.Ctx) app.Actor {
	a, _ := c.Locals(actorKey).(app.Actor)
	return a
}

// Stranger is nobody, with the address and the request for audit records.
func Stranger(c *fiber.Ctx) app.Actor { return app.Actor{Address: Address(c), Request: RequestID(c)} }

// requestID keeps an id that a proxy has given, when it is harmless in a log, and else makes one.
func requestID(given string) string {
	if len(given) < 8 || len(given) > 64 {
		return app.NewID()
	}
	for _, r := range given {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return app.NewID()
		}
	}
	return given
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
