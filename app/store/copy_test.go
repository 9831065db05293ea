package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/chat"
	"telemark/app/report"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
	"telemark/app/view"
)

// fillAll puts rows into every table, with what could suffer on the way. It returns the id of the key that sealed a column.
func fillAll(t *testing.T, db *store.DB) (keyID string) {
	t.Helper()
	b := newBank(t, db)
	anna, olga := b.person("Анна 😀", app.Client), b.person("Ольга O'Neil ", app.Operator)
	key := secret.NewKey()
	sealer, err := secret.NewSealer(key)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := db.Audits().Seal(t.Context(), app.Today().Add(1)); err != nil || n != 1 {
		t.Fatalf("%d days are sealed, %v", n, err)
	}
	if err := db.Accounts().OfferFactor(t.Context(), olga.ID, sealer.Seal([]byte("twenty secret bytes."), secret.Place{Row: olga.ID})); err != nil {
		t.Fatal(err)
	}
	var room string
	for range 3 {
		room = b.open(anna, "Здравствуйте").ID
		b.take(olga, room)
		for _, body := range []string{
			"a\\\nb", "a\\\r\nb", "'; DROP TABLE users; --", "tab\tand  spaces  inside", "👩‍👩‍👧 ё é e\u0301", strings.Repeat("длинно ", 500), "?@p1", "1", "<b>&amp;",
		} {
			b.post(anna, room, body)
		}
	}
	if _, err := b.chat.Close(t.Context(), olga, room, "solved", "cards"); err != nil {
		t.Fatal(err)
	}
	goesElsewhere(t, db, olga.ID)
	identity := account.Identity{Issuer: "https://id.example/", Subject: "ab-7"}
	if err := db.Accounts().Link(t.Context(), identity, olga.ID, app.Now(), record("person.identity", olga.ID)); err != nil {
		t.Fatal(err)
	}
	if err := db.Set(t.Context(), "note", "значение \\\n ", record("setting.set", "note")); err != nil {
		t.Fatal(err)
	}
	fillApplications(b, sealer, anna)
	signIn(t, db, anna.ID, "hash", app.Now())
	fillReach(t, db, anna)
	fillNotices(t, db, anna)
	fillJobs(t, db, anna)
	fillApprovals(t, db)
	rated := chat.Rating{Room: room, Operator: olga.ID, Stars: 5, Comment: "\\\n«ё»", RatedAt: app.Now(), ChangedAt: app.Now()}
	if _, err := db.Chat().Rate(t.Context(), rated, app.Now()); err != nil {
		t.Fatal(err)
	}
	fillStaff(t, db, olga.ID)
	if err := db.Views().Put(t.Context(), olga.ID, view.View{ID: app.NewID(), Page: "/manager/products", Name: "Мои «виды» 😀", Query: "kind=loan", At: app.Now()}); err != nil {
		t.Fatal(err)
	}
	const at = "'2026-11-23 03:14:05.987'"
	for _, text := range []string{
		"INSERT INTO invitations (id, hash, email, name, role, invited_by, created_at, expires_at) VALUES ('" + app.NewID() + "', 'h', 'x@example.com', 'X', 'operator', '" +
			olga.ID + "', " + at + ", " + at + ")",
		"INSERT INTO recovery_codes (user_id, hash) VALUES ('" + anna.ID + "', 'aB'), ('" + anna.ID + "', 'ab'), ('" + olga.ID + "', 'Ab')",
		"INSERT INTO attempt_keys (hash, touched_at) VALUES ('_a', " + at + "), ('-a', " + at + "), ('A', " + at + ")",
		"INSERT INTO export_schedules (id, owner_id, what, every, next_at, created_at) VALUES ('" + app.NewID() + "', '" + olga.ID + "', '{}', 'day', " + at + ", " + at + ")",
		"INSERT INTO retention_rules (class, days, changed_by) VALUES ('audit', 2000, '" + olga.ID + "')",
		"INSERT INTO retention_holds (id, kind, object_id, held, reason, until_day, made_by, made_at) VALUES ('" + app.NewID() + "', 'room', '" + app.NewID() +
			"', '" + app.NewID() + "', 'суд', '9999-12-31', '" + olga.ID + "', " + at + ")",
		"INSERT INTO retention_runs (id, class, days, erased, started_at) VALUES ('" + app.NewID() + "', 'talks', 7, 3, " + at + ")",
		"INSERT INTO canned_texts (id, shortcut, team_id, body_en, body_ru, changed_at) VALUES ('" + app.NewID() + "', 'rate', NULL, 'Rate', 'Ставка', " + at + ")",
		"INSERT INTO figure_changes (figure, day, hour, id) VALUES ('served', '2026-11-23', 3, '" + app.NewID() + "')",
		"INSERT INTO presence (user_id, online_until) VALUES ('" + anna.ID + "', '2026-11-23 03:14:05.000')",
	} {
		if err := store.Exec(t.Context(), db, text); err != nil {
			t.Fatal(err)
		}
	}
	packed := report.Packed{Figure: "served", Day: "2026-11-23", Hours: 24}
	if kept, err := db.Reports().Keep(t.Context(), packed, map[report.Facet][]byte{report.FacetAll: {1, 0, 255}, report.FacetWhole: {0}}, nil); err != nil || !kept {
		t.Fatal(kept, err)
	}
	for i := range 12 { // one key, few moments, many ids: every part of the key decides somewhere
		moment := []string{at, "'2026-11-23 03:14:05.988'"}[i/6]
		if err := store.Exec(t.Context(), db, fmt.Sprintf("INSERT INTO attempts (key_hash, attempted_at, id) VALUES ('k', %s, '%s')", moment, app.NewID())); err != nil {
			t.Fatal(err)
		}
	}
	return key.ID()
}

func copied() app.Audit { return record("database.copy", "test") }

// twoDatabases runs f with a full database and with an empty one, of each kind. key sealed a column of the first.
func twoDatabases(t *testing.T, f func(t *testing.T, from, to *store.DB, key string)) {
	t.Helper()
	storetest.Configs(t, func(t *testing.T, one store.Config) {
		from := storetest.Open(t, one)
		key := fillAll(t, from)
		storetest.Configs(t, func(t *testing.T, two store.Config) { f(t, from, empty(t, two), key) })
	})
}

// empty opens a database without a schema.
func empty(t *testing.T, c store.Config) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestACopyIsEqualToItsSource(t *testing.T) {
	twoDatabases(t, func(t *testing.T, from, to *store.DB, key string) {
		records, err := from.VerifyAudit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, rows := range []int{4, 0} { // there, with many pages; and on from there, at once
			done, err := store.Copy(t.Context(), from, to, store.CopyOptions{Rows: rows}, copied())
			if err != nil {
				t.Fatal(err)
			}
			if done.Before != 0 || done.Records != records || !slices.Equal(done.Keys, []string{key}) {
				t.Errorf("%+v; want %d audit records, key %s", done, records, key)
			}
			for _, table := range done.Tables {
				if table.From != table.To || table.To.Rows == 0 {
					t.Errorf("%s: %+v, %+v; want rows, the same", table.Name, table.From, table.To)
				}
			}
			records++
			if n, err := to.VerifyAudit(t.Context()); err != nil || n != records {
				t.Errorf("the copy is not recorded: %d, %v", n, err)
			}
			if err := to.SchemaFits(t.Context()); err != nil {
				t.Error(err)
			}
			from, to = to, storetest.New(t)
		}
	})
}

// A server that can't read a bulk copy gets INSERTs.
func TestACopyWithoutBulkCopyIsEqual(t *testing.T) {
	storetest.Configs(t, func(t *testing.T, c store.Config) {
		from, to := storetest.New(t), empty(t, c)
		fillAll(t, from)
		if _, err := store.Copy(t.Context(), from, to, store.CopyOptions{Slow: true}, copied()); err != nil {
			t.Error(err)
		}
	})
}

// After any number of chunks the power fails. The second time the copy begins where it was.
func TestABrokenOffCopyGoesOnWhereItWas(t *testing.T) {
	twoDatabases(t, func(t *testing.T, from, to *store.DB, _ string) {
		at, before, breaks := 1, int64(0), 0
		for {
			ctx, cancel := context.WithCancel(t.Context())
			stored, steps := int64(0), 0
			done, err := store.Copy(ctx, from, to, store.CopyOptions{Rows: 3, Progress: func(p store.Progress) {
				if !p.Comparing {
					stored = p.Done
				}
				if p.InHere > 0 {
					steps++
				}
				if steps == at {
					cancel()
				}
			}}, copied())
			cancel()
			if err == nil {
				if done.Before != before || breaks < 4 {
					t.Errorf("went on after %d rows, %d breaks; want %d", done.Before, breaks, before)
				}
				for _, table := range done.Tables {
					if table.From != table.To {
						t.Errorf("%s: %+v, %+v", table.Name, table.From, table.To)
					}
				}
				break
			}
			if stored < before {
				t.Fatalf("break %d: stands at %d rows, stood at %d: %v", breaks, stored, before, err)
			}
			before = store.CopiedRows(t, to)
			breaks++
			at += 4 // sometimes amid a table, sometimes between two, at last amid the comparison
			if _, err := to.Pending(t.Context()); !errors.Is(err, store.ErrCopyUnfinished) {
				t.Fatalf("half a copy may be served: %v", err)
			}
			if breaks > 100 {
				t.Fatal("it never ends")
			}
		}
		if _, err := to.Pending(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// half makes a copy and breaks it off after some rows.
func half(t *testing.T, from, to *store.DB) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := store.Copy(ctx, from, to, store.CopyOptions{Rows: 3, Progress: func(p store.Progress) {
		if p.Table == "messages" && p.InHere > 0 {
			cancel()
		}
	}}, copied())
	if err == nil {
		t.Fatal("it was not broken off")
	}
}

func TestACopyIsRefused(t *testing.T) {
	storetest.Configs(t, func(t *testing.T, c store.Config) {
		for name, test := range map[string]struct {
			want  error
			setUp func(t *testing.T, from *store.DB) (source, target *store.DB)
		}{
			"into a database with data": {store.ErrCopyHolds, func(t *testing.T, from *store.DB) (*store.DB, *store.DB) {
				to := storetest.New(t)
				newBank(t, to).person("Boris", app.Client)
				return from, to
			}},
			"into itself": {store.ErrCopyHolds, func(_ *testing.T, from *store.DB) (*store.DB, *store.DB) { return from, from }},
			"into itself while nothing is in it": {store.ErrCopySame, func(t *testing.T, _ *store.DB) (*store.DB, *store.DB) {
				c := storetest.Embedded(t)
				return storetest.Open(t, c), storetest.Open(t, c)
			}},
			"out of a database without a schema": {store.ErrCopySchema, func(t *testing.T, _ *store.DB) (*store.DB, *store.DB) {
				return empty(t, storetest.Embedded(t)), storetest.New(t)
			}},
			"out of half a copy": {store.ErrCopyUnfinished, func(t *testing.T, from *store.DB) (*store.DB, *store.DB) {
				to := storetest.New(t)
				half(t, from, to)
				return to, storetest.New(t)
			}},
			"into half a copy of another database": {store.ErrCopyOther, func(t *testing.T, from *store.DB) (*store.DB, *store.DB) {
				to, other := storetest.New(t), storetest.New(t)
				half(t, from, to)
				newBank(t, other).person("Boris", app.Client)
				return other, to
			}},
			"into half a copy of what has changed": {store.ErrCopyOther, func(t *testing.T, from *store.DB) (*store.DB, *store.DB) {
				to := storetest.New(t)
				half(t, from, to)
				newBank(t, from).person("Boris", app.Client)
				return from, to
			}},
			"when a row was changed on the way": {store.ErrCopyDiffers, func(t *testing.T, from *store.DB) (*store.DB, *store.DB) {
				to := storetest.New(t)
				half(t, from, to)
				store.Attack(t, to, "UPDATE rooms SET close_reason = 'x' WHERE id = (SELECT MIN(id) FROM rooms)")
				return from, to
			}},
			"when a row came in late": {store.ErrCopyDiffers, func(t *testing.T, from *store.DB) (*store.DB, *store.DB) {
				to := storetest.New(t)
				half(t, from, to)
				store.Attack(t, from, "INSERT INTO attempt_keys (hash, touched_at) VALUES ('0', '2026-11-23 03:14:05.987')")
				return from, to
			}},
		} {
			t.Run(name, func(t *testing.T) {
				if strings.HasPrefix(c.URL, "sqlite:") {
					c = storetest.Embedded(t)
				}
				db := storetest.Open(t, c)
				if empty, err := db.Empty(t.Context()); err == nil && empty {
					fillAll(t, db)
				}
				from, to := test.setUp(t, db)
				var want *app.Error
				if !errors.As(test.want, &want) {
					t.Fatal(test.want)
				}
				_, err := store.Copy(t.Context(), from, to, store.CopyOptions{}, copied())
				if got, ok := errors.AsType[*app.Error](err); !ok || got.Text.ID != want.Text.ID {
					t.Errorf("%v; want %s", err, want.Text.ID)
				}
				if name == "into itself while nothing is in it" {
					if err := from.SchemaFits(t.Context()); err != nil {
						t.Errorf("it was touched: %v", err)
					}
				}
			})
		}
	})
}

func TestOfTwoCopiesIntoOneTargetOneWins(t *testing.T) {
	storetest.Configs(t, func(t *testing.T, c store.Config) {
		source, target := storetest.Embedded(t), c
		from := storetest.Open(t, source)
		fillAll(t, from)
		storetest.Open(t, target)
		var all sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			mine, theirs := empty(t, source), empty(t, target)
			all.Go(func() { _, errs[i] = store.Copy(t.Context(), mine, theirs, store.CopyOptions{Rows: 1}, copied()) })
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%v, %v; want one of them", errs[0], errs[1])
		}
		again := storetest.New(t)
		done, err := store.Copy(t.Context(), empty(t, target), again, store.CopyOptions{}, copied())
		if err != nil {
			t.Fatalf("the target: %v", err)
		}
		for _, table := range done.Tables {
			if table.Name == "messages" && table.From.Rows != 41 {
				t.Errorf("%d messages; want 41", table.From.Rows)
			}
		}
	})
}

func TestAProgressNeverGoesBack(t *testing.T) {
	from := storetest.New(t)
	fillAll(t, from)
	var last store.Progress
	_, err := store.Copy(t.Context(), from, storetest.New(t), store.CopyOptions{Rows: 2, Progress: func(p store.Progress) {
		if p.Comparing == last.Comparing && p.Done < last.Done || p.Done > p.Of || last.Comparing && !p.Comparing {
			t.Errorf("%+v after %+v", p, last)
		}
		last = p
	}}, copied())
	if err != nil || !last.Comparing || last.Done != last.Of || last.Of == 0 {
		t.Errorf("%+v, %v", last, err)
	}
}
