package application

import (
	"context"
	"slices"

	"telemark/app"
	"telemark/app/product"
)

// Documents is the folder of an application as its users know it: what the bank wants, what the client has added, who may open it.
//
// It promises: a file is never held in memory as a whole; what a file is, its content says; nobody of the bank opens what a
// configured scanner has not passed, and nobody at all what it found infected; each look of the bank is recorded.
type Documents struct {
	Store   DocumentStore
	Cases   Cases
	Scanner Scanner // nil: none is configured
	Hub     Publisher

	gate gate
}

// Folder is the documents of an application as one reader may see them.
type Folder struct {
	Application string
	Papers      []product.Paper // that are wanted
	Documents   []Document      // the oldest first
	CanAttach   bool
	CanRemove   bool
	Checked     bool // a scanner is configured
}

// Of lists what was added as the paper.
func (f Folder) Of(paper string) []Document {
	var list []Document
	for _, d := range f.Documents {
		if d.Paper == paper {
			list = append(list, d)
		}
	}
	return list
}

// Others lists what is none of the wanted papers.
func (f Folder) Others() []Document {
	var list []Document
	for _, d := range f.Documents {
		if !knownPaper(f.Papers, d.Paper) || d.Paper == OtherPaper {
			list = append(list, d)
		}
	}
	return list
}

// Received tells whether a paper is there: something was added as it that the scanner hasn't refused.
func (f Folder) Received(paper string) bool {
	return slices.ContainsFunc(f.Of(paper), func(d Document) bool { return d.State != Infected })
}

// Missing are the papers that the bank can't do without and doesn't have. They keep nobody from submitting: a paper can be added until
// the decision, and who has none at hand should not lose the day for it. But the client is told, before and after.
func (f Folder) Missing() []product.Paper {
	var list []product.Paper
	for _, p := range f.Papers {
		if !p.Optional && !f.Received(p.ID) {
			list = append(list, p)
		}
	}
	return list
}

// Folder reads the folder of an application that the actor may see.
func (s *Documents) Folder(ctx context.Context, actor app.Actor, application string) (Folder, error) {
	a, err := s.Cases.Application(ctx, actor, application)
	if err != nil {
		return Folder{}, err
	}
	papers, err := s.papers(ctx, a)
	if err != nil {
		return Folder{}, err
	}
	return s.FolderOf(ctx, actor, a, papers)
}

// FolderOf is Folder for a caller who has read the application, and its version's papers, already.
func (s *Documents) FolderOf(ctx context.Context, actor app.Actor, a Application, papers []product.Paper) (Folder, error) {
	if err := a.CanRead(actor); err != nil {
		return Folder{}, err
	}
	all, err := s.Store.Documents(ctx, a.ID)
	if err != nil {
		return Folder{}, err
	}
	f := Folder{
		Application: a.ID, Papers: papers, Checked: s.Scanner != nil,
		CanAttach: a.May(actor, Attach), CanRemove: actor.Role == app.Client && a.State == Draft,
	}
	for _, d := range all {
		if d.State != Arriving {
			f.Documents = append(f.Documents, s.seen(d))
		}
	}
	return f, nil
}

func (s *Documents) papers(ctx context.Context, a Application) ([]product.Paper, error) {
	v, err := s.Cases.Version(ctx, a)
	return v.Content.Papers, err
}

func knownPaper(papers []product.Paper, id string) bool {
	return id == OtherPaper || slices.ContainsFunc(papers, func(p product.Paper) bool { return p.ID == id })
}

// seen is a document as it stands by today's settings: a scanner that was set up later has still to look, and one that was taken
// away will never answer.
func (s *Documents) seen(d Document) Document {
	switch {
	case s.Scanner == nil && d.State == Scanning:
		d.State = Unscanned
	case s.Scanner != nil && d.State == Unscanned:
		d.State = Scanning
	}
	return d
}
