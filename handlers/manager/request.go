package manager

import (
	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/job"
	"telemark/app/privacy"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Requests is the view of manager/requests: clients who want their data erased.
type Requests struct {
	web.Shell
	List   []privacy.Request
	Typed  privacy.Paper
	Errors map[string]app.Text
}

// Wrong is what is wrong with a field of the form.
func (v Requests) Wrong(field string) string {
	if text, ok := v.Errors[field]; ok {
		return v.Say(text)
	}
	return ""
}

// Requests lists those that are open.
func (h Handlers) Requests(c *fiber.Ctx) error {
	return h.requests(c, Requests{Typed: privacy.Paper{Came: string(app.Today())}})
}

func (h Handlers) requests(c *fiber.Ctx, view Requests) (err error) {
	view.Shell = web.NewShell(c, "requests.title", "requests")
	if view.List, err = h.Privacy.Requests(c.UserContext(), guard.Actor(c)); err != nil {
		return err
	}
	return web.Page(c, "manager/requests", view)
}

// EnterRequest makes one of a client's letter.
func (h Handlers) EnterRequest(c *fiber.Ctx) error {
	typed := privacy.Paper{Email: c.FormValue("email"), Came: c.FormValue("came"), Note: c.FormValue("note")}
	r, err := h.Privacy.Enter(c.UserContext(), guard.Actor(c), typed)
	if wrong := web.FieldErrors(err); wrong != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.requests(c, Requests{Typed: typed, Errors: wrong})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/requests/"+r.ID)
}

// Subject is the view of manager/request: one request with what would become, or became, of the client's data.
type Subject struct {
	web.Shell
	privacy.Request
	Holding privacy.Holding
	Items   []privacy.Item
	Export  *job.Job
	Answer  string // what was typed
	Typed   string // the name
	Failed  string // which form was refused: carry or refuse
	Errors  map[string]app.Text
	Gone    string // why it can't be carried out now
}

// Waits tells whether the request is still to be answered.
func (v Subject) Waits() bool { return v.State == privacy.Open }

// Running tells whether an export is being made.
func (v Subject) Running() bool { return v.Export != nil && !v.Export.State.Over() }

// Ready tells whether it can be handed over.
func (v Subject) Ready() bool { return v.Export != nil && v.Export.State == job.Done }

// Wrong is what is wrong with a field of a form.
func (v Subject) Wrong(form, field string) string {
	if text, ok := v.Errors[field]; ok && v.Failed == form {
		return v.Say(text)
	}
	return ""
}

// Subject shows one request.
func (h Handlers) Subject(c *fiber.Ctx) error { return h.subject(c, Subject{}) }

func (h Handlers) subject(c *fiber.Ctx, view Subject) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view.Shell = web.NewShell(c, "requests.title", "requests")
	if view.Request, view.Holding, err = h.Privacy.Preview(ctx, actor, c.Params("request")); err != nil {
		return err
	}
	if view.Items = view.Result(); view.Waits() {
		view.Items = view.Holding.Plan()
	}
	switch {
	case !view.Waits():
	case view.Holding.Held:
		view.Gone = view.T("erase.held")
	case view.Holding.Talking():
		view.Gone = view.T("erase.talking")
	}
	if view.Export, err = h.Privacy.MadeFor(ctx, actor, view.Client); err != nil {
		return err
	}
	return web.Page(c, "manager/request", view)
}

// CarryOut erases what may be erased.
func (h Handlers) CarryOut(c *fiber.Ctx) error {
	name, answer := c.FormValue("name"), c.FormValue("answer")
	_, err := h.Privacy.CarryOut(c.UserContext(), guard.Actor(c), c.Params("request"), name, answer)
	return h.answered(c, err, Subject{Failed: "carry", Typed: name, Answer: answer})
}

// Refuse answers a request with a reason.
func (h Handlers) RefuseRequest(c *fiber.Ctx) error {
	answer := c.FormValue("answer")
	err := h.Privacy.Settle(c.UserContext(), guard.Actor(c), c.Params("request"), privacy.Refused, answer)
	return h.answered(c, err, Subject{Failed: "refuse", Answer: answer})
}

// answered leads back to the request, or shows its forms with what was refused.
func (h Handlers) answered(c *fiber.Ctx, err error, view Subject) error {
	if view.Errors = web.FieldErrors(err); view.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.subject(c, view)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/requests/"+c.Params("request"))
}

// MakeSubject begins an export to be handed over.
func (h Handlers) MakeSubject(c *fiber.Ctx) error {
	if _, err := h.Privacy.MakeFor(c.UserContext(), guard.Actor(c), c.Params("request"), web.Language(c)); err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/requests/"+c.Params("request")+"#export")
}

// DownloadSubject gives such an export to who had it made.
func (h Handlers) DownloadSubject(c *fiber.Ctx) error {
	j, content, err := h.Privacy.OpenFor(c.UserContext(), guard.Actor(c), c.Params("export"))
	if err != nil {
		return err
	}
	return web.SendFile(c, "telemark-"+j.CreatedAt.Format("2006-01-02")+".zip", "application/zip", j.Size, content)
}
