package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/approval"
	"telemark/app/product"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// press is a bank in which people publish: an author, an editor and two approvers, all of whom have every duty.
type press struct {
	bank
	approvals *approval.Service
	products  *product.Service

	anna, boris, clara, dmitry app.Actor
}

func newPress(t testing.TB, db *store.DB) press {
	b := newBank(t, db)
	p := press{bank: b, approvals: &approval.Service{Store: db.Approvals()}}
	p.products = &product.Service{Store: db.Products(), Approvals: p.approvals}
	p.approvals.Register(p.products.Publishers())
	for _, who := range []struct {
		name string
		into *app.Actor
	}{{"Anna", &p.anna}, {"Boris", &p.boris}, {"Clara", &p.clara}, {"Dmitry", &p.dmitry}} {
		*who.into = b.person(who.name, app.Manager)
		who.into.Duties = app.Every()
	}
	return p
}

func sure[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// draft is one of a product, begun by Anna and saved by the editors with a rate and a first day.
func (p press) draft(slug string, rate app.Rate, from app.Day, editors ...app.Actor) product.Draft {
	p.t.Helper()
	d, err := p.products.BeginDraft(p.t.Context(), p.anna, slug)
	for _, e := range editors {
		if err != nil {
			break
		}
		d, err = p.products.SaveDraft(p.t.Context(), e, d.ID, d.Revision, offered(rate), from)
		rate += 10
	}
	return sure(p.t, d, err)
}

func (p press) send(d product.Draft, by app.Actor) approval.Request {
	p.t.Helper()
	r, err := p.products.SendDraft(p.t.Context(), by, d.ID, d.Revision)
	return sure(p.t, r, err)
}

func TestWhatIsApprovedIsPublishedAsItWasAskedFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		v := p.product("pass")
		from := app.Today().Add(3)
		d := p.draft("pass", 150_000, from, p.anna)
		r := p.send(d, p.anna)
		_, err := p.products.SaveDraft(ctx, p.anna, d.ID, d.Revision, offered(1), from)
		kindIs(t, err, app.Conflict) // it waits
		r, err = p.approvals.Decide(ctx, p.clara, r.ID, true, "")
		if err != nil || r.State != approval.Approved || r.Decider.ID != p.clara.ID {
			t.Fatalf("%+v, %v", r, err)
		}
		versions := known(p.products.Versions(ctx, "pass"))(t)
		next, old := versions[0], versions[1]
		if next.Number != 2 || next.From != from || next.Author != p.anna.ID || next.Approver != p.clara.ID || next.ID != v.ID ||
			next.Content.Tariffs[0].Cells[0].Rate != 150_000 || old.Until != from.Add(-1) {
			t.Errorf("published %+v after %+v", next, old)
		}
		_, err = p.products.Draft(ctx, p.anna, d.ID)
		kindIs(t, err, app.NotFound)
		if d2 := known(p.products.BeginDraft(ctx, p.boris, "pass"))(t); d2.Base != 2 || d2.Author != p.boris.ID {
			t.Errorf("the next draft is %+v", d2)
		}
		stored := known(p.approvals.Request(ctx, p.dmitry, r.ID))(t)
		if stored.State != approval.Approved || stored.Decider.Name != "Clara" || stored.Title.In("ru") != "Вклад «Перевал»" || stored.EndedAt == nil {
			t.Errorf("stored %+v", stored)
		}
		if _, err := db.VerifyAudit(ctx); err != nil {
			t.Error(err)
		}
	})
}

// known is sure for what a call returns.
func known[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		return sure(t, v, err)
	}
}

// The attack: whoever wrote, saved or sent a change decides it, with every duty that there is.
func TestNobodyWhoHadAHandInAChangeDecidesIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		d := p.draft("pass", 150_000, app.Today().Add(3), p.boris) // begun by Anna, saved by Boris, sent by Clara
		r := p.send(d, p.clara)
		for _, who := range []app.Actor{p.anna, p.boris, p.clara} {
			for _, approve := range []bool{true, false} {
				_, err := p.approvals.Decide(ctx, who, r.ID, approve, "why not")
				kindIs(t, err, app.Forbidden)
			}
			if n := known(p.approvals.Waiting(ctx, who))(t); n != 0 {
				t.Errorf("%d requests wait for %s", n, who.Name)
			}
		}
		plain := p.dmitry
		plain.Duties = app.Every() &^ app.Approver
		_, err := p.approvals.Decide(ctx, plain, r.ID, true, "")
		kindIs(t, err, app.Forbidden)
		if n := known(p.approvals.Waiting(ctx, p.dmitry))(t); n != 1 {
			t.Errorf("%d requests wait for Dmitry", n)
		}
		if _, err := p.approvals.Decide(ctx, p.dmitry, r.ID, true, ""); err != nil {
			t.Error(err)
		}
	})
}

// The attack: a caller that forgets the domain, then one with the database's own tools.
func TestTheDatabaseRefusesAnAuthorOrEditorWhoDecides(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		r := p.send(p.draft("pass", 150_000, app.Today().Add(3), p.boris), p.anna)
		for _, who := range []app.Actor{p.anna, p.boris} {
			err := db.Approvals().Settle(ctx, r.ID, func(_ context.Context, _ approval.Tx, r approval.Request) (approval.Ending, error) {
				now := app.Now()
				r.State, r.Decider, r.EndedAt = approval.Approved, approval.Person{ID: who.ID}, &now
				return approval.Ending{Request: r}, nil
			})
			if err == nil {
				t.Errorf("%s decided past the domain", who.Name)
			}
		}
		set := func(decider string, part int) string {
			return fmt.Sprintf("UPDATE approvals SET state = 'approved', open_object = NULL, decider_id = '%s', decider_part = %d, ended_at = asked_at WHERE id = '%s'",
				decider, part, r.ID)
		}
		for name, attack := range map[string]string{
			"the author decides":                 set(p.anna.ID, 3),
			"the author decides as the author":   set(p.anna.ID, 1),
			"an editor decides":                  set(p.boris.ID, 3),
			"an editor decides as an editor":     set(p.boris.ID, 2),
			"somebody without a part":            set(p.clara.ID, 3),
			"the author gets a second part":      "INSERT INTO approval_people (request_id, user_id, part) VALUES ('" + r.ID + "', '" + p.anna.ID + "', 3)",
			"an editor gets a second part":       "INSERT INTO approval_people (request_id, user_id, part) VALUES ('" + r.ID + "', '" + p.boris.ID + "', 3)",
			"the author becomes somebody else":   "UPDATE approvals SET author_id = '" + p.clara.ID + "' WHERE id = '" + r.ID + "'",
			"approved by nobody":                 "UPDATE approvals SET state = 'approved', open_object = NULL, ended_at = asked_at WHERE id = '" + r.ID + "'",
			"the author's part is the decider's": "UPDATE approvals SET author_part = 3 WHERE id = '" + r.ID + "'",
		} {
			if err := store.Exec(ctx, db, attack); err == nil {
				t.Errorf("the database let it happen: %s", name)
			}
		}
		got := known(p.approvals.Request(ctx, p.clara, r.ID))(t)
		if got.State != approval.Waiting || got.Decider.ID != "" || len(got.Editors) != 1 {
			t.Errorf("the request is %+v", got)
		}
	})
}

func TestApprovingTwiceAtOncePublishesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		r := p.send(p.draft("pass", 150_000, app.Today().Add(3), p.anna), p.anna)
		var group sync.WaitGroup
		var mu sync.Mutex
		approved := map[string]int{}
		for i := range 12 {
			who := []app.Actor{p.boris, p.clara, p.dmitry}[i%3]
			group.Go(func() {
				got, err := p.approvals.Decide(ctx, who, r.ID, i%4 != 3, "because")
				if err != nil {
					if k := app.KindOf(err); k != app.Conflict && k != app.Unavailable {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				approved[got.Decider.ID+string(got.State)]++
				mu.Unlock()
			})
		}
		group.Wait()
		got := known(p.approvals.Request(ctx, p.clara, r.ID))(t)
		if len(approved) != 1 || approved[got.Decider.ID+string(got.State)] == 0 {
			t.Errorf("answers %v, stored %+v", approved, got)
		}
		want := 1
		if got.State == approval.Approved {
			want = 2
		}
		if n := len(known(p.products.Versions(ctx, "pass"))(t)); n != want {
			t.Errorf("%d versions, want %d", n, want)
		}
	})
}

func TestARequestWhoseBaseHasMovedOnIsOutdatedNotPublished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		today := app.Today()
		for name, c := range map[string]struct {
			move func(p press) error
			why  string
		}{
			"a later version": {func(p press) error {
				_, err := p.products.Schedule(p.t.Context(), account.System, "pass", offered(120_000), today.Add(9))
				return err
			}, "product.outdated_base"},
			"archived": {func(p press) error { return p.products.Archive(p.t.Context(), account.System, "pass") }, "product.archived"},
			"ended":    {func(p press) error { return p.products.Retire(p.t.Context(), account.System, "pass", today.Add(9)) }, "product.from_within"},
		} {
			t.Run(name, func(t *testing.T) {
				p := newPress(t, db)
				ctx, slug := t.Context(), "pass-"+strings.ToLower(app.NewID())
				p.product(slug)
				from := today.Add(3)
				d := p.draft(slug, 150_000, from, p.anna)
				r := p.send(d, p.anna)
				moved := p
				moved.products = &product.Service{Store: slugged{db.Products(), slug}}
				if err := c.move(moved); err != nil {
					t.Fatal(err)
				}
				before := len(known(p.products.Versions(ctx, slug))(t))
				got, err := p.approvals.Decide(ctx, p.clara, r.ID, true, "")
				if err != nil || got.State != approval.Outdated || got.Note.ID != c.why {
					t.Fatalf("%+v, %v; want %s", got, err, c.why)
				}
				if n := len(known(p.products.Versions(ctx, slug))(t)); n != before {
					t.Errorf("%d versions, before %d", n, before)
				}
				stored := known(p.approvals.Request(ctx, p.clara, r.ID))(t)
				if stored.State != approval.Outdated || stored.Decider.ID != "" || stored.Note.ID != c.why {
					t.Errorf("stored %+v", stored)
				}
				if _, ok := stored.Note.Args["Day"].(app.Day); !ok && stored.Note.Args != nil {
					t.Errorf("the day came back as %T", stored.Note.Args["Day"])
				}
				back := known(p.products.Draft(ctx, p.anna, d.ID))(t)
				if back.Sent != "" || back.Returned != r.ID {
					t.Errorf("the draft is %+v", back)
				}
			})
		}
	})
}

// slugged is a store in which "pass" is another product.
type slugged struct {
	store.Products
	slug string
}

func (s slugged) Change(ctx context.Context, _ string, decide func([]product.Version) (product.Change, error)) error {
	return s.Products.Change(ctx, s.slug, decide)
}

func TestARefusalGivesTheDraftBackWithItsReason(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		from := app.Today().Add(3)
		d := p.draft("pass", 150_000, from, p.anna)
		r := p.send(d, p.anna)
		_, err := p.approvals.Decide(ctx, p.clara, r.ID, false, " \n ")
		kindIs(t, err, app.Invalid)
		if _, err := p.approvals.Decide(ctx, p.clara, r.ID, false, "Ставка выше, чем мы можем 🙂"); err != nil {
			t.Fatal(err)
		}
		d = known(p.products.Draft(ctx, p.anna, d.ID))(t)
		back := known(p.approvals.Request(ctx, p.anna, d.Returned))(t)
		if d.Sent != "" || back.State != approval.Refused || back.Reason != "Ставка выше, чем мы можем 🙂" {
			t.Errorf("the draft %+v came back with %+v", d, back)
		}
		d = known(p.products.SaveDraft(ctx, p.boris, d.ID, d.Revision, offered(149_000), from))(t)
		again := p.send(d, p.anna)
		_, err = p.approvals.Withdraw(ctx, p.dmitry, again.ID)
		kindIs(t, err, app.Forbidden)
		if w := known(p.approvals.Withdraw(ctx, p.boris, again.ID))(t); w.State != approval.Withdrawn {
			t.Errorf("withdrawn: %+v", w)
		}
		_, err = p.approvals.Decide(ctx, p.clara, again.ID, true, "")
		kindIs(t, err, app.Conflict)
	})
}

func TestAProductIsBornRetiredAndArchivedByTwoPeople(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx, today := newPress(t, db), t.Context(), app.Today()
		d := known(p.products.NewDraft(ctx, p.anna, product.Deposit, "ridge"))(t)
		_, err := p.products.NewDraft(ctx, p.boris, product.Deposit, "ridge")
		kindIs(t, err, app.Invalid)
		_, err = p.products.SendDraft(ctx, p.anna, d.ID, d.Revision)
		kindIs(t, err, app.Invalid) // it has no words yet
		d = known(p.products.SaveDraft(ctx, p.anna, d.ID, d.Revision, offered(140_000), today.Add(1)))(t)
		decide := func(r approval.Request) {
			t.Helper()
			if got := known(p.approvals.Decide(ctx, p.clara, r.ID, true, ""))(t); got.State != approval.Approved {
				t.Fatalf("%+v", got)
			}
		}
		decide(p.send(d, p.anna))
		v := known(p.products.Versions(ctx, "ridge"))(t)[0]
		if v.Number != 1 || v.Approver != p.clara.ID || v.Author != p.anna.ID || v.Kind != product.Deposit {
			t.Errorf("born as %+v", v)
		}
		retire := known(p.products.AskRetire(ctx, p.anna, "ridge", today.Add(30)))(t)
		_, err = p.products.AskRetire(ctx, p.boris, "ridge", today.Add(31))
		kindIs(t, err, app.Conflict) // one waits
		decide(retire)
		if v = known(p.products.Versions(ctx, "ridge"))(t)[0]; v.Until != today.Add(30) {
			t.Errorf("retired as %+v", v)
		}
		decide(known(p.products.AskArchive(ctx, p.anna, "ridge"))(t))
		if v = known(p.products.Versions(ctx, "ridge"))(t)[0]; !v.Archived {
			t.Errorf("archived as %+v", v)
		}
		_, err = p.products.BeginDraft(ctx, p.anna, "ridge")
		kindIs(t, err, app.Conflict)
	})
}

func TestNoManagerPublishesAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx, today := newPress(t, db), t.Context(), app.Today()
		p.product("pass")
		for name, do := range map[string]func() error{
			"add": func() error {
				_, err := p.products.Add(ctx, p.anna, product.Product{Slug: "mine", Kind: product.Deposit}, offered(1), today.Add(1))
				return err
			},
			"schedule": func() error { _, err := p.products.Schedule(ctx, p.anna, "pass", offered(1), today.Add(1)); return err },
			"clone":    func() error { _, err := p.products.Clone(ctx, p.anna, "pass", "mine", today.Add(1)); return err },
			"retire":   func() error { return p.products.Retire(ctx, p.anna, "pass", today.Add(1)) },
			"archive":  func() error { return p.products.Archive(ctx, p.anna, "pass") },
		} {
			if err := do(); app.KindOf(err) != app.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		reader := p.anna
		reader.Duties = app.Every() &^ app.Author
		_, err := p.products.BeginDraft(ctx, reader, "pass")
		kindIs(t, err, app.Forbidden)
	})
}

func TestTheInboxIsFilteredAndPaged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, ctx := newPress(t, db), t.Context()
		p.product("pass")
		var all []approval.Request
		for range 3 {
			d := p.draft("pass", 150_000, app.Today().Add(3), p.anna)
			r := p.send(d, p.anna)
			all = append(all, r)
			if _, err := p.approvals.Decide(ctx, p.clara, r.ID, false, "no"); err != nil {
				t.Fatal(err)
			}
		}
		archive := known(p.products.AskArchive(ctx, p.boris, "pass"))(t)
		today := app.Today()
		for name, c := range map[string]struct {
			who  app.Actor
			f    approval.Filter
			want int
		}{
			"all": {p.dmitry, approval.Filter{}, 4}, "mine": {p.boris, approval.Filter{Mine: true}, 1}, "by Anna": {p.dmitry, approval.Filter{Author: p.anna.ID}, 3},
			"waiting": {p.dmitry, approval.Filter{State: approval.Waiting}, 1}, "refused versions": {p.dmitry, approval.Filter{State: approval.Refused, Kind: product.KindVersion}, 3},
			"archives": {p.dmitry, approval.Filter{Kind: product.KindArchive}, 1}, "today": {p.dmitry, approval.Filter{From: today, Until: today}, 4},
			"tomorrow": {p.dmitry, approval.Filter{From: today.Add(1)}, 0}, "yesterday": {p.dmitry, approval.Filter{Until: today.Add(-1)}, 0},
			"after": {p.dmitry, approval.Filter{After: all[1].ID}, 1}, "odd": {p.dmitry, approval.Filter{Author: "' OR 1=1"}, 0},
		} {
			page, next, err := p.approvals.Inbox(ctx, c.who, c.f)
			if err != nil || len(page) != c.want || next != "" {
				t.Errorf("%s: %d requests, next %q, %v; want %d", name, len(page), next, err, c.want)
			}
		}
		page, _, err := p.approvals.Inbox(ctx, p.dmitry, approval.Filter{})
		if err != nil || page[0].ID != archive.ID || page[0].Author.Name != "Boris" || page[0].Payload != "" {
			t.Errorf("the newest is %+v, %v", page[0], err)
		}
		client := p.person("Client", app.Client)
		_, _, err = p.approvals.Inbox(ctx, client, approval.Filter{})
		kindIs(t, err, app.NotFound)
	})
}

// fillApprovals leaves a request that was refused, one that waits, and their drafts.
func fillApprovals(t *testing.T, db *store.DB) {
	t.Helper()
	p, from := newPress(t, db), app.Today().Add(3)
	glass := &approval.Glass{Store: db.Emergencies()}
	if err := glass.Confirm(t.Context(), p.boris, known(glass.Ask(t.Context(), p.anna, "срочно 🙂", 5))(t).ID, true); err != nil {
		t.Fatal(err)
	}
	for _, slug := range []string{"ridge", "saddle"} {
		p.product(slug)
		r := p.send(p.draft(slug, 150_000, from, p.anna, p.boris), p.anna)
		if slug == "ridge" {
			known(p.approvals.Decide(t.Context(), p.clara, r.ID, false, "a\\\nb «ё» 🙂"))(t)
		}
	}
}
