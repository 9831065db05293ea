package proof

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// loadPlan names the environment variable that makes the test binary a load generator: it holds the file with the plan.
const loadPlan = "TELEMARK_LOAD_PLAN"

// load is what the generator does: it opens all streams, says "open" and waits for a line on stdin; then it posts at the rate, in an open
// loop (a post is due at its time whether or not the one before was answered, and is measured from that time on), and prints
// its figures as JSON.
type load struct {
	Address string // host:port of the program
	Cookie  string // name of the session's cookie
	Streams []loadReader
	Posts   []loadWriter // chosen in turn
	Rate    int          // posts a second
	Seconds int
	Workers int // connections that post
}

// loadReader is one stream. It measures posts of others in its room.
type loadReader struct {
	Area    string // "client" or "operator"
	Session string
}

// loadWriter is somebody who posts into a room.
type loadWriter struct {
	Area, Session, Room string
	Readers             int // streams that should get each post, the writer's own not counted
}

// figures are what a load measured. Times are in milliseconds.
type figures struct {
	Posted, Refused    int
	Expected, Received int
	P50, P99, Max      float64 // from the time a post was due until it was read at another's stream
	AllP50, AllP99     float64 // until the last of its readers had it
	AnswerP50          float64 // until the post was answered
	AnswerP99          float64
}

// ledger numbers the posts, so that a reader finds the time at which each was due.
type ledger struct {
	due   []time.Time
	left  []atomic.Int32 // readers that don't have it yet
	mu    sync.Mutex
	first []float64
	all   []float64
	count int
}

// playLoad carries out a plan and returns the exit code.
func playLoad(file string) int {
	source, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var l load
	if err := json.Unmarshal(source, &l); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	result, err := l.run()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	_ = json.NewEncoder(os.Stdout).Encode(result)
	return 0
}

func (l load) run() (figures, error) {
	posts := l.Rate * l.Seconds
	book := &ledger{due: make([]time.Time, posts), left: make([]atomic.Int32, posts)}
	for i := range posts {
		book.left[i].Store(int32(l.Posts[i%len(l.Posts)].Readers))
	}
	if err := l.openStreams(book); err != nil {
		return figures{}, err
	}
	fmt.Println("open")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil || posts == 0 {
		return figures{}, nil
	}
	f, answers := l.postAll(book)
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if f.Received = book.received(); f.Received >= f.Expected {
			break
		}
	}
	book.mu.Lock()
	defer book.mu.Unlock()
	f.P50, f.P99, f.Max = quantile(book.first, 0.5), quantile(book.first, 0.99), quantile(book.first, 1)
	f.AllP50, f.AllP99 = quantile(book.all, 0.5), quantile(book.all, 0.99)
	f.AnswerP50, f.AnswerP99 = quantile(answers, 0.5), quantile(answers, 0.99)
	return f, nil
}

// openStreams connects all readers, some at once, and waits until each has its first event.
func (l load) openStreams(book *ledger) error {
	var (
		opened sync.WaitGroup
		failed atomic.Pointer[error]
		slots  = make(chan struct{}, 32)
	)
	for _, reader := range l.Streams {
		opened.Add(1)
		slots <- struct{}{}
		go func() {
			in, err := l.connect(reader)
			<-slots
			if err != nil {
				failed.Store(&err)
				opened.Done()
				return
			}
			book.read(in, opened.Done, func(n int) bool { return l.Posts[n%len(l.Posts)].Session == reader.Session })
		}()
	}
	opened.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// connect opens one stream by hand: net/http would hold two goroutines and several buffers for each.
func (l load) connect(reader loadReader) (*bufio.Reader, error) {
	c, err := net.DialTimeout("tcp", l.Address, 30*time.Second)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(c, "GET /%s/stream HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nCookie: %s=%s\r\n\r\n",
		reader.Area, l.Address, l.Cookie, reader.Session)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(c, 4<<10)
	status, err := in.ReadString('\n')
	if err != nil || !strings.Contains(status, " 200 ") {
		return nil, fmt.Errorf("stream of %+v: %q, %w", reader.Area, status, err)
	}
	return in, nil
}

// read follows one stream. opened is called once, at the first event; own tells the reader's own posts, which aren't measured.
func (b *ledger) read(in *bufio.Reader, opened func(), own func(n int) bool) {
	marker := []byte(`data-key="load-`)
	begun := false
	for {
		line, err := in.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			if !begun {
				opened()
			}
			return
		}
		if !begun && bytes.HasPrefix(line, []byte("data:")) {
			begun = true
			opened()
		}
		if i := bytes.Index(line, marker); i >= 0 && i+len(marker)+12 <= len(line) {
			if n, err := strconv.Atoi(string(line[i+len(marker) : i+len(marker)+12])); err == nil && !own(n) {
				b.arrived(n)
			}
		}
	}
}

func (b *ledger) arrived(n int) {
	took := ms(time.Since(b.due[n]))
	last := b.left[n].Add(-1) == 0
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	b.first = append(b.first, took)
	if last {
		b.all = append(b.all, took)
	}
}

func (b *ledger) received() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.count
}

// postAll keeps the rate, whatever the answers do.
func (l load) postAll(book *ledger) (f figures, answers []float64) {
	due := make(chan int, len(book.due))
	var (
		workers sync.WaitGroup
		mu      sync.Mutex
	)
	for range l.Workers {
		workers.Go(func() {
			w := &poster{l: l}
			for n := range due {
				err := w.post(n)
				took := ms(time.Since(book.due[n]))
				mu.Lock()
				if err != nil {
					f.Refused++
					if f.Refused < 5 {
						fmt.Fprintln(os.Stderr, err)
					}
				} else {
					f.Posted++
					f.Expected += l.Posts[n%len(l.Posts)].Readers
					answers = append(answers, took)
				}
				mu.Unlock()
			}
		})
	}
	begin := time.Now().Add(10 * time.Millisecond)
	for n := range book.due {
		at := begin.Add(time.Duration(n) * time.Second / time.Duration(l.Rate))
		book.due[n] = at
		time.Sleep(time.Until(at))
		due <- n
	}
	close(due)
	workers.Wait()
	return f, answers
}

// poster is one kept connection that posts for whoever is next.
type poster struct {
	l  load
	c  net.Conn
	in *bufio.Reader
}

func (p *poster) post(n int) error {
	if p.c == nil {
		c, err := net.Dial("tcp", p.l.Address)
		if err != nil {
			return err
		}
		p.c, p.in = c, bufio.NewReader(c)
	}
	w := p.l.Posts[n%len(p.l.Posts)]
	body := fmt.Sprintf("key=load-%012d&body=Good+afternoon%%2C+this+is+message+%d", n, n)
	_, err := fmt.Fprintf(p.c, "POST /%s/rooms/%s/messages HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nHX-Request: true\r\nCookie: %s=%s\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		w.Area, w.Room, p.l.Address, p.l.Address, p.l.Cookie, w.Session, len(body), body)
	if err != nil {
		p.c = nil
		return err
	}
	r, err := http.ReadResponse(p.in, nil)
	if err != nil {
		p.c = nil
		return err
	}
	_, err = io.Copy(io.Discard, r.Body)
	_ = r.Body.Close()
	if r.Close {
		_ = p.c.Close()
		p.c = nil
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("post: %s", r.Status)
	}
	return err
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// quantile sorts the list and takes the value that a share q of it doesn't pass.
func quantile(list []float64, q float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(len(list)-1, int(q*float64(len(list))))]
}
