package application

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/product"
)

func TestAnOfferSaysWhatIsOtherThanAskedFor(t *testing.T) {
	d := newDesk(t)
	a := d.offered()
	var figures []string
	for _, diff := range Differences(a) {
		figures = append(figures, diff.Figure)
		if diff.Figure == "amount" && (diff.Asked != 300_000_00 || diff.Offered != 200_000_00) {
			t.Errorf("the amount differs as %+v", diff)
		}
	}
	if !slices.Equal(figures, []string{"amount", "payment", "interest", "total"}) {
		t.Errorf("different are %v", figures)
	}
	if a.State != Offered || a.Ask.Amount != 300_000_00 || a.Offer.By != erik.Name || a.Offer.Quote.Version != a.Offer.Version {
		t.Errorf("offered %+v", a.Offer)
	}
	same := d.offer()
	same.Ask = a.Ask
	if got := Differences(d.must(d.Make(t.Context(), erik, a.ID, same))); len(got) != 0 {
		t.Errorf("exactly what was asked for differs in %v", got)
	}
	if Differences(d.submitted()) != nil {
		t.Error("no offer differs")
	}
}

func TestAnOfferIsRefusedAtTheFieldThatIsWrong(t *testing.T) {
	d := newDesk(t)
	a := d.must(d.Take(t.Context(), erik, d.submitted().ID))
	today := app.Today()
	for name, tt := range map[string]struct {
		change func(*OfferDraft)
		want   []string
	}{
		"no words":       {func(o *OfferDraft) { o.Text = " " }, []string{"text"}},
		"a long text":    {func(o *OfferDraft) { o.Text = strings.Repeat("ё", MaxNote+1) }, []string{"text"}},
		"yesterday":      {func(o *OfferDraft) { o.Expires = today.Add(-1) }, []string{"expires"}},
		"no day":         {func(o *OfferDraft) { o.Expires = "soon" }, []string{"expires"}},
		"in a year":      {func(o *OfferDraft) { o.Expires = today.Add(MaxOfferDays + 1) }, []string{"expires"}},
		"a long term":    {func(o *OfferDraft) { o.Ask.Term = 61 }, []string{"term"}},
		"another money":  {func(o *OfferDraft) { o.Ask.Currency = app.USD }, []string{"currency"}},
		"today":          {func(o *OfferDraft) { o.Expires = today }, nil},
		"the last day":   {func(o *OfferDraft) { o.Expires = today.Add(MaxOfferDays) }, nil},
		"the whole text": {func(o *OfferDraft) { o.Text = strings.Repeat("ё", MaxNote) }, nil},
	} {
		o := d.offer()
		tt.change(&o)
		if _, err := d.Make(t.Context(), erik, a.ID, o); !slices.Equal(fieldsOf(err), tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAcceptingBindsTheVersionTheTextAndTheTime(t *testing.T) {
	d := newDesk(t)
	offered := d.offered()
	if _, err := d.Accept(t.Context(), marina, offered.ID, "another"); textOf(err) != "application.offer_changed" {
		t.Errorf("what the client hasn't seen: %v", err)
	}
	a := d.must(d.Accept(t.Context(), marina, offered.ID, offered.Offer.Digest))
	if a.State != Accepted || a.Offer.AcceptedAt == nil || a.Offer.Acceptance == "" || !a.Intact() {
		t.Fatalf("accepted as %+v", a.Offer)
	}
	if b := d.must(d.Accept(t.Context(), marina, a.ID, a.Offer.Digest)); b.Seq != a.Seq || b.Offer.Acceptance != a.Offer.Acceptance {
		t.Error("accepting twice is two")
	}
	for name, change := range map[string]func(*Application){
		"version":     func(a *Application) { a.Offer.Version++ },
		"text":        func(a *Application) { a.Offer.Text += "." },
		"language":    func(a *Application) { a.Offer.Lang = "ru" },
		"author":      func(a *Application) { a.Offer.By = "Eve" },
		"made":        func(a *Application) { a.Offer.MadeAt = a.Offer.MadeAt.Add(time.Millisecond) },
		"expiry":      func(a *Application) { a.Offer.Expires = a.Offer.Expires.Add(time.Millisecond) },
		"accepted":    func(a *Application) { at := a.Offer.AcceptedAt.Add(time.Millisecond); a.Offer.AcceptedAt = &at },
		"taken back":  func(a *Application) { a.Offer.AcceptedAt = nil },
		"application": func(a *Application) { a.ID = app.NewID() },
		"client":      func(a *Application) { a.Client = person(oleg) },
		"amount":      func(a *Application) { a.Offer.Quote.Ask.Amount++ },
		"term":        func(a *Application) { a.Offer.Quote.Ask.Term++ },
		"currency":    func(a *Application) { a.Offer.Quote.Ask.Currency = app.USD },
		"start":       func(a *Application) { a.Offer.Quote.Ask.Start = a.Offer.Quote.Ask.Start.Add(1) },
		"segment":     func(a *Application) { a.Offer.Quote.Ask.Segment = "premium" },
		"method":      func(a *Application) { a.Offer.Quote.Ask.Method = product.Differentiated },
		"price":       func(a *Application) { a.Offer.Quote.Ask.Price++ },
		"payout":      func(a *Application) { a.Offer.Quote.Ask.Payout = product.Monthly },
		"capitalised": func(a *Application) { a.Offer.Quote.Ask.Capitalise = true },
		"spend":       func(a *Application) { a.Offer.Quote.Ask.Spend++ },
		"counted by":  func(a *Application) { a.Offer.Quote.Version++ },
		"rate":        func(a *Application) { a.Offer.Quote.Rate++ },
		"payment":     func(a *Application) { a.Offer.Quote.Payment++ },
		"last":        func(a *Application) { a.Offer.Quote.Last++ },
		"highest":     func(a *Application) { a.Offer.Quote.Highest++ },
		"interest":    func(a *Application) { a.Offer.Quote.Interest++ },
		"fees":        func(a *Application) { a.Offer.Quote.Fees++ },
		"cashback":    func(a *Application) { a.Offer.Quote.Cashback++ },
		"total":       func(a *Application) { a.Offer.Quote.Total++ },
		"effective":   func(a *Application) { a.Offer.Quote.Effective++ },
	} {
		b, o := a, *a.Offer
		b.Offer = &o
		if change(&b); b.Intact() {
			t.Errorf("another %s goes unseen", name)
		}
	}
	if (Application{}).Intact() != true {
		t.Error("nothing was changed where nothing is")
	}
}

func TestNoTwoOffersHaveTheSameCanonicalForm(t *testing.T) {
	if digest("ab", "c") == digest("a", "bc") || digest("a\n1:b") == digest("a", "b") || digest("a") == digest("a", "") {
		t.Error("two offers have the same digest")
	}
}

func TestAnOfferOfTheStoreThatWasTamperedWithIsNotAccepted(t *testing.T) {
	d := newDesk(t)
	a := d.offered()
	o := *a.Offer
	o.Quote.Rate = 1
	a.Offer = &o
	d.store.all[a.ID] = a
	if _, err := d.Accept(t.Context(), marina, a.ID, o.Digest); app.KindOf(err) != app.Internal || err == nil {
		t.Errorf("accepted what nobody offered: %v", err)
	}
}

func TestANewOfferTakesThePlaceOfTheLastOne(t *testing.T) {
	d := newDesk(t)
	old := d.offered()
	better := d.offer()
	better.Ask.Amount += 50_000_00
	a := d.must(d.Make(t.Context(), erik, old.ID, better))
	if _, err := d.Accept(t.Context(), marina, a.ID, old.Offer.Digest); app.KindOf(err) != app.Conflict || textOf(err) != "application.offer_changed" {
		t.Errorf("the superseded offer: %v", err)
	}
	if b := d.must(d.Accept(t.Context(), marina, a.ID, a.Offer.Digest)); b.Offer.Quote.Ask.Amount != better.Ask.Amount {
		t.Errorf("accepted %d", b.Offer.Quote.Ask.Amount)
	}
}

func TestAnOfferEndsWithItsLastDayWhereTheBankIs(t *testing.T) {
	d := newDesk(t)
	a := d.offered()
	end := a.Offer.Expires
	if want := app.Today().Add(6).Start(); !end.Equal(want) {
		t.Fatalf("it ends at %v, want %v", end, want)
	}
	if _, err := a.accept(marina, a.Offer.Digest, end.Add(-time.Millisecond)); err != nil {
		t.Errorf("in the last moment: %v", err)
	}
	if _, err := a.accept(marina, a.Offer.Digest, end); textOf(err) != "application.offer_expired" {
		t.Errorf("a moment later: %v", err)
	}
	if u, err := a.expire(end.Add(-time.Millisecond)); err != nil || !u.Empty() {
		t.Errorf("taken back too early: %v", err)
	}
	u, err := a.expire(end)
	if err != nil || u.Application.State != InReview || u.Events[0].Side != "system" || u.Events[0].Actor != (Person{}) || u.Application.Assignee.ID != erik.ID {
		t.Errorf("taken back as %+v, %v", u, err)
	}
}

func TestOffersWhoseTimeIsOverGoBackToReview(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		good := map[string]Answers{"person": with(good["person"], "born", "1970-05-28"), "work": good["work"]} // the bubble's year is 2000
		var ids []string
		for _, days := range []int{1, 1, 4} {
			a := d.begun()
			for _, step := range []string{"person", "work"} {
				d.must(d.Fill(t.Context(), marina, a.ID, step, good[step]))
			}
			d.must(d.Submit(t.Context(), marina, a.ID, app.NewID()))
			d.must(d.Take(t.Context(), erik, a.ID))
			o := d.offer()
			o.Expires = app.Today().Add(days)
			d.must(d.Make(t.Context(), erik, a.ID, o))
			ids = append(ids, a.ID)
		}
		if n, err := d.ExpireOffers(t.Context()); n != 0 || err != nil {
			t.Errorf("at once: %d, %v", n, err)
		}
		time.Sleep(3 * 24 * time.Hour)
		if n, err := d.ExpireOffers(t.Context()); n != 2 || err != nil {
			t.Errorf("after three days: %d, %v", n, err)
		}
		for i, want := range []State{InReview, InReview, Offered} {
			if got := d.store.all[ids[i]].State; got != want {
				t.Errorf("offer %d is %s, want %s", i+1, got, want)
			}
		}
		if n, err := d.ExpireOffers(t.Context()); n != 0 || err != nil {
			t.Errorf("once more: %d, %v", n, err)
		}
	})
}
