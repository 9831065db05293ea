package proof

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The machine loses its power while a bank moves, again and again. In the end the new one is whole, and was never served before.
func TestABankMovesThroughPowerCuts(t *testing.T) {
	needAssets(t)
	p := serveDemo(t)
	if code, _ := p.stop(30 * time.Second); code != 0 {
		t.Errorf("stopped with %d", code)
	}
	_, problems, code := p.run("", "copy", "--from", "sqlite:"+p.database(), "--to", "sqlserver://db.example?encrypt=true")
	if code != 1 || !strings.Contains(problems, "a demo bank") {
		t.Errorf("a demo bank on a server, where its passwords would open a bank: %d, %s", code, problems)
	}
	client := p.loginOf("client@demo.telemark")
	target := filepath.Join(t.TempDir(), "new.db")
	args := []string{"copy", "--from", "sqlite:" + p.database(), "--to", "sqlite:" + target, "--chunk", "1"}
	for _, after := range []time.Duration{5, 10, 15} {
		killedAmid(t, p, args, after*time.Millisecond)
	}
	var text string
	text, problems, code = p.run("", args...)
	if code != 0 || !strings.Contains(problems, "goes on after") || strings.Contains(text, "DIFFERENT") || strings.Count(text, "equal") != tables(t) ||
		!strings.Contains(text, "the audit chain of the target fits") {
		t.Errorf("after the power cuts: %d\n%s%s", code, text, problems)
	}
	if _, problems, code := p.run("", args...); code != 1 || !strings.Contains(problems, "holds data already") {
		t.Errorf("a second copy: %d, %s", code, problems)
	}
	for from, to := range map[string]string{".column-keys": ".column-keys", ".session-keys": ".session-keys"} {
		raw, err := os.ReadFile(p.database() + from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target+to, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.env = append(p.env, "DATABASE_URL=sqlite:"+target) // the last one counts
	if out, problems, code := p.run("", "rekey"); code != 0 || !strings.Contains(out, "under a new key") || problems != "" {
		t.Errorf("rekey: %d, %s%s", code, out, problems)
	}
	p.start()
	signsIn(t, p, client)
	if out, problems, code := p.run("", "rekey", "--columns"); code != 0 || !strings.Contains(out, "0 second factors sealed anew") {
		t.Errorf("rekey --columns while it serves: %d, %s%s", code, out, problems)
	}
	if _, problems, code := p.run("", "rekey"); code != 1 || !strings.Contains(problems, "Stop it first") {
		t.Errorf("rekey of a bank that is served: %d, %s", code, problems)
	}
	if _, problems, code := p.run("", "copy", "--from", "sqlite:"+target, "--to", "sqlite:"+target+"2"); code != 1 || !strings.Contains(problems, "Stop it first") {
		t.Errorf("copy of a bank that is served: %d, %s", code, problems)
	}
}

// tables is how many the migrations make.
func tables(t *testing.T) (n int) {
	t.Helper()
	files, err := filepath.Glob("sql/sqlite/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n += strings.Count(string(text), "CREATE TABLE")
	}
	return n
}

// killedAmid runs a command and kills it soon after it says that it copies.
func killedAmid(t *testing.T, p *program, args []string, after time.Duration) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t), args...)
	cmd.Dir, cmd.Env = p.dir, p.environment()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(stderr)
	for in.Scan() && !strings.HasPrefix(in.Text(), "copying") {
	}
	time.Sleep(after)
	_ = cmd.Process.Kill()
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("it came to its end before it could be killed: %v", err)
	}
}

func TestACopyTrustsNoServerThatDoesNotProveItself(t *testing.T) {
	p := newProgram(t, t.TempDir(), []string{"REQUIRE_ENCRYPTED_DATABASE=false"})
	for _, query := range []string{"", "?encrypt=disable", "?encrypt=false", "?encrypt=true&trustservercertificate=true"} {
		_, problems, code := p.run("", "copy", "--from", "sqlserver://db.example"+query, "--to", "sqlite:new.db")
		if code != 1 || !strings.Contains(problems, "--from: must") {
			t.Errorf("%q: %d, %s", query, code, problems)
		}
	}
	if _, err := os.Stat(filepath.Join(p.dir, "new.db.key")); err == nil {
		t.Error("a refused copy made a key file")
	}
}
