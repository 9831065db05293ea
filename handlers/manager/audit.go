package manager

import (
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/audit"
	"telemark/app/job"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Audit is the view of manager/audit: what was recorded, with its filters in the address.
type Audit struct {
	web.Shell
	Filter   audit.Filter
	Families []string // nouns of the actions that occur
	Actions  []string
	Lines    []AuditLine
	More     string // address of what follows; empty at the end
	Looked   string // up to when a text was looked for, when there may be more
	Errors   map[string]app.Text
	File     AuditFile
	Views    Views
}

// AuditLine is a record as a line of the list, and as the page of its own.
type AuditLine struct {
	web.Shell
	audit.Record
	Differences []audit.Difference
	Link        string // to the object; empty where it has no page
}

// AuditFile is the view of manager/audit#file: the reader's last file.
type AuditFile struct {
	web.Shell
	Job *job.Job // nil: none
}

// Running tells whether the page asks again by itself.
func (f AuditFile) Running() bool { return f.Job != nil && !f.Job.State.Over() }

// Ready tells whether it can be downloaded.
func (f AuditFile) Ready() bool { return f.Job != nil && f.Job.State == job.Done }

// Size is the file's, in kilobytes.
func (f AuditFile) Size() string { return f.Count(int((f.Job.Size + 1023) / 1024)) }

// Typed tells whether any filter is set.
func (v Audit) Typed() bool { return !v.Filter.Empty() }

// Wrong is what is wrong with a field of the filter.
func (v Audit) Wrong(field string) string {
	if text, ok := v.Errors[field]; ok {
		return v.Say(text)
	}
	return ""
}

func auditFilter(value func(string) string) audit.Filter {
	return audit.Filter{
		Actor: value("actor"), Action: value("action"), Object: value("object"), From: app.Day(value("from")), Until: app.Day(value("until")),
		Text: value("text"), After: value("after"),
	}
}

// address is the list with its filters, from a place on.
func address(f audit.Filter, after string) string {
	return addressOf(auditPage, filters(map[string]string{
		"actor": f.Actor, "action": f.Action, "object": f.Object, "from": string(f.From), "until": string(f.Until), "text": f.Text, "after": after,
	}))
}

const auditPage = "/manager/audit"

// kept are the filters that a view keeps: no words out of the records and no e-mail, for a view outlives the erasure of what the bank
// knows of a client.
func kept(f audit.Filter) url.Values {
	all := map[string]string{
		"actor": f.Actor, "action": f.Action, "object": f.Object, "from": string(f.From), "until": string(f.Until),
	}
	maps.DeleteFunc(all, func(_, value string) bool { return strings.Contains(value, "@") })
	return filters(all)
}

// Audit shows what was recorded, the latest first.
func (h Handlers) Audit(c *fiber.Ctx) error {
	return h.auditPage(c, auditFilter(func(name string) string { return c.Query(name) }), nil)
}

func (h Handlers) auditPage(c *fiber.Ctx, filter audit.Filter, wrong map[string]app.Text) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view := Audit{Shell: web.NewShell(c, "audit.title", "audit"), Filter: filter, Errors: wrong}
	page, err := h.Audits.List(ctx, actor, filter)
	if fields := web.FieldErrors(err); fields != nil {
		view.Errors, err = fields, nil
	}
	if err != nil {
		return err
	}
	if view.Errors != nil {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	if view.Actions, err = h.Audits.Actions(ctx); err != nil {
		return err
	}
	for _, action := range view.Actions {
		noun, _, _ := strings.Cut(action, ".")
		if n := len(view.Families); n == 0 || view.Families[n-1] != noun {
			view.Families = append(view.Families, noun)
		}
	}
	for _, r := range page.Records {
		view.Lines = append(view.Lines, auditLine(view.Shell, r))
	}
	if page.Next != "" {
		view.More = address(filter, page.Next)
	}
	if page.Looked != nil {
		view.Looked = view.Stamp(*page.Looked)
	}
	if view.Views, err = h.Views.Of(c, view.Shell, auditPage, kept(filter)); err != nil {
		return err
	}
	view.File.Shell = view.Shell
	if view.File.Job, err = h.Audits.Exported(ctx, actor); err != nil {
		return err
	}
	return web.Page(c, "manager/audit", view)
}

// auditLine puts a record into its reader's words.
func auditLine(s web.Shell, r audit.Record) AuditLine {
	l := AuditLine{Shell: s, Record: r, Differences: r.Differences()}
	switch r.What.Kind {
	case audit.Application:
		l.Link = "/manager/applications/" + r.Object
	case audit.Product:
		l.Link = "/manager/products/" + r.What.Name
	case audit.Request:
		l.Link = "/manager/requests"
	case audit.Person:
		l.Link = "/manager/staff"
	}
	return l
}

// Brief is the first difference in a line.
func (l AuditLine) Brief() audit.Difference {
	if len(l.Differences) == 0 {
		return audit.Difference{}
	}
	return l.Differences[0]
}

// Actor is who did it, in words.
func (l AuditLine) ActorName() string {
	switch {
	case l.Who.Name != "":
		return l.Who.Name
	case l.Record.Actor == audit.System:
		return l.T("audit.system")
	case l.Record.Actor == "":
		return l.T("audit.nobody")
	}
	return l.Record.Actor
}

// AuditRecord shows one record with what it changed.
func (h Handlers) AuditRecord(c *fiber.Ctx) error {
	seq, err := strconv.ParseInt(c.Params("record"), 10, 64)
	if err != nil || seq < 1 {
		return app.ErrNotFound
	}
	r, err := h.Audits.Record(c.UserContext(), guard.Actor(c), seq)
	if err != nil {
		return err
	}
	return web.Page(c, "manager/audit_record", auditLine(web.NewShell(c, "audit.record_title", "audit"), r))
}

// AuditExport begins a file of all records that fit the filter.
func (h Handlers) AuditExport(c *fiber.Ctx) error {
	filter := auditFilter(func(name string) string { return c.FormValue(name) })
	_, err := h.Audits.Export(c.UserContext(), guard.Actor(c), filter, c.FormValue("format"), web.Language(c))
	if fields := web.FieldErrors(err); fields != nil {
		return h.auditPage(c, filter, fields)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, address(filter, "")+"#file")
}

// AuditFile shows how far the reader's file is.
func (h Handlers) AuditFile(c *fiber.Ctx) error {
	view := AuditFile{Shell: web.NewShell(c, "", "audit")}
	var err error
	if view.Job, err = h.Audits.Exported(c.UserContext(), guard.Actor(c)); err != nil {
		return err
	}
	return web.Page(c, "manager/audit#file", view)
}

// AuditDownload gives the reader their file.
func (h Handlers) AuditDownload(c *fiber.Ctx) error {
	f, err := h.Audits.Open(c.UserContext(), guard.Actor(c), c.Params("file"))
	if err != nil {
		return err
	}
	return web.SendFile(c, f.Name, f.Type, f.Size, f.Content)
}

// Noun is what a family of actions is called: its text, or the word itself where there is none.
func (v Audit) Noun(id, word string) string {
	if text := v.T(id); text != id {
		return text
	}
	return word
}

// ActID is the action as ids of texts have it.
func (l AuditLine) ActID() string { return strings.ReplaceAll(l.Action, ".", "_") }

// Act is the text of an action; empty where there is none.
func (l AuditLine) Act(id string) string {
	if text := l.T(id); text != id {
		return text
	}
	return ""
}

// Exact is a time of day to the second.
func (l AuditLine) Exact(at time.Time) string { return at.In(l.Zone).Format("15:04:05") }

// Number is the record's, for Count.
func (l AuditLine) Number() int { return int(l.Seq) }

// Further is how many differences there are besides the first.
func (l AuditLine) Further() int { return len(l.Differences) - 1 }

// Earlier is the record before; 0 of the first. Later is the one after, which may not be there yet.
func (l AuditLine) Earlier() int64 { return l.Seq - 1 }

// Later see Earlier.
func (l AuditLine) Later() int64 { return l.Seq + 1 }
