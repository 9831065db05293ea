package client

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Room is the view of client/room.
type Room struct {
	web.Shell
	Room  chat.Room
	Topic string // its name
	Place int    // in the queue, from 1; 0 when the room doesn't wait
	Wait  int    // about how long it waits, in minutes; 0 when nothing honest can be said

	Opens    string            // when the centre opens, of a room that waits for that; empty otherwise
	Promised *contact.Callback // the call that the bank owes the client; looked for while the centre is closed
	Subject  live.Subject
	Rating   *chat.Rating // of a closed room
	Thread   live.Thread
	Form     live.Form
	Cursor   string
	Rooms    []chat.Summary
}

// Room shows one room with the end of its log; ?before= shows older entries for readers without scripts.
func (h Handlers) Room(c *fiber.Ctx) error {
	return h.room(c, live.Form{Key: live.NewKey()})
}

func (h Handlers) room(c *fiber.Ctx, form live.Form) error {
	actor := guard.Actor(c)
	room, err := h.Chat.Room(c.UserContext(), actor, c.Params("room"))
	if err != nil {
		return err
	}
	rooms, err := h.list(c)
	if err != nil {
		return err
	}
	shell := web.NewShell(c, "client.room_title", "rooms")
	thread, err := h.Thread(c, shell, room)
	if err != nil {
		return err
	}
	view, err := h.head(c, shell, room)
	if err != nil {
		return err
	}
	view.Thread, view.Form, view.Rooms = thread, form, rooms
	at := live.ParseCursor(cursorOf(rooms))
	at[room.ID] = thread.Last
	view.Cursor = at.String()
	return web.Page(c, "client/room", view)
}

// head is the part of the view that changes with the room's state.
func (h Handlers) head(c *fiber.Ctx, shell web.Shell, room chat.Room) (Room, error) {
	view := Room{Shell: shell, Room: room}
	names, err := h.Chat.TopicNames(c.UserContext(), shell.Lang)
	if err != nil {
		return view, err
	}
	view.Topic = names[room.Topic]
	view.Subject = live.NewSubject(shell, room.About)
	if room.State == chat.Waiting {
		return view, h.wait(c, &view)
	}
	view.Rating, err = h.Chat.Rating(c.UserContext(), guard.Actor(c), room)
	return view, err
}

// wait adds what a client who waits wants to know: their place, or when the centre opens and whether it will call.
func (h Handlers) wait(c *fiber.Ctx, view *Room) error {
	opens, err := h.Chat.Opens(c.UserContext())
	if err != nil {
		return err
	}
	if opens == nil {
		var about time.Duration
		view.Place, about, err = h.Chat.Wait(c.UserContext(), view.Room)
		view.Wait = int(about / time.Minute)
		return err
	}
	view.Opens = live.Opening(view.Shell, *opens)
	actor := guard.Actor(c)
	view.Promised, err = h.Contact.Promised(c.UserContext(), actor, actor.ID)
	return err
}

// Number is how people say the number of the room's request; empty when it is none.
func (r Room) Number() string {
	if r.Room.Request == 0 {
		return ""
	}
	return chat.RequestNumber(r.Room.Request)
}

// Head answers the room's head and state alone, for a page whose stream said that they changed.
func (h Handlers) Head(c *fiber.Ctx) error { return h.headAgain(c, live.Form{}) }

// headAgain is the head with a form in it that was refused.
func (h Handlers) headAgain(c *fiber.Ctx, form live.Form) error {
	room, err := h.Chat.Room(c.UserContext(), guard.Actor(c), c.Params("room"))
	if err != nil {
		return err
	}
	view, err := h.head(c, web.NewShell(c, "", "rooms"), room)
	if err != nil {
		return err
	}
	view.Form = form
	return web.Page(c, "client/room#head", view)
}

// PostMessage says something in a room. It answers an empty composer; the message itself comes by the stream.
func (h Handlers) PostMessage(c *fiber.Ctx) error {
	id, draft := c.Params("room"), live.DraftOf(c)
	change, err := h.Chat.Post(c.UserContext(), guard.Actor(c), id, draft)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.composer(c, live.Form{Body: draft.Body, Key: live.KeyAgain(draft.Key), Errors: fields, Failed: true})
	}
	if err != nil {
		return err
	}
	live.Stored(c, change.Message())
	if !web.WantsFragment(c) {
		return web.SeeOther(c, "/client/rooms/"+id)
	}
	return h.composer(c, live.Form{Key: live.NewKey()})
}

// composer answers the composer alone, or the whole page to a form that no script sent.
func (h Handlers) composer(c *fiber.Ctx, form live.Form) error {
	if !web.WantsFragment(c) {
		return h.room(c, form)
	}
	return web.Page(c, "client/room#composer", Room{
		Shell: web.NewShell(c, "", "rooms"), Room: chat.Room{ID: c.Params("room")}, Form: form,
	})
}
