package manager

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/setting"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Settings is what every page of the settings shows around its form.
type Settings struct {
	web.Shell
	Tab    string // "hours", "topics", "levels", "letters", "entry", "texts" or "consents"
	Done   bool   // what was sent has been stored
	Seen   string // mark of what the form began with
	Gone   string // why it was not stored although nothing in it is wrong
	Errors map[string]app.Text
}

// Tabs are the pages of the settings that the reader may open.
func (s Settings) Tabs() []string {
	var tabs []string
	if s.Me.May(app.Administrator) {
		tabs = append(tabs, "hours", "topics", "levels", "letters", "entry")
	}
	if s.Me.MayAny(app.Administrator, app.Supervisor) {
		tabs = append(tabs, "texts")
	}
	return append(tabs, "consents")
}

// Error is what is wrong at a field, in the reader's language.
func (s Settings) Error(field string) string {
	if text, wrong := s.Errors[field]; wrong {
		return s.Say(text)
	}
	return ""
}

// First tells whether a field is the first one with an error, in the order of the form's fields: there the reader goes on.
func (s Settings) First(field string) bool { return s.Errors[firstKey].ID == field }

// firstKey is where refuse notes the first wrong field.
const firstKey = "\x00first"

// SettingsHome leads to the first page that the reader may open.
func (h Handlers) SettingsHome(c *fiber.Ctx) error {
	return web.SeeOther(c, "/manager/settings/"+settings(c, "").Tabs()[0])
}

func settings(c *fiber.Ctx, tab string) Settings {
	return Settings{Shell: web.NewShell(c, "settings.title", "settings"), Tab: tab, Done: c.Query("done") != ""}
}

// refuse puts an error into the settings, and says whether it is one that the form can show. order are the form's fields.
func (s *Settings) refuse(c *fiber.Ctx, err error, order []string) bool {
	if s.Errors = web.FieldErrors(err); s.Errors != nil {
		for _, field := range order {
			if _, wrong := s.Errors[field]; wrong {
				s.Errors[firstKey] = app.Text{ID: field}
				break
			}
		}
		c.Status(fiber.StatusUnprocessableEntity)
		return true
	}
	if e, ok := errors.AsType[*app.Error](err); ok && e.Kind == app.Conflict {
		s.Gone = s.Say(e.Text)
		c.Status(fiber.StatusConflict)
		return true
	}
	return false
}

// rows is how many rows with a prefix a form has: "topic.0.en", "topic.1.en", …
func rows(c *fiber.Ctx, prefix, part string, most int) int {
	n := 0
	for n < most && c.Request().PostArgs().Has(prefix+strconv.Itoa(n)+part) {
		n++
	}
	return n
}

// Levels is the view of manager/settings_levels.
type Levels struct {
	Settings
	Goals []GoalField
}

// GoalField is one goal with what is typed for it.
type GoalField struct {
	ID       string
	Typed    string
	Min, Max int
}

// Levels shows how fast the bank wants to answer.
func (h Handlers) Levels(c *fiber.Ctx) error {
	view := Levels{Settings: settings(c, "levels")}
	now, err := h.Settings.Levels(c.UserContext())
	if err != nil {
		return err
	}
	view.fields(func(g setting.Goal) string { return strconv.Itoa(g.In(now)) })
	return web.Page(c, "manager/settings_levels", view)
}

// SetLevels stores the goals.
func (h Handlers) SetLevels(c *fiber.Ctx) error {
	next, err := h.Settings.Levels(c.UserContext())
	if err != nil {
		return err
	}
	var order []string
	for _, g := range setting.Goals {
		n, err := strconv.Atoi(c.FormValue(g.ID))
		if err != nil {
			n = -1 // out of every bound
		}
		g.Put(&next, n)
		order = append(order, g.ID)
	}
	err = h.Settings.SetLevels(c.UserContext(), guard.Actor(c), next)
	view := Levels{Settings: settings(c, "levels")}
	if view.refuse(c, err, order) {
		view.fields(func(g setting.Goal) string { return c.FormValue(g.ID) })
		return web.Page(c, "manager/settings_levels", view)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/settings/levels?done=1")
}

func (l *Levels) fields(typed func(setting.Goal) string) {
	for _, g := range setting.Goals {
		l.Goals = append(l.Goals, GoalField{ID: g.ID, Typed: typed(g), Min: g.Min, Max: g.Max})
	}
}
