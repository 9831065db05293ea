// Package web turns values into HTML and event streams. Every quirk of the web framework and of its template engine stops here.
package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	html "github.com/gofiber/template/html/v2"

	"telemark/handlers/guard"
	"telemark/partials"
	"telemark/static"
)

// pages holds all templates in one set, so that a fragment inside a page renders by its own name.
var pages = sync.OnceValues(func() (*template.Template, error) {
	engine := html.NewFileSystem(http.FS(partials.FS), ".html")
	engine.AddFunc("asset", static.URL)
	engine.AddFunc("initials", initials)
	if err := engine.Load(); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return engine.Templates, nil
})

// Load parses templates and texts. A mistake in one of them ends the program at start, not a page at night.
func Load() error {
	if _, err := pages(); err != nil {
		return err
	}
	_, err := locales()
	return err
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render makes the HTML of a page or fragment. It executes the set itself: the engine's own Render changes the shared set's
// functions at each call.
func Render(name string, view any) ([]byte, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	set, err := pages()
	if err != nil {
		return nil, err
	}
	if err := set.ExecuteTemplate(b, name, view); err != nil {
		return nil, fmt.Errorf("rendering %s: %w", name, err)
	}
	return bytes.Clone(b.Bytes()), nil
}

// Page answers with a whole page or a fragment, with the status that c already has.
func Page(c *fiber.Ctx, name string, view any) error {
	b, err := Render(name, view)
	if err != nil {
		return err
	}
	c.Type("html", "utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store") // pages hold what only their reader may see
	c.Vary("HX-Request", fiber.HeaderCookie, fiber.HeaderAcceptLanguage)
	return c.Send(b)
}

// WantsFragment tells whether htmx or the page's script asks, and not the address bar.
func WantsFragment(c *fiber.Ctx) bool {
	return c.Get("HX-Request") == "true" && c.Get("HX-Boosted") != "true" && c.Get("HX-History-Restore-Request") != "true"
}

// SeeOther sends the reader to where the thing is: 303, or HX-Redirect for htmx.
func SeeOther(c *fiber.Ctx, path string) error {
	if WantsFragment(c) {
		c.Set("HX-Redirect", path)
		return c.SendStatus(fiber.StatusOK)
	}
	return c.Redirect(path, fiber.StatusSeeOther)
}

// initials are the first letters of the first two words of a name.
func initials(name string) string {
	var out []rune
	for word := range strings.FieldsSeq(name) {
		out = append(out, []rune(word)[0])
		if len(out) == 2 {
			break
		}
	}
	return strings.ToUpper(string(out))
}

// OpenPage is Page for what everybody may read. Who is signed in sees their name on it, so it isn't kept either; a stranger's browser
// keeps it and asks each time whether it is still so. No cache between may: the page speaks the language of its reader's cookie.
func OpenPage(c *fiber.Ctx, name string, view any) error {
	if err := Page(c, name, view); err != nil || guard.Actor(c).Known() || c.Response().StatusCode() != fiber.StatusOK {
		return err
	}
	sum := sha256.Sum256(c.Response().Body())
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderETag, tag)
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		c.Response().ResetBody()
		c.Status(fiber.StatusNotModified)
	}
	return nil
}
