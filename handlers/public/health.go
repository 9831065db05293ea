package public

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app/health"
)

// Health answers whoever runs the process.
type Health struct {
	Service *health.Service
	Closing func() bool // the program is about to stop
}

// Alive answers 200 as long as the process answers at all.
func (h Health) Alive(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString("ok\n")
}

// Ready answers 200 when nothing keeps the program from serving, else 503; a line for each item, without its evidence.
func (h Health) Ready(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	if h.Closing() {
		return c.Status(fiber.StatusServiceUnavailable).SendString("closing\n")
	}
	items := h.Service.Look(c.UserContext())
	var lines strings.Builder
	for _, i := range items {
		fmt.Fprintf(&lines, "%s %s\n", i.ID, i.State)
	}
	if !health.Serving(items) {
		c.Status(fiber.StatusServiceUnavailable)
	}
	return c.SendString(lines.String())
}
