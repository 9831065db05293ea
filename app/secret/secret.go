// Package secret is the only place for ciphers, MACs, key derivation and password hashes.
//
// It promises: AES-256-GCM for single columns, HMAC-SHA-256 for signatures, argon2id for passwords, crypto/rand for all
// randomness. Keys have 256 bits. A key never shows itself: printed or logged it is its id.
package secret

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
)

// KeySize is the size of every key in bytes.
const KeySize = 32

// Key is a secret of 256 bits. The zero Key is none.
type Key struct {
	raw [KeySize]byte
	set bool
}

// ErrKey says that a text is no key. It doesn't repeat the text.
var ErrKey = errors.New("not a key: want 32 random bytes as base64 (43 or 44 characters) or hex (64)")

// NewKey makes a random key.
func NewKey() Key {
	k := Key{set: true}
	_, _ = rand.Read(k.raw[:]) // never fails: crypto/rand ends the program instead
	return k
}

// ParseKey reads a key from base64, of either alphabet, with or without padding, or from hex.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != KeySize {
		plain := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
		raw, err = base64.RawURLEncoding.DecodeString(plain)
	}
	if err != nil || len(raw) != KeySize {
		return Key{}, ErrKey
	}
	k := Key{set: true}
	copy(k.raw[:], raw)
	if k.raw == [KeySize]byte{} {
		return Key{}, ErrKey // an unset variable of somebody's script, not a key
	}
	return k, nil
}

// ParseKeys reads keys between commas, spaces or line breaks; lines that start with # are left out. At least one is needed,
// and none may be there twice.
func ParseKeys(text string) ([]Key, error) {
	var keys []Key
	seen := map[Key]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r <= ' ' }) {
			k, err := ParseKey(word)
			if err != nil {
				return nil, err
			}
			if seen[k] {
				return nil, errors.New("a key is there twice")
			}
			seen[k] = true
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, ErrKey
	}
	return keys, nil
}

// Known tells whether k is a key at all.
func (k Key) Known() bool { return k.set }

// ID names the key without telling anything about it: 8 hex digits.
func (k Key) ID() string { return hex.EncodeToString(k.mark()) }

// mark is the id as it stands in front of what the key sealed.
func (k Key) mark() []byte {
	sum := sha256.Sum256(append([]byte("telemark key id\x00"), k.raw[:]...))
	return sum[:markSize]
}

const markSize = 4

// Text is the key as base64url: for a key file only.
func (k Key) Text() string { return base64.RawURLEncoding.EncodeToString(k.raw[:]) }

// Hex is the key as 64 hex digits: for the embedded database's own key pragma only.
func (k Key) Hex() string { return hex.EncodeToString(k.raw[:]) }

// derive makes a key for one purpose, so that no key does two jobs (RFC 5869).
func (k Key) derive(purpose string) ([]byte, error) {
	if !k.set {
		return nil, ErrKey
	}
	return hkdf.Key(sha256.New, k.raw[:], nil, "telemark "+purpose, KeySize)
}

// String, GoString and LogValue keep a key out of logs and messages.
func (k Key) String() string {
	if !k.set {
		return "no key"
	}
	return "key " + k.ID()
}

// GoString is for %#v.
func (k Key) GoString() string { return k.String() }

// LogValue is for slog.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText keeps a key out of JSON.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// IDs are the ids of keys, in their order.
func IDs(keys []Key) []string {
	ids := make([]string, len(keys))
	for i, k := range keys {
		ids[i] = k.ID()
	}
	return ids
}
