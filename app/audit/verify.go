package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/job"
)

// Problem says what is wrong with the audit.
type Problem string

// What can be wrong. Of several the one with the smallest number of a record is told.
const (
	Fine    Problem = ""
	Changed Problem = "changed" // a record doesn't fit the one before it: it was changed, removed, put in or moved
	CutOff  Problem = "cut_off" // records at the end are missing
	End     Problem = "end"     // the end of the chain isn't where it is said to be
	Sealed  Problem = "sealed"  // the chain is whole, but isn't the one that was sealed at the end of a day
	Kept    Problem = "kept"    // the chain is whole, but isn't the one whose digest was kept elsewhere: it was written anew
)

// Report is what Verify finds.
type Report struct {
	Records int64   `json:"records"` // that were read and fit
	Days    int     `json:"days"`    // digests that fit
	Kept    int     `json:"kept"`    // digests from elsewhere that fit
	Problem Problem `json:"problem,omitempty"`
	Bad     int64   `json:"bad,omitempty"` // number of the first record that is wrong, or of the last of a wrong day
	Day     app.Day `json:"day,omitempty"` // the day of the bank that it belongs to
}

// Err says a problem in words for the command line; nil when all is well.
func (r Report) Err() error {
	switch r.Problem {
	case Fine:
		return nil
	case Changed:
		return fmt.Errorf("audit record %d of %s was changed, removed or put in", r.Bad, r.Day)
	case CutOff:
		return fmt.Errorf("the last audit records were removed, from %d of %s on", r.Bad, r.Day)
	case End:
		return errors.New("the end of the audit chain was changed")
	case Sealed:
		return fmt.Errorf("the audit of %s, up to record %d, isn't the one that was sealed", r.Day, r.Bad)
	case Kept:
		return fmt.Errorf("the audit of %s, up to record %d, isn't the one whose digest was kept: it was written anew", r.Day, r.Bad)
	}
	return fmt.Errorf("audit: %s", r.Problem)
}

// VerifyKind is the kind of the jobs that verify; their input is what was kept.
const VerifyKind = "audit.verify"

// Verify begins to verify, against lines that were kept elsewhere where there are any. While one is under way it answers that one.
func (s *Service) Verify(ctx context.Context, actor app.Actor, kept string) (job.Job, error) {
	if err := may(actor); err != nil {
		return job.Job{}, err
	}
	if kept = strings.TrimSpace(kept); kept != "" {
		days, err := ReadLines(strings.NewReader(kept))
		if err != nil {
			return job.Job{}, app.FailFields(app.Field{Name: "kept", Text: app.T("audit.kept_wrong")})
		}
		if len(days) > 4 { // the input of a job is short: the latest cover those before them, the first finds how early it began
			days = append(days[:2:2], days[len(days)-2:]...)
		}
		kept = ""
		for _, d := range days {
			kept += d.Line() + "\n"
		}
	}
	j := job.New(VerifyKind, actor.ID, VerifyKind, kept)
	err := s.Jobs.Add(ctx, j, app.Record(actor, "audit.verify", "audit", "", ""))
	if app.KindOf(err) == app.Conflict { // somebody verifies already
		last, err := s.Verified(ctx, actor)
		if err == nil && last != nil && last.Running() {
			return last.Job, nil
		}
		return job.Job{}, errors.Join(err, app.Fail(app.Conflict, app.T("audit.verifying")))
	}
	if err == nil {
		s.Hub.Publish(app.Event{Topic: job.Topic, Name: "job"})
	}
	return j, err
}

// Verification is a job that verifies, with what it found when it is done.
type Verification struct {
	Job    job.Job
	Report *Report
}

// Running tells whether it is under way.
func (v Verification) Running() bool { return !v.Job.State.Over() }

// Verified is the actor's last verification; nil when there is none.
func (s *Service) Verified(ctx context.Context, actor app.Actor) (*Verification, error) {
	if err := may(actor); err != nil {
		return nil, err
	}
	list, err := s.Jobs.Of(ctx, actor.ID, VerifyKind, 1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	v := Verification{Job: list[0]}
	if v.Job.State == job.Done {
		raw, err := io.ReadAll(job.Result(ctx, s.Jobs, v.Job.ID))
		if err != nil {
			return nil, err
		}
		v.Report = &Report{}
		if err := json.Unmarshal(raw, v.Report); err != nil {
			return nil, err
		}
	}
	return &v, nil
}

// Work verifies: it is the jobs' handler. A try that is broken off begins anew: a mark of how far it came could be forged.
func (s *Service) Work(ctx context.Context, w *job.Work) error {
	var kept []Day
	if text := w.Job().Input; text != "" {
		var err error
		if kept, err = ReadLines(strings.NewReader(text)); err != nil {
			return err
		}
	}
	report, err := s.Check(ctx, kept, w.Progress)
	if err != nil {
		return err
	}
	return json.NewEncoder(w.Result()).Encode(report)
}

// Check verifies at once. The days that are due are sealed first.
func (s *Service) Check(ctx context.Context, kept []Day, progress func(done, total int64)) (Report, error) {
	if _, err := s.Seal(ctx); err != nil {
		return Report{}, err
	}
	return s.Store.Verify(ctx, kept, progress)
}

// Took is how long a job that is over took.
func (v Verification) Took() time.Duration {
	if v.Job.FinishedAt == nil {
		return 0
	}
	return v.Job.FinishedAt.Sub(v.Job.CreatedAt)
}
