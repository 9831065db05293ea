package store_test

import (
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/chat"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestTheQueueIsInTheOrderOfItsReadersSkills(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna, olga, petr := b.person("Anna", app.Client), b.person("Olga", app.Operator), b.person("Пётр", app.Operator)
		names := map[string]string{}
		for _, r := range []struct {
			name, topic string
			about       *chat.About
		}{
			{"transfer", "accounts", nil},
			{"cards", "cards", nil},
			{"mortgage", "loans", &chat.About{Product: "house", Kind: "mortgage", Names: map[string]string{"ru": "Дом"}}},
			{"car", "loans", &chat.About{Product: "road", Kind: "car_loan"}},
		} {
			c, err := b.chat.OpenAbout(t.Context(), anna, r.topic, r.about, draft(r.name))
			if err != nil {
				t.Fatal(err)
			}
			names[c.Room.ID] = r.name
			tick(t)
		}
		for _, c := range []struct {
			of     app.Actor
			skills []account.Skill
			want   string
		}{
			{olga, []account.Skill{{Kind: "mortgage", Lang: "ru"}, {Kind: "car_loan", Lang: "en"}}, "transfer* mortgage* cards car"},
			{olga, []account.Skill{{Kind: "debit_card", Lang: "ru"}}, "transfer* cards* mortgage car"},
			{petr, []account.Skill{{Kind: "mortgage", Lang: "en"}}, "transfer cards mortgage car"},
			{petr, nil, "transfer cards mortgage car"},
		} {
			if err := db.Accounts().SetSkills(t.Context(), c.of.ID, c.skills, record("person.skills", c.of.ID)); err != nil {
				t.Fatal(err)
			}
			list, err := b.chat.Queue(t.Context(), c.of, time.Hour)
			var got []string
			for _, r := range list {
				mark := ""
				if r.Fits {
					mark = "*"
				}
				got = append(got, names[r.ID]+mark)
			}
			if err != nil || strings.Join(got, " ") != c.want {
				t.Errorf("with %v: %v, %v; want %s", c.skills, got, err, c.want)
			}
		}
		mine, _ := b.chat.QueueOf(t.Context(), olga)
		his, _ := b.chat.QueueOf(t.Context(), petr)
		if mine != "debit_card/ru" || his != "" {
			t.Errorf("the queues are %q and %q", mine, his)
		}
	})
}
