package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// counting opens an embedded database that counts its commits.
func counting(t *testing.T) (*store.DB, *atomic.Int64) {
	t.Helper()
	commits := new(atomic.Int64)
	c := storetest.Embedded(t)
	c.Observe = func(kind, _ string, _ time.Duration, _ bool) {
		if kind == "commit" {
			commits.Add(1)
		}
	}
	return storetest.Open(t, c), commits
}

// hold keeps the writer busy with a change of a room until it is let go, so that what comes meanwhile makes one group.
func hold(t *testing.T, db *store.DB, room string) (let func()) {
	t.Helper()
	busy, free, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		_, err := db.Chat().Change(context.Background(), room, "", "", func(r chat.Room) (chat.Change, error) {
			close(busy)
			<-free
			return chat.Change{Room: r}, nil
		})
		if err != nil {
			t.Error(err)
		}
	}()
	<-busy
	return func() {
		time.Sleep(50 * time.Millisecond) // for the others to get in line
		close(free)
		<-done
	}
}

func TestWhatWaitsTogetherIsCommittedTogether(t *testing.T) {
	db, commits := counting(t)
	b := newBank(t, db)
	anna := b.person("Anna", app.Client)
	rooms := make([]string, 40)
	for i := range rooms {
		rooms[i] = b.open(anna, "hello").ID
	}
	let := hold(t, db, rooms[0])
	before := commits.Load()
	var all sync.WaitGroup
	for _, room := range rooms {
		all.Go(func() { b.post(anna, room, "together") })
	}
	let()
	all.Wait()
	if n := commits.Load() - before; n != 2 { // the held one and one group
		t.Errorf("%d posts took %d commits, want 2", len(rooms), n)
	}
	for _, room := range rooms {
		if log := b.log(room); len(log) != 3 || gapless(log) != nil {
			t.Errorf("the log of %s is %+v", room, log)
		}
	}
}

func TestAFailureInAGroupUndoesItselfAlone(t *testing.T) {
	db, commits := counting(t)
	b := newBank(t, db)
	anna := b.person("Anna", app.Client)
	rooms := make([]string, 12)
	for i := range rooms {
		rooms[i] = b.open(anna, "hello").ID
	}
	errRule := app.Fail(app.Forbidden, app.T("x"))
	failing := []func(r chat.Room) (chat.Change, error){
		func(chat.Room) (chat.Change, error) { return chat.Change{}, errRule },
		func(chat.Room) (chat.Change, error) { var none *chat.Change; return *none, nil }, // a crash
		func(r chat.Room) (chat.Change, error) { // a constraint, after half of the work
			r.Seq++
			m := chat.Message{ID: app.NewID(), Room: r.ID, Seq: r.Seq, Author: chat.Person{ID: "nobody"}, Side: chat.StaffSide, Kind: chat.Said, Body: "x", At: app.Now()}
			return chat.Change{Room: r, Entries: []chat.Message{m}, Audit: []app.Audit{record("test.lost", r.ID)}}, nil
		},
	}
	records, err := db.VerifyAudit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	let := hold(t, db, rooms[0])
	before := commits.Load()
	errs := make([]error, len(rooms))
	var all sync.WaitGroup
	for i, room := range rooms {
		all.Go(func() {
			if i%2 == 0 {
				b.post(anna, room, "good")
				return
			}
			_, errs[i] = db.Chat().Change(t.Context(), room, anna.ID, "", failing[i/2%3])
		})
	}
	let()
	all.Wait()
	if n := commits.Load() - before; n != 2 {
		t.Errorf("%d commits, want 2: they were not in one group", n)
	}
	for i, room := range rooms {
		want := 3
		if i%2 == 1 {
			want = 2
			if errs[i] == nil {
				t.Errorf("change %d did not fail", i)
			}
		}
		if log := b.log(room); len(log) != want {
			t.Errorf("room %d has %d entries, want %d", i, len(log), want)
		}
	}
	if !errors.Is(errs[1], errRule) {
		t.Errorf("a rule's error came back as %v", errs[1])
	}
	if n, err := db.VerifyAudit(t.Context()); err != nil || n != records {
		t.Errorf("%d audit records, want %d, %v", n, records, err)
	}
}

func TestACallerWhoGoesAwayWhileWaitingStoresNothing(t *testing.T) {
	db, _ := counting(t)
	b := newBank(t, db)
	anna := b.person("Anna", app.Client)
	room, other := b.open(anna, "hello").ID, b.open(anna, "hello").ID
	let := hold(t, db, other)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := b.chat.Post(ctx, anna, room, draft("too late"))
		gone <- err
	}()
	time.Sleep(20 * time.Millisecond)
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the caller got %v", err)
	}
	let()
	b.post(anna, room, "next")
	if log := b.log(room); len(log) != 3 || log[2].Body != "next" {
		t.Errorf("the log is %+v", log)
	}
}

func TestACallerWhoGoesAwayInTheMiddleUndoesTheirChangeOnly(t *testing.T) {
	db, _ := counting(t)
	b := newBank(t, db)
	anna := b.person("Anna", app.Client)
	room := b.open(anna, "hello").ID
	ctx, cancel := context.WithCancel(t.Context())
	_, err := db.Chat().Change(ctx, room, anna.ID, "", func(r chat.Room) (chat.Change, error) {
		cancel()
		r.Seq++
		return chat.Change{Room: r, Entries: []chat.Message{{ID: app.NewID(), Room: r.ID, Seq: r.Seq, Author: r.Client, Side: chat.ClientSide, Kind: chat.Said, Body: "x", At: app.Now()}}}, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the caller got %v", err)
	}
	b.post(anna, room, "next")
	if log := b.log(room); len(log) != 3 || gapless(log) != nil {
		t.Errorf("the log is %+v", log)
	}
}

func TestAClosedDatabaseRefusesChanges(t *testing.T) {
	db, err := store.Open(t.Context(), storetest.Embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := newBank(t, db)
	anna := b.person("Anna", app.Client)
	var all sync.WaitGroup
	var stored atomic.Int64
	for w := range 8 {
		all.Go(func() {
			for n := 0; ; n++ {
				_, err := b.chat.Open(t.Context(), anna, "cards", draft(fmt.Sprint(w, n)))
				if err != nil {
					if strings.Contains(err.Error(), "panic") || app.KindOf(err) == app.TooMany {
						t.Error(err)
					}
					return
				}
				stored.Add(1)
			}
		})
	}
	time.Sleep(30 * time.Millisecond)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	all.Wait()
	if stored.Load() == 0 {
		t.Error("nothing was stored before the end")
	}
}

func TestTheLogBeginsAnewUnderLoad(t *testing.T) {
	c := storetest.Embedded(t)
	b := newBank(t, storetest.Open(t, c))
	anna := b.person("Anna", app.Client)
	rooms := make([]string, 64)
	for i := range rooms {
		rooms[i] = b.open(anna, "hello").ID
	}
	body := strings.Repeat("x", chat.MaxBody) // about a page each
	var all sync.WaitGroup
	for _, room := range rooms {
		all.Go(func() {
			for range 80 {
				b.post(anna, room, body)
			}
		})
	}
	all.Wait()
	info, err := os.Stat(strings.TrimPrefix(c.URL, "sqlite:") + "-wal")
	if err != nil || info.Size() > 48<<20 { // written were more than 80 MiB
		t.Errorf("the log has %d MiB, %v", info.Size()>>20, err)
	}
}
