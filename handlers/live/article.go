package live

import (
	"bytes"
	"strings"

	"telemark/app"
	"telemark/app/chat"
	"telemark/handlers/web"
)

// Article is the view of room/message: one entry of a room's log. In a stream Own, First, Last and Tick are empty, because the
// same bytes go to every reader; the page's script sets them.
type Article struct {
	web.Shell
	Message chat.Message
	Own     bool
	First   bool   // of a run of one author
	Last    bool   // of a run of one author
	Tick    string // how far an own message has come: "stored", "delivered" or "read"; "" for all others
}

// RenderArticle makes the bytes that every reader of a language gets.
func RenderArticle(lang string, m chat.Message) ([]byte, error) {
	html, err := web.Render("room/message", Article{Shell: web.ShellFor(app.Actor{}, lang), Message: m})
	return bytes.TrimSpace(html), err
}

// Happened is which happening the entry is, and Number what it goes on with.
func (a Article) Happened() string {
	what, _, _ := strings.Cut(a.Message.Body, " ")
	return what
}

// Number is the number that a happening tells; empty in most.
func (a Article) Number() string {
	_, number, _ := strings.Cut(a.Message.Body, " ")
	return number
}

// Paragraphs are the lines of the body, each in pieces of text and links. An empty line has no pieces.
func (a Article) Paragraphs() [][]Piece {
	lines := strings.Split(a.Message.Body, "\n")
	paragraphs := make([][]Piece, len(lines))
	for i, line := range lines {
		paragraphs[i] = pieces(line)
	}
	return paragraphs
}
