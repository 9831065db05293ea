package audit

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"telemark/app"
)

// Day is the digest of a day of the bank: of the records from First to Last, which were the last ones when it was sealed. A record that was
// begun before midnight and committed after it may belong to either day.
type Day struct {
	Day         app.Day
	First, Last int64
	Hash        string // of the record Last, which covers all before it
	Previous    string // Digest of the day before it that has one; empty of the first
	Digest      string
	SealedAt    time.Time
}

// Records is how many there are.
func (d Day) Records() int64 { return d.Last - d.First + 1 }

// Sum is what Digest has to be: the SHA-256 of all fields, each with its length before it, in base64url.
func (d Day) Sum() string {
	sum := sha256.New()
	for _, field := range []string{
		"telemark audit day 1", d.Previous, string(d.Day), strconv.FormatInt(d.First, 10), strconv.FormatInt(d.Last, 10), d.Hash,
	} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(field)))
		sum.Write(size[:])
		sum.Write([]byte(field))
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
}

// word begins each line that is kept elsewhere.
const word = "telemark-audit"

// Line is the day as it is kept elsewhere: what it is, the day, the first and the last record, the last one's hash, the digest before it
// ("-" of the first), and its own; of a day that goes on there is no digest yet ("-").
func (d Day) Line() string {
	return fmt.Sprintf("%s %s %d %d %s %s %s", word, d.Day, d.First, d.Last, d.Hash, dash(d.Previous), dash(d.Digest))
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// ReadLines reads what was kept: lines of Line among any others.
func ReadLines(from io.Reader) (list []Day, err error) {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		parts := strings.Fields(lines.Text())
		if len(parts) == 0 || parts[0] != word {
			continue
		}
		d, ok := dayIn(parts)
		if !ok {
			return nil, fmt.Errorf("no digest of a day: %s", lines.Text())
		}
		list = append(list, d)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errors.New("no digest of a day is in it")
	}
	return list, nil
}

func dayIn(parts []string) (d Day, ok bool) {
	if len(parts) != 7 {
		return d, false
	}
	d.Day, ok = app.ParseDay(parts[1])
	first, err := strconv.ParseInt(parts[2], 10, 64)
	last, wrong := strconv.ParseInt(parts[3], 10, 64)
	d.First, d.Last, d.Hash = first, last, parts[4]
	if d.Previous, d.Digest = parts[5], parts[6]; d.Previous == "-" {
		d.Previous = ""
	}
	if d.Digest == "-" {
		d.Digest = ""
	}
	return d, ok && err == nil && wrong == nil && first > 0 && last >= first && (d.Digest == "" || d.Digest == d.Sum())
}

// grace is how long after midnight a day is sealed: what was begun in it is committed by then.
const grace = 10 * time.Minute

// Seal makes the digests that are due. It may be called at any time, by several at once.
func (s *Service) Seal(ctx context.Context) (int, error) {
	return s.Store.Seal(ctx, app.DayOf(app.Now().Add(-grace)))
}

// Days are the digests, the latest first, those that are due among them.
func (s *Service) Days(ctx context.Context, actor app.Actor, before app.Day) ([]Day, error) {
	if err := may(actor); err != nil {
		return nil, err
	}
	if _, err := s.Seal(ctx); err != nil {
		return nil, err
	}
	return s.Store.Days(ctx, before, DayList)
}

// Keep gives the digests to be kept elsewhere, as lines; now is the chain's end at this moment, with what no day has sealed yet.
func (s *Service) Keep(ctx context.Context, actor app.Actor) (list []Day, now Day, err error) {
	if list, err = s.Days(ctx, actor, ""); err != nil {
		return nil, now, err
	}
	if now, err = s.Store.Head(ctx); err != nil {
		return nil, now, err
	}
	return list, now, s.Store.Add(ctx, app.Record(actor, "audit.digest", "audit", "", "record "+strconv.FormatInt(now.Last, 10)))
}
