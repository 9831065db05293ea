package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
)

// TokenSize is the length of a token in characters.
const TokenSize = 43

// Token makes 256 random bits as base64url: for cookies and one-time links.
func Token() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:])
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// IsToken tells whether s has the shape of a token or of its hash.
func IsToken(s string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(raw) == 32
}

// Hash is what a store keeps of a token: SHA-256 as base64url, 43 characters. It needs no salt and no slowness, because a
// token has 256 bits, or 120 as a recovery code (ASVS 5.0, 6.5.2 draws the line at 112).
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Code makes 120 random bits as 24 characters without 0, 1, 8 and 9: for people to type.
func Code() string {
	var raw [15]byte
	_, _ = rand.Read(raw[:])
	return base32.StdEncoding.EncodeToString(raw[:])
}

// Equal compares in constant time.
func Equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
