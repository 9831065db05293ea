package app

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Clean keeps what was typed, with \n for every kind of line break, without the white space around it and without control
// characters that no keyboard types.
func Clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.TrimSpace(strings.Map(printable, text))
}

// printable drops C0 and C1 controls but the tab and the line feed, and the bidirectional overrides that make a text read as
// another one (Unicode TR36, 3.4).
func printable(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return -1
	}
	return r
}

// ValidKey tells whether key has the shape of a one-use key: 16 to 64 characters of [A-Za-z0-9_-].
func ValidKey(key string) bool {
	if len(key) < 16 || len(key) > 64 {
		return false
	}
	for _, r := range []byte(key) {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			return false
		}
	}
	return true
}

// Mark is a short mark of a text, for forms: it tells whether what somebody has changed is still what they saw.
func Mark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
