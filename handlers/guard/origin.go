package guard

import (
	"net"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
)

// checkOrigin refuses an unsafe request that another site's page could have sent. Browsers say where a request comes from in
// Sec-Fetch-Site, on plain http in Origin only; what says neither is no browser's form and is refused too.
func (g *Guard) checkOrigin(c *fiber.Ctx) error {
	if safe(c.Method()) {
		return nil
	}
	allowed := false
	switch site := c.Get("Sec-Fetch-Site"); site {
	case "same-origin", "none":
		allowed = true
	case "":
		allowed = g.ownOrigin(c)
	}
	if !allowed {
		return app.Fail(app.Forbidden, app.T("error.origin"))
	}
	return nil
}

func (g *Guard) ownOrigin(c *fiber.Ctx) bool {
	origin := strings.ToLower(c.Get(fiber.HeaderOrigin))
	if origin == "" {
		return false
	}
	host := strings.ToLower(string(c.Request().Host()))
	return origin == g.origin || !g.originSet && loopback(host) && origin == "http://"+host
}

// loopback tells whether a Host is this machine by its own name: another name that leads here, by a DNS answer of somebody
// else's, is not.
func loopback(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	a, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return name == "localhost" || err == nil && a.IsLoopback()
}

// address is the client's address: the connection's, or, behind TRUSTED_PROXIES proxies, what the outermost of them wrote
// into X-Forwarded-For. Whatever stands further left was sent by the client itself.
func (g *Guard) address(c *fiber.Ctx) string {
	direct := c.IP() // of the connection: no ProxyHeader is configured
	if g.proxies == 0 {
		return direct
	}
	var hops []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		hops = append(hops, strings.Split(string(line), ",")...)
	}
	if len(hops) == 0 {
		return direct
	}
	hop := strings.TrimSpace(hops[max(0, len(hops)-g.proxies)])
	if a, err := netip.ParseAddrPort(hop); err == nil {
		return a.Addr().Unmap().WithZone("").String()
	}
	if a, err := netip.ParseAddr(strings.Trim(hop, "[]")); err == nil {
		return a.Unmap().WithZone("").String()
	}
	return direct
}
