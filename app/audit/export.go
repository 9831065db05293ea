package audit

import (
	"context"
	"encoding/json"
	"io"

	"telemark/app"
	"telemark/app/job"
	"telemark/app/sheet"
)

// ExportKind is the kind of the jobs that write a part of the audit into a file; their input is an Order.
const ExportKind = "audit.export"

// Order is what is to be written: all records that fit the filter, the latest first.
type Order struct {
	Filter Filter       `json:"filter"`
	Format sheet.Format `json:"format"`
	Lang   string       `json:"lang"`
}

// exportPage is how many records are read in one go.
const exportPage = 500

// Export begins a file of a format, "csv" or "xlsx". That it is made, and of what, is recorded.
func (s *Service) Export(ctx context.Context, actor app.Actor, f Filter, format, lang string) (job.Job, error) {
	if err := may(actor); err != nil {
		return job.Job{}, err
	}
	o := Order{Filter: f, Format: sheet.Format(format), Lang: lang}
	if !o.Format.Valid() {
		return job.Job{}, app.FailFields(app.Field{Name: "format", Text: app.T("audit.format_wrong")})
	}
	o.Filter.After = ""
	if _, err := s.selections(ctx, o.Filter); err != nil {
		return job.Job{}, err
	}
	input, err := json.Marshal(o)
	if err != nil {
		return job.Job{}, err
	}
	if len([]rune(string(input))) > job.MaxInput {
		return job.Job{}, app.FailFields(app.Field{Name: "text", Text: app.T("audit.filter_long")})
	}
	j := job.New(ExportKind, actor.ID, ExportKind+"."+actor.ID, string(input))
	asked, err := json.Marshal(o.Filter)
	if err != nil {
		return job.Job{}, err
	}
	err = s.Jobs.Add(ctx, j, app.Record(actor, "audit.export", j.ID, "", string(asked)))
	if app.KindOf(err) == app.Conflict {
		return job.Job{}, app.Fail(app.Conflict, app.T("audit.exporting"))
	}
	if err == nil {
		s.Hub.Publish(app.Event{Topic: job.Topic, Name: "job"})
	}
	return j, err
}

// Exported is the actor's last file; nil when there is none.
func (s *Service) Exported(ctx context.Context, actor app.Actor) (*job.Job, error) {
	if err := may(actor); err != nil {
		return nil, err
	}
	list, err := s.Jobs.Of(ctx, actor.ID, ExportKind, 1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// File is a file that was made.
type File struct {
	Name, Type string
	Size       int64
	Content    io.Reader
}

// Open gives the actor's own file to them. Somebody else's and one that isn't done are ErrNotFound.
func (s *Service) Open(ctx context.Context, actor app.Actor, id string) (File, error) {
	if err := may(actor); err != nil {
		return File{}, err
	}
	if !app.IsID(id) {
		return File{}, app.ErrNotFound
	}
	j, err := s.Jobs.Job(ctx, id)
	if err == nil && (j.Owner != actor.ID || j.Kind != ExportKind || j.State != job.Done) {
		err = app.ErrNotFound
	}
	if err != nil {
		return File{}, err
	}
	var o Order
	if err := json.Unmarshal([]byte(j.Input), &o); err != nil {
		return File{}, err
	}
	name := "audit-" + string(app.DayOf(j.CreatedAt)) + "." + string(o.Format)
	err = s.Store.Add(ctx, app.Record(actor, "audit.download", j.ID, "", ""))
	return File{name, o.Format.MediaType(), j.Size, job.Result(context.WithoutCancel(ctx), s.Jobs, j.ID)}, err
}

// columns of a file, by the id of their title.
var columns = []struct {
	id   string
	kind sheet.Kind
}{
	{"audit.col_number", sheet.Whole}, {"audit.col_at", sheet.Moment}, {"audit.col_role", sheet.Text}, {"audit.col_actor", sheet.Text},
	{"audit.col_actor_id", sheet.Text}, {"audit.col_action", sheet.Text}, {"audit.col_object", sheet.Text}, {"audit.col_object_id", sheet.Text},
	{"audit.col_old", sheet.Text}, {"audit.col_new", sheet.Text}, {"audit.col_address", sheet.Text}, {"audit.col_request", sheet.Text},
	{"audit.col_hash", sheet.Text},
}

// WorkExport writes a file: it is the jobs' handler.
func (s *Service) WorkExport(ctx context.Context, w *job.Work) error {
	var o Order
	if err := json.Unmarshal([]byte(w.Job().Input), &o); err != nil {
		return err
	}
	asked, err := s.selections(ctx, o.Filter)
	if err != nil {
		return err
	}
	head := make([]sheet.Column, len(columns))
	for i, c := range columns {
		head[i] = sheet.Column{Title: s.Say(o.Lang, app.Text{ID: c.id}), Kind: c.kind}
	}
	out, err := sheet.New(o.Format, w.Result(), s.Say(o.Lang, app.T("audit.title")), head)
	if err != nil {
		return err
	}
	end, err := s.Store.Head(ctx)
	if err != nil {
		return err
	}
	before := Place{}
	for {
		page, err := s.page(ctx, asked, before, o.Filter.Text, exportPage)
		if err == nil {
			err = s.name(ctx, page.Records)
		}
		if err != nil {
			return err
		}
		for _, r := range page.Records {
			err := out.Row(r.Seq, r.At, string(r.Role), r.Who.Name, r.Actor, r.Action, r.What.Name, r.Object, r.Old, r.New, r.Address, r.Request, r.Hash)
			if err != nil {
				return err
			}
		}
		if page.Next == "" {
			return out.Close()
		}
		before = placeIn(page.Next)
		w.Progress(end.Last-before.Seq, end.Last) // of the whole audit: how many fit, only their counting would tell
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}
