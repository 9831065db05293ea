package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"telemark/app/application"
)

// The attack: one form of a megabyte with thousands of tiny files, each of which asks the database; the limit of posts counts it once.
func TestAFormOfThousandsOfFilesAsksTheDatabaseForAFolderOfThem(t *testing.T) {
	m := &meter{}
	b := newObservedBank(t, m.Query)
	b.loan()
	marina := b.browser("marina")
	path := marina.begins("400000") + "/documents"
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for range 3000 {
		part, err := form.CreateFormFile("file", "x.pdf")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte("x"))
	}
	_ = form.Close()
	m.take()
	got := marina.send(path, bytes.NewReader(body.Bytes()), form.FormDataContentType())
	if n := len(m.take()); n > 10*application.MaxDocuments {
		t.Errorf("one form asks %d statements", n)
	}
	if n := strings.Count(got.body, "x.pdf"); got.status != http.StatusUnprocessableEntity || n > 3*application.MaxDocuments {
		t.Errorf("it is answered with %d and %d names", got.status, n)
	}
}
