package client

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Home is the view of client/home: the client's rooms, and a form for a new one.
type Home struct {
	web.Shell
	Rooms  []chat.Summary
	Topics []chat.Topic
	Form   live.Form
	Cursor string
}

// Offered are the topics that a new room can have.
func (h Home) Offered() []chat.Topic { return chat.Offered(h.Topics) }

// Home shows the client's rooms.
func (h Handlers) Home(c *fiber.Ctx) error {
	return h.home(c, live.Form{Key: live.NewKey(), Topic: c.Query("topic")})
}

func (h Handlers) home(c *fiber.Ctx, form live.Form) error {
	rooms, err := h.list(c)
	if err != nil {
		return err
	}
	topics, err := h.Chat.Topics(c.UserContext()) // retired ones too: rooms have them
	if err != nil {
		return err
	}
	return web.Page(c, "client/home", Home{
		Shell: web.NewShell(c, "client.home_title", "rooms"), Rooms: rooms, Topics: topics, Form: form, Cursor: cursorOf(rooms),
	})
}

// OpenRoom starts a room with a topic and a first message, and sends the client there. From client/ask it knows what the client was
// looking at.
func (h Handlers) OpenRoom(c *fiber.Ctx) error {
	topic, draft := c.FormValue("topic"), live.DraftOf(c)
	from := Ask{Product: c.FormValue("product"), Application: c.FormValue("application"), Figures: c.FormValue("figures")}
	about, known, err := h.about(c, from.Product, from.Application, from.Figures)
	if err != nil {
		return err
	}
	if about != nil {
		topic = known
	}
	change, err := h.Chat.OpenAbout(c.UserContext(), guard.Actor(c), topic, about, draft)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		if about != nil {
			from.Form = live.Form{Body: draft.Body, Key: live.KeyAgain(draft.Key), Errors: fields, Failed: true}
			return h.ask(c, from)
		}
		return h.home(c, live.Form{Body: draft.Body, Topic: topic, Key: live.KeyAgain(draft.Key), Errors: fields, Failed: true})
	}
	if err != nil {
		return err
	}
	if about != nil && about.Application != "" {
		if _, err := h.Cases.Link(c.UserContext(), guard.Actor(c), about.Application, change.Room.ID); err != nil {
			return err
		}
	}
	live.Stored(c, change.Message())
	return web.SeeOther(c, "/client/rooms/"+change.Room.ID)
}

// cursorOf is where a page with these rooms starts its stream.
func cursorOf(rooms []chat.Summary) string {
	at := make(live.Cursor, len(rooms))
	for _, r := range rooms {
		if r.State != chat.Closed {
			at[r.ID] = r.Seq
		}
	}
	return at.String()
}
