package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// stay is a deposit whose figures depend on everything that a calculator of deposits asks.
func (b *bank) stay() {
	b.t.Helper()
	c := deposit(145_000)
	rub := &c.Tariffs[0]
	for _, cell := range rub.Cells {
		cell.Segment, cell.Rate = "new", cell.Rate+10_000
		rub.Cells = append(rub.Cells, cell)
	}
	c.Form = []product.Step{{ID: "person", Names: named("About you", "О вас"), Fields: []product.Field{
		{ID: "full_name", Type: product.NameField, Labels: named("Full name", "ФИО")},
	}}}
	c.Rules = product.Rules{}
	if _, err := b.parts.Products.Add(b.t.Context(), app.Actor{ID: "system"}, product.Product{Slug: "stay", Kind: product.Deposit}, c, app.Today()); err != nil {
		b.t.Fatal(err)
	}
}

var (
	applyLink = regexp.MustCompile(`href="(/client/applications/new\?[^"]+)"`)
	fieldSent = regexp.MustCompile(`<input[^>]* name="([a-z_]+)"[^>]*>`)
	valueSent = regexp.MustCompile(` value="([^"]*)"`)
)

// askSent reads what a browser would send of the form of a page, with nothing changed in it.
func askSent(page string) url.Values {
	values := url.Values{}
	_, form, _ := strings.Cut(page, `id="ask"`)
	form, _, _ = strings.Cut(form, "</form>")
	for _, in := range fieldSent.FindAllStringSubmatch(form, -1) {
		if value := valueSent.FindStringSubmatch(in[0]); value != nil && (!strings.Contains(in[0], `type="radio"`) || strings.Contains(in[0], " checked")) {
			values.Set(in[1], value[1])
		}
	}
	return values
}

func TestWhatTheCalculatorShowsIsWhatTheApplicationHolds(t *testing.T) {
	b := newBank(t)
	b.stay()
	marina, drafts := b.browser("marina"), map[string]string{}
	for _, ask := range []string{
		"", "amount=777777.77&term=13", "amount=1000000&payout=monthly&capitalise=true", "amount=1000000&payout=monthly&capitalise=false",
		"amount=1000000&payout=end&capitalise=true", "amount=1000000&segment=new&payout=monthly&capitalise=false", "amount=1000000&segment=premium",
	} {
		page := marina.get("/products/stay?" + ask)
		link := applyLink.FindStringSubmatch(page.body)
		if page.status != http.StatusOK || link == nil {
			t.Fatalf("%s: %d", ask, page.status)
		}
		first := marina.get(strings.ReplaceAll(link[1], "&amp;", "&"))
		sent := marina.post("/client/applications", askSent(first.body))
		at := applicationAt.FindString(sent.header.Get("Location"))
		if at == "" {
			t.Fatalf("%s: %d %s", ask, sent.status, sent.body)
		}
		draft := marina.get("/client" + at + "/steps/ask").body
		v, err := b.parts.Products.Find(t.Context(), "stay")
		if err != nil {
			t.Fatal(err)
		}
		values, _ := url.ParseQuery(ask)
		wanted, _ := v.ReadAsk(v.DefaultAsk(app.Today()), values.Get)
		q, err := v.Quote(wanted)
		if err != nil {
			t.Fatal(err)
		}
		income := (web.Shell{Lang: "en"}).Amount(q.Interest)
		for where, text := range map[string]string{"the product's page": page.body, "the first step": first.body, "the draft": draft} {
			if !strings.Contains(text, income) {
				t.Errorf("%q: %s isn't on %s", ask, income, where)
			}
		}
		drafts[income] = ask
	}
	if len(drafts) != 5 { // three of them are the usual one: nobody treats premium clients apart here
		t.Errorf("the figures are no different: %v", drafts)
	}
}
