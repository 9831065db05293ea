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

// Overview shows a product: what is in force, what is to come, what is being written, and what can be done with it.
func (h Catalogue) Overview(c *fiber.Ctx) error { return h.overview(c, nil) }

// overview is the page again after something was refused.
func (h Catalogue) overview(c *fiber.Ctx, change func(*ProductPage)) error {
	v, m, err := h.load(c, "overview")
	if err != nil {
		return err
	}
	if err := h.fill(c, v, m, nil); err != nil {
		return err
	}
	if v.Version != nil {
		v.figures(m)
	}
	if asked := c.Query("asked"); asked == "retire" || asked == "archive" {
		v.Asked = asked
	}
	if change != nil {
		change(v)
	}
	return web.Page(c, "manager/product", v)
}

// figures are the version's facts in short.
func (v *ProductPage) figures(m maker) {
	add := func(name, value string) { v.Figures = append(v.Figures, Shown{name, value}) }
	for _, t := range v.Version.Content.Tariffs {
		s := t.Span()
		if v.Kind != product.DebitCard {
			value := v.Rate(s.RateLo)
			if s.RateHi != s.RateLo {
				value += " – " + v.Rate(s.RateHi)
			}
			add(v.T("draft.rate_in", "Currency", string(t.Currency)), value)
		}
		add(v.T("draft.amount_in", "Currency", string(t.Currency)), v.Money(s.AmountLo, t.Currency)+" – "+v.MoneyBrief(s.AmountHi, t.Currency))
		if v.Kind.Termed() {
			add(v.T("draft.term"), v.Months(s.TermLo)+" – "+v.Months(s.TermHi))
		}
	}
	for _, g := range m.attributes(v.Version.Content) {
		for _, line := range g.Lines {
			for _, e := range line.Entries {
				add(e.Label, m.shown(e))
			}
		}
	}
}

// shown is an entry's value in words.
func (m maker) shown(e Entry) string {
	switch {
	case e.Figure == yes && e.Value == "yes":
		return m.T("product.value_yes")
	case e.Figure == yes:
		return m.T("product.value_no")
	case e.Shown() == "":
		return "–"
	case e.Unit != "":
		return e.Shown() + "\u00a0" + e.Unit
	}
	return e.Shown()
}

// Step shows one step: to be typed in where a draft is open, else to be read.
func (h Catalogue) Step(c *fiber.Ctx) error {
	if !slices.Contains(steps, c.Params("step")) {
		return app.ErrNotFound
	}
	v, m, err := h.load(c, c.Params("step"))
	if err != nil {
		return err
	}
	if err := h.fill(c, v, m, nil); err != nil {
		return err
	}
	return web.Page(c, "manager/draft", v)
}

// Review shows a draft as a whole before it is sent.
func (h Catalogue) Review(c *fiber.Ctx) error { return h.review(c, nil) }

func (h Catalogue) review(c *fiber.Ctx, change func(*ProductPage)) error {
	v, m, err := h.load(c, "review")
	if err != nil {
		return err
	}
	if !v.Editing {
		return web.SeeOther(c, v.Address(""))
	}
	if err := h.fill(c, v, m, nil); err != nil {
		return err
	}
	if v.Newer, err = h.newer(c, v); err != nil {
		return err
	}
	if change != nil {
		change(v)
	}
	return web.Page(c, "manager/draft_review", v)
}

// newer is the number of the version that was published since the draft was begun; 0 for none.
func (h Catalogue) newer(c *fiber.Ctx, v *ProductPage) (int, error) {
	if v.Line.ID == "" {
		return 0, nil
	}
	history, err := h.Products.History(c.UserContext(), guard.Actor(c), v.Slug)
	if err != nil || v.Draft.Follows(history[0].Version) {
		return 0, err
	}
	return history[0].Number, nil
}

// ProductHistory is the view of manager/product_history.
type ProductHistory struct {
	*ProductPage
	Versions []product.Outline
	A, B     int // the versions that are compared; 0 for none
	Compared bool
	Diff     []Change
}

// History lists a product's versions, and in what two of them differ.
func (h Catalogue) History(c *fiber.Ctx) error {
	page, m, err := h.load(c, "history")
	if err != nil {
		return err
	}
	v := ProductHistory{ProductPage: page}
	if v.Versions, err = h.Products.History(c.UserContext(), guard.Actor(c), page.Slug); err != nil {
		return err
	}
	page.tabs()
	v.A, v.B = atoi(c.Query("a")), atoi(c.Query("b"))
	if v.A > 0 && v.B > 0 {
		a, errA := h.Products.Version(c.UserContext(), page.Line.ID, v.A)
		b, errB := h.Products.Version(c.UserContext(), page.Line.ID, v.B)
		if err := errors.Join(errA, errB); err != nil {
			return app.ErrNotFound
		}
		v.Compared, v.Diff = true, m.changes(a.Content, b.Content)
	} else if len(v.Versions) > 1 {
		v.A, v.B = v.Versions[1].Number, v.Versions[0].Number
	}
	return web.Page(c, "manager/product_history", v)
}

func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Preview shows the draft, or a version, as clients will see it: the whole page, its calculator and its documents.
func (h Catalogue) Preview(c *fiber.Ctx) error {
	v, m, err := h.load(c, "preview")
	if err != nil {
		return err
	}
	shown := product.Version{Product: v.Line.Product, Number: 1, From: app.Today(), Content: v.Content}
	switch {
	case v.Past && v.Version != nil, v.Draft == nil && v.Version != nil:
		shown = *v.Version
	case v.Draft != nil:
		shown.Number = v.Draft.Base + 1
		if v.Draft.From != "" {
			shown.From = v.Draft.From
		}
	}
	v.Content = shown.Content
	for _, p := range m.problems(shown.Content) {
		if p.Step == "tariff" || p.Step == "terms" {
			v.Problems = append(v.Problems, p)
		}
	}
	if len(v.Problems) > 0 { // without figures there is nothing to count
		v.tabs()
		return web.Page(c, "manager/product_preview", v)
	}
	return h.Show(c, shown, v.Address("preview"), v.Address(""), c.Params("*"))
}
