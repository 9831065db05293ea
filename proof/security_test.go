package proof

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Somebody copies the disk, or the backup of it, while the program runs: the database, its journal and its shared memory.
func TestACopiedDiskHoldsNoPlainText(t *testing.T) {
	p := serveDemo(t)
	client := newPerson(t, p).registers("Zephyrine Quillfeather")
	words := "the marmot hides 4711 roubles under a larch; сурок прячет рубли"
	room := client.opens("other", words)
	for n := range 30 {
		if _, err := client.posts(t.Context(), "client", room, newKey(), fmt.Sprintf("%d %s", n, words)); err != nil {
			t.Fatal(err)
		}
	}
	secrets := map[string]string{
		"a message": "marmot hides", "a Russian message": "сурок", "a name": "Quillfeather", "an e-mail": client.email,
		"a room's id": room, "a password hash": "argon2", "a table": "CREATE TABLE", "the file's format": "SQLite format 3",
	}
	look := func(when string) {
		t.Helper()
		files, err := os.ReadDir(p.dir)
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, entry := range files {
			path := filepath.Join(p.dir, entry.Name())
			info, err := os.Stat(path)
			if err != nil || info.IsDir() {
				continue
			}
			seen++
			if mode := info.Mode().Perm(); mode != 0o600 {
				t.Errorf("%s: %s has mode %o", when, entry.Name(), mode)
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for what, text := range secrets {
				if bytes.Contains(content, []byte(text)) {
					t.Errorf("%s: %s holds %s in plain text", when, entry.Name(), what)
				}
			}
		}
		if seen < 2 {
			t.Errorf("%s: only %d files in %s; a database and its key were expected", when, seen, p.dir)
		}
	}
	look("while it runs")
	p.kill()
	look("after a power cut")
	p.start()
	if code, _ := p.stop(20 * time.Second); code != 0 {
		t.Errorf("SIGTERM: exit code %d\n%s", code, p.log)
	}
	look("after a proper end")
}

// A database that came without its key, or with the key of another one, must be refused in words that help, before anything is
// written.
func TestAWrongKeyIsRefusedInClearWords(t *testing.T) {
	p := newProgram(t, t.TempDir(), nil, "serve", "--demo")
	if out, problems, code := p.run("", "migrate"); code != 0 {
		t.Fatalf("migrate: %d\n%s%s", code, out, problems)
	}
	before, err := os.ReadFile(p.database())
	if err != nil {
		t.Fatal(err)
	}
	p.env = []string{"DATABASE_KEY=" + strings.Repeat("ab", 32)}
	for _, command := range []string{"serve", "migrate", "check"} {
		out, problems, code := p.run("", command)
		if code != 1 {
			t.Errorf("telemark %s with a wrong key: exit code %d\n%s%s", command, code, out, problems)
		}
		if all := strings.ToLower(out + problems); !strings.Contains(all, "database_key") {
			t.Errorf("telemark %s with a wrong key doesn't name DATABASE_KEY:\n%s", command, all)
		}
		if strings.Contains(out+problems, strings.Repeat("ab", 16)) {
			t.Errorf("telemark %s prints the key", command)
		}
	}
	p.env = nil
	if err := os.Remove(p.database() + ".key"); err != nil {
		t.Fatal(err)
	}
	if out, problems, code := p.run("", "serve"); code != 1 || !strings.Contains(out+problems, "DATABASE_KEY") {
		t.Errorf("serve without the key file: exit code %d\n%s%s", code, out, problems)
	}
	after, err := os.ReadFile(p.database())
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the refused database was changed (%v)", err)
	}
}

func TestAllMistakesOfTheEnvironmentAreToldAtOnce(t *testing.T) {
	p := newProgram(t, t.TempDir(), []string{
		"PORT=seventy", "PUBLIC_URL=ftp://bank", "LOG_LEVEL=loud", "LOG_FORMAT=xml", "DATABASE_URL=mysql://root@db",
		"SESSION_KEYS=short", "METRICS_TOKEN=1", "TRUSTED_PROXIES=-1", "NATS_URL=http://bell", "REQUIRE_ENCRYPTED_DATABASE=perhaps",
	}, "serve")
	out, problems, code := p.run("", "serve")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	for _, setting := range p.env {
		name, value, _ := strings.Cut(setting, "=")
		if !strings.Contains(problems, name) {
			t.Errorf("%s isn't named in:\n%s", name, problems)
		}
		if name == "SESSION_KEYS" && strings.Contains(out+problems, value) {
			t.Errorf("the value of %s is printed", name)
		}
	}
}

func TestCommandsEndWithTheExitCodeThatScriptsExpect(t *testing.T) {
	p := newProgram(t, t.TempDir(), nil)
	manager := []string{"user", "add", "--role", "manager", "--email", "m@bank.test", "--name", "Maria Ivanova"}
	for _, c := range []struct {
		name, stdin string
		args        []string
		code        int
		says        string
	}{
		{"help", "", []string{"--help"}, 0, "serve"},
		{"help of serve", "", []string{"serve", "--help"}, 0, "demo"},
		{"help of user add", "", []string{"user", "add", "--help"}, 0, "role"},
		{"version", "", []string{"version"}, 0, ""},
		{"migrate", "", []string{"migrate"}, 0, ""},
		{"migrate again", "", []string{"migrate"}, 0, ""},
		{"a manager", testPassword + "\n", manager, 0, ""},
		{"the same manager", testPassword + "\n", manager, 1, "e-mail"},
		{"a short password", "short\n", []string{"user", "add", "--role", "manager", "--email", "n@bank.test", "--name", "N"}, 1, ""},
		{"an unknown role", testPassword + "\n", []string{"user", "add", "--role", "king", "--email", "k@bank.test", "--name", "K"}, 1, "role"},
		{"demo on data of a bank", "", []string{"serve", "--demo"}, 1, "demo"},
		{"check", "", []string{"check"}, 0, ""},
		{"the last administrator", "", []string{"user", "disable", "--email", "m@bank.test"}, 1, "administrator"},
		{
			"another manager", testPassword + "\n",
			[]string{"user", "add", "--role", "manager", "--email", "o@bank.test", "--name", "Olga"}, 0, "",
		},
		{"disable", "", []string{"user", "disable", "--email", "m@bank.test"}, 0, ""},
		{"an unknown command", "", []string{"dance"}, 1, "dance"},
		{"an unknown flag", "", []string{"serve", "--loud"}, 1, "loud"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, problems, code := p.run(c.stdin, c.args...)
			if (code == 0) != (c.code == 0) {
				t.Errorf("telemark %s: exit code %d, not %d\n%s%s", strings.Join(c.args, " "), code, c.code, out, problems)
			}
			if !strings.Contains(strings.ToLower(out+problems), c.says) {
				t.Errorf("telemark %s doesn't say %q:\n%s%s", strings.Join(c.args, " "), c.says, out, problems)
			}
		})
	}
}

func TestTheDemoKeepsItsWordsAndItsData(t *testing.T) {
	p := serveDemo(t)
	first := append([]string(nil), p.printed...)
	client := newPerson(t, p)
	client.signsIn(p.loginOf("client@demo.telemark"))
	room := client.opens("other", "Will this be here tomorrow?")
	p.kill()
	p.printed = nil
	p.start()
	if strings.Join(first, "\n") != strings.Join(p.printed, "\n") {
		t.Errorf("the second start prints\n%q\nthe first printed\n%q", p.printed, first)
	}
	if a := client.get("/client/rooms/" + room); a.status != http.StatusOK || !strings.Contains(a.body, "Will this be here tomorrow?") {
		t.Errorf("the session or the room didn't survive: %d", a.status)
	}
	for _, wanted := range []string{"client@demo.telemark", "operator@demo.telemark", "manager@demo.telemark"} {
		p.loginOf(wanted)
	}
	p.kill()
	p.env = []string{"PUBLIC_URL=https://bank.example", "DATA_PERSISTENT=true"}
	out, problems, code := p.run("", "serve", "--demo")
	if code != 1 {
		t.Errorf("the demo with its known passwords is served on https: %d\n%s%s", code, out, problems)
	}
}

// An attacker's page makes the browser of somebody who is signed in send a form.
func TestAForeignPageCanChangeNothing(t *testing.T) {
	p := serveDemo(t)
	client := newPerson(t, p)
	client.signsIn(p.loginOf("client@demo.telemark"))
	room := client.opens("other", "Hello")
	path := "/client/rooms/" + room + "/messages"
	for name, header := range map[string][]string{
		"another origin":       {"Origin", "https://evil.example"},
		"no origin at all":     {"Origin", ""},
		"the null origin":      {"Origin", "null"},
		"another port":         {"Origin", "http://127.0.0.1:1"},
		"cross-site by fetch":  {"Sec-Fetch-Site", "cross-site"},
		"same-site by fetch":   {"Sec-Fetch-Site", "same-site", "Origin", "https://evil.example"},
		"another forged host":  {"Origin", "http://evil.example", "X-Forwarded-Host", "evil.example"},
		"origin of the suffix": {"Origin", p.url() + ".evil.example"},
	} {
		a := client.send(path, url.Values{"body": {"transfer everything"}, "key": {newKey()}}, header...)
		if a.status != http.StatusForbidden {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	for _, a := range client.reads("client", room) {
		if strings.Contains(a.text, "transfer everything") {
			t.Errorf("stored: %+v", a)
		}
	}
}

// Thousands of streams must not keep the program from ending.
func TestItEndsInTimeWithStreamsOpen(t *testing.T) {
	p := serveDemo(t)
	client := newPerson(t, p)
	client.signsIn(p.loginOf("client@demo.telemark"))
	ended := make(chan error, 300)
	opened := make(chan struct{}, 300)
	for range cap(opened) {
		go func() {
			told := false
			ended <- client.streams(t.Context(), "client", "", false, func(event) {
				if !told {
					told = true
					opened <- struct{}{}
				}
			})
		}()
	}
	for range cap(opened) {
		select {
		case <-opened:
		case err := <-ended:
			t.Fatal(err)
		case <-time.After(soon):
			t.Fatal("a stream without a first event")
		}
	}
	code, took := p.stop(20 * time.Second)
	if code != 0 || took > 10*time.Second {
		t.Errorf("exit code %d after %v", code, took)
	}
	t.Logf("%d streams: ended in %v", cap(opened), took.Round(time.Millisecond))
}
