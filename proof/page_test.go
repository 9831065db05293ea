package proof

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// The parts of a page that the journeys touch. Everything else may change without them.
const (
	composer = `form[data-composer] textarea[name="body"]`
	unsent   = `[data-thread] .is-sending`
	banner   = `.banner:not(.is-back)`
)

// shown is one message on the screen.
type shown struct {
	Seq  int64  `json:"seq"`
	Key  string `json:"key"`
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Side string `json:"side"`
	Text string `json:"text"`
	Own  bool   `json:"own"`
}

// thread is what a page shows of a room's log, from top to bottom.
func (b *browser) thread() []shown {
	b.t.Helper()
	return ask[[]shown](b, `[...document.querySelectorAll("[data-thread] article")].map(a => ({
		seq: Number(a.dataset.seq || 0), key: a.dataset.key || "", id: a.id, kind: a.dataset.kind || "", side: a.dataset.side || "",
		own: a.classList.contains("is-own"),
		text: (`+words+`)(a),
	}))`)
}

// said are the texts of the messages that were said, in the order in which the page shows them.
func said(list []shown) []string {
	var texts []string
	for _, s := range list {
		if s.Kind == "said" {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

// says writes a message and sends it, a client with Enter and an operator with Ctrl and Enter.
func (b *browser) says(text string) {
	b.t.Helper()
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.enter(input.ModifierShift)
		}
		b.fill(composer, line)
	}
	b.sendKey()
	b.see("an empty composer after sending", `document.querySelector(`+quote(composer)+`).value === ""`)
}

// sendKey presses what sends the composer's text.
func (b *browser) sendKey() {
	b.t.Helper()
	if strings.HasPrefix(ask[string](b, `location.pathname`), "/operator") {
		b.enter(input.ModifierCtrl)
		return
	}
	b.enter()
}

// hears waits until the page shows a message of the other side.
func (b *browser) hears(text string) time.Duration {
	b.t.Helper()
	return b.see("the message "+text, `[...document.querySelectorAll("[data-thread] article[data-seq]")].some(a => (`+words+`)(a).includes(`+quote(text)+`))`)
}

// words is the page's own way to read a message: a line per paragraph.
const words = `a => [...a.querySelectorAll(":scope > p")].map(p => p.textContent).join("\n")`

// settled waits until nothing that was sent is still on its way.
func (b *browser) settled() {
	b.t.Helper()
	b.seeWithin(20*time.Second, "everything sent is stored", `!document.querySelector(`+quote(unsent)+`)`)
}

// ticked waits until an own message has come as far as told: "stored", "delivered" or "read".
func (b *browser) ticked(text, how string) time.Duration {
	b.t.Helper()
	return b.see(text+" is "+how, fmt.Sprintf(`[...document.querySelectorAll("[data-thread] article.is-own")].some(a => a.textContent.includes(%s) &&
		a.querySelector(".tick")?.outerHTML.includes(document.querySelector('template[data-part="tick-%s"]').content.querySelector("svg").getAttribute("aria-label")))`,
		quote(text), how))
}

// opensRoom starts a talk from the client's first page and tells its id.
func (b *browser) opensRoom(topic, text string) (room string) {
	b.t.Helper()
	b.open("/client")
	b.choose("topic", topic)
	b.fill(`form[action="/client/rooms"] textarea[name="body"]`, text)
	b.click(`form[action="/client/rooms"] [type="submit"]`)
	b.see("the new room", `location.pathname.startsWith("/client/rooms/") && document.querySelector("[data-thread]")`)
	return ask[string](b, `document.querySelector("[data-thread]").dataset.thread`)
}

// choose sets a select or a group of radios, whichever the form has.
func (b *browser) choose(name, value string) {
	b.t.Helper()
	b.see("the choice "+name, fmt.Sprintf(`(() => {
		const radio = document.querySelector('input[type="radio"][name=%[1]q][value=%[2]q]');
		if (radio) { radio.click(); return radio.checked; }
		const select = document.querySelector('select[name=%[1]q]');
		if (!select) return false;
		select.value = %[2]q;
		select.dispatchEvent(new Event("change", { bubbles: true }));
		return select.value === %[2]q;
	})()`, name, value))
}

// takesRoom takes a room that waits, from its page.
func (b *browser) takesRoom(room string) {
	b.t.Helper()
	b.open("/operator/rooms/" + room)
	b.takesShown()
}

const takeButton = `#room-head form[action$="/take"] [type="submit"]`

// takesShown takes the room on screen.
func (b *browser) takesShown() {
	b.t.Helper()
	b.click(takeButton)
	b.see("the room is taken", `document.querySelector('[data-mode="reply"]')`)
}

// sameLog fails unless both sides show the same messages, once each, in the order of their numbers, and all of the wanted ones.
func sameLog(one, other *browser, wanted ...string) {
	one.t.Helper()
	var logs [2][]shown
	for i, b := range []*browser{one, other} {
		for _, text := range wanted {
			b.hears(text)
		}
		b.settled()
		logs[i] = b.thread()
		last, seen := int64(0), map[string]bool{}
		for _, s := range logs[i] {
			switch {
			case s.Seq == 0:
				b.t.Errorf("%q is on the page and not stored", s.Text)
			case s.Seq <= last:
				b.t.Errorf("#%d %q stands below #%d", s.Seq, s.Text, last)
			case seen[s.ID]:
				b.t.Errorf("%s is on the page twice", s.ID)
			}
			last, seen[s.ID] = s.Seq, true
		}
		texts := said(logs[i])
		for _, text := range wanted {
			if n := count(texts, text); n != 1 {
				b.t.Errorf("%q is on the page %d times", text, n)
			}
		}
	}
	if a, b := said(logs[0]), said(logs[1]); !slices.Equal(a, b) {
		one.t.Errorf("the two sides read different talks:\n%s\n--\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
	}
}

func count(list []string, text string) (n int) {
	for _, s := range list {
		if s == text {
			n++
		}
	}
	return n
}

// loggingOut sends the form of the reader's menu.
func loggingOut() chromedp.Action {
	return chromedp.Evaluate(`document.querySelector("form[data-logout]").requestSubmit()`, nil)
}
