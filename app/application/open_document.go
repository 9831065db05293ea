package application

import (
	"context"
	"errors"
	"io"

	"telemark/app"
)

// Open answers a document of an application with its content, which is read from the store as its reader takes it. The bank opens
// what the scanner has passed, or what nobody scans; each of its looks is recorded. What is infected nobody opens.
func (s *Documents) Open(ctx context.Context, actor app.Actor, application, document string) (Document, io.Reader, error) {
	d, err := s.document(ctx, actor, application, document)
	if err != nil {
		return Document{}, nil, err
	}
	switch {
	case d.State == Infected:
		return Document{}, nil, app.Fail(app.Conflict, app.T("documents.infected"))
	case d.State == Scanning && actor.Role != app.Client:
		return Document{}, nil, app.Fail(app.Conflict, app.T("documents.not_yet"))
	}
	if actor.Role.Staff() {
		if err := s.Store.Opened(ctx, app.Record(actor, "document.open", d.ID, "", string(d.State))); err != nil {
			return Document{}, nil, err
		}
	}
	return d, &content{store: s.Store, document: d.ID, ctx: context.WithoutCancel(ctx)}, nil
}

// Remove takes a document of one's own back while the application is a draft, and not a moment longer: who sends the application
// and removes a document at the same time has either sent it without, or keeps it.
func (s *Documents) Remove(ctx context.Context, actor app.Actor, application, document string) error {
	if actor.Role != app.Client || !app.IsID(application) || !app.IsID(document) {
		return app.ErrNotFound
	}
	return s.Store.Remove(ctx, application, document, func(a Application, d Document) (app.Audit, error) {
		if err := a.CanRead(actor); err != nil {
			return app.Audit{}, err
		}
		if a.State != Draft {
			return app.Audit{}, app.Fail(app.Conflict, app.T("documents.sent_already"))
		}
		if d.State == Arriving {
			return app.Audit{}, app.ErrNotFound
		}
		return app.Record(actor, "document.remove", d.ID, string(d.State), ""), nil
	})
}

// document finds one in an application that the actor may see. One of another application is an unknown one.
func (s *Documents) document(ctx context.Context, actor app.Actor, application, document string) (Document, error) {
	if !app.IsID(document) {
		return Document{}, app.ErrNotFound
	}
	if _, err := s.Cases.Application(ctx, actor, application); err != nil {
		return Document{}, err
	}
	d, err := s.Store.Document(ctx, document)
	if err == nil && (d.Application != application || d.State == Arriving) {
		err = app.ErrNotFound
	}
	return s.seen(d), err
}

// content reads a document part by part. A part that is missing ends it early, which its reader sees by the size.
type content struct {
	store    DocumentStore
	document string
	ctx      context.Context //nolint:containedctx // a reader has no other place for it
	next     int
	left     []byte
}

func (c *content) Read(p []byte) (int, error) {
	if len(c.left) == 0 {
		part, err := c.store.Part(c.ctx, c.document, c.next)
		switch {
		case errors.Is(err, app.ErrNotFound):
			return 0, io.EOF
		case err != nil:
			return 0, err
		}
		c.left = part
		c.next++
	}
	n := copy(p, c.left)
	c.left = c.left[n:]
	return n, nil
}
