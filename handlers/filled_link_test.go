package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"telemark/app"
)

// A manager sends an operator the link of their invitation with ?password= behind it: the form posts to its own address, and the
// password in there would count instead of the one that was typed.
func TestALinkFillsInNoForm(t *testing.T) {
	b := newBank(t)
	token, _, err := b.parts.People.Invite(t.Context(), b.people["erik"], "Nina Berg", "nina@bank.test", app.Operator, app.Usual(app.Operator))
	if err != nil {
		t.Fatal(err)
	}
	const known, typed = "known to the manager", "seven birches by a lake"
	got := b.browser("").post("/invite/"+token+"?"+url.Values{"password": {known}}.Encode(), url.Values{"name": {"Nina Berg"}, "password": {typed}})
	if got.status != http.StatusSeeOther {
		t.Fatalf("the invitation was answered with %d", got.status)
	}
	for word, want := range map[string]int{known: http.StatusUnprocessableEntity, typed: http.StatusSeeOther} {
		if got := b.browser("").post("/login", url.Values{"email": {"nina@bank.test"}, "password": {word}}); got.status != want {
			t.Errorf("%q was answered with %d", word, got.status)
		}
	}
	query := url.Values{"email": {"marina@bank.test"}, "password": {password}}.Encode()
	if got := b.browser("").post("/login?"+query, url.Values{}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a password in an address was answered with %d", got.status)
	}
}

func TestAFormInPartsIsReadToo(t *testing.T) {
	b := newBank(t)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"email": "marina@bank.test", "password": password} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.origin+"/login", strings.NewReader(body.String()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", b.origin)
	r.Header.Set("Content-Type", w.FormDataContentType())
	answer, err := b.browser("").Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Errorf("it was answered with %d", answer.StatusCode)
	}
}
