package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/job"
)

// RetainKind is the kind of the jobs that sweep.
const RetainKind = "retention.run"

// Retention is how long the bank keeps what it knows of people.
//
// Fewer days have a second person of their own, not app/approval's: those who look after people's data decide about them, and not who
// approves products; and what is decided is a number in the very row that it changes, so a request would add to it.
type Retention struct {
	Store RetentionStore
	Jobs  job.Store
	Hub   Publisher
}

// Rules are all classes with how long they are kept.
func (s *Retention) Rules(ctx context.Context, actor app.Actor) ([]Rule, error) {
	if err := mayErase(actor); err != nil {
		return nil, err
	}
	return s.rules(ctx)
}

func (s *Retention) rules(ctx context.Context) (list []Rule, err error) {
	set, err := s.Store.Rules(ctx)
	for _, c := range Classes {
		r := Rule{Class: c, Now: c.Days}
		if one, ok := set[c.ID]; ok {
			one.Class, one.Now = c, min(max(one.Now, c.Low), c.High)
			r = one
		}
		list = append(list, r)
	}
	return list, err
}

// Due is what a run would take away now, by class. What goes on being counted for too long is told as "more than".
func (s *Retention) Due(ctx context.Context, actor app.Actor) (map[string]Due, error) {
	rules, err := s.Rules(ctx, actor)
	if err != nil {
		return nil, err
	}
	all := map[string]Due{}
	for _, r := range rules {
		if !r.Erases {
			continue
		}
		n, err := s.Store.Due(ctx, r.ID, r.Cutoff(app.Now()), app.Today(), DueCounted+1)
		if err != nil {
			return nil, err
		}
		all[r.ID] = Due{min(n, DueCounted), n > DueCounted}
	}
	return all, nil
}

// Set says for how many days a class is kept. Longer holds at once; shorter, which can't be undone, somebody else has to approve: waits is true
// then.
func (s *Retention) Set(ctx context.Context, actor app.Actor, class, typed string) (waits bool, err error) {
	rules, err := s.Rules(ctx, actor)
	if err != nil {
		return false, err
	}
	for _, r := range rules {
		if r.ID != class {
			continue
		}
		days, err := strconv.Atoi(typed)
		if err != nil || days < r.Low || days > r.High {
			return false, app.FailFields(app.Field{Name: class, Text: app.T("retention.days_wrong", "Low", r.Low, "High", r.High)})
		}
		switch {
		case days == r.Now:
			return false, nil
		case days < r.Now:
			a := app.Record(actor, "retention.ask", class, fmt.Sprintf(`{"days":%d}`, r.Now), fmt.Sprintf(`{"days":%d}`, days))
			return true, s.Store.Want(ctx, class, r.Now, days, actor.ID, app.Now(), a)
		}
		return false, s.Store.SetRule(ctx, class, days, actor.ID, app.Now(), ruleRecord(actor, class, r.Now, days))
	}
	return false, app.ErrNotFound
}

// Approve lets fewer days hold that somebody else wants: who wants them never approves them, whatever their duties.
func (s *Retention) Approve(ctx context.Context, actor app.Actor, class string, days int) error {
	r, err := s.wanted(ctx, actor, class)
	if err != nil {
		return err
	}
	if r.WantedBy == actor.ID {
		return app.Fail(app.Forbidden, app.T("retention.own"))
	}
	done, err := s.Store.Approve(ctx, class, days, actor.ID, app.Now(), ruleRecord(actor, class, r.Now, days))
	if err == nil && !done {
		err = app.Fail(app.Conflict, app.T("retention.gone"))
	}
	return err
}

// Refuse drops fewer days that are wanted: who wants them takes them back with it.
func (s *Retention) Refuse(ctx context.Context, actor app.Actor, class string) error {
	r, err := s.wanted(ctx, actor, class)
	if err != nil {
		return err
	}
	_, err = s.Store.Drop(ctx, class, app.Record(actor, "retention.refuse", class, fmt.Sprintf(`{"days":%d}`, r.Wanted), ""))
	return err
}

// wanted is a rule that waits for approval.
func (s *Retention) wanted(ctx context.Context, actor app.Actor, class string) (Rule, error) {
	rules, err := s.Rules(ctx, actor)
	if err != nil {
		return Rule{}, err
	}
	for _, r := range rules {
		if r.ID == class && r.Wanted > 0 {
			return r, nil
		}
	}
	return Rule{}, app.Fail(app.Conflict, app.T("retention.gone"))
}

// ruleRecord is the record of a change of a rule.
func ruleRecord(actor app.Actor, class string, from, to int) app.Audit {
	return app.Record(actor, "retention.set", class, fmt.Sprintf(`{"days":%d}`, from), fmt.Sprintf(`{"days":%d}`, to))
}

// Run begins to take away what is due. While it is under way it answers that one.
func (s *Retention) Run(ctx context.Context, actor app.Actor) error {
	if err := mayErase(actor); err != nil {
		return err
	}
	j := job.New(RetainKind, actor.ID, RetainKind, "")
	err := s.Jobs.Add(ctx, j, app.Record(actor, "retention.run", j.ID, "", ""))
	if app.KindOf(err) == app.Conflict {
		return nil
	}
	if err == nil {
		s.Hub.Publish(app.Event{Topic: job.Topic, Name: "job"})
	}
	return err
}

// Work is the jobs' handler. A run that is broken off goes on where it was: what went is gone, and counted.
func (s *Retention) Work(ctx context.Context, w *job.Work) error {
	_, err := s.sweep(ctx, w.Job().ID, w.Progress)
	return err
}

// Tidy takes away what is due without anybody's asking, and answers how many things it was. Two processes that do it at once share the work.
func (s *Retention) Tidy(ctx context.Context) (int, error) {
	return s.sweep(ctx, app.NewID(), func(int64, int64) {})
}

func (s *Retention) sweep(ctx context.Context, id string, progress func(done, total int64)) (total int, err error) {
	rules, err := s.rules(ctx)
	if err != nil {
		return 0, err
	}
	now, today := app.Now(), app.Today()
	for i, r := range rules {
		progress(int64(i), int64(len(rules)))
		if !r.Erases {
			continue
		}
		run, erased := Run{ID: id, Class: r.ID, Days: r.Now, StartedAt: now}, 0
		for n := SweepStep; n == SweepStep; {
			if n, err = s.Store.Sweep(ctx, run, r.Cutoff(now), today, SweepStep); err != nil {
				return total, fmt.Errorf("%s: %w", r.ID, err)
			}
			erased += n
			if err := ctx.Err(); err != nil {
				return total, err
			}
		}
		if total += erased; erased > 0 {
			if err := s.Store.EndRun(ctx, run); err != nil {
				return total, err
			}
		}
	}
	return total, nil
}

// Runs are the latest.
func (s *Retention) Runs(ctx context.Context, actor app.Actor) ([]Run, error) {
	if err := mayErase(actor); err != nil {
		return nil, err
	}
	return s.Store.Runs(ctx, len(Classes)*5)
}

// Holds are those that aren't lifted.
func (s *Retention) Holds(ctx context.Context, actor app.Actor) ([]Hold, error) {
	if err := mayErase(actor); err != nil {
		return nil, err
	}
	return s.Store.Holds(ctx, HoldList)
}

// Hold keeps a client, an application or a room from being erased: known by e-mail, number or id. Without a day it lasts until it is lifted.
func (s *Retention) Hold(ctx context.Context, actor app.Actor, object, reason string, until app.Day) error {
	if err := mayErase(actor); err != nil {
		return err
	}
	var wrong []app.Field
	reason = app.Clean(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n < 3:
		wrong = append(wrong, app.Field{Name: "reason", Text: app.T("retention.reason_missing")})
	case n > MaxReason:
		wrong = append(wrong, app.Field{Name: "reason", Text: app.T("privacy.note_long", "Max", MaxReason)})
	}
	if _, ok := app.ParseDay(string(until)); until != "" && (!ok || until < app.Today()) {
		wrong = append(wrong, app.Field{Name: "until", Text: app.T("retention.until_wrong")})
	}
	kind, id, err := s.Store.HoldObject(ctx, object)
	if app.KindOf(err) == app.NotFound {
		wrong, err = append([]app.Field{{Name: "object", Text: app.T("retention.object_missing")}}, wrong...), nil
	}
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	if until == "" {
		until = Forever
	}
	h := Hold{ID: app.NewID(), Kind: kind, Object: id, Reason: reason, Until: until, MadeAt: app.Now()}
	said, err := json.Marshal(map[string]string{"reason": reason, "until": string(until), "kind": kind})
	if err != nil {
		return err
	}
	return s.Store.AddHold(ctx, h, actor.ID, app.Record(actor, "hold.make", id, "", string(said)))
}

// Lift ends a hold. Lifting it twice changes nothing.
func (s *Retention) Lift(ctx context.Context, actor app.Actor, id string) error {
	if err := mayErase(actor); err != nil {
		return err
	}
	if !app.IsID(id) {
		return app.ErrNotFound
	}
	_, err := s.Store.LiftHold(ctx, id, actor.ID, app.Now(), app.Record(actor, "hold.lift", id, "", ""))
	return err
}
