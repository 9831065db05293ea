package chat

import (
	"strings"
	"testing"
	"time"
)

func TestARoomFitsWhoCanTalkAboutItInItsLanguage(t *testing.T) {
	about := func(kind string) *About { return &About{Kind: kind} }
	of := func(words string) (list []Skill) {
		for word := range strings.FieldsSeq(words) {
			kind, lang, _ := strings.Cut(word, "/")
			list = append(list, Skill{kind, lang})
		}
		return list
	}
	for _, c := range []struct {
		name   string
		room   Room
		skills string
		want   bool
	}{
		{"the product's kind and the language", Room{Topic: "loans", Lang: "ru", About: about("mortgage")}, "mortgage/ru", true},
		{"another kind of the topic", Room{Topic: "loans", Lang: "ru", About: about("mortgage")}, "loan/ru", false},
		{"another language", Room{Topic: "loans", Lang: "ru", About: about("mortgage")}, "mortgage/en loan/ru", false},
		{"a topic without a product: any kind of it", Room{Topic: "loans", Lang: "ru"}, "car_loan/ru", true},
		{"a topic without a product: no kind of it", Room{Topic: "loans", Lang: "ru"}, "deposit/ru", false},
		{"what has no products: whoever speaks the language", Room{Topic: "security", Lang: "en"}, "deposit/en", true},
		{"what has no products, in another language", Room{Topic: "security", Lang: "en"}, "deposit/ru", false},
		{"something else", Room{Topic: OtherTopic, Lang: "en"}, "deposit/en", true},
		{"no language chosen", Room{Topic: "cards"}, "credit_card/ru", true},
		{"a product whose kind was not kept", Room{Topic: "cards", Lang: "ru", About: &About{Product: "avalanche"}}, "debit_card/ru", true},
		{"insurance has no topic of its own", Room{Topic: OtherTopic, Lang: "ru", About: about("insurance")}, "deposit/ru", false},
		{"no skills", Room{Topic: "other"}, "", false},
	} {
		if got := c.room.Fits(of(c.skills)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestTheQueueBeginsWithWhoWaitsTooLongThenWithWhoFits(t *testing.T) {
	ago := func(d time.Duration) *time.Time { at := noon.Add(-d); return &at }
	queue := func() []Summary {
		var list []Summary
		for _, r := range []Room{
			{ID: "late-deposit", Topic: "deposits", Lang: "ru", WaitingSince: ago(6 * time.Minute)},
			{ID: "late-loan", Topic: "loans", Lang: "ru", WaitingSince: ago(5*time.Minute + time.Second)},
			{ID: "deposit", Topic: "deposits", Lang: "ru", WaitingSince: ago(5 * time.Minute)},
			{ID: "english", Topic: "loans", Lang: "en", WaitingSince: ago(4 * time.Minute)},
			{ID: "loan", Topic: "loans", Lang: "ru", WaitingSince: ago(3 * time.Minute)},
			{ID: "other", Topic: "other", Lang: "ru", WaitingSince: ago(2 * time.Minute)},
		} {
			list = append(list, Summary{Room: r})
		}
		return list
	}
	for skills, want := range map[string]string{
		"loan/ru": "late-deposit late-loan loan other deposit english",
		"loan/en": "late-deposit late-loan english deposit loan other",
		"":        "late-deposit late-loan deposit english loan other",
	} {
		list, able := queue(), []Skill(nil)
		if kind, lang, ok := strings.Cut(skills, "/"); ok {
			able = append(able, Skill{kind, lang})
		}
		arrange(list, able, 5*time.Minute, noon)
		var got []string
		for _, r := range list {
			got = append(got, r.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("with %q: %v, want %s", skills, got, want)
		}
	}
}
