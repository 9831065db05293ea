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

// Only lets requests pass while nothing keeps the program from serving: no personal data leaves a database whose encryption is
// required and not there.
func (h Health) Only(c *fiber.Ctx) error {
	if err := h.Service.MayServe(); err != nil {
		return err
	}
	return c.Next()
}

// Ready answers 200 when nothing keeps the program from serving, else 503; a line for each item, without its evidence.
func (h Health) Ready(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	if h.Closing() {
		return c.Status(fiber.StatusServiceUnavailable).SendString("closing\n")
	}
	var lines strings.Builder
	for _, i := range h.Service.Look(c.UserContext()) {
		fmt.Fprintf(&lines, "%s %s\n", i.ID, i.State)
	}
	if h.Service.MayServe() != nil {
		c.Status(fiber.StatusServiceUnavailable)
	}
	return c.SendString(lines.String())
}
