package product

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"telemark/app"
	"telemark/app/approval"
)

var errSent = app.Fail(app.Conflict, app.T("product.draft_sent"))

// SaveDraft writes a draft that the actor has seen at a revision; it may be incomplete. What says the same as before is not written,
// and makes nobody an editor. When somebody else has saved since, and something else, the error is a *Collision.
func (s *Service) SaveDraft(ctx context.Context, actor app.Actor, id string, revision int64, c Content, from app.Day) (Draft, error) {
	if err := fits(c, from); err != nil {
		return Draft{}, err
	}
	mine := Edition{Revision: revision, Content: c, From: from, By: person(actor), At: app.Now()}
	return s.changeDraft(ctx, actor, id, func(d Draft, edition func(int64) (Edition, error)) (DraftChange, error) {
		theirs := d.edition()
		if theirs.same(mine) {
			return DraftChange{}, nil
		}
		if revision != d.Revision {
			original, err := edition(revision)
			if err != nil {
				return DraftChange{}, err
			}
			return DraftChange{}, &Collision{Mine: mine, Theirs: theirs, Original: original}
		}
		next := d
		next.Content, next.From = c, from
		return next.saved(actor, "product.draft_save"), nil
	})
}

// maxDraft is how many bytes of JSON a content may have: above all that Version.Check lets through but for its long documents.
const maxDraft = 4 << 20

// fits refuses what no form sends.
func fits(c Content, from app.Day) error {
	if from != "" {
		if _, ok := app.ParseDay(string(from)); !ok {
			return app.FailFields(app.Field{Name: "from", Text: app.T("product.day_odd")})
		}
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if len(text) > maxDraft {
		return app.Fail(app.Invalid, app.T("product.draft_long"))
	}
	return nil
}

func (d Draft) edition() Edition {
	return Edition{Revision: d.Revision, Content: d.Content, From: d.From, By: d.ChangedBy, At: d.ChangedAt}
}

// same tells whether two editions say the same; compared as they are stored, for which a missing list and an empty one are alike.
func (e Edition) same(as Edition) bool {
	return e.From == as.From && reflect.DeepEqual(stored(e.Content), stored(as.Content))
}

// stored is a content as it comes back from the database, with empty lists as none.
func stored(c Content) any {
	text, _ := json.Marshal(c)
	var plain any
	_ = json.Unmarshal(text, &plain)
	return pruned(plain)
}

func pruned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, part := range v {
			if v[key] = pruned(part); v[key] == nil {
				delete(v, key)
			}
		}
		return v
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = pruned(v[i])
		}
	}
	return v
}

// saved is the change that saves d as the next revision. Only the first save of each editor is worth a record.
func (d Draft) saved(actor app.Actor, action string) DraftChange {
	d.Revision++
	d.ChangedAt, d.ChangedBy = app.Now(), person(actor)
	change := DraftChange{Next: &d}
	if !slices.ContainsFunc(d.Editors, func(p approval.Person) bool { return p.ID == actor.ID }) {
		d.Editors = append(slices.Clone(d.Editors), person(actor))
		change.Audit = []app.Audit{app.Record(actor, action, d.ID, "", d.Product.Slug)}
	}
	return change
}

// changeDraft changes a draft that is being written.
func (s *Service) changeDraft(
	ctx context.Context, actor app.Actor, id string, decide func(d Draft, edition func(int64) (Edition, error)) (DraftChange, error),
) (Draft, error) {
	if err := writes(actor); err != nil {
		return Draft{}, err
	}
	if !app.IsID(id) {
		return Draft{}, app.ErrNotFound
	}
	var out Draft
	err := s.Store.ChangeDraft(ctx, id, func(d Draft, edition func(int64) (Edition, error)) (DraftChange, error) {
		if d.Sent != "" {
			return DraftChange{}, errSent
		}
		change, err := decide(d, edition)
		out = d
		if change.Next != nil {
			out = *change.Next
		}
		return change, err
	})
	if err != nil {
		return Draft{}, err
	}
	return out, nil
}

// Follows tells whether the draft was begun on a version, as that one was written last.
func (d Draft) Follows(last Version) bool {
	return d.Base == last.Number && d.BaseAt.Equal(last.CreatedAt)
}

// RebaseDraft has a draft follow the last version of its product when another one was published since it was begun. Its content
// stays as it is: whoever does this has read what is different. Conflict when somebody saved since the revision.
func (s *Service) RebaseDraft(ctx context.Context, actor app.Actor, id string, revision int64) (Draft, error) {
	d, err := s.Draft(ctx, actor, id)
	if err != nil {
		return Draft{}, err
	}
	versions, err := s.Store.Versions(ctx, d.Product.Slug)
	if err != nil {
		return Draft{}, err
	}
	return s.changeDraft(ctx, actor, id, func(d Draft, _ func(int64) (Edition, error)) (DraftChange, error) {
		if d.Revision != revision {
			return DraftChange{}, errMoved
		}
		last := versions[0]
		if d.Follows(last) {
			return DraftChange{}, nil
		}
		d.Product, d.Base, d.BaseAt = last.Product, last.Number, last.CreatedAt
		return d.saved(actor, "product.draft_save"), nil
	})
}

// DiscardDraft throws a draft away, whoever wrote it.
func (s *Service) DiscardDraft(ctx context.Context, actor app.Actor, id string) error {
	_, err := s.changeDraft(ctx, actor, id, func(d Draft, _ func(int64) (Edition, error)) (DraftChange, error) {
		return DraftChange{Drop: true, Audit: []app.Audit{app.Record(actor, "product.draft_discard", d.ID, d.Product.Slug, "")}}, nil
	})
	return err
}
