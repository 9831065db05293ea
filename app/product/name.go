package product

import "telemark/app"

// The names of what has an id, in the locale files.

// Name is one product of the kind: "Deposit".
func (k Kind) Name() app.Text { return named("kind_", string(k)) }

// Plural is all of the kind: "Deposits".
func (k Kind) Plural() app.Text { return named("kinds_", string(k)) }

// Name is what is paid for: "Service".
func (f Fee) Name() app.Text { return named("fee_", f.ID) }

// Name is when a fee is due: "a month".
func (p Per) Name() app.Text { return named("per_", string(p)) }

// Name is how a loan is paid back: "Equal instalments".
func (m Method) Name() app.Text { return named("method_", string(m)) }

// Name is when interest is credited: "Every month".
func (p Payout) Name() app.Text { return named("payout_", string(p)) }

// CoverName is what an insurance covers, by one of CoverIDs.
func CoverName(id string) app.Text { return named("cover_", id) }

// SegmentName is who gets a rate, by one of Segments: "Everybody".
func SegmentName(id string) app.Text {
	if id == "" {
		id = "all"
	}
	return named("segment_", id)
}

func named(family, id string) app.Text { return app.Text{ID: "product." + family + id} }
