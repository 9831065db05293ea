package demo

import (
	"context"
	"fmt"

	"telemark/app"
	"telemark/app/approval"
	"telemark/app/product"
)

// Desk is what the demo bank's approvals need of the real one.
type Desk struct {
	Products  *product.Service
	Approvals *approval.Service
	Actor     func(email string) app.Actor
}

// Approvals leaves two changes that wait for a second person, and one that came back with a reason.
func Approvals(ctx context.Context, d Desk) error {
	author, approver := d.Actor("author@demo.telemark"), d.Actor("approver@demo.telemark")
	for _, one := range []struct {
		slug   string
		by     app.Rate
		refuse string
	}{
		{"savings-hut", -3 * tenth, ""},
		{"car-loan-mountain-road", 5 * tenth, "Ставка выше, чем у соседей по рынку. Предложите прибавку поменьше и пришлите ещё раз."},
		{"deposit-trail", -2 * tenth, ""},
	} {
		r, err := d.change(ctx, author, one.slug, one.by)
		if err == nil && one.refuse != "" {
			_, err = d.Approvals.Decide(ctx, approver, r.ID, false, one.refuse)
		}
		if err != nil {
			return fmt.Errorf("demo approval of %s: %w", one.slug, err)
		}
	}
	return nil
}

// change sends a draft with other rates in the longer half of the main tariff, for a week after what is known already.
func (d Desk) change(ctx context.Context, author app.Actor, slug string, by app.Rate) (approval.Request, error) {
	draft, err := d.Products.BeginDraft(ctx, author, slug)
	if err != nil {
		return approval.Request{}, err
	}
	versions, err := d.Products.Versions(ctx, slug)
	if err != nil {
		return approval.Request{}, err
	}
	c := shifted(draft.Content, 0)
	cells := c.Tariffs[0].Cells
	for i := len(cells) / 2; i < len(cells); i++ {
		cells[i].Rate += by
	}
	from := max(versions[0].From, app.Today()).Add(7)
	if draft, err = d.Products.SaveDraft(ctx, author, draft.ID, draft.Revision, c, from); err != nil {
		return approval.Request{}, err
	}
	return d.Products.SendDraft(ctx, author, draft.ID, draft.Revision)
}
