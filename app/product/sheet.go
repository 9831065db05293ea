package product

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"telemark/app"
	"telemark/app/sheet"
)

// ReadInventory reads the filter of an inventory as an address has it; what is none of the choices chooses nothing.
func ReadInventory(query func(string) string) InventoryFilter {
	f := InventoryFilter{Query: strings.TrimSpace(query("q")), After: query("after")}
	if kind := Kind(query("kind")); kind.Valid() {
		f.Kind = kind
	}
	if state := query("state"); slices.Contains(States, state) {
		f.State = state
	}
	if currency := app.Currency(query("currency")); slices.Contains(app.Currencies, currency) {
		f.Currency = currency
	}
	if order := Order(query("sort")); order == ByName || order == ByChange {
		f.Order = order
	}
	if day, ok := app.ParseDay(query("day")); ok && day != app.Today() {
		f.Day = day
	}
	return f
}

// Sheet writes the inventory into files; see report.Table.
type Sheet struct {
	Service *Service
	Say     func(lang string, t app.Text) string
}

// SheetName is what an order calls it.
const SheetName = "products"

// May tells whether an actor may have it: whoever sees the products may take them away.
func (Sheet) May(actor app.Actor) error {
	if actor.Role != app.Manager {
		return app.ErrNotFound
	}
	return nil
}

// Write writes all that the filters of an address find, in the order of the table.
func (s Sheet) Write(
	ctx context.Context, actor app.Actor, lang, query string, begin func(name string, columns []sheet.Column) (sheet.Writer, error),
) (n int64, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return 0, err
	}
	t := func(id string) string { return s.Say(lang, app.Text{ID: "products." + id}) }
	out, err := begin(t("title"), []sheet.Column{
		{Title: t("name"), Width: 32}, {Title: t("slug"), Width: 24}, {Title: t("kind"), Width: 20}, {Title: t("state"), Width: 18},
		{Title: t("draft"), Width: 18}, {Title: t("rate"), Kind: sheet.Percent}, {Title: t("in_force"), Kind: sheet.Whole},
		{Title: t("in_force_since"), Kind: sheet.Day}, {Title: t("in_force_until"), Kind: sheet.Day}, {Title: t("next"), Kind: sheet.Whole},
		{Title: t("next_since"), Kind: sheet.Day}, {Title: t("changed"), Kind: sheet.Moment},
	})
	if err != nil {
		return 0, err
	}
	f := ReadInventory(values.Get)
	for f.After = ""; ; {
		page, err := s.Service.Inventory(ctx, actor, lang, f)
		if err != nil {
			return n, err
		}
		for _, l := range page.Lines {
			if err := out.Row(s.cells(lang, l)...); err != nil {
				return n, err
			}
			n++
		}
		if f.After = page.Next; page.Next == "" {
			return n, out.Close()
		}
	}
}

// cells are a line's. A rate is a part of the whole there, in millionths here.
func (s Sheet) cells(lang string, l Line) []any {
	row := []any{l.Name(lang), l.Slug, s.Say(lang, l.Kind.Name()), "", "", nil, nil, nil, nil, nil, nil, l.Changed}
	if l.Standing != Unborn {
		row[3] = s.Say(lang, app.Text{ID: "products." + "filter_" + string(l.Standing)})
	}
	switch {
	case l.Draft != nil && l.Draft.Sent != "":
		row[4] = s.Say(lang, app.Text{ID: "products.state_waiting"})
	case l.Draft != nil:
		row[4] = s.Say(lang, app.Text{ID: "products.state_draft"})
	}
	if rate, ok := l.Headline(); ok {
		row[5] = float64(rate) / 1_000_000
	}
	if l.Now != nil {
		row[6], row[7], row[8] = l.Now.Number, l.Now.From, l.Now.Until
	}
	if l.Next != nil {
		row[9], row[10] = l.Next.Number, l.Next.From
	}
	return row
}
