package handlers

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
)

// meter counts the statements that reach the database.
type meter struct {
	mu   sync.Mutex
	seen []string
}

// Query is a store.Observer.
func (m *meter) Query(kind, table string, _ time.Duration, _ bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.seen = append(m.seen, strings.TrimSpace(kind+" "+table))
}

// take empties the meter.
func (m *meter) take() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := m.seen
	m.seen = nil
	return seen
}

// A page's budget is what it asks today, with the statements of its guard; a page that asks more must say why, here. The number of
// rooms or messages on a page never counts.
func TestNoPageAsksTheDatabaseMoreThanItsBudget(t *testing.T) {
	m := &meter{}
	b := newObservedBank(t, m.Query)
	marina, anna, erik := b.browser("marina"), b.browser("anna"), b.browser("erik")
	b.offer()
	var room string
	for range 12 {
		room = b.takenRoom()
	}
	for range 60 {
		if _, err := b.parts.Chat.Post(t.Context(), b.people["marina"], room, chat.Draft{Body: "One more", Key: app.NewID()}); err != nil {
			t.Fatal(err)
		}
	}
	waiting := b.room()
	form := func(pairs ...string) func() url.Values {
		return func() url.Values {
			f := url.Values{"key": {app.NewID()}}
			for i := 0; i+1 < len(pairs); i += 2 {
				f.Set(pairs[i], pairs[i+1])
			}
			return f
		}
	}
	b.loan()
	erik.post("/manager/products/ski/edit", url.Values{})
	sent, draft := marina.sends(), marina.begins("500000")
	for _, c := range []struct {
		name   string
		budget int
		ask    func() reply
	}{
		{"home", 2, func() reply { return marina.get("/client") }},
		{"room", 5, func() reply { return marina.get("/client/rooms/" + room) }},
		{"room that waits", 6, func() reply { return marina.get("/client/rooms/" + waiting) }},
		{"room's head", 2, func() reply { return marina.get("/client/rooms/" + room + "/head") }},
		{"messages", 3, func() reply { return marina.get("/client/rooms/" + room + "/messages?after=1") }},
		{"history", 3, func() reply { return marina.get("/client/rooms/" + room + "/messages?before=50") }},
		{"post", 5, func() reply {
			return marina.post("/client/rooms/"+room+"/messages", form("body", "Hello")(), "HX-Request", "true")
		}},
		{"typing", 2, func() reply { return marina.post("/client/rooms/"+room+"/typing", url.Values{}) }},
		{"desk", 5, func() reply { return anna.get("/operator") }},
		{"operator's room", 14, // three of them: how the client may be reached, which nobody remembers
			func() reply { return anna.get("/operator/rooms/" + room) }},
		{"operator's messages", 3, func() reply { return anna.get("/operator/rooms/" + room + "/messages?after=1") }},
		{"operator's post", 5, func() reply {
			return anna.post("/operator/rooms/"+room+"/messages", form("body", "Hello")(), "HX-Request", "true")
		}},
		{"figures", 15, // of a figure that is kept: whether it still holds, what has changed since, and its days
			func() reply { return erik.get("/manager/figures") }},
		{"staff", 8, func() reply { return erik.get("/manager/staff") }},
		{"profile", 8, func() reply { return marina.get("/client/profile") }},
		{"progress of an export", 2, func() reply { return marina.get("/client/profile/data", "HX-Request", "true") }},
		{"erasure", 2, func() reply { return marina.get("/client/profile/erasure") }},
		{"requests for erasure", 2, func() reply { return erik.get("/manager/requests") }},
		{"my applications", 3, func() reply { return marina.get("/client/applications") }},
		{"a new application", 4, func() reply { return marina.get("/client/applications/new?product=slope") }},
		{"a step", 5, func() reply { return marina.get(draft + "/steps/person") }},
		{"keeping a step", 12, // the draft is read for its form, for the change, and again inside the transaction
			func() reply { return marina.post(draft+"/steps/person/keep", person, "HX-Request", "true") }},
		{"an application", 8,
			func() reply { return marina.get(sent) }},
		{"a receipt", 6, func() reply { return marina.get(sent + "/receipt") }},
		{"the products", 4, // the drafts, the revision, the views; all of the catalogue is held in memory
			func() reply { return erik.get("/manager/products?q=pass&kind=deposit") }},
		{"a product", 4, func() reply { return erik.get("/manager/products/pass") }},
		{"a product's history", 5, func() reply { return erik.get("/manager/products/pass/history") }},
		{"a step of a draft", 5, func() reply { return erik.get("/manager/products/ski/tariff") }},
		{"saving a step", 12, // the draft is read for its page, and again inside the transaction with its editors
			func() reply {
				form := erik.get("/manager/products/ski/tariff").formOn(t)
				form.Set("tariffs.0.grid.0.0", fmt.Sprint(10+len(m.take())))
				return erik.post("/manager/products/ski/tariff", form, "HX-Request", "true", "Telemark-Autosave", "1")
			}},
		{"the board", 7, func() reply { return erik.get("/manager/applications") }},
		{"a case", 9, func() reply { return erik.get(strings.Replace(sent, "/client", "/manager", 1)) }},
		{"front page", 1, func() reply { return marina.get("/") }},
		{"catalogue", 1, func() reply { return b.browser("").get("/products") }},
		{"a stranger's front page", 1, func() reply { return b.browser("").get("/") }},
		{"product", 1, func() reply { return b.browser("").get("/products/pass") }},
		{"health", 0, func() reply { return b.browser("").get("/healthz") }},
		{"an asset", 0, func() reply { return b.browser("").get("/favicon.ico") }},
	} {
		c.ask() // what is remembered between requests is there now
		time.Sleep(20 * time.Millisecond)
		m.take()
		if r := c.ask(); r.status >= 400 && c.name != "an asset" {
			t.Errorf("%s: %d %.200s", c.name, r.status, r.body)
		}
		if seen := m.take(); len(seen) > c.budget {
			t.Errorf("%s asks %d times, its budget is %d: %v", c.name, len(seen), c.budget, seen)
		} else {
			t.Logf("%s: %d of %d: %v", c.name, len(seen), c.budget, seen)
		}
	}
}

// The attack: somebody reads the logs, which are kept longer and guarded less than the database.
func TestNothingThatPeopleWroteStandsInTheLog(t *testing.T) {
	var log bytes.Buffer
	var mu sync.Mutex
	was := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return log.Write(p)
	}), &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(was) })
	m := &meter{}
	b := newObservedBank(t, m.Query)
	const body, note, name, email, secretWord = "seventeen-elephants", "walruses-in-the-note", "Zebulon-Quirke", "quokka@zebra.example", "pangolin password here"
	marina, anna, erik := b.browser("marina"), b.browser("anna"), b.browser("erik")
	marina.get("/client")
	r := marina.post("/client/rooms", url.Values{"topic": {"cards"}, "body": {body}, "key": {app.NewID()}})
	room := strings.TrimPrefix(r.header.Get("Location"), "/client/rooms/")
	anna.post("/operator/rooms/"+room+"/take", url.Values{})
	anna.post("/operator/rooms/"+room+"/notes", url.Values{"body": {note}, "key": {app.NewID()}})
	marina.post("/client/rooms/"+room+"/messages", url.Values{"body": {body + strings.Repeat(" long", 5000)}, "key": {app.NewID()}})
	marina.post("/client/rooms/"+room+"/messages", url.Values{"body": {body}, "key": {"bad key " + body}})
	anna.get("/operator/rooms/" + body)
	anna.get("/client/rooms/" + room)
	stranger := b.browser("")
	stranger.post("/register", url.Values{"name": {name}, "email": {email}, "password": {secretWord}})
	stranger.post("/register", url.Values{"name": {name}, "email": {email}, "password": {secretWord}})
	stranger.post("/login", url.Values{"email": {email}, "password": {secretWord + "?"}})
	erik.post("/manager/staff/invitations", url.Values{"name": {name}, "email": {email}, "role": {"operator"}})
	erik.get("/manager/staff")
	if _, err := b.parts.Chat.Open(t.Context(), app.Actor{ID: app.NewID(), Name: name, Role: app.Client}, "cards", chat.Draft{Body: body, Key: app.NewID()}); err != nil {
		slog.Error("as a failing request would say it", "error", err) // a foreign key fails: the driver's text is in it
	}
	slog.Debug("the log is heard")
	mu.Lock()
	said := log.String() + fmt.Sprint(m.take())
	mu.Unlock()
	if !strings.Contains(said, "the log is heard") || !strings.Contains(said, "foreign") && !strings.Contains(said, "FOREIGN") {
		t.Errorf("the test hears nothing: %s", said)
	}
	for _, word := range []string{body, note, name, email, secretWord, "marina", "bank.test", password} {
		if i := strings.Index(strings.ToLower(said), strings.ToLower(word)); i >= 0 {
			t.Errorf("the log holds %q: …%s…", word, said[max(0, i-200):min(len(said), i+100)])
		}
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
