package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
)

// Stream signs what is too long to be held at once: write it, then ask. It is made by the signer's first key only.
type Stream struct{ mac hash.Hash }

// Stream begins a signature. Over the same bytes it is the one of Sign.
func (s *Signer) Stream() *Stream { return &Stream{hmac.New(sha256.New, s.keys[0])} }

// Write takes the next bytes. It never fails.
func (s *Stream) Write(p []byte) (int, error) { return s.mac.Write(p) }

// Sign returns the signature of all that was written as base64url, 43 characters.
func (s *Stream) Sign() string { return base64.RawURLEncoding.EncodeToString(s.mac.Sum(nil)) }

// Verify tells whether the signature belongs to all that was written.
func (s *Stream) Verify(signature string) bool {
	got, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	return err == nil && hmac.Equal(s.mac.Sum(nil), got)
}
