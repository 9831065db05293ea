package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/product"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestAVersionComesBackAsItWasPublished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		want := b.product("pass")
		got, err := db.Products().Version(t.Context(), want.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		if !got.CreatedAt.Equal(want.CreatedAt) {
			t.Errorf("published at %v, read %v", want.CreatedAt, got.CreatedAt)
		}
		got.CreatedAt = want.CreatedAt
		if !reflect.DeepEqual(got, want) {
			t.Errorf("published\n%+v\nread\n%+v", want, got)
		}
		for _, number := range []int{0, 2} {
			_, err := db.Products().Version(t.Context(), want.ID, number)
			kindIs(t, err, app.NotFound)
		}
		_, err = db.Products().Versions(t.Context(), "unknown")
		kindIs(t, err, app.NotFound)
	})
}

func TestTheInventoryReadsTheWholePastWithoutItsContents(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		first := b.product("pass")
		b.product("ski")
		next := first.Content
		next.Tariffs = slices.Clone(next.Tariffs)
		slices.Reverse(next.Tariffs)
		if _, err := b.products().Schedule(t.Context(), account.System, "pass", next, app.Today().Add(30)); err != nil {
			t.Fatal(err)
		}
		list, err := db.Products().Outlines(t.Context())
		if err != nil || len(list) != 3 {
			t.Fatalf("%d outlines, %v", len(list), err)
		}
		at := slices.IndexFunc(list, func(o product.Outline) bool { return o.Slug == "pass" })
		newest, oldest := list[at], list[at+1]
		if newest.Number != 2 || oldest.Number != 1 || oldest.Until != newest.From.Add(-1) || newest.Author != account.System.ID {
			t.Errorf("versions %+v and %+v", newest, oldest)
		}
		if len(newest.Offers) != 2 || newest.Offers[0].Currency != app.RUB || newest.Offers[0].Span != first.Content.Tariffs[0].Span() {
			t.Errorf("offers %+v", newest.Offers)
		}
		if got := oldest.Content.In("ru").Name; got != first.Content.In("ru").Name {
			t.Errorf("its name is %q", got)
		}
	})
}

func TestEveryChangeOfTheCatalogueMovesItsRevision(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		s, ctx, today := b.products(), t.Context(), app.Today()
		last := int64(-1)
		steps := []struct {
			name string
			do   func() error
		}{
			{"nothing yet", func() error { return nil }},
			{"add", func() error { b.product("pass"); return nil }},
			{"schedule", func() error {
				_, err := s.Schedule(ctx, account.System, "pass", offered(150_000), today.Add(9))
				return err
			}},
			{"write anew", func() error {
				_, err := s.Schedule(ctx, account.System, "pass", offered(151_000), today.Add(9))
				return err
			}},
			{"clone", func() error { _, err := s.Clone(ctx, account.System, "pass", "ridge", today.Add(3)); return err }},
			{"retire", func() error { return s.Retire(ctx, account.System, "pass", today.Add(30)) }},
			{"archive", func() error { return s.Archive(ctx, account.System, "ridge") }},
		}
		for _, step := range steps {
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			n, err := db.Products().Revision(ctx)
			if err != nil || n <= last {
				t.Errorf("%s: revision %d after %d, %v", step.name, n, last, err)
			}
			last = n
		}
	})
}

func TestOnlyWhatIsScheduledIsWrittenAnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		ctx, today := t.Context(), app.Today()
		v := b.product("pass")
		// The attack: a caller that forgets the domain's rule, and one whose clock is wrong.
		rewrite := v
		rewrite.Content = offered(1)
		err := db.Products().Change(ctx, "pass", func([]product.Version) (product.Change, error) {
			return product.Change{Today: today, Next: &rewrite, Audit: record("product.schedule", v.ID)}, nil
		})
		kindIs(t, err, app.Conflict)
		over := v
		over.Until = today.Add(-3)
		if err := b.products().Retire(ctx, account.System, "pass", over.Until); err != nil {
			t.Fatal(err)
		}
		over.Until = today.Add(3)
		err = db.Products().Change(ctx, "pass", func([]product.Version) (product.Change, error) {
			return product.Change{Today: today, End: &over, Audit: record("product.retire", v.ID)}, nil
		})
		kindIs(t, err, app.Conflict)
		got, err := db.Products().Version(ctx, v.ID, 1)
		if err != nil || got.Content.Tariffs[0].Cells[0].Rate != 145_000 || got.Until != today.Add(-3) {
			t.Errorf("what was in force has changed: %+v, %v", got, err)
		}
	})
}

func TestOfManyManagersWhoScheduleAtOnceRangesNeverOverlap(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		b.product("pass")
		var group sync.WaitGroup
		for i := range 12 {
			group.Go(func() {
				_, err := b.products().Schedule(t.Context(), account.System, "pass", offered(100_000+app.Rate(i)), app.Today().Add(i%6+1))
				if err != nil && app.KindOf(err) != app.Invalid {
					t.Error(err)
				}
			})
		}
		group.Wait()
		versions, err := db.Products().Versions(t.Context(), "pass")
		if err != nil || len(versions) < 2 {
			t.Fatalf("%d versions, %v", len(versions), err)
		}
		for i, v := range versions {
			if v.Number != len(versions)-i {
				t.Errorf("version %d stands at place %d of %d", v.Number, i, len(versions))
			}
			if i > 0 && v.Until != versions[i-1].From.Add(-1) {
				t.Errorf("version %d ends on %s, and the next begins on %s", v.Number, v.Until, versions[i-1].From)
			}
		}
	})
}

func TestAnApproverIsNeverTheAuthor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := newBank(t, db).product("pass")
		change := "UPDATE product_versions SET approved_by = '%s' WHERE product_id = '" + v.ID + "'"
		if err := store.Exec(t.Context(), db, fmt.Sprintf(change, v.Author)); err == nil {
			t.Error("the author approved their own version")
		}
		if err := store.Exec(t.Context(), db, fmt.Sprintf(change, "somebody else")); err != nil {
			t.Error(err)
		}
	})
}

func TestASlugIsTakenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		b.product("pass")
		_, err := b.products().Clone(t.Context(), account.System, "pass", "pass", app.Today().Add(1))
		kindIs(t, err, app.Invalid)
		n, err := db.Products().Revision(t.Context())
		if err != nil || n != 1 {
			t.Errorf("a refused product moved the revision to %d, %v", n, err)
		}
	})
}

func TestTheViewOfProductsSaysWhatTheTariffsSay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		v := b.product("pass")
		from := app.Today().Add(5)
		if _, err := b.products().Schedule(t.Context(), account.System, "pass", offered(150_000), from); err != nil {
			t.Fatal(err)
		}
		columns, got, err := store.View(t.Context(), db, "report_products")
		if err != nil {
			t.Fatal(err)
		}
		if want := viewColumns["report_products"]; fmt.Sprint(columns) != "["+want+"]" {
			t.Errorf("the columns are %v", columns)
		}
		row := func(number, from, until, currency string, figures ...string) []string {
			head := []string{v.ID, "pass", "deposit", "false", number, from, until, "Deposit “Pass”", "Вклад «Перевал»", currency}
			return append(head, figures...)
		}
		first, end := string(v.From), string(from.Add(-1))
		roubles := func(lo, hi string) []string { return []string{"50000.000", "5000000.000", "3", "24", lo, hi} }
		yuan := []string{"100.000", "1000000.000", "6", "12", "1.234", "1.234"} // 1.2345, as the test writes it
		want := [][]string{
			row("1", first, end, "RUB", roubles("14.500", "15.000")...), row("1", first, end, "CNY", yuan...),
			row("2", string(from), "", "RUB", roubles("15.000", "15.500")...), row("2", string(from), "", "CNY", yuan...),
		}
		if difference := unlike(got, want); difference != "" {
			t.Error(difference)
		}
	})
}
