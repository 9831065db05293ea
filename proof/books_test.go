package proof

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/chat"
	"telemark/app/secret"
	"telemark/app/session"
	"telemark/app/store"
)

// books are a large bank made for a measurement: people who are signed in already, because ten thousand password hashes would
// take ten minutes, and their rooms. It is written through the program's own store and session keeper.
type books struct {
	t    testing.TB
	dir  string
	env  []string // the keys that a program needs to serve it
	db   *store.DB
	keep *session.Keeper
}

// member is somebody who is signed in.
type member struct {
	app.Actor
	cookie string // the session cookie's value
}

func newBooks(t testing.TB) *books {
	t.Helper()
	database, columns, cookies := secret.NewKey(), secret.NewKey(), secret.NewKey()
	b := &books{t: t, dir: t.TempDir(), env: []string{
		"DATABASE_KEY=" + database.Text(), "COLUMN_KEYS=" + columns.Text(), "SESSION_KEYS=" + cookies.Text(),
	}}
	var err error
	b.db, err = store.Open(t.Context(), store.Config{URL: "sqlite:" + filepath.Join(b.dir, "telemark.db"), Key: database, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if b.keep, err = session.NewKeeper(b.db.Sessions(), silent{}, []secret.Key{cookies}, false, session.Always(app.Entry{Forced: app.ForcedAll()})); err != nil {
		t.Fatal(err)
	}
	return b
}

// silent is a hub that nobody listens to.
type silent struct{}

func (silent) Publish(app.Event) {}

// joins adds a person with the given number of sessions.
func (b *books) joins(n int, role app.Role, sessions int) ([]member, error) {
	ctx := context.Background()
	p := account.Person{
		ID: app.NewID(), Name: fmt.Sprintf("%s %d", role, n), Email: fmt.Sprintf("%s%d@bank.test", role, n), Role: role, CreatedAt: app.Now(),
	}
	actor := app.Actor{ID: p.ID, Name: p.Name, Role: role}
	if err := b.db.Accounts().Create(ctx, p, "no password", app.Record(actor, "account.create", p.ID, "", "")); err != nil {
		return nil, err
	}
	members := make([]member, sessions)
	for i := range members {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/login", nil)
		gs, err := b.keep.Get(r, b.keep.CookieName())
		if err != nil {
			return nil, err
		}
		if err := b.keep.Begin(r, w, gs, session.User{ID: p.ID, Name: p.Name, Role: role}, true, actor); err != nil {
			return nil, err
		}
		members[i] = member{actor, w.Result().Cookies()[0].Value}
	}
	return members, nil
}

// pair is a room with the two who talk in it.
type pair struct {
	room             string
	client, operator member
}

// pairs makes n rooms, each with a client and an operator of its own.
func (b *books) pairs(n int) []pair {
	b.t.Helper()
	all := make([]pair, n)
	var failed sync.Map
	inParallel(n, 32, func(i int) {
		clients, err := b.joins(i, app.Client, 1)
		if err != nil {
			failed.Store(i, err)
			return
		}
		operators, err := b.joins(i, app.Operator, 1)
		if err != nil {
			failed.Store(i, err)
			return
		}
		room, err := b.talk(clients[0], operators[0])
		if err != nil {
			failed.Store(i, err)
		}
		all[i] = pair{room, clients[0], operators[0]}
	})
	failed.Range(func(_, err any) bool {
		b.t.Fatal(err)
		return false
	})
	return all
}

// talk stores a room that the operator has taken.
func (b *books) talk(client, operator member) (room string, err error) {
	past, err := chat.Past(client.Actor, operator.Actor, "other", app.Now().Add(-time.Minute), []chat.Step{
		{Do: chat.Asks, Body: "Good afternoon!"}, {Do: chat.Takes, After: time.Second}, {Do: chat.Answers, Body: "How can I help?", After: time.Second},
	})
	if err != nil {
		return "", err
	}
	_, err = b.db.Chat().Create(context.Background(), past)
	return past.Room.ID, err
}

// serve hands the books over to a program.
func (b *books) serve(env ...string) *program {
	b.t.Helper()
	if err := b.db.Close(); err != nil {
		b.t.Fatal(err)
	}
	p := newProgram(b.t, b.dir, append(env, b.env...), "serve")
	p.start()
	return p
}
