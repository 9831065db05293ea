package store_test

import (
	"errors"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/approval"
	"telemark/app/contact"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// twoManagers are an author and an approver, and the wordings that one writes and the other approves.
func twoManagers(t *testing.T, db *store.DB) (author, approver app.Actor, words *contact.Service, approvals *approval.Service) {
	t.Helper()
	b := newBank(t, db)
	author, approver = b.person("Vera", app.Manager), b.person("Erik", app.Manager)
	author.Duties, approver.Duties = app.Author, app.Approver
	approvals = &approval.Service{Store: db.Approvals()}
	words = &contact.Service{Store: db.Contact(), Approvals: approvals}
	approvals.Register(words.Publishers())
	return author, approver, words, approvals
}

func rewording(base int, from app.Day) contact.Wording {
	return contact.Wording{
		Purpose: contact.Calls, Base: base, From: from,
		Titles: map[string]string{"en": "Calls 📞", "ru": "Звонки 📞"}, Bodies: map[string]string{"en": "I agree.\n\nReally.", "ru": "Согласен.\n\nПравда."},
	}
}

func TestAWordingIsPublishedByTwoAndHoldsFromItsDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		author, approver, words, approvals := twoManagers(t, db)
		r, err := words.Reword(t.Context(), author, rewording(1, app.Today().Add(3)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := approvals.Decide(t.Context(), app.Actor{ID: author.ID, Role: app.Manager, Duties: app.Every()}, r.ID, true, ""); app.KindOf(err) != app.Forbidden {
			t.Errorf("the author approves: %v", err)
		}
		if _, err := words.Reword(t.Context(), author, rewording(1, app.Today().Add(4))); app.KindOf(err) != app.Conflict {
			t.Errorf("a second one beside it: %v", err)
		}
		if _, err := approvals.Decide(t.Context(), approver, r.ID, true, ""); err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string]string{"en": "Calls 📞", "ru": "Звонки 📞"} {
			next, err := words.Text(t.Context(), contact.Calls, 2, lang)
			if err != nil || next.Title != want || next.From != app.Today().Add(3) || len(next.Paragraphs()) != 2 {
				t.Errorf("%s: %+v, %v", lang, next, err)
			}
		}
		now, err := words.Texts(t.Context(), "en")
		if err != nil || now[1].Purpose != contact.Calls || now[1].Version != 1 {
			t.Errorf("today's are %+v, %v", now, err)
		}
	})
}

func TestAWordingOfAnOldVersionIsOutdated(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		author, approver, words, approvals := twoManagers(t, db)
		first, err := words.Reword(t.Context(), author, rewording(1, app.Today().Add(2)))
		if err != nil {
			t.Fatal(err)
		}
		// What can't happen while one request waits for an object at a time, an operator of the database can do.
		err = store.Exec(t.Context(), db, "INSERT INTO consent_texts (purpose, version, lang, title, body, from_day) VALUES ('calls', 2, 'en', 'x', 'y', '2030-01-01')")
		if err != nil {
			t.Fatal(err)
		}
		got, err := approvals.Decide(t.Context(), approver, first.ID, true, "")
		if err != nil || got.State != approval.Outdated || got.Note.ID != "contact.wording_moved" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestAnOddWordingIsRefusedAtItsField(t *testing.T) {
	db := storetest.Open(t, storetest.Embedded(t))
	author, _, words, _ := twoManagers(t, db)
	for field, change := range map[string]func(*contact.Wording){
		"from":     func(w *contact.Wording) { w.From = app.Today() },
		"title_en": func(w *contact.Wording) { w.Titles["en"] = " " },
		"body_ru":  func(w *contact.Wording) { w.Bodies["ru"] = "" },
	} {
		w := rewording(1, app.Today().Add(1))
		change(&w)
		_, err := words.Reword(t.Context(), author, w)
		e, ok := errors.AsType[*app.Error](err)
		if !ok || len(e.Fields) != 1 || e.Fields[0].Name != field {
			t.Errorf("%s: %+v", field, e)
		}
	}
	if _, err := words.Reword(t.Context(), author, rewording(7, app.Today().Add(1))); app.KindOf(err) != app.Conflict {
		t.Errorf("of a version that isn't there: %v", err)
	}
	if _, err := words.Reword(t.Context(), account.System, rewording(1, app.Today().Add(1))); app.KindOf(err) != app.NotFound {
		t.Errorf("by nobody: %v", err)
	}
}
