package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/audit"
	"telemark/app/chat"
	"telemark/app/job"
	"telemark/app/privacy"
)

// work does the jobs that are waiting.
func (b *bank) work() {
	b.t.Helper()
	runner := &job.Runner{Store: b.parts.Privacy.Jobs, Handlers: map[string]job.Handler{
		privacy.Kind: b.parts.Privacy.Work, privacy.SubjectKind: b.parts.Privacy.WorkFor, privacy.RetainKind: b.parts.Retention.Work, audit.VerifyKind: b.parts.Audits.Work, audit.ExportKind: b.parts.Audits.WorkExport,
	}}
	if !runner.Next(b.t.Context()) {
		b.t.Fatal("no job waits")
	}
}

// export makes marina's export and answers its address.
func (b *bank) export(marina browser) string {
	b.t.Helper()
	if r := marina.post("/client/profile/data", url.Values{}); r.status != http.StatusSeeOther {
		b.t.Fatalf("asking for an export: %d %s", r.status, r.body)
	}
	b.work()
	_, rest, found := strings.Cut(marina.get("/client/profile").body, `href="/client/profile/data/`)
	if !found {
		b.t.Fatal("the profile has no download")
	}
	id, _, _ := strings.Cut(rest, `"`)
	return "/client/profile/data/" + id
}

// unzip reads the files of a zip by their names.
func unzip(t *testing.T, content string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

func TestAnExportHoldsOnesOwnWordsAndNobodyElses(t *testing.T) {
	b := newBank(t)
	room := b.takenRoom()
	say := func(who, body string) {
		t.Helper()
		if _, err := b.parts.Chat.Post(t.Context(), b.people[who], room, chat.Draft{Body: body, Key: app.NewID()}); err != nil {
			t.Fatal(err)
		}
	}
	for range 60 { // more than one page of the log
		say("marina", "Ещё <b>слово</b>")
	}
	say("anna", "answer-of-the-operator")
	if _, err := b.parts.Chat.Note(t.Context(), b.people["anna"], room, chat.Draft{Body: "private-walrus", Key: app.NewID()}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.parts.Chat.Open(t.Context(), b.people["oleg"], "other", chat.Draft{Body: "olegs-own-pangolin", Key: app.NewID()}); err != nil {
		t.Fatal(err)
	}
	b.loan()
	marina := b.browser("marina")
	marina.sends()
	marina.begins("500000") // a draft without an answer
	b.browser("oleg").sends()
	path := b.export(marina)
	got := marina.get(path)
	if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment;") || got.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the download answers %d with %v", got.status, got.header)
	}
	files := unzip(t, got.body)
	page, data := files["index.html"], files["data.json"]
	var read struct {
		Version      int
		Profile      []struct{ Email string }
		Applications []struct {
			Number, State string
			Passport      string `json:"answer_passport"`
			Income        string `json:"answer_income"`
			Events        []struct{ What string }
		}
		Conversations []struct {
			ID       string
			Messages []struct{ At, Who, Text string }
		}
	}
	if err := json.Unmarshal([]byte(data), &read); err != nil {
		t.Fatalf("data.json: %v: %s", err, data)
	}
	if read.Version != 1 || len(read.Profile) != 1 || read.Profile[0].Email != "marina@bank.test" || len(read.Conversations) != 1 || len(read.Conversations[0].Messages) != 62 {
		t.Errorf("data.json holds %+v", read)
	} else if first := read.Conversations[0].Messages[0]; first.Text != "Good afternoon!" || first.Who != "marina" || !strings.HasSuffix(first.At, "Z") {
		t.Errorf("the first words are %+v", first)
	}
	if len(read.Applications) != 2 {
		t.Errorf("of her two applications %d are there", len(read.Applications))
	}
	for _, a := range read.Applications {
		if a.Number != "" && (a.State != "submitted" || a.Passport != "4508123456" || a.Income != "15000000" || len(a.Events) != 2 || a.Events[1].What != "submit") {
			t.Errorf("her application is %+v", a)
		}
	}
	if !strings.Contains(page, "<dt>Income a month</dt><dd>150000</dd>") {
		t.Error("the page doesn't show her income")
	}
	if n := strings.Count(page, "Ещё &lt;b&gt;слово&lt;/b&gt;"); n != 60 {
		t.Errorf("the page holds %d of 60 messages, or not as they were typed", n)
	}
	for _, text := range []string{page, data} {
		if !strings.Contains(text, "answer-of-the-operator") {
			t.Error("the operator's answer is missing")
		}
		for _, secretWord := range []string{"private-walrus", "olegs-own-pangolin", "oleg@bank.test"} {
			if strings.Contains(text, secretWord) {
				t.Errorf("%s stands in it", secretWord)
			}
		}
	}
	if strings.Contains(page, "export.") {
		t.Errorf("the page names a text that isn't there: %.60s", page[strings.Index(page, "export."):])
	}
}

// opened counts how often something sealed is opened: each is a record of its own.
type opened struct {
	application.Store
	times map[string]int
}

func (o opened) Reveal(ctx context.Context, id, field string, a app.Audit) (string, error) {
	o.times[id+"."+field]++
	return o.Store.Reveal(ctx, id, field, a)
}

func TestAnExportHoldsOnesDocumentsAndOpensWhatIsSealedOnce(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina, oleg := b.browser("marina"), b.browser("oleg")
	marina.sends()
	draft := marina.begins("400000")
	attach := func(who browser, draft string) string {
		t.Helper()
		body, kind := letter(t, 300<<10) // more than one part of the store's
		if got := who.send(draft+"/documents", bytes.NewReader(body), kind); got.status != http.StatusSeeOther {
			t.Fatalf("a document answers %d: %s", got.status, got.body)
		}
		return string(body)
	}
	first, second := attach(marina, draft), attach(marina, draft)
	attach(oleg, oleg.begins("300000"))
	sealed := opened{b.parts.Applications.Store, map[string]int{}}
	b.parts.Applications.Store = sealed

	files := unzip(t, marina.get(b.export(marina)).body)
	folder := "documents/" + strings.TrimPrefix(draft, "/client/applications/") + "/"
	for name, sent := range map[string]string{"паспорт.pdf": first, "паспорт (2).pdf": second} {
		if got := files[folder+name]; len(got) != 300<<10 || !strings.Contains(sent, got) {
			t.Errorf("%s has %d bytes, or others than were sent", folder+name, len(got))
		}
	}
	if len(files) != 4 {
		t.Errorf("it holds %v", slices.Sorted(maps.Keys(files)))
	}
	for _, name := range []string{"index.html", "data.json"} {
		if n := strings.Count(files[name], "паспорт.pdf"); n != 4 {
			t.Errorf("%s names documents %d times: each stands in the list and in the log", name, n)
		}
	}
	if !strings.Contains(files["index.html"], "Received") {
		t.Error("the page doesn't say that a document was received")
	}
	if len(sealed.times) == 0 {
		t.Error("nothing sealed was opened")
	}
	for what, n := range sealed.times {
		if n != 1 {
			t.Errorf("%s was opened %d times", what, n)
		}
	}
}

func TestSomebodyElsesExportIsTheSame404AsNone(t *testing.T) {
	b := newBank(t)
	marina := b.browser("marina")
	path := b.export(marina)
	for _, name := range []string{"oleg", "anna", "erik"} {
		if got := b.browser(name).get(path); got.status != http.StatusNotFound {
			t.Errorf("%s gets %d", name, got.status)
		}
	}
	if got := b.browser("").get(path); got.status != http.StatusSeeOther {
		t.Errorf("a stranger gets %d", got.status)
	}
	if got := marina.get("/client/profile/data/" + app.NewID()); got.status != http.StatusNotFound {
		t.Errorf("an unknown one: %d", got.status)
	}
	if got := marina.get(path); got.status != http.StatusOK {
		t.Errorf("her own: %d", got.status)
	}
}

func TestOneExportIsMadeAtATimeAndOneAnHour(t *testing.T) {
	b := newBank(t)
	marina := b.browser("marina")
	for range 3 {
		if got := marina.post("/client/profile/data", url.Values{}, "HX-Request", "true"); got.status != http.StatusOK || !strings.Contains(got.body, "every 2s") {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
	}
	jobs, err := b.parts.Privacy.Jobs.Of(t.Context(), b.people["marina"].ID, privacy.Kind, job.ListSize)
	if err != nil || len(jobs) != 1 {
		t.Fatalf("made %d, %v", len(jobs), err)
	}
	b.work()
	if got := marina.get("/client/profile/data", "HX-Request", "true"); !strings.Contains(got.body, "data-export") || strings.Contains(got.body, "every 2s") {
		t.Errorf("when it is done: %s", got.body)
	}
	if got := marina.post("/client/profile/data", url.Values{}); got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" {
		t.Errorf("another one within the hour: %d", got.status)
	}
}

func TestARequestForErasureReachesTheManagerAndItsAnswerTheClient(t *testing.T) {
	b := newBank(t)
	marina, oleg, erik := b.browser("marina"), b.browser("oleg"), b.browser("erik")
	if got := marina.post("/client/profile/erasure", url.Values{"note": {strings.Repeat("ж", 1001)}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a note that is too long: %d", got.status)
	}
	for range 2 { // twice makes one
		if got := marina.post("/client/profile/erasure", url.Values{"note": {"I am moving away"}}); got.status != http.StatusSeeOther {
			t.Fatalf("asking: %d", got.status)
		}
	}
	page := erik.get("/manager/requests").body
	if strings.Count(page, "I am moving away") != 1 || !strings.Contains(page, "E-000001") || !strings.Contains(page, "marina@bank.test") {
		t.Fatalf("the manager reads %s", page)
	}
	_, rest, _ := strings.Cut(page, `href="/manager/requests/`)
	id, _, _ := strings.Cut(rest, `"`)
	if got := oleg.post("/client/profile/erasure/"+id+"/take-back", url.Values{}); got.status != http.StatusNotFound {
		t.Errorf("somebody else takes it back: %d", got.status)
	}
	got := erik.post("/manager/requests/"+id+"/refuse", url.Values{})
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "reason-error") {
		t.Errorf("a refusal without a reason: %d", got.status)
	}
	if got := erik.post("/manager/requests/"+id+"/refuse", url.Values{"answer": {"You have a loan"}}); got.status != http.StatusSeeOther {
		t.Errorf("refusing: %d %s", got.status, got.body)
	}
	if page := marina.get("/client/profile/erasure").body; !strings.Contains(page, "You have a loan") {
		t.Error("the client can't read the answer")
	}
	if got := marina.post("/client/profile/erasure/"+id+"/take-back", url.Values{}); got.status != http.StatusConflict {
		t.Errorf("taking back what is answered: %d", got.status)
	}
}
