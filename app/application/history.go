package application

import (
	"errors"
	"fmt"
	"time"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/product"
)

// Step is one thing that happened to a past application.
type Step struct {
	After   time.Duration // since the step before
	Do      Act
	By      app.Actor         // of the bank; to whom an Assign gives it
	Note    string            // what was asked or answered, the text of an offer, or the reason of an end
	Answers Answers           // of a Fill, in the words that the client types
	Amount  int64             // of an offer, in the minor units of the ask
	Days    int               // that an offer holds
	Lang    string            // of an offer's text
	Flow    *workflow.Version // of a Submit: how it is decided; nil: by the table of the life alone
	To      string            // of a Move: id of the stage
	Item    string            // of a Check
	For     bool              // of a Cast: for Amount, or against, for Note
}

// Past makes an application out of one that is over or under way, by the rules that a live one follows: for banks that bring theirs
// along and for the demo bank. version answers what was in force on a day, and ask what the client wanted of it. Nothing of it goes into the
// audit: what was recorded then is not done again.
func Past(
	client app.Actor, version func(app.Day) (product.Version, error), ask func(product.Version, app.Day) product.Ask,
	start time.Time, steps []Step,
) (Update, error) {
	at := start.UTC().Truncate(time.Millisecond)
	day := app.DayOf(handedIn(at, steps))
	v, err := version(day)
	if err != nil {
		return Update{}, err
	}
	quote, err := v.Quote(ask(v, day))
	if err != nil {
		return Update{}, err
	}
	all := begin(client, v, quote, app.NewID(), at)
	for i, step := range steps {
		at = at.Add(step.After)
		if v, err = version(max(app.DayOf(at), day)); err != nil {
			return Update{}, err
		}
		if err := all.follow(client, v, step, at); err != nil {
			return Update{}, fmt.Errorf("step %d of the application: %w", i+1, err)
		}
	}
	all.Audit = nil
	return all, nil
}

// handedIn is when the steps submit, or when the last one of them is done.
func handedIn(at time.Time, steps []Step) time.Time {
	for _, step := range steps {
		if at = at.Add(step.After); step.Do == Submit {
			break
		}
	}
	return at
}

// follow adds what a step does.
func (c *Update) follow(client app.Actor, v product.Version, step Step, at time.Time) error {
	if step.Do == Fill {
		for _, s := range v.Content.Form {
			next, err := c.Application.fill(client, v, s.ID, step.Answers, true, at)
			if err == nil && next.Then != nil { // as far as the client came
				next, err = c.Application.fill(client, v, s.ID, step.Answers, false, at)
			}
			if err != nil {
				return err
			}
			c.add(next)
		}
		return nil
	}
	next, err := c.Application.step(client, v, step, at)
	if err = errors.Join(err, next.Then); err != nil {
		return err
	}
	c.add(next)
	return nil
}

func (c *Update) add(next Update) {
	c.Application, c.Number = next.Application, c.Number || next.Number
	c.Events, c.Answers = append(c.Events, next.Events...), append(c.Answers, next.Answers...)
	c.Ticks, c.Votes = append(c.Ticks, next.Ticks...), append(c.Votes, next.Votes...)
}

func (a Application) step(client app.Actor, v product.Version, step Step, at time.Time) (Update, error) {
	switch step.Do {
	case Submit:
		a.Flow = step.Flow
		return a.submit(client, v, app.NewID(), at)
	case Move:
		return a.transfer(step.By, step.To, step.Note, at)
	case Check:
		return a.check(step.By, step.Item, true, at)
	case Cast:
		return a.vote(step.By, Vote{For: step.For, Amount: step.Amount, Reason: step.Note}, at)
	case Remark:
		return a.remark(step.By, step.Note, at)
	case Take:
		return a.take(step.By, at)
	case Assign:
		return a.assign(step.By, person(step.By), at)
	case Ask:
		return a.ask(step.By, step.Note, at)
	case Answer:
		return a.answer(client, step.Note, at)
	case Make:
		want := a.Ask
		want.Amount = step.Amount
		quote, err := v.Quote(want)
		if err != nil {
			return Update{}, err
		}
		return a.offer(step.By, v, OfferDraft{Expires: app.DayOf(at).Add(step.Days), Text: step.Note, Lang: step.Lang}, quote, at)
	case Accept:
		if a.Offer == nil {
			return Update{}, errors.New("there is no offer to accept")
		}
		return a.accept(client, a.Offer.Digest, at)
	case Decline:
		if a.Offer == nil {
			return Update{}, errors.New("there is no offer to decline")
		}
		return a.decline(client, a.Offer.Digest, step.Note, at)
	case Withdraw:
		return a.withdraw(client, step.Note, at)
	case Refuse:
		return a.refuse(step.By, step.Note, "", at)
	case Fulfil:
		return a.fulfil(step.By, at)
	}
	return Update{}, fmt.Errorf("nobody can %s in the past", step.Do)
}
