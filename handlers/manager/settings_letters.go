package manager

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/setting"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Letters is the view of manager/settings_letters.
type Letters struct {
	Settings
	List []LetterForm
}

// LetterForm is the letter of one language as it is typed.
type LetterForm struct {
	Lang string
	setting.Letter
	Usual    bool // nobody has changed it
	Preview  setting.Letter
	Settings Settings // with the errors of this language
}

// Letters shows how the bank's letters read.
func (h Handlers) Letters(c *fiber.Ctx) error { return h.letters(c, "", setting.Letter{}, nil) }

// letters shows the page; with what was typed for a language, which was refused.
func (h Handlers) letters(c *fiber.Ctx, lang string, typed setting.Letter, refused error) error {
	view := Letters{Settings: settings(c, "letters")}
	for _, one := range setting.Languages {
		l, err := h.Settings.Letter(c.UserContext(), one)
		if err != nil {
			return err
		}
		f := LetterForm{Lang: one, Letter: l, Usual: l == h.Settings.Usual(one), Settings: Settings{Shell: view.Shell}}
		if one == lang {
			f.Letter = typed
			if !f.Settings.refuse(c, refused, []string{"subject", "body"}) {
				return refused
			}
		}
		f.Preview = f.Fill(map[string]string{"{link}": h.BaseURL + "/client/rooms/…", "{settings}": h.BaseURL + "/client/notices"})
		view.List = append(view.List, f)
	}
	return web.Page(c, "manager/settings_letters", view)
}

// SetLetter stores the letter of a language; reset gives it its usual words back.
func (h Handlers) SetLetter(c *fiber.Ctx) error {
	lang := c.Params("lang")
	if !slices.Contains(setting.Languages, lang) {
		return app.ErrNotFound
	}
	l := setting.Letter{Subject: c.FormValue("subject"), Body: c.FormValue("body")}
	if c.FormValue("reset") != "" {
		l = setting.Letter{}
	} else if l == (setting.Letter{}) {
		l.Subject = " " // an empty form is no wish for the usual words
	}
	if err := h.Settings.SetLetter(c.UserContext(), guard.Actor(c), lang, l); err != nil {
		return h.letters(c, lang, l, err)
	}
	return web.SeeOther(c, "/manager/settings/letters?done=1")
}
