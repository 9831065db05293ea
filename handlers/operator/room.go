package operator

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"telemark/app/application"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Pane is the view of the desk's thread and client card: one room.
type Pane struct {
	web.Shell
	Room       chat.Room
	Topic      string // its name
	Thread     live.Thread
	Form       live.Form
	Note       bool // the composer writes a private note
	Held       bool // the reader has the room
	Colleagues []chat.Person
	AllTopics  []chat.Topic
	Reasons    []string
	Earlier    []chat.Summary        // other rooms of the client
	Filed      []application.Summary // the client's applications that were sent
	Subject    live.Subject
	Rating     *chat.Rating // of a closed room
	Consents   map[contact.Purpose]contact.Consent
	Prefer     contact.Preferences
	Promised   *contact.Callback // the call that the bank owes the client
}

// Purposes are what a client can consent to.
func (Pane) Purposes() []contact.Purpose { return contact.Purposes }

// Phone is how people read a number: in full by whoever has the talk, who may have to call; else its last two digits.
func (p Pane) Phone(e164 string) string {
	if p.Held {
		return contact.ShowPhone(e164)
	}
	return contact.MaskPhone(e164)
}

// Number is how people say the number of the room's request; empty when it is none.
func (p Pane) Number() string {
	if p.Room.Request == 0 {
		return ""
	}
	return chat.RequestNumber(p.Room.Request)
}

// Room shows the desk with a room on it.
func (h Handlers) Room(c *fiber.Ctx) error {
	return h.room(c, live.Form{Key: live.NewKey()}, c.Query("mode") == "note")
}

func (h Handlers) room(c *fiber.Ctx, form live.Form, note bool) error {
	shell := web.NewShell(c, "operator.desk_title", "chats")
	pane, err := h.pane(c, shell, form, note)
	if err != nil {
		return err
	}
	return h.desk(c, shell, pane)
}

func (h Handlers) pane(c *fiber.Ctx, shell web.Shell, form live.Form, note bool) (*Pane, error) {
	p, err := h.card(c, shell)
	if err != nil {
		return nil, err
	}
	p.Form, p.Note = form, note
	if p.Thread, err = h.Thread(c, shell, p.Room); err != nil {
		return nil, err
	}
	ctx, actor := c.UserContext(), guard.Actor(c)
	if p.Earlier, err = h.Chat.Earlier(ctx, actor, p.Room); err != nil {
		return nil, err
	}
	p.Subject = live.NewSubject(shell, p.Room.About)
	if p.Rating, err = h.Chat.Rating(ctx, actor, p.Room); err != nil {
		return nil, err
	}
	return p, h.reach(c, p)
}

// reach adds how the room's client may be reached.
func (h Handlers) reach(c *fiber.Ctx, p *Pane) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	if p.Consents, err = h.Contact.Consents(ctx, actor, p.Room.Client.ID); err != nil {
		return err
	}
	if p.Prefer, err = h.Contact.Preferences(ctx, actor, p.Room.Client.ID); err != nil {
		return err
	}
	p.Promised, err = h.Contact.Promised(ctx, actor, p.Room.Client.ID)
	return err
}

// card is the part of the pane that changes with the room's state.
func (h Handlers) card(c *fiber.Ctx, shell web.Shell) (*Pane, error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	room, err := h.Chat.Room(ctx, actor, c.Params("room"))
	if err != nil {
		return nil, err
	}
	p := &Pane{Shell: shell, Room: room, Reasons: chat.CloseReasons, Held: room.State == chat.Open && room.Operator.ID == actor.ID}
	if p.AllTopics, err = h.Chat.Topics(ctx); err != nil {
		return nil, err
	}
	for _, t := range p.AllTopics {
		if t.ID == room.Topic {
			p.Topic = t.Name(shell.Lang)
		}
	}
	if p.Colleagues, err = h.Chat.Colleagues(ctx, actor); err != nil {
		return nil, err
	}
	p.Filed, err = h.Applications.Cases.OfClient(ctx, actor, room.Client.ID)
	p.Filed = slices.DeleteFunc(p.Filed, func(s application.Summary) bool { return s.State == application.Draft })
	return p, err
}

// Head answers the room's head and what changes with it on the card, for a page whose stream said that its state changed.
func (h Handlers) Head(c *fiber.Ctx) error {
	p, err := h.card(c, web.NewShell(c, "", "chats"))
	if err != nil {
		return err
	}
	return web.Page(c, "operator/desk#news", p)
}
