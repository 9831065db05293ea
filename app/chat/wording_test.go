package chat

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"telemark/app"
)

func topic(id, name string) Topic {
	return Topic{ID: id, Names: map[string]string{"en": name, "ru": name}}
}

func ids(topics []Topic) (list []string) {
	for _, t := range topics {
		list = append(list, t.ID)
	}
	return list
}

func TestTopicsStandAsTheyAreListedAndOtherLast(t *testing.T) {
	old := []Topic{topic("cards", "Cards"), topic("loans", "Loans"), topic("gone", "Gone"), topic(OtherTopic, "Other")}
	fresh := topic(app.NewID(), "Mortgages")
	other := topic(OtherTopic, "Anything")
	other.Retired = true
	next, err := arranged(old, []Topic{topic("loans", "Loans"), other, fresh, topic("cards", "Cards and more")})
	if want := []string{"loans", fresh.ID, "cards", "gone", OtherTopic}; err != nil || !slices.Equal(ids(next), want) {
		t.Fatalf("got %v, %v; want %v", ids(next), err, want)
	}
	if last := next[len(next)-1]; last.Retired || last.Names["en"] != "Anything" {
		t.Errorf("the last one is %+v: it may be renamed, and is always offered", last)
	}
	if _, err := arranged(old, []Topic{topic("nobody-made-this", "X")}); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an id that nobody gave: %v", err)
	}
}

func TestARetiredTopicIsNotOfferedAndStaysKnown(t *testing.T) {
	retired := topic("cards", "Cards")
	retired.Retired = true
	all := []Topic{retired, topic("loans", "Loans")}
	if got := ids(Offered(all)); !slices.Equal(got, []string{"loans"}) || len(all) != 2 {
		t.Errorf("offered are %v of %d", got, len(all))
	}
	if TopicsMark(all) == TopicsMark([]Topic{topic("cards", "Cards"), topic("loans", "Loans")}) {
		t.Error("retiring a topic leaves its mark")
	}
}

func TestACannedTextMustBeReadableAndItsPlacesKnown(t *testing.T) {
	good := Canned{Shortcut: "rate", Bodies: map[string]string{"en": "Hello {client}", "ru": "{operator}: {rate:deposit-pass}, {product}"}}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change func(*Canned)
		field  string
	}{
		"no shortcut":             {func(c *Canned) { c.Shortcut = "" }, "shortcut"},
		"a shortcut of two words": {func(c *Canned) { c.Shortcut = "two words" }, "shortcut"},
		"a Russian shortcut":      {func(c *Canned) { c.Shortcut = "ставка" }, "shortcut"},
		"a long shortcut":         {func(c *Canned) { c.Shortcut = strings.Repeat("a", MaxShortcut+1) }, "shortcut"},
		"no Russian":              {func(c *Canned) { c.Bodies["ru"] = "" }, "body_ru"},
		"too long":                {func(c *Canned) { c.Bodies["en"] = strings.Repeat("ж", MaxBody+1) }, "body_en"},
		"an unknown place":        {func(c *Canned) { c.Bodies["en"] = "Dear {name}" }, "body_en"},
		"a rate of nothing":       {func(c *Canned) { c.Bodies["en"] = "{rate}" }, "body_en"},
		"a client of something":   {func(c *Canned) { c.Bodies["en"] = "{client:deposit-pass}" }, "body_en"},
		"an open brace":           {func(c *Canned) { c.Bodies["en"] = "Hello {client" }, "body_en"},
		"a closing one":           {func(c *Canned) { c.Bodies["en"] = "Hello client}" }, "body_en"},
		"no team":                 {func(c *Canned) { c.Team = "' OR 1=1" }, "team"},
	} {
		c := Canned{Shortcut: good.Shortcut, Bodies: map[string]string{"en": good.Bodies["en"], "ru": good.Bodies["ru"]}}
		tt.change(&c)
		e, ok := errors.AsType[*app.Error](c.check())
		if !ok || len(e.Fields) != 1 || e.Fields[0].Name != tt.field {
			t.Errorf("%s: %v", name, e)
		}
	}
}

func TestAFilledTextNamesWhatIsMissing(t *testing.T) {
	values := map[string]string{"client": "Marina", "rate:deposit-pass": "14.5 %"}
	filled, empty := Fill("{client}, {rate:deposit-pass} — {product}, {product}; {rate:gone}", func(name, product string) (string, bool) {
		if product != "" {
			name += ":" + product
		}
		text, ok := values[name]
		return text, ok
	})
	if want := "Marina, 14.5 % — {product}, {product}; {rate:gone}"; filled != want || !slices.Equal(empty, []string{"{product}", "{rate:gone}"}) {
		t.Errorf("%q, missing %v", filled, empty)
	}
}

func TestTheBestTextComesFirst(t *testing.T) {
	all := []Canned{
		{Shortcut: "deposit-rate", Bodies: map[string]string{"en": "The rate is …"}},
		{Shortcut: "hello", Bodies: map[string]string{"en": "Good day"}},
		{Shortcut: "rate", Bodies: map[string]string{"en": "Today …"}},
		{Shortcut: "refund-at-end", Bodies: map[string]string{"en": "We pay back …"}},
		{Shortcut: "thanks", Bodies: map[string]string{"en": "Thank you, a good rate to you"}},
	}
	for typed, want := range map[string][]string{
		"":      {"deposit-rate", "hello", "rate", "refund-at-end", "thanks"},
		"rate":  {"rate", "deposit-rate", "refund-at-end", "thanks"}, // begins, holds, in order, in the text
		"HEL":   {"hello"},
		"zzz":   nil,
		"dpst":  {"deposit-rate"},
		"thank": {"thanks"},
	} {
		var got []string
		for _, c := range Seek(all, typed, "en") {
			got = append(got, c.Shortcut)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", typed, got, want)
		}
	}
}

func FuzzFill(f *testing.F) {
	f.Add("Hello {client}, {rate:x}{")
	f.Fuzz(func(t *testing.T, body string) {
		c := Canned{Shortcut: "a", Bodies: map[string]string{"en": app.Clean(body), "ru": "x"}}
		if c.check() != nil {
			return
		}
		filled, empty := Fill(c.Bodies["en"], func(string, string) (string, bool) { return "word", true })
		if len(empty) > 0 || strings.ContainsAny(filled, "{}") {
			t.Errorf("%q passes the check and becomes %q without %v", body, filled, empty)
		}
	})
}
