package report

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"telemark/app"
)

// Tally is how many rows of a group have a number.
type Tally struct {
	Group string // id in the dimension; empty: nobody, or the whole
	Value int64
	N     int64
}

// Store has the one query of each figure. It holds no rule. Live figures take no notice of times.
type Store interface {
	// Tally counts the rows of a figure from a moment until before another, by what the store knows: Whole, ByOperator, ByTeam, ByTopic,
	// ByKind, ByState.
	Tally(ctx context.Context, id string, by Dimension, f Within, from, until time.Time) ([]Tally, error)
	// Rows lists them, the latest first, after a place.
	Rows(ctx context.Context, id string, f Within, from, until time.Time, after Place, limit int) ([]Row, error)
	// Names are what the groups of ByOperator, ByTeam and ByTopic are called.
	Names(ctx context.Context, by Dimension, lang string) (map[string]string, error)
	KeptStore
}

// Value is a figure with what was measured. None is true when there was nothing to measure, which is not zero.
type Value struct {
	Figure
	Bag    Bag
	Number float64
	None   bool
}

func valueOf(f Figure, b Bag) Value {
	number, found := b.Number(f)
	return Value{Figure: f, Bag: b, Number: number, None: !found}
}

// Group is a figure's value of one part: a day, an hour, an operator.
type Group struct {
	Key string
	Value
}

// Service answers the figures that a screen shows.
type Service struct {
	Store Store
	// Goal is the bank's service level; nil: AnswerGoal.
	Goal func(ctx context.Context) (time.Duration, error)
}

// Figure is one of the dictionary, as the bank counts it now.
func (s *Service) Figure(ctx context.Context, id string) (Figure, error) {
	f, err := ByID(id)
	if err != nil || id != inTime || s.Goal == nil {
		return f, err
	}
	goal, err := s.Goal(ctx)
	return f.underGoal(goal), err
}

// Total is a figure of a period.
func (s *Service) Total(ctx context.Context, actor app.Actor, id string, f Filter) (Value, error) {
	groups, err := s.Split(ctx, actor, id, f, Whole)
	if err != nil {
		return Value{}, err
	}
	return groups[0].Value, nil
}

// Split is a figure by a dimension. Days and hours are all there, in order; other groups are those that have rows, the largest first.
func (s *Service) Split(ctx context.Context, actor app.Actor, id string, f Filter, by Dimension) ([]Group, error) {
	figure, err := s.Figure(ctx, id)
	if err != nil {
		return nil, err
	}
	if !figure.Splits(by) || !figure.Has(f) {
		return nil, app.ErrNotFound
	}
	if !figure.Live {
		if err := f.Check(); err != nil {
			return nil, err
		}
	}
	w, err := f.within(actor)
	if err != nil {
		return nil, err
	}
	switch by {
	case ByDay:
		return s.days(ctx, figure, w)
	case ByHour:
		return s.hours(ctx, figure, w)
	}
	bags, err := s.period(ctx, figure, by, w)
	if err != nil {
		return nil, err
	}
	groups := make([]Group, 0, len(bags))
	for key, bag := range bags {
		groups = append(groups, Group{key, valueOf(figure, bag)})
	}
	if by == Whole && len(groups) == 0 {
		return []Group{{Value: valueOf(figure, Bag{})}}, nil
	}
	slices.SortFunc(groups, func(a, b Group) int {
		if a.Bag.n != b.Bag.n {
			return int(b.Bag.n - a.Bag.n)
		}
		return strings.Compare(a.Key, b.Key)
	})
	return groups, nil
}

// period puts the days of a period together.
func (s *Service) period(ctx context.Context, f Figure, by Dimension, w Within) (map[string]Bag, error) {
	if f.Live {
		from, until := moments(f, w.Period)
		return s.bags(ctx, f, by, w, from, until)
	}
	days, err := s.daily(ctx, f, by, w)
	if err != nil {
		return nil, err
	}
	parts := map[string][]Bag{}
	for _, bags := range days {
		for key, bag := range bags {
			if parts[key] == nil {
				parts[key] = make([]Bag, 0, len(days))
			}
			parts[key] = append(parts[key], bag)
		}
	}
	all := make(map[string]Bag, len(parts))
	for key, list := range parts {
		all[key] = joined(list...)
	}
	return all, nil
}

// moments bound what is asked of the store.
func moments(f Figure, p Period) (from, until time.Time) {
	if f.Live {
		return time.Time{}, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return p.Moments()
}

// asking is by what the store is asked. What is counted for each operator is asked by operator and put together, because the same hour of two
// operators is two hours of work.
func (f Figure) asking(by Dimension) Dimension {
	if f.Sum == Each && by == Whole {
		return ByOperator
	}
	return by
}

// putTogether makes one bag of those of all operators, where it was asked by operator for the whole.
func (f Figure) putTogether(by Dimension, bags map[string]Bag) map[string]Bag {
	if f.asking(by) == by || len(bags) == 0 {
		return bags
	}
	return map[string]Bag{"": joined(slices.Collect(maps.Values(bags))...)}
}

// bags counts the rows of a stretch of time.
func (s *Service) bags(ctx context.Context, f Figure, by Dimension, w Within, from, until time.Time) (map[string]Bag, error) {
	list, err := s.Store.Tally(ctx, f.ID, f.asking(by), w, from, until)
	if err != nil {
		return nil, err
	}
	bags := map[string]Bag{}
	for _, t := range list {
		b := bags[t.Group]
		b.add(t.Value, t.N)
		bags[t.Group] = b
	}
	return f.putTogether(by, bags), nil
}

func (s *Service) days(ctx context.Context, f Figure, w Within) ([]Group, error) {
	days, err := s.daily(ctx, f, Whole, w)
	if err != nil {
		return nil, err
	}
	groups := make([]Group, 0, len(days))
	for i, day := range w.Each() {
		groups = append(groups, Group{string(day), valueOf(f, days[i][""])})
	}
	return groups, nil
}

// hours puts the same hour of all days together. An hour that a change of clocks repeats counts twice, one that it leaves out never.
func (s *Service) hours(ctx context.Context, f Figure, w Within) ([]Group, error) {
	bags, err := s.hourly(ctx, f, w)
	if err != nil {
		return nil, err
	}
	groups := make([]Group, 0, len(bags))
	for hour, bag := range bags {
		groups = append(groups, Group{time.Date(0, 1, 1, hour, 0, 0, 0, time.UTC).Format("15"), valueOf(f, bag)})
	}
	return groups, nil
}

// Join puts the parts of a figure together: the days of a period are the period.
func Join(f Figure, parts []Group) Value {
	var all Bag
	for _, p := range parts {
		all.join(p.Bag)
	}
	return valueOf(f, all)
}

// Today measures the figures of the wall: those of this moment, and the others since the start of the bank's day.
func (s *Service) Today(ctx context.Context, actor app.Actor) ([]Value, error) {
	var values []Value
	for _, f := range Figures {
		if !f.Wall {
			continue
		}
		v, err := s.Total(ctx, actor, f.ID, Filter{Period: Period{app.Today(), app.Today()}})
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// PageSize is how many rows a list shows at once.
const PageSize = 50

// Rows lists the rows behind a number, the latest first, a page at a time. next is the place of the last one; zero on the last page.
func (s *Service) Rows(ctx context.Context, actor app.Actor, id string, f Filter, after Place) (list []Row, next Place, err error) {
	figure, w, err := s.open(actor, id, f)
	if err != nil {
		return nil, Place{}, err
	}
	from, until := moments(figure, f.Period)
	list, err = s.Store.Rows(ctx, id, w, from, until, after, PageSize+1)
	if err == nil && len(list) > PageSize {
		list = list[:PageSize]
		next = list[PageSize-1].Place
	}
	return list, next, err
}

// open checks what somebody asks of a figure's rows.
func (s *Service) open(actor app.Actor, id string, f Filter) (Figure, Within, error) {
	figure, err := ByID(id)
	if err != nil {
		return figure, Within{}, err
	}
	if !actor.May(app.Supervisor) {
		return figure, Within{}, app.Fail(app.Forbidden, app.T("error.not_your_duty", "Duty", app.Supervisor.Name()))
	}
	if !figure.Has(f) {
		return figure, Within{}, app.ErrNotFound
	}
	if !figure.Live {
		if err := f.Check(); err != nil {
			return figure, Within{}, err
		}
	}
	w, err := f.within(actor)
	return figure, w, err
}

// Names are what the groups of a dimension are called, of those that have names of their own.
func (s *Service) Names(ctx context.Context, by Dimension, lang string) (map[string]string, error) {
	switch by {
	case ByOperator, ByTeam, ByTopic:
		return s.Store.Names(ctx, by, lang)
	}
	return map[string]string{}, nil
}
