package product

import (
	"context"

	"telemark/app"
)

// KindOffer is what the bank offers of one kind today: how many products, and the one with the best rate for everybody in its main
// currency.
type KindOffer struct {
	Kind  Kind
	Count int
	Best  Version
}

// Kinds answers the kinds of which something is offered, in the order of the catalogue.
func (s *Service) Kinds(ctx context.Context) ([]KindOffer, error) {
	now, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	byKind, best := map[Kind]*KindOffer{}, map[Kind]app.Rate{}
	for _, v := range now.versions {
		rate, o := v.bestRate(), byKind[v.Kind]
		if o == nil {
			o = &KindOffer{Kind: v.Kind, Best: v}
			byKind[v.Kind], best[v.Kind] = o, rate
		}
		o.Count++
		if v.Kind.Saves() && rate > best[v.Kind] || !v.Kind.Saves() && rate < best[v.Kind] {
			o.Best, best[v.Kind] = v, rate
		}
	}
	var all []KindOffer
	for _, kind := range Kinds {
		if o := byKind[kind]; o != nil {
			all = append(all, *o)
		}
	}
	return all, nil
}

// Headline is the one figure that a product is told by: the best rate that everybody can get of the main tariff, of debit cards what they give
// back.
func (v Version) Headline() app.Rate {
	if best := v.bestRate(); best >= 0 {
		return best
	}
	return -v.bestRate()
}

// bestRate is the best that everybody can get of the main tariff: the highest of what is saved, else the lowest. Of debit cards it
// is what they give back, less than nothing so that the most comes first.
func (v Version) bestRate() (best app.Rate) {
	if v.Kind == DebitCard && v.Content.Attributes.Card != nil {
		return app.Rate(-v.Content.Attributes.Card.Cashback)
	}
	first := true
	for _, c := range v.Content.Tariffs[0].Cells {
		if c.Segment != "" {
			continue
		}
		if first || v.Kind.Saves() && c.Rate > best || !v.Kind.Saves() && c.Rate < best {
			best, first = c.Rate, false
		}
	}
	return best
}
