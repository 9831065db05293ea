// Package live is what the client's and the operator's pages share of a room: its articles, its thread, and the stream that keeps
// them up to date.
package live

import (
	"bytes"
	"regexp"
	"strings"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/web"
)

// Article is the view of room/message: one entry of a room's log. In a stream Own, First and Last are false and Tick is empty,
// because the same bytes go to every reader; the page's script sets them.
type Article struct {
	web.Shell
	Message chat.Message
	Own     bool   // the reader wrote it
	First   bool   // of a run of one author's messages
	Last    bool   // of that run
	Tick    string // "stored", "delivered" or "read", on own messages
}

// Piece is a stretch of a line; with Href it is a link.
type Piece struct{ Text, Href string }

var address = regexp.MustCompile(`https?://[^\s<>"'«»]+`)

// Paragraphs are the lines of the body, with web addresses as links. Only http and https become links.
func (a Article) Paragraphs() [][]Piece {
	var lines [][]Piece
	for line := range strings.SplitSeq(a.Message.Body, "\n") {
		lines = append(lines, pieces(line))
	}
	return lines
}

func pieces(line string) []Piece {
	var out []Piece
	at := 0
	for _, found := range address.FindAllStringIndex(line, -1) {
		href := strings.TrimRight(line[found[0]:found[1]], ".,;:!?)]}…")
		if strings.HasSuffix(href, "//") { // a scheme without a host
			continue
		}
		if found[0] > at {
			out = append(out, Piece{Text: line[at:found[0]]})
		}
		out = append(out, Piece{Text: href, Href: href})
		at = found[0] + len(href)
	}
	if at < len(line) {
		out = append(out, Piece{Text: line[at:]})
	}
	return out
}

// RenderArticle makes the article that every reader of a language gets.
func RenderArticle(lang string, m chat.Message) ([]byte, error) {
	html, err := web.Render("room/message", Article{Shell: web.ShellFor(app.Actor{}, lang), Message: m})
	return bytes.TrimSpace(html), err
}
