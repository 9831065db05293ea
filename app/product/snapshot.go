package product

import (
	"context"
	"math"
	"slices"

	"telemark/app"
)

// snapshot is the catalogue of one day as it was read at one revision: never changed, so that all readers share it.
type snapshot struct {
	revision int64
	day      app.Day
	versions []Version // in force on the day, in the order of the catalogue
	offers   []offer   // of all versions, in their order
	slugs    map[string]int
	indexes  map[string]*index // by language
}

// offer is what filters ask of a tariff: a few numbers side by side, so that looking at thousands takes microseconds.
type offer struct {
	place              int32 // of its version
	kind, currency     int8  // places in Kinds and app.Currencies
	termLo, termHi     int16
	amountLo, amountHi int64
}

// maxPlace is how many products a catalogue can have.
const maxPlace = math.MaxInt32 // far above what a store answers

func offerOf(place int, kind Kind, t Tariff) offer {
	s := t.Span()
	return offer{
		place: int32(min(place, maxPlace)), kind: int8(slices.Index(Kinds, kind)), currency: int8(slices.Index(app.Currencies, t.Currency)), //nolint:gosec // short lists
		termLo: int16(min(s.TermLo, maxTerm)), termHi: int16(min(s.TermHi, maxTerm)), amountLo: s.AmountLo, amountHi: s.AmountHi, //nolint:gosec // 600 months
	}
}

func newSnapshot(revision int64, day app.Day, all []Version) *snapshot {
	s := &snapshot{revision: revision, day: day, slugs: map[string]int{}, indexes: map[string]*index{}}
	for len(all) > 0 { // versions of one product stand side by side
		n := 1
		for n < len(all) && all[n].ID == all[0].ID {
			n++
		}
		if v, ok := InForce(all[:n], day); ok {
			for _, t := range v.Content.Tariffs {
				s.offers = append(s.offers, offerOf(len(s.versions), v.Kind, t))
			}
			s.slugs[v.Slug] = len(s.versions)
			s.versions = append(s.versions, v)
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
	places := s.fitting(f)
	if m := x.find(f.Query); len(m) > 0 {
		places = m.best(places)
	}
	return s.page(places, f.After)
}

// fitting are the places of the versions of which one tariff fits all that a filter asks but its words.
func (s *snapshot) fitting(f Filter) []int32 {
	kind, currency := int8(slices.Index(Kinds, f.Kind)), int8(slices.Index(app.Currencies, f.Currency)) //nolint:gosec // short lists
	places, last := make([]int32, 0, len(s.versions)), int32(-1)
	for i := range s.offers {
		o := &s.offers[i]
		if o.place == last ||
			f.Kind != "" && o.kind != kind || f.Currency != "" && o.currency != currency ||
			f.Amount != 0 && (f.Amount < o.amountLo || f.Amount > o.amountHi) ||
			f.Term != 0 && (f.Term < int(o.termLo) || f.Term > int(o.termHi)) {
			continue
		}
		last = o.place
		places = append(places, last)
	}
	return places
}

// page is what follows a product.
func (s *snapshot) page(places []int32, after string) Page {
	p := Page{Total: len(places)}
	if at, ok := s.slugs[after]; ok {
		places = places[slices.Index(places, int32(min(at, maxPlace)))+1:] //nolint:gosec // bounded here
	}
	for _, at := range places[:min(len(places), PageSize)] {
		p.Products = append(p.Products, s.versions[at])
	}
	if len(places) > PageSize {
		p.Next = p.Products[PageSize-1].Slug
	}
	return p
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
