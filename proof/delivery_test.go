package proof

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// The load of the delivery tests: 200 rooms of two, 20 messages a second over all of them together.
const (
	deliveryRooms = 200
	deliveryRate  = 20
)

// deliverySeconds is how long the load lasts: 20 s in every run of the tests, the whole minute and more with DELIVERY_SECONDS.
func deliverySeconds(t *testing.T) time.Duration {
	t.Helper()
	seconds := 20
	if s := os.Getenv("DELIVERY_SECONDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("DELIVERY_SECONDS: %v", err)
		}
		seconds = n
	} else if testing.Short() {
		seconds = 6
	}
	return time.Duration(seconds) * time.Second
}

func TestNothingIsLostOrDoubledThroughCutsAndKills(t *testing.T) {
	p := serveDemo(t)
	d := prepare(t, p)
	d.run(deliverySeconds(t), func(ctx context.Context) { d.killEverySoOften(ctx, p) })
	d.judge()
}

func TestNothingIsLostOrDoubledBetweenTwoProcesses(t *testing.T) {
	bell := natsServer(t)
	first := serveDemo(t, "NATS_URL="+bell)
	second := newProgram(t, first.dir, []string{"NATS_URL=" + bell}, "serve", "--demo")
	second.start()
	d := prepare(t, first, second)
	d.run(deliverySeconds(t), func(ctx context.Context) { d.killEverySoOften(ctx, second) })
	d.judge()
}

// natsServer runs the doorbell between processes, on loopback.
func natsServer(t *testing.T) (url string) {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	t.Cleanup(s.Shutdown)
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the NATS server doesn't start")
	}
	return s.ClientURL()
}

// talk is one room with its two members.
type talk struct {
	room     string
	client   *witness
	operator *witness

	mu   sync.Mutex
	last int64 // highest number that the program acknowledged
}

// sent is a message that the program has acknowledged: from now on it must never be missing.
type sent struct {
	talk *talk
	key  string
	body string
	stored
}

type delivery struct {
	t     *testing.T
	talks []*talk
	all   []*witness // everybody with a stream

	mu   sync.Mutex
	sent []sent

	kills, cuts, repeats atomic.Int64
}

// prepare fills the rooms: a client in each, and the demo's operators, the first of whom holds half of them all.
func prepare(t *testing.T, programs ...*program) *delivery {
	t.Helper()
	d := &delivery{t: t}
	var operators []*witness
	for _, l := range programs[0].logins() {
		if p := newPerson(t, programs...); strings.HasPrefix(p.signsIn(l), "/operator") {
			operators = append(operators, newWitness(p, "operator"))
		}
	}
	if len(operators) < 2 {
		t.Fatalf("the demo has %d operators; it takes two", len(operators))
	}
	d.talks = make([]*talk, deliveryRooms)
	inParallel(deliveryRooms, 4, func(i int) {
		client := newPerson(t, programs...).registers(fmt.Sprintf("Client %d", i))
		room := client.opens("other", "Добрый день! It is room "+strconv.Itoa(i))
		operator := operators[0]
		if i%2 == 1 {
			operator = operators[1+i/2%(len(operators)-1)]
		}
		operator.who.takes(room)
		d.talks[i] = &talk{room: room, client: newWitness(client, "client"), operator: operator}
	})
	if t.Failed() {
		t.FailNow()
	}
	d.all = operators
	for _, talk := range d.talks {
		d.all = append(d.all, talk.client)
	}
	return d
}

// inParallel does n pieces of work, a few at a time. Work that fails a test does so by Error or Fatal, as usual.
func inParallel(n, atOnce int, work func(i int)) {
	var wg sync.WaitGroup
	next := atomic.Int64{}
	for range atOnce {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}

// run opens all streams, posts for as long as told while trouble happens, and waits until everything has arrived.
func (d *delivery) run(lasts time.Duration, trouble func(context.Context)) {
	d.t.Helper()
	watching, leave := context.WithCancel(d.t.Context())
	var watchers sync.WaitGroup
	for _, w := range d.all {
		watchers.Go(func() { w.watch(watching) })
	}
	defer watchers.Wait()
	defer leave()

	stormy, calm := context.WithCancel(watching)
	var storm sync.WaitGroup
	storm.Go(func() { trouble(stormy) })
	storm.Go(func() { d.cutEverySoOften(stormy) })
	d.post(lasts)
	calm()
	storm.Wait()
	if d.t.Failed() {
		return
	}
	for deadline := time.Now().Add(30 * time.Second); !d.arrived(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			break // judge says what is missing
		}
	}
}

// post keeps the rate up, and in each room each side's messages in line behind each other, as a page's outbox does.
func (d *delivery) post(lasts time.Duration) {
	ctx, cancel := context.WithTimeout(d.t.Context(), lasts+90*time.Second)
	defer cancel()
	type box struct {
		talk *talk
		w    *witness
	}
	var (
		boxes   []chan string
		senders sync.WaitGroup
	)
	for _, talk := range d.talks {
		for _, w := range []*witness{talk.client, talk.operator} {
			b, queue := box{talk, w}, make(chan string, 1000)
			boxes = append(boxes, queue)
			senders.Go(func() {
				for body := range queue {
					d.say(ctx, b.talk, b.w, body)
				}
			})
		}
	}
	tick := time.NewTicker(time.Second / deliveryRate)
	defer tick.Stop()
	for n, end := 0, time.Now().Add(lasts); time.Now().Before(end); n++ {
		<-tick.C
		boxes[rand.IntN(len(boxes))] <- fmt.Sprintf("message %d: счёт < 100 ₽ & \"точка\" 🎿", n)
	}
	for _, queue := range boxes {
		close(queue)
	}
	senders.Wait()
}

// say posts one message until it is stored. Every fifth is posted again with its key, as after an answer that got lost: the
// answer must be the first one.
func (d *delivery) say(ctx context.Context, in *talk, w *witness, body string) {
	key := newKey()
	first, err := w.who.posts(ctx, w.area, in.room, key, body)
	if err != nil {
		d.t.Error(err)
		return
	}
	in.mu.Lock()
	in.last = max(in.last, first.seq)
	in.mu.Unlock()
	d.mu.Lock()
	d.sent = append(d.sent, sent{in, key, body, first})
	again := len(d.sent)%5 == 0
	d.mu.Unlock()
	if !again {
		return
	}
	d.repeats.Add(1)
	second, err := w.who.posts(ctx, w.area, in.room, key, body)
	if err != nil || second != first {
		d.t.Errorf("the key of %+v posted again answers %+v, %v", first, second, err)
	}
}

// cutEverySoOften ends ten streams a second, chosen at random.
func (d *delivery) cutEverySoOften(ctx context.Context) {
	for ctx.Err() == nil {
		d.all[rand.IntN(len(d.all))].drop()
		d.cuts.Add(1)
		time.Sleep(100 * time.Millisecond)
	}
}

// killEverySoOften kills a process every two to four seconds and starts it again at once.
func (d *delivery) killEverySoOften(ctx context.Context, p *program) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(2*time.Second + rand.N(2*time.Second)):
		}
		p.kill()
		if err := p.tryStart(); err != nil {
			d.t.Errorf("start after SIGKILL: %v", err)
			return
		}
		d.kills.Add(1)
	}
}

// arrived tells whether both members of each room have got everything that was acknowledged.
func (d *delivery) arrived() bool {
	for _, talk := range d.talks {
		if !talk.client.reached(talk.room, talk.last) || !talk.operator.reached(talk.room, talk.last) {
			return false
		}
	}
	return true
}

// judge counts at the readers and in the database.
func (d *delivery) judge() {
	t := d.t
	t.Helper()
	lost := 0
	for _, s := range d.sent {
		for _, w := range []*witness{s.talk.client, s.talk.operator} {
			if text, ok := w.keys[s.talk.room+s.key]; !ok {
				lost++
				t.Errorf("lost at the %s: %s #%d", w.area, s.talk.room, s.seq)
			} else if !strings.Contains(text, s.body) {
				t.Errorf("%s #%d reads %q, not %q", s.talk.room, s.seq, text, s.body)
			}
		}
		if lost > 20 {
			t.Fatal("… and more")
		}
	}
	connects := 0
	for _, w := range d.all {
		w.report(t)
		connects += w.connects
	}
	d.judgeDatabase()
	if d.kills.Load() == 0 || d.cuts.Load() == 0 || d.repeats.Load() == 0 {
		t.Errorf("nothing was tried: %d kills, %d cuts, %d repeats", d.kills.Load(), d.cuts.Load(), d.repeats.Load())
	}
	t.Logf("%d messages in %d rooms, %d kills, %d cuts, %d connects of %d streams, %d posts repeated: %d lost",
		len(d.sent), len(d.talks), d.kills.Load(), d.cuts.Load(), connects, len(d.all), d.repeats.Load(), lost)
}

// judgeDatabase reads every room back: numbers without gap and fork, each key once, each under the number that was answered.
func (d *delivery) judgeDatabase() {
	d.t.Helper()
	byRoom := map[string]map[string]sent{}
	for _, s := range d.sent {
		if byRoom[s.talk.room] == nil {
			byRoom[s.talk.room] = map[string]sent{}
		}
		byRoom[s.talk.room][s.key] = s
	}
	inParallel(len(d.talks), 4, func(i int) {
		talk := d.talks[i]
		seen := map[string]bool{}
		for n, a := range talk.client.who.reads("client", talk.room) {
			if a.seq != int64(n)+1 {
				d.t.Errorf("database: %s has #%d at place %d", talk.room, a.seq, n+1)
				return
			}
			if a.key == "" {
				continue
			}
			if seen[a.key] {
				d.t.Errorf("database: %s holds key %s twice", talk.room, a.key)
			}
			seen[a.key] = true
			if s, ok := byRoom[talk.room][a.key]; ok && (s.seq != a.seq || s.id != a.id) {
				d.t.Errorf("database: %s #%d %s was answered as #%d %s", talk.room, a.seq, a.id, s.seq, s.id)
			}
		}
		for key := range byRoom[talk.room] {
			if !seen[key] {
				d.t.Errorf("database: %s lost key %s", talk.room, key)
			}
		}
		if want := len(byRoom[talk.room]) + 1; len(seen) != want {
			d.t.Errorf("database: %s holds %d messages, %d were sent", talk.room, len(seen), want)
		}
	})
}
