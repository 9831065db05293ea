package chat

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"telemark/app"
)

var (
	marina = app.Actor{ID: "01MARINA", Name: "Marina Kovaleva", Role: app.Client}
	oleg   = app.Actor{ID: "01OLEG", Name: "Oleg Winter", Role: app.Client}
	anna   = app.Actor{ID: "01ANNA", Name: "Anna Sokolova", Role: app.Operator, Scope: app.Team}
	jonas  = app.Actor{ID: "01JONAS", Name: "Jonas Lind", Role: app.Operator, Scope: app.Team}
	erik   = app.Actor{ID: "01ERIK", Name: "Erik Holm", Role: app.Manager, Scope: app.All}
	noon   = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
)

func hello() Draft { return Draft{Body: "Can I move the payment date?", Key: "0123456789abcdef"} }

func waitingRoom() Room { return open(marina, "loans", nil, hello(), false, noon).Room }

func openRoom(t *testing.T) Room {
	t.Helper()
	c, err := waitingRoom().take(anna, noon.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	return c.Room
}

func closedRoom(t *testing.T) Room {
	t.Helper()
	c, err := openRoom(t).end(anna, "solved", "loans", noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return c.Room
}

func TestWhoMayDoWhatInARoom(t *testing.T) {
	post := func(r Room, a app.Actor) error { _, err := r.post(a, hello(), false, noon); return err }
	take := func(r Room, a app.Actor) error { _, err := r.take(a, noon); return err }
	end := func(r Room, a app.Actor) error { _, err := r.end(a, "solved", "loans", noon); return err }
	transfer := func(r Room, a app.Actor) error { _, err := r.transfer(a, person(jonas), hello(), noon); return err }
	for _, tt := range []struct {
		name string
		room Room
		do   func(Room, app.Actor) error
		who  app.Actor
		want string // the text of the refusal; empty when allowed
	}{
		{"its client posts while waiting", waitingRoom(), post, marina, ""},
		{"its client posts while open", openRoom(t), post, marina, ""},
		{"its client posts after the end", closedRoom(t), post, marina, ""},
		{"the holder posts", openRoom(t), post, anna, ""},
		{"an operator posts before taking", waitingRoom(), post, anna, "chat.take_first"},
		{"a colleague posts", openRoom(t), post, jonas, "chat.taken_by"},
		{"the holder posts after the end", closedRoom(t), post, anna, "chat.is_closed"},
		{"an operator takes a waiting room", waitingRoom(), take, anna, ""},
		{"the holder takes again", openRoom(t), take, anna, ""},
		{"a loser takes", openRoom(t), take, jonas, "chat.taken_by"},
		{"somebody takes a closed room", closedRoom(t), take, jonas, "chat.is_closed"},
		{"the holder closes", openRoom(t), end, anna, ""},
		{"the holder closes again", closedRoom(t), end, anna, ""},
		{"a colleague closes", openRoom(t), end, jonas, "chat.taken_by"},
		{"a colleague closes a closed room", closedRoom(t), end, jonas, "chat.is_closed"},
		{"the holder transfers", openRoom(t), transfer, anna, ""},
		{"a colleague transfers to themselves", openRoom(t), transfer, jonas, "chat.taken_by"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.do(tt.room, tt.who)
			var e *app.Error
			got := ""
			if errors.As(err, &e) {
				got = e.Text.ID
			}
			if got != tt.want || (err == nil) != (tt.want == "") {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestWhoMayReadARoom(t *testing.T) {
	for _, tt := range []struct {
		who  app.Actor
		want bool
	}{{marina, true}, {oleg, false}, {anna, true}, {jonas, true}, {erik, true}, {app.Actor{}, false}} {
		if got := openRoom(t).CanRead(tt.who) == nil; got != tt.want {
			t.Errorf("%s reads: %v, want %v", tt.who.Name, got, tt.want)
		}
	}
}

// The attack: somebody who answers for one team opens a room of another by its address.
func TestARoomOfAnotherTeamIsAsIfItWereNotThere(t *testing.T) {
	room := openRoom(t)
	room.Team = "cards"
	for _, tt := range []struct {
		role  app.Role
		scope app.Scope
		team  string
		state State
		want  bool
	}{
		{app.Operator, app.Own, "cards", Open, false}, {app.Operator, app.Team, "cards", Open, true},
		{app.Operator, app.Team, "loans", Open, false}, {app.Operator, app.Team, "", Open, false}, {app.Operator, app.All, "loans", Open, true},
		{app.Operator, app.Own, "loans", Waiting, true}, {app.Operator, app.Own, "loans", Closed, true},
		{app.Manager, app.Own, "cards", Closed, false}, {app.Manager, app.Team, "loans", Closed, false},
		{app.Manager, app.Team, "cards", Closed, true}, {app.Manager, app.All, "", Open, true},
	} {
		room.State = tt.state
		if got := room.CanRead(app.Actor{ID: "01VERA", Role: tt.role, Scope: tt.scope, Team: tt.team}) == nil; got != tt.want {
			t.Errorf("a room of cards, %s, is read by a %s of %q who sees %s: %v", tt.state, tt.role, tt.team, tt.scope, got)
		}
	}
}

func TestALoserOfARaceLearnsWhoTookTheRoom(t *testing.T) {
	_, err := openRoom(t).take(jonas, noon)
	var e *app.Error
	if !errors.As(err, &e) || e.Kind != app.Conflict || e.Text.Args["Name"] != anna.Name {
		t.Fatalf("got %v, want a conflict with the taker's name", err)
	}
}

func TestEachChangeOfARoomTakesTheNextNumbersOfItsLog(t *testing.T) {
	r := waitingRoom()
	steps := []func(Room) (Change, error){
		func(r Room) (Change, error) { return r.post(marina, hello(), false, noon) },
		func(r Room) (Change, error) { return r.take(anna, noon) },
		func(r Room) (Change, error) { return r.note(jonas, hello(), noon) },
		func(r Room) (Change, error) { return r.transfer(anna, person(jonas), hello(), noon) },
		func(r Room) (Change, error) { return r.end(jonas, "solved", "loans", noon) },
		func(r Room) (Change, error) { return r.post(marina, hello(), false, noon) },
	}
	for i, step := range steps {
		c, err := step(r)
		if err != nil {
			t.Fatal(err)
		}
		for j, e := range c.Entries {
			if want := r.Seq + int64(j) + 1; e.Seq != want {
				t.Errorf("step %d: entry %d has number %d, want %d", i, j, e.Seq, want)
			}
		}
		if want := r.Seq + int64(len(c.Entries)); c.Room.Seq != want {
			t.Errorf("step %d: the room stands at %d, want %d", i, c.Room.Seq, want)
		}
		r = c.Room
	}
}

func TestWritingInAClosedRoomMakesItWaitAgain(t *testing.T) {
	later := noon.Add(2 * time.Hour)
	c, err := closedRoom(t).post(marina, hello(), false, later)
	if err != nil {
		t.Fatal(err)
	}
	if c.Room.State != Waiting || !c.Room.WaitingSince.Equal(later) || c.Room.Operator.ID != "" || c.Room.CloseReason != "" {
		t.Errorf("got %+v, want a room that waits since now, with nobody", c.Room)
	}
	if c.Entries[0].Body != string(Reopened) || c.Message().Body != hello().Body {
		t.Errorf("got %+v, want the reopening and then the words", c.Entries)
	}
}

func TestTheFirstAnswerIsTimedOnce(t *testing.T) {
	first, err := openRoom(t).post(anna, hello(), false, noon.Add(2*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	second, err := first.Room.post(anna, hello(), false, noon.Add(3*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if got := second.Room.AnsweredAt; got == nil || !got.Equal(noon.Add(2*time.Minute)) {
		t.Errorf("first answer at %v, want 12:02", got)
	}
}

func TestATransferIsExplainedInANoteThatTheClientNeverSees(t *testing.T) {
	c, err := openRoom(t).transfer(anna, person(jonas), hello(), noon)
	if err != nil {
		t.Fatal(err)
	}
	visible := slices.DeleteFunc(slices.Clone(c.Entries), func(m Message) bool { return !m.Visible(ClientSide) })
	if len(c.Entries) != 2 || len(visible) != 1 || visible[0].Kind != Happens {
		t.Errorf("the client sees %+v of %+v, want one line of what happened", visible, c.Entries)
	}
	if c.Room.Operator.ID != jonas.ID || c.Room.State != Open {
		t.Errorf("the room is with %v, want Jonas", c.Room.Operator)
	}
}

func TestABodyKeepsWhatWasTyped(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"line breaks of every kind", "one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"},
		{"Cyrillic and emoji", "Ёлка 🎄 за 5 000 ₽", "Ёлка 🎄 за 5 000 ₽"},
		{"joined emoji", "👩‍👩‍👧", "👩‍👩‍👧"},
		{"a backslash before a line break", "C:\\\nD:", "C:\\\nD:"},
		{"white space around", " \n yes \n", "yes"},
		{"controls", "a\x00b\x1bc", "abc"},
		{"a text that pretends to run backwards", "pay \u202e001", "pay 001"},
		{"broken UTF-8", "a\xffb", "a\uFFFDb"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cleanBody(tt.in)
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestADraftThatCannotBeSentSaysWhy(t *testing.T) {
	key := hello().Key
	for _, tt := range []struct {
		name  string
		draft Draft
		want  string
	}{
		{"empty", Draft{"  \n", key}, "chat.body_empty"},
		{"4,000 characters of two bytes", Draft{strings.Repeat("я", MaxBody), key}, ""},
		{"one more", Draft{strings.Repeat("я", MaxBody+1), key}, "chat.body_long"},
		{"a short key", Draft{"hi", "abc"}, "chat.key_invalid"},
		{"a key with a quote", Draft{"hi", "0123456789abcde'"}, "chat.key_invalid"},
		{"a long key", Draft{"hi", strings.Repeat("k", 65)}, "chat.key_invalid"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.draft.check()
			var e *app.Error
			got := ""
			if errors.As(err, &e) {
				got = e.Fields[0].Text.ID
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAPastTalkFollowsTheRulesOfALiveOne(t *testing.T) {
	c, err := Past(marina, anna, "loans", noon, []Step{
		{Do: Asks, Body: "Can I move the payment date?"},
		{After: time.Minute, Do: Takes},
		{After: time.Minute, Do: Answers, Body: "Yes, once a year."},
		{After: time.Minute, Do: Asks, Body: "Thank you"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Room.State != Open || c.Room.Seq != int64(len(c.Entries)) || c.Room.ByStaff.Read >= c.Room.Seq {
		t.Errorf("got %+v, want an open room with the client's last words unread", c.Room)
	}
	if _, err := Past(marina, anna, "loans", noon, []Step{{Do: Asks, Body: "?"}, {Do: Answers, Body: "!"}}); err == nil {
		t.Error("an answer in a room that nobody took was accepted")
	}
}

func FuzzBodiesStayValidAndShort(f *testing.F) {
	for _, s := range []string{"", "a", "\x00", "я\r\n", "\u202e", strings.Repeat("x", 5000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := cleanBody(s)
		if err != nil {
			return
		}
		again, err := cleanBody(got)
		if err != nil || again != got {
			t.Errorf("cleaning twice changed %q to %q, %v", got, again, err)
		}
		if strings.ContainsAny(got, "\r\x00\u202e") {
			t.Errorf("%q still holds what no keyboard types", got)
		}
	})
}
