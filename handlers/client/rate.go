package client

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Rate takes the client's rating of a talk that has ended; one click sends it.
func (h Handlers) Rate(c *fiber.Ctx) error {
	room := c.Params("room")
	stars, _ := strconv.Atoi(c.FormValue("stars")) // none is refused below
	err := h.Chat.Rate(c.UserContext(), guard.Actor(c), room, stars, c.FormValue("comment"))
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		form := live.Form{Key: live.NewKey(), Errors: fields}
		if web.WantsFragment(c) {
			return h.headAgain(c, form)
		}
		return h.room(c, form)
	}
	if err != nil {
		return err
	}
	if web.WantsFragment(c) {
		return h.Head(c)
	}
	return web.SeeOther(c, "/client/rooms/"+room)
}

// Stars are the buttons of a rating.
func (Room) Stars() []int { return []int{1, 2, 3, 4, 5} }
