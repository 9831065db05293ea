package web

import (
	"errors"
	"io"
	"net"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// ReadBodies reads what is posted into memory, up to limit bytes, before anything looks at it. A form in parts that is posted to a
// path of the pattern streamed is left for ReadUpload. The server itself streams all bodies (fiber.Config.StreamRequestBody), because
// it can't tell routes apart, and a streaming server has no limit of its own.
func ReadBodies(limit int, streamed string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		stream := c.Request().BodyStream()
		if stream == nil || inParts(c.Request()) && fiber.RoutePatternMatch(c.Path(), streamed) {
			return c.Next()
		}
		body, err := readBody(stream, c.Request().Header.ContentLength(), limit)
		if err != nil {
			c.Response().SetConnectionClose() // somewhere in the body no next request begins
			return err
		}
		c.Request().SetBodyRaw(body)
		return c.Next()
	}
}

// readBody reads size bytes, or a body in chunks when size is negative.
func readBody(stream io.Reader, size, limit int) (body []byte, err error) {
	switch {
	case size > limit:
		return nil, fiber.ErrRequestEntityTooLarge
	case size >= 0:
		body = make([]byte, size)
		_, err = io.ReadFull(stream, body)
	default:
		body, err = io.ReadAll(io.LimitReader(stream, int64(limit)+1))
		if len(body) > limit {
			return nil, fiber.ErrRequestEntityTooLarge
		}
	}
	if late(err) {
		return nil, fiber.ErrRequestTimeout
	}
	if err != nil {
		return nil, fiber.ErrBadRequest
	}
	return body, nil
}

// late tells whether somebody took too long to send.
func late(err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return ok && network.Timeout()
}

func inParts(r *fasthttp.Request) bool { return len(r.Header.MultipartFormBoundary()) > 0 }
