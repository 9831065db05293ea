package session

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/secret"
)

var (
	anna  = User{ID: "anna", Name: "Anna", Role: app.Client}
	oleg  = User{ID: "oleg", Name: "Oleg", Role: app.Operator}
	maria = User{ID: "maria", Name: "Maria", Role: app.Manager, Rights: app.Usual(app.Manager), SecondFactor: true}
)

// bank is a keeper over a fake store, and a browser that brings back the cookie it was given.
type bank struct {
	t      *testing.T
	keeper *Keeper
	store  *fake
	bell   *bell
	cookie *http.Cookie
}

// demands is a policy: everybody of the bank needs a second factor, or nobody.
func demands(required bool) Policy {
	if required {
		return Always(app.Entry{Forced: app.ForcedAll()})
	}
	return Always(app.Entry{})
}

func newBank(t *testing.T, https, required bool, keys ...secret.Key) *bank {
	t.Helper()
	if len(keys) == 0 {
		keys = []secret.Key{secret.NewKey()}
	}
	b := &bank{t: t, store: &fake{rows: map[string]Session{}, left: map[string]Elsewhere{}, people: map[string]User{"anna": anna, "oleg": oleg, "maria": maria}}, bell: &bell{}}
	var err error
	if b.keeper, err = NewKeeper(b.store, b.bell, keys, https, demands(required)); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bank) request() *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	return r
}

// now is the session of the next request.
func (b *bank) now() (Current, bool) {
	b.t.Helper()
	gs, err := b.keeper.New(b.request(), b.keeper.CookieName())
	if err != nil && !errors.Is(err, ErrEnded) {
		b.t.Fatal(err)
	}
	if gs == nil {
		b.t.Fatal("no usable session")
	}
	return Of(gs)
}

// signIn is a request that signs u in; the browser keeps the cookie.
func (b *bank) signIn(u User, strong bool) Current {
	b.t.Helper()
	r, w := b.request(), httptest.NewRecorder()
	r.Header.Set("User-Agent", "Test/1.0")
	gs, _ := b.keeper.New(r, b.keeper.CookieName())
	if err := b.keeper.Begin(r, w, gs, u, strong, app.Actor{Address: "203.0.113.7", Request: "request-1"}); err != nil {
		b.t.Fatal(err)
	}
	b.keep(w)
	c, _ := Of(gs)
	return c
}

func (b *bank) keep(w *httptest.ResponseRecorder) {
	b.t.Helper()
	result := w.Result()
	defer func() { _ = result.Body.Close() }()
	if got := result.Cookies(); len(got) == 1 {
		b.cookie = got[0]
		return
	}
	b.t.Fatalf("Set-Cookie %v; want one", w.Header()["Set-Cookie"])
}

// Session fixation: the attacker plants a cookie of their own in the victim's browser and waits for the sign-in.
func TestAPlantedCookieIsNotSignedInByItsVictim(t *testing.T) {
	b := newBank(t, true, false)
	b.signIn(anna, false) // the attacker's own session
	planted := b.cookie
	b.signIn(oleg, false) // the victim, with the attacker's cookie
	victim := b.cookie
	if victim.Value == planted.Value {
		t.Fatal("the token was kept")
	}
	b.cookie = planted
	if c, ok := b.now(); ok {
		t.Errorf("the planted cookie is now %s", c.Person.ID)
	}
}

func TestTheTokenChangesWithTheRights(t *testing.T) {
	b := newBank(t, true, true)
	pending := b.signIn(maria, false)
	before := b.cookie
	strong := b.signIn(maria, true)
	if pending.Hash == strong.Hash || b.keeper.Stage(pending) != NeedsCode || b.keeper.Stage(strong) != Full {
		t.Errorf("stages %v and %v, hashes %s and %s", b.keeper.Stage(pending), b.keeper.Stage(strong), pending.Hash, strong.Hash)
	}
	b.cookie = before
	if _, ok := b.now(); ok {
		t.Error("the session without the second factor still lives")
	}
}

func TestAForgedCookieCostsNoQueryAndSignsNobodyIn(t *testing.T) {
	b := newBank(t, true, false)
	b.signIn(anna, false)
	token, signature, _ := strings.Cut(b.cookie.Value, ".")
	other := newBank(t, true, false)
	other.signIn(anna, false)
	b.store.fail = errors.New("a query was made")
	for name, value := range map[string]string{
		"empty": "", "no signature": token, "another token": secret.Token() + "." + signature, "another key's": other.cookie.Value,
		"the stored hash": secret.Hash(token) + "." + signature, "rubbish": "a.b.c", "swapped": signature + "." + token,
	} {
		b.cookie.Value = value
		if c, ok := b.now(); ok {
			t.Errorf("%s: signed in as %s", name, c.Person.ID)
		}
	}
}

func TestACopyOfTheDatabaseSignsNobodyIn(t *testing.T) {
	b := newBank(t, true, false)
	c := b.signIn(anna, false)
	token, _, _ := strings.Cut(b.cookie.Value, ".")
	for hash, row := range b.store.rows {
		if hash == token || row.Hash == token || c.Hash == token {
			t.Error("the token itself is stored")
		}
	}
}

func TestAnOldSessionKeyStillVerifiesAndTheFirstSigns(t *testing.T) {
	old, fresh := secret.NewKey(), secret.NewKey()
	b := newBank(t, true, false, old)
	b.signIn(anna, false)
	for name, test := range map[string]struct {
		keys []secret.Key
		in   bool
	}{"rotated": {[]secret.Key{fresh, old}, true}, "old key gone": {[]secret.Key{fresh}, false}} {
		keeper, err := NewKeeper(b.store, b.bell, test.keys, true, demands(false))
		if err != nil {
			t.Fatal(err)
		}
		b.keeper = keeper
		if _, ok := b.now(); ok != test.in {
			t.Errorf("%s: signed in %v; want %v", name, ok, test.in)
		}
	}
}

func TestTheCookieIsClosedToScriptsAndOtherSites(t *testing.T) {
	for _, test := range []struct {
		https  bool
		user   User
		name   string
		maxAge int
	}{
		{true, anna, "__Host-telemark", int(ClientLife / time.Second)},
		{true, oleg, "__Host-telemark", 0},
		{false, anna, "telemark_session", int(ClientLife / time.Second)},
	} {
		b := newBank(t, test.https, false)
		b.signIn(test.user, false)
		c := b.cookie
		if c.Name != test.name || !c.HttpOnly || c.Secure != test.https || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != test.maxAge {
			t.Errorf("https %v, %s: %+v", test.https, test.user.ID, c)
		}
	}
}

func TestASessionEndsByItself(t *testing.T) {
	for _, test := range []struct {
		name         string
		user         User
		strong       bool
		every, until time.Duration // how often it is used, and when it must be over
	}{
		{"idle client", anna, false, 0, ClientIdle},
		{"busy client", anna, false, time.Hour, ClientLife},
		{"idle operator", oleg, false, 0, StaffIdle},
		{"busy operator", oleg, false, time.Minute, StaffLife},
		{"password without the code", maria, false, time.Minute, PendingLife},
		{"busy manager", maria, true, time.Minute, StaffLife},
	} {
		for _, at := range []struct {
			when  time.Duration
			lives bool
		}{{test.until - time.Second, true}, {test.until, false}} {
			synctest.Test(t, func(t *testing.T) {
				b := newBank(t, true, false)
				b.signIn(test.user, test.strong)
				start := time.Now()
				for test.every > 0 && time.Since(start)+test.every < at.when {
					time.Sleep(test.every)
					b.now()
				}
				time.Sleep(at.when - time.Since(start))
				if _, lives := b.now(); lives != at.lives {
					t.Errorf("%s: after %v it lives: %v; want %v", test.name, at.when, lives, at.lives)
				}
			})
		}
	}
}

func TestADisabledPersonIsOutAtOnce(t *testing.T) {
	b := newBank(t, true, false)
	b.signIn(oleg, false)
	gone := oleg
	gone.Disabled = true
	b.store.people["oleg"] = gone
	if _, ok := b.now(); ok {
		t.Error("still in")
	}
}

func TestUseIsWrittenAtMostOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, true, false)
		b.signIn(anna, false)
		for range 10 * 60 {
			b.now()
			time.Sleep(time.Second)
		}
		if b.store.touched != 9 {
			t.Errorf("written %d times in ten minutes; want 9", b.store.touched)
		}
	})
}

func TestAStoreThatIsAwaySignsNobodyOut(t *testing.T) {
	b := newBank(t, true, false)
	b.signIn(anna, false)
	b.store.fail = errors.New("away")
	gs, err := b.keeper.New(b.request(), b.keeper.CookieName())
	if err == nil || errors.Is(err, ErrEnded) || app.KindOf(err) != app.Internal || gs == nil {
		t.Errorf("%v; want the store's error", err)
	}
}

func TestTheStageFollowsTheSecondFactor(t *testing.T) {
	for _, test := range []struct {
		user     User
		required bool
		strong   bool
		want     Stage
	}{
		{anna, true, false, Full},
		{User{Role: app.Client, SecondFactor: true}, true, false, NeedsCode},
		{User{Role: app.Client, SecondFactor: true}, false, false, NeedsCode},
		{User{Role: app.Client, SecondFactor: true}, true, true, Full},
		{oleg, false, false, Full},
		{oleg, true, false, NeedsFactor},
		{maria, true, false, NeedsCode},
		{maria, true, true, Full},
		{User{Role: app.Manager, Rights: app.Usual(app.Manager)}, true, false, NeedsFactor},
	} {
		b := newBank(t, true, test.required)
		b.signIn(test.user, test.strong)
		b.store.people[test.user.ID] = test.user
		now, _ := b.now()
		if got := b.keeper.Stage(now); got != test.want {
			t.Errorf("%+v, required %v, strong %v: stage %d; want %d", test.user, test.required, test.strong, got, test.want)
		}
	}
}

func TestWhatASessionStartsWithIsAudited(t *testing.T) {
	b := newBank(t, true, false)
	c := b.signIn(anna, false)
	if c.Device != "Test/1.0" || c.Address != "203.0.113.7" {
		t.Errorf("device %q, address %q", c.Device, c.Address)
	}
	a := b.store.audit[0]
	if a.Action != "session.start" || a.Actor != "anna" || a.Object != "anna" || a.Address != "203.0.113.7" || a.Request != "request-1" {
		t.Errorf("audit %+v", a)
	}
}
