package report

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
)

// rowsOfServed is a store of one figure's rows, which all have the number 0.
type rowsOfServed struct {
	rows    []time.Time
	kept    map[app.Day]map[Facet]Packed
	changes []Change
	during  func() // while cells are counted
}

func (s *rowsOfServed) between(id string, from, until time.Time) (n int64) {
	for _, at := range s.rows {
		if id == "served" && !at.Before(from) && at.Before(until) {
			n++
		}
	}
	return n
}

func (s *rowsOfServed) Tally(_ context.Context, id string, _ Dimension, _ Within, from, until time.Time) ([]Tally, error) {
	return []Tally{{N: s.between(id, from, until)}}, nil
}

func (s *rowsOfServed) Cells(_ context.Context, id string, day app.Day, from, until time.Time) (list []Cell, err error) {
	for h := (Hour{day, 0}); h.Start().Before(until); h.N++ {
		if n := s.between(id, h.Start(), h.End()); n > 0 && !h.Start().Before(from) {
			list = append(list, Cell{Hour: h.N, Operator: "olga", N: n})
		}
	}
	if s.during != nil {
		s.during()
	}
	return list, nil
}

func (s *rowsOfServed) Packs(_ context.Context, id string, facet Facet, p Period) (list []Packed, err error) {
	for _, day := range p.Each() {
		if k, found := s.kept[day][facet]; found && id == "served" {
			list = append(list, k)
		}
	}
	return list, nil
}

func (s *rowsOfServed) Changed(_ context.Context, id string, p Period) (list []Hour, err error) {
	for _, c := range s.changes {
		if c.Figure == id && c.Day >= p.From && c.Day <= p.Until {
			list = append(list, c.Hour)
		}
	}
	return list, nil
}

func (s *rowsOfServed) Keep(_ context.Context, d Packed, facets map[Facet][]byte, counted []Change) (bool, error) {
	if d.Figure != "served" {
		return true, nil
	}
	if s.kept[d.Day][FacetAll].Version != d.Version {
		return false, nil
	}
	d.Version++
	s.kept[d.Day] = map[Facet]Packed{}
	for facet, content := range facets {
		d.Content = content
		s.kept[d.Day][facet] = d
	}
	s.changes = slices.DeleteFunc(s.changes, func(c Change) bool { return slices.Contains(counted, c) })
	return true, nil
}

func (s *rowsOfServed) Changes(context.Context, int) ([]Change, error) {
	return slices.Clone(s.changes), nil
}

func (s *rowsOfServed) Days(context.Context) (list []Packed, err error) {
	for _, f := range Figures {
		for _, facets := range s.kept {
			k := facets[FacetAll]
			k.Figure = f.ID
			list = append(list, k)
		}
	}
	return list, nil
}

func (s *rowsOfServed) Begin(context.Context) (time.Time, error)         { return s.rows[0], nil }
func (s *rowsOfServed) Teams(context.Context) (map[string]string, error) { return nil, nil }

func (s *rowsOfServed) Rows(context.Context, string, Within, time.Time, time.Time, Place, int) ([]Row, error) {
	return nil, nil
}

func (s *rowsOfServed) Names(context.Context, Dimension, string) (map[string]string, error) {
	return nil, nil
}

// hourly is a service over a row in each of so many hours until now, and the number of rows that a question finds.
func hourly(t *testing.T, n int) (*rowsOfServed, *Service, func() int64) {
	t.Helper()
	s := &rowsOfServed{kept: map[app.Day]map[Facet]Packed{}}
	first := app.Now().Truncate(time.Hour).Add(-time.Duration(n-1) * time.Hour)
	for i := range n {
		s.rows = append(s.rows, first.Add(time.Duration(i)*time.Hour))
	}
	service := &Service{Store: s}
	return s, service, func() int64 {
		t.Helper()
		boss := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.All}
		v, err := service.Total(t.Context(), boss, "served", Filter{Period: Period{app.DayOf(first), app.Today()}})
		if err != nil {
			t.Fatal(err)
		}
		return v.Bag.N()
	}
}

func counted(t *testing.T, s *Service) {
	t.Helper()
	if _, err := s.Count(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAnHourIsKeptFiveMinutesAfterItsEndAndNotBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the clock stands at midnight UTC, which is 3 o'clock in Moscow
		s, service, found := hourly(t, 50)
		today := app.Today()
		time.Sleep(59*time.Minute + 59*time.Second)
		s.rows = append(s.rows, app.Now())
		for _, c := range []struct {
			after time.Duration
			hours int
		}{{0, 3}, {2 * time.Second, 3}, {4*time.Minute + 58*time.Second, 3}, {2 * time.Second, 4}, {time.Hour, 5}} {
			time.Sleep(c.after)
			counted(t, service)
			if k := s.kept[today][FacetWhole]; k.Hours != c.hours || found() != 51 {
				t.Errorf("at %v %d hours are kept, want %d; %d rows are found", app.Now(), k.Hours, c.hours, found())
			}
		}
		if k := s.kept[today.Add(-1)][FacetWhole]; k.Hours != 24 {
			t.Errorf("of yesterday %d hours are kept", k.Hours)
		}
	})
}

// A row that changes while its hour is counted again may be in that count or not: its note stays, and the hour is counted once more.
func TestAChangeDuringACountIsNotForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, service, found := hourly(t, 50)
		counted(t, service)
		at := s.rows[7].Add(time.Minute)
		change := func(id string) { s.changes = append(s.changes, Change{id, "served", HourOf(at)}) }
		s.rows = append(s.rows, at)
		change("first")
		s.during = func() {
			s.during = nil
			s.rows = append(s.rows, at)
			change("second")
		}
		if n, err := service.countChanges(t.Context(), app.Now()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if len(s.changes) != 1 || s.changes[0].ID != "second" {
			t.Errorf("noted are %v", s.changes)
		}
		if n := found(); n != 52 {
			t.Errorf("%d rows are found, want 52", n)
		}
		counted(t, service)
		if n := found(); n != 52 || len(s.changes) > 0 {
			t.Errorf("%d rows are found, noted are %v", n, s.changes)
		}
	})
}

// Of two processes that count the same day the slower one has older rows: it stores nothing and forgets no change.
func TestTheSlowerOfTwoCountsIsThrownAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, service, found := hourly(t, 50)
		counted(t, service)
		at := s.rows[7].Add(time.Minute)
		s.rows = append(s.rows, at)
		s.changes = []Change{{"first", "served", HourOf(at)}}
		s.during = func() {
			s.during = nil
			s.rows = append(s.rows, at)
			s.changes = append(s.changes, Change{"second", "served", HourOf(at)})
			counted(t, service)
		}
		counted(t, service)
		if n := found(); n != 52 || len(s.changes) > 0 {
			t.Errorf("%d rows are found, noted are %v", n, s.changes)
		}
		if _, wrong, err := service.Compare(t.Context(), Period{app.Today().Add(-3), app.Today()}); err != nil || len(wrong) > 0 {
			t.Errorf("%v differ, %v", wrong, err)
		}
	})
}

func TestWatchFindsARowThatWasChangedPastTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, service, found := hourly(t, 24*110)
		for range 10 { // what is left is counted in the next minute
			counted(t, service)
		}
		day := app.Today().Add(-100)
		s.rows = append(s.rows, day.Start().Add(5*time.Hour))
		before := found()
		wrong := 0
		for range lookBack {
			n, err := service.Watch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			wrong += n
			time.Sleep(time.Hour)
		}
		if wrong != 1 || found() <= before {
			t.Errorf("%d days of figures were found, %d rows before and %d after", wrong, before, found())
		}
	})
}

// What another version of the program has kept isn't read: rows are counted until the day is counted again.
func TestAnUnknownFormIsNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, service, found := hourly(t, 50)
		counted(t, service)
		day := app.Today().Add(-1)
		for facet, k := range s.kept[day] {
			k.Content = []byte{packForm + 1, 0}
			s.kept[day][facet] = k
		}
		if n := found(); n != 50 {
			t.Errorf("%d rows are found, want 50", n)
		}
		if n, err := service.Watch(t.Context()); err != nil || n > 1 {
			t.Fatal(n, err)
		}
		if _, err := service.CountAgain(t.Context(), Period{day, day}); err != nil {
			t.Fatal(err)
		}
		if n := found(); n != 50 || !known(s.kept[day][FacetWhole].Content) {
			t.Errorf("after it was counted again %d rows are found, want 50", n)
		}
	})
}
