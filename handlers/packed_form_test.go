package handlers

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"telemark/app"
)

// Somebody without a sign-in sends 8 KiB that unpack to 8 MiB, which the form parser would do without a limit: 200 KiB took
// 1.2 GiB of memory.
func TestAPackedFormIsRefusedBeforeItIsUnpacked(t *testing.T) {
	b := newBank(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for _, part := range []string{
		"--b\r\nContent-Disposition: form-data; name=\"email\"; filename=\"f\"\r\n\r\n", strings.Repeat("\x00", 8<<20), "\r\n--b--\r\n",
	} {
		if _, err := io.WriteString(z, part); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, encoding := range []string{"gzip", "GZIP", "deflate", "br"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.origin+"/login", bytes.NewReader(packed.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", b.origin)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		r.Header.Set("Content-Encoding", encoding)
		answer, err := b.browser("").Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("%s was answered with %d", encoding, answer.StatusCode)
		}
	}
}

// Somebody sends what is no request; the page that says so is a page like any other to the browser that shows it.
func TestTheAnswerToAnUnreadableRequestCarriesThePolicy(t *testing.T) {
	b := newBank(t)
	for name, text := range map[string]string{
		"no request":       "\x16\x03\x01\x02\x00\x01\r\n\r\n",
		"too many headers": "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: a=" + strings.Repeat("a", 2*headerLimit) + "\r\n\r\n",
		"too long a body":  "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n" + strings.Repeat("a", 8<<10),
	} {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(b.origin, "http://"), 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(app.Now().Add(5 * time.Second))
		_, _ = io.WriteString(conn, text) // the server may hang up before it has all
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		head, _, _ := strings.Cut(string(answer), "\r\n\r\n")
		for _, header := range []string{"Content-Security-Policy: ", "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY"} {
			if !strings.Contains(head, header) {
				t.Errorf("%s: the answer lacks %q:\n%s", name, header, head)
			}
		}
	}
}
