package store_test

import (
	"testing"

	"telemark/app"
	"telemark/app/store"
	"telemark/app/store/storetest"
	"telemark/app/view"
)

func TestAViewIsItsOwnersAloneAndKeepsItsPlaceWhenItIsSavedAnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		erik, ida := b.person("erik", app.Manager).ID, b.person("ida", app.Manager).ID
		put := func(owner, page, name, query string) string {
			t.Helper()
			v := view.View{ID: app.NewID(), Page: page, Name: name, Query: query, At: app.Now()}
			if err := db.Views().Put(t.Context(), owner, v); err != nil {
				t.Fatal(err)
			}
			return v.ID
		}
		first := put(erik, "/manager/products", "Вклады", "kind=deposit")
		put(erik, "/manager/products", "Drafts", "state=draft")
		put(erik, "/manager/products", "Вклады", "kind=savings")
		put(erik, "/manager/applications", "Mine", "")
		put(ida, "/manager/products", "Hers", "")
		list, err := db.Views().Views(t.Context(), erik, "/manager/products")
		if err != nil || len(list) != 2 || list[0].ID != first || list[0].Name != "Вклады" || list[0].Query != "kind=savings" || list[1].Name != "Drafts" {
			t.Fatalf("%+v, %v", list, err)
		}
		if _, err := db.Views().Drop(t.Context(), ida, first); app.KindOf(err) != app.NotFound {
			t.Errorf("somebody else drops it: %v", err)
		}
		if page, err := db.Views().Drop(t.Context(), erik, first); err != nil || page != "/manager/products" {
			t.Errorf("dropping: %q, %v", page, err)
		}
		if list, err := db.Views().Views(t.Context(), erik, "/manager/products"); err != nil || len(list) != 1 {
			t.Errorf("left: %+v, %v", list, err)
		}
	})
}
