package web

import (
	"errors"
	"log/slog"
	"strconv"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/time/rate"

	"telemark/app"
	"telemark/handlers/guard"
)

// ErrorPage is the view of public/error.
type ErrorPage struct {
	Shell
	Status    int
	Text      string
	Reference string // the request's id, for the bank's log; on internal errors only
}

var statuses = map[app.Kind]int{
	app.Internal:        fiber.StatusInternalServerError,
	app.Invalid:         fiber.StatusUnprocessableEntity,
	app.Unauthenticated: fiber.StatusUnauthorized,
	app.Forbidden:       fiber.StatusForbidden,
	app.NotFound:        fiber.StatusNotFound,
	app.Conflict:        fiber.StatusConflict,
	app.TooMany:         fiber.StatusTooManyRequests,
	app.Unavailable:     fiber.StatusServiceUnavailable,
}

// Status is the HTTP status of an error.
func Status(err error) int {
	if f, ok := errors.AsType[*fiber.Error](err); ok {
		return f.Code
	}
	return statuses[app.KindOf(err)]
}

// HandleError is the one place that shows errors: a readable page, or a fragment for htmx; never the error's own text.
func HandleError(c *fiber.Ctx, err error) error {
	if guard.RequestID(c) == "" { // what could not be read as a request has met no guard
		for _, h := range guard.Headers(false) {
			c.Set(h.Name, h.Value)
		}
	}
	page := ErrorPage{Shell: NewShell(c, "error.title", ""), Status: Status(err)}
	page.Text = page.Say(readable(err, page.Status))
	if page.Status >= fiber.StatusInternalServerError {
		page.Reference = guard.RequestID(c)
		slog.ErrorContext(c.UserContext(), "request failed", "request", page.Reference, "method", c.Method(),
			"route", c.Route().Path, "status", page.Status, "error", err)
	}
	logRefusal(c, page.Me, err, page.Status)
	if e, ok := errors.AsType[*app.Error](err); ok && e.Retry > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(e.Retry))
	}
	c.Status(page.Status)
	name := "public/error"
	if WantsFragment(c) {
		name = "public/error#fragment"
	}
	if err := Page(c, name, page); err != nil {
		slog.ErrorContext(c.UserContext(), "error page failed", "error", err)
		return c.SendString(page.Text)
	}
	return nil
}

// traces bounds how many refusals are logged: a flood must not fill the disk.
var traces = rate.NewLimiter(20, 200)

// logRefusal leaves a trace of whoever tries doors (ASVS 5.0, 16.3.2): what is forbidden, what is too fast, and what exists for
// others only. Ids of people and requests, never what was sent.
func logRefusal(c *fiber.Ctx, who app.Actor, err error, status int) {
	others := status == fiber.StatusNotFound && who.Known() && app.KindOf(err) == app.NotFound
	if (status == fiber.StatusForbidden || status == fiber.StatusTooManyRequests || others) && traces.Allow() {
		slog.InfoContext(c.UserContext(), "refused", "request", guard.RequestID(c), "actor", who.ID, "role", who.Role,
			"method", c.Method(), "route", c.Route().Path, "status", status)
	}
}

// readable finds the text for people: the error's own, the first field's, or one by its status.
func readable(err error, status int) app.Text {
	if e, ok := errors.AsType[*app.Error](err); ok && e.Kind != app.Internal {
		if len(e.Fields) > 0 {
			return e.Fields[0].Text
		}
		return e.Text
	}
	switch status {
	case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
		return app.T("error.not_found")
	case fiber.StatusRequestEntityTooLarge:
		return app.T("error.too_large")
	case fiber.StatusForbidden:
		return app.T("error.forbidden")
	case fiber.StatusTooManyRequests:
		return app.T("error.too_many")
	case fiber.StatusServiceUnavailable:
		return app.T("error.unavailable")
	case fiber.StatusBadRequest, fiber.StatusUnprocessableEntity, fiber.StatusUnsupportedMediaType:
		return app.T("error.request")
	}
	return app.T("error.internal")
}

// FieldErrors are the errors of a form by field, or nil when err is of another kind.
func FieldErrors(err error) map[string]app.Text {
	e, ok := errors.AsType[*app.Error](err)
	if !ok || e.Kind != app.Invalid || len(e.Fields) == 0 {
		return nil
	}
	fields := make(map[string]app.Text, len(e.Fields))
	for _, f := range e.Fields {
		fields[f.Name] = f.Text
	}
	return fields
}
