package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/audit"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestTheAuditIsFilteredAndPagedWithoutLosingARecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		olga, anna := b.person("Olga Petrova", app.Operator), b.person("Anna", app.Client)
		auditor := b.person("Vera", app.Manager)
		auditor.Duties = app.Auditor
		s := &audit.Service{Store: db.Audits()}
		start := app.Day("2026-05-04").Start()
		for i := range 130 {
			r := app.Record(olga, []string{"room.take", "room.close", "note.write"}[i%3], anna.ID, "", fmt.Sprintf("Причина №%d", i))
			r.At = start.Add(time.Duration(i/4) * time.Hour) // four at each moment
			if i%10 == 0 {
				r.Actor = audit.System
			}
			if err := db.Audit(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		all := func(f audit.Filter) (list []audit.Record) {
			t.Helper()
			for range 20 {
				page, err := s.List(t.Context(), auditor, f)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, page.Records...)
				if f.After = page.Next; page.Next == "" {
					return list
				}
			}
			t.Fatal("the list has no end")
			return nil
		}
		days := audit.Filter{From: "2026-05-01", Until: "2026-05-31"}
		with := func(change func(*audit.Filter)) audit.Filter {
			f := days
			change(&f)
			return f
		}
		for name, c := range map[string]struct {
			filter audit.Filter
			want   int
		}{
			"a month":                      {days, 130},
			"one day":                      {audit.Filter{From: "2026-05-04", Until: "2026-05-04"}, 96},
			"an action":                    {with(func(f *audit.Filter) { f.Action = "room.take" }), 44},
			"a family of actions":          {with(func(f *audit.Filter) { f.Action = "room." }), 87},
			"an unknown action":            {with(func(f *audit.Filter) { f.Action = "rooms." }), 0},
			"an actor by id":               {with(func(f *audit.Filter) { f.Actor = olga.ID }), 117},
			"an actor by a part of a name": {with(func(f *audit.Filter) { f.Actor = "petrova" }), 117},
			"the program":                  {with(func(f *audit.Filter) { f.Actor = "system" }), 13},
			"nobody":                       {with(func(f *audit.Filter) { f.Actor = "nobody at all" }), 0},
			"an actor's actions":           {with(func(f *audit.Filter) { f.Actor, f.Action = olga.ID, "room." }), 78},
			"an object":                    {with(func(f *audit.Filter) { f.Object = anna.ID }), 130},
			"an object and all else":       {with(func(f *audit.Filter) { f.Object, f.Actor, f.Action = anna.ID, olga.ID, "note." }), 39},
			"a text of any case":           {with(func(f *audit.Filter) { f.Text = "ПРИЧИНА №12" }), 11},
		} {
			list := all(c.filter)
			if len(list) != c.want {
				t.Errorf("%s: %d records, want %d", name, len(list), c.want)
			}
			if !slices.IsSortedFunc(list, func(a, b audit.Record) int {
				if c := b.At.Compare(a.At); c != 0 {
					return c
				}
				return int(b.Seq - a.Seq)
			}) {
				t.Errorf("%s: not the latest first", name)
			}
			for i, r := range list {
				if i > 0 && r.Seq == list[i-1].Seq {
					t.Errorf("%s: record %d is there twice", name, r.Seq)
				}
				if r.What.Name != "Anna" || r.What.Kind != audit.Client || r.Actor == olga.ID && r.Who.Name != "Olga Petrova" {
					t.Fatalf("%s: the names are %+v, %+v", name, r.Who, r.What)
				}
			}
		}
		for _, wrong := range []audit.Filter{{From: "2026-02-30"}, {From: "2026-05-05", Until: "2026-05-04"}} {
			_, err := s.List(t.Context(), auditor, wrong)
			kindIs(t, err, app.Invalid)
		}
		_, err := s.List(t.Context(), olga, days)
		kindIs(t, err, app.Forbidden)
		author := auditor
		author.Duties = app.Author
		_, err = s.List(t.Context(), author, days)
		kindIs(t, err, app.Forbidden)
	})
}

func TestALookIsRecordedOnceAnHour(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		olga, vera, anna := b.person("Olga", app.Operator), b.person("Vera", app.Manager), b.person("Anna", app.Client)
		s := &audit.Service{Store: db.Audits()}
		object := app.NewID()
		count := func() int {
			list, err := db.Audits().Page(t.Context(), audit.Selection{Object: object}, audit.Place{}, 100)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		old := app.Record(olga, "application.look", object, "", "")
		old.At = app.Now().Add(-61 * time.Minute)
		if err := db.Audit(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		for i, step := range []struct {
			actor  app.Actor
			action string
			want   int
		}{
			{olga, "application.look", 2}, {olga, "application.look", 2}, {vera, "application.look", 3}, {olga, "application.other", 4}, {anna, "application.look", 4},
		} {
			if err := s.Seen(t.Context(), step.actor, step.action, object); err != nil || count() != step.want {
				t.Errorf("step %d: %d records, %v; want %d", i, count(), err, step.want)
			}
		}
	})
}

func TestThingsAreFoundByWhatPeopleCallThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		anna := account.Person{ID: app.NewID(), Name: "Анна", Email: "анна@example.com", Role: app.Client, Lang: "ru", CreatedAt: app.Now()}
		if err := b.db.Accounts().Create(t.Context(), anna, "$argon2id$", record("person.create", anna.ID)); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{anna.Email, "Анна@Example.com"} {
			if ids, err := db.Audits().Find(t.Context(), name); err != nil || !slices.Equal(ids, []string{anna.ID}) {
				t.Errorf("%s is %v, %v", name, ids, err)
			}
		}
		for _, name := range []string{"26-999999", "E-000077", "E-x", "no-such-product", "никто", strings.Repeat("x", 400)} {
			if ids, err := db.Audits().Find(t.Context(), name); err != nil || len(ids) > 0 {
				t.Errorf("%s is %v, %v", name, ids, err)
			}
		}
	})
}
