package privacy

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"time"

	"telemark/app"
	"telemark/app/job"
)

// Kind is the kind of the jobs that make exports; their input is the language.
const Kind = "export"

// Every is how long after an export another one can be asked for.
const Every = time.Hour

// Make begins an export. While one is being made it answers that one.
func (s *Service) Make(ctx context.Context, actor app.Actor, lang string) (job.Job, error) {
	last, err := s.Latest(ctx, actor)
	switch {
	case err != nil:
		return job.Job{}, err
	case last != nil && !last.State.Over():
		return *last, nil
	case last != nil && !s.CanMake(last):
		e := app.Fail(app.TooMany, app.T("privacy.too_soon"))
		e.Retry = int(last.CreatedAt.Add(Every).Sub(app.Now())/time.Second) + 1
		return job.Job{}, e
	}
	j := job.New(Kind, actor.ID, Kind+"."+actor.ID, lang)
	err = s.Jobs.Add(ctx, j, app.Record(actor, "export.make", j.ID, "", ""))
	if app.KindOf(err) == app.Conflict { // the other tab was faster
		if last, err = s.Latest(ctx, actor); err == nil && last != nil {
			return *last, nil
		}
	}
	if err != nil {
		return job.Job{}, err
	}
	s.Hub.Publish(app.Event{Topic: job.Topic, Name: "job"})
	return j, nil
}

// CanMake tells whether an export can be asked for after the last one, which may be nil.
func (s *Service) CanMake(last *job.Job) bool {
	return last == nil || last.State == job.Failed || last.State == job.Done && !app.Now().Before(last.CreatedAt.Add(Every))
}

// Latest is the actor's last export; nil when there is none, or its time is over.
func (s *Service) Latest(ctx context.Context, actor app.Actor) (*job.Job, error) {
	if actor.Role != app.Client {
		return nil, app.ErrNotFound
	}
	list, err := s.Jobs.Of(ctx, actor.ID, Kind, 1)
	if err != nil || len(list) == 0 || expired(list[0]) {
		return nil, err
	}
	return &list[0], nil
}

func expired(j job.Job) bool { return j.Expires != nil && !app.Now().Before(*j.Expires) }

// Open gives the actor's own export to them. Somebody else's, one that isn't done and one whose time is over are ErrNotFound.
func (s *Service) Open(ctx context.Context, actor app.Actor, id string) (job.Job, error) {
	if actor.Role != app.Client || !app.IsID(id) {
		return job.Job{}, app.ErrNotFound
	}
	j, err := s.Jobs.Job(ctx, id)
	if err == nil && (j.Owner != actor.ID || j.Kind != Kind || j.State != job.Done || expired(j)) {
		err = app.ErrNotFound
	}
	if err != nil {
		return job.Job{}, err
	}
	return j, s.Store.Audit(ctx, app.Record(actor, "export.download", j.ID, "", ""))
}

// Content reads the file of an export that Open has given.
func (s *Service) Content(ctx context.Context, j job.Job) io.Reader {
	return job.Result(ctx, s.Jobs, j.ID)
}

// Work makes an export: it is the jobs' handler.
func (s *Service) Work(ctx context.Context, w *job.Work) error {
	j, owner := w.Job(), app.Actor{ID: w.Job().Owner, Role: app.Client}
	return s.make(ctx, w, Subject{Actor: owner, By: owner, Lang: j.Input, read: map[string]string{}})
}

func (s *Service) make(ctx context.Context, w *job.Work, of Subject) error {
	steps := newSteps(w, int64(2*len(s.Sources)+1))
	out := zip.NewWriter(w.Result())
	made := app.Now()
	create := func(name string, at time.Time) (io.Writer, error) {
		return out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	}
	page, err := create("index.html", made)
	if err != nil {
		return err
	}
	if err := s.writePage(ctx, page, of, made, steps.next); err != nil {
		return fmt.Errorf("index.html: %w", err)
	}
	data, err := create("data.json", made)
	if err != nil {
		return err
	}
	if err := s.writeData(ctx, data, of, made, steps.next); err != nil {
		return fmt.Errorf("data.json: %w", err)
	}
	if err := s.writeFiles(ctx, of, create); err != nil {
		return fmt.Errorf("documents: %w", err)
	}
	steps.next()
	return out.Close()
}

// writeFiles copies the person's own files.
func (s *Service) writeFiles(ctx context.Context, of Subject, create func(string, time.Time) (io.Writer, error)) error {
	taken := map[string]bool{}
	for _, source := range s.Sources {
		files, ok := source.(FileSource)
		if !ok {
			continue
		}
		err := files.Files(ctx, of, func(f File) error {
			entry, err := create(placeOf(f, taken), f.At)
			if err != nil {
				return err
			}
			n, err := io.Copy(entry, f.Content)
			if err == nil && n != f.Size {
				err = fmt.Errorf("a file ended after %d of %d bytes", n, f.Size)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", source.Section(), err)
		}
	}
	return nil
}

// steps counts what is done.
type steps struct {
	work        *job.Work
	done, total int64
}

func newSteps(w *job.Work, total int64) *steps {
	w.Progress(0, total)
	return &steps{work: w, total: total}
}

func (s *steps) next() {
	s.done++
	s.work.Progress(s.done, s.total)
}
