package client

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/contact"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Profile is the view of client/profile: what the client consents to, and when and how they like to be reached.
type Profile struct {
	web.Shell
	Given   []GivenConsent
	Fields  ConsentFields // of those that are not given
	History []contact.Consent
	Titles  map[contact.Purpose]string
	Prefer  Preferences
	Mine    Mine
	Done    string // id of a text: what has just been saved
}

// Preferences is the form of how and when the client likes to be reached.
type Preferences struct {
	contact.Preferences
	Errors map[string]app.Text
}

// done are what a page says after a form was saved, by the address's ?done=.
var done = map[string]string{"consents": "profile.done_consents", "contact": "profile.done_contact"}

// Profile shows the client's own page.
func (h Handlers) Profile(c *fiber.Ctx) error {
	return h.profile(c, nil, nil)
}

// profile shows the page; with a form again that was refused.
func (h Handlers) profile(c *fiber.Ctx, prefer *Preferences, wrong map[string]app.Text) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	shell := web.NewShell(c, "profile.title", "profile")
	given, fields, err := h.consents(c, shell)
	if err != nil {
		return err
	}
	fields.Errors = wrong
	view := Profile{Shell: shell, Given: given, Fields: fields, Titles: map[contact.Purpose]string{}, Done: done[c.Query("done")]}
	texts, err := h.Contact.Texts(ctx, shell.Lang)
	if err != nil {
		return err
	}
	for _, t := range texts {
		view.Titles[t.Purpose] = t.Title
	}
	if view.History, err = h.Contact.History(ctx, actor); err != nil {
		return err
	}
	if prefer == nil {
		p, err := h.Contact.Preferences(ctx, actor, actor.ID)
		if err != nil {
			return err
		}
		p.Phone = contact.ShowPhone(p.Phone)
		prefer = &Preferences{Preferences: p}
	}
	view.Prefer = *prefer
	if view.Mine, err = h.mine(c, shell); err != nil {
		return err
	}
	return web.Page(c, "client/profile", view)
}

// SetPreferences stores how and when the client likes to be reached.
func (h Handlers) SetPreferences(c *fiber.Ctx) error {
	p := contact.Preferences{
		Phone: c.FormValue("phone"), Channel: contact.Channel(c.FormValue("channel")), Days: contact.Days(c.FormValue("days")),
		From: hour(c.FormValue("from")), Until: hour(c.FormValue("until")),
	}
	err := h.Contact.SetPreferences(c.UserContext(), guard.Actor(c), p)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.profile(c, &Preferences{Preferences: p, Errors: fields}, nil)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/client/profile?done=contact")
}

// hour reads an hour of the day; -1 is none.
func hour(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// Hours are the hours between which people are called, for the lists of the form.
func (p Profile) Hours() []int {
	hours := make([]int, 0, contact.CallUntil-contact.CallFrom+1)
	for h := contact.CallFrom; h <= contact.CallUntil; h++ {
		hours = append(hours, h)
	}
	return hours
}

// Channels and DayChoices are what can be preferred.
func (p Profile) Channels() []contact.Channel { return contact.Channels }

// DayChoices are the days that can be preferred.
func (p Profile) DayChoices() []contact.Days { return contact.DayChoices }
