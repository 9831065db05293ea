package product

import (
	"fmt"
	"testing"

	"telemark/app"
)

func TestARateThatIsTypedIntoATextIsFound(t *testing.T) {
	rates := []app.Rate{145_000, 120_000, 139_500}
	for text, want := range map[string]string{
		"up to 14.5 % a year": "[145000]", "до 14,5 % годовых": "[145000]", "14.50%": "[145000]", "12\u00a0%": "[120000]", "13,95\u202f%": "[139500]",
		"14.5 or 12 %, 14.5 %": "[120000 145000]", "114.5 %": "[]", "14.51 %": "[]", "14.5": "[]", "no figure": "[]",
	} {
		if got := fmt.Sprint(Quoted(text, rates)); got != want {
			t.Errorf("%q quotes %s, want %s", text, got, want)
		}
	}
}

func TestTextsThatQuoteAnOldRateAreShownToTheApprover(t *testing.T) {
	was, now := sound().Content, sound().Content
	rate := was.Tariffs[0].Cells[0].Rate
	now.Tariffs = []Tariff{{Currency: app.RUB, Cells: []Cell{{Rate: rate + 7}}}}
	text := now.Texts["en"]
	text.Lead = fmt.Sprintf("Up to %.4f %% a year", float64(rate)/10_000)
	now.Texts = map[string]Text{"en": text, "ru": now.Texts["ru"]}
	p := Proposal{Was: &was, Content: &now}
	found, err := OwnTexts{now}.Quoting(t.Context(), p.Gone())
	if err != nil || len(found) != 1 || found[0].Rate != rate || found[0].Text != text.Lead {
		t.Errorf("found %+v, %v", found, err)
	}
	if gone := (Proposal{Was: &was, Content: &was}).Gone(); gone != nil {
		t.Errorf("nothing changed, and %v is gone", gone)
	}
}
