package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
)

// Signer signs short texts with HMAC-SHA-256. The first key signs, all of them verify.
type Signer struct{ keys [][]byte }

// NewSigner takes the keys of SESSION_KEYS and what is signed: a signature for one purpose is none for another.
func NewSigner(purpose string, keys ...Key) (*Signer, error) {
	if len(keys) == 0 {
		return nil, errors.New("no key to sign with")
	}
	s := &Signer{}
	for _, k := range keys {
		key, err := k.derive("signature of " + purpose)
		if err != nil {
			return nil, err
		}
		s.keys = append(s.keys, key)
	}
	return s, nil
}

// Sign returns the signature of text as base64url, 43 characters.
func (s *Signer) Sign(text string) string {
	return base64.RawURLEncoding.EncodeToString(mac(s.keys[0], text))
}

// Verify tells whether one of the keys signed text.
func (s *Signer) Verify(text, signature string) bool {
	got, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if err != nil {
		return false
	}
	ok := false
	for _, key := range s.keys {
		if hmac.Equal(mac(key, text), got) {
			ok = true
		}
	}
	return ok
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
