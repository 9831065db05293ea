package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"telemark/app"
)

func TestEachFieldOfARegistrationSaysWhatItNeeds(t *testing.T) {
	for _, test := range []struct {
		field, want string
		draft       Draft
	}{
		{"name", "account.name_missing", Draft{Name: " \t", Email: "a@example.com", Password: good}},
		{"name", "account.name_long", Draft{Name: strings.Repeat("я", MaxName+1), Email: "a@example.com", Password: good}},
		{"name", "account.name_odd", Draft{Name: "Anna\u202eBerg", Email: "a@example.com", Password: good}},
		{"email", "account.email_odd", Draft{Name: "Anna", Email: "", Password: good}},
		{"email", "account.email_odd", Draft{Name: "Anna", Email: "anna", Password: good}},
		{"email", "account.email_odd", Draft{Name: "Anna", Email: "Anna <anna@example.com>", Password: good}},
		{"email", "account.email_odd", Draft{Name: "Anna", Email: "a@example.com, b@example.com", Password: good}},
		{"email", "account.email_odd", Draft{Name: "Anna", Email: "a@example.com\r\nBcc: b@example.com", Password: good}},
		{"email", "account.email_odd", Draft{Name: "Anna", Email: strings.Repeat("a", MaxEmail) + "@example.com", Password: good}},
		{"password", "account.password_short", Draft{Name: "Anna", Email: "a@example.com", Password: "hjZ4#kq81Lp"}},
		{"password", "account.password_long", Draft{Name: "Anna", Email: "a@example.com", Password: strings.Repeat("xq", MaxPassword)}},
		{"password", "account.password_email", Draft{Name: "Anna", Email: "anna.berg@example.com", Password: "my Anna.Berg rides"}},
		{"password", "account.password_common", Draft{Name: "Anna", Email: "a@example.com", Password: "Password1234!"}},
	} {
		b := newBank(t)
		_, err := b.Register(context.Background(), stranger, test.draft)
		if got := field(err, test.field); got != test.want || len(b.store.people) != 0 {
			t.Errorf("%+v: %v; want %s at %s", test.draft, err, test.want, test.field)
		}
	}
	_, err := newBank(t).Register(context.Background(), stranger, Draft{})
	if e, ok := errorOf(err); !ok || len(e.Fields) != 3 {
		t.Errorf("an empty form: %v; want all three fields at once", err)
	}
}

func TestWhoRegistersIsAClient(t *testing.T) {
	b := newBank(t)
	p, err := b.Register(context.Background(), stranger, Draft{Name: "  Анна \n Берг ", Email: " Anna@Example.com", Password: good, Lang: "ru"})
	if err != nil || p.Role != app.Client || p.Name != "Анна Берг" || p.Email != "anna@example.com" || p.Lang != "ru" || !app.IsID(p.ID) {
		t.Fatalf("%+v, %v", p, err)
	}
	if stored := b.store.people[p.ID].Password; !strings.HasPrefix(stored, "$argon2id$") || strings.Contains(stored, good) {
		t.Errorf("password stored as %q", stored)
	}
	if a := b.store.audit[0]; a.Action != "person.register" || a.Actor != p.ID || a.Address != stranger.Address || strings.Contains(fmt.Sprint(a), good) {
		t.Errorf("audit %+v", a)
	}
	if _, err := b.SignIn(context.Background(), stranger, "anna@example.com", good); err != nil {
		t.Error(err)
	}
}

func TestAskingWhichEmailsAreTakenIsSlow(t *testing.T) {
	b := newBank(t)
	b.person(app.Client, "anna@example.com")
	d := Draft{Name: "Somebody", Email: "ANNA@example.com", Password: good}
	for i := range registrationFailures {
		if _, err := b.Register(context.Background(), stranger, d); !errors.Is(err, ErrEmailTaken) || field(err, "email") == "" {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if _, err := b.Register(context.Background(), stranger, d); app.KindOf(err) != app.TooMany {
		t.Errorf("the next one: %v; want too many", err)
	}
}

func TestManyClientsOfOneOfficeMayRegister(t *testing.T) {
	b := newBank(t)
	for i := range 3 * registrationFailures {
		if _, err := b.Register(context.Background(), stranger, Draft{Name: "Somebody", Email: fmt.Sprintf("s%d@example.com", i), Password: good}); err != nil {
			t.Fatalf("client %d: %v", i, err)
		}
	}
}

func TestPasswordsThatAreTriedFirstAreRefused(t *testing.T) {
	for _, password := range []string{
		"passwordpassword", "Password1234!", "P4ssw0rd!P4ssw0rd!", "qwertyuiop123", "123456789012", "aaaaaaaaaaaaaa", "1q2w3e4r5t6y7u8i", "ПарольПароль2024",
		"парольпароль", "gfhjkmgfhjkm", "йцукенгшщзхъ", "qwerty-qwerty-1", "iloveyou2024!!!", "абвгдеёжзийк", "солнышко1985!", "abcabcabcabcabc", "сергей-марина-1",
		"correct horse battery staple", "letmein-letmein", "zxcvbnm,./zxcvbnm", "xyzxyzxyzxyzx", "098765432109", "привет привет!", "kvzmkvzmkvzm", "жщ#4жщ#4жщ#4",
	} {
		if text, ok := CheckPassword(password, "somebody@example.com"); ok || text.ID != "account.password_common" {
			t.Errorf("%q: %v, %v; want common", password, text.ID, ok)
		}
	}
	for _, password := range []string{
		good, "ski-two-tracks", "четыре ёжика под дождём", "hjZ4#kq81LpW", "снегоход у озера", "correct paperclip volcano", "gherkin tuba lattice",
	} {
		if text, ok := CheckPassword(password, "somebody@example.com"); !ok {
			t.Errorf("%q: %v; want it taken", password, text.ID)
		}
	}
}

func TestAPasswordIsTheSameOnEveryKeyboard(t *testing.T) {
	b := newBank(t)
	if _, err := b.Register(context.Background(), stranger, Draft{Name: "Jörg", Email: "j@example.com", Password: "zwo\u0308lf blaue Kamele"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SignIn(context.Background(), stranger, "j@example.com", "zw\u00f6lf blaue Kamele"); err != nil {
		t.Errorf("composed in another way: %v", err)
	}
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	b := newBank(t)
	p, actor := b.person(app.Client, "anna@example.com")
	b.store.sessions[p.ID] = []string{"own", "phone", "thief"}
	if err := b.ChangePassword(context.Background(), actor, good, "Password1234!"); field(err, "password") != "account.password_common" {
		t.Errorf("a common one: %v", err)
	}
	if err := b.ChangePassword(context.Background(), actor, good, "another long pass-phrase"); err != nil {
		t.Fatal(err)
	}
	if told := b.told(p.ID); !slices.Equal(told, []string{"phone", "thief"}) || !b.did("person.password") {
		t.Errorf("told %v", told)
	}
	if _, err := b.SignIn(context.Background(), stranger, p.Email, good); err == nil {
		t.Error("the old password still works")
	}
	if _, err := b.SignIn(context.Background(), stranger, p.Email, "another long pass-phrase"); err != nil {
		t.Errorf("the new one: %v", err)
	}
}

func TestNameAndLanguageAreOnesOwn(t *testing.T) {
	b := newBank(t)
	p, actor := b.person(app.Client, "anna@example.com")
	if err := b.Update(context.Background(), actor, " Анна  Б. ", "xx"); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Me(context.Background(), actor); err != nil || got.Name != "Анна Б." || got.Lang != "" || got.ID != p.ID {
		t.Errorf("%+v, %v", got, err)
	}
	if err := b.Update(context.Background(), actor, "", "en"); field(err, "name") == "" {
		t.Errorf("no name: %v", err)
	}
	last := b.store.audit[len(b.store.audit)-1]
	if last.Action != "person.update" || !strings.Contains(last.Old, "Anna Berg") || !strings.Contains(last.New, "Анна Б.") {
		t.Errorf("audit %+v", last)
	}
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"anna@example.com", " A@B ", "a@b@c", "\"a b\"@c", "а@б.рф", "a@[127.0.0.1]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		email, ok := Email(typed)
		if !ok {
			return
		}
		if again, ok := Email(email); !ok || again != email {
			t.Fatalf("%q becomes %q and then %q, %v", typed, email, again, ok)
		}
		if strings.ContainsAny(email, " \r\n\t<>\x00") {
			t.Fatalf("%q is taken as %q", typed, email)
		}
	})
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("Password1234!", "anna@example.com")
	f.Add("йцукенгшщзхъ", "")
	f.Fuzz(func(_ *testing.T, password, email string) { CheckPassword(password, email) })
}
