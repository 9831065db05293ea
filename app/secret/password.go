package secret

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is the price of one password hash.
type Cost struct {
	KiB     uint32 // memory
	Passes  uint32
	Threads uint8
}

// Standard is what OWASP asks for (Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 thread): about 50 ms.
var Standard = Cost{KiB: 19 * 1024, Passes: 2, Threads: 1}

// dearest is what a stored hash may ask for; a tampered row shall not stop the program.
var dearest = Cost{KiB: 256 * 1024, Passes: 16, Threads: 8}

const (
	saltSize = 16
	hashSize = 32
)

// Hasher makes and checks password hashes, a few at once: each takes memory and a processor.
type Hasher struct {
	cost  Cost
	turns chan struct{}
	dummy string
}

// NewHasher allows atOnce hashes at a time, at least one.
func NewHasher(atOnce int, cost Cost) *Hasher {
	h := &Hasher{cost: cost, turns: make(chan struct{}, max(1, atOnce))}
	h.dummy = phc(cost, Random(saltSize), Random(hashSize)) // no password has this hash; checking one takes the same time
	return h
}

// Turn waits for a place, does f in it, and frees it. It gives up when ctx ends.
func (h *Hasher) Turn(ctx context.Context, f func(Turn) error) error {
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("waiting to hash a password: %w", ctx.Err())
	}
	defer func() { <-h.turns }()
	return f(Turn{h})
}

// Turn is a place to hash in.
type Turn struct{ h *Hasher }

// Hash makes the PHC string of a password: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (t Turn) Hash(password string) string {
	salt := Random(saltSize)
	return phc(t.h.cost, salt, derive(password, salt, t.h.cost, hashSize))
}

// Matches compares a password with a PHC string in constant time. An empty or broken string takes as long and never matches.
func (t Turn) Matches(stored, password string) bool {
	cost, salt, want, err := parsePHC(stored)
	if err != nil {
		cost, salt, want, _ = parsePHC(t.h.dummy)
	}
	got := derive(password, salt, cost, uint32(len(want))) //nolint:gosec // at most 64 by parsePHC
	return subtle.ConstantTimeCompare(got, want) == 1 && err == nil
}

func derive(password string, salt []byte, c Cost, size uint32) []byte {
	return argon2.IDKey([]byte(password), salt, c.Passes, c.KiB, c.Threads, size)
}

func phc(c Cost, salt, hash []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.KiB, c.Passes, c.Threads, b64(salt), b64(hash))
}

// parsePHC reads the password hashing competition's string format, as far as phc writes it.
func parsePHC(s string) (c Cost, salt, hash []byte, err error) {
	broken := fmt.Errorf("no argon2id string")
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, broken
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &c.KiB, &c.Passes, &c.Threads); err != nil {
		return c, nil, nil, broken
	}
	if c.Passes < 1 || c.Threads < 1 || c.KiB > dearest.KiB || c.Passes > dearest.Passes || c.Threads > dearest.Threads {
		return c, nil, nil, broken
	}
	salt, errSalt := base64.RawStdEncoding.Strict().DecodeString(part[4])
	hash, errHash := base64.RawStdEncoding.Strict().DecodeString(part[5])
	if errSalt != nil || errHash != nil || len(salt) < 8 || len(hash) < 16 || len(hash) > 64 {
		return c, nil, nil, broken
	}
	return c, salt, hash, nil
}

// Random returns n random bytes.
func Random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
