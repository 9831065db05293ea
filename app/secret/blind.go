package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// blindSize is how many bytes of the MAC an index keeps: enough that two values never meet by chance.
const blindSize = 16

// Blind is an index by which a sealed value can be found when it is known exactly: HMAC-SHA-256 of the kind and the value under a key
// derived from the first of COLUMN_KEYS for this alone, cut to 128 bits, 22 characters. The value must be in its one normal form.
//
// Whoever reads the database but has no key learns which rows hold the same value of a kind, and how often each occurs; nothing else.
// Whoever has the keys can try all values: a passport number has ten digits. Two kinds of the same value have different indexes.
func (s *Sealer) Blind(kind, value string) string { return blind(s.keys[0].blind, kind, value) }

// Blinds are the indexes of a value under each of COLUMN_KEYS: what was indexed before a change of keys is found until it is indexed anew.
func (s *Sealer) Blinds(kind, value string) []string {
	all := make([]string, len(s.keys))
	for i, k := range s.keys {
		all[i] = blind(k.blind, kind, value)
	}
	return all
}

func blind(key []byte, kind, value string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(kind + "\x00" + value))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:blindSize])
}
