package product

import (
	"context"
	"fmt"
	"regexp"

	"telemark/app"
)

// system is the program as an actor: it fills banks, and alone may write what was charged in the past.
const system = "system"

// CanPublish tells whether the actor may change the catalogue without being approved by anybody: the program alone, which fills banks.
// People write drafts and send them for approval; see Draft.
func CanPublish(actor app.Actor) error {
	if actor.ID == system {
		return nil
	}
	return app.ErrNotFound
}

var slugShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const maxSlug = 64

// Add makes a product with its first version. Wrong fields are Invalid; those of the content have the places of Version.Check.
func (s *Service) Add(ctx context.Context, actor app.Actor, p Product, c Content, from app.Day) (Version, error) {
	if err := CanPublish(actor); err != nil {
		return Version{}, err
	}
	return s.add(ctx, actor, "product.add", p, c, from)
}

func (s *Service) add(ctx context.Context, actor app.Actor, action string, p Product, c Content, from app.Day) (Version, error) {
	if !slugShape.MatchString(p.Slug) || len(p.Slug) > maxSlug {
		return Version{}, app.FailFields(app.Field{Name: "slug", Text: app.T("product.slug_odd", "Max", maxSlug)})
	}
	p.ID, p.Archived = app.NewID(), false
	v, err := edition(actor, p, 1, c, from)
	if err != nil {
		return Version{}, err
	}
	err = s.Store.Create(ctx, v, app.Record(actor, action, p.ID, "", v.note()))
	if app.KindOf(err) == app.Conflict {
		return Version{}, app.FailFields(app.Field{Name: "slug", Text: app.T("product.slug_taken")})
	}
	return v, err
}

// edition is a checked version that begins on a day which is to come; the program may begin one earlier.
func edition(actor app.Actor, p Product, number int, c Content, from app.Day) (Version, error) {
	v := Version{Product: p, Number: number, From: from, Content: c, Author: actor.ID, CreatedAt: app.Now()}
	if _, ok := app.ParseDay(string(from)); !ok {
		return v, app.FailFields(app.Field{Name: "from", Text: app.T("product.day_odd")})
	}
	if today := app.Today(); actor.ID != system && from <= today {
		return v, app.FailFields(app.Field{Name: "from", Text: app.T("product.from_past")})
	}
	return v, v.Check()
}

// note is what the audit keeps of a version; all of it stands in the version itself.
func (v Version) note() string {
	return fmt.Sprintf("%s, version %d, from %s", v.Slug, v.Number, v.From)
}

// Schedule publishes a new version that is in force from a day on; the one before ends on the day before. Scheduling again for
// the day of a version that hasn't begun writes that one anew.
func (s *Service) Schedule(ctx context.Context, actor app.Actor, slug string, c Content, from app.Day) (Version, error) {
	if err := CanPublish(actor); err != nil {
		return Version{}, err
	}
	var next Version
	err := s.Store.Change(ctx, slug, func(versions []Version) (Change, error) {
		last := versions[0]
		change, number, err := follow(last, from, app.Today())
		if err != nil {
			return change, err
		}
		next, err = edition(actor, last.Product, number, c, from)
		change.Next, change.Audit = &next, app.Record(actor, "product.schedule", last.ID, last.note(), next.note())
		return change, err
	})
	if err != nil {
		return Version{}, err
	}
	return next, nil
}

// follow tells with which number a version that begins on a day follows the last one, and what becomes of that.
func follow(last Version, from, today app.Day) (change Change, number int, err error) {
	change, number = Change{Today: today}, last.Number+1
	switch {
	case last.Archived:
		return change, 0, errArchived
	case from == last.From && from > today:
		number = last.Number
	case from <= last.From:
		return change, 0, app.FailFields(app.Field{Name: "from", Text: app.T("product.from_taken", "Day", last.From)})
	case last.Until == "":
		last.Until = from.Add(-1)
		change.End = &last
	case from <= last.Until:
		return change, 0, app.FailFields(app.Field{Name: "from", Text: app.T("product.from_within", "Day", last.Until)})
	}
	return change, number, nil
}

var errArchived = app.Fail(app.Conflict, app.T("product.archived"))

// Retire ends a product: its last version holds until a day, that one included, and nothing follows.
func (s *Service) Retire(ctx context.Context, actor app.Actor, slug string, last app.Day) error {
	if err := CanPublish(actor); err != nil {
		return err
	}
	if _, ok := app.ParseDay(string(last)); !ok {
		return app.FailFields(app.Field{Name: "until", Text: app.T("product.day_odd")})
	}
	return s.Store.Change(ctx, slug, func(versions []Version) (Change, error) { return retire(actor, versions[0], last) })
}

// retire ends a product whose last version is v after a day.
func retire(actor app.Actor, v Version, last app.Day) (Change, error) {
	today := app.Today()
	switch {
	case v.Archived:
		return Change{}, errArchived
	case v.ended(today):
		return Change{}, app.Fail(app.Conflict, app.T("product.ended", "Day", v.Until))
	case last < v.From:
		return Change{}, app.FailFields(app.Field{Name: "until", Text: app.T("product.until_early", "Day", v.From)})
	case actor.ID != system && last < today:
		return Change{}, app.FailFields(app.Field{Name: "until", Text: app.T("product.until_past")})
	}
	old := string(v.Until)
	v.Until = last
	return Change{Today: today, End: &v, Audit: app.Record(actor, "product.retire", v.ID, old, string(last))}, nil
}

// Clone makes a product of another one's last version, to be written anew with Schedule before it begins.
func (s *Service) Clone(ctx context.Context, actor app.Actor, slug, as string, from app.Day) (Version, error) {
	if err := CanPublish(actor); err != nil {
		return Version{}, err
	}
	versions, err := s.Store.Versions(ctx, slug)
	if err != nil {
		return Version{}, err
	}
	p := versions[0].Product
	p.Slug = as
	return s.add(ctx, actor, "product.clone", p, versions[0].Content, from)
}

// Archive takes a product out of the catalogue at once and for good. It is kept for who has it: products are never deleted.
func (s *Service) Archive(ctx context.Context, actor app.Actor, slug string) error {
	if err := CanPublish(actor); err != nil {
		return err
	}
	return s.Store.Change(ctx, slug, func(versions []Version) (Change, error) { return archive(actor, versions[0]) })
}

func archive(actor app.Actor, v Version) (Change, error) {
	if v.Archived {
		return Change{}, errArchived
	}
	return Change{Today: app.Today(), Archive: true, Audit: app.Record(actor, "product.archive", v.ID, "", v.Slug)}, nil
}
