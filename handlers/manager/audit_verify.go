package manager

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/audit"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// AuditProof is the view of manager/audit_proof: the digests of the days, and whether all is as it was recorded.
type AuditProof struct {
	web.Shell
	Days   []audit.Day
	Kept   string // that was typed
	Errors map[string]app.Text
	State  AuditState
}

// AuditState is the view of manager/audit_proof#state: the reader's last verification.
type AuditState struct {
	web.Shell
	*audit.Verification
}

// Seconds is how long it took.
func (v AuditState) Seconds() string { return v.Wait(v.Took().Round(time.Second)) }

// AuditProof shows the digests and the last verification.
func (h Handlers) AuditProof(c *fiber.Ctx) error { return h.auditProof(c, AuditProof{}) }

func (h Handlers) auditProof(c *fiber.Ctx, view AuditProof) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view.Shell = web.NewShell(c, "audit.proof_title", "audit")
	if view.Days, err = h.Audits.Days(ctx, actor, ""); err != nil {
		return err
	}
	view.State.Shell = view.Shell
	if view.State.Verification, err = h.Audits.Verified(ctx, actor); err != nil {
		return err
	}
	return web.Page(c, "manager/audit_proof", view)
}

// AuditVerify begins to verify.
func (h Handlers) AuditVerify(c *fiber.Ctx) error {
	kept := c.FormValue("kept")
	_, err := h.Audits.Verify(c.UserContext(), guard.Actor(c), kept)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.auditProof(c, AuditProof{Kept: kept, Errors: fields})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/audit/proof#state")
}

// AuditVerifying shows how far the verification is.
func (h Handlers) AuditVerifying(c *fiber.Ctx) (err error) {
	view := AuditState{Shell: web.NewShell(c, "", "audit")}
	if view.Verification, err = h.Audits.Verified(c.UserContext(), guard.Actor(c)); err != nil {
		return err
	}
	return web.Page(c, "manager/audit_proof#state", view)
}

// AuditDigests gives the digests as a file to be kept elsewhere.
func (h Handlers) AuditDigests(c *fiber.Ctx) error {
	days, now, err := h.Audits.Keep(c.UserContext(), guard.Actor(c))
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, d := range append([]audit.Day{now}, days...) {
		text.WriteString(d.Line() + "\n")
	}
	return web.SendFile(c, "telemark-audit-"+string(app.Today())+".txt", "text/plain; charset=utf-8", int64(text.Len()), strings.NewReader(text.String()))
}
