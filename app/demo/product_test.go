package demo

import (
	"testing"

	"telemark/app"
	"telemark/app/product"
	"telemark/app/store/storetest"
)

func TestTheDemoBankHasSixteenProductsOfEveryKindWithAPastAndAFuture(t *testing.T) {
	db := storetest.Open(t, storetest.Embedded(t))
	s, ctx := &product.Service{Store: db.Products()}, t.Context()
	if err := Products(ctx, s); err != nil {
		t.Fatal(err)
	}
	page, err := s.Catalogue(ctx, "ru", product.Filter{})
	if err != nil || page.Total != 16 || len(page.Products) != 16 || page.Next != "" {
		t.Fatalf("%d of %d products, next %q, %v", len(page.Products), page.Total, page.Next, err)
	}
	kinds := map[product.Kind]int{}
	for _, v := range page.Products {
		kinds[v.Kind]++
		if _, err := v.Quote(v.DefaultAsk(app.Today())); err != nil {
			t.Errorf("%s can't be counted: %v", v.Slug, err)
		}
	}
	for _, kind := range product.Kinds {
		if kinds[kind] == 0 {
			t.Errorf("there is no %s", kind)
		}
	}
	scheduled, over := 0, 0
	for _, o := range offerings() {
		versions, err := s.Versions(ctx, o.slug)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range versions {
			if err := v.Check(); err != nil {
				t.Errorf("%s, version %d: %v", v.Slug, v.Number, err)
			}
		}
		if versions[0].From > app.Today() {
			scheduled++
		}
		if versions[0].Archived || versions[0].Until != "" && versions[0].Until < app.Today() {
			over++
		}
	}
	if scheduled < 4 || over != 2 {
		t.Errorf("%d are scheduled, %d are over", scheduled, over)
	}
	pass, err := s.Find(ctx, "deposit-pass")
	if err != nil || pass.Number != 14 || pass.Content.Tariffs[0].Cells[7].Rate != 145_000 {
		t.Errorf("the pass: version %d, %v", pass.Number, err)
	}
}
