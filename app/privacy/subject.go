package privacy

import (
	"context"
	"io"
	"strings"

	"telemark/app"
	"telemark/app/job"
)

// SubjectKind is the kind of the jobs that make a client's export for somebody of the bank, who hands it over; their input is the language
// and the client's id.
const SubjectKind = "subject.export"

// SubjectOnce marks the exports of one client that somebody of the bank had made: they go when the client is erased.
func SubjectOnce(client string) string { return "subject." + client }

// MakeFor begins an export of a client's data for who hands it over to them. That it is made is recorded, and each opening of what is sealed.
func (s *Service) MakeFor(ctx context.Context, actor app.Actor, request, lang string) (job.Job, error) {
	if err := mayErase(actor); err != nil {
		return job.Job{}, err
	}
	r, err := s.request(ctx, request)
	if err == nil && r.State != Open {
		err = app.Fail(app.Conflict, app.T("privacy.settled"))
	}
	if err != nil {
		return job.Job{}, err
	}
	j := job.New(SubjectKind, actor.ID, SubjectOnce(r.Client), lang+" "+r.Client)
	err = s.Jobs.Add(ctx, j, app.Record(actor, "subject.export", r.Client, "", r.Label()))
	if app.KindOf(err) == app.Conflict {
		return job.Job{}, app.Fail(app.Conflict, app.T("erase.exporting"))
	}
	if err == nil {
		s.Hub.Publish(app.Event{Topic: job.Topic, Name: "job"})
	}
	return j, err
}

// MadeFor is the actor's last export of a client; nil when there is none, or its time is over.
func (s *Service) MadeFor(ctx context.Context, actor app.Actor, client string) (*job.Job, error) {
	if err := mayErase(actor); err != nil {
		return nil, err
	}
	list, err := s.Jobs.Of(ctx, actor.ID, SubjectKind, job.ListSize)
	for _, j := range list {
		if j.Once == SubjectOnce(client) && !expired(j) {
			return &j, err
		}
	}
	return nil, err
}

// OpenFor gives an export that the actor had made to them.
func (s *Service) OpenFor(ctx context.Context, actor app.Actor, id string) (job.Job, io.Reader, error) {
	if err := mayErase(actor); err != nil {
		return job.Job{}, nil, err
	}
	if !app.IsID(id) {
		return job.Job{}, nil, app.ErrNotFound
	}
	j, err := s.Jobs.Job(ctx, id)
	if err == nil && (j.Owner != actor.ID || j.Kind != SubjectKind || j.State != job.Done || expired(j)) {
		err = app.ErrNotFound
	}
	if err != nil {
		return job.Job{}, nil, err
	}
	_, client, _ := strings.Cut(j.Input, " ")
	err = s.Store.Audit(ctx, app.Record(actor, "subject.download", client, "", ""))
	return j, job.Result(context.WithoutCancel(ctx), s.Jobs, j.ID), err
}

// WorkFor makes such an export: it is the jobs' handler.
func (s *Service) WorkFor(ctx context.Context, w *job.Work) error {
	lang, client, _ := strings.Cut(w.Job().Input, " ")
	return s.make(ctx, w, Subject{
		Actor: app.Actor{ID: client, Role: app.Client}, By: app.Actor{ID: w.Job().Owner, Role: app.Manager}, Lang: lang, read: map[string]string{},
	})
}
