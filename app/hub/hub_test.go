package hub

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"telemark/app"
)

// ear remembers what it was told.
type ear struct {
	mu     sync.Mutex
	events []app.Event
}

func (e *ear) Deliver(event app.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.events = append(e.events, event)
}

func (e *ear) heard() []app.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.events)
}

func TestOnlySubscribersOfATopicHearIt(t *testing.T) {
	h := New()
	a, b := &ear{}, &ear{}
	h.Subscribe("room.1", a)
	h.Subscribe("room.1", b)
	h.Subscribe("room.1", b)
	h.Subscribe("room.2", b)
	h.Publish(app.Event{Topic: "room.1", Name: "message", Seq: 7, Local: 42})
	if got := a.heard(); len(got) != 1 || got[0].Seq != 7 || got[0].Local != 42 {
		t.Errorf("the first heard %v", got)
	}
	if got := b.heard(); len(got) != 1 {
		t.Errorf("subscribed twice, it heard %v", got)
	}
	h.Unsubscribe("room.1", a)
	h.Unsubscribe("room.1", a)
	h.Publish(app.Event{Topic: "room.1", Name: "message", Seq: 8})
	if len(a.heard()) != 1 || len(b.heard()) != 2 {
		t.Errorf("after the first left: %v and %v", a.heard(), b.heard())
	}
	h.Unsubscribe("room.1", b)
	h.Unsubscribe("room.2", b)
	if n := h.Topics(); n != 0 {
		t.Errorf("%d topics are left without anybody", n)
	}
}

// leaver unsubscribes while it is being told, as a stream does that fails.
type leaver struct {
	hub *Hub
	ear
}

func (l *leaver) Deliver(e app.Event) {
	l.hub.Unsubscribe(e.Topic, l)
	l.ear.Deliver(e)
}

func TestASubscriberMayLeaveWhileItIsTold(t *testing.T) {
	h := New()
	first, second := &leaver{hub: h}, &leaver{hub: h}
	h.Subscribe("queue", first)
	h.Subscribe("queue", second)
	h.Publish(app.Event{Topic: "queue"})
	h.Publish(app.Event{Topic: "queue"})
	if len(first.heard()) != 1 || len(second.heard()) != 1 {
		t.Errorf("heard %v and %v", first.heard(), second.heard())
	}
}

func TestResyncReachesEverybodyUnderTheirTopic(t *testing.T) {
	h := New()
	ears := map[string]*ear{}
	for i := range 200 {
		topic := fmt.Sprintf("room.%d", i)
		ears[topic] = &ear{}
		h.Subscribe(topic, ears[topic])
	}
	h.Resync()
	for topic, e := range ears {
		if got := e.heard(); len(got) != 1 || got[0].Name != Resync || got[0].Topic != topic {
			t.Fatalf("%s heard %v", topic, got)
		}
	}
}

func TestManyMayPublishAndComeAndGoAtOnce(t *testing.T) {
	h := New()
	steady := &ear{}
	h.Subscribe("room.x", steady)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 500 {
				e := &ear{}
				h.Subscribe("room.x", e)
				h.Publish(app.Event{Topic: "room.x", Seq: int64(i)})
				h.Unsubscribe("room.x", e)
				if len(e.heard()) == 0 {
					t.Error("a subscriber did not hear its own event")
				}
			}
		})
	}
	wg.Wait()
	if n := len(steady.heard()); n != 8*500 {
		t.Errorf("who stayed heard %d of 4000", n)
	}
}

func TestAClosedHubIsSilent(t *testing.T) {
	h := New()
	e := &ear{}
	h.Subscribe("queue", e)
	h.Close()
	h.Subscribe("queue", e)
	h.Publish(app.Event{Topic: "queue"})
	if len(e.heard()) != 0 {
		t.Errorf("heard %v", e.heard())
	}
}

func BenchmarkPublishAmongTenThousandTopics(b *testing.B) {
	h := New()
	topics := make([]string, 10_000)
	for i := range topics {
		topics[i] = "room." + app.NewID()
		h.Subscribe(topics[i], deaf{})
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			h.Publish(app.Event{Topic: topics[i%len(topics)], Name: "message"})
		}
	})
}

type deaf struct{}

func (deaf) Deliver(app.Event) {}
