package live

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Piece is a stretch of a line: text, or a link that is safe to follow.
type Piece struct {
	Text string
	Href string // empty for text; otherwise http or https
}

// pieces cuts a line into text and links. A link starts with http:// or https:// at the start of a word; what ends a sentence
// doesn't belong to it. One with a user name before its host is left as text: that is how a foreign host is dressed up as the bank's.
func pieces(line string) []Piece {
	var list []Piece
	text := 0 // start of the text not yet in the list
	for i := 0; i < len(line); {
		n := linkLength(line[i:])
		if n == 0 || !startsWord(line[:i]) {
			_, size := utf8.DecodeRuneInString(line[i:])
			i += size
			continue
		}
		if text < i {
			list = append(list, Piece{Text: line[text:i]})
		}
		list = append(list, Piece{Text: line[i : i+n], Href: line[i : i+n]})
		i += n
		text = i
	}
	if text < len(line) {
		list = append(list, Piece{Text: line[text:]})
	}
	return list
}

func startsWord(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return before == "" || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// linkLength is the number of bytes of the safe link that s starts with, or 0.
func linkLength(s string) int {
	if !hasPrefixFold(s, "http://") && !hasPrefixFold(s, "https://") {
		return 0
	}
	n := strings.IndexFunc(s, endsLink)
	if n < 0 {
		n = len(s)
	}
	s = withoutTail(s[:n])
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return 0
	}
	return len(s)
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// endsLink tells what can't stand in a link: white space, controls, quotes, angle brackets and backslashes.
func endsLink(r rune) bool {
	return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune("<>\"\\^`{|}«»“”„", r)
}

// withoutTail takes punctuation from the end, and a closing bracket that was not opened inside.
func withoutTail(s string) string {
	for s != "" {
		switch last := s[len(s)-1]; {
		case strings.IndexByte(".,;:!?'*_~", last) >= 0,
			last == ')' && strings.Count(s, ")") > strings.Count(s, "("),
			last == ']' && strings.Count(s, "]") > strings.Count(s, "["):
			s = s[:len(s)-1]
		default:
			r, size := utf8.DecodeLastRuneInString(s)
			if r != '…' {
				return s
			}
			s = s[:len(s)-size]
		}
	}
	return s
}
