package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/product"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// office is a bank with a product that can be applied for.
type office struct {
	bank
	service         *application.Service
	sealer          *secret.Sealer
	client, manager app.Actor
}

func newOffice(t *testing.T, db *store.DB) office {
	t.Helper()
	sealer, err := secret.NewSealer(secret.NewKey())
	check(t, err)
	b := newBank(t, db)
	o := office{bank: b, sealer: sealer, client: b.person("Марина Ковалёва", app.Client), manager: b.person("Erik", app.Manager)}
	o.service = &application.Service{Store: db.Applications(sealer), Products: b.products(), Hub: silence{}}
	o.publish("apply")
	return o
}

// applied is the content of a deposit with a form.
func applied() product.Content {
	c := offered(145_000)
	c.Rules.MinAge = 0 // the form doesn't ask
	names := map[string]string{"en": "Name", "ru": "Имя"}
	c.Form = []product.Step{
		{ID: "person", Names: names, Fields: []product.Field{
			{ID: "name", Type: product.NameField, Labels: names},
			{ID: "passport", Type: product.PassportField, Labels: names},
			{ID: "inn", Type: product.TaxIDField, Labels: names, Optional: true},
		}},
		{ID: "contact", Names: names, Fields: []product.Field{{ID: "note", Type: product.TextField, Labels: names, Optional: true}}},
	}
	return c
}

func (o office) publish(slug string) {
	o.t.Helper()
	_, err := o.products().Add(o.t.Context(), account.System, product.Product{Slug: slug, Kind: product.Deposit, Position: 20}, applied(), app.Today().AddMonths(-1))
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o office) ask() product.Ask {
	return product.Ask{Currency: app.RUB, Amount: 100_000_00, Term: 12, Start: app.Today(), Payout: product.Monthly}
}

// draft begins an application and fills in its form.
func (o office) draft(passport string) application.Application {
	o.t.Helper()
	ctx := o.t.Context()
	a, err := o.service.Begin(ctx, o.client, "apply", o.ask(), app.NewID())
	if err != nil {
		o.t.Fatal(err)
	}
	for step, answers := range map[string]application.Answers{
		"person": {"name": "Марина Ковалёва", "passport": passport}, "contact": {"note": "после обеда \\\n ё"},
	} {
		if a, err = o.service.Fill(ctx, o.client, a.ID, step, answers); err != nil {
			o.t.Fatalf("%s: %v", step, err)
		}
	}
	return a
}

// submitted is a draft that was handed in.
func (o office) submitted(passport string) application.Application {
	o.t.Helper()
	a, err := o.service.Submit(o.t.Context(), o.client, o.draft(passport).ID, app.NewID())
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

// fillApplications puts rows into the tables of products and applications, the answers sealed by a sealer.
func fillApplications(b bank, sealer *secret.Sealer, client app.Actor) {
	b.t.Helper()
	b.product("pass")
	o := office{bank: b, sealer: sealer, client: client}
	o.service = &application.Service{Store: b.db.Applications(sealer), Products: b.products(), Hub: silence{}}
	o.publish("apply")
	draft := o.draft("4508 123456").ID
	o.fillDocuments(draft)
	flows := &workflow.Service{Store: b.db.Workflows()}
	if _, err := flows.Install(b.t.Context(), deciding()); err != nil {
		b.t.Fatal(err)
	}
	o.service.Flows = flows
	if _, err := o.service.Submit(b.t.Context(), client, draft, app.NewID()); err != nil {
		b.t.Fatal(err)
	}
	o.fillDesk(flows, draft)
}

// fillDesk puts rows into the tables of what is decided about an application, and of the workflow by which.
func (o office) fillDesk(flows *workflow.Service, id string) {
	o.t.Helper()
	ctx, erik := o.t.Context(), o.person("Erik 😀", app.Manager)
	erik.Duties = app.Author
	_, first := flows.Begin(ctx, erik, "")
	_, second := o.service.Take(ctx, erik, id)
	_, third := o.service.Check(ctx, erik, id, "passport", true)
	_, fourth := o.service.Move(ctx, erik, id, "decide", "")
	_, fifth := o.service.Vote(ctx, erik, id, application.Vote{For: true, Amount: 1, Reason: "да \\\n ё"})
	_, sixth := o.service.Move(ctx, erik, id, "check", "again")
	_, seventh := o.service.Check(ctx, erik, id, "passport", true)
	if err := errors.Join(first, second, third, fourth, fifth, sixth, seventh); err != nil {
		o.t.Fatal(err)
	}
}

func TestAnApplicationIsKeptWithItsLogAndItsAnswers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a := o.draft("4508 123456")
		a, err := o.service.Submit(t.Context(), o.client, a.ID, app.NewID())
		check(t, err)
		if year := app.Now().In(app.Zone()).Year() % 100; a.Number != fmt.Sprintf("%02d-000001", year) || a.State != application.Submitted {
			t.Errorf("submitted as %q, %s", a.Number, a.State)
		}
		got, err := o.service.Application(t.Context(), o.manager, a.ID)
		check(t, err)
		if got.Answers["name"] != "Марина Ковалёва" || got.Answers["note"] != "после обеда \\\n ё" || got.Quote.Total != a.Quote.Total || got.Ask != a.Ask {
			t.Errorf("got %+v", got)
		}
		log, err := o.service.Events(t.Context(), o.client, a.ID)
		check(t, err)
		if len(log) != 2 || log[0].Act != application.Begin || log[0].Seq != 1 || log[1].Seq != a.Seq || a.Seq != 4 { // two steps were saved between them
			t.Errorf("at change %d the log is %+v", a.Seq, log)
		}
		if last := log[len(log)-1]; last.Act != application.Submit || last.To != application.Submitted || last.Actor.ID != o.client.ID {
			t.Errorf("the last event is %+v", last)
		}
	})
}

func TestASealedAnswerStandsNowhereInClear(t *testing.T) {
	const passport = "4508987654"
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a := o.submitted(passport[:4] + " " + passport[4:])
		got, err := o.service.Application(t.Context(), o.client, a.ID)
		check(t, err)
		if got.Answers["passport"] != "••••••••54" {
			t.Errorf("the service gives out %q", got.Answers["passport"])
		}
		log, err := o.service.Events(t.Context(), o.client, a.ID)
		check(t, err)
		if strings.Contains(fmt.Sprint(log), passport) {
			t.Error("the log holds the number")
		}
		if db.Embedded() {
			for table, rows := range store.Rows(t, db) {
				if strings.Contains(rows, passport[4:]) {
					t.Errorf("%s holds the number", table)
				}
			}
		}
		shown, err := o.service.Reveal(t.Context(), o.manager, a.ID, "passport", "the client asked")
		if err != nil || shown != passport {
			t.Errorf("revealed %q, %v", shown, err)
		}
		if _, err := o.service.Reveal(t.Context(), o.client, a.ID, "passport", "mine"); app.KindOf(err) != app.NotFound {
			t.Errorf("a client reveals: %v", err)
		}
	})
}

func TestAnExactSearchFindsASealedAnswerByAnyOfTheKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		old, fresh := secret.NewKey(), secret.NewKey()
		withKeys := func(keys ...secret.Key) {
			sealer, err := secret.NewSealer(keys...)
			check(t, err)
			o.service.Store = db.Applications(sealer)
		}
		withKeys(old)
		a := o.submitted("4508 111111")
		o.client = o.person("Олег", app.Client)
		other := o.draft("4508 222222")
		found := func(when string) {
			t.Helper()
			list, err := o.service.FindSealed(t.Context(), o.manager, product.PassportField, "45 08 111111", "a letter of the court")
			if err != nil || len(list) != 1 || list[0].ID != a.ID {
				t.Errorf("%s: found %d, %v; want the one of %s, not of %s", when, len(list), err, a.ID, other.ID)
			}
		}
		found("under the first key")
		withKeys(fresh, old)
		found("with a new key in front")
		r, err := db.Applications(must(t)(secret.NewSealer(fresh, old))).Reseal(t.Context(), account.System)
		if err != nil || r.Sealed != 2 || r.Left != 0 || len(r.Lost) != 0 {
			t.Errorf("sealed anew: %+v, %v", r, err)
		}
		withKeys(fresh)
		found("after sealing anew, without the old key")
		if r, err := db.Applications(must(t)(secret.NewSealer(fresh))).Reseal(t.Context(), account.System); err != nil || r.Left != 2 {
			t.Errorf("once more: %+v, %v", r, err)
		}
		if r, err := db.Applications(must(t)(secret.NewSealer(secret.NewKey()))).Reseal(t.Context(), account.System); err != nil || len(r.Lost) != 2 {
			t.Errorf("with a strange key: %+v, %v", r, err)
		}
	})
}

func must(t *testing.T) func(*secret.Sealer, error) *secret.Sealer {
	return func(s *secret.Sealer, err error) *secret.Sealer {
		t.Helper()
		check(t, err)
		return s
	}
}

func TestTheViewOfApplicationsSaysWhatWasAskedForAndWhatCameOfIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		o.draft("4508 123456") // is nobody's business yet
		a, err := o.service.Submit(t.Context(), o.client, o.draft("4508 123456").ID, app.NewID())
		check(t, err)
		a, err = o.service.Take(t.Context(), o.manager, a.ID)
		check(t, err)
		a, err = o.service.Refuse(t.Context(), o.manager, a.ID, "income", "")
		check(t, err)
		columns, rows, err := store.View(t.Context(), db, "report_applications")
		check(t, err)
		if strings.Join(columns, " ") != viewColumns["report_applications"] || len(rows) != 1 {
			t.Fatalf("columns %v, %d rows", columns, len(rows))
		}
		at := func(when time.Time) string { return when.Format("2006-01-02 15:04:05.000") }
		want := []string{
			a.ID, a.Number, o.client.ID, o.manager.ID, "apply", "deposit", "1", "refused", "", "income", "RUB", "100000.000", "12",
			at(*a.SubmittedAt), at(a.Since), at(*a.EndedAt), fmt.Sprintf("%.3f", a.EndedAt.Sub(*a.SubmittedAt).Seconds()),
		}
		if difference := unlike(rows, [][]string{want}); difference != "" {
			t.Error(difference)
		}
	})
}

// A hundred clients press twice, all at once.
func TestAHundredDoubleSubmitsAreAHundredApplications(t *testing.T) {
	const many = 100
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		drafts := make([]application.Application, many)
		clients := make([]app.Actor, many)
		for i := range drafts {
			clients[i] = o.person("Client", app.Client)
			o.client = clients[i]
			drafts[i] = o.draft("4508 123456")
		}
		var all sync.WaitGroup
		begun := app.Now()
		for i, a := range drafts {
			key := app.NewID()
			for range 2 {
				all.Go(func() {
					if _, err := o.service.Submit(t.Context(), clients[i], a.ID, key); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		t.Logf("%d double submissions in %v", many, app.Now().Sub(begun).Round(time.Millisecond))
		numbers := map[string]bool{}
		for i, a := range drafts {
			got, err := o.service.Application(t.Context(), clients[i], a.ID)
			check(t, err)
			numbers[got.Number] = true
			log, err := o.service.Events(t.Context(), clients[i], a.ID)
			check(t, err)
			submits := 0
			for _, e := range log {
				if e.Act == application.Submit {
					submits++
				}
			}
			if submits != 1 {
				t.Errorf("%s was submitted %d times", got.Number, submits)
			}
		}
		year := app.Now().In(app.Zone()).Year() % 100
		for n := range many {
			if number := fmt.Sprintf("%02d-%06d", year, n+1); !numbers[number] {
				t.Errorf("the number %s was not given", number)
			}
		}
	})
}

// Everybody who submits waits for the row with the last number, and everybody who has something to record for the end of the audit.
func TestASubmissionHoldsWhatOthersWaitForAtItsEndOnly(t *testing.T) {
	storetest.Configs(t, func(t *testing.T, c store.Config) {
		var mu sync.Mutex
		var asked []string
		c.Observe = func(kind, table string, _ time.Duration, _ bool) {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, kind+" "+table)
		}
		db := storetest.Open(t, c)
		o := newOffice(t, db)
		o.submitted("4508 123456") // the first of the year makes the row
		a := o.draft("4508 123456")
		asked = nil
		_, err := o.service.Submit(t.Context(), o.client, a.ID, app.NewID())
		check(t, err)
		want := []string{"UPDATE application_numbers", "UPDATE applications", "UPDATE audit_head", "INSERT audit"}
		if db.Embedded() {
			want = append(want[:2], "SELECT audit_head", "INSERT audit", "UPDATE audit_head", "commit ")
		} else {
			want = append(want, "COMMIT ")
			asked = slices.DeleteFunc(asked, func(s string) bool { return s == "ROLLBACK " }) // of what is committed: nothing
		}
		if at := slices.Index(asked, want[0]); at < 0 || !slices.Equal(asked[at:], want) {
			t.Errorf("asked in turn %q; want it to end with %q", asked, want)
		}
	})
}

func TestTheSameKeyMakesOneDraft(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		key, ids := app.NewID(), sync.Map{}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				a, err := o.service.Begin(t.Context(), o.client, "apply", o.ask(), key)
				if err != nil {
					t.Error(err)
				}
				ids.Store(a.ID, true)
			})
		}
		all.Wait()
		n := 0
		ids.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("%d drafts", n)
		}
	})
}

func TestSavingADraftWritesNoEntryAndOvertakesNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a := o.draft("4508 123456")
		const saves = 12
		var all sync.WaitGroup
		for n := range saves {
			all.Go(func() {
				note := application.Answers{"note": fmt.Sprint("line ", n)}
				if _, err := o.service.Keep(t.Context(), o.client, a.ID, "contact", note); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		got, err := o.service.Application(t.Context(), o.client, a.ID)
		check(t, err)
		log, err := o.service.Events(t.Context(), o.client, a.ID)
		check(t, err)
		if got.Seq != a.Seq+saves || len(log) != 1 {
			t.Errorf("after %d saves at change %d of %d, with %d entries", saves, got.Seq, a.Seq+saves, len(log))
		}
	})
}

func TestARoomIsLinkedByTheClientWhoseRoomItIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a, other := o.draft("4508 123456"), o.person("Олег", app.Client)
		room, strange := o.open(o.client, "О заявке"), o.open(other, "О другом")
		for range 2 {
			got, err := o.service.Link(t.Context(), o.client, a.ID, room.ID)
			if err != nil || got.Room != room.ID || got.Seq != a.Seq+1 {
				t.Errorf("linked to %q at change %d, %v", got.Room, got.Seq, err)
			}
		}
		for name, tt := range map[string]struct {
			who  app.Actor
			room string
		}{
			"somebody else's room": {o.client, strange.ID}, "somebody else's application": {other, strange.ID},
			"the bank": {o.manager, room.ID}, "an unknown room": {o.client, app.NewID()},
		} {
			if _, err := o.service.Link(t.Context(), tt.who, a.ID, tt.room); app.KindOf(err) != app.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		got, err := o.service.Application(t.Context(), o.client, a.ID)
		if check(t, err); got.Room != room.ID {
			t.Errorf("the application is about room %q", got.Room)
		}
	})
}

func TestAClientHasOneDraftOfAProduct(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a, more := o.draft("4508 123456"), o.ask()
		more.Amount *= 2
		b, err := o.service.Begin(t.Context(), o.client, "apply", more, app.NewID())
		check(t, err)
		if b.ID != a.ID || b.Answers["name"] != a.Answers["name"] || b.Quote.Ask.Amount != more.Amount {
			t.Errorf("begun again: %s for %d with %v; want %s with the new amount and the old answers", b.ID, b.Quote.Ask.Amount, b.Answers, a.ID)
		}
		if log, err := o.service.Events(t.Context(), o.client, a.ID); err != nil || len(log) != 1 {
			t.Errorf("the log has %d entries, %v", len(log), err)
		}
	})
}

func TestOfTwoWhoTakeAnApplicationOneGetsIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		anna := o.person("Anna", app.Manager)
		a, err := o.service.Submit(t.Context(), o.client, o.draft("4508 123456").ID, app.NewID())
		check(t, err)
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, actor := range []app.Actor{o.manager, anna} {
			both.Go(func() { _, errs[i] = o.service.Take(t.Context(), actor, a.ID) })
		}
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%v, %v; want one of them", errs[0], errs[1])
		}
		for _, err := range errs {
			if err != nil {
				kindIs(t, err, app.Conflict)
			}
		}
	})
}

func TestTheBoardGoesOnWhereItsPageEnded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		want := map[string]bool{}
		for range application.BoardSize + 5 {
			a, err := o.service.Submit(t.Context(), o.client, o.draft("4508 123456").ID, app.NewID())
			check(t, err)
			want[a.ID] = true
		}
		o.draft("4508 123456") // a draft is nobody's business
		var before time.Time
		for after, pages := "", 0; ; pages++ {
			list, next, err := o.service.Board(t.Context(), o.manager, application.BoardFilter{After: after, Kind: product.Deposit, Assignee: application.Nobody})
			check(t, err)
			for _, a := range list {
				if !want[a.ID] {
					t.Errorf("%s is there twice, or should not be", a.ID)
				}
				delete(want, a.ID)
				if a.Since.Before(before) {
					t.Error("not in the order of the wait")
				}
				before = a.Since
			}
			if next == "" || pages > 3 {
				break
			}
			after = next
		}
		if len(want) != 0 {
			t.Errorf("%d are on no page", len(want))
		}
	})
}

func TestTheFileHoldsNoPassportNumber(t *testing.T) {
	c := storetest.Embedded(t)
	o := newOffice(t, storetest.Open(t, c))
	o.draft("4508 987654")
	files, err := filepath.Glob(strings.TrimPrefix(c.URL, "sqlite:") + "*")
	check(t, err)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		check(t, err)
		if strings.Contains(string(raw), "987654") || strings.Contains(string(raw), "Ковалёва") {
			t.Errorf("%s can be read", name)
		}
	}
}
