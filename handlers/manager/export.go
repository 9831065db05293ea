package manager

import (
	"context"
	"io"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/job"
	"telemark/app/product"
	"telemark/app/report"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Exports is the view of manager/exports: the reader's own files, and those that are made by the clock.
type Exports struct {
	web.Shell
	Files []ExportFile
	Plans []ExportPlan
}

// ExportFile is one file.
type ExportFile struct {
	web.Shell
	report.Made
	Name string
}

// ExportPlan is one schedule.
type ExportPlan struct {
	report.Schedule
	Name string
}

// Running tells whether any is being made: the page asks again by itself.
func (v Exports) Running() bool {
	for _, f := range v.Files {
		if !f.State.Over() {
			return true
		}
	}
	return false
}

// Ready tells whether it can be downloaded.
func (f ExportFile) Ready() bool {
	return f.State == job.Done && f.Expires != nil && app.Now().Before(*f.Expires)
}

// Failed tells whether it could not be made.
func (f ExportFile) Failed() bool { return f.State == job.Failed }

// Kilobytes is its size.
func (f ExportFile) Kilobytes() string { return f.Count(int((f.Size + 1023) / 1024)) }

// named says what an order is of.
func named(s web.Shell, o report.Order) string {
	switch o.What {
	case report.ExportStaff:
		return s.T("report.export_staff")
	case product.SheetName:
		return s.T("products.title")
	case report.ExportDays:
		return s.T("report.export_days")
	}
	f, err := report.ByID(o.Figure)
	if err != nil {
		return o.Figure
	}
	return s.T("exports.rows_of", "Name", f.Name())
}

// ExportList shows them.
func (h Handlers) ExportList(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view := Exports{Shell: web.NewShell(c, "exports.title", "reports")}
	files, err := h.Files.List(ctx, actor)
	if err != nil {
		return err
	}
	for _, f := range files {
		view.Files = append(view.Files, ExportFile{view.Shell, f, named(view.Shell, f.Order)})
	}
	plans, err := h.Files.Plans(ctx, actor)
	if err != nil {
		return err
	}
	for _, p := range plans {
		view.Plans = append(view.Plans, ExportPlan{p, named(view.Shell, p.Order)})
	}
	if web.WantsFragment(c) {
		return web.Page(c, "manager/exports#files", view)
	}
	return web.Page(c, "manager/exports", view)
}

// MakeExport begins one, now or by the clock.
func (h Handlers) MakeExport(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	q, err := url.ParseQuery(c.FormValue("filter"))
	if err != nil {
		return app.ErrNotFound
	}
	order := report.NewOrder(c.FormValue("what"), c.FormValue("figure"), c.FormValue("format"), web.Language(c), filterOf(q.Get))
	order.Filter.Period, _ = period(q.Get)
	if every := c.FormValue("every"); every != "" {
		_, err = h.Files.Plan(ctx, actor, order, every)
	} else {
		_, err = h.Files.Make(ctx, actor, order)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/exports")
}

// ExportProducts begins a file of what the filters of the products find.
func (h Handlers) ExportProducts(c *fiber.Ctx) error {
	order := report.NewOrder(product.SheetName, "", c.FormValue("format"), web.Language(c), report.Filter{})
	order.Query = c.FormValue("filter")
	if _, err := h.Files.Make(c.UserContext(), guard.Actor(c), order); err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/exports")
}

// DropExport ends one that is made by the clock.
func (h Handlers) DropExport(c *fiber.Ctx) error {
	if err := h.Files.Drop(c.UserContext(), guard.Actor(c), c.Params("schedule")); err != nil {
		return err
	}
	return web.SeeOther(c, "/manager/exports")
}

// closing is a file whose reading ends something: fasthttp closes what it has sent.
type closing struct {
	io.Reader
	end func()
}

// Close implements io.Closer.
func (f closing) Close() error {
	f.end()
	return nil
}

const fileTime = 30 * time.Minute // of one download

// DownloadFile gives the reader their file. It is read after this function has returned, when the request's own context is over.
func (h Handlers) DownloadFile(c *fiber.Ctx) error {
	content, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), fileTime)
	file, err := h.Files.Open(c.UserContext(), content, guard.Actor(c), c.Params("export"))
	if err != nil {
		cancel()
		return err
	}
	return web.SendFile(c, file.Name, file.Type, file.Size, closing{file.Content, cancel})
}
