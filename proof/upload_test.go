package proof

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// drops lets a file fall on the place of a paper, as a hand does that drags it: over it, a moment of hovering, and let go.
func (b *browser) drops(paper, name, content string) {
	b.t.Helper()
	b.do(chromedp.Evaluate(fmt.Sprintf(`(() => {
		const zone = document.querySelector('[name="paper"][value=%q]').closest("[data-drop]");
		const files = new DataTransfer();
		files.items.add(new File([%q], %q, { type: "application/pdf" }));
		const fire = (type, at) => at.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: files }));
		window.taken = !fire("dragover", zone.querySelector("h3"));
		window.lit = zone.classList.contains("is-over");
		fire("drop", zone.querySelector("h3"));
		window.dark = !zone.classList.contains("is-over");
		window.kept = !fire("drop", document.querySelector("h1"));
	})()`, paper, "%PDF-1.7\n"+content, name), nil))
}

func TestAFileIsDroppedAndAnUploadIsCancelledCutAndTriedAgain(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	client := openBrowser(t, p, "en")
	client.signIn(p.loginOf("client2@demo.telemark"), "/client")
	client.speak("en")
	client.look(1440, "light")
	at := client.begins()
	client.open(at + "/documents")

	client.drops("income", "wages.pdf", "dropped")
	client.see("the dropped file in its place", `[...document.querySelectorAll(".paper.is-there")].some((el) =>
		el.querySelector('[name="paper"]').value === "income" && el.textContent.includes("wages.pdf"))`)
	client.see("a place that lit up, took the file, and went dark", `window.taken && window.lit && window.dark`)
	client.see("that a file dropped beside it doesn't take the page away", `window.kept && location.pathname.endsWith("/documents")`)

	big := onDisk(t, "big.pdf", strings.Repeat("slow ", 1_900_000)) // more than the cable's ends hold
	client.plug.narrow(400 << 10)
	client.picks(big)
	client.see("some of it on its way", `Number(document.querySelector(".upload progress")?.value) > 0`)
	client.do(chromedp.Evaluate(`document.querySelector(".upload [data-cancel]").click()`, nil))
	client.see("no row", `!document.querySelector(".upload")`)
	client.picks(big)
	client.see("some of it on its way again", `Number(document.querySelector(".upload progress")?.value) > 0`)
	client.trouble(true) // the cut stands in the console
	client.plug.pull()
	client.see("that it didn't come, and a way to try again", `document.querySelector(".upload.is-wrong [data-retry]:not([hidden])")`)
	client.plug.push()
	client.plug.narrow(0)
	client.do(chromedp.Evaluate(`document.querySelector(".upload [data-retry]").click()`, nil))
	client.see("the file", `[...document.querySelectorAll(".file")].some((el) => el.textContent.includes("big.pdf")) && !document.querySelector(".upload")`)
	client.trouble(false)
	client.open(at + "/documents")
	client.see("it once, and nothing of what was cancelled", `[...document.querySelectorAll(".file")].filter((el) => el.textContent.includes("big.pdf")).length === 1`)
	client.expectQuiet()
}

var draftAt = regexp.MustCompile(`/client/applications/[0-9A-Z]{26}`)

// drafts begins an application and tells its address.
func (p *person) drafts() string {
	p.t.Helper()
	a := p.send("/client/applications", url.Values{"product": {"loan-tailwind"}, "amount": {"1200000"}, "term": {"48"}, "key": {newKey()}})
	at := draftAt.FindString(a.header.Get("Location"))
	if at == "" {
		p.t.Fatalf("no draft: %d %.500s", a.status, a.body)
	}
	return at
}

// posting is the head of an upload of so many bytes, as a browser of the person writes it, with the form around the file.
func (p *person) posting(at string, file int) (head, before, after string) {
	base, _ := url.Parse(p.base())
	before = "--x\r\nContent-Disposition: form-data; name=\"paper\"\r\n\r\nother\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"slow.pdf\"\r\n\r\n%PDF-1.7\n"
	after = "\r\n--x--\r\n"
	head = fmt.Sprintf("POST %s/documents HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n",
		at, base.Host, p.base(), len(before)+file+len(after))
	for _, cookie := range p.http.Jar.Cookies(base) {
		head += "Cookie: " + cookie.String() + "\r\n"
	}
	return head + "\r\n", before, after
}

func (p *person) dials() net.Conn {
	p.t.Helper()
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(p.base(), "http://"), 5*time.Second)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// A phone at the edge of a cell sends a file for longer than any other request may take, and nobody else waits for it.
func TestASlowUploadArrivesWhileOthersAreServed(t *testing.T) {
	t.Parallel()
	p := serveDemo(t)
	client := newPerson(t, p).registers("Slow Line")
	at := client.drafts()
	const chunk, chunks = 12 << 10, 70 // every half second: 24 KiB a second for 35 seconds
	head, before, after := client.posting(at, chunk*chunks)
	conn := client.dials()
	sent, begun := make(chan error, 1), time.Now()
	go func() {
		_, err := io.WriteString(conn, head+before)
		for n := 0; n < chunks && err == nil; n++ {
			_, err = io.WriteString(conn, strings.Repeat("s", chunk))
			time.Sleep(500 * time.Millisecond)
		}
		if err == nil {
			_, err = io.WriteString(conn, after)
		}
		sent <- err
	}()
	slowest, served := time.Duration(0), 0
	for waiting := true; waiting; {
		select {
		case err := <-sent:
			if err != nil {
				t.Fatalf("cut off after %v: %v", time.Since(begun), err)
			}
			waiting = false
		case <-time.After(200 * time.Millisecond):
			asked := time.Now()
			if a := client.get("/client/applications"); a.status != http.StatusOK {
				t.Fatalf("the others get %d", a.status)
			}
			slowest, served = max(slowest, time.Since(asked)), served+1
		}
	}
	_ = conn.SetReadDeadline(time.Now().Add(soon))
	answer := make([]byte, 15)
	if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "HTTP/1.1 303 Se" {
		t.Errorf("after %v: %q, %v", time.Since(begun), answer, err)
	}
	if a := client.get(at + "/documents"); !strings.Contains(a.body, "slow.pdf") {
		t.Error("the file isn't there")
	}
	if slowest > 3*time.Second {
		t.Errorf("somebody waited %v for a page", slowest)
	}
	t.Logf("%d KiB in %v; %d pages meanwhile, the slowest in %v", chunk*chunks>>10, time.Since(begun).Round(time.Second), served, slowest.Round(time.Millisecond))
}

// Who may not send is answered before the file, and what they send on reaches nobody: the connection ends.
func TestAConnectionWhoseBodyIsRefusedIsClosed(t *testing.T) {
	t.Parallel()
	p := serveDemo(t)
	client, stranger := newPerson(t, p).registers("Some One"), newPerson(t, p).registers("Some Other")
	at := client.drafts()
	for who, sender := range map[string]*person{"somebody else": stranger, "nobody": newPerson(t, p)} {
		conn := sender.dials()
		head, before, _ := sender.posting(at, 60<<20)
		if _, err := io.WriteString(conn, head+before+strings.Repeat("a", 32<<10)); err != nil {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(soon))
		answer := make([]byte, 12)
		if _, err := io.ReadFull(conn, answer); err != nil || (string(answer) != "HTTP/1.1 404" && string(answer) != "HTTP/1.1 303") {
			t.Errorf("%s: %q, %v", who, answer, err)
		}
		_ = conn.SetDeadline(time.Now().Add(soon))
		written, err := 0, error(nil)
		for n := 0; written < 60<<20 && err == nil; written += n {
			n, err = io.WriteString(conn, strings.Repeat("a", 1<<20))
		}
		if err == nil {
			t.Errorf("%s: the whole file is taken after the refusal", who)
		}
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() { //nolint:errorlint // a net.OpError, as conn.Write gives it
			t.Errorf("%s: the connection is left open", who)
		}
		t.Logf("%s: closed after %d MiB of 60: %v", who, written>>20, err)
	}
}
