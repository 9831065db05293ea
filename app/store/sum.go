package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"slices"
	"time"

	"telemark/app/secret"
)

// Sum is what a table holds, in two values: the number of its rows, and a mark that doesn't depend on their order, because two
// databases put texts into different orders. The mark is the sum of the SHA-256 of all rows, modulo 2^256. It finds what was lost,
// doubled or changed by mistake; it is no signature.
type Sum struct {
	Rows int64
	mark [4]uint64 // the lowest digits first
}

// String is the mark in 64 hex digits.
func (s Sum) String() string {
	var b [32]byte
	for i, digits := range s.mark {
		binary.BigEndian.PutUint64(b[24-8*i:], digits)
	}
	return hex.EncodeToString(b[:])
}

// add takes a row. Of each column it hashes whether there is a value, its length in bytes, and it: texts as UTF-8, numbers with
// 8 bytes, times as milliseconds since 1970, the highest byte first.
func (s *Sum) add(buffer []byte, r row) []byte {
	buffer = buffer[:0]
	for _, v := range r {
		buffer = appendValue(buffer, v)
	}
	hash := sha256.Sum256(buffer)
	var carry uint64
	for i := range s.mark {
		s.mark[i], carry = bits.Add64(s.mark[i], binary.BigEndian.Uint64(hash[24-8*i:]), carry)
	}
	s.Rows++
	return buffer
}

func appendValue(b []byte, v any) []byte {
	eight := func(n int64) []byte {
		b = binary.BigEndian.AppendUint64(append(b, 1), 8)
		return binary.BigEndian.AppendUint64(b, uint64(n)) //nolint:gosec // the same bits
	}
	switch v := v.(type) {
	case string:
		b = binary.BigEndian.AppendUint64(append(b, 1), uint64(len(v)))
		return append(b, v...)
	case []byte:
		b = binary.BigEndian.AppendUint64(append(b, 1), uint64(len(v)))
		return append(b, v...)
	case int64:
		return eight(v)
	case bool:
		if v {
			return eight(1)
		}
		return eight(0)
	case time.Time:
		return eight(v.UnixMilli())
	}
	return append(b, 0)
}

// sums reads all tables. keys are the ids of the keys that sealed columns, without repetition; each is told of every page.
func (d *DB) sums(ctx context.Context, each func(t *table, rows int)) (all map[string]Sum, keys []string, err error) {
	all = map[string]Sum{}
	var buffer []byte
	for _, t := range tables {
		var s Sum
		err := d.pages(ctx, t, nil, pageRows, func(list []row) error {
			for _, r := range list {
				buffer = s.add(buffer, r)
				keys = sealers(keys, t, r)
			}
			each(t, len(list))
			return nil
		})
		if err != nil {
			return nil, nil, domain(err)
		}
		all[t.name] = s
	}
	slices.Sort(keys)
	return all, keys, nil
}

// sealers adds the keys that sealed columns of a row.
func sealers(keys []string, t *table, r row) []string {
	for i, c := range t.columns {
		v, ok := r[i].([]byte)
		if !ok || c.kind != sealed {
			continue
		}
		if id := secret.SealedBy(v); id != "" && !slices.Contains(keys, id) {
			keys = append(keys, id)
		}
	}
	return keys
}

// different names the first table whose sums are not equal; nil when all are.
func different(a, b map[string]Sum) error {
	for _, t := range tables {
		if one, two := a[t.name], b[t.name]; one != two {
			return fmt.Errorf("%s differs: %d rows %.16s, and %d rows %.16s", t.name, one.Rows, one, two.Rows, two)
		}
	}
	return nil
}
