package handlers

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/chat"
	"telemark/app/product"
)

func TestTheNextRoomIsOneThatFitsWhoTakesIt(t *testing.T) {
	b := newBank(t)
	b.loan()
	early, err := b.parts.Chat.Open(t.Context(), b.people["marina"], "deposits", chat.Draft{Body: "Good afternoon!", Key: app.NewID()})
	if err != nil {
		t.Fatal(err)
	}
	first := early.Room.ID
	time.Sleep(5 * time.Millisecond) // two of one millisecond would be in the order of their ids
	opened := b.browser("marina").post("/client/rooms", url.Values{"product": {"slope"}, "body": {"How much may I have?"}, "key": {app.NewID()}})
	loan := strings.TrimPrefix(opened.header.Get("Location"), "/client/rooms/")
	if err := b.parts.People.SetSkills(t.Context(), account.System, b.people["anna"].ID, []string{"loan/en"}); err != nil {
		t.Fatal(err)
	}
	if err := b.parts.People.SetSkills(t.Context(), account.System, b.people["jonas"].ID, []string{"deposit/en"}); err != nil {
		t.Fatal(err)
	}
	next := func(room string) string { return `action="/operator/rooms/` + room + `/take"` }
	b.browser("jonas").get("/operator").shows(t, "who talks about deposits", http.StatusOK, []string{next(first), loan}, []string{next(loan)})
	anna := b.browser("anna")
	anna.get("/operator").shows(t, "who talks about loans", http.StatusOK, []string{next(loan), "data-fits", "Fits your skills", first}, []string{next(first)})
	for _, who := range []struct{ name, next string }{{"jonas", first}, {"anna", loan}} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.origin+"/operator/stream", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := b.browser(who.name).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			if text := lines.Text(); strings.Contains(text, "/take") {
				if !strings.Contains(text, next(who.next)) {
					t.Errorf("the queue in %s's stream begins with %s", who.name, text)
				}
				break
			}
		}
		_ = answer.Body.Close()
	}
}

func TestEveryKindOfProductIsAskedAboutUnderItsTopic(t *testing.T) {
	want := map[product.Kind]string{
		product.Deposit: "deposits", product.Savings: "deposits", product.Loan: "loans", product.Mortgage: "loans", product.CarLoan: "loans",
		product.CreditCard: "cards", product.DebitCard: "cards", product.Insurance: "other",
	}
	for _, kind := range product.Kinds {
		if got := chat.TopicOf(string(kind)); got != want[kind] {
			t.Errorf("%s is asked about under %s", kind, got)
		}
	}
}

func TestWhoLosesARaceHearsTheNameOfWhoeverWasFasterInAnyTeam(t *testing.T) {
	b := newBank(t)
	team, err := b.parts.People.AddTeam(t.Context(), account.System, "Savings")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.parts.People.SetRights(t.Context(), account.System, b.people["jonas"].ID, app.Rights{Scope: app.Team, Team: team.ID}); err != nil {
		t.Fatal(err)
	}
	jonas, fresh, old := b.browser("jonas"), b.takenRoom(), b.takenRoom()
	if _, err := b.parts.Chat.Store.Change(t.Context(), old, b.people["anna"].ID, "", func(r chat.Room) (chat.Change, error) {
		at := r.TakenAt.Add(-time.Minute)
		r.TakenAt = &at
		return chat.Change{Room: r, Entries: []chat.Message{{ID: app.NewID(), Room: r.ID, Seq: r.Seq + 1, Author: chat.Person{ID: b.people["anna"].ID}, Side: chat.SystemSide, Kind: chat.Happens, Body: string(chat.Taken), At: app.Now()}}}, nil
	}); err != nil {
		t.Fatal(err)
	}
	if r := jonas.post("/operator/rooms/"+fresh+"/take", url.Values{}); r.status != http.StatusConflict || !strings.Contains(r.body, "anna") {
		t.Errorf("the loser gets %d without the taker's name", r.status)
	}
	if r := jonas.get("/operator/rooms/" + fresh); r.status != http.StatusNotFound {
		t.Errorf("and reads the room: %d", r.status)
	}
	if r := jonas.post("/operator/rooms/"+old+"/take", url.Values{}); r.status != http.StatusNotFound {
		t.Errorf("of a room that another team has had for a while: %d %s", r.status, r.body)
	}
}
