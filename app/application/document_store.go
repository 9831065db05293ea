package application

import (
	"context"
	"io"
	"time"

	"telemark/app"
	"telemark/app/product"
)

// DocumentStore keeps documents and their content, which goes in and out in parts of PartSize. It holds no rule.
type DocumentStore interface {
	// Arrive stores a document that begins to arrive, when admit lets it beside those that its application has; of several at
	// once each sees the ones before it.
	Arrive(ctx context.Context, d Document, admit func(have []Document) error) error
	// AddPart stores the next stretch of an arriving document's content; number counts from 0.
	AddPart(ctx context.Context, document string, number int, content []byte) error
	// Keep ends an arrival with what decide makes of it beside the others of its application, and writes the update of the
	// application, both or neither. When that is another document, the one that arrived is dropped.
	Keep(ctx context.Context, d Document, decide Keeping) (Document, Application, error)
	// Drop deletes a document with its content. There being none is no error.
	Drop(ctx context.Context, document string, records ...app.Audit) error
	// Remove deletes a document of an application with its content when allowed lets it, as both stand at that moment, and
	// writes its record: all or nothing. ErrNotFound for a document that isn't there.
	Remove(ctx context.Context, application, document string, allowed func(Application, Document) (app.Audit, error)) error
	// Documents lists those of an application, the oldest first, arriving ones included.
	Documents(ctx context.Context, application string) ([]Document, error)
	// Document reads one; ErrNotFound for an unknown one.
	Document(ctx context.Context, id string) (Document, error)
	// Part reads a stretch of a document's content; ErrNotFound behind the last.
	Part(ctx context.Context, document string, number int) ([]byte, error)
	// Opened stores the record of somebody's look at a document.
	Opened(ctx context.Context, a app.Audit) error

	// Waiting lists documents that a scanner has to look at and that none was asked about since a time, the longest wait first.
	Waiting(ctx context.Context, since time.Time, limit int) ([]Document, error)
	// Claim makes a document the caller's to scan, unless somebody has asked since its TriedAt; of several callers it is one's.
	Claim(ctx context.Context, d Document, now time.Time) (bool, error)
	// Settle stores the scanner's word on a document that waits for it; the content of an infected one is deleted with it. What
	// has been settled stays.
	Settle(ctx context.Context, document string, state DocumentState, records ...app.Audit) error
	// Forgotten lists documents that have been arriving since before a time.
	Forgotten(ctx context.Context, before time.Time, limit int) ([]Document, error)
}

// Keeping decides on an arrived document: what it becomes, and what the log of its application says. Without events the application
// stays as it is. It may be called again.
type Keeping func(a Application, have []Document) (Document, Update, error)

// Scanner looks for harmful content. The answer is what was found; empty when nothing was.
type Scanner interface {
	Scan(ctx context.Context, file io.Reader) (found string, err error)
}

// Cases are the applications that documents belong to, with who may see them.
type Cases interface {
	Application(ctx context.Context, actor app.Actor, id string) (Application, error)
	Version(ctx context.Context, a Application) (product.Version, error)
}
