package sheet

import (
	"bufio"
	"regexp"
	"strings"
	"unicode/utf16"
)

// escaped is what the format reads as one character: _x000D_ is a carriage return.
var escaped = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

const escapeSize = len("_x000D_")

// escape writes a text as the content of an XML element. What XML can't hold is left out, and what the format would read as an escape
// gets its underscore escaped.
func escape(to *bufio.Writer, text string) {
	text = strings.ToValidUTF8(text, "\ufffd")
	for i, r := range text {
		switch {
		case r == '_' && escaped.MatchString(text[i:min(len(text), i+escapeSize)]):
			_, _ = to.WriteString("_x005F_")
		case r == '&':
			_, _ = to.WriteString("&amp;")
		case r == '<':
			_, _ = to.WriteString("&lt;")
		case r == '>':
			_, _ = to.WriteString("&gt;")
		case r == '\r': // XML turns it into a line feed
			_, _ = to.WriteString("_x000D_")
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff:
		default:
			_, _ = to.WriteRune(r)
		}
	}
}

// cut leaves so many UTF-16 units of a text at most; what is longer ends with an ellipsis.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	units := 0
	end := 0
	for i, r := range text {
		n := max(1, utf16.RuneLen(r))
		if units+n > most {
			return text[:end] + "…"
		}
		if units+n <= most-1 {
			end = i + len(string(r))
		}
		units += n
	}
	return text
}
