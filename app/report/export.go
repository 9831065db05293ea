package report

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"telemark/app"
	"telemark/app/job"
	"telemark/app/sheet"
)

// ExportKind is the kind of the jobs that write figures and their rows into files; their input is an Order.
const ExportKind = "report.export"

// What a file has.
const (
	ExportRows  = "rows"  // the rows behind a figure, all of them
	ExportDays  = "days"  // every figure for every day
	ExportStaff = "staff" // every figure for every operator
)

// Order is what is to be written.
type Order struct {
	What   string       `json:"what"`
	Figure string       `json:"figure,omitempty"` // of ExportRows
	Filter Filter       `json:"filter"`
	Query  string       `json:"query,omitempty"` // of a Table: its filters, as the address of its page has them
	Format sheet.Format `json:"format"`
	Lang   string       `json:"lang"`
}

// NewOrder is an order as a form has it.
func NewOrder(what, figure, format, lang string, f Filter) Order {
	return Order{What: what, Figure: figure, Filter: f, Format: sheet.Format(format), Lang: lang}
}

// Table is what another noun has written into files by the same jobs: its rows are none of a figure.
type Table interface {
	// May tells whether an actor may have it; it is asked again when it is written, and when it is taken away.
	May(actor app.Actor) error
	// Write writes what the actor sees at that moment, and tells how many rows it was.
	Write(ctx context.Context, actor app.Actor, lang, query string, begin Begin) (n int64, err error)
}

// Begin begins a sheet of a name with columns, in the format that was ordered.
type Begin = func(name string, columns []sheet.Column) (sheet.Writer, error)

// Exports makes files of figures, and of tables.
type Exports struct {
	Tables map[string]Table // by Order.What
	Report *Service
	Store  ExportStore
	Jobs   job.Store
	Hub    Publisher
	Say    func(lang string, t app.Text) string // puts a text into a language
}

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }

// ExportStore keeps what exports need besides jobs. It holds no rule.
type ExportStore interface {
	// Reader is a person of the bank as an actor, with the rights that they have now; ErrNotFound when they may not sign in any more.
	Reader(ctx context.Context, id string) (app.Actor, error)
	Record(ctx context.Context, a app.Audit) error
	AddSchedule(ctx context.Context, s Schedule, a app.Audit) error
	// EndSchedule deletes one of an owner's; ErrNotFound when they have none of that id.
	EndSchedule(ctx context.Context, id, owner string, a app.Audit) error
	SchedulesOf(ctx context.Context, owner string, limit int) ([]Schedule, error)
	// Due are schedules whose time has come.
	Due(ctx context.Context, now time.Time, limit int) ([]Schedule, error)
	// Take moves a schedule on and adds the job that was due, in one transaction. Of several who try one does it; mine is false for the others.
	Take(ctx context.Context, s Schedule, next time.Time, j job.Job, a app.Audit) (mine bool, err error)
	// Skip moves a schedule on without a job.
	Skip(ctx context.Context, s Schedule, next time.Time) error
}

// check tells whether an actor may have what they order.
func (o Order) check(actor app.Actor) error {
	if !actor.May(app.Supervisor) {
		return app.Fail(app.Forbidden, app.T("error.not_your_duty", "Duty", app.Supervisor.Name()))
	}
	if !o.Format.Valid() {
		return app.FailFields(app.Field{Name: "format", Text: app.T("report.format_wrong")})
	}
	switch o.What {
	case ExportRows:
		figure, err := ByID(o.Figure)
		if err != nil {
			return err
		}
		if !figure.Has(o.Filter) {
			return app.ErrNotFound
		}
		if figure.Live {
			return nil
		}
	case ExportDays, ExportStaff:
	default:
		return app.FailFields(app.Field{Name: "what", Text: app.T("report.what_wrong")})
	}
	return o.Filter.Check()
}

// check tells whether an actor may have what they order, of a figure or of a table.
func (s *Exports) check(actor app.Actor, o Order) error {
	t, ok := s.Tables[o.What]
	if !ok {
		return o.check(actor)
	}
	if !o.Format.Valid() {
		return app.FailFields(app.Field{Name: "format", Text: app.T("report.format_wrong")})
	}
	return t.May(actor)
}

// Make begins a file. That it is made, and of what, is recorded; how many rows it got, when it is done.
func (s *Exports) Make(ctx context.Context, actor app.Actor, o Order) (job.Job, error) {
	if err := s.check(actor, o); err != nil {
		return job.Job{}, err
	}
	j, record, err := o.job(actor)
	if err != nil {
		return job.Job{}, err
	}
	if err := s.Jobs.Add(ctx, j, record); err != nil {
		return job.Job{}, err
	}
	s.Hub.Publish(app.Event{Topic: job.Topic, Name: "job"})
	return j, nil
}

func (o Order) job(actor app.Actor) (job.Job, app.Audit, error) {
	input, err := json.Marshal(o)
	if err == nil && len(input) > job.MaxInput {
		err = app.ErrNotFound // of ids and days: no form sends more
	}
	if err != nil {
		return job.Job{}, app.Audit{}, err
	}
	j := job.New(ExportKind, actor.ID, "", string(input))
	return j, app.Record(actor, "report.export", j.ID, "", string(input)), nil
}

// Made is a file that was ordered.
type Made struct {
	job.Job
	Order Order
}

// List is what the actor ordered lately, the latest first.
func (s *Exports) List(ctx context.Context, actor app.Actor) ([]Made, error) {
	if actor.Role != app.Manager {
		return nil, app.ErrNotFound
	}
	list, err := s.Jobs.Of(ctx, actor.ID, ExportKind, job.ListSize)
	made := make([]Made, 0, len(list))
	for _, j := range list {
		var o Order
		if json.Unmarshal([]byte(j.Input), &o) == nil {
			made = append(made, Made{j, o})
		}
	}
	return made, err
}

// File is a file that is done.
type File struct {
	Name, Type string
	Size       int64
	Content    io.Reader
}

// Open gives the actor's own file to them. Somebody else's, one that isn't done and one whose time is over are ErrNotFound. content bounds
// the reading, which goes on after the request.
func (s *Exports) Open(ctx, content context.Context, actor app.Actor, id string) (File, error) {
	if !app.IsID(id) {
		return File{}, app.ErrNotFound
	}
	j, err := s.Jobs.Job(ctx, id)
	if err == nil && (j.Owner != actor.ID || j.Kind != ExportKind || j.State != job.Done || j.Expires != nil && !app.Now().Before(*j.Expires)) {
		err = app.ErrNotFound
	}
	if err != nil {
		return File{}, err
	}
	var o Order
	if err := json.Unmarshal([]byte(j.Input), &o); err != nil {
		return File{}, err
	}
	if s.check(actor, o) != nil { // who lost the duty since
		return File{}, app.ErrNotFound
	}
	name := o.What
	switch {
	case s.Tables[o.What] != nil:
		name = fmt.Sprintf("telemark-%s-%s.%s", name, app.DayOf(j.CreatedAt), o.Format)
	default:
		if o.Figure != "" {
			name = o.Figure
		}
		name = fmt.Sprintf("telemark-%s-%s-%s.%s", name, o.Filter.From, o.Filter.Until, o.Format)
	}
	err = s.Store.Record(ctx, app.Record(actor, "report.download", j.ID, "", ""))
	return File{name, o.Format.MediaType(), j.Size, job.Result(content, s.Jobs, j.ID)}, err
}

// Opened notes that somebody reads a conversation that stands behind a number.
func (s *Exports) Opened(ctx context.Context, actor app.Actor, room string) error {
	if !actor.May(app.Supervisor) {
		return app.ErrNotFound
	}
	return s.Store.Record(ctx, app.Record(actor, "room.read", room, "", ""))
}

// Work writes a file: it is the jobs' handler. It writes what its owner may see at that moment; who lost the duty gets nothing.
func (s *Exports) Work(ctx context.Context, w *job.Work) error {
	var o Order
	if err := json.Unmarshal([]byte(w.Job().Input), &o); err != nil {
		return err
	}
	actor, err := s.Store.Reader(ctx, w.Job().Owner)
	if err == nil {
		err = s.check(actor, o)
	}
	if err != nil {
		return err
	}
	var n int64
	switch t := s.Tables[o.What]; {
	case t != nil:
		n, err = t.Write(ctx, actor, o.Lang, o.Query, func(name string, columns []sheet.Column) (sheet.Writer, error) {
			return sheet.New(o.Format, w.Result(), name, columns)
		})
	case o.What == ExportRows:
		n, err = s.writeRows(ctx, w, actor, o)
	default:
		n, err = s.writeTable(ctx, w, actor, o)
	}
	if err != nil {
		return err
	}
	return s.Store.Record(ctx, app.Record(actor, "report.exported", w.Job().ID, "", fmt.Sprintf(`{"rows":%d}`, n)))
}
