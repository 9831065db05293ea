package live

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/web"
)

func TestAStreamStartsWithASnapshotThenStatesThenWhatComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client("Marina"), b.operator("Anna")
		first, second := b.open(marina), b.open(marina)
		b.take(anna, first)
		b.take(anna, second)
		for range 60 {
			b.say(marina, first, "x")
		}
		time.Sleep(time.Second)
		s := b.join(anna, nil)
		b.say(marina, first, "live")
		if got := strings.Join(s.names(), " "); got != "snapshot queue rooms badge message" {
			t.Errorf("got %s", got)
		}
		if got, want := s.seqs(first), upTo(14, 64); !slices.Equal(got, want) {
			t.Errorf("of the first room came %v", got)
		}
		if got := s.seqs(second); !slices.Equal(got, upTo(1, 3)) {
			t.Errorf("of the second room came %v", got)
		}
		if got := ParseCursor(s.events()[0].id); got[first] != 63 || got[second] != 3 || len(got) != 2 {
			t.Errorf("the snapshot's cursor is %v", got)
		}
		if got := ParseCursor(s.cursor()); got[first] != 64 || got[second] != 3 || len(got) != 2 {
			t.Errorf("the cursor is %v", got)
		}
	})
}

func TestAnEmptyBankHasASnapshotToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		s := b.join(client("Marina"), nil)
		if got := s.events(); len(got) != 2 || got[0].name != "snapshot" || got[0].data != "" || got[1].name != "badge" {
			t.Errorf("got %+v", got)
		}
	})
}

func TestACursorBringsOnlyWhatIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		long, short, unknown, closed := b.open(marina), b.open(marina), b.open(marina), b.open(marina)
		anna := b.operator("Anna")
		b.take(anna, closed)
		if _, err := b.chat.Close(t.Context(), anna, closed, "solved", "other"); err != nil {
			t.Fatal(err)
		}
		for range 170 {
			b.say(marina, long, "x")
			b.say(marina, unknown, "x")
		}
		s := b.join(marina, Cursor{long: 10, short: 2})
		if got := s.seqs(long); !slices.Equal(got, upTo(11, 172)) {
			t.Errorf("of the long room came %v", got)
		}
		if got := s.seqs(short); got != nil {
			t.Errorf("of the room that was known to its end came %v", got)
		}
		if got := s.seqs(unknown); !slices.Equal(got, upTo(123, 172)) {
			t.Errorf("of the unknown room came %v", got)
		}
		if got := s.seqs(closed); got != nil {
			t.Errorf("of the closed room came %v", got)
		}
		if slices.Contains(s.names(), "snapshot") {
			t.Error("a snapshot came")
		}
		if s := b.join(marina, Cursor{closed: 2}); !slices.Equal(s.seqs(closed), upTo(3, 4)) {
			t.Errorf("of the closed room that was open in the cursor came %v", s.seqs(closed))
		}
		if s := b.join(marina, Cursor{short: 99}); ParseCursor(s.cursor())[short] != 2 {
			t.Errorf("a number that never was became %s", s.cursor())
		}
		if s := b.joinOnly(marina, "en", short, nil); len(s.seqs(short)) != 2 || len(s.seqs(long)) != 0 {
			t.Errorf("narrowed to one room came %v and %v", s.seqs(short), s.seqs(long))
		}
	})
}

func TestAClientNeverGetsANote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client("Marina"), b.operator("Anna")
		room := b.open(marina)
		b.take(anna, room)
		b.note(anna, room, "before")
		hers, annas := b.join(marina, nil), b.join(anna, nil)
		size := len(hers.text)
		b.note(anna, room, "live")
		synctest.Wait()
		if len(hers.text) != size {
			t.Errorf("a note made her stream say %q", hers.text[size:])
		}
		b.store.count()
		b.say(anna, room, "good afternoon")
		b.note(anna, room, "elsewhere")
		// The same from another process, and whatever else rings.
		b.hub.Publish(app.Event{Topic: chat.RoomTopic(room), Name: "message", Seq: 7})
		b.hub.Resync()
		synctest.Wait()
		if got := hers.seqs(room); !slices.Equal(got, []int64{1, 2, 3, 6}) {
			t.Errorf("she got %v", got)
		}
		if got := annas.seqs(room); !slices.Equal(got, upTo(1, 7)) {
			t.Errorf("the operator got %v", got)
		}
		if strings.Contains(string(hers.text), "note") {
			t.Errorf("a note: %q", hers.text)
		}
		// A note that a mistake lets through the store stops here.
		b.hub.Publish(app.Event{Topic: chat.RoomTopic(room), Name: "message", Seq: 8, Local: &chat.Message{Room: room, Seq: 8, Kind: chat.Note, Body: "leaked"}})
		if strings.Contains(string(hers.text), "leaked") {
			t.Error("a note leaked")
		}
	})
}

func TestEventsThatAreLostDoubledOrTurnedRoundChangeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client("Marina"), b.operator("Anna")
		room := b.open(marina)
		b.take(anna, room)
		hers, annas := b.join(marina, nil), b.join(anna, nil)
		var held []app.Event
		b.bell.between = func(e app.Event) { held = append(held, e) }
		for range 40 {
			b.say(marina, room, "x")
		}
		rand.Shuffle(len(held), func(i, j int) { held[i], held[j] = held[j], held[i] })
		for i, e := range held {
			switch i % 4 {
			case 0:
				b.hub.Publish(e)
				b.hub.Publish(e)
			case 1:
				e.Local = nil
				b.hub.Publish(e)
			case 2:
				b.hub.Publish(e)
			}
			if i%7 == 0 {
				synctest.Wait()
			}
		}
		b.bell.between = nil
		b.say(marina, room, "the last") // whatever was lost is found by the next
		synctest.Wait()
		time.Sleep(time.Second)
		for name, s := range map[string]*tape{"client": hers, "operator": annas} {
			if got := s.seqs(room); !slices.Equal(got, upTo(1, 44)) {
				t.Errorf("the %s got %v", name, got)
			}
		}
	})
}

func TestEntriesThatRingInTheWrongOrderNeedNoDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		room := b.open(marina)
		s := b.join(marina, nil)
		b.store.count()
		var held []app.Event
		b.bell.between = func(e app.Event) {
			if e.Name == "message" {
				held = append(held, e)
			}
		}
		b.say(marina, room, "a")
		b.say(marina, room, "b")
		b.say(marina, room, "c")
		b.hub.Publish(held[1])
		b.hub.Publish(held[2])
		time.Sleep(time.Millisecond)
		b.hub.Publish(held[0])
		time.Sleep(time.Second)
		if got := s.seqs(room); !slices.Equal(got, upTo(1, 5)) || b.store.count() != 0 {
			t.Errorf("got %v", got)
		}
	})
}

func TestAGapIsReadOnceForAllReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		room := b.open(marina)
		var all []*tape
		for range 20 {
			all = append(all, b.join(marina, nil))
		}
		b.bell.between = func(app.Event) {} // another process posts
		for range 120 {
			b.say(marina, room, "x")
		}
		b.store.count()
		b.store.set(func() { b.store.delay = 10 * time.Millisecond })
		for n := range int64(120) {
			b.hub.Publish(app.Event{Topic: chat.RoomTopic(room), Name: "message", Seq: n + 3})
		}
		time.Sleep(time.Second)
		if n := b.store.count(); n != 3 {
			t.Errorf("120 entries in pages of 50 took %d reads", n)
		}
		for _, s := range all {
			if got := s.seqs(room); !slices.Equal(got, upTo(1, 122)) {
				t.Fatalf("got %v", got)
			}
		}
	})
}

// A bell that rings while the database is asked for an earlier one must not be forgotten with it.
func TestABellDuringAReadIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		room := b.open(marina)
		s := b.join(marina, nil)
		b.store.set(func() { b.store.delay = 10 * time.Millisecond })
		b.bell.between = func(e app.Event) {
			e.Local = nil
			b.hub.Publish(e)
		}
		b.say(marina, room, "a")
		time.Sleep(8 * time.Millisecond) // it is on its way back
		b.say(marina, room, "b")
		time.Sleep(time.Second)
		if got := s.seqs(room); !slices.Equal(got, upTo(1, 4)) {
			t.Errorf("got %v", got)
		}
	})
}

func TestABellDuringTheStartOfARoomsFirstStreamIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		room := b.open(marina)
		b.store.set(func() { b.store.delay = 10 * time.Millisecond })
		s := &tape{}
		go b.clients.join(s, marina, "en", "", nil)
		time.Sleep(8 * time.Millisecond) // the read is on its way back
		b.say(marina, room, "a")
		time.Sleep(time.Second)
		if got := s.seqs(room); !slices.Equal(got, upTo(1, 3)) {
			t.Errorf("got %v", got)
		}
	})
}

// Notes move the others on while a client's stream is being started; it must catch up with them without ever seeing one.
func TestANoteDuringTheStartOfAClientsStreamDoesNotHoldItUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client("Marina"), b.operator("Anna")
		room := b.open(marina)
		b.take(anna, room)
		first := b.join(marina, nil)
		b.store.set(func() { b.store.delay = 10 * time.Millisecond })
		second := &tape{}
		go b.clients.join(second, marina, "en", "", nil)
		time.Sleep(5 * time.Millisecond)
		b.note(anna, room, "a note")
		time.Sleep(time.Second)
		b.store.count()
		b.say(anna, room, "x")
		time.Sleep(time.Second)
		if n := b.store.count(); n != 0 {
			t.Errorf("the stream still reads: %d times", n)
		}
		for _, s := range []*tape{first, second} {
			if got := s.seqs(room); !slices.Equal(got, []int64{1, 2, 3, 5}) {
				t.Errorf("got %v", got)
			}
		}
	})
}

func TestResyncFindsWhatNoBellSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client("Marina"), b.operator("Anna")
		room := b.open(marina)
		hers, annas := b.join(marina, nil), b.join(anna, nil)
		b.bell.between = func(app.Event) {}
		b.take(anna, room)
		b.say(anna, room, "x")
		second := b.open(marina)
		b.hub.Resync()
		time.Sleep(time.Second)
		if got := hers.seqs(room); !slices.Equal(got, upTo(1, 4)) {
			t.Errorf("the client got %v", got)
		}
		if got := hers.seqs(second); !slices.Equal(got, upTo(1, 2)) {
			t.Errorf("of the new room the client got %v", got)
		}
		if got := annas.seqs(room); !slices.Equal(got, upTo(1, 4)) {
			t.Errorf("the operator got %v", got)
		}
		if got := annas.called("queue"); got[len(got)-1] != "1 waiting in en" {
			t.Errorf("the queue is %q", got)
		}
	})
}

func TestAnOperatorGainsARoomFromTheChangeOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client("Marina"), b.operator("Anna")
		room := b.open(marina)
		s := b.join(anna, nil)
		b.say(marina, room, "hello?")
		if got := s.seqs(room); got != nil {
			t.Errorf("a room in the queue says %v to everybody", got)
		}
		b.take(anna, room)
		synctest.Wait()
		b.say(marina, room, "ah")
		if got := s.seqs(room); !slices.Equal(got, upTo(4, 5)) {
			t.Errorf("got %v", got)
		}
		if got := s.called("room"); !slices.Contains(got, `<i data-room="`+room+`"></i>`) {
			t.Errorf("the page was not told: %v", got)
		}
	})
}

func TestAStreamNeverOutlivesTheRightToARoom(t *testing.T) {
	for _, lost := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b := newBank(t, nil)
			marina, anna, jonas := client("Marina"), b.operator("Anna"), b.operator("Jonas")
			room, other := b.open(marina), b.open(marina)
			b.take(anna, room)
			b.take(anna, other)
			annas, jonass := b.join(anna, nil), b.join(jonas, nil)
			b.bell.between = func(e app.Event) {
				if !lost || e.Name == "message" { // with lost, nobody is told whose room it is now
					b.hub.Publish(e)
				}
			}
			b.must(b.chat.Transfer(t.Context(), anna, room, jonas.ID, draft("please")))
			b.say(marina, room, "a secret for Jonas")
			b.note(jonas, room, "another")
			b.say(marina, other, "still hers")
			time.Sleep(time.Second)
			b.say(marina, room, "and later")
			b.hub.Publish(app.Event{Topic: chat.RoomTopic(room), Name: "typing", Data: []byte(`{"side":"client","author":"x","name":"later"}`)})
			b.hub.Resync()
			time.Sleep(time.Second)
			if got := annas.seqs(room); !slices.Equal(got, upTo(1, 5)) {
				t.Errorf("lost %v: who gave it away got %v", lost, got)
			}
			if strings.Contains(string(annas.text), "secret") || strings.Contains(string(annas.text), "later") {
				t.Errorf("lost %v: who gave it away heard of it: %s", lost, annas.text)
			}
			if got := annas.seqs(other); !slices.Equal(got, upTo(1, 4)) {
				t.Errorf("her other room: %v", got)
			}
			if got := jonass.seqs(room); len(got) == 0 || got[len(got)-1] != 8 || !slices.Equal(got, upTo(got[0], 8)) || got[0] > 4 {
				t.Errorf("lost %v: who has it got %v", lost, got)
			}
			if !slices.Contains(annas.called("room"), `<i data-room="`+room+`"></i>`) {
				t.Error("the page that lost it was not told")
			}
		})
	}
}

func TestARoomThatComesBackGoesOnWithoutAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna, jonas := client("Marina"), b.operator("Anna"), b.operator("Jonas")
		room := b.open(marina)
		b.take(anna, room)
		s := b.join(anna, nil)
		b.must(b.chat.Transfer(t.Context(), anna, room, jonas.ID, draft("please")))
		b.must(b.chat.Transfer(t.Context(), jonas, room, anna.ID, draft("no, you")))
		b.say(marina, room, "hello?")
		time.Sleep(time.Second)
		b.say(marina, room, "hello!")
		if got := s.seqs(room); !slices.Equal(got, upTo(1, 9)) {
			t.Errorf("got %v", got)
		}
	})
}

// The bell that says that a room was lost may be heard when it is there again: it doesn't say where to start.
func TestALateBellOfALossRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna, jonas := client("Marina"), b.operator("Anna"), b.operator("Jonas")
		room := b.open(marina)
		b.take(anna, room)
		s := b.join(anna, nil)
		var late []app.Event
		b.bell.between = func(e app.Event) {
			if e.Name == "rooms" {
				late = append(late, e)
			} else {
				b.hub.Publish(e)
			}
		}
		b.must(b.chat.Transfer(t.Context(), anna, room, jonas.ID, draft("please")))
		synctest.Wait()
		b.must(b.chat.Transfer(t.Context(), jonas, room, anna.ID, draft("no, you")))
		synctest.Wait()
		for _, e := range late {
			b.hub.Publish(e)
			synctest.Wait()
		}
		if got := s.seqs(room); !slices.Equal(got, upTo(1, 7)) {
			t.Errorf("got %v", got)
		}
	})
}

func TestAClosedRoomReopensInARunningStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client("Marina"), b.operator("Anna")
		room := b.open(marina)
		b.take(anna, room)
		hers, annas := b.join(marina, nil), b.join(anna, nil)
		b.must(b.chat.Close(t.Context(), anna, room, "solved", "other"))
		time.Sleep(time.Second)
		again := b.join(marina, ParseCursor(hers.cursor()))
		b.say(marina, room, "one more thing")
		time.Sleep(time.Second)
		b.say(marina, room, "and another")
		if got := hers.seqs(room); !slices.Equal(got, upTo(1, 7)) {
			t.Errorf("the open stream got %v", got)
		}
		if got := again.seqs(room); !slices.Equal(got, upTo(5, 7)) {
			t.Errorf("the new stream got %v", got)
		}
		if got := annas.seqs(room); !slices.Equal(got, upTo(1, 4)) {
			t.Errorf("the operator who closed it got %v", got)
		}
	})
}

func TestARevokedSessionLosesItsStreamAndNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		phone := marina
		phone.Session = "session of the phone"
		room := b.open(marina)
		desk, mobile := b.join(marina, nil), b.join(phone, nil)
		b.hub.Publish(app.Event{Topic: chat.UserTopic(marina.ID), Name: "end", Data: []byte(`{"sessions":["x","session of Marina"]}`)})
		b.say(marina, room, "x")
		if desk.reason() != web.EndSession || mobile.reason() != "" {
			t.Errorf("closed: %q and %q", desk.reason(), mobile.reason())
		}
		if got := desk.seqs(room); !slices.Equal(got, upTo(1, 2)) {
			t.Errorf("after its end it got %v", got)
		}
		// A bell that was lost is made up for by asking.
		b.ended.Store(&[]string{"session of the phone"})
		time.Sleep(2 * time.Minute)
		if mobile.reason() != web.EndSession {
			t.Errorf("not asked for: %q", mobile.reason())
		}
		b.ended.Store(&[]string{})
		desk = b.join(marina, nil)
		b.ended.Store(&[]string{"session of Marina"})
		b.hub.Resync()
		time.Sleep(time.Second)
		if desk.reason() != web.EndSession {
			t.Errorf("not asked for after a cut: %q", desk.reason())
		}
	})
}

func TestTheQueueIsRenderedOncePerLanguageAndChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		var all []*tape
		for i := range 30 {
			all = append(all, b.joinOnly(b.operator(fmt.Sprint(i)), []string{"en", "ru"}[i%2], "", nil))
		}
		if n := b.renders.Swap(0); n != 2 {
			t.Errorf("30 readers of 2 languages took %d renders", n)
		}
		marina := client("Marina")
		for range 100 {
			b.open(marina)
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		if n := b.renders.Load(); n > 2*6 {
			t.Errorf("a second of changes took %d renders", n)
		}
		for i, s := range all {
			got := s.called("queue")
			if want := "100 waiting in " + []string{"en", "ru"}[i%2]; got[len(got)-1] != want {
				t.Fatalf("reader %d sees %q", i, got[len(got)-1])
			}
		}
		time.Sleep(time.Minute)
		b.renders.Store(0)
		b.join(b.operator("late"), nil)
		if b.renders.Load() != 1 {
			t.Error("a new stream got an old queue")
		}
	})
}

func TestStatesOfAReaderComeTwiceASecondAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		anna := b.operator("Anna")
		s := b.join(anna, nil)
		time.Sleep(time.Second)
		before := len(s.called("badge"))
		b.hub.Publish(app.Event{Topic: chat.UserTopic(anna.ID), Name: "badge"})
		synctest.Wait()
		if n := len(s.called("badge")) - before; n != 1 {
			t.Errorf("the first change is not shown at once: %d", n)
		}
		for range 100 {
			b.hub.Publish(app.Event{Topic: chat.UserTopic(anna.ID), Name: "badge"})
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		if n := len(s.called("badge")) - before; n < 3 || n > 4 {
			t.Errorf("a second of changes was shown %d times", n)
		}
		if n := len(s.called("rooms")); n != 1 {
			t.Errorf("the rooms, which didn't change, came %d times", n)
		}
	})
}

func TestTypingAndReadingReachTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client(`Marina "<script>`), b.operator("Anna")
		room := b.open(marina)
		b.take(anna, room)
		hers, annas := b.join(marina, nil), b.join(anna, nil)
		if err := b.chat.Typing(t.Context(), marina, room); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf(`<i data-room="%s" data-side="client" data-author="%s" data-name="Marina &#34;&lt;script&gt;"></i>`, room, marina.ID)
		if got := annas.called("typing"); len(got) != 1 || got[0] != want {
			t.Errorf("got %q", got)
		}
		if got := hers.called("typing"); got != nil {
			t.Errorf("who types is told %q", got)
		}
		if err := b.chat.Mark(t.Context(), anna, room, chat.Mark{Delivered: 3, Read: 2}); err != nil {
			t.Fatal(err)
		}
		want = fmt.Sprintf(`<i data-room="%s" data-side="staff" data-delivered="3" data-seq="2"></i>`, room)
		if got := hers.called("read"); len(got) != 1 || got[0] != want {
			t.Errorf("got %q", got)
		}
		b.hub.Publish(app.Event{Topic: chat.RoomTopic(room), Name: "typing", Data: []byte("{")})
		b.hub.Publish(app.Event{Topic: chat.RoomTopic(room), Name: "what is this"})
		if len(annas.called("typing")) != 1 || slices.Contains(annas.names(), "what is this") {
			t.Error("nonsense is passed on")
		}
	})
}

func TestTheOthersSeeWhoIsHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, anna := client("Marina"), b.operator("Anna")
		room := b.open(marina)
		b.take(anna, room)
		annas := b.join(anna, nil)
		time.Sleep(time.Second)
		hers := b.join(marina, nil)
		time.Sleep(time.Second)
		present := func(online bool) string {
			return fmt.Sprintf(`<i data-room="%s" data-user="%s" data-online="%t"></i>`, room, marina.ID, online)
		}
		if got := annas.called("presence"); len(got) != 1 || got[0] != present(true) {
			t.Errorf("she came: %q", got)
		}
		second := b.join(marina, nil)
		hers.hangUp()
		time.Sleep(time.Minute)
		if got := annas.called("presence"); len(got) != 1 {
			t.Errorf("a second page changed that: %q", got)
		}
		// A reload is no absence; a bell of another process that says so is set right.
		second.hangUp()
		time.Sleep(time.Second)
		third := b.join(marina, nil)
		time.Sleep(10 * time.Second)
		if got := annas.called("presence"); len(got) != 1 {
			t.Errorf("a reload changed that: %q", got)
		}
		b.hub.Publish(app.Event{Topic: chat.RoomTopic(room), Name: "presence", Data: fmt.Appendf(nil, `{"user":%q,"online":false}`, marina.ID)})
		time.Sleep(10 * time.Second)
		if got := annas.called("presence"); got[len(got)-1] != present(true) {
			t.Errorf("gone elsewhere and still here: %q", got)
		}
		third.hangUp()
		time.Sleep(10 * time.Second)
		if got := annas.called("presence"); got[len(got)-1] != present(false) {
			t.Errorf("she left: %q", got)
		}
		if got := hers.called("presence"); got != nil {
			t.Errorf("she is told of herself: %q", got)
		}
		b.store.set(func() {
			marinas := slices.DeleteFunc(b.store.online, func(s string) bool { return !strings.HasSuffix(s, marina.ID) })
			if marinas[0] != "here "+marina.ID || marinas[len(marinas)-1] != "gone "+marina.ID || len(marinas) < 4 {
				t.Errorf("stored: %q", marinas)
			}
		})
	})
}

func TestWhoIsHereStaysSoWhileTheStreamIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		for i := range 600 {
			b.join(client(fmt.Sprint(i)), nil)
		}
		time.Sleep(time.Second)
		b.store.set(func() { b.store.online = nil })
		time.Sleep(presenceSweep + sweepTime)
		b.store.set(func() {
			if slices.Sort(b.store.online); len(slices.Compact(b.store.online)) != 600 {
				t.Errorf("%d of 600 named again", len(b.store.online))
			}
		})
	})
}

func TestASweepOfManyLeavesRoomForPosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var steps []int
		begin := time.Now()
		spread(t.Context(), make([]string, 1000), func(some []string) { steps = append(steps, len(some)) })
		if took := time.Since(begin); slices.Max(steps) > sweepStep || took < sweepTime/2 || took > sweepTime {
			t.Errorf("1000 people in steps of %v within %v", steps, took)
		}
	})
}

func TestNothingIsLeftOfStreamsThatAreGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		var all []*tape
		for i := range 50 {
			marina, anna := client(fmt.Sprint(i)), b.operator(fmt.Sprint(i))
			b.take(anna, b.open(marina))
			all = append(all, b.join(marina, nil), b.join(anna, nil))
		}
		if n := b.hub.Topics(); n != 151 {
			t.Errorf("%d topics for 50 rooms, 100 users and the queue", n)
		}
		for _, s := range all {
			s.hangUp()
		}
		time.Sleep(time.Minute)
		if n := b.hub.Topics(); n != 1 {
			t.Errorf("%d topics are left", n)
		}
		if len(b.clients.rooms)+len(b.operators.rooms)+len(b.clients.users)+len(b.operators.users) != 0 {
			t.Error("rooms or users are left")
		}
	})
}

func TestAStreamThatCannotBeReadSendsItsReaderAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		room := b.open(marina)
		s := b.join(marina, nil)
		b.store.set(func() { b.store.failing = true })
		if got := b.join(marina, nil); got.reason() != "failed" && got.reason() != web.EndRenew {
			t.Errorf("a start without the database: %q", got.reason())
		}
		b.bell.between = func(e app.Event) { e.Local = nil; b.hub.Publish(e) }
		b.say(marina, room, "x")
		time.Sleep(2 * time.Second)
		if s.reason() != "" {
			t.Fatal("it gave up at once")
		}
		b.store.set(func() { b.store.failing = false })
		time.Sleep(3 * time.Second)
		if got := s.seqs(room); !slices.Equal(got, upTo(1, 3)) {
			t.Errorf("after a short fault it has %v", got)
		}
		b.store.set(func() { b.store.failing = true })
		b.say(marina, room, "y")
		time.Sleep(time.Minute)
		if s.reason() != web.EndRenew {
			t.Errorf("after a long fault: %q", s.reason())
		}
	})
}

// What a publisher hands over while a stream is being started or caught up must not be named by a cursor before it is written.
func TestACursorNeverNamesWhatIsNotWrittenYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		var rooms []string
		for range 10 {
			rooms = append(rooms, b.open(marina))
		}
		b.store.set(func() { b.store.delay = 10 * time.Millisecond })
		s := &tape{}
		go b.clients.join(s, marina, "en", "", Cursor{rooms[0]: 1})
		for range 40 {
			time.Sleep(7 * time.Millisecond)
			for _, r := range rooms {
				b.say(marina, r, "x")
			}
		}
		time.Sleep(time.Minute)
		has := map[string]int64{}
		for _, e := range s.events() {
			if e.name != "message" {
				continue
			}
			for _, room := range rooms {
				if seqs := seqsOf([]event{e}, room); seqs != nil {
					if has[room] > 0 && seqs[0] != has[room]+1 {
						t.Fatalf("after %d came %d", has[room], seqs[0])
					}
					has[room] = seqs[0]
				}
			}
			for room, seq := range ParseCursor(e.id) {
				if seq > has[room] && (room != rooms[0] || seq > 1) {
					t.Fatalf("a cursor names entry %d of a room of which %d came", seq, has[room])
				}
			}
		}
		for _, room := range rooms {
			if has[room] != 42 {
				t.Errorf("of a room came %d entries of 42", has[room])
			}
		}
	})
}
