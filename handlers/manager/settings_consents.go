package manager

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/contact"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Wordings is the view of manager/settings_consents: what clients consent to.
type Wordings struct {
	Settings
	List []WordingLine
	Form contact.Wording // the one that is written
	Open bool            // its form is open
	Sent bool            // it waits for its approval
}

// WordingLine is one consent with its latest wording.
type WordingLine struct {
	Purpose contact.Purpose
	contact.Text
	Waits bool // the wording is still to come
}

// Called is what a consent is called in the reader's language.
func (v Wordings) Called(p contact.Purpose) string {
	for _, l := range v.List {
		if l.Purpose == p {
			return l.Text.Title
		}
	}
	return ""
}

// Tomorrow is the first day on which a wording can begin.
func (Wordings) Tomorrow() app.Day { return app.Today().Add(1) }

// Spoken are the languages of a wording, the reader's first.
func (v Wordings) Spoken() []string { return Texts{Settings: v.Settings}.Spoken() }

// Wordings lists the consents; ?edit= opens the form of one.
func (h Handlers) Wordings(c *fiber.Ctx) error {
	view := Wordings{Settings: settings(c, "consents"), Sent: c.Query("sent") != ""}
	if err := h.wordings(c, &view); err != nil {
		return err
	}
	if p := contact.Purpose(c.Query("edit")); p != "" {
		latest, err := h.Contact.Wordings(c.UserContext(), guard.Actor(c), p)
		if err != nil {
			return err
		}
		view.Open, view.Form = true, contact.Wording{
			Purpose: p, Base: latest["en"].Version, From: max(view.Tomorrow(), latest["en"].From.Add(1)),
			Titles: map[string]string{}, Bodies: map[string]string{},
		}
		for lang, t := range latest {
			view.Form.Titles[lang], view.Form.Bodies[lang] = t.Title, t.Body
		}
	}
	return web.Page(c, "manager/settings_consents", view)
}

func (h Handlers) wordings(c *fiber.Ctx, view *Wordings) error {
	for _, p := range contact.Purposes {
		latest, err := h.Contact.Wordings(c.UserContext(), guard.Actor(c), p)
		if err != nil {
			return err
		}
		t := latest[view.Lang]
		view.List = append(view.List, WordingLine{Purpose: p, Text: t, Waits: t.From > app.Today()})
	}
	return nil
}

// Reword sends another wording for approval.
func (h Handlers) Reword(c *fiber.Ctx) error {
	view := Wordings{Settings: settings(c, "consents"), Open: true}
	base, _ := strconv.Atoi(c.FormValue("base")) // none is none that there ever was
	view.Form = contact.Wording{
		Purpose: contact.Purpose(c.Params("purpose")), Base: base, From: app.Day(c.FormValue("from")),
		Titles: map[string]string{}, Bodies: map[string]string{},
	}
	for _, lang := range []string{"en", "ru"} {
		view.Form.Titles[lang], view.Form.Bodies[lang] = c.FormValue("title_"+lang), c.FormValue("body_"+lang)
	}
	_, err := h.Contact.Reword(c.UserContext(), guard.Actor(c), view.Form)
	order := []string{"from"}
	for _, lang := range view.Spoken() {
		order = append(order, "title_"+lang, "body_"+lang)
	}
	if view.refuse(c, err, order) {
		if view.Gone != "" { // told of it, who sends it again means it
			latest, err := h.Contact.Wordings(c.UserContext(), guard.Actor(c), view.Form.Purpose)
			if err != nil {
				return err
			}
			view.Form.Base = latest["en"].Version
		}
		if err := h.wordings(c, &view); err != nil {
			return err
		}
		return web.Page(c, "manager/settings_consents", view)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/settings/consents?sent=1")
}
