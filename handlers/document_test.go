package handlers

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
)

// letter is a form with one file of size bytes.
func letter(t *testing.T, size int) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	_ = form.WriteField("paper", application.OtherPaper)
	part, err := form.CreateFormFile("file", "паспорт.pdf")
	if err != nil {
		t.Fatal(err)
	}
	file := bytes.Repeat([]byte{7}, size)
	copy(file, "%PDF-1.7\n"+app.NewID())
	_, _ = part.Write(file)
	_ = form.Close()
	return b.Bytes(), form.FormDataContentType()
}

func (v browser) send(path string, body io.Reader, kind string) reply {
	v.bank.t.Helper()
	r, err := http.NewRequestWithContext(v.bank.t.Context(), http.MethodPost, v.bank.origin+path, body)
	if err != nil {
		v.bank.t.Fatal(err)
	}
	r.Header.Set("Origin", v.bank.origin)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Content-Type", kind)
	r.ContentLength = -1
	if whole, ok := body.(*bytes.Reader); ok {
		r.ContentLength = whole.Size()
	}
	answer, err := v.Do(r)
	if err != nil {
		v.bank.t.Error(err)
		return reply{}
	}
	defer func() { _ = answer.Body.Close() }()
	text, _ := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, string(text)}
}

func TestAFileAtTheLimitArrivesAndOneAboveItIsRefusedReadably(t *testing.T) {
	b := newBank(t)
	b.loan()
	path := b.browser("marina").begins("400000") + "/documents"
	marina := b.browser("marina")
	body, kind := letter(t, application.MaxFileSize)
	if got := marina.send(path, bytes.NewReader(body), kind); got.status != http.StatusSeeOther {
		t.Fatalf("10 MB answer %d: %s", got.status, got.body)
	}
	body, kind = letter(t, application.MaxFileSize+1<<20)
	if got := marina.send(path, bytes.NewReader(body), kind); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "larger than 10 MB") {
		t.Errorf("11 MB answer %d: %s", got.status, got.body)
	}
	list, err := b.parts.Documents.Store.Documents(t.Context(), strings.Split(path, "/")[3])
	if err != nil || len(list) != 1 || list[0].Size != application.MaxFileSize {
		t.Fatalf("stored %+v, %v; want the one of 10 MB", list, err)
	}
	got := marina.get(path + "/" + list[0].ID)
	if got.status != http.StatusOK || len(got.body) != application.MaxFileSize ||
		!strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment;") {
		t.Errorf("it comes back with %d, %d bytes, %q", got.status, len(got.body), got.header.Get("Content-Disposition"))
	}
	if got := b.browser("oleg").get(path + "/" + list[0].ID); got.status != http.StatusNotFound {
		t.Errorf("a stranger reads it: %d", got.status)
	}
}

// A stranger who posts 10 MB must cost no more than the reading of a head.
func TestAStrangersUploadIsRefusedBeforeItsBodyIsRead(t *testing.T) {
	b := newBank(t)
	b.loan()
	path := b.browser("marina").begins("400000") + "/documents"
	_, kind := letter(t, 10)
	r, w := io.Pipe()
	defer func() { _ = w.Close() }()
	go func() { _, _ = w.Write([]byte("--")) }() // and nothing more, ever
	begun := time.Now()
	if got := b.browser("oleg").send(path, r, kind); got.status != http.StatusNotFound || time.Since(begun) > 5*time.Second {
		t.Errorf("got %d after %v; want 404 at once", got.status, time.Since(begun))
	}
}

func TestTwentyUploadsAtOnceStandInMemoryAsPartsOnly(t *testing.T) {
	b := newBank(t)
	b.loan()
	body, kind := letter(t, application.MaxFileSize-1<<20)
	people, paths := make([]browser, 20), make([]string, 20)
	for i := range people {
		name := fmt.Sprintf("sender%d", i)
		_, err := b.parts.People.Add(t.Context(), account.System, app.Client,
			account.Draft{Name: name, Email: name + "@bank.test", Password: password, Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		people[i] = b.browser(name)
		people[i].Timeout = time.Minute
		paths[i] = people[i].begins("400000") + "/documents"
	}
	done, most := make(chan struct{}), uint64(0)
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
	})
	var group sync.WaitGroup
	for i, v := range people {
		group.Go(func() {
			if got := v.send(paths[i], bytes.NewReader(body), kind); got.status != http.StatusSeeOther {
				t.Errorf("got %d: %s", got.status, got.body)
			}
		})
	}
	group.Wait()
	close(done)
	watch.Wait()
	if grown := int64(most) - int64(before.HeapAlloc); grown > 64<<20 { // 20 files are 180 MB
		t.Errorf("the heap grew by %d MB", grown>>20)
	} else {
		t.Logf("the heap grew by %d MB", grown>>20)
	}
}

// What is left of a body that nobody has read must not be taken for the next request.
func TestTheRestOfARefusedBodyIsNoRequest(t *testing.T) {
	b := newBank(t)
	_, kind := letter(t, 10)
	inner := "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
	body := strings.Repeat("a", 64<<10) + strings.Repeat(inner, 2000)
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(b.origin, "http://"), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	go func() {
		_, _ = fmt.Fprintf(conn, "POST /client/applications/%s/documents HTTP/1.1\r\nHost: localhost\r\nOrigin: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
			app.NewID(), b.origin, kind, len(body), body)
	}()
	answers, _ := io.ReadAll(conn)
	if n := bytes.Count(answers, []byte("HTTP/1.1 ")); n != 1 {
		t.Errorf("%d answers to one request, want one", n)
	}
}
