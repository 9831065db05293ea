package client

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/contact"
	"telemark/app/product"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Review is the view of client/apply_review: everything, once more, before it is sent.
type Review struct {
	Draft
	Base     string // address of the steps
	Back     string
	Edit     string
	Groups   []apply.Group
	Papers   Documents
	Given    []GivenConsent // before
	Consents ConsentFields
	Key      string // one-use
	News     string // why it was not sent although nothing is wrong
	Errors   map[string]app.Text
}

func (h Handlers) review(c *fiber.Ctx, view Review) (err error) {
	var v product.Version
	if view.Draft, v, err = h.draft(c, application.Review); err != nil {
		return err
	}
	a := view.Application
	switch {
	case a.State != application.Draft:
		return web.SeeOther(c, "/client/applications/"+a.ID)
	case a.Step != application.Review:
		return web.SeeOther(c, stepPath(a, a.Step))
	}
	view.Base = strings.TrimSuffix(stepPath(a, ""), "/")
	view.Edit = view.Base + "/"
	view.Back, _ = view.beside(application.Review)
	view.Groups = apply.Answers(view.Shell, v.Content.Form, a.Answers)
	folder, err := h.Documents.FolderOf(c.UserContext(), guard.Actor(c), a, v.Content.Papers)
	if err != nil {
		return err
	}
	view.Papers = NewDocuments(view.Shell, folder)
	if view.Key == "" {
		view.Key = live.NewKey()
	}
	view.labelled(v.Content.Form, view.Errors, func(field string) string { return fixedAt(a, v, field) })
	if view.Given, view.Consents, err = h.consents(c, view.Shell); err != nil {
		return err
	}
	view.Consents.Errors = view.Errors
	return web.Page(c, "client/apply_review", view)
}

// fixedAt is where a field can be changed: on another page, or on this one.
func fixedAt(a application.Application, v product.Version, field string) string {
	switch {
	case strings.HasPrefix(field, "consent_"):
		return "#" + field
	case application.StepOf(v.Content.Form, field) != "":
		return stepPath(a, application.StepOf(v.Content.Form, field)) + "#" + field
	}
	return stepPath(a, askStep) + "#" + field
}

// Submit sends the draft. Twice gives one number. Figures that have changed since they were shown are shown before anything is sent.
func (h Handlers) Submit(c *fiber.Ctx) error {
	ctx, actor, key := c.UserContext(), guard.Actor(c), c.FormValue("key")
	a, err := h.agree(c)
	if err == nil {
		a, err = h.Cases.Submit(ctx, actor, c.Params("application"), key)
	}
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.review(c, Review{Key: live.KeyAgain(key), Errors: fields})
	}
	if errors.Is(err, application.ErrFigures) {
		c.Status(fiber.StatusConflict)
		return h.review(c, Review{News: web.NewShell(c, "", "").Say(application.ErrFigures.Text)})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/client/applications/"+a.ID+"/receipt")
}

// agree gives the consents whose boxes are ticked. Nothing is sent while nobody may look at it.
func (h Handlers) agree(c *fiber.Ctx) (a application.Application, err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	if a, err = h.Cases.Application(ctx, actor, c.Params("application")); err != nil {
		return a, err
	}
	agreed := contact.Agreements(func(field string) string { return c.FormValue(field) })
	if len(agreed) > 0 {
		if err := h.Contact.Give(ctx, actor, agreed, contact.FromForm, web.Language(c)); err != nil {
			return a, err
		}
	}
	given, err := h.Contact.Consents(ctx, actor, actor.ID)
	if err == nil && !given[contact.Processing].Given {
		err = app.FailFields(app.Field{Name: "consent_processing", Text: app.T("apply.consent_needed")})
	}
	return a, err
}
