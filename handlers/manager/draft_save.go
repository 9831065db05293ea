package manager

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Edit opens a product's draft, the one that is there or a copy of its last version, at the step that was looked at.
func (h Catalogue) Edit(c *fiber.Ctx) error {
	d, err := h.Products.BeginDraft(c.UserContext(), guard.Actor(c), c.Params("slug"))
	if err != nil {
		return err
	}
	step := c.FormValue("step")
	if !slices.Contains(steps, step) {
		step = "tariff"
	}
	return web.SeeOther(c, productAddress(d.Product.Slug, step))
}

// posted are all values of a form.
func posted(c *fiber.Ctx) map[string][]string {
	form := map[string][]string{}
	for name, value := range c.Request().PostArgs().All() {
		form[string(name)] = append(form[string(name)], string(value))
	}
	return form
}

// Save takes a step of the draft. What can be read is saved even where something else can't. A script gets the panel beside the step;
// without one a whole step goes back to its page, and one with errors comes again as it was typed.
func (h Catalogue) Save(c *fiber.Ctx) error {
	step := c.Params("step")
	if !slices.Contains(steps, step) {
		return app.ErrNotFound
	}
	v, m, err := h.load(c, step)
	if err != nil {
		return err
	}
	if !v.Editing {
		return app.Fail(app.Conflict, app.T("draft.not_open"))
	}
	said, err := h.save(c, v, m)
	if collision, ok := errors.AsType[*product.Collision](err); ok {
		return h.collided(c, v, m, collision)
	}
	if err != nil {
		return err
	}
	if err := h.fill(c, v, m, said); err != nil {
		return err
	}
	switch {
	case c.Get("Telemark-Autosave") != "": // the rest is saved, and what is not says the panel
		return web.Page(c, "manager/draft#panel", v)
	case len(said.errors) > 0:
		c.Status(fiber.StatusUnprocessableEntity)
		return web.Page(c, "manager/draft", v)
	case web.WantsFragment(c):
		return web.Page(c, "manager/draft", v)
	}
	return web.SeeOther(c, v.Address(step))
}

// save reads the step onto the revision that its page was made of, and stores it. Of two who changed different places each gets theirs.
func (h Catalogue) save(c *fiber.Ctx, v *ProductPage, m maker) (*typed, error) {
	ctx, actor, form := c.UserContext(), guard.Actor(c), posted(c)
	revision, err := strconv.ParseInt(c.FormValue("revision"), 10, 64)
	if err != nil {
		revision = v.Draft.Revision
	}
	onto, from := v.Draft.Content, v.Draft.From
	if revision != v.Draft.Revision {
		seen, err := h.Products.DraftEdition(ctx, actor, v.Draft.ID, revision)
		if err != nil {
			return nil, err
		}
		onto, from = seen.Content, seen.From
	}
	mine, said := m.read(v.Tab, onto, form)
	if do := c.FormValue("do"); do != "" {
		mine = m.act(do, mine, said)
	}
	d, err := h.Products.SaveDraft(ctx, actor, v.Draft.ID, revision, mine, from)
	if collision, ok := errors.AsType[*product.Collision](err); ok {
		merged, apart := apart(collision)
		if !apart {
			return said, err
		}
		v.Merged = true
		d, err = h.Products.SaveDraft(ctx, actor, v.Draft.ID, collision.Theirs.Revision, merged, collision.Theirs.From)
	}
	if err != nil {
		return said, err
	}
	v.Draft, v.Content = &d, d.Content
	return said, nil
}

// apart puts two contents together when no place was changed by both; ok is false when one was.
func apart(c *product.Collision) (merged product.Content, ok bool) {
	mine := map[string]string{}
	for _, clash := range product.Clashes(c.Mine.Content, c.Theirs.Content, c.Original.Content) {
		switch clash.Side() {
		case "":
			return merged, false
		case "mine":
			mine[clash.Place] = clash.Mine
		}
	}
	merged, err := c.Theirs.Content.With(mine)
	return merged, err == nil
}

// DraftConflict is the view of manager/draft_conflict: what two people made of the same draft, place by place.
type DraftConflict struct {
	*ProductPage
	Revision int64 // of theirs: what is saved now is saved on top of it
	Who      string
	Rows     []ConflictRow
}

// ConflictRow is one place at which two contents differ.
type ConflictRow struct {
	Place, Where string
	Options      []ConflictOption
}

// ConflictOption is one of the values that it can have.
type ConflictOption struct {
	Side         string // "mine", "theirs", "original"
	Value, Shown string // Value is JSON, as product.Content.With takes it
	Picked       bool
}

// collided shows mine, theirs and the original, to choose of each place. A script only learns that it is so, and leads there.
func (h Catalogue) collided(c *fiber.Ctx, v *ProductPage, m maker, collision *product.Collision) error {
	view := DraftConflict{ProductPage: v, Revision: collision.Theirs.Revision, Who: collision.Theirs.By.Name}
	c.Status(fiber.StatusConflict)
	if c.Get("Telemark-Autosave") != "" {
		return web.Page(c, "manager/draft#collided", view)
	}
	for _, clash := range product.Clashes(collision.Mine.Content, collision.Theirs.Content, collision.Original.Content) {
		row := ConflictRow{Place: clash.Place, Where: m.where(clash.Place, collision.Theirs.Content)}
		side := clash.Side()
		for _, o := range []ConflictOption{{Side: "mine", Value: clash.Mine}, {Side: "theirs", Value: clash.Theirs}, {Side: "original", Value: clash.Original}} {
			o.Shown, o.Picked = m.shownValue(clash.Place, o.Value), o.Side == side || side == "" && o.Side == "mine"
			row.Options = append(row.Options, o)
		}
		view.Rows = append(view.Rows, row)
	}
	v.tabs()
	return web.Page(c, "manager/draft_conflict", view)
}

// Settle saves what somebody has chosen of a conflict, on top of what the other one had saved.
func (h Catalogue) Settle(c *fiber.Ctx) error {
	step := c.FormValue("step")
	if !slices.Contains(steps, step) {
		step = "tariff"
	}
	v, m, err := h.load(c, step)
	if err != nil {
		return err
	}
	revision, err := strconv.ParseInt(c.FormValue("revision"), 10, 64)
	if err != nil || !v.Editing {
		return app.Fail(app.Conflict, app.T("draft.not_open"))
	}
	ctx, actor := c.UserContext(), guard.Actor(c)
	seen, err := h.Products.DraftEdition(ctx, actor, v.Draft.ID, revision)
	if err != nil {
		return err
	}
	chosen := map[string]string{}
	for place, side := range posted(c) {
		if name, ok := cutPlace(place); ok {
			chosen[name] = c.FormValue(side[0] + ":" + name)
		}
	}
	mine, err := seen.Content.With(chosen)
	if err != nil {
		return app.Fail(app.Invalid, app.T("draft.odd")).Because(err)
	}
	_, err = h.Products.SaveDraft(ctx, actor, v.Draft.ID, revision, mine, seen.From)
	if collision, ok := errors.AsType[*product.Collision](err); ok { // somebody else again
		return h.collided(c, v, m, collision)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, v.Address(step))
}

// Discard throws the draft away.
func (h Catalogue) Discard(c *fiber.Ctx) error {
	v, _, err := h.load(c, "overview")
	if err != nil {
		return err
	}
	if v.Draft == nil {
		return web.SeeOther(c, productsPage)
	}
	if err := h.Products.DiscardDraft(c.UserContext(), guard.Actor(c), v.Draft.ID); err != nil {
		return err
	}
	if v.Line.ID == "" {
		return web.SeeOther(c, productsPage)
	}
	return web.SeeOther(c, v.Address(""))
}

// Send keeps from when the draft is to be in force, and sends it for approval.
func (h Catalogue) Send(c *fiber.Ctx) error {
	v, _, err := h.load(c, "review")
	if err != nil {
		return err
	}
	if !v.Editing {
		return app.Fail(app.Conflict, app.T("draft.not_open"))
	}
	from := c.FormValue("from")
	err = h.send(c, v, app.Day(from))
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.review(c, func(v *ProductPage) { v.Errors, v.From = fields, from })
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, v.Address(""))
}

func (h Catalogue) send(c *fiber.Ctx, v *ProductPage, from app.Day) error {
	ctx, actor := c.UserContext(), guard.Actor(c)
	revision, err := strconv.ParseInt(c.FormValue("revision"), 10, 64)
	if err != nil || revision != v.Draft.Revision {
		return app.Fail(app.Conflict, app.T("draft.moved", "Name", v.Draft.ChangedBy.Name))
	}
	d, err := h.Products.SaveDraft(ctx, actor, v.Draft.ID, revision, v.Draft.Content, from)
	if err != nil {
		return err
	}
	if c.FormValue("do") == "keep" {
		return nil
	}
	_, err = h.Products.SendDraft(ctx, actor, d.ID, d.Revision)
	return err
}

// Follow has the draft follow the version that was published since it was begun.
func (h Catalogue) Follow(c *fiber.Ctx) error {
	v, _, err := h.load(c, "review")
	if err != nil {
		return err
	}
	if v.Draft == nil {
		return app.ErrNotFound
	}
	revision, err := strconv.ParseInt(c.FormValue("revision"), 10, 64) // that the reader has compared
	if err != nil {
		return app.ErrNotFound
	}
	if _, err := h.Products.RebaseDraft(c.UserContext(), guard.Actor(c), v.Draft.ID, revision); err != nil {
		return err
	}
	return web.SeeOther(c, v.Address("review"))
}

// Clone begins a new product as a copy of this one.
func (h Catalogue) Clone(c *fiber.Ctx) error {
	as := c.FormValue("slug")
	d, err := h.Products.CloneDraft(c.UserContext(), guard.Actor(c), c.Params("slug"), as)
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.overview(c, func(v *ProductPage) { v.Errors, v.Typed.Slug, v.Open = fields, as, "clone" })
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, productAddress(d.Product.Slug, "details"))
}

// End asks for the product's end on a day, or at once and for good.
func (h Catalogue) End(c *fiber.Ctx) error {
	slug, until := c.Params("slug"), c.FormValue("until")
	err := h.askOne(c, slug, app.Day(until))
	if fields := web.FieldErrors(err); fields != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		return h.overview(c, func(v *ProductPage) { v.Errors, v.Until, v.Open = fields, until, "end" })
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, productAddress(slug, "")+"?asked="+c.FormValue("do"))
}
