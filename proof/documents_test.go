package proof

import (
	"bytes"
	bits "encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// eicar is the string that every scanner takes for a virus and that is none (eicar.org), as part of a file that looks like a PDF.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// startClamd answers as clamd(8) does and finds eicar.
func startClamd(t *testing.T) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go scanOne(c)
		}
	}()
	return "tcp://" + l.Addr().String()
}

func scanOne(c net.Conn) {
	defer func() { _ = c.Close() }()
	command := make([]byte, 6)
	if _, err := io.ReadFull(c, command); err != nil || string(command) == "zPING\x00" {
		_, _ = io.WriteString(c, "PONG\x00")
		return
	}
	_, _ = io.ReadFull(c, make([]byte, len("zINSTREAM\x00")-len(command)))
	var file bytes.Buffer
	for {
		var size uint32
		if err := bits.Read(c, bits.BigEndian, &size); err != nil {
			return
		}
		if size == 0 {
			break
		}
		if _, err := io.CopyN(&file, c, int64(size)); err != nil {
			return
		}
	}
	answer := "stream: OK\x00"
	if bytes.Contains(file.Bytes(), []byte(eicar)) {
		answer = "stream: Eicar-Test-Signature FOUND\x00"
	}
	_, _ = io.WriteString(c, answer)
}

// onDisk writes a file that looks like a PDF.
func onDisk(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("%PDF-1.7\n"+content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const picker = `#documents input[type=file]:not([data-camera])`

func (b *browser) picks(files ...string) {
	b.t.Helper()
	b.do(chromedp.SetUploadFiles(picker, files, chromedp.ByQuery))
}

// named is a document in the list, by the name of its file and its state.
func named(name, state string) string {
	return `[...document.querySelectorAll(".file.is-` + state + `")].some((el) => el.textContent.includes(` + quote(name) + `))`
}

func TestDocumentsAreSentScannedAndOpenedByWhomTheyAreFor(t *testing.T) {
	needAssets(t)
	p := serveDemo(t, "CLAMD_URL="+startClamd(t))
	income, wages := onDisk(t, "income.pdf", strings.Repeat("wages ", 100_000)), onDisk(t, "wages.pdf", "two")
	client, manager := openBrowser(t, p, "en"), openBrowser(t, p, "en")
	client.signIn(p.loginOf("client2@demo.telemark"), "/client")
	client.speak("en")
	client.look(360, "light")
	at := client.begins()

	client.open(at + "/documents")
	client.look(360, "light")
	client.picks(income, wages)
	client.see("both files in their place", named("income.pdf", "clean")+" && "+named("wages.pdf", "clean"))
	client.see("a tick and no row that is left over", `document.querySelector(".paper.is-there .paper-tick") && !document.querySelector(".upload")`)
	client.fits("the documents")
	client.shootAll("documents")
	client.look(360, "light")

	client.trouble(true) // 422 stands in the console
	client.picks(onDisk(t, "holiday.pdf", eicar))
	client.see("that the file is refused, and why", `document.querySelector(".upload.is-wrong .upload-said").textContent.length > 10`)
	client.trouble(false)
	client.open(at + "/documents")
	client.see("the two that were taken", named("income.pdf", "clean")+" && "+named("wages.pdf", "clean"))
	client.see("the one that nobody can open", named("holiday.pdf", "infected")+` && !document.querySelector(".file.is-infected a")`)
	client.click(`.file:has(a[href]) button[type=submit]`)
	client.see("one less", `document.querySelectorAll(".file.is-clean").length === 1`)

	client.withoutScripts()
	client.open(at + "/documents")
	client.picks(onDisk(t, "plain.pdf", "sent by a form"))
	client.click(`form.upload-form button[type=submit]`)
	client.see("the file of the plain form", named("plain.pdf", "clean"))
	client.expectQuiet()

	client.open(at + "/steps/identity")
	client.answers("identity", "passport", "45 08 123456", "residence", "RU", "address", "Lenina 5, 12")
	client.finishes()
	manager.signIn(p.loginOf("manager@demo.telemark"), "/manager")
	manager.open("/manager" + strings.TrimPrefix(at, "/client"))
	manager.see("the scanner's word", named("plain.pdf", "clean")+" && "+named("holiday.pdf", "infected")+` && !document.querySelector(".file.is-infected a")`)
	manager.do(chromedp.Evaluate(`fetch([...document.querySelectorAll(".file.is-clean a")].find((a) => a.textContent === "plain.pdf").href)
		.then(async (r) => { window.got = [r.status, r.headers.get("content-disposition").split(";")[0], await r.text()].join(" "); }); 0`, nil))
	manager.see("the very bytes, as an attachment", `window.got === "200 attachment %PDF-1.7\nsent by a form"`)
	manager.expectQuiet()
}
