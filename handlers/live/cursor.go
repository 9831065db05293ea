package live

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"

	"github.com/oklog/ulid/v2"
)

// Cursor is how far a reader has come: room → number of the last entry that reached them. As text, the id of an event, it is
// opaque: base64url of a version byte and, for each room, its 16 bytes and a uvarint.
type Cursor map[string]int64

const (
	maxCursor     = 4096 // bytes of text
	cursorVersion = 1
)

var cursorText = base64.RawURLEncoding.Strict()

// position is one room of a cursor in binary.
type position struct {
	room ulid.ULID
	seq  int64
}

// String is c as text. When it would be longer than 4 KiB the oldest rooms are left out.
func (c Cursor) String() string {
	list := make([]position, 0, len(c))
	for room, seq := range c {
		if p := newPosition(room, seq); p.room != (ulid.ULID{}) && seq >= 0 {
			list = append(list, p)
		}
	}
	newestFirst(list)
	return string(appendCursor(nil, list))
}

// newPosition has the zero room when room is no id.
func newPosition(room string, seq int64) position {
	id, err := ulid.ParseStrict(room)
	if err != nil {
		return position{}
	}
	return position{id, seq}
}

func newestFirst(list []position) {
	slices.SortFunc(list, func(a, b position) int { return bytes.Compare(b.room[:], a.room[:]) })
}

// appendCursor adds the text of as many positions as fit.
func appendCursor(text []byte, list []position) []byte {
	var room [512]byte
	b := append(room[:0], cursorVersion)
	for _, p := range list {
		n := len(b)
		b = append(b, p.room[:]...)
		b = binary.AppendUvarint(b, uint64(p.seq)) //nolint:gosec // never below zero
		if cursorText.EncodedLen(len(b)) > maxCursor {
			b = b[:n]
			break
		}
	}
	return cursorText.AppendEncode(text, b)
}

// ParseCursor reads the text of a cursor. Whatever is wrong with it makes it empty: its reader then starts anew.
func ParseCursor(text string) Cursor {
	if len(text) > maxCursor {
		return Cursor{}
	}
	b, err := cursorText.DecodeString(text)
	if err != nil || len(b) == 0 || b[0] != cursorVersion {
		return Cursor{}
	}
	c := make(Cursor, len(b)/17)
	for b = b[1:]; len(b) > 0; {
		var id ulid.ULID
		n := copy(id[:], b)
		seq, size := binary.Uvarint(b[n:])
		if n < len(id) || size <= 0 || seq > math.MaxInt64 {
			return Cursor{}
		}
		c[id.String()] = int64(seq)
		b = b[n+size:]
	}
	return c
}

// Merge is what has come by either cursor: room by room the larger.
func (c Cursor) Merge(d Cursor) Cursor {
	merged := make(Cursor, max(len(c), len(d)))
	for _, from := range []Cursor{c, d} {
		for room, seq := range from {
			merged[room] = max(merged[room], seq)
		}
	}
	return merged
}
