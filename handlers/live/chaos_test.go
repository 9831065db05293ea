package live

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/chat"
)

// chaos is a bank in which everything that may go wrong does: bells are lost, doubled, late and without their value, streams
// break in the middle of an event.
type chaos struct {
	*bank
	t         *testing.T
	dice      *rand.Rand
	people    []*person
	clients   []*person
	operators []*person
	rooms     []string
	cuts      int
	steps     int
}

// person is somebody with a page open, whatever happens to its stream.
type person struct {
	app.Actor
	tape *tape
	seen []event // of the streams before
}

func (c *chaos) bell(e app.Event) {
	n := c.dice.IntN(100)
	if n < 30 {
		e.Local = nil
	}
	switch {
	case n%10 == 0: // late
		late := time.Duration(c.dice.IntN(50)) * time.Millisecond
		go func() {
			time.Sleep(late)
			c.hub.Publish(e)
		}()
		return
	case n%10 == 1:
		c.hub.Publish(e)
	case n == 99: // lost; after some time a process notices
		time.AfterFunc(300*time.Millisecond, c.hub.Resync)
		return
	}
	c.hub.Publish(e)
}

// connect opens a stream with the last cursor that the page has seen; it will break somewhere.
func (c *chaos) connect(p *person) {
	cursor := ""
	for _, e := range p.seen {
		if e.id != "" {
			cursor = e.id
		}
	}
	p.tape = &tape{cut: 1 + c.dice.IntN(4000)}
	go c.feed(p.Actor).join(p.tape, p.Actor, "en", "", ParseCursor(cursor))
}

func (c *chaos) reconnectTheBroken() {
	for _, p := range c.people {
		p.tape.mu.Lock()
		broken := p.tape.broken
		p.tape.mu.Unlock()
		if broken {
			c.cuts++
			c.keep(p)
			c.connect(p)
		}
	}
}

// keep adds what a stream brought to what its page has seen. Within one stream nothing comes twice.
func (c *chaos) keep(p *person) {
	events := p.tape.events()
	for _, room := range c.rooms {
		last := int64(0)
		for _, seq := range seqsOf(events, room) {
			if seq <= last {
				c.t.Errorf("in one stream of %s entry %d came after %d", p.Name, seq, last)
			}
			last = seq
		}
	}
	p.seen = append(p.seen, events...)
}

// act lets somebody do something; what isn't allowed just then doesn't happen.
func (c *chaos) act() {
	ctx := c.t.Context()
	c.steps++
	marina, anna := c.clients[c.dice.IntN(len(c.clients))], c.operators[c.dice.IntN(len(c.operators))]
	if len(c.rooms) < 6 {
		c.rooms = append(c.rooms, c.open(marina.Actor))
		return
	}
	room := c.rooms[c.dice.IntN(len(c.rooms))]
	switch c.dice.IntN(12) {
	case 0, 1:
		_, _ = c.chat.Take(ctx, anna.Actor, room)
	case 2:
		to := append(c.operators, &person{Actor: app.Actor{ID: "queue"}})[c.dice.IntN(len(c.operators)+1)].ID
		_, _ = c.chat.Transfer(ctx, anna.Actor, room, to, draft("note of a transfer"))
	case 3:
		if c.steps < 200 { // a room that is opened and closed while a page is away isn't carried
			return
		}
		_, _ = c.chat.Close(ctx, anna.Actor, room, "solved", "other")
	case 4, 5:
		_, _ = c.chat.Note(ctx, anna.Actor, room, draft("a note"))
	case 6, 7, 8:
		_, _ = c.chat.Post(ctx, anna.Actor, room, draft("from the bank"))
	default:
		_, _ = c.chat.Post(ctx, marina.Actor, room, draft("from the client"))
	}
}

func TestThroughAThousandCutsEveryEntryComesOnceAndInOrder(t *testing.T) {
	for seed := range uint64(6) {
		synctest.Test(t, func(t *testing.T) {
			c := &chaos{bank: newBank(t, nil), t: t, dice: rand.New(rand.NewPCG(seed, 1))}
			c.bank.bell.between = c.bell
			for i := range 3 {
				both := client(fmt.Sprint("client ", i)) // at a desk and on the phone
				c.clients = append(c.clients, &person{Actor: both}, &person{Actor: both})
				c.operators = append(c.operators, &person{Actor: c.operator(fmt.Sprint("operator ", i))})
			}
			if seed%2 == 1 {
				c.store.delay = 2 * time.Millisecond
			}
			c.people = slices.Concat(c.clients, c.operators)
			for _, p := range c.people {
				c.connect(p)
			}
			synctest.Wait()
			for step := range 4000 {
				c.act()
				if step%3 == 0 {
					time.Sleep(time.Duration(c.dice.IntN(20)) * time.Millisecond)
				}
				if step < 20 || step%10 == 0 {
					c.reconnectTheBroken()
				}
			}
			for range 100 {
				time.Sleep(100 * time.Millisecond)
				c.reconnectTheBroken()
			}
			c.hub.Resync()
			time.Sleep(10 * time.Second)
			for _, p := range c.people {
				p.tape.mu.Lock()
				p.tape.cut = 0
				p.tape.mu.Unlock()
			}
			c.reconnectTheBroken()
			time.Sleep(10 * time.Second)
			for _, p := range c.people {
				c.keep(p)
			}
			c.checkClients()
			c.checkOperators()
			if c.cuts < 200 {
				t.Errorf("only %d cuts", c.cuts)
			}
		})
	}
}

func (c *chaos) checkClients() {
	for _, p := range c.clients {
		for _, room := range c.rooms {
			want := c.store.visible(c.t, room, chat.ClientSide)
			if c.store.rooms[room].Client.ID != p.ID {
				want = nil
			}
			if got := seqsOf(p.seen, room); !slices.Equal(got, want) {
				c.t.Errorf("%s got of %s after %d cuts\n%v, want\n%v", p.Name, room, c.cuts, got, want)
			}
		}
	}
}

// An operator gets nothing of a room from after it has left their hands, and all of it since it came into them.
func (c *chaos) checkOperators() {
	for _, p := range c.operators {
		for _, room := range c.rooms {
			r := c.store.rooms[room]
			last, since, holds := c.holding(p.Actor, r)
			got := seqsOf(p.seen, room)
			for _, seq := range got {
				if seq > last {
					c.t.Errorf("%s got entry %d of a room that was theirs up to %d", p.Name, seq, last)
				}
			}
			i := slices.Index(got, since)
			if holds && (i < 0 || !slices.Equal(slices.Compact(got[i:]), upTo(since, r.Seq))) {
				c.t.Errorf("%s has a room since entry %d of %d and got %v", p.Name, since, r.Seq, got)
			}
		}
	}
}

// holding reads from a room's log up to which entry it was an operator's, and since which, when they have it now.
func (c *chaos) holding(operator app.Actor, r *memoryRoom) (last, since int64, holds bool) {
	for _, m := range r.log {
		if m.Kind != chat.Happens {
			continue
		}
		switch what := chat.Happening(m.Body); {
		case (what == chat.Taken || what == chat.Transferred) && m.Author.ID == operator.ID:
			since, holds = m.Seq, true
		case holds && what != chat.Opened && what != chat.Reopened:
			last, holds = m.Seq, false
		}
	}
	if holds {
		last = r.Seq
	}
	return last, since, holds
}
