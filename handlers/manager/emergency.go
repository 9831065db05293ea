package manager

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/approval"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Emergencies is the view of manager/emergencies: who had all duties, when and why, and the form to ask for them.
type Emergencies struct {
	web.Shell
	List    []EmergencyLine
	Reason  string // typed
	Minutes string
	Errors  map[string]app.Text
}

// EmergencyLine is one break-glass with what the reader may do about it.
type EmergencyLine struct {
	web.Shell
	approval.Emergency
}

// Now is where it stands at this moment: one whose time is over has ended.
func (l EmergencyLine) Now() string {
	switch at := l.Shell.Now; {
	case l.State == approval.Asked && !l.Open(at):
		return "lapsed"
	case l.State == approval.Running && !l.Runs(at):
		return string(approval.Ended)
	}
	return string(l.State)
}

// Confirms tells whether the reader may confirm or refuse it.
func (l EmergencyLine) Confirms() bool {
	return l.Open(l.Shell.Now) && l.Person.ID != l.Me.ID && l.Me.MayAny(app.Approver, app.Administrator) && l.Me.Emergency == ""
}

// Ends tells whether it can be ended.
func (l EmergencyLine) Ends() bool { return l.Runs(l.Shell.Now) || l.Open(l.Shell.Now) }

// Emergencies lists the last ones.
func (h Approvals) Emergencies(c *fiber.Ctx) error {
	return h.emergencies(c, Emergencies{Minutes: "30"})
}

func (h Approvals) emergencies(c *fiber.Ctx, view Emergencies) error {
	view.Shell = web.NewShell(c, "emergency.title", "emergencies")
	list, err := h.Glass.List(c.UserContext(), guard.Actor(c))
	if err != nil {
		return err
	}
	for _, e := range list {
		view.List = append(view.List, EmergencyLine{view.Shell, e})
	}
	return web.Page(c, "manager/emergencies", view)
}

// AskEmergency asks for all duties.
func (h Approvals) AskEmergency(c *fiber.Ctx) error {
	view := Emergencies{Reason: c.FormValue("reason"), Minutes: c.FormValue("minutes")}
	minutes, _ := strconv.Atoi(view.Minutes)
	_, err := h.Glass.Ask(c.UserContext(), guard.Actor(c), view.Reason, minutes)
	if view.Errors = web.FieldErrors(err); view.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.emergencies(c, view)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/emergencies")
}

// ConfirmEmergency begins one, or refuses it.
func (h Approvals) ConfirmEmergency(c *fiber.Ctx) error {
	err := h.Glass.Confirm(c.UserContext(), guard.Actor(c), c.Params("emergency"), c.FormValue("verdict") == "confirm")
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/emergencies")
}

// EndEmergency ends one before its time.
func (h Approvals) EndEmergency(c *fiber.Ctx) error {
	if err := h.Glass.End(c.UserContext(), guard.Actor(c), c.Params("emergency")); err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/emergencies")
}

// Alarms answers the banner of those that run to a page that shows others; 204 to one that shows the same.
func Alarms(c *fiber.Ctx) error {
	view := web.NewShell(c, "", "")
	if view.AlarmIDs() == c.Query("have") {
		return c.SendStatus(fiber.StatusNoContent)
	}
	return web.Page(c, "layout/alarms", view)
}
