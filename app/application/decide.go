package application

import (
	"context"
	"strconv"
	"time"

	"telemark/app"
	"telemark/app/application/workflow"
)

// Flows knows how applications are decided.
type Flows interface {
	// InForce is the workflow that decides applications for products of a kind today.
	InForce(ctx context.Context, kind string) (workflow.Version, error)
	// Version is one version of a workflow; it never changes.
	Version(ctx context.Context, id string, number int) (workflow.Version, error)
}

// flowing gives an application that was loaded the workflow under which it was submitted.
func (s *Service) flowing(ctx context.Context, a *Application) error {
	if s.Flows == nil || a.Workflow == "" {
		return nil
	}
	v, err := s.Flows.Version(ctx, a.Workflow, a.Rules)
	a.Flow = &v
	return err
}

// Move brings an application to another stage. Going back needs words for whoever works there.
func (s *Service) Move(ctx context.Context, actor app.Actor, id, to, note string) (Application, error) {
	note, err := checkNote(note, false)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.transfer(actor, to, note, app.Now()) })
}

// Check ticks a line of the stage's checklist, or takes the tick away.
func (s *Service) Check(ctx context.Context, actor app.Actor, id, item string, done bool) (Application, error) {
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.check(actor, item, done, app.Now()) })
}

// Vote gives the actor's vote in this round. There is no second one.
func (s *Service) Vote(ctx context.Context, actor app.Actor, id string, v Vote) (Application, error) {
	reason, err := checkNote(v.Reason, false)
	if err != nil {
		return Application{}, err
	}
	v.Reason = reason
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.vote(actor, v, app.Now()) })
}

// Note writes a note for colleagues into the log. The client never sees it.
func (s *Service) Note(ctx context.Context, actor app.Actor, id, note string) (Application, error) {
	note, err := checkNote(note, true)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.remark(actor, note, app.Now()) })
}

func (a Application) transfer(actor app.Actor, to, note string, at time.Time) (Update, error) {
	state, err := a.next(actor, Move)
	if err != nil {
		return Update{}, err
	}
	s, _ := a.stage()
	w, ok := s.Way(to)
	target, there := a.Flow.Stage(to)
	switch {
	case !ok || !there:
		return Update{}, app.Fail(app.Conflict, app.T("workflow.no_such_way"))
	case !w.Right.Held(actor):
		return Update{}, app.Fail(app.Forbidden, app.T("workflow.no_right"))
	case !a.Flow.Forward(s.ID, w) && note == "":
		return Update{}, app.FailFields(app.Field{Name: "note", Text: app.T("workflow.back_why")})
	}
	if err := a.leave(to, a.Ask.Amount); err != nil {
		return Update{}, err
	}
	c := a.update()
	e := c.move(actor, Move, state, at)
	e.Note, e.Changes = note, []Change{{Field: stageField, Old: s.ID, New: to}}
	c.enter(actor, target, at)
	if a.Assignee.ID != c.Application.Assignee.ID {
		e.Changes = append(e.Changes, Change{Field: assigneeField, Old: a.Assignee.Name})
	}
	c.record(actor, "application.move", s.ID, to)
	return c, nil
}

// The names of changes that are of no answer.
const (
	stageField    = "stage"
	assigneeField = "assignee"
	checkField    = "check."
	voteField     = "vote"
)

func (a Application) check(actor app.Actor, item string, done bool, at time.Time) (Update, error) {
	state, err := a.next(actor, Check)
	if err != nil {
		return Update{}, err
	}
	s, _ := a.stage()
	known := false
	for _, one := range s.Checks {
		known = known || one.ID == item
	}
	if !known {
		return Update{}, app.ErrNotFound
	}
	if _, is := a.Ticked(item); is == done {
		return a.update(), nil
	}
	c := a.update()
	e := c.move(actor, Check, state, at)
	e.Changes = []Change{{Field: checkField + item, Old: yesNo(!done), New: yesNo(done)}}
	c.Ticks = append(c.Ticks, Ticking{Tick{item, person(actor), at, a.Round}, done})
	c.Application.Ticks = nil
	for _, t := range a.Ticks {
		if t.Item != item {
			c.Application.Ticks = append(c.Application.Ticks, t)
		}
	}
	if done {
		c.Application.Ticks = append(c.Application.Ticks, Tick{item, person(actor), at, a.Round})
	}
	c.record(actor, "application.check", s.ID+"/"+item+" "+yesNo(!done), s.ID+"/"+item+" "+yesNo(done))
	return c, nil
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

func (a Application) vote(actor app.Actor, v Vote, at time.Time) (Update, error) {
	state, err := a.next(actor, Cast)
	if err != nil {
		return Update{}, err
	}
	if _, has := a.Voted(actor.ID); has {
		return Update{}, app.Fail(app.Conflict, app.T("workflow.voted"))
	}
	v.By, v.At, v.Round = person(actor), at, a.Round
	switch {
	case !v.For && v.Reason == "":
		return Update{}, app.FailFields(app.Field{Name: "reason", Text: app.T("workflow.against_why")})
	case !v.For:
		v.Amount = 0
	case v.Amount < 1:
		return Update{}, app.FailFields(app.Field{Name: "amount", Text: app.T("application.amount_odd")})
	}
	c := a.update()
	c.Votes = append(c.Votes, v)
	c.Application.Votes = append(append([]Vote{}, a.Votes...), v)
	e := c.move(actor, Cast, state, at)
	e.Note, e.Changes = v.Reason, []Change{{Field: voteField, New: v.words()}}
	c.record(actor, "application.vote", "", v.words())
	return c, nil
}

// words are a vote as logs have it: "for 100000000" (minor units), or "against".
func (v Vote) words() string {
	if v.For {
		return "for " + strconv.FormatInt(v.Amount, 10)
	}
	return "against"
}

func (a Application) remark(actor app.Actor, note string, at time.Time) (Update, error) {
	state, err := a.next(actor, Remark)
	if err != nil {
		return Update{}, err
	}
	c := a.update()
	c.move(actor, Remark, state, at).Note = note
	c.record(actor, "application.note", "", "")
	return c, nil
}
