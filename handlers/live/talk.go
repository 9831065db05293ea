package live

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Talk answers what both sides of a room ask in the same way; who may do it is the chat's to say.
type Talk struct {
	Chat *chat.Service
	// Polled counts a page that fell back to polling; may be nil.
	Polled func()
}

// Messages answers articles of a room, at most 50, oldest first: those above ?after=, those below ?before=, or the last.
func (t Talk) Messages(c *fiber.Ctx) error {
	room := c.Params("room")
	if t.Polled != nil && c.Get("Telemark-Fallback") != "" {
		t.Polled()
	}
	page := chat.Page{Room: room, After: number(c.Query("after")), Before: number(c.Query("before"))}
	messages, err := t.Chat.Messages(c.UserContext(), guard.Actor(c), page)
	if err != nil {
		return err
	}
	lang := web.Language(c)
	c.Type("html", "utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store")
	for _, m := range messages {
		article, err := RenderArticle(lang, m)
		if err != nil {
			return err
		}
		if _, err := c.Write(article); err != nil {
			return err
		}
	}
	return nil
}

// Thread reads the end of a room's log, or what is below ?before=, for the page that shows it.
func (t Talk) Thread(c *fiber.Ctx, shell web.Shell, room chat.Room) (Thread, error) {
	page := chat.Page{Room: room.ID, Before: number(c.Query("before"))}
	messages, err := t.Chat.Messages(c.UserContext(), guard.Actor(c), page)
	if err != nil {
		return Thread{}, err
	}
	return NewThread(shell, room, messages), nil
}

// Typing answers 204.
func (t Talk) Typing(c *fiber.Ctx) error {
	if err := t.Chat.Typing(c.UserContext(), guard.Actor(c), c.Params("room")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// Mark takes how far a page has come: seq for read, delivered for received. It answers 204.
func (t Talk) Mark(c *fiber.Ctx) error {
	to := chat.Mark{Read: number(c.FormValue("seq")), Delivered: number(c.FormValue("delivered"))}
	if err := t.Chat.Mark(c.UserContext(), guard.Actor(c), c.Params("room"), to); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// Stored tells a program what a post became: the same for a repeated key.
func Stored(c *fiber.Ctx, m chat.Message) {
	c.Set("Telemark-Message", m.ID)
	c.Set("Telemark-Seq", strconv.FormatInt(m.Seq, 10))
}

// DraftOf reads what a form says; NewKey gives the next form its key.
func DraftOf(c *fiber.Ctx) chat.Draft {
	return chat.Draft{Body: c.FormValue("body"), Key: c.FormValue("key")}
}

// NewKey is a one-use key for a form that no script fills in.
func NewKey() string { return app.NewID() }

// KeyAgain keeps the key of a refused form, so that sending it again stays one message; it makes one when there is none.
func KeyAgain(key string) string {
	if app.ValidKey(key) {
		return key
	}
	return NewKey()
}

// Badge is the data of a "badge" event: how many messages the reader has not seen.
func Badge(rooms []chat.Summary) []byte {
	unread := 0
	for _, r := range rooms {
		unread += r.Unread
	}
	return strconv.AppendInt(nil, int64(unread), 10)
}

// number reads a sequence number; 0 when there is none.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
