package product

import (
	"context"
	"slices"

	"telemark/app"
)

// DraftEdition answers a draft as it was at a revision: what somebody saw who saves only now.
func (s *Service) DraftEdition(ctx context.Context, actor app.Actor, id string, revision int64) (e Edition, err error) {
	_, err = s.changeDraft(ctx, actor, id, func(_ Draft, edition func(int64) (Edition, error)) (DraftChange, error) {
		e, err = edition(revision)
		return DraftChange{}, err
	})
	return e, err
}

// Line answers one product's line of the inventory, as of a day; none is today. ErrNotFound for a slug that has neither a version nor
// the draft d, which is nil when there is none.
func (s *Service) Line(ctx context.Context, actor app.Actor, slug string, day app.Day, d *Draft) (Line, error) {
	if actor.Role != app.Manager {
		return Line{}, app.ErrNotFound
	}
	all, err := s.stock(ctx)
	if err != nil {
		return Line{}, err
	}
	if day == "" {
		day = app.Today()
	}
	i, ok := all.slugs[slug]
	switch {
	case ok && d == nil:
		return all.items[i].line(day, nil), nil
	case ok:
		return all.items[i].line(day, d.summary()), nil
	case d == nil:
		return Line{}, app.ErrNotFound
	}
	it := item{Product: d.Product, changed: d.ChangedAt}
	return it.line(day, d.summary()), nil
}

func (d *Draft) summary() *DraftSummary {
	return &DraftSummary{
		ID: d.ID, Product: d.Product, Titles: titles(d.Content), Base: d.Base, From: d.From, Revision: d.Revision, Sent: d.Sent,
		ChangedAt: d.ChangedAt, ChangedBy: d.ChangedBy,
	}
}

// KnownSteps are the steps of forms that products on sale ask, each once by its id, in the order in which forms have them.
func (s *Service) KnownSteps(ctx context.Context) (steps []Step, err error) {
	now, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range now.versions {
		for _, step := range v.Content.Form {
			if !slices.ContainsFunc(steps, func(k Step) bool { return k.ID == step.ID }) {
				steps = append(steps, step)
			}
		}
	}
	return steps, nil
}

// KnownPapers are the papers that products on sale want, each once by its id.
func (s *Service) KnownPapers(ctx context.Context) (papers []Paper, err error) {
	now, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range now.versions {
		for _, paper := range v.Content.Papers {
			if !slices.ContainsFunc(papers, func(k Paper) bool { return k.ID == paper.ID }) {
				papers = append(papers, paper)
			}
		}
	}
	return papers, nil
}

// IsPart tells whether an attribute's or a rule's figure is a part of a whole, by its name in JSON; the others of its type are amounts.
func IsPart(name string) bool { return slices.Contains(parts, name) }
