package manager

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app/health"
	"telemark/handlers/web"
)

// System is the view of manager/system.
type System struct {
	web.Shell
	Items []health.Item
}

// System shows what the program knows of its own state, read at this moment.
func (h Handlers) System(c *fiber.Ctx) error {
	return web.Page(c, "manager/system", System{
		Shell: web.NewShell(c, "manager.system_title", "system"), Items: h.Health.Look(c.UserContext()),
	})
}
