package proof

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one person's Chromium, with a profile and a cable of its own.
type browser struct {
	t    *testing.T
	ctx  context.Context
	plug *plug
	site string // where this browser finds the program

	mu     sync.Mutex
	cutoff bool     // trouble with the network is expected just now
	spoken []string // errors of the console, and everything that the security policy refused
}

// skipped counts the tests that something was missing for, by what they are.
var skipped = struct {
	mu    sync.Mutex
	tests map[string]int
}{tests: map[string]int{}}

// chromium finds the browser, or skips the journey; with REQUIRE_BROWSER=1 a missing browser is a failure.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("REQUIRE_BROWSER") == "1" {
		t.Fatal("no chromium, and REQUIRE_BROWSER=1")
	}
	skips(t, "journeys (no chromium)")
	return ""
}

// skips leaves a test out, for a reason that the last lines of make test repeat.
func skips(t *testing.T, what string) {
	t.Helper()
	skipped.mu.Lock()
	skipped.tests[what]++
	skipped.mu.Unlock()
	t.Skip("SKIPPED: " + what)
}

// reportSkipped leaves the closing lines of `make test` where it looks for it: `go test` shows nothing of tests that pass.
func reportSkipped() {
	file := os.Getenv("SKIPPED_FILE")
	if len(skipped.tests) == 0 || file == "" {
		return
	}
	var lines []byte
	for _, what := range slices.Sorted(maps.Keys(skipped.tests)) {
		lines = fmt.Appendf(lines, "SKIPPED: %d %s\n", skipped.tests[what], what)
	}
	_ = os.WriteFile(file, lines, 0o644)
}

// needAssets skips nothing: pages without their style and scripts can't be tested, and `make assets` is one command away.
func needAssets(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("static", "dist", "manifest.json")); err != nil {
		t.Fatal("no assets: run make assets")
	}
}

// openBrowser starts a browser that reaches the program through a plug of its own.
func openBrowser(t *testing.T, p *program, language string) *browser {
	t.Helper()
	path := chromium(t)
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1440, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-features", "BackForwardCache"), // chromedp doesn't find the elements of a page that comes out of it
		chromedp.Flag("lang", language), chromedp.Flag("accept-lang", language),
		chromedp.Env("LANGUAGE=" + language),
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, quit := chromedp.NewContext(allocator)
	b := &browser{t: t, ctx: ctx, plug: newPlug(t, p)}
	b.site = b.plug.url()
	t.Cleanup(func() {
		if t.Failed() {
			b.shoot("failed-" + strings.ReplaceAll(t.Name(), "/", "-"))
		}
		_ = chromedp.Cancel(ctx)
		quit()
		release()
	})
	b.listen()
	return b
}

func (b *browser) listen() {
	b.t.Helper()
	chromedp.ListenTarget(b.ctx, b.hear)
	b.do(log.Enable(), runtime.Enable(), network.Enable(), emulation.SetFocusEmulationEnabled(true))
}

// tab opens another tab of the same browser: the same cookies, the same SharedWorker, the same cable.
func (b *browser) tab() *browser {
	b.t.Helper()
	ctx, shut := chromedp.NewContext(b.ctx)
	b.t.Cleanup(shut)
	tab := &browser{t: b.t, ctx: ctx, plug: b.plug, site: b.site}
	tab.listen()
	return tab
}

// hear writes down what a careful developer would see in the console.
func (b *browser) hear(e any) {
	var text string
	trouble := false // of the network, which a cut causes
	switch e := e.(type) {
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Error()
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.APITypeError && e.Type != runtime.APITypeWarning {
			return
		}
		for _, arg := range e.Args {
			text += string(arg.Value) + arg.Description + " "
		}
		trouble = true
	case *log.EventEntryAdded:
		if e.Entry.Level != log.LevelError && e.Entry.Source != log.SourceSecurity {
			return
		}
		text = fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		trouble = e.Entry.Source == log.SourceNetwork || e.Entry.Source == log.SourceJavascript
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if trouble && b.cutoff {
		return
	}
	b.spoken = append(b.spoken, text)
}

// expectQuiet fails when the console of this browser said something.
func (b *browser) expectQuiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.spoken {
		b.t.Errorf("console: %s", text)
	}
	b.spoken = nil
}

// trouble tells that the network fails from now on, or no longer, so that its errors in the console mean nothing.
func (b *browser) trouble(on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cutoff = on
}

// pull pulls the plug: the page is told that it is offline, and no connection of the browser lives on.
func (b *browser) pull() {
	b.t.Helper()
	b.trouble(true)
	b.plug.pull()
	b.do(offline(true), network.OverrideNetworkState(true, 0, -1, -1))
}

// push plugs in again.
func (b *browser) push() {
	b.t.Helper()
	b.plug.push()
	b.do(offline(false), network.OverrideNetworkState(false, 0, -1, -1))
}

// offline lets every request of the page fail, or none.
func offline(on bool) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		rule := network.Conditions{DownloadThroughput: -1, UploadThroughput: -1}
		_, err := network.EmulateNetworkConditionsByRule(on, []*network.Conditions{&rule}).Do(ctx)
		return err
	})
}

// soon is how long a page may take for what people expect to be immediate, on a machine that is busy with two browsers.
const soon = 10 * time.Second

// do runs actions of the browser.
func (b *browser) do(actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*soon)
	defer cancel()
	if err := b.runIn(ctx, actions...); err != nil {
		b.t.Fatalf("%v\nat %s", err, b.where())
	}
}

// runIn keeps the first run out of a deadline: chromedp would end the browser with it.
func (b *browser) runIn(ctx context.Context, actions ...chromedp.Action) error {
	if chromedp.FromContext(b.ctx).Target == nil {
		if err := chromedp.Run(b.ctx); err != nil {
			return err
		}
	}
	return chromedp.Run(ctx, actions...)
}

func (b *browser) where() string {
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Second)
	defer cancel()
	var where string
	_ = chromedp.Run(ctx, chromedp.Evaluate(`location.href + " — " + document.title + "\n" + document.body.innerText.slice(0, 1500)`, &where))
	return where
}

// open goes to a page of the program.
func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site + path))
}

// ask evaluates an expression of the page, again when the page was just then left for another.
func ask[T any](b *browser, expression string) T {
	b.t.Helper()
	for begin := time.Now(); ; time.Sleep(25 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(b.ctx, 2*soon)
		var answer T
		err := b.runIn(ctx, chromedp.Evaluate(expression, &answer))
		cancel()
		if err == nil {
			return answer
		}
		if time.Since(begin) > soon {
			b.t.Fatalf("%v\n%s\nat %s", err, expression, b.where())
		}
	}
}

// see waits until an expression of the page is true, and says what it was about when it never is. It tells how long it took.
func (b *browser) see(what, expression string) time.Duration {
	b.t.Helper()
	return b.seeWithin(soon, what, expression)
}

func (b *browser) seeWithin(limit time.Duration, what, expression string) time.Duration {
	b.t.Helper()
	begin := time.Now()
	for {
		ctx, cancel := context.WithTimeout(b.ctx, 2*soon)
		var yes bool
		err := b.runIn(ctx, chromedp.Evaluate("!!("+expression+")", &yes))
		cancel()
		took := time.Since(begin)
		if err == nil && yes {
			return took
		}
		if took > limit {
			b.t.Fatalf("not within %v: %s (%v)\n%s\nat %s", limit, what, err, expression, b.where())
		}
		time.Sleep(25 * time.Millisecond)
	}
}

// quote makes a JavaScript string of s.
func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// fill types into a field as a person does.
func (b *browser) fill(selector, text string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.Focus(selector, chromedp.ByQuery), chromedp.KeyEvent(text))
}

// press types keys wherever the focus is.
func (b *browser) press(keys string, modifiers ...chromedp.KeyOption) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys, modifiers...))
}

// enter presses Enter as one event of key and text. KeyEvent sends the text as an event of its own, which a page that handles the
// key can't prevent, as it could a person's.
func (b *browser) enter(modifiers ...input.Modifier) {
	b.t.Helper()
	down := input.DispatchKeyEvent(input.KeyDown).WithKey("Enter").WithCode("Enter").WithWindowsVirtualKeyCode(13)
	up := input.DispatchKeyEvent(input.KeyUp).WithKey("Enter").WithCode("Enter").WithWindowsVirtualKeyCode(13)
	for _, m := range modifiers {
		down, up = down.WithModifiers(down.Modifiers|m), up.WithModifiers(up.Modifiers|m)
	}
	if down.Modifiers&input.ModifierCtrl == 0 {
		down = down.WithText("\r")
	}
	b.do(down, up)
}

func (b *browser) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible))
}

// clickSlowly clicks with a slow hand: what leaving a field starts, or what meanwhile does, has time to arrive while the button is down,
// and a page that replaces what is under the pointer then loses the click.
func (b *browser) clickSlowly(selector string, meanwhile func()) {
	b.t.Helper()
	at := ask[struct{ X, Y float64 }](b, `(() => {
		const on = document.querySelector(`+quote(selector)+`);
		on.scrollIntoView({ block: "center", behavior: "instant" });
		const box = on.getBoundingClientRect();
		return { X: box.x + box.width / 2, Y: box.y + box.height / 2 };
	})()`)
	b.do(chromedp.MouseEvent(input.MousePressed, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	meanwhile()
	b.do(
		chromedp.Sleep(500*time.Millisecond),
		chromedp.MouseEvent(input.MouseReleased, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)),
	)
}

// signIn uses the sign-in page.
func (b *browser) signIn(l login, area string) {
	b.t.Helper()
	b.open("/login")
	b.fill(`input[name="email"]`, l.email)
	b.fill(`input[name="password"]`, l.password)
	b.enter()
	b.see("the area after signing in", `location.pathname.startsWith(`+quote(area)+`)`)
}

// shoot keeps a picture of the page in the directory SCREENSHOTS, when there is one.
func (b *browser) shoot(name string) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, soon)
	defer cancel()
	var png []byte
	err := chromedp.Run(ctx, chromedp.CaptureScreenshot(&png))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		b.t.Logf("no picture %s: %v", name, err)
	}
}

// awaitPromise makes Evaluate wait for what the expression promises.
func awaitPromise(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
