package client

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app/notice"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Notices is the view of client/notices: how the client wants to be told of answers.
type Notices struct {
	web.Shell
	notice.Wishes
	ByEmail bool   // the bank can send e-mails
	PushKey string // what a browser subscribes with; empty: the bank can't push
}

// NoticePage shows the client's wishes.
func (h Handlers) NoticePage(c *fiber.Ctx) error {
	view, err := h.notices(c, web.NewShell(c, "notice.title", "profile"))
	if err != nil {
		return err
	}
	return web.Page(c, "client/notices", view)
}

func (h Handlers) notices(c *fiber.Ctx, shell web.Shell) (view Notices, err error) {
	view = Notices{Shell: shell, ByEmail: h.Notices.Mail != nil}
	if h.Notices.Push != nil {
		view.PushKey = h.Notices.Push.PublicKey()
	}
	view.Wishes, err = h.Notices.Wishes(c.UserContext(), guard.Actor(c))
	for i := range view.Devices {
		view.Devices[i].Name = web.DeviceName(view.Devices[i].Name)
	}
	return view, err
}

// SetEmail says whether the client wants e-mails.
func (h Handlers) SetEmail(c *fiber.Ctx) error {
	if err := h.Notices.SetEmail(c.UserContext(), guard.Actor(c), c.FormValue("on") == "yes"); err != nil {
		return err
	}
	return web.SeeOther(c, "/client/notices")
}

// AddDevice lets the browser take pushes.
func (h Handlers) AddDevice(c *fiber.Ctx) error {
	err := h.Notices.Subscribe(c.UserContext(), guard.Actor(c), notice.Subscription{
		Endpoint: c.FormValue("endpoint"), P256dh: c.FormValue("p256dh"), Auth: c.FormValue("auth"), Name: c.Get(fiber.HeaderUserAgent),
	})
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/client/notices")
}

// RemoveDevice ends the pushes to one browser.
func (h Handlers) RemoveDevice(c *fiber.Ctx) error {
	if err := h.Notices.Unsubscribe(c.UserContext(), guard.Actor(c), c.Params("device")); err != nil {
		return err
	}
	return web.SeeOther(c, "/client/notices")
}
