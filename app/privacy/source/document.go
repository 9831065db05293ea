package source

import (
	"context"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/privacy"
)

// Files implements privacy.FileSource: the documents that the person added, in a folder of each application. What a scanner found
// infected has no content any more.
func (s Applications) Files(ctx context.Context, of privacy.Subject, each func(privacy.File) error) error {
	list, err := s.Cases.Mine(ctx, of.Actor)
	if err != nil {
		return err
	}
	for _, one := range list {
		a, err := s.Cases.Application(ctx, of.Actor, one.ID)
		if err != nil {
			return err
		}
		folder, err := s.Papers.FolderOf(ctx, of.Actor, a, nil)
		if err != nil {
			return err
		}
		for _, d := range folder.Documents {
			if err := s.file(ctx, of, a, d, each); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s Applications) file(ctx context.Context, of privacy.Subject, a application.Application, d application.Document, each func(privacy.File) error) error {
	if d.State == application.Infected {
		return nil
	}
	d, content, err := s.Papers.Open(ctx, of.Actor, a.ID, d.ID)
	switch app.KindOf(err) {
	case app.NotFound, app.Conflict: // taken back, or found infected, in between
		return nil
	}
	if err != nil {
		return err
	}
	folder := a.Number
	if folder == "" { // a draft has none
		folder = a.ID
	}
	return each(privacy.File{Folder: folder, Name: d.Name, At: d.At, Size: d.Size, Content: content})
}

// documents are the names of an application's documents, who added them, and when.
func (s Applications) documents(ctx context.Context, of privacy.Subject, a application.Application) privacy.Entries {
	return func(each func(privacy.Entry) error) error {
		folder, err := s.Papers.FolderOf(ctx, of.Actor, a, nil)
		if err != nil {
			return err
		}
		for _, d := range folder.Documents {
			state := privacy.Code{Code: string(d.State), Text: stateOf(d)}
			if err := each(privacy.Entry{At: d.At, Who: d.By.Name, What: state, Text: d.Name}); err != nil {
				return err
			}
		}
		return nil
	}
}

// stateOf is a document's state as the client's own page says it.
func stateOf(d application.Document) app.Text {
	switch d.State {
	case application.Infected:
		return app.T("documents.state_infected")
	case application.Scanning:
		return app.T("documents.state_scanning")
	default:
		return app.T("documents.state_taken")
	}
}
