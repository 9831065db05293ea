package application

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/product"
)

func TestASubmissionGivesANumberAndTwiceGivesOne(t *testing.T) {
	d := newDesk(t)
	a, key := d.filled(), app.NewID()
	first := d.must(d.Submit(t.Context(), marina, a.ID, key))
	second := d.must(d.Submit(t.Context(), marina, a.ID, key))
	third := d.must(d.Submit(t.Context(), marina, a.ID, app.NewID()))
	if first.Number != "26-000001" || first.State != Submitted || first.SubmittedAt == nil || first.Step != Review || first.Version != 1 {
		t.Errorf("submitted as %+v", first)
	}
	if second.Seq != first.Seq || third.Seq != first.Seq || d.store.last != 1 || len(d.store.log[a.ID]) != 2 {
		t.Errorf("again: %d numbers, %d entries", d.store.last, len(d.store.log[a.ID]))
	}
	if last := d.store.audit[len(d.store.audit)-1]; last.Action != "application.submit" || last.Object != a.ID {
		t.Errorf("recorded %+v", last)
	}
	if _, err := d.Submit(t.Context(), marina, a.ID, "short"); !slices.Equal(fieldsOf(err), []string{"key"}) {
		t.Errorf("a key that is none: %v", err)
	}
}

func TestWhatIsMissingIsSaidInTheOrderOfTheFormFirstStepFirst(t *testing.T) {
	d := newDesk(t)
	a := d.begun()
	d.must(d.Fill(t.Context(), marina, a.ID, "work", with(good["work"], "work", "retired")))
	d.must(d.Keep(t.Context(), marina, a.ID, "person", Answers{"name": "Марина", "born": "in May"}))
	_, err := d.Submit(t.Context(), marina, a.ID, app.NewID())
	got := fieldsOf(err)
	if !slices.Equal(got, []string{"born", "passport", "residence"}) || StepOf(d.shelf.versions[0].Content.Form, got[0]) != "person" {
		t.Errorf("missing: %v, %v", got, err)
	}
	if d.store.all[a.ID].State != Draft || d.store.last != 0 {
		t.Error("it was submitted")
	}
	if StepOf(d.shelf.versions[0].Content.Form, "shoe_size") != "" {
		t.Error("a step asks for the size of shoes")
	}
}

func TestWhoDoesNotMeetTheRulesReadsWhyAtTheAnswer(t *testing.T) {
	for _, tt := range []struct{ step, field, answer, at, says string }{
		{"person", "born", string(app.Today().AddMonths(-12 * 20)), "born", "product.refuse_min_age"},
		{"person", "born", string(app.Today().AddMonths(-12 * 70)), "born", "product.refuse_max_age"}, // at the end of the term
		{"person", "residence", "DE", "residence", "product.refuse_residence"},
		{"work", "income", "29 999,99", "income", "product.refuse_min_income"},
		{"work", "payments", "49 000", "payments", "product.refuse_max_share"},
		{"work", "work", product.NoWork, "work", "product.refuse_jobless"},
	} {
		d := newDesk(t)
		a := d.begun()
		answers := maps.Clone(good)
		answers[tt.step] = with(answers[tt.step], tt.field, tt.answer)
		var err error
		for _, step := range []string{"person", "work"} {
			if a, err = d.Fill(t.Context(), marina, a.ID, step, answers[step]); step == tt.step && !slices.Equal(fieldsOf(err), []string{tt.at}) {
				t.Errorf("%s %s: the step says %v", tt.field, tt.answer, err)
			}
		}
		_, err = d.Submit(t.Context(), marina, a.ID, app.NewID())
		e, ok := err.(*app.Error)
		if !ok || len(e.Fields) != 1 || e.Fields[0].Name != tt.at || e.Fields[0].Text.ID != tt.says {
			t.Errorf("%s %s: %v, want %s at %s", tt.field, tt.answer, err, tt.says, tt.at)
		}
	}
}

func TestAChangedTariffIsShownBeforeAnythingIsSubmitted(t *testing.T) {
	d := newDesk(t)
	a, key := d.filled(), app.NewID()
	d.shelf.again(func(v *product.Version) { v.Content.Tariffs[0].Cells[0].Rate = 210_000 })
	told, err := d.Submit(t.Context(), marina, a.ID, key)
	if textOf(err) != textOf(ErrFigures) || told.State != Draft || told.Version != 2 || told.Quote.Rate != 210_000 || told.Quote.Payment <= a.Quote.Payment {
		t.Fatalf("%v: %s of version %d at %d", err, told.State, told.Version, told.Quote.Rate)
	}
	last := d.store.log[a.ID][len(d.store.log[a.ID])-1]
	if !slices.Contains(last.Changes, Change{"rate", "200000", "210000"}) || !slices.Contains(last.Changes, Change{"version", "1", "2"}) {
		t.Errorf("the log says %+v", last.Changes)
	}
	if _, err := d.Submit(t.Context(), marina, a.ID, key); textOf(err) != textOf(ErrFigures) {
		t.Errorf("the same click confirms what it hasn't seen: %v", err)
	}
	if b := d.must(d.Submit(t.Context(), marina, a.ID, app.NewID())); b.State != Submitted || b.Quote.Rate != 210_000 || b.Version != 2 {
		t.Errorf("confirmed: %s at %d", b.State, b.Quote.Rate)
	}
}

func TestAQuestionThatANewVersionAsksIsMissingInAnOldDraft(t *testing.T) {
	d := newDesk(t)
	a := d.filled()
	d.shelf.again(func(v *product.Version) {
		form := slices.Clone(v.Content.Form)
		form[1].Fields = append(slices.Clone(form[1].Fields), product.Field{ID: "car", Type: product.YesField})
		v.Content.Form = form
	})
	_, err := d.Submit(t.Context(), marina, a.ID, app.NewID()) // the version is another one: first it is shown
	if textOf(err) != textOf(ErrFigures) {
		t.Fatal(err)
	}
	if _, err := d.Submit(t.Context(), marina, a.ID, app.NewID()); !slices.Equal(fieldsOf(err), []string{"car"}) {
		t.Errorf("submitted without the new answer: %v", err)
	}
}

func TestAnOldDraftBeginsNoContractInThePast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		a := d.begun()
		for step, answers := range map[string]Answers{"person": with(good["person"], "born", "1970-05-28"), "work": good["work"]} { // the bubble's year is 2000
			a = d.must(d.Fill(t.Context(), marina, a.ID, step, answers))
		}
		time.Sleep(40 * 24 * time.Hour)
		got, err := d.Submit(t.Context(), marina, a.ID, app.NewID())
		if err != nil && textOf(err) != textOf(ErrFigures) {
			t.Fatal(err)
		}
		if got.Ask.Start != app.Today() || got.Quote.Ask.Start != app.Today() {
			t.Errorf("today is %s and the contract begins on %s", app.Today(), got.Ask.Start)
		}
	})
}

func TestBeginningAgainGoesOnWithTheDraft(t *testing.T) {
	d := newDesk(t)
	key, more := app.NewID(), ask()
	more.Amount *= 2
	a := d.must(d.Begin(t.Context(), marina, "ski", ask(), key))
	if a.Quote.Ask != a.Ask || a.Quote.Version != 1 || a.Quote.Payment == 0 || a.Step != "person" || a.State != Draft || a.ProductName("ru") != "Кредит «Лыжи»" {
		t.Errorf("begun as %+v", a)
	}
	if b := d.must(d.Begin(t.Context(), marina, "ski", more, key)); b.ID != a.ID || b.Seq != a.Seq {
		t.Error("the same key made something")
	}
	if b := d.must(d.Begin(t.Context(), marina, "ski", more, app.NewID())); b.ID != a.ID || b.Ask.Amount != more.Amount || b.Quote.Payment <= a.Quote.Payment {
		t.Errorf("another key made %s for %d", b.ID, b.Ask.Amount)
	}
	if c := d.must(d.Begin(t.Context(), oleg, "ski", ask(), key)); c.ID == a.ID {
		t.Error("somebody else goes on with it")
	}
	d.must(d.Withdraw(t.Context(), marina, a.ID, "mistake"))
	if b := d.must(d.Begin(t.Context(), marina, "ski", ask(), app.NewID())); b.ID == a.ID {
		t.Error("what was withdrawn goes on")
	}
}

func TestAClientHasTwentyDraftsAtMost(t *testing.T) {
	d := newDesk(t)
	for n := range MaxDrafts {
		d.must(d.Begin(t.Context(), marina, fmt.Sprint("more-", n), ask(), app.NewID()))
	}
	if _, err := d.Begin(t.Context(), marina, "ski", ask(), app.NewID()); app.KindOf(err) != app.Conflict || textOf(err) != "application.too_many_drafts" {
		t.Errorf("one more: %v", err)
	}
	d.must(d.Begin(t.Context(), marina, "more-3", ask(), app.NewID()))
	d.must(d.Begin(t.Context(), oleg, "ski", ask(), app.NewID()))
}

func TestWhatCanNotBeAppliedForOrCountedIsRefused(t *testing.T) {
	d := newDesk(t)
	little := ask()
	little.Amount = 1
	if _, err := d.Begin(t.Context(), marina, "ski", little, app.NewID()); !slices.Equal(fieldsOf(err), []string{"amount"}) {
		t.Errorf("a kopeck: %v", err)
	}
	a := d.begun()
	if _, err := d.Reckon(t.Context(), marina, a.ID, little); !slices.Equal(fieldsOf(err), []string{"amount"}) {
		t.Errorf("a kopeck instead: %v", err)
	}
	if _, err := d.Begin(t.Context(), marina, "gold", ask(), app.NewID()); app.KindOf(err) != app.NotFound {
		t.Errorf("a product that isn't there: %v", err)
	}
	d.shelf.again(func(v *product.Version) { v.Archived = true })
	if _, err := d.Begin(t.Context(), oleg, "ski", ask(), app.NewID()); textOf(err) != "application.not_online" {
		t.Errorf("an archived product: %v", err)
	}
	d.shelf.again(func(v *product.Version) { v.Archived, v.Content.Form = false, nil })
	if _, err := d.Begin(t.Context(), oleg, "ski", ask(), app.NewID()); textOf(err) != "application.not_online" {
		t.Errorf("a product without a form: %v", err)
	}
}
