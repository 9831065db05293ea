package product

import (
	"context"
	"errors"

	"telemark/app"
	"telemark/app/approval"
)

// Publishers are what the approvals call back for the kinds of this package.
func (s *Service) Publishers() map[string]approval.Publisher {
	return map[string]approval.Publisher{
		KindVersion: draftPublisher{s.Store}, KindRetire: endPublisher{s.Store}, KindArchive: endPublisher{s.Store},
	}
}

// draftPublisher makes a version of a draft.
type draftPublisher struct{ store Store }

// Hold implements approval.Publisher.
func (d draftPublisher) Hold(ctx context.Context, tx approval.Tx, r approval.Request) error {
	p, err := ProposalOf(r)
	if err != nil {
		return err
	}
	held, err := d.store.HoldDraft(ctx, tx, r.Object, p.Revision, r.ID)
	if err == nil && !held {
		err = errMoved
	}
	return err
}

// Return implements approval.Publisher.
func (d draftPublisher) Return(ctx context.Context, tx approval.Tx, r approval.Request) error {
	return d.store.ReturnDraft(ctx, tx, r.ID)
}

// Publish implements approval.Publisher. What is published is the proposal, not the draft: exactly what the approver has read.
func (d draftPublisher) Publish(ctx context.Context, tx approval.Tx, actor app.Actor, r approval.Request) ([]app.Audit, error) {
	p, err := ProposalOf(r)
	if err != nil {
		return nil, err
	}
	if p.From <= app.Today() {
		return nil, &approval.Obsolete{Why: app.T("product.outdated_day", "Day", p.From)}
	}
	record, err := d.store.ChangeWithin(ctx, tx, p.Product.Slug, func(versions []Version) (Change, error) {
		if p.Product.ID == "" {
			return p.first(actor, r, versions)
		}
		return p.next(actor, r, versions)
	})
	if err != nil {
		return nil, err
	}
	return []app.Audit{record}, d.store.DropDraft(ctx, tx, r.ID)
}

// first is a new product with its first version.
func (p Proposal) first(actor app.Actor, r approval.Request, versions []Version) (Change, error) {
	if len(versions) > 0 {
		return Change{}, &approval.Obsolete{Why: app.T("product.outdated_slug", "Slug", p.Product.Slug)}
	}
	p.Product.ID = app.NewID()
	v, err := p.version(actor, r, 1)
	return Change{Today: app.Today(), Next: &v, Audit: app.Record(actor, "product.add", v.ID, "", v.note())}, err
}

// next is the version after the last one.
func (p Proposal) next(actor app.Actor, r approval.Request, versions []Version) (Change, error) {
	if why := p.passed(versions); why.ID != "" {
		return Change{}, &approval.Obsolete{Why: why}
	}
	last := versions[0]
	change, number, err := follow(last, p.From, app.Today())
	if err != nil {
		return change, obsolete(err)
	}
	p.Product = last.Product
	v, err := p.version(actor, r, number)
	change.Next, change.Audit = &v, app.Record(actor, "product.schedule", v.ID, last.note(), v.note())
	return change, err
}

// passed tells in which way the product has moved on since the proposal was made; the zero Text when it hasn't.
func (p Proposal) passed(versions []Version) app.Text {
	switch {
	case len(versions) == 0:
		return app.T("product.outdated_gone")
	case versions[0].Archived:
		return app.T("product.archived")
	case !p.follows(versions[0]):
		return app.T("product.outdated_base", "Number", versions[0].Number, "Day", versions[0].From)
	}
	return app.Text{}
}

// obsolete turns a rule that a proposal doesn't meet any more into the reason for which it can't be published.
func obsolete(err error) error {
	e, ok := errors.AsType[*app.Error](err)
	switch {
	case !ok || e.Kind != app.Invalid && e.Kind != app.Conflict:
		return err
	case len(e.Fields) > 0:
		return &approval.Obsolete{Why: e.Fields[0].Text}
	}
	return &approval.Obsolete{Why: e.Text}
}

func (p Proposal) version(actor app.Actor, r approval.Request, number int) (Version, error) {
	v, err := edition(app.Actor{ID: r.Author.ID}, p.Product, number, *p.Content, p.From)
	v.Approver = actor.ID
	return v, obsolete(err)
}

// endPublisher ends products.
type endPublisher struct{ store Store }

// Hold implements approval.Publisher: nothing keeps a product from being written about while its end is decided.
func (endPublisher) Hold(context.Context, approval.Tx, approval.Request) error { return nil }

// Return implements approval.Publisher.
func (endPublisher) Return(context.Context, approval.Tx, approval.Request) error { return nil }

// Publish implements approval.Publisher.
func (e endPublisher) Publish(ctx context.Context, tx approval.Tx, actor app.Actor, r approval.Request) ([]app.Audit, error) {
	p, err := ProposalOf(r)
	if err != nil {
		return nil, err
	}
	record, err := e.store.ChangeWithin(ctx, tx, p.Product.Slug, func(versions []Version) (Change, error) {
		if why := p.passed(versions); why.ID != "" {
			return Change{}, &approval.Obsolete{Why: why}
		}
		if r.Kind == KindArchive {
			change, err := archive(actor, versions[0])
			return change, obsolete(err)
		}
		change, err := retire(actor, versions[0], p.Until)
		return change, obsolete(err)
	})
	return []app.Audit{record}, err
}
