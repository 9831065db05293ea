package signon

import (
	"maps"
	"testing"

	"telemark/app"
)

func TestAMappingSaysWhoIsTrustedWithWhat(t *testing.T) {
	m, err := ParseMapping(" telemark-operators=operator;a b/ü=manager: author , approver;;admins=manager:administrator; CN=Desk,OU=Bank = operator ")
	want := Mapping{
		"telemark-operators": {Role: app.Operator}, "a b/ü": {Role: app.Manager, Duties: app.Author | app.Approver},
		"CN=Desk,OU=Bank": {Role: app.Operator},
		"admins":          {Role: app.Manager, Duties: app.Administrator},
	}
	if err != nil || !maps.Equal(m, want) {
		t.Fatalf("%v, %v", m, err)
	}
	for _, tt := range []struct {
		groups []string
		want   Grant
		ok     bool
	}{
		{[]string{"telemark-operators"}, Grant{Role: app.Operator}, true},
		{[]string{"admins", "telemark-operators"}, want["admins"], true},
		{[]string{"telemark-operators", "x", "admins", "a b/ü"}, Grant{Role: app.Manager, Duties: app.Author | app.Approver | app.Administrator}, true},
		{[]string{"Admins", "telemark-operators "}, Grant{}, false},
		{nil, Grant{}, false},
	} {
		if got, ok := m.Grant(tt.groups); got != tt.want || ok != tt.ok {
			t.Errorf("%v are trusted with %+v, %v", tt.groups, got, ok)
		}
	}
}

func TestAMappingThatSaysNothingClearIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ; ", "ops", "=operator", "ops=", "ops=client", "ops=Operator", "ops=operator:author", "ops=operator:", "x=manager", "x=manager:", "x=manager:author,",
		"x=manager:author approver", "x=manager:chief", "x=operator;x=manager:author", "x=emergency",
	} {
		if m, err := ParseMapping(text); err == nil {
			t.Errorf("%q is read as %v", text, m)
		}
	}
}

func FuzzParseMapping(f *testing.F) {
	for _, seed := range []string{"telemark-operators=operator;telemark-managers=manager:author,approver", "=;:,", "a=manager:administrator;b=operator", "ü=operator"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMapping(text)
		if err != nil {
			return
		}
		for group, g := range m {
			if !g.Role.Staff() || (g.Role == app.Manager) != (g.Duties != 0) || !app.Every().Has(g.Duties) {
				t.Errorf("%q gives %q %+v", text, group, g)
			}
			if got, ok := m.Grant([]string{group}); !ok || got != g {
				t.Errorf("%q: the group %q is trusted with %+v", text, group, got)
			}
		}
		if again, err := ParseMapping(m.String()); err != nil || !maps.Equal(again, m) {
			t.Errorf("%q is written as %q, which is %v, %v", text, m.String(), again, err)
		}
	})
}
