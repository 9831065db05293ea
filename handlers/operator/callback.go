package operator

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app/contact"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Callbacks is the view of operator/callbacks and of its fragment for the desk: the calls that the bank owes, the due ones first.
type Callbacks struct {
	web.Shell
	List []contact.Callback
	Due  int
}

// briefly is how many calls the desk's list shows.
const briefly = 5

// Callbacks shows all calls that the bank owes.
func (h Handlers) Callbacks(c *fiber.Ctx) error {
	view, err := h.callbacks(c)
	if err != nil {
		return err
	}
	return web.Page(c, "operator/callbacks", view)
}

// NextCallbacks answers the next of them for the desk, which asks now and then.
func (h Handlers) NextCallbacks(c *fiber.Ctx) error {
	view, err := h.callbacks(c)
	if err != nil {
		return err
	}
	view.List = view.List[:min(briefly, len(view.List))]
	return web.Page(c, "operator/callbacks#next", view)
}

func (h Handlers) callbacks(c *fiber.Ctx) (Callbacks, error) {
	view := Callbacks{Shell: web.NewShell(c, "callback.desk_title", "callbacks")}
	var err error
	view.List, err = h.Contact.Upcoming(c.UserContext(), guard.Actor(c))
	for _, call := range view.List {
		if call.Due(view.Now) {
			view.Due++
		}
	}
	return view, err
}

// Call is the view of operator/callbacks#time.
type Call struct {
	web.Shell
	Call contact.Callback
}

// One is the view of one call to the same reader.
func (v Callbacks) One(c contact.Callback) Call { return Call{v.Shell, c} }

// Phone is how people read the number of a call: in full when it is to be made, else its last two digits.
func (v Callbacks) Phone(c contact.Callback) string {
	if c.Due(v.Now) {
		return contact.ShowPhone(c.Phone)
	}
	return contact.MaskPhone(c.Phone)
}

// SettleDone says that the call was made; SettleNoAnswer that nobody picked up.
func (h Handlers) SettleDone(c *fiber.Ctx) error { return h.settle(c, contact.Done) }

// SettleNoAnswer says that nobody picked up.
func (h Handlers) SettleNoAnswer(c *fiber.Ctx) error { return h.settle(c, contact.NoAnswer) }

func (h Handlers) settle(c *fiber.Ctx, as contact.CallState) error {
	if err := h.Contact.Settle(c.UserContext(), guard.Actor(c), c.Params("callback"), as); err != nil {
		return err
	}
	return web.SeeOther(c, "/operator/callbacks")
}
