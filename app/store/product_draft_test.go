package store_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/approval"
	"telemark/app/product"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestADraftComesBackAsItWasSavedAndIsThereOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		v := p.product("pass")
		var group sync.WaitGroup
		var mu sync.Mutex
		ids := map[string]bool{}
		for i := range 6 {
			who := []app.Actor{p.anna, p.boris}[i%2]
			group.Go(func() {
				d, err := p.products.BeginDraft(ctx, who, "pass")
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				ids[d.ID] = true
				mu.Unlock()
			})
		}
		group.Wait()
		if len(ids) != 1 {
			t.Fatalf("several who begin at once get %d drafts", len(ids))
		}
		d := known(p.products.BeginDraft(ctx, p.anna, "pass"))(t)
		if d.Base != 1 || !d.BaseAt.Equal(v.CreatedAt) || d.From != "" || !reflect.DeepEqual(d.Content, v.Content) || d.Product.ID != v.ID {
			t.Errorf("the draft is %+v", d)
		}
		incomplete := offered(150_000)
		incomplete.Texts["ru"] = product.Text{Name: "Только имя 🙂"}
		saved := known(p.products.SaveDraft(ctx, p.boris, d.ID, d.Revision, incomplete, ""))(t)
		read := known(p.products.DraftOf(ctx, p.clara, "pass"))(t)
		if read.Revision != saved.Revision || read.Content.Texts["ru"].Name != "Только имя 🙂" || read.ChangedBy.Name != "Boris" {
			t.Errorf("read %+v", read)
		}
		list := known(p.products.Drafts(ctx, p.clara))(t)
		if len(list) != 1 || list[0].Titles.In("ru") != "Только имя 🙂" || list[0].ChangedBy.Name != "Boris" {
			t.Errorf("listed %+v", list)
		}
		for who, want := range map[string]int{d.Author: 1, p.boris.ID: 1, p.clara.ID: 0} { // Anna or Boris began it
			if list := known(p.products.DraftsOf(ctx, p.clara, who))(t); len(list) != want {
				t.Errorf("%s has written on %d drafts, want %d", who, len(list), want)
			}
		}
		if err := p.products.DiscardDraft(ctx, p.clara, d.ID); err != nil {
			t.Error(err)
		}
		_, err := p.products.DraftOf(ctx, p.clara, "pass")
		kindIs(t, err, app.NotFound)
	})
}

func TestASaveOnTopOfSomebodyElsesShowsMineTheirsAndTheOriginal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		day := app.Today().Add(4)
		original := p.draft("pass", 150_000, day, p.anna)
		theirs := known(p.products.SaveDraft(ctx, p.boris, original.ID, original.Revision, offered(151_000), day))(t)
		_, err := p.products.SaveDraft(ctx, p.anna, original.ID, original.Revision, offered(152_000), day.Add(1))
		kindIs(t, err, app.Conflict)
		hit, ok := errors.AsType[*product.Collision](err)
		if !ok {
			t.Fatalf("%T is no collision", err)
		}
		rate := func(e product.Edition) app.Rate { return e.Content.Tariffs[0].Cells[0].Rate }
		if rate(hit.Mine) != 152_000 || rate(hit.Theirs) != 151_000 || rate(hit.Original) != 150_000 ||
			hit.Mine.From != day.Add(1) || hit.Theirs.From != day || hit.Theirs.By.Name != "Boris" || hit.Original.By.Name != "Anna" ||
			hit.Theirs.Revision != theirs.Revision {
			t.Errorf("the collision is %+v", hit)
		}
		// What says the same as theirs collides with nothing, and makes nobody an editor.
		same := known(p.products.SaveDraft(ctx, p.clara, original.ID, original.Revision, offered(151_000), day))(t)
		if same.Revision != theirs.Revision || len(same.Editors) != 2 {
			t.Errorf("saving the same made %+v", same)
		}
		merged := known(p.products.SaveDraft(ctx, p.anna, original.ID, hit.Theirs.Revision, offered(152_000), day))(t)
		if merged.Revision != theirs.Revision+1 {
			t.Errorf("merged as revision %d after %d", merged.Revision, theirs.Revision)
		}
		_, err = p.products.SendDraft(ctx, p.anna, original.ID, theirs.Revision)
		kindIs(t, err, app.Conflict)
	})
}

func TestOfManySavesAtOnceOneIsStoredAndTheOthersCollide(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		d := p.draft("pass", 150_000, app.Today().Add(4), p.anna)
		var group sync.WaitGroup
		var mu sync.Mutex
		var saved, collided int
		for i := range 10 {
			group.Go(func() {
				_, err := p.products.SaveDraft(ctx, p.boris, d.ID, d.Revision, offered(100_000+app.Rate(i)), d.From)
				_, hit := errors.AsType[*product.Collision](err)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					saved++
				case hit:
					collided++
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		if saved != 1 || collided != 9 {
			t.Errorf("%d saved, %d collided", saved, collided)
		}
	})
}

func TestADraftFollowsANewerVersionOnlyWhenItIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx, today := newPress(t, db), t.Context(), app.Today()
		p.product("pass")
		d := p.draft("pass", 150_000, today.Add(5), p.anna)
		if _, err := p.bank.products().Schedule(ctx, account.System, "pass", offered(140_000), today.Add(2)); err != nil {
			t.Fatal(err)
		}
		_, err := p.products.SendDraft(ctx, p.anna, d.ID, d.Revision)
		kindIs(t, err, app.Conflict)
		moved := known(p.products.RebaseDraft(ctx, p.anna, d.ID, d.Revision))(t)
		if moved.Base != 2 || moved.Content.Tariffs[0].Cells[0].Rate != 150_000 || moved.Revision != d.Revision+1 {
			t.Errorf("rebased as %+v", moved)
		}
		// A version that was written anew is another one, though its number is the same.
		if _, err := p.bank.products().Schedule(ctx, account.System, "pass", offered(141_000), today.Add(2)); err != nil {
			t.Fatal(err)
		}
		_, err = p.products.SendDraft(ctx, p.anna, d.ID, moved.Revision)
		kindIs(t, err, app.Conflict)
		moved = known(p.products.RebaseDraft(ctx, p.anna, d.ID, moved.Revision))(t)
		if r := p.send(moved, p.anna); r.State != approval.Waiting {
			t.Errorf("sent %+v", r)
		}
	})
}

// An eligibility rule is part of what a version says, and has no other way to the clients.
func TestARuleOfWhoMayHaveAProductNeedsTwoPeopleToo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		from := app.Today().Add(2)
		d := p.draft("pass", 145_000, from)
		stricter := d.Content
		stricter.Rules.MinAge = 21
		d = known(p.products.SaveDraft(ctx, p.anna, d.ID, d.Revision, stricter, from))(t)
		r := p.send(d, p.anna)
		_, err := p.approvals.Decide(ctx, p.anna, r.ID, true, "")
		kindIs(t, err, app.Forbidden)
		proposal := known(product.ProposalOf(known(p.approvals.Request(ctx, p.clara, r.ID))(t)))(t)
		if diff := product.Diff(*proposal.Was, *proposal.Content); len(diff) != 1 {
			t.Errorf("the approver sees %+v", diff)
		}
		born := app.Today().AddMonths(-12 * 19)
		teenager := product.Applicant{Born: &born}
		refused := func() int {
			v := known(p.products.AsOf(ctx, "pass", from))(t)
			return len(v.Content.Rules.Check(teenager, product.Ask{}, 0, from))
		}
		if n := refused(); n != 0 {
			t.Errorf("a rule that waits refuses already: %d", n)
		}
		known(p.approvals.Decide(ctx, p.clara, r.ID, true, ""))(t)
		if n := refused(); n != 1 {
			t.Errorf("an approved rule refuses %d times", n)
		}
	})
}
