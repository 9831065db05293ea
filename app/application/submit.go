package application

import (
	"strconv"
	"time"

	"telemark/app"
	"telemark/app/product"
)

// reckon quotes a draft again by the version that is in force.
func (a Application) reckon(actor app.Actor, v product.Version, quote product.Quote, at time.Time) (Update, error) {
	if _, err := a.next(actor, Fill); err != nil {
		return Update{}, err
	}
	u := a.update()
	if v.Number == a.Version && quote.Ask == a.Ask && sameFigures(quote, a.Quote) {
		return u, nil
	}
	u.Application.Version, u.Application.Ask, u.Application.Quote = v.Number, quote.Ask, quote
	u.save(at)
	return u, nil
}

// since are the figures that are not what they were before: in the unit of the figure, as whole numbers.
func (a Application) since(before Application) (changes []Change) {
	add := func(figure string, old, new int64) {
		if old != new {
			changes = append(changes, Change{figure, strconv.FormatInt(old, 10), strconv.FormatInt(new, 10)})
		}
	}
	was, is := before.Quote, a.Quote
	add("version", int64(before.Version), int64(a.Version))
	add("amount", before.Ask.Amount, a.Ask.Amount)
	add("term", int64(before.Ask.Term), int64(a.Ask.Term))
	add("rate", int64(was.Rate), int64(is.Rate))
	add("payment", was.Payment, is.Payment)
	add("last", was.Last, is.Last)
	add("interest", was.Interest, is.Interest)
	add("fees", was.Fees, is.Fees)
	add("cashback", was.Cashback, is.Cashback)
	add("total", was.Total, is.Total)
	add("effective", int64(was.Effective), int64(is.Effective))
	return changes
}

// ErrFigures says that the figures which the client saw are not those of today, and that the new ones stand in the draft now: whoever
// submits again, with another key, has seen them.
var ErrFigures = app.Fail(app.Conflict, app.T("application.figures_changed"))

// submit hands a draft in, by the version that is in force today. What the client has not seen is not submitted: figures that have
// changed are put into the draft, and the same click again doesn't confirm them. Submitting twice changes nothing.
func (a Application) submit(actor app.Actor, v product.Version, key string, at time.Time) (Update, error) {
	if a.Number != "" && actor.Role == app.Client {
		return a.update(), nil
	}
	to, err := a.next(actor, Submit)
	if err != nil {
		return Update{}, err
	}
	if key == a.Told {
		return Update{}, ErrFigures
	}
	today, ask := app.DayOf(at), a.Ask
	ask.Start = max(ask.Start, today) // a contract doesn't begin before it is asked for
	quote, err := v.Quote(ask)
	if err != nil {
		return Update{}, err
	}
	u := a.update()
	u.Application.Version, u.Application.Ask, u.Application.Quote = v.Number, quote.Ask, quote
	if v.Number != a.Version || !sameFigures(a.Quote, quote) {
		u.Application.Told = key
		u.move(actor, Fill, Draft, at).Changes = u.Application.since(a)
		u.Then = ErrFigures
		return u, nil
	}
	var wrong []app.Field
	for _, step := range v.Content.Form {
		wrong = append(wrong, u.Application.unready(step.Fields, today)...)
	}
	if len(wrong) == 0 {
		wrong = u.Application.refused(v, today, nil)
	}
	if len(wrong) > 0 {
		return Update{}, app.FailFields(wrong...)
	}
	u.Number = true
	u.Application.Step, u.Application.SubmittedAt = Review, &at
	u.move(actor, Submit, to, at)
	if a.Flow != nil {
		u.Application.Workflow, u.Application.Rules = a.Flow.Workflow, a.Flow.Number
		u.enter(app.Actor{}, a.Flow.Stages[0], at)
	}
	u.record(actor, "application.submit", "", a.Slug)
	return u, nil
}

// sameFigures tells whether two quotes show the same figures.
func sameFigures(a, b product.Quote) bool {
	return a.Rate == b.Rate && a.Payment == b.Payment && a.Last == b.Last && a.Highest == b.Highest && a.Interest == b.Interest &&
		a.Fees == b.Fees && a.Cashback == b.Cashback && a.Total == b.Total && a.Effective == b.Effective
}
