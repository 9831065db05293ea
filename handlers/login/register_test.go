package login

import (
	"context"
	"strings"
	"testing"

	"telemark/app"
)

func TestRegistrationSignsIn(t *testing.T) {
	s := newSite(t, true)
	b := s.browser()
	b.lang = "ru"
	if a := b.get("/register?next=/client/rooms/1"); a.status != 200 || a.focus() != "name" || !a.shows("Стать клиентом") {
		t.Errorf("%d, focus %q:\n%s", a.status, a.focus(), a.body)
	}
	a := b.post("/register", "name", "Анна Берг", "email", "Anna@Example.com", "password", password, "next", "/client/rooms/1")
	if a.status != 303 || a.to() != "/client/rooms/1" || b.cookies["lang"] != "ru" {
		t.Fatalf("%d to %s, cookies %v:\n%s", a.status, a.to(), b.cookies, a.body)
	}
	if a := b.get("/client"); a.status != 200 {
		t.Errorf("%d", a.status)
	}
}

func TestARegistrationWithMistakesLosesNothingButThePassword(t *testing.T) {
	s := newSite(t, true)
	s.add(app.Client, "taken@example.com")
	for _, test := range []struct {
		name, email, password, focus, says string
	}{
		{"", "", "", "name", "Type a name"},
		{"Anna", "anna", password, "email", "Type an e-mail"},
		{"Anna", "taken@example.com", password, "email", "already a sign-in"},
		{"Anna", "anna@example.com", "short", "password", "at least 12"},
		{"Anna", "anna@example.com", "Password1234!", "password", "easy to guess"},
	} {
		b := s.browser()
		a := b.post("/register", "name", test.name, "email", test.email, "password", test.password)
		if a.status != 422 || a.focus() != test.focus || !a.shows(test.says) || len(b.cookies) != 0 {
			t.Errorf("%+v: %d, focus %q, cookies %v", test, a.status, a.focus(), b.cookies)
		}
		if test.name != "" && (!strings.Contains(a.body, `value="Anna"`) || !strings.Contains(a.body, `value="`+test.email+`"`)) {
			t.Errorf("%+v: something typed is lost", test)
		}
		if test.password != "" && strings.Contains(a.body, test.password) {
			t.Errorf("%+v: the password stands in the page", test)
		}
		if !strings.Contains(a.body, `aria-invalid="true"`) {
			t.Errorf("%+v: no field is marked", test)
		}
	}
}

func TestNobodyRegistersAsStaff(t *testing.T) {
	s := newSite(t, false)
	b := s.browser()
	b.post("/register", "name", "Eve", "email", "eve@example.com", "password", password, "role", "manager")
	if a := b.get("/manager"); a.status != 404 {
		t.Errorf("%d", a.status)
	}
}

func TestAnInvitationLeadsToTheSecondFactorAndWorksOnce(t *testing.T) {
	s := newSite(t, true)
	boss := s.add(app.Manager, "boss@example.com")
	token, _, err := s.people.Invite(context.Background(), boss, "Olga", "olga@example.com", app.Operator, app.Usual(app.Operator))
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	if a := b.get("/invite/" + token); a.status != 200 || !a.shows("olga@example.com") || !strings.Contains(a.body, `value="Olga"`) || a.focus() != "password" {
		t.Fatalf("%d, focus %q:\n%s", a.status, a.focus(), a.body)
	}
	if a := b.post("/invite/"+token, "name", "Olga Lund", "password", "short"); a.status != 422 || !strings.Contains(a.body, `value="Olga Lund"`) || a.focus() != "password" {
		t.Errorf("a short password: %d", a.status)
	}
	if a := b.post("/invite/"+token, "name", "Olga Lund", "password", password, "email", "eve@example.com", "role", "manager"); a.status != 303 || !strings.HasPrefix(a.to(), "/account/factor") {
		t.Fatalf("%d to %s:\n%s", a.status, a.to(), a.body)
	}
	other := s.browser()
	for _, a := range []answer{other.get("/invite/" + token), other.post("/invite/"+token, "name", "Eve", "password", password), other.get("/invite/x")} {
		if a.status != 404 || a.shows("olga@example.com") {
			t.Errorf("again: %d", a.status)
		}
	}
	p, err := s.people.SignIn(context.Background(), app.Actor{Address: "203.0.113.7"}, "olga@example.com", password)
	if err != nil || p.Role != app.Operator || p.Name != "Olga Lund" {
		t.Errorf("%+v, %v", p, err)
	}
}
