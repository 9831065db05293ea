package report

import (
	"context"
	"log/slog"
	"time"

	"telemark/app"
)

// settle is after how long nobody adds to an hour any more without noting it: transactions that began in it are over, and the clocks of all
// processes have left it.
const settle = 5 * time.Minute

const (
	changesAtOnce = 1000
	countFor      = 45 * time.Second // of a minute: what is left is counted in the next one
)

// Count brings what is kept of the days up to date: first the hours that have changed, then those that have ended, the latest days first. It
// answers how many days of figures it has counted. Several processes may do it at once.
func (s *Service) Count(ctx context.Context) (n int, err error) {
	begun := app.Now()
	if n, err = s.countChanges(ctx, begun); err != nil {
		return n, err
	}
	begin, err := s.Store.Begin(ctx)
	if err != nil || begin.IsZero() {
		return n, err
	}
	kept, err := s.Store.Days(ctx)
	if err != nil {
		return n, err
	}
	hours := map[string]map[app.Day]int{}
	for _, k := range kept {
		if hours[k.Figure] == nil {
			hours[k.Figure] = map[app.Day]int{}
		}
		hours[k.Figure][k.Day] = k.Hours
	}
	settled := begun.Add(-settle)
	for day, first := app.DayOf(settled), app.DayOf(begin); day >= first; day = day.Add(-1) {
		ended := hoursUntil(day, settled)
		for _, f := range Figures {
			if have, known := hours[f.ID][day]; f.Live || known && have >= ended || !known && ended == 0 {
				continue
			}
			if app.Now().Sub(begun) > countFor {
				return n, nil
			}
			counted, err := s.countDay(ctx, f, day, nil)
			if err != nil {
				return n, err
			}
			if counted {
				n++
			}
		}
	}
	return n, nil
}

// countChanges counts hours again whose rows have changed.
func (s *Service) countChanges(ctx context.Context, begun time.Time) (n int, err error) {
	for app.Now().Sub(begun) < countFor {
		list, err := s.Store.Changes(ctx, changesAtOnce)
		if err != nil {
			return n, err
		}
		more := len(list) == changesAtOnce
		for len(list) > 0 {
			some := 1
			for some < len(list) && list[some].Figure == list[0].Figure && list[some].Day == list[0].Day {
				some++
			}
			f, err := ByID(list[0].Figure)
			if err != nil {
				return n, err
			}
			counted, err := s.countDay(ctx, f, list[0].Day, list[:some])
			if err != nil {
				return n, err
			}
			if list = list[some:]; counted {
				n++
			} else {
				more = false // somebody else is at it
			}
		}
		if !more {
			break
		}
	}
	return n, nil
}

// countDay counts the hours of a day that have ended and aren't kept, and those that have changed.
func (s *Service) countDay(ctx context.Context, f Figure, day app.Day, changes []Change) (bool, error) {
	changed := map[int]bool{}
	for _, c := range changes {
		changed[c.N] = true
	}
	packs, err := s.Store.Packs(ctx, f.ID, FacetAll, Period{day, day})
	if err != nil {
		return false, err
	}
	k := keptDay{Packed{Figure: f.ID, Day: day}, changed}
	if len(packs) > 0 {
		k.Packed = packs[0]
	}
	groups, err := k.groups(func(Cell) (string, bool) { return "", true })
	if err != nil { // of a form that this program doesn't know
		k.Hours, groups = 0, nil
	}
	var cells []Cell
	for _, g := range groups {
		cells = g.cells(cells)
	}
	ended := max(k.Hours, hoursUntil(day, app.Now().Add(-settle)))
	for _, some := range stretches(day, ended, func(hour int) bool { return !k.counted(hour) }) {
		more, err := s.cells(ctx, f, some)
		if err != nil {
			return false, err
		}
		cells = append(cells, more...)
	}
	k.Hours = ended
	return s.Store.Keep(ctx, k.Packed, f.packs(cells), changes)
}

func (s *Service) cells(ctx context.Context, f Figure, some stretch) ([]Cell, error) {
	from, until := some.moments()
	return s.Store.Cells(ctx, f.ID, some.day, from, until)
}

func (f Figure) packs(cells []Cell) map[Facet][]byte {
	packs := map[Facet][]byte{}
	for _, facet := range f.facets() {
		packs[facet] = f.pack(facet, cells)
	}
	return packs
}

// Difference is a day of a figure of which something else is kept than its rows say.
type Difference struct {
	Figure string
	Day    app.Day
}

// Compare counts the rows of all days of a period that are kept, and tells which differ from what is kept, and how many were compared. What
// changes meanwhile is left out.
func (s *Service) Compare(ctx context.Context, p Period) (compared int, wrong []Difference, err error) {
	for _, f := range Figures {
		if f.Live {
			continue
		}
		for _, day := range p.Each() {
			kept, fits, err := s.compareDay(ctx, f, day)
			if err != nil {
				return compared, wrong, err
			}
			if kept {
				compared++
			}
			if !fits {
				wrong = append(wrong, Difference{f.ID, day})
			}
		}
	}
	return compared, wrong, nil
}

// compareDay compares all facets of a day with its rows.
func (s *Service) compareDay(ctx context.Context, f Figure, day app.Day) (kept, fits bool, err error) {
	one := Period{day, day}
	before, err := s.Store.Packs(ctx, f.ID, FacetAll, one)
	if err != nil || len(before) == 0 {
		return false, true, err
	}
	var cells []Cell
	if hours := before[0].Hours; hours > 0 {
		if cells, err = s.cells(ctx, f, stretch{day, 0, hours - 1}); err != nil {
			return true, false, err
		}
	}
	fits = true
	for facet, want := range f.packs(cells) {
		now, err := s.Store.Packs(ctx, f.ID, facet, one)
		if err != nil {
			return true, false, err
		}
		fits = fits && len(now) == 1 && now[0].equal(before[0].Hours, want)
	}
	if fits {
		return true, true, nil
	}
	hours, err := s.Store.Changed(ctx, f.ID, one)
	if err != nil {
		return true, false, err
	}
	after, err := s.Store.Packs(ctx, f.ID, FacetAll, one)
	moved := len(hours) > 0 || len(after) != 1 || after[0].Version != before[0].Version
	return true, moved, err
}

// CountAgain counts all that is kept of a period from its rows, whatever is noted, and answers how many days of figures these were.
func (s *Service) CountAgain(ctx context.Context, p Period) (n int, err error) {
	for _, f := range Figures {
		if f.Live {
			continue
		}
		for _, day := range p.Each() {
			var all []Change
			for hour := range hoursUntil(day, app.Now().Add(-settle)) {
				all = append(all, Change{Figure: f.ID, Hour: Hour{day, hour}})
			}
			if len(all) == 0 {
				continue
			}
			counted, err := s.countDay(ctx, f, day, all)
			if err != nil {
				return n, err
			}
			if counted {
				n++
			}
		}
	}
	return n, nil
}

// lookBack is how many of the last days Watch goes through, one each hour: all of them in about two weeks.
const lookBack = 366

// Watch compares the days of which it is the turn at this moment, and counts again what differs: a row was changed past the program.
func (s *Service) Watch(ctx context.Context) (wrong int, err error) {
	turn := int(app.Now().Unix() / int64(time.Hour/time.Second))
	day := app.Today().Add(-1 - turn%lookBack)
	_, list, err := s.Compare(ctx, Period{day, day})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	slog.ErrorContext(ctx, "what is kept of figures differs from their rows, and is counted again", "day", day, "figures", list)
	_, err = s.CountAgain(ctx, Period{day, day})
	return len(list), err
}
