package product

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"telemark/app"
	"telemark/app/approval"
)

// The kinds of requests that this package publishes.
const (
	KindVersion = "product.version" // the object is the draft's id
	KindRetire  = "product.retire"  // the object is the product's id
	KindArchive = "product.archive" // likewise
)

// Proposal is the payload of all three kinds: what is to be published, and what there was when it was asked for.
type Proposal struct {
	Product  Product   `json:"product"` // ID empty for a product that is new
	Base     int       `json:"base"`    // number of the version that it follows; 0: none
	BaseAt   time.Time `json:"base_at"`
	Was      *Content  `json:"was,omitempty"` // of that version
	WasFrom  app.Day   `json:"was_from,omitempty"`
	Content  *Content  `json:"content,omitempty"`  // KindVersion
	From     app.Day   `json:"from,omitempty"`     // KindVersion: first day
	Until    app.Day   `json:"until,omitempty"`    // KindRetire: last day
	Revision int64     `json:"revision,omitempty"` // KindVersion: of the draft
}

// ProposalOf reads the payload of a request of one of the three kinds.
func ProposalOf(r approval.Request) (p Proposal, err error) {
	if err := json.Unmarshal([]byte(r.Payload), &p); err != nil {
		return p, fmt.Errorf("the payload of request %s: %w", r.ID, err)
	}
	return p, nil
}

var (
	errMoved = app.Fail(app.Conflict, app.T("product.draft_moved"))
	errBase  = app.Fail(app.Conflict, app.T("product.draft_base"))
)

// SendDraft asks for a draft to be published as it was at a revision. Everybody who saved it is named, so that none of them
// approves it. Invalid, with the places of Version.Check and "from", for as long as it is not whole; Conflict when somebody saved since,
// when it waits already, and when another version was published since it was begun (see RebaseDraft).
func (s *Service) SendDraft(ctx context.Context, actor app.Actor, id string, revision int64) (approval.Request, error) {
	d, err := s.Draft(ctx, actor, id)
	switch {
	case err != nil:
		return approval.Request{}, err
	case d.Sent != "":
		return approval.Request{}, errSent
	case d.Revision != revision:
		return approval.Request{}, errMoved
	}
	p := Proposal{Product: d.Product, Base: d.Base, BaseAt: d.BaseAt, Content: &d.Content, From: d.From, Revision: d.Revision}
	number := 1
	if d.Product.ID != "" {
		versions, err := s.Store.Versions(ctx, d.Product.Slug)
		if err != nil {
			return approval.Request{}, err
		}
		last := versions[0]
		if !p.follows(last) {
			return approval.Request{}, errBase
		}
		if _, number, err = follow(last, d.From, app.Today()); err != nil && d.From != "" {
			return approval.Request{}, err
		}
		p.Was, p.WasFrom = &last.Content, last.From
	}
	if _, err := edition(actor, d.Product, number, d.Content, d.From); err != nil {
		return approval.Request{}, err
	}
	editors := append([]approval.Person{{ID: d.Author}}, d.Editors...)
	return s.ask(ctx, actor, approval.Request{Kind: KindVersion, Object: d.ID, Title: titles(d.Content), Editors: editors}, p)
}

// follows tells whether the version is the one that the proposal was made on.
func (p Proposal) follows(last Version) bool {
	return p.Base == last.Number && p.BaseAt.Equal(last.CreatedAt)
}

func titles(c Content) approval.Titles {
	return approval.Titles{"en": c.In("en").Name, "ru": c.In("ru").Name}
}

func (s *Service) ask(ctx context.Context, actor app.Actor, r approval.Request, p Proposal) (approval.Request, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return approval.Request{}, err
	}
	r.Payload = string(text)
	return s.Approvals.Ask(ctx, actor, r)
}

// AskRetire asks for a product to end: its last version holds until a day, that one included.
func (s *Service) AskRetire(ctx context.Context, actor app.Actor, slug string, last app.Day) (approval.Request, error) {
	if _, ok := app.ParseDay(string(last)); !ok {
		return approval.Request{}, app.FailFields(app.Field{Name: "until", Text: app.T("product.day_odd")})
	}
	return s.askEnd(ctx, actor, slug, KindRetire, last, func(v Version) error {
		_, err := retire(actor, v, last)
		return err
	})
}

// AskArchive asks for a product to be taken out of the catalogue at once and for good.
func (s *Service) AskArchive(ctx context.Context, actor app.Actor, slug string) (approval.Request, error) {
	return s.askEnd(ctx, actor, slug, KindArchive, "", func(v Version) error {
		_, err := archive(actor, v)
		return err
	})
}

func (s *Service) askEnd(
	ctx context.Context, actor app.Actor, slug, kind string, until app.Day, may func(Version) error,
) (approval.Request, error) {
	if err := writes(actor); err != nil {
		return approval.Request{}, err
	}
	versions, err := s.Store.Versions(ctx, slug)
	if err != nil {
		return approval.Request{}, err
	}
	last := versions[0]
	if err := may(last); err != nil {
		return approval.Request{}, err
	}
	p := Proposal{Product: last.Product, Base: last.Number, BaseAt: last.CreatedAt, Until: until, WasFrom: last.From}
	return s.ask(ctx, actor, approval.Request{Kind: kind, Object: last.ID, Title: titles(last.Content)}, p)
}
