package hub

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"

	"telemark/app"
)

// An event between processes is a NATS message: its subject is Prefix and the topic; its payload is
//
//	1 byte    version, 1
//	8 bytes   origin: which process sent it
//	uvarint   length of the name, then the name
//	uvarint   number in a room's log
//	the rest  data: JSON, or nothing
//
// What doesn't fit is refused where it is built and where it is read.
const (
	// Prefix of every subject.
	Prefix = "telemark."

	wireVersion = 1
	maxTopic    = 64
	maxName     = 24
	maxData     = 16 << 10
	originSize  = 8
	maxPayload  = 1 + originSize + 1 + maxName + binary.MaxVarintLen64 + maxData
)

type origin [originSize]byte

var (
	errTopic   = errors.New("hub: not a topic")
	errName    = errors.New("hub: not an event's name")
	errSeq     = errors.New("hub: a number below zero or beyond 63 bits")
	errData    = errors.New("hub: data is no JSON or too large")
	errPayload = errors.New("hub: not an event of this version")
)

// encode builds the payload of e.
func encode(from origin, e app.Event) ([]byte, error) {
	if err := check(e); err != nil {
		return nil, err
	}
	b := make([]byte, 0, 1+originSize+1+len(e.Name)+binary.MaxVarintLen64+len(e.Data))
	b = append(b, wireVersion)
	b = append(b, from[:]...)
	b = append(b, byte(len(e.Name))) //nolint:gosec // checked to be no more than maxName
	b = append(b, e.Name...)
	b = binary.AppendUvarint(b, uint64(e.Seq)) //nolint:gosec // checked to be no less than zero
	return append(b, e.Data...), nil
}

// decode reads a payload; topic is the subject without its prefix.
func decode(topic string, b []byte) (origin, app.Event, error) {
	var from origin
	if len(b) < 1+originSize+1 || len(b) > maxPayload || b[0] != wireVersion {
		return from, app.Event{}, errPayload
	}
	copy(from[:], b[1:])
	n, b := int(b[1+originSize]), b[1+originSize+1:]
	if n > maxName || n > len(b) {
		return from, app.Event{}, errName
	}
	e := app.Event{Topic: topic, Name: string(b[:n])}
	seq, size := binary.Uvarint(b[n:])
	if size <= 0 || seq > math.MaxInt64 {
		return from, app.Event{}, errSeq
	}
	e.Seq = int64(seq)
	if rest := b[n+size:]; len(rest) > 0 {
		e.Data = append([]byte(nil), rest...)
	}
	return from, e, check(e)
}

// check tells what of an event must not travel.
func check(e app.Event) error {
	switch {
	case !validTopic(e.Topic):
		return errTopic
	case !validName(e.Name):
		return errName
	case e.Seq < 0:
		return errSeq
	case len(e.Data) > maxData, len(e.Data) > 0 && !json.Valid(e.Data):
		return errData
	}
	return nil
}

// validTopic keeps wildcards, spaces and empty tokens out of subjects.
func validTopic(s string) bool {
	if s == "" || len(s) > maxTopic || s[len(s)-1] == '.' {
		return false
	}
	last := byte('.')
	for _, r := range []byte(s) {
		switch {
		case r == '.' && last == '.':
			return false
		case r == '.', r == '-', r == '_', r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
		default:
			return false
		}
		last = r
	}
	return true
}

func validName(s string) bool {
	if s == "" || len(s) > maxName {
		return false
	}
	for _, r := range []byte(s) {
		if (r < 'a' || r > 'z') && r != '_' && r != '-' {
			return false
		}
	}
	return true
}
