package proof

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The disk with the database is lost; the backup and the keys lay elsewhere.
func TestABankComesBackFromItsBackup(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	file := filepath.Join(t.TempDir(), "bank.backup")
	before := lastBackup(t, p)
	out, problems, code := p.run("", "backup", file)
	if code != 0 || !strings.Contains(out, "it needs DATABASE_KEY") {
		t.Fatalf("backup: %d\n%s%s", code, out, problems)
	}
	if after := lastBackup(t, p); before != "warning never" || !strings.HasSuffix(after, "0s ago") || !strings.HasPrefix(after, "ok ") {
		t.Errorf("check says %q before a backup and %q after it", before, after)
	}
	for name, args := range map[string][]string{
		"exists already": {"backup", file},
		"is left as it":  {"restore", file},
		"Stop it first":  {"restore", "--replace", file},
	} {
		if _, problems, code := p.run("", args...); code != 1 || !strings.Contains(problems, name) {
			t.Errorf("%v: %d, %s", args, code, problems)
		}
	}
	if code, _ := p.stop(30 * time.Second); code != 0 {
		t.Errorf("stopped with %d", code)
	}
	keys := loseData(t, p)
	if _, problems, code := p.run("", "restore", file); code != 1 || !strings.Contains(problems, "DATABASE_KEY must be the key") {
		t.Errorf("without its key: %d, %s", code, problems)
	}
	for name, text := range keys {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, problems, code := p.run("", "restore", file); code != 0 || problems != "" {
		t.Fatalf("restore: %d\n%s%s", code, out, problems)
	}
	p.start()
	signsIn(t, p, p.loginOf("client@demo.telemark"))
}

// lastBackup is what check says about the age of the last backup.
func lastBackup(t *testing.T, p *program) string {
	t.Helper()
	out, problems, _ := p.run("", "check")
	for line := range strings.Lines(out) {
		if words := strings.Fields(line); len(words) > 2 && words[1] == "backup" {
			return words[0] + " " + strings.Join(words[2:], " ")
		}
	}
	t.Fatalf("check says nothing about backups:\n%s%s", out, problems)
	return ""
}

// loseData removes the program's data and returns the files with its keys.
func loseData(t *testing.T, p *program) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(p.database() + "*")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string][]byte{}
	for _, name := range files {
		if strings.HasSuffix(name, "key") || strings.HasSuffix(name, "keys") {
			if keys[name], err = os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if len(keys) != 4 {
		t.Fatalf("of the files %v, %d hold keys", files, len(keys))
	}
	return keys
}

func signsIn(t *testing.T, p *program, l login) {
	t.Helper()
	form := url.Values{"email": {l.email}, "password": {l.password}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url()+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/client") {
		t.Errorf("signing in answered %d to %q", answer.StatusCode, to)
	}
}

func TestASQLServerMakesItsBackupsItself(t *testing.T) {
	key := "COLUMN_KEYS=" + strings.Repeat("ab", 32)
	p := newProgram(t, t.TempDir(), []string{"DATABASE_URL=sqlserver://db.example?encrypt=true", key, "SESSION_KEYS=" + strings.Repeat("cd", 32)})
	for _, command := range []string{"backup", "restore"} {
		if _, problems, code := p.run("", command, "file"); code != 1 || !strings.Contains(problems, "use BACKUP DATABASE") {
			t.Errorf("%s: %d, %s", command, code, problems)
		}
	}
}
