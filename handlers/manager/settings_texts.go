package manager

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Texts is the view of manager/settings_texts: the canned texts of the operators.
type Texts struct {
	Settings
	List  []chat.Canned
	Teams []account.Team
	Form  chat.Canned // the one that is written
	Open  bool        // its form is open
}

// Spoken are the languages that a text is written in, the reader's first.
func (v Texts) Spoken() []string {
	if v.Lang == "en" {
		return []string{"en", "ru"}
	}
	return []string{"ru", "en"}
}

// TeamName is whose text it is.
func (v Texts) TeamName(id string) string {
	for _, t := range v.Teams {
		if t.ID == id {
			return t.Name
		}
	}
	return v.T("settings.texts_everybody")
}

// Texts lists them; ?edit= opens one, or a new one.
func (h Handlers) Texts(c *fiber.Ctx) error {
	view := Texts{Settings: settings(c, "texts"), Open: c.Query("edit") != ""}
	if err := h.texts(c, &view); err != nil {
		return err
	}
	if id := c.Query("edit"); app.IsID(id) {
		at := slices.IndexFunc(view.List, func(t chat.Canned) bool { return t.ID == id })
		if at < 0 {
			return app.ErrNotFound
		}
		view.Form = view.List[at]
	}
	return web.Page(c, "manager/settings_texts", view)
}

func (h Handlers) texts(c *fiber.Ctx, view *Texts) (err error) {
	if view.List, err = h.Chat.Canned(c.UserContext(), guard.Actor(c)); err != nil {
		return err
	}
	if actor := guard.Actor(c); actor.May(app.Administrator) { // who alone knows the teams
		view.Teams, err = h.People.Teams(c.UserContext(), actor)
	}
	return err
}

// SaveText stores one.
func (h Handlers) SaveText(c *fiber.Ctx) error {
	view := Texts{Settings: settings(c, "texts"), Open: true, Form: chat.Canned{
		ID: c.FormValue("id"), Shortcut: c.FormValue("shortcut"), Team: c.FormValue("team"),
		Bodies: map[string]string{"en": c.FormValue("body_en"), "ru": c.FormValue("body_ru")},
	}}
	if view.Form.ID != "" && !app.IsID(view.Form.ID) {
		return app.ErrNotFound
	}
	_, err := h.Chat.SaveCanned(c.UserContext(), guard.Actor(c), view.Form)
	if view.refuse(c, err, []string{"shortcut", "team", "body_en", "body_ru"}) {
		if err := h.texts(c, &view); err != nil {
			return err
		}
		return web.Page(c, "manager/settings_texts", view)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/settings/texts?done=1")
}

// DropText takes one away.
func (h Handlers) DropText(c *fiber.Ctx) error {
	if err := h.Chat.DropCanned(c.UserContext(), guard.Actor(c), c.Params("text")); err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/settings/texts?done=1")
}
