package secret

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func sealer(t *testing.T, keys ...Key) *Sealer {
	t.Helper()
	s, err := NewSealer(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestACopiedSealDoesNotOpenInAnotherRow(t *testing.T) {
	s := sealer(t, NewKey())
	home := Place{"second_factors", "secret", "1"}
	sealed := s.Seal([]byte("plain"), home)
	for _, at := range []Place{{"second_factors", "secret", "2"}, {"second_factors", "name", "1"}, {"people", "secret", "1"}, {"second_factors\x00secret", "", "1"}} {
		if _, err := s.Open(sealed, at); !errors.Is(err, ErrSealed) {
			t.Errorf("at %v: %v; want ErrSealed", at, err)
		}
	}
	if plain, err := s.Open(sealed, home); err != nil || string(plain) != "plain" {
		t.Errorf("at home: %q, %v", plain, err)
	}
}

func TestAnyChangedBitBreaksTheSeal(t *testing.T) {
	s := sealer(t, NewKey())
	at := Place{"t", "c", "r"}
	sealed := s.Seal([]byte("plain"), at)
	if bytes.Contains(sealed, []byte("plain")) || bytes.Equal(sealed, s.Seal([]byte("plain"), at)) {
		t.Error("the text shows, or two seals are equal")
	}
	for i := range sealed {
		broken := bytes.Clone(sealed)
		broken[i] ^= 1
		if _, err := s.Open(broken, at); !errors.Is(err, ErrSealed) {
			t.Errorf("byte %d changed: %v; want ErrSealed", i, err)
		}
	}
	for n := range sealed {
		if _, err := s.Open(sealed[:n], at); !errors.Is(err, ErrSealed) {
			t.Errorf("cut to %d bytes: %v; want ErrSealed", n, err)
		}
	}
}

func TestAnOldKeyOpensAndTheFirstSeals(t *testing.T) {
	old, fresh := NewKey(), NewKey()
	at := Place{"t", "c", "r"}
	sealed := sealer(t, old).Seal([]byte("plain"), at)
	both := sealer(t, fresh, old)
	if plain, err := both.Open(sealed, at); err != nil || string(plain) != "plain" {
		t.Fatalf("with both keys: %q, %v", plain, err)
	}
	if both.Fresh(sealed) || !both.Fresh(both.Seal(nil, at)) {
		t.Error("Fresh must tell what the first key sealed")
	}
	_, err := sealer(t, fresh).Open(sealed, at)
	if !errors.Is(err, ErrSealed) || !strings.Contains(err.Error(), old.ID()) {
		t.Errorf("without the old key: %v; want its id %s", err, old.ID())
	}
	if _, err := NewSealer(); err == nil {
		t.Error("a sealer without keys")
	}
	if _, err := NewSealer(Key{}); err == nil {
		t.Error("a sealer with the zero key")
	}
}

func TestASealNamesItsKey(t *testing.T) {
	key := NewKey()
	sealed := sealer(t, key).Seal(nil, Place{})
	if id := SealedBy(sealed); id != key.ID() {
		t.Errorf("sealed by %q; want %q", id, key.ID())
	}
	for _, other := range [][]byte{nil, {}, sealed[:markSize], append([]byte{sealedVersion + 1}, sealed[1:]...)} {
		if id := SealedBy(other); id != "" {
			t.Errorf("%x is sealed by %q", other, id)
		}
	}
}

func TestAForgedSignatureIsRefused(t *testing.T) {
	old, fresh := NewKey(), NewKey()
	sign := func(purpose string, keys ...Key) *Signer {
		s, err := NewSigner(purpose, keys...)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := sign("cookie", fresh, old)
	for name, forged := range map[string]string{
		"empty": "", "no base64": "***", "of another text": s.Sign("b"), "for another purpose": sign("link", fresh).Sign("a"),
		"by another key": sign("cookie", NewKey()).Sign("a"), "cut": s.Sign("a")[:40],
	} {
		if s.Verify("a", forged) {
			t.Errorf("%s: verified", name)
		}
	}
	if !s.Verify("a", s.Sign("a")) || !s.Verify("a", sign("cookie", old).Sign("a")) {
		t.Error("a true signature, by the first or the old key, was refused")
	}
	if sign("cookie", fresh).Sign("a") != s.Sign("a") {
		t.Error("not the first key signs")
	}
}
