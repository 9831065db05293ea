package account

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
)

// enrol gives the actor a second factor and returns its shown secret and recovery codes.
func (b *bank) enrol(actor app.Actor) (shown string, codes []string) {
	b.t.Helper()
	offer, err := b.SetUp(context.Background(), actor)
	if err != nil {
		b.t.Fatal(err)
	}
	codes, err = b.Confirm(context.Background(), actor, good, b.code(offer.Secret, 0))
	if err != nil {
		b.t.Fatal(err)
	}
	return offer.Secret, codes
}

// code is what the app shows at a distance from now.
func (b *bank) code(shown string, from time.Duration) string {
	b.t.Helper()
	code, err := CodeAt(shown, app.Now().Add(from))
	if err != nil {
		b.t.Fatal(err)
	}
	return code
}

func TestACodeReadOverTheShoulderIsUsedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t)
		p, actor := b.person(app.Operator, "oleg@example.com")
		shown, _ := b.enrol(actor)
		if _, err := b.Verify(context.Background(), stranger, p.ID, b.code(shown, 0)); field(err, "code") != "account.code_wrong" {
			t.Errorf("the code of the set-up again: %v", err)
		}
		time.Sleep(30 * time.Second)
		code := b.code(shown, 0)
		var all sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 5 {
			all.Go(func() {
				if _, err := b.Verify(context.Background(), stranger, p.ID, code); err == nil {
					mu.Lock()
					defer mu.Unlock()
					in++
				}
			})
		}
		all.Wait()
		if in != 1 {
			t.Errorf("one code let %d in", in)
		}
		if _, err := b.Verify(context.Background(), stranger, p.ID, b.code(shown, -30*time.Second)); err == nil {
			t.Error("an older code than the last one used let somebody in")
		}
	})
}

func TestCodesOfAClockThatIsALittleOffCount(t *testing.T) {
	for off, want := range map[time.Duration]bool{
		-60 * time.Second: false, -30 * time.Second: true, 0: true, 30 * time.Second: true, 60 * time.Second: false, time.Hour: false,
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBank(t)
			p, actor := b.person(app.Client, "anna@example.com")
			shown, _ := b.enrol(actor)
			time.Sleep(10 * time.Minute)
			code := b.code(shown, off)
			spaced := code[:3] + " " + code[3:]
			if _, err := b.Verify(context.Background(), stranger, p.ID, spaced); (err == nil) != want {
				t.Errorf("%v off: %v; want in: %v", off, err, want)
			}
		})
	}
}

func TestGuessingCodesEndsAfterTen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t)
		p, actor := b.person(app.Operator, "oleg@example.com")
		shown, codes := b.enrol(actor)
		time.Sleep(time.Minute)
		for range accountFailures {
			if _, err := b.Verify(context.Background(), stranger, p.ID, "000000"); field(err, "code") != "account.code_wrong" {
				t.Fatal(err)
			}
		}
		for _, right := range []string{b.code(shown, 0), codes[0]} {
			if _, err := b.Verify(context.Background(), stranger, p.ID, right); app.KindOf(err) != app.TooMany {
				t.Errorf("the right code after ten wrong ones: %v", err)
			}
		}
	})
}

func TestARecoveryCodeWorksOnce(t *testing.T) {
	b := newBank(t)
	p, actor := b.person(app.Client, "anna@example.com")
	_, codes := b.enrol(actor)
	other, stranger2 := b.person(app.Client, "boris@example.com")
	b.enrol(stranger2)
	if len(codes) != RecoveryCodes || len(slices.Compact(slices.Sorted(slices.Values(codes)))) != RecoveryCodes {
		t.Fatalf("codes %v", codes)
	}
	for _, hash := range b.store.codes[p.ID] {
		if slices.Contains(codes, hash) || len(hash) != 43 {
			t.Errorf("stored as %q", hash)
		}
	}
	if _, err := b.Verify(context.Background(), stranger, other.ID, codes[0]); err == nil {
		t.Error("somebody else's recovery code let in")
	}
	typed := strings.ToLower(strings.ReplaceAll(codes[0], "-", " "))
	if _, err := b.Verify(context.Background(), stranger, p.ID, typed); err != nil {
		t.Errorf("%q: %v", typed, err)
	}
	if _, err := b.Verify(context.Background(), stranger, p.ID, codes[0]); err == nil {
		t.Error("it worked twice")
	}
	if n, err := b.CodesLeft(context.Background(), actor); err != nil || n != RecoveryCodes-1 {
		t.Errorf("%d left, %v", n, err)
	}
	if !b.did("person.recovery_code_used") {
		t.Error("no audit record")
	}
}

// A stolen session of somebody without a second factor must not become the thief's own for good.
func TestAStolenSessionSetsUpNothingWithoutThePassword(t *testing.T) {
	b := newBank(t)
	_, actor := b.person(app.Client, "anna@example.com")
	offer, err := b.SetUp(context.Background(), actor)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Confirm(context.Background(), actor, "guess", b.code(offer.Secret, 0)); field(err, "password") != "account.password_wrong" {
		t.Errorf("Confirm: %v", err)
	}
	b.enrol(actor)
	if _, err := b.NewCodes(context.Background(), actor, "guess"); field(err, "password") != "account.password_wrong" {
		t.Errorf("NewCodes: %v", err)
	}
	if err := b.Drop(context.Background(), actor, "guess"); field(err, "password") != "account.password_wrong" {
		t.Errorf("Drop: %v", err)
	}
	if err := b.ChangePassword(context.Background(), actor, "guess", "another long pass-phrase"); field(err, "old") != "account.password_wrong" {
		t.Errorf("ChangePassword: %v", err)
	}
	if len(b.store.attempts) != 4 {
		t.Errorf("%d failures counted; want 4", len(b.store.attempts))
	}
}

func TestTheSecretIsSealedForItsOwner(t *testing.T) {
	b := newBank(t)
	_, anna := b.person(app.Client, "anna@example.com")
	thief, actor := b.person(app.Client, "thief@example.com")
	shown, _ := b.enrol(anna)
	sealed := b.store.people[anna.ID].Factor
	if strings.Contains(string(sealed.Sealed), strings.ReplaceAll(shown, " ", "")) {
		t.Error("the secret is stored as it is")
	}
	c := b.store.people[thief.ID]
	c.Factor = sealed // copied in the database
	b.store.people[thief.ID] = c
	if _, err := b.Verify(context.Background(), stranger, actor.ID, b.code(shown, 30*time.Second)); err == nil {
		t.Error("a copied second factor works for somebody else")
	}
}

func TestAnOfferStaysUntilItIsConfirmed(t *testing.T) {
	b := newBank(t)
	p, actor := b.person(app.Operator, "oleg@example.com")
	b.store.sessions[p.ID] = []string{"own", "stolen"}
	first, err := b.SetUp(context.Background(), actor)
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.SetUp(context.Background(), actor)
	if err != nil || again != first {
		t.Errorf("a reload offers another one: %v", err)
	}
	if !strings.HasPrefix(first.URL, "otpauth://totp/Telemark:") || first.Size < 21 || !strings.HasPrefix(first.Path, "M") {
		t.Errorf("offer %+v", first)
	}
	if _, err := b.Verify(context.Background(), stranger, p.ID, b.code(first.Secret, 0)); field(err, "code") == "" {
		t.Errorf("an offer that nobody confirmed is a second factor: %v", err)
	}
	if _, err := b.Confirm(context.Background(), actor, good, "000000"); field(err, "code") != "account.code_wrong" || b.store.people[p.ID].SecondFactor {
		t.Errorf("a wrong code: %v", err)
	}
	b.enrol(actor)
	if _, err := b.SetUp(context.Background(), actor); app.KindOf(err) != app.Conflict {
		t.Errorf("set up twice: %v", err)
	}
	if !b.did("person.factor_on") || !reflect.DeepEqual(b.told(p.ID), []string{"stolen"}) {
		t.Errorf("told %v", b.told(p.ID))
	}
}

func TestStaffCannotDropWhatTheyNeed(t *testing.T) {
	b := newBank(t)
	_, oleg := b.person(app.Operator, "oleg@example.com")
	_, anna := b.person(app.Client, "anna@example.com")
	b.enrol(oleg)
	b.enrol(anna)
	if err := b.Drop(context.Background(), oleg, good); app.KindOf(err) != app.Forbidden {
		t.Errorf("operator: %v", err)
	}
	if err := b.Drop(context.Background(), anna, good); err != nil || b.store.people[anna.ID].SecondFactor {
		t.Errorf("client: %v", err)
	}
}

// told are the sessions of the "end" events that a person's streams got.
func (b *bank) told(id string) (all []string) {
	b.t.Helper()
	for _, e := range b.events {
		var data struct{ Sessions []string }
		if e.Topic != "user."+id || e.Name != "end" {
			continue
		}
		if err := json.Unmarshal(e.Data, &data); err != nil {
			b.t.Fatal(err)
		}
		all = append(all, data.Sessions...)
	}
	return all
}
