package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/static"
)

// Asset serves a file of the build. Its name holds its hash, so it may be kept for ever.
func Asset(c *fiber.Ctx) error {
	file, ok := static.Open(c.Params("*"), c.Get(fiber.HeaderAcceptEncoding))
	if !ok {
		return fiber.ErrNotFound
	}
	return send(c, file, file.CacheControl)
}

func send(c *fiber.Ctx, file static.File, keep string) error {
	c.Set(fiber.HeaderContentType, file.Type)
	c.Set(fiber.HeaderCacheControl, keep)
	c.Vary(fiber.HeaderAcceptEncoding)
	if file.Encoding != "" {
		c.Set(fiber.HeaderContentEncoding, file.Encoding)
	}
	return c.Send(file.Content)
}

// PushWorker serves the script that shows pushes. It stands at the root under a plain name, because its path is its scope, and a
// browser compares it with its own copy when it looks for a new one.
func PushWorker(c *fiber.Ctx) error {
	file, ok := static.Open(strings.TrimPrefix(static.URL("push-worker.js"), static.Prefix), c.Get(fiber.HeaderAcceptEncoding))
	if !ok {
		return fiber.ErrNotFound
	}
	return send(c, file, "no-cache")
}

// Favicon sends the browser that asks for the old name to the brand's mark.
func Favicon(c *fiber.Ctx) error {
	return c.Redirect(static.URL("favicon.svg"), fiber.StatusFound)
}
