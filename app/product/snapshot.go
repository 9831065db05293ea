package product

import (
	"context"
	"slices"

	"telemark/app"
)

// snapshot is the catalogue of one day as it was read at one revision: never changed, so that all readers share it.
type snapshot struct {
	revision int64
	day      app.Day
	versions []Version // in force on the day, in the order of the catalogue
	offers   [][]offer // of each version
	slugs    map[string]int
	indexes  map[string]*index // by language
}

// offer is what filters ask of a tariff: a few numbers side by side, so that looking at thousands takes microseconds.
type offer struct {
	currency app.Currency
	span     Span
}

func newSnapshot(revision int64, day app.Day, all []Version) *snapshot {
	s := &snapshot{revision: revision, day: day, slugs: map[string]int{}, indexes: map[string]*index{}}
	for len(all) > 0 { // versions of one product stand side by side
		n := 1
		for n < len(all) && all[n].ID == all[0].ID {
			n++
		}
		if v, ok := InForce(all[:n], day); ok {
			s.slugs[v.Slug] = len(s.versions)
			s.versions = append(s.versions, v)
			offers := make([]offer, 0, len(v.Content.Tariffs))
			for _, t := range v.Content.Tariffs {
				offers = append(offers, offer{t.Currency, t.Span()})
			}
			s.offers = append(s.offers, offers)
		}
		all = all[n:]
	}
	for _, lang := range languages {
		s.indexes[lang] = newIndex(s.versions, lang)
	}
	return s
}

// search answers a page of what a filter lets through: best matches first, and as the catalogue stands where they are equal.
func (s *snapshot) search(lang string, f Filter) Page {
	x, ok := s.indexes[lang]
	if !ok {
		x = s.indexes["en"]
	}
	m := x.find(f.Query)
	ranked := make([][]int, len(m)*int(tiers)+1) // places by rank
	total := 0
	for i := range s.versions {
		if !f.fits(s.versions[i].Kind, s.offers[i]) {
			continue
		}
		if rank, ok := m.rank(i); ok {
			ranked[rank] = append(ranked[rank], i)
			total++
		}
	}
	places := slices.Concat(ranked...)
	return s.page(places, total, f.After)
}

// page is what follows a product.
func (s *snapshot) page(places []int, total int, after string) Page {
	if at, ok := s.slugs[after]; ok {
		if i := slices.Index(places, at); i >= 0 {
			places = places[i+1:]
		}
	}
	p := Page{Total: total}
	for _, at := range places[:min(len(places), PageSize)] {
		p.Products = append(p.Products, s.versions[at])
	}
	if len(places) > PageSize {
		p.Next = p.Products[PageSize-1].Slug
	}
	return p
}

// fits tells whether a product of a kind and with these tariffs is looked for. One tariff must fit all of currency, amount and term.
func (f Filter) fits(kind Kind, offers []offer) bool {
	if f.Kind != "" && f.Kind != kind {
		return false
	}
	if f.Currency == "" && f.Amount == 0 && f.Term == 0 {
		return true
	}
	return slices.ContainsFunc(offers, func(o offer) bool {
		return (f.Currency == "" || f.Currency == o.currency) &&
			(f.Amount == 0 || f.Amount >= o.span.AmountLo && f.Amount <= o.span.AmountHi) &&
			(f.Term == 0 || f.Term >= o.span.TermLo && f.Term <= o.span.TermHi)
	})
}

// current is today's catalogue. It costs one small question unless the catalogue or the day has changed; then one reader reads it
// anew and the others wait for it.
func (s *Service) current(ctx context.Context) (*snapshot, error) {
	revision, err := s.Store.Revision(ctx)
	if err != nil {
		return nil, err
	}
	if held := s.held.Load(); held.fresh(revision) {
		return held, nil
	}
	s.reading.Lock()
	defer s.reading.Unlock()
	if held := s.held.Load(); held.fresh(revision) {
		return held, nil
	}
	if err := ctx.Err(); err != nil { // the wait was too long
		return nil, err
	}
	day := app.Today()
	all, err := s.Store.Offered(ctx, day)
	if err != nil {
		return nil, err
	}
	held := newSnapshot(revision, day, all)
	s.held.Store(held)
	return held, nil
}

// fresh tells whether the snapshot is of today, and no older than a revision.
func (s *snapshot) fresh(revision int64) bool {
	return s != nil && s.revision >= revision && s.day == app.Today()
}
