// Package public is what everybody may open: the front page and the reader's preferences.
package public

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Handlers serve the open pages.
type Handlers struct {
	Secure bool // cookies over https only
}

// Page is the view of public/home.
type Page struct{ web.Shell }

// areas is where each role works.
var areas = map[app.Role]string{app.Client: "/client", app.Operator: "/operator", app.Manager: "/manager"}

// Home is the front page; who is signed in goes on to their area.
func (h Handlers) Home(c *fiber.Ctx) error {
	if area, ok := areas[guard.Actor(c).Role]; ok {
		return web.SeeOther(c, area)
	}
	return web.Page(c, "public/home", Page{web.NewShell(c, "public.home_title", "home")})
}

// preferences a reader can set, with the values that they can have; an empty one follows the browser.
var preferences = map[string][]string{
	"lang":  web.Languages,
	"theme": {"light", "dark"},
}

// Preferences sets the language or the theme and goes back to the page.
func (h Handlers) Preferences(c *fiber.Ctx) error {
	for name, values := range preferences {
		choice := c.FormValue(name)
		for _, value := range values {
			if choice == value {
				c.Cookie(&fiber.Cookie{
					Name: name, Value: value, Path: "/", SameSite: fiber.CookieSameSiteLaxMode, Secure: h.Secure,
					MaxAge: int(365 * 24 * time.Hour / time.Second),
				})
			}
		}
	}
	return web.SeeOther(c, guard.LocalPath(c.FormValue("next")))
}
