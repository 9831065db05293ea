package proof

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary play a second part: the load generator of the benchmarks is a process of its own, so that its
// garbage collector and its scheduler aren't measured with the program's.
func TestMain(m *testing.M) {
	if plan := os.Getenv(loadPlan); plan != "" {
		os.Exit(playLoad(plan))
	}
	if err := os.Chdir(".."); err != nil { // the module's root, where the program is built
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if underTest.dir != "" {
		_ = os.RemoveAll(underTest.dir)
	}
	reportSkipped()
	os.Exit(code)
}

// underTest is the program under test, underTest once for all tests that start it.
var underTest struct {
	once sync.Once
	dir  string
	path string
	err  error
}

// binary builds the program as `make build` does, with the race detector when the tests have it.
func binary(t testing.TB) string {
	t.Helper()
	underTest.once.Do(func() {
		if underTest.dir, underTest.err = os.MkdirTemp("", "telemark-test-"); underTest.err != nil {
			return
		}
		underTest.path = filepath.Join(underTest.dir, "telemark")
		args := []string{"build", "-o", underTest.path}
		if raceEnabled {
			args = append(args, "-race")
		}
		out, err := exec.Command("go", append(args, ".")...).CombinedOutput()
		if err != nil {
			underTest.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if underTest.err != nil {
		t.Fatal(underTest.err)
	}
	return underTest.path
}

// program is one running telemark: a child process with its own data, which can be killed and started again.
type program struct {
	t    testing.TB
	dir  string   // its data; outlives the process
	port int      // kept over restarts
	args []string // of the command line
	env  []string // over the clean environment that it gets

	mu      sync.Mutex
	cmd     *exec.Cmd
	exited  chan struct{}
	printed []string // lines on stdout before listening, of the first start
	log     *tail
}

// serveDemo starts the program on an empty directory, with the demo bank, and waits until it listens.
func serveDemo(t testing.TB, env ...string) *program {
	t.Helper()
	p := newProgram(t, t.TempDir(), env, "serve", "--demo")
	p.start()
	return p
}

func newProgram(t testing.TB, dir string, env []string, args ...string) *program {
	t.Helper()
	p := &program{t: t, dir: dir, port: freePort(t), args: args, env: env, log: &tail{}}
	binary(t)
	t.Cleanup(func() {
		p.kill()
		if strings.Contains(p.log.String(), "DATA RACE") {
			t.Error("the race detector has found something")
		}
		if t.Failed() {
			t.Logf("the program's last words:\n%s", p.log)
		}
	})
	return p
}

func (p *program) url() string { return fmt.Sprintf("http://127.0.0.1:%d", p.port) }

func (p *program) database() string { return filepath.Join(p.dir, "telemark.db") }

// environment is all that the program gets to know: nothing of the machine's own settings.
func (p *program) environment() []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir, "LANG=C.UTF-8", "LOG_LEVEL=warn",
		fmt.Sprintf("PORT=%d", p.port), "DATABASE_URL=sqlite:" + p.database(),
	}
	return append(env, p.env...)
}

// start runs the program and waits for its `listening on` line.
func (p *program) start() {
	p.t.Helper()
	if err := p.tryStart(); err != nil {
		p.t.Fatalf("%v\n%s", err, p.log)
	}
}

// patience is how long a start may take, filling the demo bank included. A busy machine needs more than a quiet one.
const patience = 90 * time.Second

func (p *program) tryStart() error {
	cmd := exec.Command(underTest.path, p.args...)
	cmd.Dir, cmd.Env, cmd.Stderr = p.dir, p.environment(), p.log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	exited, ready := make(chan struct{}), make(chan []string, 1)
	go func() {
		var lines []string
		for in := bufio.NewScanner(stdout); in.Scan(); {
			line := in.Text()
			if strings.HasPrefix(line, "listening on") {
				ready <- lines
				lines = nil
			} else {
				lines = append(lines, line)
			}
		}
		_ = cmd.Wait()
		close(exited)
	}()
	p.mu.Lock()
	p.cmd, p.exited = cmd, exited
	p.mu.Unlock()
	select {
	case lines := <-ready:
		p.mu.Lock()
		if p.printed == nil {
			p.printed = lines
		}
		p.mu.Unlock()
		return nil
	case <-exited:
		return fmt.Errorf("the program ended before it listened: exit code %d", cmd.ProcessState.ExitCode())
	case <-time.After(patience):
		p.kill()
		return errors.New("the program never printed `listening on`")
	}
}

// kill ends the process as a power cut would: SIGKILL, no time to tidy up.
func (p *program) kill() {
	p.mu.Lock()
	cmd, exited := p.cmd, p.exited
	p.mu.Unlock()
	if cmd == nil {
		return
	}
	_ = cmd.Process.Kill()
	<-exited
}

// stop asks the program to end as a platform does, and tells its exit code and how long it took.
func (p *program) stop(within time.Duration) (code int, took time.Duration) {
	p.t.Helper()
	begin := time.Now()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.exited:
		return p.cmd.ProcessState.ExitCode(), time.Since(begin)
	case <-time.After(within):
		p.t.Fatalf("still running %v after SIGTERM", within)
		return 0, 0
	}
}

// run executes one command of the program to its end.
func (p *program) run(stdin string, args ...string) (stdout, stderr string, code int) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, underTest.path, args...)
	var out, problems bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.dir, p.environment(), strings.NewReader(stdin), &out, &problems
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	if ctx.Err() != nil {
		p.t.Fatalf("telemark %s didn't end:\n%s%s", strings.Join(args, " "), out.String(), problems.String())
	}
	return out.String(), problems.String(), cmd.ProcessState.ExitCode()
}

// login is one line that a demo prints: the e-mail first and the password last.
type login struct{ email, password string }

// logins are what the demo printed before it listened.
func (p *program) logins() []login {
	p.t.Helper()
	var list []login
	for _, line := range p.printed {
		if words := strings.Fields(line); len(words) >= 2 && strings.Contains(words[0], "@demo.telemark") {
			list = append(list, login{words[0], words[len(words)-1]})
		}
	}
	if len(list) == 0 {
		p.t.Fatalf("the demo printed no logins: %q", p.printed)
	}
	return list
}

func (p *program) loginOf(email string) login {
	p.t.Helper()
	for _, l := range p.logins() {
		if l.email == email {
			return l
		}
	}
	p.t.Fatalf("the demo has no login %s", email)
	return login{}
}

// freePort finds a port that nobody listens on; it stays ours as long as nobody else asks for one just now.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// tail keeps the end of what a program says, at most 64 KiB.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if over := len(t.text) - 64<<10; over > 0 {
		t.text = append([]byte(nil), t.text[over:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
