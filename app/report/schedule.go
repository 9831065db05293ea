package report

import (
	"context"
	"time"

	"telemark/app"
)

// Schedule makes an export again and again: every morning of the day before, or every Monday of the seven days before.
type Schedule struct {
	ID        string
	Owner     string
	Order     Order
	Every     string // EveryDay or EveryWeek
	Next      time.Time
	CreatedAt time.Time
}

// How often.
const (
	EveryDay  = "day"
	EveryWeek = "week"
)

const (
	morning      = 6 * time.Hour // when they are made, where the bank is
	mostSchedule = 20            // of one person
	duePage      = 50
)

// next is the first morning after a moment on which a schedule is due. Clocks may change in between: a morning is counted from its own day.
func (s Schedule) next(after time.Time) time.Time {
	for day := app.DayOf(after); ; day = day.Add(1) {
		d := day.Date()
		at := time.Date(d.Year(), d.Month(), d.Day(), int(morning/time.Hour), 0, 0, 0, app.Zone()).UTC()
		if at.After(after) && (s.Every == EveryDay || d.Weekday() == time.Monday) {
			return at
		}
	}
}

// due is what a schedule orders at a moment.
func (s Schedule) due(now time.Time) Order {
	o, last := s.Order, app.DayOf(now).Add(-1)
	o.Filter.Period = Period{last, last}
	if s.Every == EveryWeek {
		o.Filter.Period = Period{last.Add(-6), last}
	}
	return o
}

// Plan orders an export again and again. Its period is that of Every, whatever the order's.
func (s *Exports) Plan(ctx context.Context, actor app.Actor, o Order, every string) (Schedule, error) {
	plan := Schedule{ID: app.NewID(), Owner: actor.ID, Order: o, Every: every, CreatedAt: app.Now()}
	if every != EveryDay && every != EveryWeek {
		return plan, app.FailFields(app.Field{Name: "every", Text: app.T("report.every_wrong")})
	}
	plan.Order = plan.due(plan.CreatedAt)
	if err := plan.Order.check(actor); err != nil {
		return plan, err
	}
	list, err := s.Store.SchedulesOf(ctx, actor.ID, mostSchedule)
	if err != nil {
		return plan, err
	}
	if len(list) == mostSchedule {
		return plan, app.Fail(app.Conflict, app.T("report.schedules_most", "Count", mostSchedule))
	}
	plan.Next = plan.next(plan.CreatedAt)
	_, record, err := plan.Order.job(actor)
	if err != nil {
		return plan, err
	}
	return plan, s.Store.AddSchedule(ctx, plan, app.Record(actor, "report.schedule", plan.ID, "", every+" "+record.New))
}

// Plans are the actor's own.
func (s *Exports) Plans(ctx context.Context, actor app.Actor) ([]Schedule, error) {
	return s.Store.SchedulesOf(ctx, actor.ID, mostSchedule)
}

// Drop ends one of the actor's schedules.
func (s *Exports) Drop(ctx context.Context, actor app.Actor, id string) error {
	if !app.IsID(id) {
		return app.ErrNotFound
	}
	return s.Store.EndSchedule(ctx, id, actor.ID, app.Record(actor, "report.unschedule", id, "", ""))
}

// MakeDue makes what is due, and answers how many. Whose owner has lost the duty is left out, and looked at again the next time. A program
// that stood still makes one export for what it missed, not one for each morning.
func (s *Exports) MakeDue(ctx context.Context) (made int, err error) {
	now := app.Now()
	list, err := s.Store.Due(ctx, now, duePage)
	if err != nil {
		return 0, err
	}
	for _, plan := range list {
		owner, err := s.Store.Reader(ctx, plan.Owner)
		order := plan.due(now)
		if err == nil {
			err = order.check(owner)
		}
		switch app.KindOf(err) { //nolint:exhaustive // all others are faults
		case app.NotFound, app.Forbidden:
			if err := s.Store.Skip(ctx, plan, plan.next(now)); err != nil {
				return made, err
			}
			continue
		}
		if err != nil {
			return made, err
		}
		j, record, err := order.job(owner)
		if err != nil {
			return made, err
		}
		mine, err := s.Store.Take(ctx, plan, plan.next(now), j, record)
		if err != nil {
			return made, err
		}
		if mine {
			made++
		}
	}
	return made, nil
}
