package scan

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// eicar is the harmless file that every scanner takes for a virus (eicar.org), in two halves so that none takes this one for it.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-` + `STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// daemon speaks clamd's protocol as clamd(8) has it: it refuses a stream above limit, and finds eicar.
type daemon struct {
	limit   int
	answer  string // in place of a verdict, when it isn't empty
	silent  bool
	scanned chan []byte
}

func (d *daemon) serve(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go d.talk(conn)
	}
}

func (d *daemon) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	r := bufio.NewReader(conn)
	command, err := r.ReadString(0)
	if err != nil || d.silent {
		_, _ = io.Copy(io.Discard, r)
		return
	}
	say := func(text string) { _, _ = io.WriteString(conn, text+"\x00") }
	if command == "zPING\x00" {
		say("PONG")
		return
	}
	if command != "zINSTREAM\x00" {
		say("UNKNOWN COMMAND")
		return
	}
	var file []byte
	for {
		var size uint32
		if binary.Read(r, binary.BigEndian, &size) != nil {
			return
		}
		if size == 0 {
			break
		}
		if len(file)+int(size) > d.limit {
			say("INSTREAM size limit exceeded. ERROR")
			return
		}
		piece := make([]byte, size)
		if _, err := io.ReadFull(r, piece); err != nil {
			return
		}
		file = append(file, piece...)
	}
	if d.scanned != nil {
		d.scanned <- file
	}
	switch {
	case d.answer != "":
		say(d.answer)
	case bytes.Contains(file, []byte(eicar)):
		say("stream: Eicar-Signature FOUND")
	default:
		say("stream: OK")
	}
}

func start(t *testing.T, d *daemon, network, address string) *Clamd {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go d.serve(l)
	where := "tcp://" + l.Addr().String()
	if network == "unix" {
		where = "unix://" + l.Addr().String()
	}
	c, err := New(where)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAFileArrivesWholeAndGetsItsVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		size int
		put  string
		want string
	}{
		"empty":             {0, "", ""},
		"small":             {10, "", ""},
		"one chunk":         {chunk, "", ""},
		"a chunk and one":   {chunk + 1, "", ""},
		"several chunks":    {3*chunk + 7, "", ""},
		"infected":          {5, eicar, "Eicar-Signature"},
		"across two pieces": {chunk - 20, eicar, "Eicar-Signature"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &daemon{limit: 1 << 20, scanned: make(chan []byte, 1)}
			clamd := start(t, d, "tcp", "127.0.0.1:0")
			file := append(bytes.Repeat([]byte("a"), c.size), c.put...)
			found, err := clamd.Scan(t.Context(), bytes.NewReader(file))
			if err != nil || found != c.want {
				t.Errorf("found %q, %v; want %q", found, err, c.want)
			}
			if got := <-d.scanned; !bytes.Equal(got, file) {
				t.Errorf("%d bytes arrived of %d, or others", len(got), len(file))
			}
		})
	}
}

func TestADaemonIsReachedByASocketFileToo(t *testing.T) {
	clamd := start(t, &daemon{limit: 1 << 20}, "unix", filepath.Join(t.TempDir(), "clamd.sock"))
	if err := clamd.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if found, err := clamd.Scan(t.Context(), strings.NewReader(eicar)); err != nil || found == "" {
		t.Errorf("found %q, %v", found, err)
	}
}

// The danger: whatever goes wrong is taken for a clean file.
func TestWhatIsNoVerdictIsAnError(t *testing.T) {
	for name, d := range map[string]*daemon{
		"too large":      {limit: 10},
		"an error":       {limit: 1 << 20, answer: "Can't allocate memory ERROR"},
		"another answer": {limit: 1 << 20, answer: "OK"},
		"nothing":        {limit: 1 << 20, answer: "stream: "},
		"no name":        {limit: 1 << 20, answer: "stream:  FOUND"},
		"endless":        {limit: 1 << 20, answer: strings.Repeat("stream: OK", 1000)},
	} {
		t.Run(name, func(t *testing.T) {
			clamd := start(t, d, "tcp", "127.0.0.1:0")
			if found, err := clamd.Scan(t.Context(), strings.NewReader(strings.Repeat("x", 200_000))); err == nil {
				t.Errorf("found %q and no error", found)
			}
		})
	}
}

func TestADaemonThatIsAwayIsAnErrorAtOnce(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	clamd, err := New("tcp://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	if _, err := clamd.Scan(t.Context(), strings.NewReader("a")); err == nil {
		t.Error("a scan without a daemon")
	}
	if err := clamd.Ping(t.Context()); err == nil {
		t.Error("a ping without a daemon")
	}
}

func TestASilentDaemonIsLeftWhenTheContextEnds(t *testing.T) {
	clamd := start(t, &daemon{silent: true}, "tcp", "127.0.0.1:0")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := clamd.Scan(ctx, strings.NewReader("a")); err == nil {
		t.Error("silence is no verdict")
	}
}

func TestAFileThatBreaksOffIsNotScanned(t *testing.T) {
	broken := errors.New("the database is away")
	clamd := start(t, &daemon{limit: 1 << 20}, "tcp", "127.0.0.1:0")
	_, err := clamd.Scan(t.Context(), io.MultiReader(strings.NewReader("half"), broke{broken}))
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type broke struct{ error }

func (b broke) Read([]byte) (int, error) { return 0, b.error }

func TestAddresses(t *testing.T) {
	for text, want := range map[string]Clamd{
		"tcp://av:3310":         {"tcp", "av:3310"},
		"tcp://av":              {"tcp", "av:3310"},
		"tcp://[::1]":           {"tcp", "[::1]:3310"},
		"unix:///run/clamd.ctl": {"unix", "/run/clamd.ctl"},
	} {
		if c, err := New(text); err != nil || *c != want {
			t.Errorf("%s is %v, %v; want %v", text, c, err, want)
		}
	}
	for _, text := range []string{"", "av:3310", "tcp://", "tcp://a:1,tcp://b:2", "unix://", "http://av"} {
		if c, err := New(text); err == nil {
			t.Errorf("%q is %v", text, c)
		}
	}
}

// Whatever the daemon says, a file is clean for one answer only, and a name that is found can stand in a record.
func FuzzVerdict(f *testing.F) {
	for _, seed := range []string{"stream: OK", "stream: Eicar FOUND", "stream: a b FOUND", "x ERROR", "stream: OK FOUND", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		found, err := verdict(answer)
		if err == nil && found == "" && answer != "stream: OK" {
			t.Errorf("%q is taken for clean", answer)
		}
		if err == nil && found != "" && answer != "stream: "+found+" FOUND" {
			t.Errorf("%q found %q", answer, found)
		}
		if err != nil && found != "" {
			t.Errorf("%q found %q with %v", answer, found, err)
		}
	})
}
