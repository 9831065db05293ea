package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/privacy"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// notTheirs are the tables and columns into which no client's words come. A new table isn't among them: its words have to be erased, or somebody
// has to say here why not.
var notTheirs = []string{
	"topics", "opening_hours", "holidays", "consent_texts", "settings", "saved_views", "catalogue", "products", "product_versions", "product_offers", "invitations",
	"teams", "skills", "staff_days", "export_schedules", "approvals", "emergencies", "replaced_sessions", "identities", "canned_texts", "workflow_versions", "workflow_drafts", "product_drafts", "product_draft_revisions", "retention_holds",
	"audit",                                  // kept: it is the proof, and the plan tells the client so
	"applications.product_names",             // the bank's own
	"applications.ask", "applications.quote", // figures of the calculator
	"erasure_requests.answer", "erasure_requests.result", // the bank's own
}

// erasing is the privacy service over a database, with a client whose talks and applications have ended and who asked to be forgotten.
func erasing(t *testing.T, db *store.DB) (s *privacy.Service, vera, anna app.Actor, request privacy.Request) {
	t.Helper()
	fillAll(t, db)
	vera = newBank(t, db).person("Vera", app.Manager)
	vera.Duties = app.Auditor
	s = &privacy.Service{
		Store: db.Privacy(), Erasing: db.Privacy(), Jobs: db.Jobs(), Hub: silence{},
		Seen: func(context.Context, app.Actor, string, string) error { return nil },
		EndSignIn: func(ctx context.Context, id string) error {
			_, err := db.Accounts().Disable(ctx, id, record("person.disable", id))
			return err
		},
	}
	for _, text := range []string{
		"UPDATE rooms SET state = 'closed', waiting_since = NULL, closed_at = last_at, close_reason = 'served'",
		"UPDATE applications SET state = 'refused', waits = '', is_open = 0, ended_at = changed_at, offer_expires = NULL WHERE state <> 'draft'",
	} {
		if err := store.Exec(t.Context(), db, text); err != nil {
			t.Fatal(err)
		}
	}
	open, err := s.Requests(t.Context(), vera)
	if err != nil || len(open) != 1 {
		t.Fatalf("there are %d requests, %v", len(open), err)
	}
	return s, vera, app.Actor{ID: open[0].Client, Role: app.Client}, open[0]
}

func TestNothingThatAnErasedClientTypedRemainsInAnyTable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s, vera, anna, request := erasing(t, db)
		of := fmt.Sprintf("id = '%s'", anna.ID)
		store.PlantWords(t, db, "walrus", append([]string{"rooms.about"}, notTheirs...), map[string]string{
			"users": of, "messages": "kind <> 'happens'", "jobs": "owner_id = '" + anna.ID + "'", "push_devices": "user_id = '" + anna.ID + "'",
		})
		for _, text := range []string{
			`UPDATE rooms SET about = '{"product":"walrus"}'`, "UPDATE callbacks SET phone = '+7walrus'", "UPDATE contact_preferences SET phone = '+7walrus'", "UPDATE users SET password = 'walrus' WHERE " + of,
		} {
			if err := store.Exec(t.Context(), db, text); err != nil {
				t.Fatal(err)
			}
		}
		before := store.FindWord(t, db, "walrus")
		for _, place := range []string{
			"users.name", "users.email", "messages.body", "room_ratings.comment", "callbacks.note", "callbacks.phone", "contact_preferences.phone",
			"application_answers.value", "application_events.note", "application_documents.name", "push_devices.name", "sessions.device",
			"erasure_requests.note", "jobs.input", "rooms.about",
		} {
			if !slices.Contains(before, place) {
				t.Errorf("nothing was planted in %s", place)
			}
		}
		rooms := map[string][]chat.Message{}
		list, err := db.Own().Rooms(t.Context(), anna.ID, "")
		if err != nil || len(list) == 0 {
			t.Fatal(len(list), err)
		}
		b := newBank(t, db)
		for _, r := range list {
			rooms[r.ID] = b.log(r.ID)
		}
		if _, err := s.CarryOut(t.Context(), vera, request.ID, "somebody else", ""); app.KindOf(err) != app.Invalid {
			t.Errorf("another name: %v", err)
		}
		if _, err := s.CarryOut(t.Context(), vera, request.ID, "WALRUS  users name ", "Done"); err != nil {
			t.Fatal(err)
		}
		if places := store.FindWord(t, db, "walrus"); len(places) > 0 {
			t.Errorf("it still stands in %v", places)
		}
		for room, old := range rooms { // who comes back with an old cursor finds every entry in its place
			log := b.log(room)
			if err := gapless(log); err != nil || len(log) != len(old) {
				t.Fatalf("of %d entries %d are there, %v", len(old), len(log), err)
			}
			for i, m := range log {
				was := old[i]
				if m.ID != was.ID || m.Seq != was.Seq || m.Kind != was.Kind || m.Key != was.Key || !m.At.Equal(was.At) {
					t.Errorf("entry %d became another one: %+v", i, m)
				}
				if m.Kind == chat.Happens && m.Body != was.Body || m.Kind != chat.Happens && !m.Erased() {
					t.Errorf("entry %d says %q", i, m.Body)
				}
				if m.Author.ID == anna.ID && m.Author.Name != "Бывший клиент" {
					t.Errorf("its author is called %q", m.Author.Name)
				}
			}
		}
		for _, table := range []string{"application_answers", "application_documents", "application_document_parts", "sessions", "push_devices", "contact_preferences"} {
			if n, err := store.Count(t.Context(), db, table); err != nil || n != 0 && table != "push_devices" {
				t.Errorf("%s has %d rows, %v", table, n, err)
			}
		}
		done, err := s.Asked(t.Context(), anna)
		if err != nil || done.State != privacy.Answered || len(done.Result()) < 6 || done.Answer != "Done" {
			t.Errorf("the request is %+v, %v", done, err)
		}
		if _, err := s.CarryOut(t.Context(), vera, request.ID, "Бывший клиент", ""); app.KindOf(err) != app.Conflict {
			t.Errorf("a second time: %v", err)
		}
		if _, err := db.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatIsHeldOrUnderWayIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s, vera, anna, request := erasing(t, db)
		exec := func(text string) {
			t.Helper()
			if err := store.Exec(t.Context(), db, text); err != nil {
				t.Fatal(err)
			}
		}
		hold := func(kind, object, until string) {
			exec(fmt.Sprintf("INSERT INTO retention_holds (id, kind, object_id, held, reason, until_day, made_by, made_at) VALUES ('%s', '%s', '%s', '%s', 'court', '%s', '%s', '2026-11-01 00:00:00.000')",
				app.NewID(), kind, object, object, until, vera.ID))
		}
		hold("person", anna.ID, "2001-01-01") // is over
		_, h, err := s.Preview(t.Context(), vera, request.ID)
		if err != nil || h.Held || len(h.Applications) < 1 || len(h.Rooms) < 2 {
			t.Fatalf("%+v, %v", h, err)
		}
		var refused string
		for _, a := range h.Applications {
			if a.State == "refused" {
				refused = a.ID
			}
		}
		exec("UPDATE applications SET asked = 'walrus-of-the-case', state = 'in_review', waits = 'bank', is_open = 1, ended_at = NULL WHERE id = '" + refused + "'")
		hold("room", h.Rooms[0].ID, "9999-12-31")
		exec("UPDATE messages SET body = 'walrus-of-the-room' WHERE kind = 'said' AND room_id = '" + h.Rooms[0].ID + "'")
		exec("UPDATE messages SET body = 'pangolin' WHERE kind = 'said' AND room_id = '" + h.Rooms[1].ID + "'")
		hold("person", anna.ID, "9999-12-31")
		if _, err := s.CarryOut(t.Context(), vera, request.ID, h.Name, ""); app.KindOf(err) != app.Conflict {
			t.Errorf("a person on hold: %v", err)
		}
		exec("UPDATE retention_holds SET held = NULL WHERE kind = 'person'")
		items, err := s.CarryOut(t.Context(), vera, request.ID, h.Name, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []privacy.Item{
			{Class: "account", Count: 1, Fate: privacy.Retained, Why: privacy.WhyOpen}, {Class: "talks", Count: 1, Fate: privacy.Retained, Why: privacy.WhyHold},
			{Class: "applications", Count: 1, Fate: privacy.Retained, Why: privacy.WhyOpen},
		} {
			if !slices.Contains(items, want) {
				t.Errorf("%+v is not among %+v", want, items)
			}
		}
		places := strings.Join(store.FindWord(t, db, "walrus"), " ")
		if !strings.Contains(places, "messages.body") || !strings.Contains(places, "applications.asked") {
			t.Errorf("of what is kept there is %s", places)
		}
		if places := store.FindWord(t, db, "pangolin"); len(places) > 0 {
			t.Errorf("what isn't kept stands in %v", places)
		}
		if p, err := db.Accounts().ByID(t.Context(), anna.ID); err != nil || p.Disabled || p.Name != h.Name {
			t.Errorf("the client, whose application is under way, is %+v, %v", p.Person, err)
		}
	})
}
