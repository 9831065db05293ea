package guard

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/session"
)

// The pages that a sign-in goes through.
const (
	LoginPath  = "/login"
	CodePath   = "/login/code"
	FactorPath = "/account/factor"
)

// Only lets the roles pass. To another role the area does not exist; without a role everybody who is signed in passes. Who is
// not signed in is sent there.
func (g *Guard) Only(roles ...app.Role) fiber.Handler {
	return func(c *fiber.Ctx) error {
		actor := Actor(c)
		if !actor.Known() {
			return g.sendToSignIn(c)
		}
		if len(roles) > 0 && !slices.Contains(roles, actor.Role) {
			return app.ErrNotFound
		}
		return c.Next()
	}
}

// Duty lets managers pass who have one of the duties. The others learn whose it is: they know that the area exists.
func (g *Guard) Duty(anyOf ...app.Duties) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if Actor(c).MayAny(anyOf...) {
			return c.Next()
		}
		if len(anyOf) > 1 {
			return app.Fail(app.Forbidden, app.T("error.not_your_duties", "Duty", anyOf[0].Name(), "Other", anyOf[1].Name()))
		}
		return app.Fail(app.Forbidden, app.T("error.not_your_duty", "Duty", anyOf[0].Name()))
	}
}

// sendToSignIn sends a page there; htmx gets 401 with HX-Redirect, a stream or a script 401.
func (g *Guard) sendToSignIn(c *fiber.Ctx) error {
	to := LoginPath
	switch _, stage, ok := g.Current(c); {
	case ok && stage == session.NeedsCode:
		to = CodePath
	case ok && stage == session.NeedsFactor:
		to = FactorPath
	}
	if next := where(c); next != "" {
		to += "?next=" + url.QueryEscape(next)
	}
	if navigates(c) {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	if c.Get("HX-Request") == "true" {
		c.Set("HX-Redirect", to)
	}
	return app.Fail(app.Unauthenticated, app.T("error.sign_in"))
}

// where is the page that the reader is on or wants.
func where(c *fiber.Ctx) string {
	page := ""
	switch {
	case c.Get("HX-Request") == "true":
		page = pathOf(c.Get("HX-Current-URL"))
	case c.Method() == fiber.MethodGet:
		page = c.OriginalURL()
	default:
		page = pathOf(c.Get(fiber.HeaderReferer))
	}
	if page = LocalPath(page); page == "/" {
		return ""
	}
	return page
}

func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}

// navigates tells whether a browser is about to show the answer as a page.
func navigates(c *fiber.Ctx) bool {
	if c.Get("HX-Request") == "true" {
		return false
	}
	accept := c.Get(fiber.HeaderAccept)
	if strings.Contains(accept, "text/event-stream") {
		return false
	}
	if mode := c.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	return accept == "" || strings.Contains(accept, "*/*") || strings.Contains(accept, "text/html")
}

// LocalPath keeps an address that leads to a page of ours, and makes "/" of everything else: //host, /\host, schemes,
// control characters.
func LocalPath(next string) string {
	const home = "/"
	if len(next) > 1000 || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") {
		return home
	}
	for _, r := range next {
		if r <= ' ' || r == '\\' || r == 0x7f {
			return home
		}
	}
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "/./") || strings.ContainsAny(u.Path, "\\\r\n\t") {
		return home
	}
	return next
}
