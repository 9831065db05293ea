package store_test

import (
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/audit"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// days puts five records on two days that have ended and two on a third, writes the chain as the program does, and seals what is due.
func days(t *testing.T, db *store.DB) {
	t.Helper()
	store.Attack(t, db, "DELETE FROM audit", "DELETE FROM audit_days", "UPDATE audit_head SET seq = 0, hash = ''")
	start := app.Day("2026-03-02").Start()
	for i, old := range []string{"", "имя", "O'Neil", strings.Repeat("long ", 3000), "a\\\nb", "six", "seven"} {
		a := app.Record(app.Actor{ID: app.NewID(), Role: app.Manager, Address: "2001:db8::1", Request: strings.Repeat("я", 99)}, "person.update", app.NewID(), old, "new")
		a.At = start.AddDate(0, 0, []int{0, 0, 0, 1, 1, 4, 4}[i])
		if err := db.Audit(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := db.Audits().Seal(t.Context(), "2026-03-06"); err != nil || n != 2 {
		t.Fatalf("%d days are sealed, %v; want the two that have ended and have records", n, err)
	}
}

// rewrite writes the chain anew from a record on, with its end, as somebody does who knows the program and has the database.
const rewrite = "rewrite"

func TestTamperingWithTheAuditIsFound(t *testing.T) {
	type want struct {
		problem audit.Problem
		bad     int64
		day     app.Day
	}
	attacks := map[string]struct {
		texts []string
		kept  bool // with what was kept elsewhere
		want  want
	}{
		"nothing":                     {nil, true, want{}},
		"a changed record":            {[]string{"UPDATE audit SET new_value = 'harmless' WHERE seq = 3"}, false, want{audit.Changed, 3, "2026-03-02"}},
		"a changed time":              {[]string{"UPDATE audit SET at = '2001-01-01 00:00:00.000' WHERE seq = 1"}, false, want{audit.Changed, 1, "2026-03-02"}},
		"a changed actor of today":    {[]string{"UPDATE audit SET actor = 'x' WHERE seq = 7"}, false, want{audit.Changed, 7, "2026-03-06"}},
		"a record removed in between": {[]string{"DELETE FROM audit WHERE seq = 4"}, false, want{audit.Changed, 4, "2026-03-03"}},
		"a record removed, the rest moved up": {
			[]string{"DELETE FROM audit WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 5", "UPDATE audit SET seq = 5 WHERE seq = 6", "UPDATE audit SET seq = 6 WHERE seq = 7", "UPDATE audit_head SET seq = 6"},
			false, want{audit.Changed, 4, "2026-03-03"},
		},
		"two records swapped": {
			[]string{"UPDATE audit SET seq = 99 WHERE seq = 2", "UPDATE audit SET seq = 2 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 99"},
			false, want{audit.Changed, 2, "2026-03-02"},
		},
		"a record put in": {
			[]string{
				"UPDATE audit SET seq = 8 WHERE seq = 7", "UPDATE audit SET seq = 7 WHERE seq = 6",
				"INSERT INTO audit SELECT 6, id, at, actor, role, action, object, old_value, new_value, address, request, hash FROM audit WHERE seq = 1",
				"UPDATE audit_head SET seq = 8",
			},
			false, want{audit.Changed, 6, "2026-03-03"},
		},
		"a record put in at the end": {
			[]string{"INSERT INTO audit SELECT 8, id, at, actor, role, action, object, old_value, new_value, address, request, hash FROM audit WHERE seq = 7"},
			false, want{audit.Changed, 8, "2026-03-06"},
		},
		"the end removed": {[]string{"DELETE FROM audit WHERE seq > 3"}, false, want{audit.CutOff, 4, "2026-03-03"}},
		"everything":      {[]string{"DELETE FROM audit"}, false, want{audit.CutOff, 1, "2026-03-02"}},
		"the head moved":  {[]string{"UPDATE audit_head SET seq = 6"}, false, want{audit.End, 6, "2026-03-06"}},
		"an emptied head": {[]string{"UPDATE audit_head SET seq = 0, hash = ''"}, false, want{audit.CutOff, 1, "2026-03-02"}},
		"the end removed and the head with it": {
			[]string{"DELETE FROM audit WHERE seq > 4", "UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit WHERE seq = 4)"},
			false, want{audit.CutOff, 5, "2026-03-03"},
		},
		"the end of a day that goes on, and the head": {
			[]string{"DELETE FROM audit WHERE seq > 6", "UPDATE audit_head SET seq = 6, hash = (SELECT hash FROM audit WHERE seq = 6)"},
			true, want{audit.CutOff, 7, "2026-03-06"},
		},
		"a removed digest":              {[]string{"DELETE FROM audit_days WHERE day = '2026-03-02'"}, false, want{audit.Sealed, 5, "2026-03-03"}},
		"a changed digest":              {[]string{"UPDATE audit_days SET digest = 'x' WHERE day = '2026-03-02'"}, false, want{audit.Sealed, 3, "2026-03-02"}},
		"all written anew from 2":       {[]string{rewrite}, false, want{audit.Sealed, 3, "2026-03-02"}},
		"all written anew, digests too": {[]string{rewrite, "DELETE FROM audit_days"}, true, want{audit.Kept, 3, "2026-03-02"}},
	}
	storetest.Configs(t, func(t *testing.T, c store.Config) {
		for name, attack := range attacks {
			t.Run(name, func(t *testing.T) {
				if strings.HasPrefix(c.URL, "sqlite:") {
					c = storetest.Embedded(t)
				}
				db := storetest.Open(t, c)
				days(t, db)
				kept, err := db.Audits().Days(t.Context(), "", 10)
				if err != nil || len(kept) != 2 || kept[0].Last != 5 || kept[1].Last != 3 {
					t.Fatalf("the digests are %+v, %v", kept, err)
				}
				head, err := db.Audits().Head(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				head.Day = "2026-03-06"
				var lines strings.Builder // what is kept is text
				for _, d := range append(kept, head) {
					lines.WriteString(d.Line() + "\n")
				}
				if kept, err = audit.ReadLines(strings.NewReader("what we keep:\n" + lines.String())); err != nil || len(kept) != 3 {
					t.Fatal(kept, err)
				}
				for _, text := range attack.texts {
					if text == rewrite {
						store.Rewrite(t, db, 2)
						continue
					}
					store.Attack(t, db, text)
				}
				if !attack.kept {
					kept = nil
				}
				if name == "all written anew, digests too" {
					if _, err := db.Audits().Seal(t.Context(), "2026-03-06"); err != nil {
						t.Fatal(err)
					}
					if r, err := db.Audits().Verify(t.Context(), nil, nil); err != nil || r.Problem != audit.Fine {
						t.Errorf("without what is kept it is found: %+v, %v: then what is kept shows nothing", r, err)
					}
				}
				r, err := db.Audits().Verify(t.Context(), kept, func(done, total int64) {
					if done > total {
						t.Errorf("%d of %d are read", done, total)
					}
				})
				if got := (want{r.Problem, r.Bad, r.Day}); err != nil || got != attack.want {
					t.Errorf("it finds %+v, %v; want %+v", got, err, attack.want)
				}
				if (r.Err() == nil) != (attack.want.problem == audit.Fine) {
					t.Errorf("in words: %v", r.Err())
				}
				if attack.texts == nil && (r.Records != 7 || r.Days != 2 || r.Kept != 3) {
					t.Errorf("an untouched audit: %+v", r)
				}
			})
		}
	})
}

func TestTheFileRefusesToChangeDigests(t *testing.T) {
	db := storetest.New(t)
	old := record("test.audit", "x")
	old.At = app.Day("2026-03-02").Start()
	if err := db.Audit(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if n, err := db.Audits().Seal(t.Context(), "2026-03-03"); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	for _, text := range []string{"UPDATE audit_days SET digest = 'x'", "DELETE FROM audit_days"} {
		if err := store.Exec(t.Context(), db, text); err == nil {
			t.Errorf("%s went through", text)
		}
	}
}
