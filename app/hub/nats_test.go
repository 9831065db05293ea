package hub

import (
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"telemark/app"
)

// startServer runs a NATS server on loopback; port 0 takes a free one.
func startServer(t *testing.T, port int) *server.Server {
	t.Helper()
	if port == 0 {
		port = server.RANDOM_PORT
	}
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	if !s.ReadyForConnections(5 * time.Second) {
		t.Fatal("the server is not ready")
	}
	t.Cleanup(s.Shutdown)
	return s
}

func connect(t *testing.T, url string) *Hub {
	t.Helper()
	h, err := NATS(url, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}

// ready waits until what is published at a is heard at b.
func ready(t *testing.T, a, b *Hub) {
	t.Helper()
	e := &ear{}
	b.Subscribe("probe", e)
	defer b.Unsubscribe("probe", e)
	eventually(t, "one process hears the other", func() bool {
		a.Publish(app.Event{Topic: "probe", Name: "probe"})
		for _, heard := range e.heard() {
			if heard.Name == "probe" {
				return true
			}
		}
		return false
	})
}

func only(e *ear, name string) (list []app.Event) {
	for _, heard := range e.heard() {
		if heard.Name == name {
			list = append(list, heard)
		}
	}
	return list
}

func TestProcessesHearEachOtherOnceAndNeverTheLocalValue(t *testing.T) {
	s := startServer(t, 0)
	a, b := connect(t, s.ClientURL()), connect(t, s.ClientURL())
	ready(t, a, b)
	ready(t, b, a)
	here, there, elsewhere := &ear{}, &ear{}, &ear{}
	a.Subscribe("room.1", here)
	b.Subscribe("room.1", there)
	b.Subscribe("room.2", elsewhere)
	const n = 500
	for i := range n {
		a.Publish(app.Event{Topic: "room.1", Name: "message", Seq: int64(i + 1), Data: []byte(`{"x":1}`), Local: "text"})
	}
	eventually(t, "all events arrive", func() bool { return len(only(there, "message")) >= n })
	time.Sleep(50 * time.Millisecond)
	for i, e := range only(there, "message") {
		if e.Seq != int64(i+1) || e.Local != nil || string(e.Data) != `{"x":1}` {
			t.Fatalf("event %d came as %+v", i, e)
		}
	}
	if got := only(here, "message"); len(got) != n || got[0].Local != "text" {
		t.Errorf("the publisher's own process heard %d of %d, the first %+v", len(got), n, got[0])
	}
	if len(only(elsewhere, "message")) != 0 {
		t.Errorf("another room heard %v", elsewhere.heard())
	}
}

func TestAfterAReconnectEverybodyIsToldToLook(t *testing.T) {
	s := startServer(t, 0)
	url, port := s.ClientURL(), s.Addr().(*net.TCPAddr).Port
	a, b := connect(t, url), connect(t, url)
	ready(t, a, b)
	ears := make([]*ear, 50)
	for i := range ears {
		ears[i] = &ear{}
		b.Subscribe(fmt.Sprintf("room.%d", i), ears[i])
	}
	s.Shutdown()
	s.WaitForShutdown()
	eventually(t, "the cut is noticed", func() bool { return cut(b) })
	a.Publish(app.Event{Topic: "room.7", Name: "message", Seq: 1})
	startServer(t, port)
	for i, e := range ears {
		eventually(t, fmt.Sprintf("room %d is told to look", i), func() bool { return len(only(e, Resync)) > 0 })
	}
	ready(t, a, b)
}

func TestAServerThatIsNotThereYetIsNoError(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	url := fmt.Sprintf("nats://127.0.0.1:%d", port)
	a, b := connect(t, url), connect(t, url)
	e := &ear{}
	a.Subscribe("queue", e)
	a.Publish(app.Event{Topic: "queue", Name: "queue"})
	if len(e.heard()) != 1 || !cut(a) {
		t.Errorf("alone it heard %v, cut off %v", e.heard(), cut(a))
	}
	startServer(t, port)
	ready(t, a, b)
}

// cut tells whether the other processes can't be reached.
func cut(h *Hub) bool {
	_, _, err := h.Lag()
	return err != nil
}

func TestTheLagOfAnotherProcessIsMeasured(t *testing.T) {
	if waiting, trip, err := New().Lag(); waiting != 0 || trip != 0 || err != nil {
		t.Errorf("alone: %d events, %v, %v", waiting, trip, err)
	}
	s := startServer(t, 0)
	h := connect(t, s.ClientURL())
	if _, trip, err := h.Lag(); trip <= 0 || err != nil {
		t.Errorf("connected: %v, %v", trip, err)
	}
	s.Shutdown()
	eventually(t, "the connection is lost", func() bool { return cut(h) })
	if _, _, err := h.Lag(); err == nil {
		t.Error("a server that is gone answers")
	}
}

func TestBellsThatWereDroppedMakeTheOthersLook(t *testing.T) {
	s := startServer(t, 0)
	a, b := connect(t, s.ClientURL()), connect(t, s.ClientURL())
	ready(t, a, b)
	e := &ear{}
	b.Subscribe("room.1", e)
	a.remote.lost.Store(true)
	a.Publish(app.Event{Topic: "queue", Name: "queue"})
	eventually(t, "the other process looks", func() bool { return len(only(e, Resync)) == 1 })
}

func TestPublishingNeverWaitsForTheServer(t *testing.T) {
	s := startServer(t, 0)
	a := connect(t, s.ClientURL())
	eventually(t, "connected", func() bool { return !cut(a) })
	s.Shutdown()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 5 * waiting {
			a.Publish(app.Event{Topic: "room.1", Name: "message", Data: []byte(`{"n":1}`)})
		}
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("publishing waits for a server that is gone")
	}
}

func TestForeignMessagesAreRefused(t *testing.T) {
	s := startServer(t, 0)
	a, b := connect(t, s.ClientURL()), connect(t, s.ClientURL())
	ready(t, a, b)
	e := &ear{}
	b.Subscribe("room.1", e)
	c, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, payload := range []string{"", "{}", "\x02aaaaaaaa\x07message\x01", "\x01aaaaaaaa\xffmessage", "\x01aaaaaaaa\x07message\x01{"} {
		if err := c.Publish(Prefix+"room.1", []byte(payload)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	a.Publish(app.Event{Topic: "room.1", Name: "message", Seq: 1})
	eventually(t, "the good one comes", func() bool { return len(only(e, "message")) > 0 })
	if got := e.heard(); len(got) != 1 {
		t.Errorf("heard %v", got)
	}
}

func TestTheLastBellsRingBeforeTheHubCloses(t *testing.T) {
	s := startServer(t, 0)
	a, b := connect(t, s.ClientURL()), connect(t, s.ClientURL())
	ready(t, a, b)
	e := &ear{}
	b.Subscribe("room.1", e)
	for i := range 100 {
		a.Publish(app.Event{Topic: "room.1", Name: "message", Seq: int64(i + 1)})
	}
	a.Close()
	a.Publish(app.Event{Topic: "room.1", Name: "message", Seq: 101})
	eventually(t, "all hundred", func() bool { return len(only(e, "message")) == 100 })
}

func TestNonsenseForAnAddressIsAnError(t *testing.T) {
	if h, err := NATS("nats://%zz", ""); err == nil {
		h.Close()
		t.Error("taken")
	}
}
