package live

import (
	"fmt"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"telemark/app/hub"
)

func startNATS(t *testing.T, port int) *server.Server {
	t.Helper()
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

// Two processes on one database: a client's stream in one, an operator's in the other, and the connection between them is cut.
func TestTwoProcessesShowTheSameRoomThroughACut(t *testing.T) {
	nats := startNATS(t, server.RANDOM_PORT)
	store, port := newMemory(), nats.Addr().(*net.TCPAddr).Port
	processes := make([]*bank, 2)
	for i := range processes {
		h, err := hub.NATS(nats.ClientURL(), "")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(h.Close)
		processes[i] = newBankOn(t, store, h, nil)
		soon(t, "connected", func() bool { return !cut(h) })
	}
	here, there := processes[0], processes[1]
	marina, anna := client("Marina"), here.operator("Anna")
	room := here.open(marina)
	hers, annas := &tape{}, &tape{}
	go here.clients.join(hers, marina, "en", "", nil)
	go there.operators.join(annas, anna, "en", "", nil)
	soon(t, "both are there", func() bool { return len(hers.called("badge")) > 0 && len(annas.called("badge")) > 0 })
	there.take(anna, room)
	has := func(what string, n int64, from int64) {
		t.Helper()
		soon(t, what, func() bool {
			client, operator := hers.seqs(room), annas.seqs(room)
			return len(client) > 0 && client[len(client)-1] == n && len(operator) > 0 && operator[len(operator)-1] == n
		})
		if got := hers.seqs(room); !slices.Equal(got, upTo(1, n)) {
			t.Errorf("%s: the client got %v", what, got)
		}
		if got := annas.seqs(room); !slices.Equal(got, upTo(from, n)) {
			t.Errorf("%s: the operator got %v", what, got)
		}
	}
	has("the room is taken", 3, 3)
	for i := range 50 {
		here.say(marina, room, fmt.Sprint(i))
		there.say(anna, room, fmt.Sprint(i))
	}
	has("both talked", 103, 3)
	if err := here.chat.Typing(t.Context(), marina, room); err != nil {
		t.Fatal(err)
	}
	soon(t, "the other process sees who types", func() bool { return len(annas.called("typing")) == 1 })
	nats.Shutdown()
	nats.WaitForShutdown()
	soon(t, "the cut is noticed", func() bool { return cut(here.hub) && cut(there.hub) })
	for i := range 20 {
		here.say(marina, room, fmt.Sprint(i))
		there.say(anna, room, fmt.Sprint(i))
	}
	startNATS(t, port)
	has("the connection is back", 143, 3)
	here.say(marina, room, "and on")
	has("they go on", 144, 3)
	for _, s := range []*tape{hers, annas} {
		s.Close("over")
	}
}

// cut tells whether the other processes can't be reached.
func cut(h *hub.Hub) bool {
	_, _, err := h.Lag()
	return err != nil
}
