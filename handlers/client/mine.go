package client

import (
	"context"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"telemark/app/contact"
	"telemark/app/job"
	"telemark/app/privacy"
	"telemark/app/session"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Mine is the view of what the bank knows of its reader: client/mine#devices, #talks, #data and #erasure, which the profile shows.
type Mine struct {
	web.Shell
	Devices  []Device
	Promised *contact.Callback
	Data     Data
	Asked    *privacy.Request // the last request for erasure
}

// Device is a session of the reader's.
type Device struct {
	session.Session
	Name string // "Firefox, Windows"; empty when it didn't say
	Own  bool   // the one that this page is in
}

// Data is the view of client/mine#data: the reader's last export.
type Data struct {
	web.Shell
	Export  *job.Job // nil: none
	CanMake bool
}

// Running tells whether the page asks again by itself.
func (d Data) Running() bool { return d.Export != nil && !d.Export.State.Over() }

// Ready tells whether there is a file to download.
func (d Data) Ready() bool { return d.Export != nil && d.Export.State == job.Done }

// Failed tells whether the last one could not be made.
func (d Data) Failed() bool { return d.Export != nil && d.Export.State == job.Failed }

// Size is the file's, in kilobytes.
func (d Data) Size() string { return d.Count(int((d.Export.Size + 1023) / 1024)) }

// mine reads what the profile shows of devices, talks, the export and the erasure.
func (h Handlers) mine(c *fiber.Ctx, shell web.Shell) (view Mine, err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view.Shell = shell
	sessions, err := h.Sessions.List(ctx, actor)
	if err != nil {
		return view, err
	}
	for _, s := range sessions {
		view.Devices = append(view.Devices, Device{Session: s, Name: web.DeviceName(s.Device), Own: s.Hash == actor.Session})
	}
	if view.Promised, err = h.Contact.Promised(ctx, actor, actor.ID); err != nil {
		return view, err
	}
	if view.Asked, err = h.Privacy.Asked(ctx, actor); err != nil {
		return view, err
	}
	view.Data, err = h.data(c, shell)
	return view, err
}

func (h Handlers) data(c *fiber.Ctx, shell web.Shell) (Data, error) {
	last, err := h.Privacy.Latest(c.UserContext(), guard.Actor(c))
	return Data{Shell: shell, Export: last, CanMake: h.Privacy.CanMake(last)}, err
}

// dataPlace is where a page without scripts sees the export.
const dataPlace = "/client/profile#data"

// Data shows how far the export is: as a fragment, or on the profile.
func (h Handlers) Data(c *fiber.Ctx) error {
	if !web.WantsFragment(c) {
		return web.SeeOther(c, dataPlace)
	}
	view, err := h.data(c, web.NewShell(c, "", "profile"))
	if err != nil {
		return err
	}
	return web.Page(c, "client/mine#data", view)
}

// MakeExport begins an export of the reader's data.
func (h Handlers) MakeExport(c *fiber.Ctx) error {
	if _, err := h.Privacy.Make(c.UserContext(), guard.Actor(c), web.Language(c)); err != nil {
		return err
	}
	if web.WantsFragment(c) {
		return h.Data(c)
	}
	return web.SeeOther(c, dataPlace)
}

// ending is a file whose reading ends something: fasthttp closes what it has sent.
type ending struct {
	io.Reader
	end func()
}

// Close implements io.Closer.
func (e *ending) Close() error {
	e.end()
	return nil
}

// downloadTime bounds one download; a reader who takes nothing is cut off before.
const downloadTime = 30 * time.Minute

// DownloadExport gives the reader their file.
func (h Handlers) DownloadExport(c *fiber.Ctx) error {
	j, err := h.Privacy.Open(c.UserContext(), guard.Actor(c), c.Params("export"))
	if err != nil {
		return err
	}
	// The file is read after this function has returned, when the request's own context is over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), downloadTime)
	file := &ending{Reader: h.Privacy.Content(ctx, j), end: cancel}
	return web.SendFile(c, "telemark-"+j.CreatedAt.Format("2006-01-02")+".zip", "application/zip", j.Size, file)
}
