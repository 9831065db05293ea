package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/calendar"
	"telemark/app/product"
)

// close shuts the centre for good; whoever wants a call takes it in the slots that are left.
func (b *bank) close(week [7]calendar.Hours) {
	b.t.Helper()
	if err := b.parts.Contact.Calendar.Save(b.t.Context(), account.System, calendar.Book{Week: week}); err != nil {
		b.t.Fatal(err)
	}
}

// closedToday is a week in which the centre works on every day but this one.
func closedToday() [7]calendar.Hours {
	week := calendar.Always(1).Week
	week[app.Now().In(app.Zone()).Weekday()] = calendar.Hours{}
	return week
}

func TestAMessageToAClosedCentreGetsANumberAndAnOfferToCall(t *testing.T) {
	b := newBank(t)
	b.close(closedToday())
	marina := b.browser("marina")
	opened := marina.post("/client/rooms", url.Values{"topic": {"cards"}, "body": {"My card is lost"}, "key": {app.NewID()}})
	where := opened.header.Get("Location")
	page := marina.get(where)
	for _, want := range []string{"R-000001", "The centre opens tomorrow at", "/client/callback?room="} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if desk := b.browser("anna").get("/operator" + strings.TrimPrefix(where, "/client")); strings.Count(desk.body, "R-000001") < 3 {
		t.Error("the operator sees the number in the queue, the log and the card; one is missing")
	}
	slots := marina.get("/client/callback?room=" + strings.TrimPrefix(where, "/client/rooms/"))
	start := regexp.MustCompile(`name="start" value="([^"]+)"`).FindStringSubmatch(slots.body)
	if start == nil {
		t.Fatalf("no slot is offered: %s", slots.body)
	}
	form := url.Values{"start": {start[1]}, "phone": {"12"}, "note": {"after lunch"}}
	if got := marina.post("/client/callback", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "phone-error") || !strings.Contains(got.body, "after lunch") {
		t.Errorf("a number that can't be called is answered with %d", got.status)
	}
	form.Set("phone", "8 916 123-45-67")
	if got := marina.post("/client/callback", form); got.status != http.StatusSeeOther {
		t.Fatalf("booking is answered with %d: %s", got.status, got.body)
	}
	if got := b.browser("oleg").post("/client/callback", form); got.status != http.StatusUnprocessableEntity {
		t.Errorf("the slot's only place is given twice: %d", got.status)
	}
	if list := b.browser("anna").get("/operator/callbacks"); !strings.Contains(list.body, "••-67") || strings.Contains(list.body, "123-45-67") || !strings.Contains(list.body, "after lunch") {
		t.Error("the operators' list lacks the call, or shows its number long before it is to be made")
	}
	if page := marina.get(where); !strings.Contains(page.body, "data-promised") {
		t.Error("the conversation doesn't say when we call")
	}
	if got := marina.post("/client/callback/cancel", url.Values{}); got.status != http.StatusSeeOther {
		t.Errorf("giving it back is answered with %d", got.status)
	}
	if got := b.browser("oleg").post("/client/callback", form); got.status != http.StatusSeeOther {
		t.Errorf("the place that was given back is not to be had: %d", got.status)
	}
}

func TestAWithdrawalIsProvedByAReceiptThatNobodyElseReads(t *testing.T) {
	b := newBank(t)
	marina := b.browser("marina")
	page := marina.get("/client/profile")
	if strings.Contains(page.body, "checked") {
		t.Error("a box is ticked before the client has ticked it")
	}
	if got := marina.post("/client/profile/consents", url.Values{"consent_calls": {"99"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a version that doesn't exist is answered with %d", got.status)
	}
	if got := marina.post("/client/profile/consents", url.Values{"consent_calls": {"1"}}); got.status != http.StatusSeeOther {
		t.Fatalf("giving is answered with %d: %s", got.status, got.body)
	}
	if may, err := b.parts.Contact.May(t.Context(), b.people["marina"].ID, "calls"); !may || err != nil {
		t.Errorf("the bank may call: %v, %v", may, err)
	}
	room := b.takenRoom()
	if desk := b.browser("anna").get("/operator/rooms/" + room); !strings.Contains(desk.body, `data-consent="calls">given`) || !strings.Contains(desk.body, `data-consent="sms">not given`) {
		t.Error("the client card doesn't show what was given")
	}
	got := marina.post("/client/profile/consents/calls/withdraw", url.Values{})
	receipt := got.header.Get("Location")
	if may, err := b.parts.Contact.May(t.Context(), b.people["marina"].ID, "calls"); may || err != nil {
		t.Errorf("after the withdrawal the bank may call: %v, %v", may, err)
	}
	if proof := marina.get(receipt); proof.status != http.StatusOK || !strings.Contains(proof.body, "W-000001") || !strings.Contains(proof.body, "Calls about offers") {
		t.Errorf("the receipt reads %d %s", proof.status, proof.body)
	}
	if theirs := b.browser("oleg").get(receipt); theirs.status != http.StatusNotFound {
		t.Errorf("somebody else's receipt is answered with %d", theirs.status)
	}
}

func TestATalkIsRatedWithOneClick(t *testing.T) {
	b := newBank(t)
	room := b.takenRoom()
	marina := b.browser("marina")
	if got := marina.post("/client/rooms/"+room+"/rate", url.Values{"stars": {"5"}}); got.status != http.StatusConflict {
		t.Errorf("an open talk is rated: %d", got.status)
	}
	if _, err := b.parts.Chat.Close(t.Context(), b.people["anna"], room, "solved", "other"); err != nil {
		t.Fatal(err)
	}
	if page := marina.get("/client/rooms/" + room); strings.Count(page.body, `name="stars"`) != 5 {
		t.Error("the page has no five buttons")
	}
	if got := marina.post("/client/rooms/"+room+"/rate", url.Values{"stars": {"4"}}); got.status != http.StatusSeeOther {
		t.Fatalf("rating is answered with %d: %s", got.status, got.body)
	}
	if got := marina.post("/client/rooms/"+room+"/rate", url.Values{"stars": {"5"}, "comment": {"quick"}}, "HX-Request", "true"); got.status != http.StatusOK || !strings.Contains(got.body, "quick") {
		t.Errorf("changing it is answered with %d: %s", got.status, got.body)
	}
	if desk := b.browser("jonas").get("/operator/rooms/" + room); !strings.Contains(desk.body, `data-rating="5"`) || !strings.Contains(desk.body, "quick") {
		t.Error("the card lacks the rating")
	}
	if figures := b.browser("erik").get("/manager/figures"); !strings.Contains(figures.body, `data-figure="rating">5<`) {
		t.Errorf("the manager's figures are %s", figures.body)
	}
}

func TestAQuestionFromAProductKeepsTheCalculatorsFigures(t *testing.T) {
	b := newBank(t)
	b.offer()
	const from = "/client/rooms/new?product=pass&amount=1%20000%20000&term=12&currency=RUB"
	stranger := b.browser("").get(from)
	if next := stranger.header.Get("Location"); stranger.status != http.StatusSeeOther || next != "/login?next="+url.QueryEscape(from) {
		t.Errorf("a stranger is sent with %d to %s", stranger.status, next)
	}
	marina := b.browser("marina")
	page := marina.get(from)
	for _, want := range []string{"Deposit Pass", "1,000,000", "12\u00a0months", "14.5\u00a0%"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q: %s", want, page.body)
		}
	}
	form := url.Values{"product": {"pass"}, "figures": {"amount=1+000+000&term=12&currency=RUB"}, "key": {app.NewID()}}
	if got := marina.post("/client/rooms", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Deposit Pass") {
		t.Errorf("no words are answered with %d", got.status)
	}
	form.Set("body", "Can I top it up?")
	opened := marina.post("/client/rooms", form)
	desk := b.browser("anna").get("/operator" + strings.TrimPrefix(opened.header.Get("Location"), "/client"))
	for _, want := range []string{"Deposits and savings: Deposit Pass", "1,000,000", "12\u00a0months"} {
		if !strings.Contains(desk.body, want) {
			t.Errorf("the operator lacks %q", want)
		}
	}
	for what, form := range map[string]url.Values{
		"a product that nobody has": {"product": {"gold"}, "body": {"?"}, "key": {app.NewID()}},
		"an application":            {"application": {app.NewID()}, "body": {"?"}, "key": {app.NewID()}},
	} {
		if got := marina.post("/client/rooms", form); got.status != http.StatusNotFound {
			t.Errorf("%s is answered with %d", what, got.status)
		}
	}
	lies := url.Values{"product": {"pass"}, "figures": {"amount=<b>&term=1e9&rate=99"}, "body": {"?"}, "key": {app.NewID()}}
	lied := marina.post("/client/rooms", lies)
	room, err := b.parts.Chat.Store.Room(t.Context(), strings.TrimPrefix(lied.header.Get("Location"), "/client/rooms/"))
	if err != nil || room.About == nil || room.About.Amount != 0 || room.About.Rate != 0 {
		t.Errorf("figures that nobody counted are kept: %+v, %v", room.About, err)
	}
}

func TestWhoWaitsReadsTheirPlaceAndAboutHowLong(t *testing.T) {
	b := newBank(t)
	for range 4 {
		b.takenRoom()
	}
	if err := b.parts.Chat.Store.SetOnline(t.Context(), []string{b.people["anna"].ID}, 60); err != nil {
		t.Fatal(err)
	}
	b.room()
	time.Sleep(5 * time.Millisecond) // two of one millisecond share a place
	room := b.room()
	head := b.browser("marina").get("/client/rooms/" + room + "/head")
	if !strings.Contains(head.body, "You are number 2 in the queue, about 1 minute") {
		t.Errorf("the head says %s", head.body)
	}
}

func TestAQuestionAboutAnApplicationIsItsOwnClientsOnly(t *testing.T) {
	b := newBank(t)
	content, both := loan(), func(en, ru string) map[string]string { return map[string]string{"en": en, "ru": ru} }
	content.Form = []product.Step{{ID: "you", Names: both("You", "Вы"), Fields: []product.Field{
		{ID: "born", Type: product.DateField, Labels: both("Date of birth", "Дата рождения"), Min: 18},
	}}}
	v, err := b.parts.Products.Add(t.Context(), account.System, product.Product{Slug: "ski", Kind: product.Loan}, content, app.Today().Add(-1))
	if err != nil {
		t.Fatal(err)
	}
	a, err := b.parts.Applications.Begin(t.Context(), b.people["marina"], "ski", v.DefaultAsk(app.Today()), app.NewID())
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"application": {a.ID}, "body": {"When will you decide?"}, "key": {app.NewID()}}
	if got := b.browser("oleg").post("/client/rooms", form); got.status != http.StatusNotFound {
		t.Errorf("somebody else's application is answered with %d", got.status)
	}
	if page := b.browser("marina").get("/client/rooms/new?application=" + a.ID); !strings.Contains(page.body, "Loan Ski") {
		t.Errorf("the question doesn't know its application: %d", page.status)
	}
	opened := b.browser("marina").post("/client/rooms", form)
	room, err := b.parts.Chat.Store.Room(t.Context(), strings.TrimPrefix(opened.header.Get("Location"), "/client/rooms/"))
	if err != nil || room.About == nil || room.About.Application != a.ID || room.Topic != "loans" || room.About.Amount != a.Quote.Ask.Amount {
		t.Errorf("the room is about %+v, %v", room.About, err)
	}
	if linked, err := b.parts.Applications.Application(t.Context(), b.people["marina"], a.ID); err != nil || linked.Room != room.ID {
		t.Errorf("the application is linked to room %q, %v", linked.Room, err)
	}
}
