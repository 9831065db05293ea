package client

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/contact"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// ConsentFields is the view of client/consents#fields: a box for each consent that the client hasn't given, none of them ticked
// unless the client ticked it in a form that was refused. Its fields are read by contact.Agreements.
type ConsentFields struct {
	web.Shell
	Texts  []contact.Text
	Ticked map[contact.Purpose]bool
	Errors map[string]app.Text
}

// ConsentText is the view of client/consents#text.
type ConsentText struct {
	web.Shell
	Text contact.Text
}

// With is the view of one text to the same reader.
func (f ConsentFields) With(t contact.Text) ConsentText { return ConsentText{f.Shell, t} }

// GivenConsent is a consent that stands, with its text.
type GivenConsent struct {
	contact.Consent
	Text contact.Text
}

// consents are what the client has given, and the boxes of what they haven't.
func (h Handlers) consents(c *fiber.Ctx, shell web.Shell) (given []GivenConsent, fields ConsentFields, err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	fields = ConsentFields{Shell: shell, Ticked: map[contact.Purpose]bool{}}
	latest, err := h.Contact.Consents(ctx, actor, actor.ID)
	if err != nil {
		return nil, fields, err
	}
	texts, err := h.Contact.Texts(ctx, shell.Lang)
	if err != nil {
		return nil, fields, err
	}
	for _, t := range texts {
		now := latest[t.Purpose]
		if !now.Given {
			fields.Texts = append(fields.Texts, t)
			continue
		}
		text, err := h.Contact.Text(ctx, t.Purpose, now.Version, shell.Lang)
		if err != nil {
			return nil, fields, err
		}
		given = append(given, GivenConsent{now, text})
	}
	for _, a := range contact.Agreements(func(name string) string { return c.FormValue(name) }) {
		fields.Ticked[a.Purpose] = c.Method() == fiber.MethodPost
	}
	return given, fields, nil
}

// GiveConsents records the consents whose boxes are ticked.
func (h Handlers) GiveConsents(c *fiber.Ctx) error {
	agreed := contact.Agreements(func(name string) string { return c.FormValue(name) })
	err := h.Contact.Give(c.UserContext(), guard.Actor(c), agreed, contact.FromProfile, web.Language(c))
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.profile(c, nil, fields)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/client/profile?done=consents")
}

// WithdrawConsent takes one back and shows its receipt.
func (h Handlers) WithdrawConsent(c *fiber.Ctx) error {
	w, err := h.Contact.Withdraw(c.UserContext(), guard.Actor(c), contact.Purpose(c.Params("purpose")), contact.FromProfile)
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/client/profile/receipts/"+w.ID)
}

// Receipt is the view of client/receipt: the proof that a consent was withdrawn.
type Receipt struct {
	web.Shell
	Withdrawn contact.Consent
	Text      contact.Text
}

// When is the moment in full, by the reader's clock: a proof names its year.
func (r Receipt) When() string {
	at := r.Withdrawn.At.In(r.Zone)
	return r.DayOf(app.Day(at.Format(time.DateOnly))) + ", " + r.Clock(at)
}

// Receipt shows the proof, to be kept or printed.
func (h Handlers) Receipt(c *fiber.Ctx) error {
	w, err := h.Contact.Withdrawal(c.UserContext(), guard.Actor(c), c.Params("receipt"))
	if err != nil {
		return err
	}
	shell := web.NewShell(c, "profile.receipt_title", "profile")
	text, err := h.Contact.Text(c.UserContext(), w.Purpose, w.Version, shell.Lang)
	if err != nil {
		return err
	}
	return web.Page(c, "client/receipt", Receipt{Shell: shell, Withdrawn: w, Text: text})
}
