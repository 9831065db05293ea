package web

import (
	"github.com/gofiber/fiber/v2"

	"telemark/static"
)

// Asset serves a file of the build. Its name holds its hash, so it may be kept for ever.
func Asset(c *fiber.Ctx) error {
	file, ok := static.Open(c.Params("*"), c.Get(fiber.HeaderAcceptEncoding))
	if !ok {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, file.Type)
	c.Set(fiber.HeaderCacheControl, file.CacheControl)
	c.Vary(fiber.HeaderAcceptEncoding)
	if file.Encoding != "" {
		c.Set(fiber.HeaderContentEncoding, file.Encoding)
	}
	return c.Send(file.Content)
}

// Favicon sends the browser that asks for the old name to the brand's mark.
func Favicon(c *fiber.Ctx) error {
	return c.Redirect(static.URL("favicon.svg"), fiber.StatusFound)
}
