package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/product"
)

func named(en, ru string) map[string]string { return map[string]string{"en": en, "ru": ru} }

// loan is a product that can be applied for in two steps.
func (b *bank) loan() {
	b.t.Helper()
	text := product.Text{
		Name: "Loan “Slope”", Lead: "Money for whatever you like.", Conditions: []product.Pair{{Head: "Early repayment", Body: "at any time"}},
	}
	_, err := b.parts.Products.Add(b.t.Context(), app.Actor{ID: "system"}, product.Product{Slug: "slope", Kind: product.Loan}, product.Content{
		Texts:      map[string]product.Text{"en": text, "ru": text},
		Attributes: product.Attributes{Credit: &product.CreditTerms{Methods: []product.Method{product.Annuity}, EarlyFree: true}},
		Tariffs: []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{
			{AmountLo: 50_000_00, AmountHi: 3_000_000_00, TermLo: 6, TermHi: 60, Rate: 190_000},
		}}},
		Form: []product.Step{
			{ID: "person", Names: named("About you", "О вас"), Fields: []product.Field{
				{ID: "full_name", Type: product.NameField, Labels: named("Full name", "ФИО")},
				{ID: "born", Type: product.DateField, Labels: named("Date of birth", "Дата рождения")},
				{ID: "passport", Type: product.PassportField, Labels: named("Passport", "Паспорт")},
			}},
			{ID: "money", Names: named("Income", "Доход"), Fields: []product.Field{
				{ID: "income", Type: product.AmountField, Labels: named("Income a month", "Доход в месяц")},
			}},
		},
		Papers: []product.Paper{{ID: "payslip", Names: named("Payslip", "Справка о доходах")}, {ID: "diploma", Names: named("Diploma", "Диплом"), Optional: true}},
	}, app.Today())
	if err != nil {
		b.t.Fatal(err)
	}
}

var applicationAt = regexp.MustCompile(`/applications/([0-9A-Z]{26})`)

// begins makes a draft and tells its address.
func (v browser) begins(amount string) string {
	v.bank.t.Helper()
	r := v.post("/client/applications", url.Values{"product": {"slope"}, "amount": {amount}, "term": {"24"}, "key": {app.NewID()}})
	at := applicationAt.FindString(r.header.Get("Location"))
	if r.status != http.StatusSeeOther || at == "" {
		v.bank.t.Fatalf("%d to %q: %s", r.status, r.header.Get("Location"), r.body)
	}
	return "/client" + at
}

var (
	person = url.Values{"full_name": {"Марина Ковалёва"}, "born": {"28.05.1990"}, "passport": {"45 08 123456"}}
	money  = url.Values{"income": {"150 000"}}
)

// consents are the boxes of the review, ticked.
var consents = url.Values{"consent_processing": {"1"}}

// sends fills in a draft and sends it.
func (v browser) sends() string {
	v.bank.t.Helper()
	at := v.begins("400000")
	v.post(at+"/steps/person", person)
	v.post(at+"/steps/money", money)
	form := url.Values{"key": {app.NewID()}, "consent_processing": consents["consent_processing"]}
	if r := v.post(at+"/submit", form); r.status != http.StatusSeeOther || r.header.Get("Location") != at+"/receipt" {
		v.bank.t.Fatalf("sending: %d %s", r.status, r.body)
	}
	return at
}

func TestAnApplicationIsFilledInWithoutAScriptAndGoesOnWhereItWasLeft(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina := b.browser("marina")
	page := marina.get("/client/applications/new?product=slope&amount=400000&term=24")
	if page.status != http.StatusOK || !strings.Contains(page.body, `value="400,000"`) {
		t.Fatalf("the calculator's amount isn't in the form: %d %s", page.status, page.body)
	}
	at := marina.begins("400000")
	wrong := marina.post(at+"/steps/person", url.Values{"full_name": {"Марина"}, "born": {"31.02.1990"}, "passport": {"12"}})
	if wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.body, `value="31.02.1990"`) || !strings.Contains(wrong.body, `id="born-error"`) {
		t.Errorf("got %d; want 422 with what was typed and the error at its field", wrong.status)
	}
	if n := strings.Count(wrong.body, " autofocus"); n != 1 {
		t.Errorf("%d fields take the focus", n)
	}
	if r := marina.post(at+"/steps/person", person); r.header.Get("Location") != at+"/steps/money" {
		t.Errorf("the first step leads to %q: %s", r.header.Get("Location"), r.body)
	}
	kept := marina.post(at+"/steps/money/keep", url.Values{"income": {"some thousands"}}, "HX-Request", "true")
	if kept.status != http.StatusOK || !strings.Contains(kept.body, "Saved") {
		t.Errorf("keeping answers %d %s", kept.status, kept.body)
	}
	other := b.browser("marina")
	if r := other.get(at); r.header.Get("Location") != at+"/steps/money" {
		t.Errorf("another device goes on at %q", r.header.Get("Location"))
	}
	if r := other.get(at + "/steps/money"); !strings.Contains(r.body, `value="some thousands"`) {
		t.Error("what was kept isn't in the field of another device")
	}
	if r := other.get(at + "/steps/person"); strings.Contains(r.body, "123456") || !strings.Contains(r.body, "••56") {
		t.Error("the stored passport isn't masked")
	}
	again := marina.get("/client/applications/new?product=slope")
	if !strings.Contains(again.body, `href="`+at+`"`) {
		t.Error("the draft that was begun isn't offered")
	}
}

func TestAnApplicationIsSentOnceAndOnlyWithTheConsentToReadIt(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina := b.browser("marina")
	at := marina.begins("400000")
	marina.post(at+"/steps/person", person)
	marina.post(at+"/steps/money", money)
	form := url.Values{"key": {app.NewID()}}
	if r := marina.post(at+"/submit", form); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, `href="#consent_processing"`) {
		t.Fatalf("without the consent: %d %s", r.status, r.body)
	}
	form.Set("consent_processing", consents.Get("consent_processing"))
	for range 2 {
		if r := marina.post(at+"/submit", form); r.header.Get("Location") != at+"/receipt" {
			t.Fatalf("sending: %d %s", r.status, r.body)
		}
	}
	if r := marina.get(at + "/receipt"); !strings.Contains(r.body, "-000001") {
		t.Errorf("no number on the receipt: %s", r.body)
	}
	if r := b.browser("oleg").get(at); r.status != http.StatusNotFound {
		t.Errorf("a stranger gets %d", r.status)
	}
}

func TestAMissingPaperIsNamedAndHoldsNobodyBack(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina := b.browser("marina")
	at := marina.begins("400000")
	marina.post(at+"/steps/person", person)
	marina.post(at+"/steps/money", money)
	names := func(page string) bool {
		return strings.Contains(page, "data-missing") && strings.Contains(page, `#paper-payslip">Payslip</a>`) && !strings.Contains(page, `#paper-diploma">`)
	}
	if r := marina.get(at + "/steps/review"); !names(r.body) || !strings.Contains(r.body, `id="paper-payslip"`) || !strings.Contains(r.body, "can be sent without them") {
		t.Errorf("the review doesn't name what is missing: %s", r.body)
	}
	if r := marina.post(at+"/submit", url.Values{"key": {app.NewID()}, "consent_processing": {"1"}}); r.header.Get("Location") != at+"/receipt" {
		t.Fatalf("sending without it: %d %s", r.status, r.body)
	}
	if r := marina.get(at + "/receipt"); !names(r.body) || !strings.Contains(r.body, `href="`+at+`/documents#paper-payslip"`) {
		t.Errorf("the receipt doesn't name what is missing: %s", r.body)
	}
	if r := marina.get(at); !names(r.body) || strings.Contains(r.body, "You need to do nothing") {
		t.Error("the application says that nothing is needed")
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.WriteField("paper", "payslip")
	file, _ := w.CreateFormFile("file", "payslip.pdf")
	_, _ = file.Write([]byte("%PDF-1.7\nwages"))
	_ = w.Close()
	if r := marina.send(at+"/documents", &form, w.FormDataContentType()); r.status != http.StatusSeeOther {
		t.Fatalf("adding it: %d %s", r.status, r.body)
	}
	for _, page := range []string{at, at + "/receipt", at + "/documents"} {
		if r := marina.get(page); strings.Contains(r.body, "data-missing") {
			t.Errorf("%s still misses what was added", page)
		}
	}
}

func TestTheBankAsksOffersLessAndTheClientAccepts(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina, erik, anna := b.browser("marina"), b.browser("erik"), b.browser("anna")
	at := marina.sends()
	desk := strings.Replace(at, "/client", "/manager", 1)
	if r := erik.get("/manager/applications?state=submitted&kind=loan&whose=nobody"); !strings.Contains(r.body, desk) {
		t.Errorf("the board doesn't show it: %d %s", r.status, r.body)
	}
	if r := erik.post(desk+"/take", url.Values{}); r.status != http.StatusSeeOther {
		t.Fatalf("taking: %d %s", r.status, r.body)
	}
	if r := anna.post(strings.Replace(at, "/client", "/operator", 1)+"/take", url.Values{}); r.status != http.StatusConflict || !strings.Contains(r.body, "erik") {
		t.Errorf("the loser gets %d without the taker's name", r.status)
	}
	if r := erik.post(desk+"/ask", url.Values{"note": {""}}); r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, `id="ask-note-error"`) {
		t.Errorf("an empty question gets %d", r.status)
	}
	erik.post(desk+"/ask", url.Values{"note": {"Where do you work?"}})
	if r := marina.get(at); !strings.Contains(r.body, "Where do you work?") || !strings.Contains(r.body, `action="`+at+`/answer"`) {
		t.Errorf("the client can't answer in place: %s", r.body)
	}
	marina.post(at+"/answer", url.Values{"note": {"At the school"}})
	offer := url.Values{"amount": {"300000"}, "term": {"24"}, "expires": {string(app.Today().Add(3))}, "text": {"Less, and at once."}}
	if r := erik.post(desk+"/offer", offer); r.status != http.StatusSeeOther {
		t.Fatalf("offering: %d %s", r.status, r.body)
	}
	page := marina.get(at)
	if !strings.Contains(page.body, "400,000") || !strings.Contains(page.body, "300,000") || !strings.Contains(page.body, "is-changed") {
		t.Error("the difference isn't marked")
	}
	digest := regexp.MustCompile(`name="digest" value="([0-9a-f]{64})"`).FindStringSubmatch(page.body)
	if digest == nil {
		t.Fatalf("no offer to accept: %s", page.body)
	}
	if r := marina.post(at+"/accept", url.Values{"digest": {strings.Repeat("0", 64)}}); r.status != http.StatusConflict || !strings.Contains(r.body, digest[1]) {
		t.Errorf("another offer than the one seen is answered with %d", r.status)
	}
	if r := marina.post(at+"/accept", url.Values{"digest": {digest[1]}}); r.header.Get("Location") != at+"/receipt" {
		t.Fatalf("accepting: %d %s", r.status, r.body)
	}
	if r := marina.get(at + "/receipt"); !strings.Contains(r.body, "Less, and at once.") || !strings.Contains(r.body, "Check number") {
		t.Error("the receipt doesn't say what is agreed")
	}
	if r := erik.post(desk+"/fulfil", url.Values{}); r.status != http.StatusSeeOther {
		t.Errorf("fulfilling: %d %s", r.status, r.body)
	}
}

func TestASealedNumberIsShownForAReasonOnly(t *testing.T) {
	b := newBank(t)
	b.loan()
	at := b.browser("marina").sends()
	erik, desk := b.browser("erik"), strings.Replace(at, "/client", "/manager", 1)
	if r := erik.post(desk+"/reveal", url.Values{"field": {"passport"}}); r.status != http.StatusUnprocessableEntity || strings.Contains(r.body, "4508123456") {
		t.Errorf("without a reason: %d", r.status)
	}
	if r := erik.post(desk+"/reveal", url.Values{"field": {"passport"}, "reason": {"the contract"}}); !strings.Contains(r.body, "4508123456") {
		t.Errorf("with one: %d %s", r.status, r.body)
	}
	if r := erik.get(desk); strings.Contains(r.body, "4508123456") {
		t.Error("it stays on the page")
	}
}

func TestATalkAboutAnApplicationAndTheApplicationLeadToEachOther(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina, anna, erik := b.browser("marina"), b.browser("anna"), b.browser("erik")
	marina.begins("500000") // a draft is nobody's business yet
	at := marina.sends()
	desk := strings.Replace(at, "/client", "/operator", 1)
	asked := marina.post("/client/rooms", url.Values{"application": {applicationAt.FindStringSubmatch(at)[1]}, "body": {"When?"}, "key": {app.NewID()}})
	room := asked.header.Get("Location")
	if r := marina.get(at); !strings.Contains(r.body, `href="`+room+`"`) {
		t.Errorf("the application doesn't lead to %q", room)
	}
	if r := marina.get(room); !strings.Contains(r.body, `href="`+at+`"`) {
		t.Error("the talk doesn't lead to its application")
	}
	talk := strings.Replace(room, "/client", "/operator", 1)
	card := anna.get(talk)
	if n := strings.Count(card.body, "data-application="); n != 1 || strings.Count(card.body, `href="`+desk+`"`) != 2 {
		t.Errorf("the card lists %d applications; want the one that was sent, and a link to it at the subject", n)
	}
	if r := anna.get(desk); !strings.Contains(r.body, `href="`+talk+`"`) {
		t.Error("the operator's case doesn't lead to the talk")
	}
	erik.post(strings.Replace(at, "/client", "/manager", 1)+"/take", url.Values{})
	if r := anna.get(talk+"/head", "HX-Request", "true"); !strings.Contains(r.body, `data-state="in_review"`) || strings.Count(r.body, "hx-swap-oob") != 2 {
		t.Errorf("the head brings no news of the application: %s", r.body)
	}
}
