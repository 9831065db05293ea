package secret

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Sealer seals and opens single columns with AES-256-GCM. What it makes starts with a version and the id of the key; the
// first key seals, all of them open, so that a key can be changed row by row.
type Sealer struct{ keys []sealingKey }

type sealingKey struct {
	mark  []byte
	aead  cipher.AEAD
	blind []byte // see Blind
}

// sealed version 1: 1 byte version, 4 bytes key id, 12 bytes nonce, the text under AES-GCM, 16 bytes tag. With random
// nonces one key may seal 2^32 columns (NIST SP 800-38D, 8.3).
const sealedVersion = 1

// ErrSealed says that a sealed column can't be opened: changed, moved to another row, or sealed by a key that is not here.
var ErrSealed = errors.New("a sealed column can't be opened")

// NewSealer takes the keys of COLUMN_KEYS.
func NewSealer(keys ...Key) (*Sealer, error) {
	if len(keys) == 0 {
		return nil, errors.New("no key to seal with")
	}
	s := &Sealer{}
	for _, k := range keys {
		key, err := k.derive("column")
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		blind, err := k.derive("blind")
		if err != nil {
			return nil, err
		}
		s.keys = append(s.keys, sealingKey{mark: k.mark(), aead: aead, blind: blind})
	}
	return s, nil
}

// Place is where a sealed column stands. It is bound into the seal: moved elsewhere it doesn't open.
type Place struct{ Table, Column, Row string }

// data joins the three so that no two places look alike.
func (p Place) data() []byte {
	return []byte(strings.Join([]string{p.Table, p.Column, p.Row}, "\x00"))
}

// Seal encrypts plain for its place.
func (s *Sealer) Seal(plain []byte, at Place) []byte {
	k := s.keys[0]
	out := append([]byte{sealedVersion}, k.mark...)
	return k.aead.Seal(out, nil, plain, at.data()) //nolint:gosec // G407: the AEAD makes its own random nonce
}

// Open decrypts what Seal made for the same place.
func (s *Sealer) Open(sealed []byte, at Place) ([]byte, error) {
	if len(sealed) < 1+markSize || sealed[0] != sealedVersion {
		return nil, fmt.Errorf("%w: it is no sealed column", ErrSealed)
	}
	mark, rest := sealed[1:1+markSize], sealed[1+markSize:]
	known := false
	for _, k := range s.keys {
		if !bytes.Equal(k.mark, mark) {
			continue
		}
		known = true
		if plain, err := k.aead.Open(nil, nil, rest, at.data()); err == nil {
			return plain, nil
		}
	}
	if !known {
		return nil, fmt.Errorf("%w: key %x is not among COLUMN_KEYS", ErrSealed, mark)
	}
	return nil, fmt.Errorf("%w: it was changed or moved", ErrSealed)
}

// Fresh tells whether the first key sealed it; otherwise it is due to be sealed again.
func (s *Sealer) Fresh(sealed []byte) bool {
	return len(sealed) > markSize && sealed[0] == sealedVersion && bytes.Equal(sealed[1:1+markSize], s.keys[0].mark)
}

// SealedBy is the id of the key that sealed a column; empty when it is no sealed column.
func SealedBy(sealed []byte) string {
	if len(sealed) <= markSize || sealed[0] != sealedVersion {
		return ""
	}
	return hex.EncodeToString(sealed[1 : 1+markSize])
}
