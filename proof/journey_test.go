package proof

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The story that a newcomer sees, in two browsers, with everything that can go wrong on the way.
func TestAClientAndAnOperatorTalkThroughEveryTrouble(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	client, operator := openBrowser(t, p, "en"), openBrowser(t, p, "en")
	client.signIn(p.loginOf("client@demo.telemark"), "/client")
	operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")
	story(t, p, client, operator)
}

// story is what a client and an operator, both on their first page, live through together.
func story(t *testing.T, p *program, client, operator *browser) {
	t.Helper()
	operator.do(chromedp.Evaluate(`window.neverReloaded = true`, nil))
	room := client.opensRoom("other", "Can I move the payment date?")
	took := operator.see("the room in the queue", `document.querySelector('[data-room="`+room+`"][data-state="waiting"]')`)
	if !ask[bool](operator, `window.neverReloaded === true`) {
		t.Error("the operator's page was reloaded to show the queue")
	}
	t.Logf("in the queue after %v", took.Round(time.Millisecond))

	operator.click(`#queue [data-room="` + room + `"]`)
	operator.takesShown()
	client.see("the operator's name", `document.querySelector("[data-thread] [data-what='taken']")`)

	typing(t, operator, client)
	operator.says("Good afternoon! Which date suits you?")
	client.hears("Which date suits you?")
	operator.ticked("Which date suits you?", "read")
	typing(t, client, operator)
	client.says("The tenth, please.\nThank you")
	operator.hears("The tenth, please.")
	client.ticked("The tenth, please.", "read")
	sameLog(client, operator, "Can I move the payment date?", "Good afternoon! Which date suits you?", "The tenth, please.\nThank you")

	pulledPlug(t, client, operator, "client")
	pulledPlug(t, operator, client, "operator")
	killedServer(t, p, client, operator)

	client.do(chromedp.Reload())
	operator.do(chromedp.Reload())
	sameLog(client, operator, "Can I move the payment date?", "client typed 2 offline", "operator typed 2 offline", "written while it was down")
	client.expectQuiet()
	operator.expectQuiet()
}

// A room that arrives while the operator presses another one in the queue doesn't take the click away; it is there right after it.
func TestAQueueThatGrowsUnderThePointerLosesNoClick(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	operator := openBrowser(t, p, "en")
	operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")
	bo := newPerson(t, p).registers("Bo Dahl")
	first := newPerson(t, p).registers("Anna Berg").opens("other", "Is the branch in Tromsø open on Saturday?")
	inQueue := func(room string) string { return `#queue [data-room="` + room + `"]` }
	operator.see("the first room", `document.querySelector(`+quote(inQueue(first))+`)`)
	var second string
	operator.clickSlowly(inQueue(first), func() {
		second = bo.opens("other", "My card was kept by the machine.")
	})
	operator.see("the first room's messages", `document.querySelector('[data-thread="`+first+`"]')`)
	operator.see("the second room in the queue", `document.querySelector(`+quote(inQueue(second))+`)`)
	operator.expectQuiet()
}

// typing is shown within a second and gone within five.
func typing(t *testing.T, writer, reader *browser) {
	t.Helper()
	line := `[...document.querySelectorAll("[data-typing-who]")].some(e => !e.hidden && e.offsetParent)`
	writer.fill(composer, "Hm")
	shown := reader.see("who is typing", line)
	if shown > time.Second {
		t.Errorf("typing shown after %v", shown)
	}
	writer.press(kb.Backspace)
	writer.press(kb.Backspace)
	gone := reader.see("nobody typing", "!("+line+")")
	if gone > 5*time.Second {
		t.Errorf("typing gone after %v", gone)
	}
	t.Logf("typing shown after %v, gone after %v", shown.Round(time.Millisecond), gone.Round(time.Millisecond))
}

// pulledPlug: one side loses the network, both go on writing, and everything arrives once and in order when it is back.
func pulledPlug(t *testing.T, cutOff, other *browser, who string) {
	t.Helper()
	cutOff.pull()
	if took := cutOff.see("the banner", `document.querySelector(`+quote(banner)+`)`); took > 5*time.Second {
		t.Errorf("%s: the banner came after %v", who, took)
	}
	var wanted []string
	for n := range 3 {
		cutOff.says(fmt.Sprintf("%s typed %d offline", who, n))
		other.says(fmt.Sprintf("said %d to the %s meanwhile", n, who))
		wanted = append(wanted, fmt.Sprintf("%s typed %d offline", who, n), fmt.Sprintf("said %d to the %s meanwhile", n, who))
	}
	if n := ask[int](cutOff, `document.querySelectorAll(`+quote(unsent)+`).length`); n != 3 {
		t.Errorf("%s: %d messages wait on the page, 3 were typed", who, n)
	}
	cutOff.push()
	cutOff.see("no banner", `!document.querySelector(`+quote(banner)+`)`)
	sameLog(cutOff, other, wanted...)
	inOrder(t, cutOff, wanted[0], wanted[2], wanted[4])
	cutOff.trouble(false)
}

// killedServer: the same with the program itself.
func killedServer(t *testing.T, p *program, client, operator *browser) {
	t.Helper()
	client.trouble(true)
	operator.trouble(true)
	p.kill()
	client.see("the banner", `document.querySelector(`+quote(banner)+`)`)
	client.says("written while it was down")
	operator.says("me too")
	p.start()
	sameLog(client, operator, "written while it was down", "me too")
	client.see("no banner", `!document.querySelector(`+quote(banner)+`)`)
	operator.see("no banner", `!document.querySelector(`+quote(banner)+`)`)
	client.trouble(false)
	operator.trouble(false)
}

func inOrder(t *testing.T, b *browser, texts ...string) {
	t.Helper()
	var found []string
	for _, s := range said(b.thread()) {
		for _, text := range texts {
			if s == text {
				found = append(found, s)
			}
		}
	}
	if strings.Join(found, "|") != strings.Join(texts, "|") {
		t.Errorf("typed %q, stored %q", texts, found)
	}
}

func TestWhatWasTypedOfflineSurvivesTheTab(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("client@demo.telemark"), "/client")
	room := b.opensRoom("other", "First words")
	b.hears("First words")
	b.pull()
	b.says("typed in the tunnel 1")
	b.says("typed in the tunnel 2")
	b.do(chromedp.Navigate("about:blank"))
	b.push()
	b.open("/client/rooms/" + room)
	b.hears("typed in the tunnel 2")
	b.settled()
	inOrder(t, b, "First words", "typed in the tunnel 1", "typed in the tunnel 2")
	if left := ask[string](b, `JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})`); strings.Contains(left, "tunnel") {
		t.Errorf("delivered text is still kept in the browser: %s", left)
	}
}

func TestADraftSurvivesAReload(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("client@demo.telemark"), "/client")
	room := b.opensRoom("other", "First words")
	b.fill(composer, "half a thou")
	time.Sleep(600 * time.Millisecond) // whoever reloads within half a second loses half a word
	b.do(chromedp.Reload())
	b.see("the draft", `document.querySelector(`+quote(composer)+`)?.value === "half a thou"`)
	b.open("/client")
	b.open("/client/rooms/" + room)
	b.see("the draft after visiting another page", `document.querySelector(`+quote(composer)+`)?.value === "half a thou"`)
	b.fill(composer, "ght")
	b.enter()
	b.see("an empty composer", `document.querySelector(`+quote(composer)+`).value === ""`)
	b.settled()
	b.do(chromedp.Reload())
	b.see("no draft of what was sent", `document.querySelector(`+quote(composer)+`)?.value === ""`)
	if n := count(said(b.thread()), "half a thought"); n != 1 {
		t.Errorf("the draft was stored %d times", n)
	}
	b.expectQuiet()
}

func TestUnreadMessagesAreCountedAndThenNot(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("client@demo.telemark"), "/client")
	room := b.opensRoom("other", "Anybody there?")
	operator := newPerson(t, p)
	operator.signsIn(p.loginOf("operator@demo.telemark"))
	operator.takes(room)
	b.see("the operator", `document.querySelector("[data-thread] [data-what='taken']")`)
	b.open("/client")
	before := ask[string](b, `document.title`)
	for n := range 2 {
		if _, err := operator.posts(t.Context(), "operator", room, newKey(), fmt.Sprintf("answer %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	b.see("the title's count", `/^\(\d+\) /.test(document.title)`)
	b.see("the badge", `[...document.querySelectorAll("[data-unread-total]")].some(e => Number(e.textContent) >= 2)`)
	b.open("/client/rooms/" + room)
	b.hears("answer 1")
	b.see("the title as it was", `(/^\(\d+\) /.exec(document.title)?.[0] ?? "") === (/^\(\d+\) /.exec(`+quote(before)+`)?.[0] ?? "")`)
	reader := newPerson(t, p)
	reader.signsIn(p.loginOf("client@demo.telemark"))
	row := regexp.MustCompile(`data-row="` + room + `"[^>]*data-unread="0"`)
	for deadline := time.Now().Add(soon); !row.MatchString(reader.get("/client").body); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the room never counts as read on the client's other devices")
		}
	}
	b.do(chromedp.Reload())
	b.hears("answer 1")
	if unread := ask[bool](b, `!!document.querySelector("[data-thread] [data-unread]")`); unread {
		t.Error("what was read is still marked as unread after a reload")
	}
	b.expectQuiet()
}

func TestHistoryComesByScrollingAndKeepsThePlace(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("client@demo.telemark"), "/client")
	poster := newPerson(t, p)
	poster.signsIn(p.loginOf("client@demo.telemark"))
	room := poster.opens("other", "line 0")
	const lines = 130
	for n := 1; n < lines; n++ {
		if _, err := poster.posts(t.Context(), "client", room, newKey(), fmt.Sprintf("line %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	b.open("/client/rooms/" + room)
	b.hears(fmt.Sprintf("line %d", lines-1))
	if n := len(b.thread()); n > 50 {
		t.Errorf("the page starts with %d entries, 50 is a page", n)
	}
	b.see("the end in view", `(() => { const t = document.querySelector("[data-thread]"); return t.scrollHeight - t.scrollTop - t.clientHeight < 40; })()`)
	for range 10 {
		if b.thread()[0].Seq == 1 {
			break
		}
		// The article at the top of the view must not move while older ones come in above it.
		b.do(chromedp.Evaluate(`(() => { const t = document.querySelector("[data-thread]"); t.scrollTop = 0; window.anchor = t.querySelector("article"); })()`, nil))
		b.see("older entries", `document.querySelector("[data-thread] article") !== window.anchor`)
		if drift := ask[float64](b, `Math.abs(window.anchor.getBoundingClientRect().top - document.querySelector("[data-thread]").getBoundingClientRect().top)`); drift > 160 {
			t.Errorf("the view jumped by %.0f pixels", drift)
		}
	}
	all := b.thread()
	for i, s := range all {
		if s.Seq != int64(i)+1 {
			t.Fatalf("place %d has #%d", i, s.Seq)
		}
	}
	if len(all) < lines {
		t.Errorf("%d of %d lines", len(all), lines)
	}
	operator := newPerson(t, p)
	operator.signsIn(p.loginOf("operator@demo.telemark"))
	operator.takes(room)
	if _, err := operator.posts(t.Context(), "operator", room, newKey(), "below the fold"); err != nil {
		t.Fatal(err)
	}
	b.see("N new below", `[...document.querySelectorAll("[data-below]")].some(e => !e.hidden && /\d/.test(e.textContent))`)
	b.click("[data-below]")
	b.see("the end in view", `(() => { const t = document.querySelector("[data-thread]"); return t.scrollHeight - t.scrollTop - t.clientHeight < 40; })()`)
	b.expectQuiet()
}

// A colleague's hint about a client, written beside the talk, must reach the client in no way at all.
func TestANoteNeverReachesTheClient(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	client, operator := openBrowser(t, p, "en"), openBrowser(t, p, "en")
	client.signIn(p.loginOf("client@demo.telemark"), "/client")
	room := client.opensRoom("other", "Hello")
	listener := newPerson(t, p)
	listener.signsIn(p.loginOf("client@demo.telemark"))
	heard := make(chan string, 1000)
	go func() {
		_ = listener.streams(t.Context(), "client", "", false, func(e event) { heard <- e.name + " " + e.data })
	}()
	operator.signIn(p.loginOf("operator@demo.telemark"), "/operator")
	operator.takesRoom(room)
	operator.click(`[data-mode="note"]`)
	operator.says("careful, left us in March")
	operator.see("the note", `[...document.querySelectorAll("[data-thread] article[data-kind=note][data-seq]")].some(a => a.textContent.includes("left us in March"))`)
	operator.click(`[data-mode="reply"]`)
	operator.says("How can I help?")
	client.hears("How can I help?")
	listener.http.CloseIdleConnections()
	for _, source := range []string{
		ask[string](client, `document.documentElement.outerHTML`), listener.get("/client/rooms/" + room).body,
		listener.get("/client/rooms/" + room + "/messages").body, listener.get("/client").body,
	} {
		if strings.Contains(source, "left us in March") {
			t.Error("the client's page holds the note")
		}
	}
	for deadline := time.After(soon); ; {
		select {
		case data := <-heard:
			if strings.Contains(data, "left us in March") {
				t.Fatal("the client's stream carried the note")
			}
			if strings.Contains(data, "How can I help?") {
				client.expectQuiet()
				operator.expectQuiet()
				return
			}
		case <-deadline:
			t.Fatal("the stream never carried the answer")
		}
	}
}

func TestOfTwoOperatorsWhoTakeARoomOneSeesTheOthersName(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	client := newPerson(t, p)
	client.signsIn(p.loginOf("client@demo.telemark"))
	var operators []*browser
	for _, l := range p.logins() {
		if area := newPerson(t, p).signsIn(l); strings.HasPrefix(area, "/operator") && len(operators) < 2 {
			b := openBrowser(t, p, "en")
			b.signIn(l, "/operator")
			b.trouble(true) // 409 stands in the console as a failed request
			operators = append(operators, b)
		}
	}
	for round := range 3 {
		room := client.opens("other", fmt.Sprintf("round %d", round))
		for _, b := range operators {
			b.open("/operator/rooms/" + room)
			b.see("the button", `document.querySelector(`+quote(takeButton)+`)`)
		}
		done := make(chan struct{})
		for _, b := range operators {
			go func() {
				b.do(chromedp.Evaluate(`setTimeout(() => document.querySelector(`+quote(takeButton)+`).click())`, nil))
				done <- struct{}{}
			}()
		}
		<-done
		<-done
		winner := func(b *browser) bool { return ask[bool](b, `!!document.querySelector('[data-mode="reply"]')`) }
		deadline := time.Now().Add(soon)
		for !winner(operators[0]) && !winner(operators[1]) && time.Now().Before(deadline) {
			time.Sleep(20 * time.Millisecond)
		}
		won, lost := operators[0], operators[1]
		if winner(lost) {
			won, lost = lost, won
		}
		name := ask[string](won, `document.querySelector("[data-menu] summary .wide").textContent`)
		lost.see("who took it", `[...document.querySelectorAll("[data-notices], #room-head, #composer")].some(e => e.textContent.includes(`+quote(name)+`))`)
		if winner(operators[0]) == winner(operators[1]) {
			t.Errorf("round %d: both or none got the room", round)
		}
	}
}

func TestAManagerHasLiveFiguresAndNobodyElseHas(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	b := openBrowser(t, p, "en")
	b.signIn(p.loginOf("manager@demo.telemark"), "/manager")
	figures := `document.querySelector("#figures").innerText.replace(/\d+:\d+/g, "")`
	before := ask[string](b, figures)
	client := newPerson(t, p)
	client.signsIn(p.loginOf("client@demo.telemark"))
	client.opens("other", "One more")
	took := b.see("a figure that moved", figures+" !== "+quote(before))
	t.Logf("a figure moved after %v", took.Round(100*time.Millisecond))
	for _, email := range []string{"client@demo.telemark", "operator@demo.telemark"} {
		stranger := newPerson(t, p)
		stranger.signsIn(p.loginOf(email))
		for _, path := range []string{"/manager", "/manager/figures", "/manager/staff", "/manager/system"} {
			if a := stranger.get(path); a.status != http.StatusNotFound {
				t.Errorf("%s gets %d at %s", email, a.status, path)
			}
		}
	}
	b.expectQuiet()
}

// Somebody who uses no mouse signs in, opens a room and talks.
func TestAClientGetsEverywhereByKeyboard(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	l := p.loginOf("client@demo.telemark")
	b := openBrowser(t, p, "en")
	b.open("/")
	b.tabTo(`a[href^="/login"]`)
	b.enter()
	b.see("the sign-in page", `location.pathname === "/login"`)
	b.tabTo(`input[name="email"]`)
	b.press(l.email)
	b.tabTo(`input[name="password"]`)
	b.press(l.password)
	b.enter()
	b.see("the client's area", `location.pathname.startsWith("/client")`)
	b.tabTo(`form[action="/client/rooms"] [name="topic"]`)
	b.press(kb.ArrowDown)
	b.tabTo(`form[action="/client/rooms"] textarea[name="body"]`)
	b.press("By keyboard alone")
	b.tabTo(`form[action="/client/rooms"] [type="submit"]`)
	b.enter()
	b.see("the room", `document.querySelector("[data-thread]")`)
	b.hears("By keyboard alone")
	b.tabTo(composer)
	b.press("And a second line")
	b.enter()
	b.hears("And a second line")
	if focus := ask[bool](b, `document.activeElement.matches(`+quote(composer)+`)`); !focus {
		t.Error("the focus left the composer after sending")
	}
	b.expectQuiet()
}

// tabTo presses Tab until the focus is on an element, which must then be seen to have it.
func (b *browser) tabTo(selector string) {
	b.t.Helper()
	for range 200 { // a page of the managers' area has many places
		if ask[bool](b, `document.activeElement?.matches(`+quote(selector)+`) ?? false`) {
			seen := ask[bool](b, `(() => { const s = getComputedStyle(document.activeElement);
				const around = getComputedStyle(document.activeElement.closest(":focus-within:not(body):not(html):not(main)") ?? document.activeElement);
				return s.outlineStyle !== "none" || s.boxShadow !== "none" || around.outlineStyle !== "none" || around.boxShadow !== "none"
					|| !!document.activeElement.parentElement.closest(".box, .affix, .choices, .reply, .composer"); })()`)
			if !seen {
				b.t.Errorf("the focus can't be seen on %s", selector)
			}
			return
		}
		b.press(kb.Tab)
	}
	b.t.Fatalf("two hundred times Tab don't reach %s\nat %s", selector, b.where())
}

// Scripts off, or not arrived: the client's pages are forms and links.
func TestAClientReadsAndWritesWithoutScripts(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	l := p.loginOf("client@demo.telemark")
	b := openBrowser(t, p, "en")
	b.do(emulation.SetScriptExecutionDisabled(true))
	b.open("/login")
	b.fill(`input[name="email"]`, l.email)
	b.fill(`input[name="password"]`, l.password)
	b.enter()
	b.do(chromedp.WaitVisible(`form[action="/client/rooms"] textarea[name="body"]`, chromedp.ByQuery))
	b.choose("topic", "other")
	b.fill(`form[action="/client/rooms"] textarea[name="body"]`, "Without a script")
	b.click(`form[action="/client/rooms"] [type="submit"]`)
	b.hears("Without a script")
	b.fill(`form[action$="/messages"] textarea[name="body"]`, "Second words")
	b.click(`form[action$="/messages"] [type="submit"]`)
	b.hears("Second words")
	room := ask[string](b, `document.querySelector("[data-thread]").dataset.thread`)
	operator := newPerson(t, p)
	operator.signsIn(p.loginOf("operator@demo.telemark"))
	operator.takes(room)
	if _, err := operator.posts(t.Context(), "operator", room, newKey(), "An answer"); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Reload())
	b.hears("An answer")
	b.fill(`form[action$="/messages"] textarea[name="body"]`, "   ")
	b.click(`form[action$="/messages"] [type="submit"]`)
	b.see("an error at the field", `document.querySelector('textarea[name="body"][aria-invalid="true"], textarea.is-invalid')`)
}
