package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/audit"
	"telemark/app/chat"
	"telemark/app/privacy"
)

// asked has marina ask to be forgotten, and answers the id of the request.
func (b *bank) asked(marina browser) string {
	b.t.Helper()
	if got := marina.post("/client/profile/erasure", url.Values{"note": {"walrus"}}); got.status != http.StatusSeeOther {
		b.t.Fatalf("asking: %d", got.status)
	}
	list, err := b.parts.Privacy.Requests(b.t.Context(), b.people["auditor"])
	if err != nil || len(list) != 1 {
		b.t.Fatal(list, err)
	}
	return list[0].ID
}

func TestAnErasureIsPreviewedConfirmedByNameAndEndsTheSignIn(t *testing.T) {
	b := newBank(t)
	marina, auditor := b.browser("marina"), b.browser("auditor")
	room := b.takenRoom()
	if _, err := b.parts.Chat.Post(t.Context(), b.people["marina"], room, chat.Draft{Body: "walrus", Key: app.NewID()}); err != nil {
		t.Fatal(err)
	}
	id := b.asked(marina)
	path := "/manager/requests/" + id
	if page := auditor.get(path).body; !strings.Contains(page, "still open") || strings.Contains(page, path+"/carry-out") {
		t.Errorf("while a talk is open: %s", page)
	}
	if got := auditor.post(path+"/carry-out", url.Values{"name": {"marina"}}); got.status != http.StatusConflict {
		t.Errorf("while a talk is open it answers %d", got.status)
	}
	if _, err := b.parts.Chat.Close(t.Context(), b.people["anna"], room, "solved", "cards"); err != nil {
		t.Fatal(err)
	}
	page := auditor.get(path).body
	for _, want := range []string{`data-class="account" data-fate="anonymised"`, `data-class="talks" data-fate="erased"`, `data-class="audit" data-fate="kept"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview lacks %s", want)
		}
	}
	if got := auditor.post(path+"/carry-out", url.Values{"name": {"oleg"}, "answer": {"kept words"}}); got.status != http.StatusUnprocessableEntity ||
		!strings.Contains(got.body, "carry-name-error") || !strings.Contains(got.body, "kept words") {
		t.Errorf("another name is answered with %d", got.status)
	}
	for _, name := range []string{"author", "supervisor", "approver"} {
		if got := b.browser(name).post(path+"/carry-out", url.Values{"name": {"marina"}}); got.status != http.StatusForbidden {
			t.Errorf("the %s carries it out: %d", name, got.status)
		}
	}
	if got := auditor.post(path+"/carry-out", url.Values{"name": {" Marina "}, "answer": {"Done"}}); got.status != http.StatusSeeOther {
		t.Fatalf("carrying it out: %d %s", got.status, got.body)
	}
	if got := marina.get("/client"); got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/login") {
		t.Errorf("her page answers %d, %s", got.status, got.header.Get("Location"))
	}
	if got := b.browser("").post("/login", url.Values{"email": {"marina@bank.test"}, "password": {password}}); got.status == http.StatusSeeOther {
		t.Error("she still signs in")
	}
	page = auditor.get(path).body
	if !strings.Contains(page, "Former client") || !strings.Contains(page, `data-class="talks" data-fate="erased"`) || strings.Contains(page, "walrus") || strings.Contains(page, "marina") {
		t.Errorf("the result is %s", page)
	}
	log := b.browser("anna").get("/operator/rooms/" + room).body
	if strings.Contains(log, "walrus") || !strings.Contains(log, "Erased") || strings.Contains(log, "[erased]") {
		t.Errorf("the talk reads %s", log)
	}
	found, err := b.parts.Audits.List(t.Context(), b.people["auditor"], audit.Filter{Action: "erasure.carry_out"})
	if err != nil || len(found.Records) != 1 || found.Records[0].Actor != b.people["auditor"].ID {
		t.Errorf("recorded are %+v, %v", found.Records, err)
	}
}

func TestALetterBecomesTheRequestOfItsClient(t *testing.T) {
	b := newBank(t)
	auditor, marina := b.browser("auditor"), b.browser("marina")
	email := "marina@bank.test"
	came := app.Today().Add(-3)
	letter := func(change url.Values) url.Values {
		form := url.Values{"email": {" " + strings.ToUpper(email)}, "came": {string(came)}, "note": {"Please forget me. Забудьте меня."}}
		for name, values := range change {
			form[name] = values
		}
		return form
	}
	for field, wrong := range map[string]url.Values{
		"email-error": {"email": {"nobody@example.test"}}, "came-error": {"came": {string(app.Today().Add(1))}}, "note-error": {"note": {strings.Repeat("я", 1001)}},
	} {
		if got := auditor.post("/manager/requests", letter(wrong)); got.status != http.StatusUnprocessableEntity ||
			!strings.Contains(got.body, field) || field != "note-error" && !strings.Contains(got.body, "Забудьте меня") {
			t.Errorf("%s: %d", field, got.status)
		}
	}
	if got := auditor.post("/manager/requests", letter(url.Values{"came": {string(app.Today().Add(-366))}})); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a letter of last year is answered with %d", got.status)
	}
	if got := auditor.post("/manager/requests", letter(url.Values{"email": {"anna@bank.test"}})); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a letter of an operator is answered with %d", got.status)
	}
	got := auditor.post("/manager/requests", letter(nil))
	list, err := b.parts.Privacy.Requests(t.Context(), b.people["auditor"])
	if err != nil || len(list) != 1 || got.status != http.StatusSeeOther || got.header.Get("Location") != "/manager/requests/"+list[0].ID {
		t.Fatalf("%d, %+v, %v", got.status, list, err)
	}
	if r := list[0]; r.Client != b.people["marina"].ID || r.Due != came.AddWorkdays(privacy.AnswerDays) || r.Note != "Please forget me. Забудьте меня." {
		t.Errorf("the request is %+v", r)
	}
	if again := auditor.post("/manager/requests", letter(nil)); again.header.Get("Location") != got.header.Get("Location") {
		t.Errorf("a second letter makes a second request: %s", again.header.Get("Location"))
	}
	if page := marina.get("/client/profile/erasure"); !strings.Contains(page.body, list[0].Label()) {
		t.Error("the client doesn't see it")
	}
}

func TestSomebodyOfTheBankTakesAClientsDataAndThatIsRecorded(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina, auditor := b.browser("marina"), b.browser("auditor")
	marina.sends()
	path := "/manager/requests/" + b.asked(marina)
	if got := auditor.post(path+"/export", url.Values{}); got.status != http.StatusSeeOther {
		t.Fatalf("asking for the file: %d %s", got.status, got.body)
	}
	b.work()
	_, rest, found := strings.Cut(auditor.get(path).body, path+`/exports/`)
	if !found {
		t.Fatal("there is no file")
	}
	file, _, _ := strings.Cut(rest, `"`)
	got := auditor.get(path + "/exports/" + file)
	if got.status != http.StatusOK || !strings.Contains(unzip(t, got.body)["data.json"], "4508123456") {
		t.Errorf("the file answers %d, or lacks her own number", got.status)
	}
	if got := b.browser("administrator").get(path + "/exports/" + file); got.status != http.StatusNotFound {
		t.Errorf("somebody else's file answers %d", got.status)
	}
	for _, action := range []string{"subject.export", "subject.download", "application.export"} {
		page, err := b.parts.Audits.List(t.Context(), b.people["auditor"], audit.Filter{Action: action})
		if err != nil || len(page.Records) == 0 || page.Records[0].Actor != b.people["auditor"].ID {
			t.Errorf("%s is recorded as %+v, %v", action, page.Records, err)
		}
	}
}

func TestRetentionIsSetHeldAndRun(t *testing.T) {
	b := newBank(t)
	auditor, administrator := b.browser("auditor"), b.browser("administrator")
	const page = "/manager/retention"
	if got := b.browser("author").get(page).status; got != http.StatusForbidden {
		t.Errorf("an author reads it: %d", got)
	}
	if got := auditor.post(page+"/talks", url.Values{"days": {"5"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="5"`) {
		t.Errorf("too few days: %d", got.status)
	}
	if got := auditor.post(page+"/talks", url.Values{"days": {"200"}}); got.status != http.StatusSeeOther {
		t.Errorf("fewer days: %d", got.status)
	}
	if text := auditor.get(page).body; !strings.Contains(text, `data-wanted="200"`) || strings.Contains(text, "talks/approve") {
		t.Error("the author of fewer days is offered to approve them")
	}
	if got := auditor.post(page+"/talks/approve", url.Values{"days": {"200"}}); got.status != http.StatusForbidden {
		t.Errorf("and approves them: %d", got.status)
	}
	if got := administrator.post(page+"/talks/approve", url.Values{"days": {"200"}}); got.status != http.StatusSeeOther {
		t.Errorf("the second person: %d", got.status)
	}
	if got := auditor.post(page+"/holds", url.Values{"object": {"nobody@bank.test"}, "reason": {"x"}}); got.status != http.StatusUnprocessableEntity ||
		!strings.Contains(got.body, "object-error") || !strings.Contains(got.body, "reason-error") || !strings.Contains(got.body, "nobody@bank.test") {
		t.Errorf("a hold of nothing: %d", got.status)
	}
	if got := auditor.post(page+"/holds", url.Values{"object": {"marina@bank.test"}, "reason": {"a court wants it"}}); got.status != http.StatusSeeOther {
		t.Errorf("a hold: %d", got.status)
	}
	if text := auditor.get("/manager/requests/" + b.asked(b.browser("marina"))).body; !strings.Contains(text, "legal hold on this person") {
		t.Errorf("her request: %s", text)
	}
	for range 2 {
		if got := auditor.post(page+"/run", url.Values{}); got.status != http.StatusSeeOther {
			t.Errorf("a run: %d", got.status)
		}
	}
	b.work()
	text := auditor.get(page).body
	_, rest, _ := strings.Cut(text, page+"/holds/")
	hold, _, _ := strings.Cut(rest, "/")
	if got := auditor.post(page+"/holds/"+hold+"/lift", url.Values{}); got.status != http.StatusSeeOther || strings.Contains(auditor.get(page).body, "a court wants it") {
		t.Errorf("lifting: %d", got.status)
	}
}

func TestWhoHasAnApplicationUnderWayReadsWhatBecameOfTheRest(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina, auditor := b.browser("marina"), b.browser("auditor")
	marina.sends()
	if got := auditor.post("/manager/requests/"+b.asked(marina)+"/carry-out", url.Values{"name": {"marina"}, "answer": {"Done so far"}}); got.status != http.StatusSeeOther {
		t.Fatalf("carrying it out: %d %s", got.status, got.body)
	}
	page := marina.get("/client/profile/erasure").body
	if !strings.Contains(page, "data-result") || !strings.Contains(page, "Applications with documents: Kept. An application is still under way") || !strings.Contains(page, "Done so far") {
		t.Errorf("she reads %s", page)
	}
}
