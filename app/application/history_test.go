package application

import (
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/product"
)

func TestAPastApplicationFollowsTheRulesOfALiveOne(t *testing.T) {
	version := func(app.Day) (product.Version, error) { return loan(), nil }
	wants := func(_ product.Version, day app.Day) product.Ask {
		a := ask()
		a.Start = day
		return a
	}
	answers := Answers{}
	for _, step := range good {
		for field, answer := range step {
			answers[field] = answer
		}
	}
	sent := []Step{{After: time.Minute, Do: Fill, Answers: answers}, {After: time.Minute, Do: Submit}}
	offered := append(sent, Step{After: time.Hour, Do: Take, By: erik}, Step{After: time.Hour, Do: Make, By: erik, Amount: 200_000_00, Days: 3, Lang: "en", Note: "Less."})
	u, err := Past(marina, version, wants, noon, append(offered, Step{After: time.Hour, Do: Accept}, Step{After: time.Hour, Do: Fulfil, By: maria}))
	a := u.Application
	if err != nil || a.State != Fulfilled || !u.Number || len(u.Audit) != 0 || !a.Intact() || a.Quote.Ask.Amount != 300_000_00 {
		t.Fatalf("%s, %v", a.State, err)
	}
	if end := noon.Add(2*time.Minute + 4*time.Hour); !a.EndedAt.Equal(end) || !a.CreatedAt.Equal(noon) || a.Seq != u.Events[len(u.Events)-1].Seq {
		t.Errorf("from %v to %v", a.CreatedAt, a.EndedAt)
	}
	if strings.Contains(a.Answers["passport"], "4508") {
		t.Error("the passport is not masked")
	}
	half, err := Past(marina, version, wants, noon, []Step{{Do: Fill, Answers: Answers{"name": "Марина", "born": "1990-05-28"}}})
	if err != nil || half.Application.State != Draft || half.Application.Step != "person" || half.Application.Answers["name"] != "Марина" {
		t.Errorf("half filled in: %+v, %v", half.Application, err)
	}
	for name, steps := range map[string][]Step{
		"handed in half filled in": {{Do: Fill, Answers: Answers{"name": "Марина"}}, {Do: Submit}},
		"accepted without offer":   append(sent, Step{Do: Accept}),
		"accepted too late":        append(offered, Step{After: 9 * 24 * time.Hour, Do: Accept}),
		"offered by an operator":   append(sent, Step{Do: Take, By: anna}, Step{Do: Make, By: anna, Amount: 200_000_00, Note: "Less."}),
		"refused without reason":   append(sent, Step{Do: Take, By: erik}, Step{Do: Refuse, By: erik, Note: "weather"}),
		"begun twice":              {{Do: Begin}},
	} {
		if _, err := Past(marina, version, wants, noon, steps); err == nil {
			t.Errorf("%s: that has been", name)
		}
	}
}
