package handlers

import (
	"net/http"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/product"
)

// offer publishes products: a deposit whose rate changed and will change again, and a loan.
func (b *bank) offer() {
	b.t.Helper()
	add := func(slug string, kind product.Kind, c product.Content, from app.Day) {
		if _, err := b.parts.Products.Add(b.t.Context(), account.System, product.Product{Slug: slug, Kind: kind}, c, from); err != nil {
			b.t.Fatal(err)
		}
	}
	today := app.Today()
	add("pass", product.Deposit, deposit(111_000), today.Add(-60))
	for days, rate := range []app.Rate{145_000, 199_000} {
		if _, err := b.parts.Products.Schedule(b.t.Context(), account.System, "pass", deposit(rate), today.Add(30*days-10)); err != nil {
			b.t.Fatal(err)
		}
	}
	add("ski", product.Loan, loan(), today.Add(-5))
}

func words(name, ru string) map[string]product.Text {
	text := func(name string) product.Text {
		return product.Text{
			Name: name, Lead: name + ".", Conditions: []product.Pair{{Head: "A", Body: "B"}}, Steps: []product.Pair{{Head: "A", Body: "B"}},
			Questions: []product.Pair{{Head: "A", Body: "B"}}, Documents: []product.Document{{Name: "Terms", Body: "One.\n\nTwo."}},
		}
	}
	return map[string]product.Text{"en": text(name), "ru": text(ru)}
}

func deposit(rate app.Rate) product.Content {
	return product.Content{
		Texts:      words("Deposit Pass", "Вклад «Перелёт»"),
		Attributes: product.Attributes{Deposit: &product.DepositTerms{Payouts: []product.Payout{product.Monthly, product.AtEnd}, Capitalise: true}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{
			{AmountLo: 50_000_00, AmountHi: 499_999_99, TermLo: 3, TermHi: 24, Rate: rate - 5_000},
			{AmountLo: 500_000_00, AmountHi: 5_000_000_00, TermLo: 3, TermHi: 24, Rate: rate},
		}}},
	}
}

func loan() product.Content {
	return product.Content{
		Texts:      words("Loan Ski", "Кредит «Лыжи»"),
		Attributes: product.Attributes{Credit: &product.CreditTerms{Methods: []product.Method{product.Annuity, product.Differentiated}, EarlyFree: true}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{
			{AmountLo: 50_000_00, AmountHi: 3_000_000_00, TermLo: 6, TermHi: 60, Rate: 219_000},
		}}},
	}
}

// shows tells what a page must and must not say.
func (r reply) shows(t *testing.T, page string, status int, yes, no []string) {
	t.Helper()
	if r.status != status {
		t.Errorf("%s answers %d, want %d: %.300s", page, r.status, status, r.body)
	}
	body := strings.ReplaceAll(r.body, "\u00a0", " ")
	for _, text := range yes {
		if !strings.Contains(body, text) {
			t.Errorf("%s doesn't say %q", page, text)
		}
	}
	for _, text := range no {
		if strings.Contains(body, text) {
			t.Errorf("%s says %q", page, text)
		}
	}
}

func TestAStrangerFindsCountsAndComparesWithoutScripts(t *testing.T) {
	b := newBank(t)
	b.offer()
	v := b.browser("")
	for _, c := range []struct {
		path    string
		status  int
		yes, no []string
	}{
		{"/", 200, []string{"14.5 %", "Deposits", "/products?kind=loan"}, []string{"11.1 %", "19.9 %"}},
		{"/products", 200, []string{"Deposit Pass", "Loan Ski", "2 products", "14.5 %", `rel="canonical"`}, []string{"11.1 %", "19.9 %"}},
		{"/products?kind=deposit&amount=60000", 200, []string{"Deposit Pass", "14.0 %", "1 product", `value="60000"`, "/products/pass?amount=60000"}, []string{"Loan Ski"}},
		{"/products?q=%D0%BF%D0%B5%D1%80%D0%B5%D0%BB%D0%B5%D1%82&lang=ru", 200, []string{"Перелёт"}, []string{"Лыжи"}},
		{"/products?amount=lots", 200, []string{"Type an amount", `value="lots"`}, nil},
		{"/products?kind=mortgage", 200, []string{"Nothing fits", "Clear the filters", "Mortgages"}, nil},
		{"/products/pass", 200, []string{"14.5 %", "Tariff No. 2", "not an offer", "application/ld+json", "DepositAccount"}, []string{"11.1 %", "19.9 %"}},
		{"/products/pass?amount=1000000&term=12&capitalise=true&payout=monthly", 200, []string{"1,000,000", "is-best"}, nil},
		{"/products/pass?amount=10", 422, []string{"At least 50,000 ₽", `value="10"`, "calc-amount-error"}, nil},
		{"/products/pass?lang=ru", 200, []string{"14,5 %", "Тариф № 2", `lang="ru"`}, nil},
		{"/products/ski/schedule?amount=600000&term=12", 200, []string{"Month by month", "Altogether"}, nil},
		{"/products/pass/documents/1", 200, []string{"Terms", "<p>Two.</p>"}, nil},
		{"/products/pass/documents/2", 404, nil, nil},
		{"/products/nothing", 404, nil, nil},
		{"/products/compare?p=pass&p=ski", 200, []string{"Deposit Pass", "Loan Ski", `class="differs"`}, nil},
		{"/products/compare?p=pass", 200, []string{"Choose two to four"}, nil},
		{"/robots.txt", 200, []string{"Sitemap: " + b.origin}, nil},
		{"/sitemap.xml", 200, []string{b.origin + "/products/pass", "hreflang"}, nil},
	} {
		v.get(c.path).shows(t, c.path, c.status, c.yes, c.no)
	}
}

func TestTheCalculatorAnswersAFragmentWithWhatDependsOnIt(t *testing.T) {
	b := newBank(t)
	b.offer()
	got := b.browser("").get("/products/ski/quote?amount=600000&term=12", "HX-Request", "true")
	got.shows(t, "the quote", 200, []string{`id="quote"`, `id="apply"`, "Full cost of credit", "/client/rooms/new?", "hx-swap-oob"}, []string{"<html"})
	if !strings.Contains(got.header.Get("HX-Replace-Url"), "amount=600000") {
		t.Errorf("the address becomes %q", got.header.Get("HX-Replace-Url"))
	}
}

func TestAnOpenPageIsKeptByStrangersOnlyAndAskedForAgain(t *testing.T) {
	b := newBank(t)
	b.offer()
	first := b.browser("").get("/products")
	if again := b.browser("").get("/products", "If-None-Match", first.header.Get("ETag")); again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("the same page again: %d with %d bytes", again.status, len(again.body))
	}
	if got := b.browser("marina").get("/products"); got.header.Get("Cache-Control") != "no-store" || got.header.Get("ETag") != "" {
		t.Errorf("a page with marina's name: %q", got.header.Get("Cache-Control"))
	}
}
