package setting

import (
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
)

var second = app.Actor{ID: app.NewID(), Name: "Second", Role: app.Manager, Duties: app.Administrator}

func strict() (*Service, *memory) {
	s, m := newService()
	s.UsualEntry = app.Entry{Forced: app.ForcedAll()}
	return s, m
}

func TestLettingSomebodyOffNeedsASecondAdministrator(t *testing.T) {
	s, m := strict()
	less := app.Forced{Duties: app.Administrator}
	if waits, err := s.SetForced(t.Context(), chief, less); err != nil || !waits {
		t.Fatalf("waits %v, %v", waits, err)
	}
	holds := func(want app.Forced) {
		t.Helper()
		for _, one := range []*Service{s, {Store: m, UsualEntry: s.UsualEntry}} {
			if e, err := one.Entry(t.Context()); err != nil || e.Forced != want {
				t.Errorf("holds %s, %v; want %s", e.Forced, err, want)
			}
		}
	}
	holds(app.ForcedAll())
	if err := s.ApproveForced(t.Context(), chief, less); app.KindOf(err) != app.Forbidden {
		t.Errorf("one's own wish: %v", err)
	}
	if err := s.ApproveForced(t.Context(), other, less); app.KindOf(err) != app.Forbidden {
		t.Errorf("somebody without the duty: %v", err)
	}
	if err := s.ApproveForced(t.Context(), second, app.Forced{}); app.KindOf(err) != app.Conflict {
		t.Errorf("another rule than the one that was read: %v", err)
	}
	holds(app.ForcedAll())
	if err := s.ApproveForced(t.Context(), second, less); err != nil {
		t.Fatal(err)
	}
	holds(less)
	if err := s.ApproveForced(t.Context(), second, less); app.KindOf(err) != app.Conflict {
		t.Errorf("approved twice: %v", err)
	}
	if r := m.records; len(r) != 2 || r[0].Action != "setting.factor_ask" || r[1].Action != "setting.factor" || r[1].Actor != second.ID ||
		r[1].Object != chief.ID || r[1].Old != app.ForcedAll().String() || r[1].New != "administrator" {
		t.Errorf("the records are %+v", r)
	}
}

func TestForcingMoreHoldsAtOnce(t *testing.T) {
	s, m := newService() // nobody is forced
	for _, next := range []app.Forced{{Operators: true}, {Operators: true, Duties: app.Approver}, app.ForcedAll()} {
		if waits, err := s.SetForced(t.Context(), chief, next); err != nil || waits {
			t.Fatalf("waits %v, %v", waits, err)
		}
		if e, err := s.Entry(t.Context()); err != nil || e.Forced != next {
			t.Errorf("%s, %v", e.Forced, err)
		}
	}
	if _, err := s.SetForced(t.Context(), other, app.Forced{}); app.KindOf(err) != app.Forbidden {
		t.Errorf("somebody without the duty: %v", err)
	}
	if _, err := s.EntryRule(t.Context(), other); app.KindOf(err) != app.Forbidden {
		t.Errorf("somebody without the duty reads: %v", err)
	}
	if len(m.records) != 3 {
		t.Errorf("%d records", len(m.records))
	}
}

func TestAWishIsTakenBackRefusedAndOverruled(t *testing.T) {
	for name, end := range map[string]func(*Service) error{
		"taken back":        func(s *Service) error { return s.RefuseForced(t.Context(), chief) },
		"refused":           func(s *Service) error { return s.RefuseForced(t.Context(), second) },
		"overruled by more": func(s *Service) error { _, err := s.SetForced(t.Context(), second, app.ForcedAll()); return err },
	} {
		s, _ := strict()
		if _, err := s.SetForced(t.Context(), chief, app.Forced{}); err != nil {
			t.Fatal(err)
		}
		if err := end(s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.ApproveForced(t.Context(), second, app.Forced{}); app.KindOf(err) != app.Conflict {
			t.Errorf("%s, and approved then: %v", name, err)
		}
		if err := s.RefuseForced(t.Context(), second); app.KindOf(err) != app.Conflict {
			t.Errorf("%s, and refused then: %v", name, err)
		}
	}
}

func TestARuleThatCannotBeReadLetsNobodyIn(t *testing.T) {
	for _, text := range []string{"{", `{"forced":"everybody"}`, `{"forced":"operator","wanted":{"forced":"?"}}`} {
		s, m := strict()
		m.values[entryName] = text
		if e, err := s.Entry(t.Context()); err == nil {
			t.Errorf("%s is read as %+v", text, e)
		}
	}
}

func TestAnotherProcesssRuleShowsWithinItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, m := newService()
		if _, err := s.Entry(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := (&Service{Store: m}).SetForced(t.Context(), chief, app.ForcedAll()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(keep)
		if e, err := s.Entry(t.Context()); err != nil || e.Forced != app.ForcedAll() || m.reads != 3 {
			t.Errorf("%s, %v, read %d times", e.Forced, err, m.reads)
		}
	})
}

func TestOneSessionPerOperatorIsSwitchedByAnAdministratorAlone(t *testing.T) {
	s, m := strict()
	s.UsualEntry.Single = true
	if e, err := s.Entry(t.Context()); err != nil || !e.Single {
		t.Fatalf("%+v, %v", e, err)
	}
	if err := s.SetSingle(t.Context(), other, false); app.KindOf(err) != app.Forbidden {
		t.Errorf("somebody without the duty: %v", err)
	}
	if err := s.SetSingle(t.Context(), chief, false); err != nil {
		t.Fatal(err)
	}
	if e, err := (&Service{Store: m, UsualEntry: s.UsualEntry}).Entry(t.Context()); err != nil || e.Single || e.Forced != app.ForcedAll() {
		t.Errorf("%+v, %v", e, err)
	}
	if r := m.records; len(r) != 1 || r[0].Action != "setting.single" || r[0].Old != "true" || r[0].New != "false" {
		t.Errorf("the records are %+v", r)
	}
}
