package operator

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Take gives the room to the operator; the loser of a race gets 409 with the taker's name.
func (h Handlers) Take(c *fiber.Ctx) error {
	change, err := h.Chat.Take(c.UserContext(), guard.Actor(c), c.Params("room"))
	if err != nil {
		return err
	}
	return h.done(c, change)
}

// Transfer hands the room over, with a note for whoever gets it.
func (h Handlers) Transfer(c *fiber.Ctx) error {
	to := c.FormValue("to")
	note := chat.Draft{Body: c.FormValue("note"), Key: live.KeyAgain(c.FormValue("key"))}
	change, err := h.Chat.Transfer(c.UserContext(), guard.Actor(c), c.Params("room"), to, note)
	if fields := web.FieldErrors(err); fields != nil {
		return h.again(c, live.Form{Body: note.Body, To: to, Key: note.Key, Errors: renamed(fields, "body", "note"), Failed: true}, false)
	}
	if err != nil {
		return err
	}
	return h.done(c, change)
}

// Close ends the room as served.
func (h Handlers) Close(c *fiber.Ctx) error {
	reason, topic := c.FormValue("reason"), c.FormValue("topic")
	change, err := h.Chat.Close(c.UserContext(), guard.Actor(c), c.Params("room"), reason, topic)
	if fields := web.FieldErrors(err); fields != nil {
		return h.again(c, live.Form{Reason: reason, Topic: topic, Key: live.NewKey(), Errors: fields, Failed: true}, false)
	}
	if err != nil {
		return err
	}
	return h.done(c, change)
}

// PostMessage answers the client. PostNote writes what the client never sees.
func (h Handlers) PostMessage(c *fiber.Ctx) error { return h.say(c, h.Chat.Post, false) }

// PostNote writes a private note.
func (h Handlers) PostNote(c *fiber.Ctx) error { return h.say(c, h.Chat.Note, true) }

type sayer func(context.Context, app.Actor, string, chat.Draft) (chat.Change, error)

func (h Handlers) say(c *fiber.Ctx, say sayer, note bool) error {
	draft := live.DraftOf(c)
	change, err := say(c.UserContext(), guard.Actor(c), c.Params("room"), draft)
	if fields := web.FieldErrors(err); fields != nil {
		return h.again(c, live.Form{Body: draft.Body, Key: live.KeyAgain(draft.Key), Errors: fields, Failed: true}, note)
	}
	if err != nil {
		return err
	}
	live.Stored(c, change.Message())
	if !web.WantsFragment(c) {
		return web.SeeOther(c, "/operator/rooms/"+change.Room.ID)
	}
	return h.composer(c, change.Room, live.Form{Key: live.NewKey()}, note)
}

// done sends the operator back to the room that was changed.
func (h Handlers) done(c *fiber.Ctx, change chat.Change) error {
	live.Stored(c, change.Message())
	return web.SeeOther(c, "/operator/rooms/"+change.Room.ID)
}

// again shows a refused form with what was typed and the errors at its fields.
func (h Handlers) again(c *fiber.Ctx, form live.Form, note bool) error {
	c.Status(fiber.StatusUnprocessableEntity)
	if web.WantsFragment(c) {
		return h.composer(c, chat.Room{ID: c.Params("room")}, form, note)
	}
	return h.room(c, form, note)
}

func (h Handlers) composer(c *fiber.Ctx, room chat.Room, form live.Form, note bool) error {
	return web.Page(c, "operator/desk#composer", &Pane{
		Shell: web.NewShell(c, "", "chats"), Room: room, Form: form, Note: note, Held: true,
	})
}

// renamed gives an error of the chat the name that its field has in this form.
func renamed(fields map[string]app.Text, from, to string) map[string]app.Text {
	if text, ok := fields[from]; ok {
		delete(fields, from)
		fields[to] = text
	}
	return fields
}
