package client

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/calendar"
	"telemark/app/contact"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Callback is the view of client/callback: the call that the bank owes the client, and the slots for another.
type Callback struct {
	web.Shell
	Promised *contact.Callback
	Days     []SlotDay
	Form     CallbackForm
}

// Phone is how people read the number of a call.
func (Callback) Phone(p contact.Callback) string { return contact.ShowPhone(p.Phone) }

// ISOSlot is what a form says for a slot.
func (Callback) ISOSlot(s calendar.Slot) string { return s.Start.Format(time.RFC3339) }

// SlotDay is a day of the reader's own zone with its free slots.
type SlotDay struct {
	Title string
	Slots []calendar.Slot
	Open  bool // the chosen slot is among them, or it is the first day
}

// CallbackForm is what was typed.
type CallbackForm struct {
	Room, Start, Phone, Note string
	Errors                   map[string]app.Text
}

// Callback shows the slots; ?room= says which conversation the call is about.
func (h Handlers) Callback(c *fiber.Ctx) error {
	form := CallbackForm{Room: c.Query("room")}
	actor := guard.Actor(c)
	if form.Room != "" {
		if _, err := h.Chat.Room(c.UserContext(), actor, form.Room); err != nil {
			return err
		}
	}
	p, err := h.Contact.Preferences(c.UserContext(), actor, actor.ID)
	if err != nil {
		return err
	}
	form.Phone = contact.ShowPhone(p.Phone)
	return h.callback(c, form)
}

func (h Handlers) callback(c *fiber.Ctx, form CallbackForm) error {
	actor := guard.Actor(c)
	view := Callback{Shell: web.NewShell(c, "callback.title", "callback"), Form: form}
	var err error
	if view.Promised, err = h.Contact.Promised(c.UserContext(), actor, actor.ID); err != nil {
		return err
	}
	if p := view.Promised; p != nil && form.Errors == nil {
		view.Form.Phone, view.Form.Note = contact.ShowPhone(p.Phone), p.Note
	}
	free, err := h.Contact.Slots(c.UserContext())
	if err != nil {
		return err
	}
	view.Days = daysOf(view.Shell, free, form.Start)
	return web.Page(c, "client/callback", view)
}

// daysOf puts the slots under the days on which the reader's own clock shows them.
func daysOf(shell web.Shell, free []contact.SlotDay, chosen string) (days []SlotDay) {
	chosenDay := -1
	for _, d := range free {
		for _, slot := range d.Slots {
			title := shell.Day(slot.Start)
			if n := len(days); n == 0 || days[n-1].Title != title {
				days = append(days, SlotDay{Title: title})
			}
			last := len(days) - 1
			days[last].Slots = append(days[last].Slots, slot)
			if slot.Start.Format(time.RFC3339) == chosen {
				chosenDay = last
			}
		}
	}
	if len(days) > 0 {
		days[max(0, chosenDay)].Open = true
	}
	return days
}

// BookCallback promises a call in a slot, in place of the one that was promised before.
func (h Handlers) BookCallback(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	form := CallbackForm{Room: c.FormValue("room"), Start: c.FormValue("start"), Phone: c.FormValue("phone"), Note: c.FormValue("note")}
	if form.Room != "" {
		if _, err := h.Chat.Room(ctx, actor, form.Room); err != nil {
			return err
		}
	}
	start, _ := time.Parse(time.RFC3339, form.Start) // none is no slot, too
	_, err := h.Contact.Book(ctx, actor, contact.Callback{Start: start, Phone: form.Phone, Note: form.Note, Room: form.Room})
	if form.Errors = web.FieldErrors(err); form.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.callback(c, form)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, afterCall(form.Room))
}

// CancelCallback gives the call back.
func (h Handlers) CancelCallback(c *fiber.Ctx) error {
	if err := h.Contact.Cancel(c.UserContext(), guard.Actor(c)); err != nil {
		return err
	}
	return web.SeeOther(c, "/client/callback")
}

// afterCall is where a client goes who has booked: back to what they came from.
func afterCall(room string) string {
	if room != "" {
		return "/client/rooms/" + room
	}
	return "/client/callback"
}
