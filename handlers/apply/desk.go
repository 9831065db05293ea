package apply

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Desk is the view of apply/desk: the stages of an application, and what its reader can do at the one where it stands.
type Desk struct {
	Stages []StageMark
	Here   *workflow.Stage
	Due    Due
	Checks []CheckLine
	Papers []PaperLine
	Votes  []application.Vote
	Tally  application.Tally // towards an offer of what is asked for
	Voting bool              // the reader has a vote to give
	Ticks  bool              // the reader may tick
	Ways   []WayLine
	Closed []string // what keeps an offer of what is asked for closed
}

// StageMark is one stage of the stepper.
type StageMark struct {
	Name, Is string // done, current or next
	Number   int
}

// CheckLine is a line of the checklist with who has ticked it.
type CheckLine struct {
	ID, Name string
	Tick     application.Tick
	Done     bool
}

// PaperLine is a paper that the stage needs.
type PaperLine struct {
	Name string
	Here bool
}

// WayLine is a way to another stage.
type WayLine struct {
	To, Name string
	Back     bool
	Missing  []string
}

// Due is how the time of a stage stands.
type Due struct {
	Text string
	Late string // class: "", "is-due" in its last third, "is-late"
}

// DueOf is how the time of an application's stage stands; empty when there is none.
func DueOf(s web.Shell, a application.Application) (d Due) {
	end := a.Due()
	if end.IsZero() || a.State.Waits() != "bank" {
		return d
	}
	left := end.Sub(s.Now)
	switch {
	case left <= 0:
		return Due{s.T("apply.overdue", "Time", lasting(s, -left)), "is-late"}
	case left <= end.Sub(*a.StageAt)/3:
		d.Late = "is-due"
	}
	d.Text = s.T("apply.due_in", "Time", lasting(s, left))
	return d
}

// deskOf gathers what stands on the desk; nil when no workflow has a say.
func deskOf(s web.Shell, a application.Application, papers []product.Paper) *Desk {
	here := a.Here()
	if here == nil {
		return nil
	}
	actor := s.Me
	d := &Desk{Here: here, Due: DueOf(s, a), Votes: a.Votes, Ticks: a.May(actor, application.Check)}
	at := a.Flow.At(here.ID)
	for i, one := range a.Flow.Stages {
		is := "next"
		if i < at {
			is = "done"
		} else if i == at {
			is = "current"
		}
		d.Stages = append(d.Stages, StageMark{one.Name(s.Lang), is, i + 1})
	}
	for _, one := range here.Checks {
		tick, done := a.Ticked(one.ID)
		d.Checks = append(d.Checks, CheckLine{one.ID, one.Name(s.Lang), tick, done})
	}
	for _, id := range here.Papers {
		name := id
		if i := slices.IndexFunc(papers, func(p product.Paper) bool { return p.ID == id }); i >= 0 {
			name = In(papers[i].Names, s.Lang)
		}
		d.Papers = append(d.Papers, PaperLine{name, a.Has(id)})
	}
	for _, w := range a.Ways(actor) {
		d.Ways = append(d.Ways, WayLine{
			To: w.To, Name: a.Flow.Target(w.To, s.Lang, nil), Back: !a.Flow.Forward(here.ID, w), Missing: say(s, a.Missing(w, a.Ask.Amount)),
		})
	}
	if offer, ok := here.Way(workflow.Offer); ok {
		d.Tally, d.Closed = a.Tally(offer, a.Ask.Amount), say(s, a.Missing(offer, a.Ask.Amount))
	}
	_, voted := a.Voted(actor.ID)
	d.Voting = !voted && a.May(actor, application.Cast)
	return d
}

func say(s web.Shell, texts []app.Text) (list []string) {
	for _, t := range texts {
		list = append(list, s.Say(t))
	}
	return list
}

// Back tells whether any of the ways leads back.
func (d Desk) Back() bool { return slices.ContainsFunc(d.Ways, func(w WayLine) bool { return w.Back }) }

// Move brings the application to another stage.
func (w Work) Move(c *fiber.Ctx) error {
	_, err := w.Cases.Move(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("to"), c.FormValue("note"))
	return w.done(c, err, application.Move)
}

// Check ticks a line of the checklist, or takes the tick away.
func (w Work) Check(c *fiber.Ctx) error {
	_, err := w.Cases.Check(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("item"), c.FormValue("done") == "yes")
	return w.done(c, err, application.Check)
}

// Vote gives the reader's vote.
func (w Work) Vote(c *fiber.Ctx) error {
	vote := application.Vote{For: c.FormValue("vote") == "for", Reason: c.FormValue("reason")}
	if choice := c.FormValue("vote"); choice != "for" && choice != "against" {
		return w.done(c, app.FailFields(app.Field{Name: "vote", Text: app.T("application.choice_missing")}), application.Cast)
	}
	if minor, ok := app.ParseAmount(c.FormValue("amount")); ok {
		vote.Amount = minor
	}
	_, err := w.Cases.Vote(c.UserContext(), guard.Actor(c), c.Params("application"), vote)
	return w.done(c, err, application.Cast)
}

// Note writes a note for colleagues.
func (w Work) Note(c *fiber.Ctx) error {
	_, err := w.Cases.Note(c.UserContext(), guard.Actor(c), c.Params("application"), c.FormValue("note"))
	return w.done(c, err, application.Remark)
}

// refusal is what an act that was refused shows beside its form: why it came too late or isn't the reader's, in a sentence.
func refusal(c *fiber.Ctx, err error) (text string, ok bool) {
	e, is := errors.AsType[*app.Error](err)
	if !is || e.Kind != app.Conflict && (e.Kind != app.Forbidden || web.Status(err) != http.StatusForbidden) {
		return "", false
	}
	return web.NewShell(c, "", "").Say(e.Text), true
}
