// Package public is what everybody may open: the front page, the catalogue with its calculator, and the reader's preferences.
package public

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Handlers serve the open pages.
type Handlers struct {
	Secure   bool // cookies over https only
	Products *product.Service
	BaseURL  string // PUBLIC_URL without a slash at its end
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
