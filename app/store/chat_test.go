package store_test

import (
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestARoomComesBackAsItWasStored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, olga := b.person("Анна Смирнова", app.Client), b.person("Olga", app.Operator)
		opened := b.open(anna, "Здравствуйте")
		taken := b.take(olga, opened.ID)
		b.post(olga, opened.ID, "Добрый день")
		closed, err := b.chat.Close(t.Context(), olga, opened.ID, "solved", "loans")
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.Chat().Room(t.Context(), opened.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := closed.Room
		want.Client.Name = "Анна Смирнова"
		if !sameRoom(got, want) {
			t.Errorf("stored\n%+v\nread\n%+v", want, got)
		}
		if !got.TakenAt.Equal(*taken.TakenAt) || got.AnsweredAt == nil || got.WaitingSince != nil {
			t.Errorf("times are lost: %+v", got)
		}
		_, err = db.Chat().Room(t.Context(), app.NewID())
		kindIs(t, err, app.NotFound)
	})
}

// sameRoom compares times as moments.
func sameRoom(a, b chat.Room) bool {
	times := func(r chat.Room) (all []int64) {
		for _, p := range []*time.Time{&r.CreatedAt, &r.LastAt, r.WaitingSince, r.TakenAt, r.AnsweredAt, r.ClosedAt} {
			if p == nil {
				all = append(all, -1)
				continue
			}
			all = append(all, p.UnixMilli())
		}
		return all
	}
	x, y := times(a), times(b)
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	zero := time.Time{}
	for _, r := range []*chat.Room{&a, &b} {
		r.CreatedAt, r.LastAt, r.WaitingSince, r.TakenAt, r.AnsweredAt, r.ClosedAt = zero, zero, nil, nil, nil, nil
	}
	return a == b
}

func TestBodiesComeBackToTheLetter(t *testing.T) {
	bodies := map[string]string{
		"Cyrillic":               "Ёжик, объём № 5 — «да»?",
		"emoji":                  "👍🏽 👨‍👩‍👧‍👦 🇷🇺",
		"quotes":                 `it's "so" ''`,
		"a backslash at the end": "C:\\\nnext line\\",
		"placeholders":           "? @p1 $1 :a {page} %s",
		"a time":                 "2026-11-23T03:14:05Z",
		"the longest":            strings.Repeat("ж", chat.MaxBody),
		"the longest emoji":      strings.Repeat("😀", chat.MaxBody),
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna := b.person("Анна", app.Client)
		for name, body := range bodies {
			room := b.open(anna, body)
			log := b.log(room.ID)
			if got := log[len(log)-1].Body; got != body {
				t.Errorf("%s: wrote %q, read %q", name, body, got)
			}
		}
	})
}

func TestTheSameKeyStoresOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna := b.person("Anna", app.Client)
		first := draft("hello")
		one, err := b.chat.Open(t.Context(), anna, "cards", first)
		if err != nil {
			t.Fatal(err)
		}
		two, err := b.chat.Open(t.Context(), anna, "cards", first)
		if err != nil || !two.Repeated || two.Room.ID != one.Room.ID || two.Message().ID != one.Message().ID {
			t.Errorf("the same opening again: %+v, %v", two, err)
		}
		again := draft("more")
		three, err := b.chat.Post(t.Context(), anna, one.Room.ID, again)
		if err != nil || three.Repeated {
			t.Fatalf("a new key: %+v, %v", three, err)
		}
		four, err := b.chat.Post(t.Context(), anna, one.Room.ID, again)
		if err != nil || !four.Repeated || four.Message() != three.Message() {
			t.Errorf("the same post again: %+v\nwant %+v, %v", four.Message(), three.Message(), err)
		}
		upper := again
		upper.Key = strings.ToLower(again.Key)
		if five, err := b.chat.Post(t.Context(), anna, one.Room.ID, upper); err != nil || five.Repeated {
			t.Errorf("a key in other letters is another key: %+v, %v", five, err)
		}
		if err := gapless(b.log(one.Room.ID)); err != nil {
			t.Error(err)
		}
	})
}

func TestALostTransactionLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna := b.person("Anna", app.Client)
		room := b.open(anna, "hello")
		_, err := db.Chat().Change(t.Context(), room.ID, anna.ID, "", func(r chat.Room) (chat.Change, error) {
			r.Seq += 2
			return chat.Change{Room: r, Entries: []chat.Message{
				{ID: app.NewID(), Room: r.ID, Seq: r.Seq - 1, Author: r.Client, Side: chat.ClientSide, Kind: chat.Said, Body: "x", At: app.Now()},
				{ID: app.NewID(), Room: r.ID, Seq: 1, Author: r.Client, Side: chat.ClientSide, Kind: chat.Said, Body: "y", At: app.Now()},
			}}, nil
		})
		if err == nil {
			t.Fatal("a doubled number was stored")
		}
		if log := b.log(room.ID); len(log) != 2 || gapless(log) != nil {
			t.Errorf("the log is %+v", log)
		}
		after, err := db.Chat().Room(t.Context(), room.ID)
		if err != nil || after.Seq != room.Seq {
			t.Errorf("the room moved to %d, %v", after.Seq, err)
		}
	})
}

func TestPagesOfALogMeetWithoutGapAndOverlap(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		room := b.open(anna, "hello").ID
		b.take(olga, room)
		for range 60 {
			b.post(anna, room, "line")
		}
		if _, err := b.chat.Note(t.Context(), olga, room, draft("a note")); err != nil {
			t.Fatal(err)
		}
		// 1 opened, 2 hello, 3 taken, 4–63 lines, 64 note
		cases := []struct {
			name        string
			page        chat.Page
			first, last int64
			count       int
		}{
			{"the end for staff", chat.Page{Side: chat.StaffSide}, 15, 64, 50},
			{"the end for the client", chat.Page{Side: chat.ClientSide}, 14, 63, 50},
			{"before", chat.Page{Side: chat.StaffSide, Before: 15}, 1, 14, 14},
			{"after", chat.Page{Side: chat.StaffSide, After: 10}, 11, 60, 50},
			{"after, to the end", chat.Page{Side: chat.ClientSide, After: 60}, 61, 63, 3},
			{"between", chat.Page{Side: chat.StaffSide, After: 3, Before: 8}, 4, 7, 4},
			{"a limit", chat.Page{Side: chat.StaffSide, Before: 10, Limit: 3}, 7, 9, 3},
			{"a limit that is too large", chat.Page{Side: chat.StaffSide, Limit: 1000}, 15, 64, 50},
		}
		for _, c := range cases {
			c.page.Room = room
			got, err := db.Chat().Messages(t.Context(), c.page)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			if len(got) != c.count || got[0].Seq != c.first || got[len(got)-1].Seq != c.last {
				t.Errorf("%s: %d entries, %d to %d; want %d, %d to %d", c.name, len(got), got[0].Seq, got[len(got)-1].Seq, c.count, c.first, c.last)
			}
			for i, m := range got {
				if i > 0 && m.Seq <= got[i-1].Seq {
					t.Errorf("%s: %d after %d", c.name, m.Seq, got[i-1].Seq)
				}
				if c.page.Side == chat.ClientSide && m.Kind == chat.Note {
					t.Errorf("%s: the client got a note", c.name)
				}
			}
		}
		if got, err := db.Chat().Messages(t.Context(), chat.Page{Room: app.NewID()}); err != nil || len(got) != 0 {
			t.Errorf("an unknown room: %v, %v", got, err)
		}
	})
}

func TestListsShowTheirRoomsInOrderWithLastWordsAndUnread(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, olga, petr := b.person("Anna", app.Client), b.person("Olga", app.Operator), b.person("Пётр", app.Operator)
		one, two, three := b.open(anna, "one"), b.open(anna, "two"), b.open(anna, "three")
		tick(t)
		b.take(olga, one.ID)
		b.take(petr, three.ID)
		b.post(olga, one.ID, "answer")
		tick(t)
		b.post(anna, one.ID, "thanks")
		if _, err := b.chat.Note(t.Context(), olga, one.ID, draft("a note is no last word")); err != nil {
			t.Fatal(err)
		}
		check := func(name string, got []chat.Summary, err error, want ...string) {
			t.Helper()
			ids := make([]string, 0, len(got))
			for _, s := range got {
				ids = append(ids, s.ID)
			}
			if err != nil || strings.Join(ids, " ") != strings.Join(want, " ") {
				t.Errorf("%s: %v, %v; want %v", name, ids, err, want)
			}
		}
		store, ctx := db.Chat(), t.Context()
		list, err := store.Waiting(ctx, 10)
		check("waiting", list, err, two.ID)
		if ahead, err := store.Ahead(ctx, two.WaitingSince.Add(time.Millisecond)); err != nil || ahead != 1 {
			t.Errorf("ahead: %d, %v", ahead, err)
		}
		list, err = store.OfOperator(ctx, olga.ID, 10)
		check("of Olga", list, err, one.ID)
		if s := list[0]; s.Last.Body != "thanks" || s.Last.Author.Name != "Anna" || s.Unread != 2 || s.Operator.Name != "Olga" {
			t.Errorf("summary of staff: %+v", s)
		}
		list, err = store.OfTeam(ctx, app.Reach{Scope: app.All, Person: olga.ID}, 10)
		check("of the team", list, err, three.ID)
		list, err = store.OfClient(ctx, anna.ID, 10)
		check("of Anna", list, err, one.ID, three.ID, two.ID)
		if s := list[0]; s.Unread != 1 || s.Last.Seq != 5 {
			t.Errorf("summary of the client: %+v", s)
		}
		list, err = store.OfClient(ctx, anna.ID, 1)
		check("a limit", list, err, one.ID)
	})
}

// tick lets the clock move on, so that later is later.
func tick(t *testing.T) {
	t.Helper()
	time.Sleep(3 * time.Millisecond)
}

func TestMarksOnlyGrow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna := b.person("Anna", app.Client)
		room := b.open(anna, "one").ID
		b.post(anna, room, "two")
		steps := []struct {
			to, want chat.Mark
			moved    bool
		}{
			{chat.Mark{Delivered: 2, Read: 1}, chat.Mark{Delivered: 2, Read: 1}, true},
			{chat.Mark{Delivered: 2, Read: 1}, chat.Mark{Delivered: 2, Read: 1}, false},
			{chat.Mark{Delivered: 1, Read: 1}, chat.Mark{Delivered: 2, Read: 1}, false},
			{chat.Mark{Delivered: 3, Read: 0}, chat.Mark{Delivered: 3, Read: 1}, true},
			{chat.Mark{Delivered: 3, Read: 3}, chat.Mark{Delivered: 3, Read: 3}, true},
		}
		for i, s := range steps {
			r, moved, err := db.Chat().Mark(t.Context(), room, chat.StaffSide, s.to)
			if err != nil || moved != s.moved || r.ByStaff != s.want || r.ByClient != (chat.Mark{}) {
				t.Errorf("step %d: %+v moved %v, %v", i, r.ByStaff, moved, err)
			}
		}
		b.post(anna, room, "a post leaves marks alone")
		r, err := db.Chat().Room(t.Context(), room)
		if err != nil || r.ByStaff != (chat.Mark{Delivered: 3, Read: 3}) {
			t.Errorf("after a post: %+v, %v", r.ByStaff, err)
		}
		_, _, err = db.Chat().Mark(t.Context(), app.NewID(), chat.StaffSide, chat.Mark{Read: 1})
		kindIs(t, err, app.NotFound)
	})
}

func TestColleaguesWhoAreOnlineComeFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, boris, vera, gone := b.person("Anna", app.Operator), b.person("Boris", app.Operator), b.person("Vera", app.Operator), b.person("Gone", app.Operator)
		b.person("Client", app.Client)
		b.person("Manager", app.Manager)
		if _, err := db.Accounts().Disable(t.Context(), gone.ID, app.Record(gone, "person.disable", gone.ID, "", "")); err != nil {
			t.Fatal(err)
		}
		online := func(seconds int, people ...string) {
			t.Helper()
			if err := db.Chat().SetOnline(t.Context(), people, seconds); err != nil {
				t.Fatal(err)
			}
		}
		expect := func(want ...string) {
			t.Helper()
			list, err := db.Chat().Colleagues(t.Context(), 10)
			names := make([]string, 0, len(list))
			for _, p := range list {
				name := p.Name
				if p.Online {
					name += "+"
				}
				names = append(names, name)
			}
			if err != nil || strings.Join(names, " ") != strings.Join(want, " ") {
				t.Errorf("colleagues are %v, %v; want %v", names, err, want)
			}
		}
		expect("Anna", "Boris", "Vera")
		online(60, vera.ID, boris.ID, vera.ID, app.NewID())
		expect("Boris+", "Vera+", "Anna")
		online(60, anna.ID)
		online(0, boris.ID)
		expect("Anna+", "Vera+", "Boris")
		client := b.person("Maria", app.Client)
		room := b.open(client, "hello")
		b.take(anna, room.ID)
		online(60, client.ID)
		if r, err := db.Chat().Room(t.Context(), room.ID); err != nil || !r.Client.Online || !r.Operator.Online {
			t.Errorf("presence in a room: %+v, %v", r, err)
		}
	})
}

func TestTopicsHaveBothNamesAndOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for range 2 { // from the database, then from the cache
			topics, err := db.Chat().Topics(t.Context())
			if err != nil || len(topics) == 0 {
				t.Fatal(topics, err)
			}
			last := topics[len(topics)-1]
			if last.ID != "other" || last.Name("ru") != "Другое" || last.Name("en") == "" {
				t.Errorf("the last topic is %+v", last)
			}
		}
	})
}

func TestATalkOfThePastKeepsItsMarksAndTimes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, olga := b.person("Anna", app.Client), b.person("Olga", app.Operator)
		steps := []chat.Step{{Do: chat.Asks, Body: "How?"}, {After: time.Minute, Do: chat.Takes}}
		for range 70 { // more than one INSERT takes
			steps = append(steps, chat.Step{After: time.Second, Do: chat.Answers, Body: "So."})
		}
		steps = append(steps, chat.Step{After: time.Minute, Do: chat.Asks, Body: "Thanks"}, chat.Step{Do: chat.Ends, Body: "solved"})
		past, err := chat.Past(anna, olga, "cards", app.Now().AddDate(0, -1, 0), steps)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Chat().Create(t.Context(), past); err != nil {
			t.Fatal(err)
		}
		past.Room.Lang = "ru" // Anna's
		got, err := db.Chat().Room(t.Context(), past.Room.ID)
		if err != nil || !sameRoom(got, past.Room) {
			t.Errorf("stored\n%+v\nread\n%+v, %v", past.Room, got, err)
		}
		log := b.log(past.Room.ID)
		if len(log) != len(past.Entries) || gapless(log) != nil {
			t.Errorf("%d entries of %d, %v", len(log), len(past.Entries), gapless(log))
		}
		list, err := db.Chat().OfClient(t.Context(), anna.ID, 1)
		if err != nil || list[0].Last.Body != "Thanks" {
			t.Errorf("last words: %+v, %v", list, err)
		}
	})
}
