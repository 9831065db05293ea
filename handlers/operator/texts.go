package operator

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app/chat"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Texts is the view of operator/texts: the canned texts that fit what is typed behind the "/", filled in for a room.
type Texts struct {
	web.Shell
	List []FilledText
}

// FilledText is a canned text as it would be sent.
type FilledText struct {
	Shortcut string
	Body     string
	Empty    string // the places that nothing fills; "" when there are none
}

// shownTexts is how many the list has at most: as many as fit beside the thread.
const shownTexts = 8

// Texts answers the list for the composer.
func (h Handlers) Texts(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	room, err := h.Chat.Room(ctx, actor, c.Params("room"))
	if err != nil {
		return err
	}
	view := Texts{Shell: web.NewShell(c, "", "chats")}
	all, err := h.Chat.Canned(ctx, actor)
	if err != nil {
		return err
	}
	found := chat.Seek(all, strings.TrimPrefix(c.Query("q"), "/"), view.Lang)
	for _, t := range found[:min(len(found), shownTexts)] {
		body, empty := chat.Fill(t.In(view.Lang), h.places(c, view.Shell, room))
		view.List = append(view.List, FilledText{Shortcut: t.Shortcut, Body: body, Empty: strings.Join(empty, ", ")})
	}
	return web.Page(c, "operator/texts", view)
}

// places fills in a text's places for a room.
func (h Handlers) places(c *fiber.Ctx, s web.Shell, room chat.Room) func(name, slug string) (string, bool) {
	return func(name, slug string) (string, bool) {
		switch name {
		case "client":
			return room.Client.Name, true
		case "operator":
			return s.Me.Name, true
		case "product":
			return live.NewSubject(s, room.About).Name, true
		case "rate":
			v, err := h.Products.Find(c.UserContext(), slug)
			return s.Rate(v.Headline()), err == nil
		}
		return "", false
	}
}
