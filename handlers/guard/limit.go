package guard

import (
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/time/rate"

	"telemark/app"
	"telemark/app/session"
)

// How fast one may post. A session's posts are a person's; an address without a session may be a whole office that signs in
// at nine, and failed sign-ins have limits of their own in app/account.
const (
	postsPerSecond, postsAtOnce     = rate.Limit(20), 40
	strangePerSecond, strangeAtOnce = rate.Limit(200), 400
)

// How fast one may ask for what costs the bank more than a page: a search, a schedule of 600 months. A finger on a slider asks about five
// times a second; an address without a session may be a whole office again.
const (
	countsPerSecond, countsAtOnce               = rate.Limit(20), 60
	strangeCountsPerSecond, strangeCountsAtOnce = rate.Limit(100), 300
)

// kept bounds how many limiters one generation holds, and so the memory: about 100 bytes each, two generations.
const kept = 20_000

// limits is a limiter per session or address. It keeps two generations: what was not used during the last one is forgotten,
// which at worst gives somebody a fresh burst.
type limits struct {
	mu       sync.Mutex
	born     time.Time
	new, old map[string]*rate.Limiter
}

func newLimits() *limits { return &limits{new: map[string]*rate.Limiter{}} }

// wait is 0 when key may act now, else how long until it is worth trying again.
func (l *limits) wait(key string, perSecond rate.Limit, atOnce int) time.Duration {
	now := app.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.new) >= kept || now.Sub(l.born) > time.Minute {
		l.new, l.old, l.born = make(map[string]*rate.Limiter, len(l.new)/2), l.new, now
	}
	limiter, ok := l.new[key]
	if !ok {
		if limiter, ok = l.old[key]; !ok {
			limiter = rate.NewLimiter(perSecond, atOnce)
		}
		l.new[key] = limiter
	}
	r := limiter.ReserveN(now, 1)
	delay := r.DelayFrom(now)
	if delay > 0 {
		r.CancelAt(now)
	}
	return delay
}

// limit refuses unsafe requests that come too fast with 429.
func (g *Guard) limit(c *fiber.Ctx, v *visit) error {
	if safe(c.Method()) {
		return nil
	}
	if s, ok := session.Of(v.gs); ok {
		return tooFast(c, g.limits.wait("session "+s.Hash, postsPerSecond, postsAtOnce))
	}
	return tooFast(c, g.limits.wait("address "+Address(c), strangePerSecond, strangeAtOnce))
}

// Counted stands in front of pages that are counted for each request: who reads them too fast gets 429, as who posts too fast does. It
// comes after Session. A page without anything asked is nobody's search.
func (g *Guard) Counted(c *fiber.Ctx) error {
	if c.Request().URI().QueryArgs().Len() == 0 {
		return c.Next()
	}
	wait := time.Duration(0)
	if s, _, ok := g.Current(c); ok {
		wait = g.limits.wait("counts of session "+s.Hash, countsPerSecond, countsAtOnce)
	} else {
		wait = g.limits.wait("counts of address "+Address(c), strangeCountsPerSecond, strangeCountsAtOnce)
	}
	if err := tooFast(c, wait); err != nil {
		return err
	}
	return c.Next()
}

// tooFast is a refusal with the time to wait; nil when there is none.
func tooFast(c *fiber.Ctx, wait time.Duration) error {
	if wait == 0 {
		return nil
	}
	e := app.Fail(app.TooMany, app.T("error.too_many"))
	e.Retry = int((wait + time.Second - 1) / time.Second)
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(e.Retry))
	return e
}
