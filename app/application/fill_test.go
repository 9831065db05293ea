package application

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/product"
)

func with(answers Answers, pairs ...string) Answers {
	answers = maps.Clone(answers)
	for i := 0; i < len(pairs); i += 2 {
		answers[pairs[i]] = pairs[i+1]
	}
	return answers
}

func TestAStepThatIsRightLeadsToTheNextAndTheLastToTheReview(t *testing.T) {
	d := newDesk(t)
	a := d.begun()
	for _, want := range []struct{ at, next string }{{"person", "work"}, {"work", Review}, {"person", Review}} {
		if a = d.must(d.Fill(t.Context(), marina, a.ID, want.at, good[want.at])); a.Step != want.next {
			t.Errorf("after %s the client goes on at %s", want.at, a.Step)
		}
	}
	if a.Answers["income"] != "10000000" || a.Answers["born"] != "1990-05-28" || len(a.Rough) != 0 {
		t.Errorf("kept %v, rough %v", a.Answers, a.Rough)
	}
	if _, err := d.Fill(t.Context(), marina, a.ID, "hobbies", nil); app.KindOf(err) != app.NotFound {
		t.Errorf("a step that isn't there: %v", err)
	}
}

func TestWhatIsWrongIsSaidAtItsFieldAndKeptAsItWasTyped(t *testing.T) {
	d := newDesk(t)
	a := d.begun()
	typed := with(good["person"], "born", "31.02.1990", "passport", "4508 12", "name", "")
	a, err := d.Fill(t.Context(), marina, a.ID, "person", typed)
	if got := fieldsOf(err); !slices.Equal(got, []string{"name", "born", "passport"}) {
		t.Fatalf("wrong at %v, %v", got, err)
	}
	form := d.shelf.versions[0].Content.Form[0].Fields
	if a.Step != "person" || !a.Rough["born"] || !a.Rough["passport"] || a.Rough["name"] || a.Typed(form[1]) != "31.02.1990" {
		t.Errorf("at %s, rough %v, shown again as %q", a.Step, a.Rough, a.Typed(form[1]))
	}
	if shown := a.Typed(form[2]); shown != "•••••12" || d.store.sealed[a.ID+"/passport"] != "4508 12" {
		t.Errorf("the passport is shown as %q", shown)
	}
	// The mask sent back means the same answer, and that is still wrong.
	_, err = d.Fill(t.Context(), marina, a.ID, "person", with(good["person"], "passport", "•••••12"))
	if got := fieldsOf(err); !slices.Equal(got, []string{"passport"}) {
		t.Errorf("the mask of a wrong number is wrong at %v", got)
	}
	a = d.must(d.Fill(t.Context(), marina, a.ID, "person", good["person"]))
	a = d.must(d.Fill(t.Context(), marina, a.ID, "person", with(good["person"], "passport", a.Answers["passport"])))
	if d.store.sealed[a.ID+"/passport"] != "4508123456" || len(a.Rough) != 0 {
		t.Errorf("the mask replaced the number: %q, rough %v", d.store.sealed[a.ID+"/passport"], a.Rough)
	}
}

func TestALongWrongAnswerIsCutAndASealedOneSooner(t *testing.T) {
	d := newDesk(t)
	long := strings.Repeat("ё", 2000)
	a := d.must(d.Keep(t.Context(), marina, d.begun().ID, "person", Answers{"born": long, "passport": long}))
	if n := len([]rune(a.Answers["born"])); n != maxText {
		t.Errorf("kept %d characters", n)
	}
	if n := len([]rune(d.store.sealed[a.ID+"/passport"])); n != maxSealed {
		t.Errorf("sealed %d characters", n)
	}
}

func TestKeepingAsksNothingAndLeavesAloneWhatWasNotSent(t *testing.T) {
	d := newDesk(t)
	a := d.begun()
	a = d.must(d.Keep(t.Context(), marina, a.ID, "person", Answers{"name": "Марина", "born": "28.05."}))
	a = d.must(d.Keep(t.Context(), marina, a.ID, "person", Answers{"residence": "RU"}))
	if a.Answers["name"] != "Марина" || a.Answers["born"] != "28.05." || !a.Rough["born"] || a.Answers["residence"] != "RU" || a.Step != "person" {
		t.Errorf("kept %v, rough %v, at %s", a.Answers, a.Rough, a.Step)
	}
	seq := a.Seq
	if a = d.must(d.Keep(t.Context(), marina, a.ID, "person", Answers{"residence": "ru"})); a.Seq != seq {
		t.Error("the same answer is a change")
	}
	a = d.must(d.Keep(t.Context(), marina, a.ID, "person", Answers{"name": ""}))
	if _, there := a.Answers["name"]; there || a.Seq != seq+1 {
		t.Errorf("an emptied field is %q", a.Answers["name"])
	}
	if log := d.store.log[a.ID]; len(log) != 1 {
		t.Errorf("saving wrote %d entries", len(log)-1)
	}
}

func TestAQuestionThatIsNotAskedAnyMoreLosesItsAnswer(t *testing.T) {
	d := newDesk(t)
	a := d.filled()
	if a.Answers["employer"] != "Лыжная школа" {
		t.Fatalf("the employer is %q", a.Answers["employer"])
	}
	a = d.must(d.Fill(t.Context(), marina, a.ID, "work", with(good["work"], "work", "retired", "employer", "Лыжная школа")))
	if _, there := a.Answers["employer"]; there {
		t.Error("somebody who is retired has an employer")
	}
	if _, err := d.Fill(t.Context(), marina, a.ID, "work", with(good["work"], "employer", "")); !slices.Equal(fieldsOf(err), []string{"employer"}) {
		t.Errorf("an employed client without an employer: %v", err)
	}
}

func TestSealedAnswersLeaveTheServiceMaskedAndAreShownForAReason(t *testing.T) {
	d := newDesk(t)
	a := d.submitted()
	var seen []string
	for _, who := range []app.Actor{marina, anna, erik} {
		seen = append(seen, fmt.Sprintf("%+v", d.must(d.Application(t.Context(), who, a.ID))))
		log, err := d.Events(t.Context(), who, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, fmt.Sprintf("%+v", log))
	}
	seen = append(seen, fmt.Sprintf("%+v %+v", d.store.audit, *d.rung))
	for _, number := range []string{"450812", "123456", "50010073"} {
		if i := slices.IndexFunc(seen, func(s string) bool { return strings.Contains(s, number) }); i >= 0 {
			t.Errorf("%s stands in %s", number, seen[i])
		}
	}
	if a.Answers["passport"] != "••••••••56" || a.Answers["tax_id"] != "••••••••••59" {
		t.Errorf("shown as %v", a.Answers)
	}
	for reason, field := range map[string]string{"": "reason", "ok": "reason", strings.Repeat("a", 201): "reason"} {
		if _, err := d.Reveal(t.Context(), anna, a.ID, "passport", reason); !slices.Equal(fieldsOf(err), []string{field}) {
			t.Errorf("for %q: %v", reason, err)
		}
	}
	before := len(d.store.audit)
	got, err := d.Reveal(t.Context(), anna, a.ID, "passport", "compare with the scan")
	if last := d.store.audit[len(d.store.audit)-1]; err != nil || got != "4508123456" || len(d.store.audit) != before+1 ||
		last.Action != "application.reveal" || last.Old != "passport" || last.New != "compare with the scan" {
		t.Errorf("revealed %q, %v, recorded %+v", got, err, last)
	}
	list, err := d.FindSealed(t.Context(), anna, product.TaxIDField, "5001-0073-2259", "a letter of the court")
	if err != nil || len(list) != 1 || list[0].ID != a.ID {
		t.Errorf("found %d, %v", len(list), err)
	}
	if _, err := d.FindSealed(t.Context(), anna, product.TaxIDField, "500100732250", "a letter of the court"); !slices.Equal(fieldsOf(err), []string{"value"}) {
		t.Errorf("a number that is none: %v", err)
	}
	if _, err := d.FindSealed(t.Context(), anna, product.NameField, "Марина", "a letter of the court"); app.KindOf(err) != app.NotFound {
		t.Errorf("a search for a name: %v", err)
	}
}

func TestMasksShowTheEndOfWhatIsLongOnly(t *testing.T) {
	for value, want := range map[string]string{"": "", "12": "••", "1234": "••••", "12345": "•••45", "••••••••56": "••••••••56", "•••": "•••"} {
		if got := Mask(value); got != want {
			t.Errorf("%q is masked as %q, want %q", value, got, want)
		}
	}
}

func TestAnAmountIsShownAsItWouldBeTyped(t *testing.T) {
	f := product.Field{ID: "income", Type: product.AmountField}
	for kept, want := range map[string]string{"10000000": "100000", "10000050": "100000.50", "10000005": "100000.05", "": ""} {
		if got := (Application{Answers: Answers{"income": kept}}).Typed(f); got != want {
			t.Errorf("%q is shown as %q, want %q", kept, got, want)
		}
	}
}

func TestMissingPapersAreThoseTheBankWantsAndHasNot(t *testing.T) {
	for _, tt := range []struct {
		have []Document
		want []string
	}{
		{nil, []string{"passport", "income"}},
		{[]Document{{Paper: OtherPaper}, {Paper: "passport"}, {Paper: "passport"}}, []string{"income"}},
		{[]Document{{Paper: "passport", State: Infected}, {Paper: "income", State: Scanning}}, []string{"passport"}},
		{[]Document{{Paper: "income"}, {Paper: "passport"}}, nil},
	} {
		var got []string
		for _, p := range (Folder{Papers: loan().Content.Papers, Documents: tt.have}).Missing() {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("of %+v: %v, want %v", tt.have, got, tt.want)
		}
	}
}
