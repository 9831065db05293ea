package setting

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"telemark/app"
)

// memory keeps settings; it fails when told to.
type memory struct {
	values  map[string]string
	records []app.Audit
	fail    error
	reads   int
}

func (m *memory) Setting(_ context.Context, name string) (string, error) {
	m.reads++
	return m.values[name], m.fail
}

func (m *memory) Set(_ context.Context, name, value string, a app.Audit) error {
	if m.fail != nil {
		return m.fail
	}
	m.values[name], m.records = value, append(m.records, a)
	return nil
}

func (m *memory) Replace(_ context.Context, name, old, value string, a app.Audit) error {
	switch {
	case m.fail != nil:
		return m.fail
	case m.values[name] != old:
		return app.Fail(app.Conflict, app.T("store.other_state"))
	}
	m.values[name], m.records = value, append(m.records, a)
	return nil
}

var (
	chief = app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Administrator}
	other = app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every() &^ app.Administrator}
)

func newService() (*Service, *memory) {
	m := &memory{values: map[string]string{}}
	return &Service{Store: m, Say: func(lang string, t app.Text) string {
		if t.ID == "notice.body" {
			return lang + " {link} {settings}"
		}
		return lang + " " + t.ID
	}}, m
}

func TestGoalsHoldUntilAnAdministratorSetsOthers(t *testing.T) {
	s, m := newService()
	if l, err := s.Levels(t.Context()); err != nil || l != Usual {
		t.Fatalf("before: %+v, %v", l, err)
	}
	want := Levels{Answer: 45 * time.Second, Take: 90 * time.Minute, Decision: 8 * time.Hour, Stuck: 5 * 24 * time.Hour}
	if err := s.SetLevels(t.Context(), other, want); app.KindOf(err) != app.Forbidden {
		t.Errorf("somebody without the duty: %v", err)
	}
	if err := s.SetLevels(t.Context(), app.Actor{ID: "x", Role: app.Operator}, want); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an operator: %v", err)
	}
	if err := s.SetLevels(t.Context(), chief, want); err != nil {
		t.Fatal(err)
	}
	fresh := &Service{Store: m}
	for _, one := range []*Service{s, fresh} {
		if l, err := one.Levels(t.Context()); err != nil || l != want {
			t.Errorf("after: %+v, %v", l, err)
		}
	}
	if r := m.records; len(r) != 1 || r[0].Old != Usual.text() || r[0].New != want.text() {
		t.Errorf("the records are %+v", r)
	}
}

func TestAGoalOutOfItsBoundsIsRefusedAtItsField(t *testing.T) {
	for _, g := range Goals {
		for _, n := range []int{g.Min - 1, g.Max + 1, -1} {
			s, m := newService()
			l := Usual
			g.Put(&l, n)
			err := s.SetLevels(t.Context(), chief, l)
			e, ok := errors.AsType[*app.Error](err)
			if !ok || len(e.Fields) != 1 || e.Fields[0].Name != g.ID || len(m.records) != 0 {
				t.Errorf("%s of %d: %v", g.ID, n, err)
			}
		}
		for _, n := range []int{g.Min, g.Max} {
			s, _ := newService()
			l := Usual
			g.Put(&l, n)
			if err := s.SetLevels(t.Context(), chief, l); err != nil || g.In(l) != n {
				t.Errorf("%s of %d: %v", g.ID, n, err)
			}
		}
	}
}

func TestGoalsAreReadOnceInAWhile(t *testing.T) {
	s, m := newService()
	for range 5 {
		if _, err := s.Levels(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if m.reads != 1 {
		t.Errorf("read %d times", m.reads)
	}
	m.fail = errors.New("away")
	if _, err := (&Service{Store: m}).Levels(t.Context()); err == nil {
		t.Error("a store that fails is no answer")
	}
}

func TestALetterIsTheBanksOwnUntilItIsGivenBack(t *testing.T) {
	s, _ := newService()
	own := Letter{Subject: "We wrote back", Body: "Read it: {link}\nNo more: {settings}"}
	if err := s.SetLetter(t.Context(), chief, "en", own); err != nil {
		t.Fatal(err)
	}
	en, err := s.Letter(t.Context(), "en")
	if err != nil || en != own {
		t.Errorf("en is %+v, %v", en, err)
	}
	if ru, err := s.Letter(t.Context(), "ru"); err != nil || ru != s.Usual("ru") {
		t.Errorf("ru is %+v, %v", ru, err)
	}
	filled := en.Fill(map[string]string{"{link}": "https://bank.example/1", "{settings}": "https://bank.example/off"})
	if want := "Read it: https://bank.example/1\nNo more: https://bank.example/off"; filled.Body != want {
		t.Errorf("filled: %q", filled.Body)
	}
	if err := s.SetLetter(t.Context(), chief, "en", Letter{}); err != nil {
		t.Fatal(err)
	}
	if en, _ = s.Letter(t.Context(), "en"); en != s.Usual("en") {
		t.Errorf("given back: %+v", en)
	}
	if err := s.SetLetter(t.Context(), other, "en", own); app.KindOf(err) != app.Forbidden {
		t.Errorf("somebody without the duty: %v", err)
	}
}

func TestALetterThatLeadsNowhereIsRefused(t *testing.T) {
	good := Letter{Subject: "Subject", Body: "{link} {settings}"}
	for name, tt := range map[string]struct {
		change func(*Letter)
		fields []string
	}{
		"no subject":          {func(l *Letter) { l.Subject = " " }, []string{"subject"}},
		"two lines":           {func(l *Letter) { l.Subject = "a\nBcc: everybody" }, []string{"subject"}},
		"a place up there":    {func(l *Letter) { l.Subject = "{link}" }, []string{"subject"}},
		"a long subject":      {func(l *Letter) { l.Subject = strings.Repeat("ж", MaxSubject+1) }, []string{"subject"}},
		"no body":             {func(l *Letter) { l.Body = "" }, []string{"body"}},
		"a long body":         {func(l *Letter) { l.Body += strings.Repeat("ж", MaxBody) }, []string{"body"}},
		"no way back":         {func(l *Letter) { l.Body = "{settings}" }, []string{"body"}},
		"no way to end them":  {func(l *Letter) { l.Body = "{link}" }, []string{"body"}},
		"neither, and no end": {func(l *Letter) { l.Subject, l.Body = "", "words" }, []string{"subject", "body"}},
	} {
		s, m := newService()
		l := good
		tt.change(&l)
		err := s.SetLetter(t.Context(), chief, "ru", l)
		e, ok := errors.AsType[*app.Error](err)
		var fields []string
		if ok {
			for _, f := range e.Fields {
				fields = append(fields, f.Name)
			}
		}
		if !slices.Equal(fields, tt.fields) || len(m.values) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
