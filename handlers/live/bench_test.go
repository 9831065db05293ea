package live

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"telemark/app"
)

// TestMain is also the other end of the benchmarks: a process of its own, so that its memory and its descriptors don't count.
func TestMain(m *testing.M) {
	if address := os.Getenv("BENCH_DIAL"); address != "" {
		if err := dialMany(address, os.Getenv("BENCH_NAME"), os.Getenv("BENCH_STREAMS")); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// dialMany opens streams of "<name>-0", "<name>-1" and so on, or all of one name that ends in "!", says "open" when each has had its
// first state event, and reads on until its input ends.
func dialMany(address, name, count string) error {
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	opened := make(chan error, n)
	slots := make(chan struct{}, 64)
	for i := range n {
		slots <- struct{}{}
		go func() {
			who := fmt.Sprint(name, "-", i)
			if one, ok := strings.CutSuffix(name, "!"); ok {
				who = one
			}
			conn, err := net.Dial("tcp", address)
			if err == nil {
				_, err = fmt.Fprintf(conn, "GET /stream HTTP/1.1\r\nHost: bank\r\nName: %s\r\n\r\n", who)
			}
			r := bufio.NewReaderSize(conn, 4096)
			for err == nil {
				var line string
				if line, err = r.ReadString('\n'); strings.HasPrefix(line, "event: badge") {
					break
				}
			}
			opened <- err
			<-slots
			if err == nil {
				_, _ = io.Copy(io.Discard, conn)
			}
		}()
	}
	for range n {
		if err := <-opened; err != nil {
			return err
		}
	}
	fmt.Println("open")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// readers opens streams from another process and returns what hangs them up.
func (s *site) readers(b *testing.B, name string, n int) (hangUp func()) {
	b.Helper()
	child := exec.CommandContext(b.Context(), os.Args[0])
	child.Env = append(os.Environ(), "BENCH_DIAL="+s.address, "BENCH_NAME="+name, "BENCH_STREAMS="+strconv.Itoa(n))
	in, err := child.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := child.Start(); err != nil {
		b.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		b.Fatalf("%q %v", line, err)
	}
	return func() {
		_ = in.Close()
		_ = child.Wait()
	}
}

// resident is the process's memory in KB, as the system sees it.
func resident(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb
}

// Ten thousand clients with a room and a stream each, all quiet. "KB" is without what the collector would still give back;
// "KB-at-once" is right after they came.
func BenchmarkMemoryOfIdleStreams(b *testing.B) {
	const n = 10_000
	s := newSite(b)
	for i := range n {
		s.open(s.knows(client(fmt.Sprint("client-", i))))
	}
	for range b.N {
		before := settledMemory(b)
		start := time.Now()
		hangUp := s.readers(b, "client", n)
		took := time.Since(start)
		atOnce := resident(b)
		after := settledMemory(b)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric((after-before)/n, "KB/stream")
		b.ReportMetric((atOnce-before)/n, "KB-at-once/stream")
		b.ReportMetric(float64(m.StackInuse)/1024/n, "KB-stack/stream")
		b.ReportMetric(took.Seconds(), "s-to-open")
		start = time.Now()
		if err := s.streams.Shutdown(b.Context()); err != nil {
			b.Error(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s-to-end")
		hangUp()
		if b.N > 1 {
			b.Skip("one round is enough")
		}
	}
}

func settledMemory(b *testing.B) float64 {
	runtime.GC()
	debug.FreeOSMemory()
	return resident(b)
}

// One message to a room that a thousand streams read: the time until it is written to all of them.
func BenchmarkOneMessageToAThousandReaders(b *testing.B) {
	s := newSite(b)
	marina := s.knows(client("Marina"))
	room := s.open(marina)
	defer s.readers(b, "Marina!", 1000)()
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		s.say(marina, room, "Good afternoon, how can I help you?")
	}
	b.StopTimer()
	if got, want := int(s.delivered.Load()), 1000*b.N; got < want {
		b.Errorf("%d of %d written", got, want)
	}
}

// Posts into rooms with one client and one operator each; an operator has five.
func BenchmarkPostsIntoRoomsOfTwo(b *testing.B) {
	s := newSite(b)
	const n = 500
	for i := range n / 5 {
		s.knows(s.operator(fmt.Sprint("operator-", i)))
	}
	actors, rooms := make([]app.Actor, n), make([]string, n)
	for i := range n {
		actors[i] = s.knows(client(fmt.Sprint("client-", i)))
		rooms[i] = s.open(actors[i])
		operator, _ := s.actors.Load(fmt.Sprint("operator-", i/5))
		s.take(operator.(app.Actor), rooms[i])
	}
	defer s.readers(b, "client", n)()
	defer s.readers(b, "operator", n/5)()
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		s.say(actors[i%n], rooms[i%n], "Good afternoon, how can I help you?")
	}
}
