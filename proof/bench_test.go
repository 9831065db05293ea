package proof

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"telemark/app"
)

// The whole program under load, over real TCP, on the encrypted database with every commit waited for. The load comes from a second
// process on the same machine. One round is one measurement: -benchtime 1x.

// BenchmarkIdleStreams measures resident memory per open stream that has nothing to say: 10,000, each under a session of its own.
// What the opening left behind is not counted, so it waits for the collection that Go forces every two minutes. The database's page
// cache fills meanwhile and is in rss-KB, but not in go-KB, which is what Go holds of the machine for heap and stacks.
func BenchmarkIdleStreams(b *testing.B) {
	const streams = 10_000
	books := newBooks(b)
	pairs := books.pairs(streams / 2)
	p := books.serve("METRICS_TOKEN=" + metricsToken)
	before, goBefore := p.resident(), p.heldByGo()
	begin := time.Now()
	g := generate(b, p, load{Streams: readersOf(pairs)})
	p.calmsDown()
	opened := time.Since(begin)
	time.Sleep(130 * time.Second)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(p.resident()-before)/streams/1024, "rss-KB/stream")
	b.ReportMetric(float64(p.heldByGo()-goBefore)/streams/1024, "go-KB/stream")
	b.ReportMetric(opened.Seconds(), "s-to-open-all")
	g.finish()
}

// BenchmarkDelivery measures from the time a message was due to be posted until the other side's stream has it: 5,000 rooms
// of two, every message committed to the disk on its way.
func BenchmarkDelivery(b *testing.B) {
	for _, rate := range []int{500, 2_000} {
		b.Run(fmt.Sprintf("%d-a-second", rate), func(b *testing.B) {
			books := newBooks(b)
			pairs := books.pairs(5_000)
			p := books.serve()
			l := load{Streams: readersOf(pairs), Rate: rate, Seconds: 20, Workers: 64}
			for _, side := range []string{"client", "operator"} {
				for _, pair := range pairs {
					session := pair.client.cookie
					if side == "operator" {
						session = pair.operator.cookie
					}
					l.Posts = append(l.Posts, loadWriter{Area: side, Session: session, Room: pair.room, Readers: 1})
				}
			}
			g := generate(b, p, l)
			p.calmsDown()
			before := p.processorTime()
			f := g.finish()
			f.report(b)
			b.ReportMetric(float64((p.processorTime()-before).Microseconds())/float64(max(f.Posted, 1)), "cpu-µs/message")
		})
	}
}

// BenchmarkOneRoomManyReaders measures one message to 1,000 streams, 20 times a second.
func BenchmarkOneRoomManyReaders(b *testing.B) {
	const readers = 1_000
	books := newBooks(b)
	clients, err := books.joins(0, app.Client, readers)
	if err != nil {
		b.Fatal(err)
	}
	operators, err := books.joins(0, app.Operator, 2)
	if err != nil {
		b.Fatal(err)
	}
	room, err := books.talk(clients[0], operators[0])
	if err != nil {
		b.Fatal(err)
	}
	p := books.serve()
	l := load{Rate: 20, Seconds: 20, Workers: 4}
	for _, c := range clients {
		l.Streams = append(l.Streams, loadReader{Area: "client", Session: c.cookie})
	}
	for _, o := range operators {
		l.Posts = append(l.Posts, loadWriter{Area: "operator", Session: o.cookie, Room: room, Readers: readers})
	}
	g := generate(b, p, l)
	p.calmsDown()
	f := g.finish()
	f.report(b)
	b.ReportMetric(f.AllP50, "all-p50-ms")
	b.ReportMetric(f.AllP99, "all-p99-ms")
}

func (f figures) report(b *testing.B) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(f.P50, "p50-ms")
	b.ReportMetric(f.P99, "p99-ms")
	b.ReportMetric(f.Max, "max-ms")
	b.ReportMetric(f.AnswerP50, "answer-p50-ms")
	b.ReportMetric(f.AnswerP99, "answer-p99-ms")
	b.ReportMetric(otherWork(), "machine-load") // of both processes and of everybody else
	if f.Refused > 0 || f.Received != f.Expected {
		b.Errorf("%d posts refused, %d of %d deliveries arrived", f.Refused, f.Received, f.Expected)
	}
}

func readersOf(pairs []pair) []loadReader {
	var list []loadReader
	for _, p := range pairs {
		list = append(list, loadReader{"client", p.client.cookie}, loadReader{"operator", p.operator.cookie})
	}
	return list
}

// generator is the second process, with its streams open.
type generator struct {
	b      testing.TB
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *bufio.Reader
}

func generate(b testing.TB, p *program, l load) *generator {
	b.Helper()
	l.Address, l.Cookie = fmt.Sprintf("127.0.0.1:%d", p.port), "telemark_session"
	plan, err := json.Marshal(l)
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "plan.json")
	if err := os.WriteFile(file, plan, 0o600); err != nil {
		b.Fatal(err)
	}
	g := &generator{b: b, cmd: exec.Command(os.Args[0])}
	g.cmd.Env, g.cmd.Stderr = append(os.Environ(), loadPlan+"="+file), os.Stderr
	g.stdin, err = g.cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	g.stdout = bufio.NewReader(out)
	if err := g.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = g.cmd.Process.Kill()
		_ = g.cmd.Wait()
	})
	if line, err := g.stdout.ReadString('\n'); err != nil || line != "open\n" {
		b.Fatalf("the load generator didn't open its streams: %q, %v\n%s", line, err, p.log)
	}
	return g
}

// finish lets the generator post and waits for its figures.
func (g *generator) finish() (f figures) {
	g.b.Helper()
	if _, err := io.WriteString(g.stdin, "\n"); err != nil {
		g.b.Fatal(err)
	}
	if err := json.NewDecoder(g.stdout).Decode(&f); err != nil {
		g.b.Fatalf("no figures: %v", err)
	}
	return f
}

// otherWork is how many threads wanted a processor, averaged over the last minute: figures from a machine with more of them than
// processors say little.
func otherWork() (load float64) {
	average, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		_, _ = fmt.Sscan(string(average), &load)
	}
	return load
}

var residentLine = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB$`)

// resident is the process's resident memory in bytes.
func (p *program) resident() int64 {
	p.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skip("no /proc to read the resident memory from")
	}
	found := residentLine.FindSubmatch(status)
	if found == nil {
		p.t.Fatalf("no VmRSS in %s", status)
	}
	kilobytes, _ := strconv.ParseInt(string(found[1]), 10, 64)
	return kilobytes << 10
}

const metricsToken = "a-token-for-a-benchmark"

// heldByGo is what the Go runtime holds of the machine's memory for heap and stacks, in bytes.
func (p *program) heldByGo() int64 {
	p.t.Helper()
	page := newPerson(p.t, p).get("/metrics", "Authorization", "Bearer "+metricsToken).body
	value := func(name string) int64 {
		found := regexp.MustCompile(`(?m)^go_memstats_` + name + ` (\S+)$`).FindStringSubmatch(page)
		if found == nil {
			p.t.Fatalf("no %s in /metrics", name)
		}
		n, err := strconv.ParseFloat(found[1], 64)
		if err != nil {
			p.t.Fatal(err)
		}
		return int64(n)
	}
	return value("heap_sys_bytes") - value("heap_released_bytes") + value("stack_sys_bytes")
}

// calmsDown waits until the process has nothing left to do of what was asked of it: under 5 % of a processor for two seconds.
func (p *program) calmsDown() {
	p.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
		before := p.processorTime()
		time.Sleep(2 * time.Second)
		if p.processorTime()-before <= 100*time.Millisecond {
			return
		}
	}
	p.t.Log("the program never calmed down")
}

// processorTime is what the process has used of the processors so far, in clock ticks of 10 ms (proc(5)).
func (p *program) processorTime() time.Duration {
	p.t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
