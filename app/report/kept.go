package report

import (
	"context"
	"time"

	"telemark/app"
)

// Figures of a period are made of what is kept of each of its days, so that a year of millions of rows is answered as fast as a quiet day. What
// is kept of a day is the number of its rows by hour, by all that the figure knows of them and by their numbers, not rounded: with the rows
// of the hours that aren't in it, it is the plain count, and Compare proves that.
//
// An hour is in it from some minutes after its end. A change of its rows, from then on, is noted in the change's own transaction; until the
// hour is counted again, its rows are.

// KeptStore holds what is kept of the days.
type KeptStore interface {
	// Cells counts the rows of a figure in a stretch of a day, by all that is known of them.
	Cells(ctx context.Context, id string, day app.Day, from, until time.Time) ([]Cell, error)
	// Packs are a facet of the days of a period, in order; days of which nothing is kept are missing.
	Packs(ctx context.Context, id string, facet Facet, p Period) ([]Packed, error)
	// Changed are the hours of a period of which rows have changed since.
	Changed(ctx context.Context, id string, p Period) ([]Hour, error)
	// Keep stores the facets of a day and forgets the changes that are counted in it, in one transaction. d has the version on which it
	// rests; kept is false, and nothing is changed, when somebody else has stored another one since.
	Keep(ctx context.Context, d Packed, facets map[Facet][]byte, counted []Change) (kept bool, err error)
	// Changes are so many changes that aren't counted yet, those of a figure and hour together.
	Changes(ctx context.Context, limit int) ([]Change, error)
	// Days are all that is kept, without its content.
	Days(ctx context.Context) ([]Packed, error)
	// Begin is the moment of the first row; the zero time when there is none.
	Begin(ctx context.Context) (time.Time, error)
	// Teams are the teams of the bank's people; empty of who is in none.
	Teams(ctx context.Context) (map[string]string, error)
}

// Change is a note that rows of an hour that had ended have changed.
type Change struct {
	ID     string
	Figure string
	Hour
}

// daily counts each day of a period. Changes are asked for first: an hour that is counted again in between is counted from its rows, not left out.
func (s *Service) daily(ctx context.Context, f Figure, by Dimension, w Within) ([]map[string]Bag, error) {
	kept, err := s.kept(ctx, f, f.facet(f.asking(by), w), w.Period)
	if err != nil {
		return nil, err
	}
	choose, err := s.choose(ctx, f.asking(by), w)
	if err != nil {
		return nil, err
	}
	days := make([]map[string]Bag, 0, w.Days())
	for _, day := range w.Each() {
		bags, err := s.day(ctx, f, by, w, day, kept[day], choose)
		if err != nil {
			return nil, err
		}
		days = append(days, bags)
	}
	return days, nil
}

// keptDay is what is kept of a day, with the hours in it that have changed.
type keptDay struct {
	Packed
	changed map[int]bool
}

// counted tells whether an hour is in what is kept, as it is now.
func (k keptDay) counted(hour int) bool { return hour < k.Hours && !k.changed[hour] }

// kept reads a facet of days. Of those that have changed it reads the one that knows the hours.
func (s *Service) kept(ctx context.Context, f Figure, facet Facet, p Period) (map[app.Day]keptDay, error) {
	hours, err := s.Store.Changed(ctx, f.ID, p)
	if err != nil {
		return nil, err
	}
	days := map[app.Day]keptDay{}
	read := func(facet Facet, p Period) error {
		packs, err := s.Store.Packs(ctx, f.ID, facet, p)
		for _, pack := range packs {
			if !known(pack.Content) { // of another program's time: Watch has it counted again
				pack.Hours, pack.Version = 0, 0
			}
			days[pack.Day] = keptDay{pack, days[pack.Day].changed}
		}
		return err
	}
	if err := read(facet, p); err != nil {
		return nil, err
	}
	for _, h := range hours {
		k := days[h.Day]
		if k.changed == nil {
			k.changed = map[int]bool{}
		}
		k.changed[h.N] = true
		days[h.Day] = k
	}
	for day, k := range days {
		if len(k.changed) > 0 && facet != FacetAll {
			if err := read(FacetAll, Period{day, day}); err != nil {
				return nil, err
			}
		}
	}
	return days, nil
}

// facet is the smallest one that answers a question.
func (f Figure) facet(by Dimension, w Within) Facet {
	needs := map[Facet]bool{facetOf[by]: true}
	for facet, value := range map[Facet]string{FacetOperator: w.Operator + w.Team, FacetTopic: w.Topic, FacetKind: w.Kind, FacetState: w.State} {
		if value != "" {
			needs[facet] = true
		}
	}
	if w.Reach.Scope != app.All {
		needs[FacetOperator] = true
	}
	delete(needs, FacetWhole)
	switch len(needs) {
	case 0:
		return FacetWhole
	case 1:
		for facet := range needs {
			return facet
		}
	}
	return FacetThings
}

// choice says into which group of a dimension a cell belongs; ok is false when the filter or the reader's reach leaves it out. It says of
// cells what the store's condition says of rows.
type choice func(Cell) (key string, ok bool)

func (s *Service) choose(ctx context.Context, by Dimension, w Within) (choice, error) {
	var teams map[string]string
	if w.Reach.Scope != app.All || w.Team != "" || by == ByTeam {
		var err error
		if teams, err = s.Store.Teams(ctx); err != nil {
			return nil, err
		}
	}
	return func(c Cell) (string, bool) {
		team, staff := teams[c.Operator]
		if w.Operator != "" && c.Operator != w.Operator || w.Team != "" && team != w.Team || w.Topic != "" && c.Topic != w.Topic ||
			w.Kind != "" && c.Kind != w.Kind || w.State != "" && c.State != w.State {
			return "", false
		}
		if w.Reach.Scope != app.All && !w.Reach.Holds(c.Operator, team) || w.Reach.Scope == app.Team && c.Operator != "" && c.Operator != w.Reach.Person && !staff {
			return "", false
		}
		switch by { //nolint:exhaustive // the others are the whole
		case ByOperator:
			return c.Operator, true
		case ByTeam:
			return team, true
		case ByTopic:
			return c.Topic, true
		case ByKind:
			return c.Kind, true
		case ByState:
			return c.State, true
		}
		return "", true
	}, nil
}

// day counts a day: what is kept of it, and the rows of the other hours.
func (s *Service) day(ctx context.Context, f Figure, by Dimension, w Within, day app.Day, k keptDay, choose choice) (map[string]Bag, error) {
	groups, err := k.groups(choose)
	if err != nil {
		return nil, err
	}
	parts := make(map[string]pile, len(groups))
	for _, g := range groups {
		key, _ := choose(g.Cell)
		parts[key] = parts[key].with(g.bag)
	}
	if len(k.changed) == 0 && k.Hours == hoursIn(day) {
		return f.putTogether(by, bagsOf(parts)), nil
	}
	for _, some := range stretches(day, hoursIn(day), func(hour int) bool { return !k.counted(hour) }) {
		from, until := some.moments()
		bags, err := s.bags(ctx, f, f.asking(by), w, from, until)
		if err != nil {
			return nil, err
		}
		for key, bag := range bags {
			parts[key] = parts[key].with(bag)
		}
	}
	return f.putTogether(by, bagsOf(parts)), nil
}

// pile is bags of parts of what one operator did in a day. Most have one.
type pile struct {
	first Bag
	more  []Bag
}

func (p pile) with(b Bag) pile {
	if p.first.n == 0 {
		return pile{first: b}
	}
	p.more = append(p.more, b)
	return p
}

func bagsOf(parts map[string]pile) map[string]Bag {
	bags := make(map[string]Bag, len(parts))
	for key, p := range parts {
		if bags[key] = p.first; len(p.more) > 0 {
			bags[key] = same(append(p.more, p.first)...)
		}
	}
	return bags
}

// groups reads what is kept and still holds.
func (k keptDay) groups(choose choice) ([]group, error) {
	if k.Version == 0 {
		return nil, nil
	}
	return unpack(k.Content, func(c Cell) bool {
		_, chosen := choose(c)
		return chosen && (len(k.changed) == 0 || k.counted(c.Hour))
	})
}

// hourly counts the days of a period by the hour of the clock.
func (s *Service) hourly(ctx context.Context, f Figure, w Within) (hours [24]Bag, err error) {
	facet := FacetAll
	if f.asking(Whole) == Whole && f.facet(Whole, w) == FacetWhole {
		facet = FacetHour
	}
	kept, err := s.kept(ctx, f, facet, w.Period)
	if err != nil {
		return hours, err
	}
	choose, err := s.choose(ctx, f.asking(Whole), w)
	if err != nil {
		return hours, err
	}
	var parts [24][]Bag
	for _, day := range w.Each() {
		k := kept[day]
		groups, err := k.groups(choose)
		if err != nil {
			return hours, err
		}
		ofHour := map[Hour]map[string][]Bag{}
		for _, g := range groups {
			h := Hour{day, g.Hour}
			if ofHour[h] == nil {
				ofHour[h] = map[string][]Bag{}
			}
			key, _ := choose(g.Cell)
			ofHour[h][key] = append(ofHour[h][key], g.bag)
		}
		for h := (Hour{day, 0}); h.N < hoursIn(day); h.N++ {
			bags := map[string]Bag{}
			for key, list := range ofHour[h] {
				bags[key] = same(list...)
			}
			if bags = f.putTogether(Whole, bags); !k.counted(h.N) {
				if bags, err = s.bags(ctx, f, Whole, w, h.Start(), h.End()); err != nil {
					return hours, err
				}
			}
			clock := h.Start().In(app.Zone()).Hour()
			parts[clock] = append(parts[clock], bags[""])
		}
	}
	for clock, list := range parts {
		hours[clock] = joined(list...)
	}
	return hours, nil
}
