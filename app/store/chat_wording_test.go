package store_test

import (
	"errors"
	"slices"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/calendar"
	"telemark/app/chat"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestTopicsAreArrangedRenamedAndRetired(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		before, err := db.Chat().Topics(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		fresh := chat.Topic{ID: app.NewID(), Names: map[string]string{"en": "Mortgages 🏠", "ru": "Ипотека 🏠"}}
		next := append([]chat.Topic{fresh}, before...)
		next[1].Retired, next[1].Names = true, map[string]string{"en": "Old cards", "ru": "Старые карты"}
		err = db.Chat().SetTopics(t.Context(), func(old []chat.Topic) ([]chat.Topic, app.Audit, error) {
			if chat.TopicsMark(old) != chat.TopicsMark(before) {
				t.Error("decide sees other topics")
			}
			return next, app.Record(account.System, "chat.topics", "", "", ""), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		after, err := db.Chat().Topics(t.Context())
		if err != nil || chat.TopicsMark(after) != chat.TopicsMark(next) {
			t.Errorf("they are %+v, %v", after, err)
		}
		refused := errors.New("no")
		err = db.Chat().SetTopics(t.Context(), func(old []chat.Topic) ([]chat.Topic, app.Audit, error) { return nil, app.Audit{}, refused })
		if again, _ := db.Chat().Topics(t.Context()); !errors.Is(err, refused) || chat.TopicsMark(again) != chat.TopicsMark(next) {
			t.Errorf("after a refusal: %+v, %v", again, err)
		}
	})
}

func TestCannedTextsHaveShortcutsOfTheirOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s, record := db.Chat(), app.Record(account.System, "chat.canned_add", "", "", "")
		one := chat.Canned{ID: app.NewID(), Shortcut: "rate", Bodies: map[string]string{"en": "Rate 👍", "ru": "Ставка 👍"}}
		two := chat.Canned{ID: app.NewID(), Shortcut: "hello", Bodies: map[string]string{"en": "Hello", "ru": "Здравствуйте"}}
		save := func(c chat.Canned, isNew bool) error {
			record.ID = app.NewID()
			return s.SaveCanned(t.Context(), c, isNew, record)
		}
		if err := errors.Join(save(one, true), save(two, true)); err != nil {
			t.Fatal(err)
		}
		twin := chat.Canned{ID: app.NewID(), Shortcut: "rate", Bodies: one.Bodies}
		if err := save(twin, true); app.KindOf(err) != app.Conflict {
			t.Errorf("a second /rate: %v", err)
		}
		two.Shortcut = "rate"
		if err := save(two, false); app.KindOf(err) != app.Conflict {
			t.Errorf("a change to /rate: %v", err)
		}
		one.Bodies = map[string]string{"en": "Other", "ru": "Другое"}
		twin.Shortcut = "none"
		if err := save(one, false); err != nil {
			t.Error(err)
		}
		if err := save(twin, false); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("a change of what isn't there: %v", err)
		}
		list, err := s.Canned(t.Context())
		shortcuts := func() (all []string) {
			for _, c := range list {
				all = append(all, c.Shortcut+" "+c.Bodies["ru"])
			}
			return all
		}
		if want := []string{"hello Здравствуйте", "rate Другое"}; err != nil || !slices.Equal(shortcuts(), want) {
			t.Errorf("there are %v, %v", shortcuts(), err)
		}
		for range 2 {
			record.ID = app.NewID()
			if err := s.DropCanned(t.Context(), two.ID, record); err != nil {
				t.Error(err)
			}
		}
		if list, err = s.Canned(t.Context()); err != nil || len(list) != 1 {
			t.Errorf("after a drop there are %v, %v", shortcuts(), err)
		}
	})
}

func TestHoursThatSomebodyElseHasChangedAreNotWrittenOver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		hours := calendar.NewService(db.Calendar(), app.Zone())
		chief := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Administrator}
		seen, err := hours.Book(t.Context(), chief)
		if err != nil {
			t.Fatal(err)
		}
		mine, theirs := seen, seen
		mine.Week[1].Until, theirs.Week[1].Until = 20*60, 21*60
		if err := hours.Change(t.Context(), chief, theirs, seen.Mark()); err != nil {
			t.Fatal(err)
		}
		if err := hours.Change(t.Context(), chief, mine, seen.Mark()); app.KindOf(err) != app.Conflict {
			t.Errorf("the second change: %v", err)
		}
		now, err := hours.Book(t.Context(), chief)
		if err != nil || now.Mark() != theirs.Mark() || len(now.Holidays) != len(seen.Holidays) {
			t.Errorf("the book is %+v, %v", now, err)
		}
		if err := hours.Change(t.Context(), chief, mine, now.Mark()); err != nil {
			t.Errorf("who has seen it may change it: %v", err)
		}
	})
}
