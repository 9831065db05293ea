package client

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/apply"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Documents is the view of client/documents and of its fragment client/documents#list, which the page of an application shows too.
type Documents struct {
	web.Shell
	application.Folder
	At      string               // the page on which papers are added; empty for the one that is shown
	Refused map[string][]Refused // what was not taken, by the paper that it was sent as
}

// PaperName is a wanted paper in the reader's language.
func (d Documents) PaperName(p product.Paper) string { return apply.In(p.Names, d.Lang) }

// Refused is a file that was not taken, and why.
type Refused struct {
	Name string
	Text app.Text
}

// NewDocuments shows a folder to the shell's reader.
func NewDocuments(s web.Shell, f application.Folder) Documents { return Documents{Shell: s, Folder: f} }

// Paper is one line of the folder: a wanted paper, or the last one, for everything else.
type Paper struct {
	ID, Name, Help string
	State          app.Text // whether it is wanted, or there
	Has            bool
	Documents      []application.Document
	Refused        []Refused
}

// Lines are the wanted papers in their order, and then what else there is or may be.
func (d Documents) Lines() []Paper {
	var lines []Paper
	for _, p := range d.Papers {
		line := Paper{
			ID: p.ID, Name: apply.In(p.Names, d.Lang), Help: apply.In(p.Helps, d.Lang), State: app.T("documents.wanted"),
			Has: d.Received(p.ID), Documents: d.Of(p.ID), Refused: d.Refused[p.ID],
		}
		switch {
		case line.Has:
			line.State = app.T("documents.there")
		case !d.CanAttach:
			line.State = app.T("documents.not_added")
		case p.Optional:
			line.State = app.T("documents.optional")
		}
		lines = append(lines, line)
	}
	if others := d.Others(); d.CanAttach || len(others) > 0 {
		lines = append(lines, Paper{
			ID: application.OtherPaper, Name: d.T("documents.others"), State: app.T("documents.others_help"),
			Has: len(others) > 0, Documents: others, Refused: d.Refused[application.OtherPaper],
		})
	}
	return lines
}

// Waits tells whether the scanner's word on a document is still to come.
func (d Documents) Waits() bool {
	for _, one := range d.Folder.Documents {
		if one.State == application.Scanning {
			return true
		}
	}
	return false
}

// Limits are what is said before a file is chosen: how large, how many.
func (Documents) Limits() (l struct{ File, Files int64 }) {
	l.File, l.Files = application.MaxFileSize>>20, application.MaxDocuments
	return l
}

// Papers shows the folder of an application.
func (h Handlers) Papers(c *fiber.Ctx) error {
	return h.papers(c, nil)
}

func (h Handlers) papers(c *fiber.Ctx, refused map[string][]Refused) error {
	folder, err := h.Documents.Folder(context.WithoutCancel(c.UserContext()), guard.Actor(c), c.Params("application"))
	if err != nil {
		return err
	}
	view := NewDocuments(web.NewShell(c, "documents.title", "applications"), folder)
	view.Refused = refused
	if web.WantsFragment(c) {
		return web.Page(c, "client/documents#list", view)
	}
	return web.Page(c, "client/documents", view)
}

const (
	// formLimit is one form with files, in bytes: as many as fit into a folder, with the parts' own headers.
	formLimit = application.MaxFolder + 1<<20
	// skipLimit is how much of a form that is refused is read nevertheless, so that its sender reads the reason.
	skipLimit = 32 << 20
	// attachTime bounds one form with files; the pace of its body is what ends it before.
	attachTime = 30 * time.Minute
)

// Attach takes files as they come. Each is stored, or refused with a reason of its own. The requests' usual deadline is for what the
// database is asked, and would cut off whoever has a slow line.
func (h Handlers) Attach(c *fiber.Ctx) error {
	if _, err := h.Documents.Folder(c.UserContext(), guard.Actor(c), c.Params("application")); err != nil {
		return err // a stranger, before anything of the body is read
	}
	upload, err := web.ReadUpload(c, formLimit, web.PhonePace)
	if err != nil {
		return err
	}
	refused, err := h.take(c, upload)
	if size := c.Request().Header.ContentLength(); (err != nil || refused != nil) && size >= 0 && size <= skipLimit {
		upload.Skip()
	}
	switch {
	case err != nil:
		return err
	case refused != nil:
		c.Status(fiber.StatusUnprocessableEntity)
		return h.papers(c, refused)
	case web.WantsFragment(c):
		return h.papers(c, nil)
	}
	return web.SeeOther(c, back(c))
}

// take reads a form's parts in their order: the paper's id, then the files that are sent as it.
func (h Handlers) take(c *fiber.Ctx, upload *web.Upload) (map[string][]Refused, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), attachTime)
	defer cancel()
	paper, files, refused := application.OtherPaper, 0, map[string][]Refused{}
	for {
		part, err := upload.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch {
		case part.FormName() == "paper":
			if paper, err = short(part); err != nil {
				return nil, err
			}
		case part.FormName() == "file" && part.FileName() != "":
			if files++; files > application.MaxDocuments { // each asks the database, and the limit of posts counts the form once
				refused[paper] = append(refused[paper], Refused{Text: app.T("documents.many_at_once", "Limit", application.MaxDocuments)})
				return refused, nil
			}
			_, err := h.Documents.Attach(ctx, guard.Actor(c), c.Params("application"), paper, part.FileName(), part)
			if texts := web.FieldErrors(err); texts != nil {
				refused[paper] = append(refused[paper], Refused{part.FileName(), reason(texts)})
			} else if err != nil {
				return nil, err
			}
		}
	}
	if files == 0 {
		refused[paper] = append(refused[paper], Refused{Text: app.T("documents.none_chosen")})
	}
	if len(refused) == 0 {
		return nil, nil
	}
	return refused, nil
}

// short reads a part that is no file.
func short(part *multipart.Part) (string, error) {
	text, err := io.ReadAll(io.LimitReader(part, 100))
	return string(text), err
}

// reason is the one text of a refused file.
func reason(texts map[string]app.Text) app.Text {
	for _, field := range []string{"file", "paper"} {
		if text, ok := texts[field]; ok {
			return text
		}
	}
	return app.T("error.request")
}

// OpenDocument gives a client their own document back.
func (h Handlers) OpenDocument(c *fiber.Ctx) error {
	d, file, err := h.Documents.Open(c.UserContext(), guard.Actor(c), c.Params("application"), c.Params("document"))
	if err != nil {
		return err
	}
	return web.SendFile(c, d.Name, string(d.Type), d.Size, file)
}

// RemoveDocument takes a document back while the application is a draft.
func (h Handlers) RemoveDocument(c *fiber.Ctx) error {
	err := h.Documents.Remove(c.UserContext(), guard.Actor(c), c.Params("application"), c.Params("document"))
	if err != nil {
		return err
	}
	if web.WantsFragment(c) {
		return h.papers(c, nil)
	}
	return web.SeeOther(c, back(c))
}

// back is the page of the application from which a form without a script came.
func back(c *fiber.Ctx) string {
	home := "/client/applications/" + c.Params("application")
	from, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil {
		return home + "/documents"
	}
	page := guard.LocalPath(from.RequestURI())
	if rest, ok := strings.CutPrefix(page, home); ok && (rest == "" || strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "?")) {
		return page
	}
	return home + "/documents"
}
