package product

import (
	"context"
	"slices"

	"telemark/app"
	"telemark/app/approval"
)

// writes tells whether the actor may write drafts.
func writes(actor app.Actor) error {
	if !actor.May(app.Author) {
		return app.LacksDuty(app.Author)
	}
	return nil
}

func person(actor app.Actor) approval.Person { return approval.Person{ID: actor.ID, Name: actor.Name} }

// BeginDraft answers the draft of a product: the one that is open, or a copy of its last version.
func (s *Service) BeginDraft(ctx context.Context, actor app.Actor, slug string) (Draft, error) {
	if err := writes(actor); err != nil {
		return Draft{}, err
	}
	d, err := s.Store.DraftOf(ctx, slug)
	if app.KindOf(err) != app.NotFound {
		return d, err
	}
	versions, err := s.Store.Versions(ctx, slug)
	if err != nil {
		return Draft{}, err
	}
	last := versions[0]
	if last.Archived {
		return Draft{}, errArchived
	}
	d, err = s.addDraft(ctx, actor, "product.draft", Draft{Product: last.Product, Base: last.Number, BaseAt: last.CreatedAt, Content: last.Content})
	if app.KindOf(err) == app.Conflict { // two who began at once
		return s.Store.DraftOf(ctx, slug)
	}
	return d, err
}

// newPosition is where a new product stands in the catalogue: after those that were put into an order.
const newPosition = 1000

// NewDraft begins a product of a kind that doesn't exist yet, with Blank's content. Wrong fields are Invalid: "kind", "slug".
func (s *Service) NewDraft(ctx context.Context, actor app.Actor, kind Kind, slug string) (Draft, error) {
	if err := writes(actor); err != nil {
		return Draft{}, err
	}
	if !kind.Valid() {
		return Draft{}, app.FailFields(app.Field{Name: "kind", Text: app.T("product.kind_odd")})
	}
	return s.newDraft(ctx, actor, "product.draft", Draft{Product: Product{Slug: slug, Kind: kind, Position: newPosition}, Content: Blank(kind)})
}

// CloneDraft begins a new product as a copy of another one's last version.
func (s *Service) CloneDraft(ctx context.Context, actor app.Actor, slug, as string) (Draft, error) {
	if err := writes(actor); err != nil {
		return Draft{}, err
	}
	versions, err := s.Store.Versions(ctx, slug)
	if err != nil {
		return Draft{}, err
	}
	of := versions[0]
	p := Product{Slug: as, Kind: of.Kind, Position: of.Position}
	return s.newDraft(ctx, actor, "product.draft_clone", Draft{Product: p, Content: of.Content})
}

// newDraft adds a draft of a product that isn't there.
func (s *Service) newDraft(ctx context.Context, actor app.Actor, action string, d Draft) (Draft, error) {
	if err := sluggish(d.Product.Slug); err != nil {
		return Draft{}, err
	}
	_, err := s.Store.Versions(ctx, d.Product.Slug)
	if err == nil {
		return Draft{}, errTaken
	}
	if app.KindOf(err) != app.NotFound {
		return Draft{}, err
	}
	d, err = s.addDraft(ctx, actor, action, d)
	if app.KindOf(err) == app.Conflict {
		return Draft{}, errTaken
	}
	return d, err
}

var errTaken = app.FailFields(app.Field{Name: "slug", Text: app.T("product.slug_taken")})

// sluggish tells what is wrong with an address.
func sluggish(slug string) error {
	if !slugShape.MatchString(slug) || len(slug) > maxSlug {
		return app.FailFields(app.Field{Name: "slug", Text: app.T("product.slug_odd", "Max", maxSlug)})
	}
	return nil
}

func (s *Service) addDraft(ctx context.Context, actor app.Actor, action string, d Draft) (Draft, error) {
	d.ID, d.Revision, d.Author, d.CreatedAt = app.NewID(), 1, actor.ID, app.Now()
	d.ChangedAt, d.ChangedBy, d.Editors = d.CreatedAt, person(actor), []approval.Person{person(actor)}
	if err := s.Store.AddDraft(ctx, d, app.Record(actor, action, d.ID, "", d.Product.Slug)); err != nil {
		return Draft{}, err
	}
	return d, nil
}

// Draft answers one draft. Everybody of the managers' area may read it.
func (s *Service) Draft(ctx context.Context, actor app.Actor, id string) (Draft, error) {
	if actor.Role != app.Manager || !app.IsID(id) {
		return Draft{}, app.ErrNotFound
	}
	return s.Store.Draft(ctx, id)
}

// DraftOf answers the open draft of a product; ErrNotFound when there is none.
func (s *Service) DraftOf(ctx context.Context, actor app.Actor, slug string) (Draft, error) {
	if actor.Role != app.Manager {
		return Draft{}, app.ErrNotFound
	}
	return s.Store.DraftOf(ctx, slug)
}

// Drafts answers all that are open, the last changed first.
func (s *Service) Drafts(ctx context.Context, actor app.Actor) ([]DraftSummary, error) {
	if actor.Role != app.Manager {
		return nil, app.ErrNotFound
	}
	return s.Store.Drafts(ctx, MaxDrafts)
}

// DraftsOf answers the open drafts that somebody has saved and that don't wait for approval: what they leave unfinished.
func (s *Service) DraftsOf(ctx context.Context, actor app.Actor, person string) ([]DraftSummary, error) {
	if actor.Role != app.Manager {
		return nil, app.ErrNotFound
	}
	list, err := s.Store.DraftsOf(ctx, person, MaxDrafts)
	return slices.DeleteFunc(list, func(d DraftSummary) bool { return d.Sent != "" }), err
}

// Blank is what a product of a kind begins with: one tariff in the bank's currency with one cell, the usual attributes, and no words.
func Blank(kind Kind) Content {
	c := Content{Texts: map[string]Text{}, Rules: Rules{MinAge: 18, Jobless: !kind.Credit() && kind != CreditCard}}
	for _, lang := range languages {
		c.Texts[lang] = Text{}
	}
	const thousand = 1_000_00
	cell := Cell{AmountLo: 10 * thousand, AmountHi: 5_000 * thousand}
	if kind.Termed() {
		cell.TermLo, cell.TermHi = 3, 36
	}
	c.Tariffs = []Tariff{{Currency: app.RUB, Cells: []Cell{cell}}}
	switch a := &c.Attributes; {
	case kind.Saves():
		a.Deposit = &DepositTerms{Payouts: []Payout{Monthly}, TopUpDays: -1, Insured: 1_400 * thousand}
	case kind.Credit():
		a.Credit = &CreditTerms{Methods: []Method{Annuity}, EarlyFree: true, DecisionIn: 8}
	case kind.Card():
		a.Card = &CardTerms{Network: "Mir"}
		if kind == CreditCard {
			a.Card.MinShare = 50_000
		}
	case kind == Insurance:
		a.Insurance = &InsuranceTerms{Covers: slices.Clone(CoverIDs[:1]), Months: 12}
	}
	return c
}
