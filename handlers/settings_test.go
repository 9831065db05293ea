package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/manager"
)

var (
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)
	typed  = regexp.MustCompile(`<input class="form-control[^>]* name="([^"]+)" value="([^"]*)"`)
)

// formIn is a page's form as a browser would send it, without boxes that aren't ticked.
func formIn(page string) url.Values {
	form := url.Values{}
	for _, shape := range []*regexp.Regexp{hidden, typed} {
		for _, m := range shape.FindAllStringSubmatch(page, -1) {
			form.Set(m[1], m[2])
		}
	}
	return form
}

func TestHoursAreSetWithWhatStandsInTheForm(t *testing.T) {
	b := newBank(t)
	erik := b.browser("erik")
	form := formIn(erik.get("/manager/settings/hours").body)
	form.Set("week.1.from", "9")
	form.Set("week.1.until", "18:30")
	form.Set("week.0.from", "")
	form.Set("week.0.until", "")
	form.Set("holidays.0.day", "2099-01-01")
	form.Set("holidays.0.name_en", "New Year")
	form.Set("holidays.0.name_ru", "Новый год")
	if got := erik.post("/manager/settings/hours", form); got.status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", got.status, got.body)
	}
	again := formIn(erik.get("/manager/settings/hours").body)
	if again.Get("week.1.from") != "09:00" || again.Get("week.1.until") != "18:30" || again.Get("week.0.from") != "" || again.Get("week.2.until") != "24:00" {
		t.Errorf("the week is %v", again)
	}
	if again.Get("holidays.0.day") != "2099-01-01" || again.Get("holidays.0.name_ru") != "Новый год" || again.Get("holidays.0.from") != "" {
		t.Errorf("the holiday is %v", again)
	}
	stale := erik.post("/manager/settings/hours", form) // another tab, which began before
	if stale.status != http.StatusConflict || !strings.Contains(stale.body, `value="18:30"`) || !strings.Contains(stale.body, "Somebody else has changed") {
		t.Errorf("a form that began before: %d", stale.status)
	}
	if over := erik.post("/manager/settings/hours", formIn(stale.body)); over.status != http.StatusSeeOther {
		t.Errorf("sent once more, having been told: %d", over.status)
	}
}

func TestOddHoursComeBackAtTheirDay(t *testing.T) {
	b := newBank(t)
	erik := b.browser("erik")
	for name, tt := range map[string]struct {
		field, value string
		want         string
	}{
		"no clock":          {"week.3.from", "half past nine", "half past nine"},
		"opens at its end":  {"week.3.from", "24:00", "24:00"},
		"too many places":   {"week.3.places", "5000", "5000"},
		"a nameless day":    {"holidays.0.day", "2099-05-09", "2099-05-09"},
		"a day of no month": {"holidays.0.day", "2099-02-30", "2099-02-30"},
	} {
		form := formIn(erik.get("/manager/settings/hours").body)
		form.Set(tt.field, tt.value)
		got := erik.post("/manager/settings/hours", form)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="`+tt.want+`"`) ||
			strings.Count(got.body, "autofocus") != 1 || !strings.Contains(got.body, `aria-invalid="true"`) {
			t.Errorf("%s: %d, focus at %d places", name, got.status, strings.Count(got.body, "autofocus"))
		}
	}
}

func TestATopicThatIsRetiredCantBeChosenAndStaysWhereItWas(t *testing.T) {
	b := newBank(t)
	erik, marina, room := b.browser("erik"), b.browser("marina"), b.takenRoom()
	form := formIn(erik.get("/manager/settings/topics").body)
	form.Set("topics.0.retired", "yes")
	form.Set("topics.1.at", "0.5")
	form.Set("topics.7.en", "Mortgages")
	form.Set("topics.7.ru", "Ипотека")
	first, second := form.Get("topics.0.id"), form.Get("topics.1.id")
	if got := erik.post("/manager/settings/topics", form); got.status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", got.status, got.body)
	}
	topics, err := b.parts.Chat.Topics(t.Context())
	if err != nil || topics[0].ID != second || !topics[1].Retired || topics[1].ID != first || topics[len(topics)-1].ID != chat.OtherTopic ||
		topics[len(topics)-2].Names["ru"] != "Ипотека" {
		t.Errorf("they are %+v, %v", topics, err)
	}
	if home := marina.get("/client").body; strings.Contains(home, `<option value="`+first+`"`) || !strings.Contains(home, ">Mortgages</option>") {
		t.Error("a client can choose what was retired, or not what is new")
	}
	odd := url.Values{"topic": {first}, "body": {"Hello"}, "key": {"retired-0123456789abcdef"}}
	if got := marina.post("/client/rooms", odd); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a client who chooses it nevertheless: %d", got.status)
	}
	if got := b.browser("anna").get("/operator/rooms/" + room); got.status != http.StatusOK {
		t.Errorf("the room of before: %d", got.status)
	}
	form = formIn(erik.get("/manager/settings/topics").body)
	form.Set("topics.2.ru", " ")
	if got := erik.post("/manager/settings/topics", form); got.status != http.StatusUnprocessableEntity || strings.Count(got.body, "autofocus") != 1 {
		t.Errorf("a topic without a name: %d", got.status)
	}
}

func TestGoalsColourTheQueue(t *testing.T) {
	b := newBank(t)
	erik, anna := b.browser("erik"), b.browser("anna")
	form := formIn(erik.get("/manager/settings/levels").body)
	form.Set("answer", "75")
	form.Set("decision", "7")
	if got := erik.post("/manager/settings/levels", form); got.status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", got.status, got.body)
	}
	if desk := anna.get("/operator").body; !strings.Contains(desk, `data-goal="75"`) {
		t.Error("the desk goes by another goal")
	}
	if home := erik.get("/manager").body; !strings.Contains(home, "75 seconds") {
		t.Error("the figures go by another goal")
	}
	b.loan()
	marina := b.browser("marina")
	sent := marina.sends()
	kase := strings.Replace(sent, "/client", "/manager", 1)
	erik.post(kase+"/take", url.Values{})
	if page := erik.get(kase).body; !strings.Contains(page, `data-goal="25200"`) {
		t.Error("an application is coloured by another goal")
	}
	form.Set("answer", "soon")
	if got := erik.post("/manager/settings/levels", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="soon"`) {
		t.Errorf("a goal that is no number: %d", got.status)
	}
}

func TestAnOperatorFindsACannedTextFilledIn(t *testing.T) {
	b := newBank(t)
	supervisor, anna, room := b.browser("supervisor"), b.browser("anna"), b.takenRoom()
	form := url.Values{"shortcut": {"hello"}, "body_en": {"Hello {client}, this is {operator} about {product}."}, "body_ru": {"Здравствуйте, {client}!"}}
	if got := supervisor.post("/manager/settings/texts", form); got.status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", got.status, got.body)
	}
	list := anna.get("/operator/rooms/" + room + "/texts?q=/hel").body
	if !strings.Contains(list, "Hello marina, this is anna about {product}.") || !strings.Contains(list, "Nothing to put in for {product}") {
		t.Errorf("the list is %s", list)
	}
	if list := anna.get("/operator/rooms/" + room + "/texts?q=/zzz").body; strings.Contains(list, "option") {
		t.Errorf("nothing fits, and yet: %s", list)
	}
	if got := supervisor.post("/manager/settings/texts", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Another text has this shortcut") {
		t.Errorf("the same shortcut again: %d", got.status)
	}
	for who, want := range map[string]int{"auditor": http.StatusForbidden, "anna": http.StatusNotFound, "marina": http.StatusNotFound} {
		if got := b.browser(who).post("/manager/settings/texts", form); got.status != want {
			t.Errorf("%s writes a text: %d, want %d", who, got.status, want)
		}
	}
}

func TestALetterIsChangedAndGivenBack(t *testing.T) {
	b := newBank(t)
	erik := b.browser("erik")
	usual := "we have answered you"
	if page := erik.get("/manager/settings/letters").body; !strings.Contains(page, usual) {
		t.Fatal("the page doesn't show how the letter reads")
	}
	got := erik.post("/manager/settings/letters/en", url.Values{"subject": {"Read us"}, "body": {"No address at all"}})
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "No address at all") {
		t.Errorf("a letter that leads nowhere: %d", got.status)
	}
	own := url.Values{"subject": {"Read us"}, "body": {"Here: {link}\nOff: {settings}"}}
	if got := erik.post("/manager/settings/letters/en", own); got.status != http.StatusSeeOther {
		t.Fatalf("got %d", got.status)
	}
	if page := erik.get("/manager/settings/letters").body; !strings.Contains(page, "Read us") || strings.Contains(page, usual) {
		t.Error("the page shows another letter")
	}
	if l, err := b.parts.Settings.Letter(t.Context(), "en"); err != nil || l.Subject != "Read us" {
		t.Errorf("what is sent is %+v, %v", l, err)
	}
	if got := erik.post("/manager/settings/letters/en", url.Values{"reset": {"yes"}}); got.status != http.StatusSeeOther {
		t.Fatalf("got %d", got.status)
	}
	if page := erik.get("/manager/settings/letters").body; !strings.Contains(page, usual) {
		t.Error("the usual words don't come back")
	}
}

func TestAConsentIsWordedByOneAndApprovedByAnother(t *testing.T) {
	b := newBank(t)
	author, approver := b.browser("author"), b.browser("approver")
	b.parts.Approvals.Register(b.parts.Contact.Publishers())
	page := author.get("/manager/settings/consents?edit=calls")
	if page.status != http.StatusOK || !strings.Contains(page.body, "I agree that the bank calls me") {
		t.Fatalf("the form: %d", page.status)
	}
	form := url.Values{
		"base": {"1"}, "from": {string(app.Today().Add(2))}, "title_en": {"Calls about offers"}, "title_ru": {"Звонки с предложениями"},
		"body_en": {"I agree to calls.\n\nOn weekdays."}, "body_ru": {""},
	}
	if got := author.post("/manager/settings/consents/calls", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "On weekdays.") {
		t.Errorf("half of a wording: %d", got.status)
	}
	form.Set("body_ru", "Согласен на звонки.")
	if got := author.post("/manager/settings/consents/calls", form); got.status != http.StatusSeeOther {
		t.Fatalf("got %d: %s", got.status, got.body)
	}
	at := regexp.MustCompile(`/manager/approvals/[0-9A-Z]{26}`).FindString(approver.get("/manager/approvals").body)
	shown := approver.get(at).body
	for _, words := range []string{"<del>I agree that the bank calls me", "<ins>I agree to calls.", "<ins>On weekdays.", "Согласен на звонки."} {
		if !strings.Contains(shown, words) {
			t.Errorf("the approver doesn't see %q", words)
		}
	}
	if got := approver.post(at, url.Values{"verdict": {"approve"}}); got.status != http.StatusSeeOther {
		t.Fatalf("got %d", got.status)
	}
	if list := author.get("/manager/settings/consents").body; !strings.Contains(list, "I agree to calls.") || !strings.Contains(list, "to come") {
		t.Error("the list doesn't show what is to come")
	}
}

func TestARateTypedIntoACannedTextIsFoundWhenItGoes(t *testing.T) {
	b := newBank(t)
	form := url.Values{"shortcut": {"rate"}, "body_en": {"We pay 14.5 % today, {client}."}, "body_ru": {"Ставка {rate:deposit-pass}."}}
	if got := b.browser("supervisor").post("/manager/settings/texts", form); got.status != http.StatusSeeOther {
		t.Fatalf("got %d", got.status)
	}
	found, err := manager.CannedQuotes{Texts: b.parts.Chat.Store.Canned}.Quoting(t.Context(), []app.Rate{145_000, 130_000})
	if err != nil || len(found) != 1 || found[0].Rate != 145_000 || !strings.Contains(found[0].Text, "14.5") {
		t.Errorf("found %+v, %v", found, err)
	}
}
