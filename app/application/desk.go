package application

import (
	"slices"
	"time"

	"telemark/app"
	"telemark/app/application/workflow"
)

// Tick is one line of a stage's checklist that somebody has answered for.
type Tick struct {
	Item  string // id
	By    Person
	At    time.Time
	Round int64
}

// Vote is what one person says about an application in one round.
type Vote struct {
	By     Person
	For    bool
	Amount int64  // minor units: up to which they are for it
	Reason string // in words for colleagues
	At     time.Time
	Round  int64
}

// stage is where the application stands; ok is false when no workflow has a say.
func (a Application) stage() (s workflow.Stage, ok bool) {
	if a.Flow == nil || a.Stage == "" {
		return s, false
	}
	return a.Flow.Stage(a.Stage)
}

// Here is the stage where the application stands; nil when there is none.
func (a Application) Here() *workflow.Stage {
	if s, ok := a.stage(); ok {
		return &s
	}
	return nil
}

// Amount is what is asked for, as limits count it.
func (a Application) Amount() int64 { return workflow.Amount(a.Ask.Amount, a.Ask.Currency) }

// wayOf is the target of the way that an act goes; "" when the workflow has no say in it.
var wayOf = map[Act]string{Make: workflow.Offer, Refuse: workflow.Refuse, Ask: workflow.Rework}

// staged tells whether the stage lets the actor do an act that the table of the life allows: everything that doesn't depend on the amount or
// on what is still missing; see leave.
func (a Application) staged(actor app.Actor, act Act) error {
	s, ok := a.stage()
	if !ok {
		if act == Move || act == Check || act == Cast {
			return app.Fail(app.Conflict, app.T("workflow.no_stage"))
		}
		return nil
	}
	switch act {
	case Take, Check:
		if !s.Who.Held(actor) {
			return app.Fail(app.Forbidden, app.T("workflow.not_yours"))
		}
	case Cast:
		if !s.Votes(actor, a.Amount()) {
			return app.Fail(app.Forbidden, app.T("workflow.no_vote"))
		}
	}
	to, ok := wayOf[act]
	if !ok {
		return nil
	}
	w, ok := s.Way(to)
	switch {
	case !ok:
		return app.Fail(app.Conflict, app.T("workflow.no_such_way"))
	case !w.Right.Held(actor):
		return app.Fail(app.Forbidden, app.T("workflow.no_right"))
	}
	return nil
}

// Tally is how a round's votes stand towards a way.
type Tally struct {
	Needed, For, Against int // Needed 1: no vote is needed; 0: the way is closed for this amount
}

// Enough tells whether the way is open by votes: as many as it needs, and more of them than there are against it.
func (t Tally) Enough() bool {
	return t.Needed == 1 || t.Needed > 1 && t.For >= t.Needed && t.For > t.Against
}

// Tally counts the votes for a way with an amount of the application's currency. For a refusal those against the application are for it.
func (a Application) Tally(w workflow.Way, minor int64) Tally {
	t := Tally{Needed: w.Needs(workflow.Amount(minor, a.Ask.Currency))}
	for _, v := range a.Votes {
		switch yes := v.For && v.Amount >= minor; {
		case w.To == workflow.Refuse && !v.For, w.To != workflow.Refuse && yes:
			t.For++
		case w.To == workflow.Refuse && v.For, w.To != workflow.Refuse && !v.For:
			t.Against++
		}
	}
	return t
}

// Ticked finds the tick of a line of the checklist.
func (a Application) Ticked(item string) (Tick, bool) {
	i := slices.IndexFunc(a.Ticks, func(t Tick) bool { return t.Item == item })
	if i < 0 {
		return Tick{}, false
	}
	return a.Ticks[i], true
}

// Voted finds somebody's vote of this round.
func (a Application) Voted(person string) (Vote, bool) {
	i := slices.IndexFunc(a.Votes, func(v Vote) bool { return v.By.ID == person })
	if i < 0 {
		return Vote{}, false
	}
	return a.Votes[i], true
}

// Has tells whether a paper has arrived and can be read.
func (a Application) Has(paper string) bool { return slices.Contains(a.Arrived, paper) }

// Missing says what keeps a way closed that the actor has the right to: what is not ticked, not there, or not voted for. Ways back,
// refusals and questions wait for nothing but votes.
func (a Application) Missing(w workflow.Way, minor int64) (list []app.Text) {
	s, ok := a.stage()
	if !ok {
		return nil
	}
	if a.Flow.Forward(s.ID, w) {
		open := 0
		for _, item := range s.Checks {
			if _, done := a.Ticked(item.ID); !done {
				open++
			}
		}
		if open > 0 {
			list = append(list, app.T("workflow.unticked", "Count", open))
		}
		absent := 0
		for _, p := range s.Papers {
			if !a.Has(p) {
				absent++
			}
		}
		if absent > 0 {
			list = append(list, app.T("workflow.unpapered", "Count", absent))
		}
	}
	switch t := a.Tally(w, minor); {
	case t.Needed == 0:
		list = append(list, app.T("workflow.above_limit"))
	case !t.Enough():
		list = append(list, app.T("workflow.unvoted", "Count", t.Needed, "For", t.For))
	}
	return list
}

// leave tells whether a way is open for an amount now.
func (a Application) leave(to string, minor int64) error {
	s, ok := a.stage()
	if !ok {
		return nil
	}
	w, ok := s.Way(to)
	if !ok {
		return app.Fail(app.Conflict, app.T("workflow.no_such_way"))
	}
	if missing := a.Missing(w, minor); len(missing) > 0 {
		return app.Fail(app.Conflict, missing[0])
	}
	return nil
}

// enter brings the application to a stage: what was ticked and voted before is of another round. Whoever has it and may not work
// there lets go of it; actor is nobody where that isn't asked.
func (c *Update) enter(actor app.Actor, s workflow.Stage, at time.Time) {
	a := &c.Application
	a.Stage, a.Round, a.StageAt, a.Ticks, a.Votes = s.ID, a.Seq, &at, nil, nil
	if a.Assignee.ID == actor.ID && !s.Who.Held(actor) {
		a.Assignee = Person{}
	}
}

// Ways are those of the stage to other stages that the actor may go, open or not.
func (a Application) Ways(actor app.Actor) (ways []workflow.Way) {
	s, ok := a.stage()
	if !ok || !a.May(actor, Move) {
		return nil
	}
	for _, w := range s.Ways {
		if a.Flow.At(w.To) >= 0 && w.Right.Held(actor) {
			ways = append(ways, w)
		}
	}
	return ways
}

// Due is when the stage's time is over; zero when there is no stage.
func (a Application) Due() time.Time {
	if s, ok := a.stage(); ok && a.StageAt != nil {
		return a.StageAt.Add(time.Duration(s.Hours) * time.Hour)
	}
	return time.Time{}
}
