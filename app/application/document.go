package application

import (
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"telemark/app"
)

// Document is a file that a client has added to an application. Its content stands in parts beside it, and never changes.
type Document struct {
	ID          string
	Application string
	Paper       string // id of the wanted paper that it is, or OtherPaper
	Name        string // as the client's device called it, cleaned, with the ending of its type; only ever shown
	Type        FileType
	Size        int64  // bytes
	SHA256      string // 64 hex digits
	State       DocumentState
	By          Person
	At          time.Time  // when it began to arrive
	TriedAt     *time.Time // while a scanner has to look at it: when one was last asked
}

// OtherPaper is what a document is that no paper of the product asks for.
const OtherPaper = "other"

// DocumentState is how far a document has come on its way to the bank.
type DocumentState string

// The states of documents.
const (
	Arriving  DocumentState = "arriving"  // not all of it is here; nobody sees it
	Scanning  DocumentState = "scanning"  // waits for the scanner's word: the bank can't open it
	Clean     DocumentState = "clean"     // the scanner found nothing
	Infected  DocumentState = "infected"  // the scanner found something: its content is gone, the record stays
	Unscanned DocumentState = "unscanned" // there is no scanner
)

// The limits, which are said before a file is chosen.
const (
	MaxFileSize  = 10 << 20 // bytes of one document
	MaxDocuments = 20       // of one application, infected ones too
	MaxFolder    = 100 << 20
	PartSize     = 256 << 10 // of the content, as the store keeps it
	maxFileName  = 100       // characters
)

// admit tells whether one more document may come, beside those that an application has, arriving ones included: twenty at once
// count as twenty. Of an arriving one the size isn't known, so the whole folder is weighed when it has arrived.
func admit(have []Document, d Document) error {
	size := d.Size
	for _, h := range have {
		if h.ID != d.ID {
			size += h.Size
		}
	}
	others := slices.DeleteFunc(slices.Clone(have), func(h Document) bool { return h.ID == d.ID })
	switch {
	case len(others) >= MaxDocuments:
		return fileError(app.T("documents.too_many", "Limit", MaxDocuments))
	case size > MaxFolder:
		return fileError(app.T("documents.folder_full", "Limit", MaxFolder>>20))
	}
	return nil
}

// sameAs finds a document with the same content: sending a file twice makes one.
func sameAs(have []Document, d Document) (Document, bool) {
	i := slices.IndexFunc(have, func(h Document) bool { return h.SHA256 == d.SHA256 && h.State != Arriving })
	if i < 0 {
		return Document{}, false
	}
	return have[i], true
}

func fileError(text app.Text) error { return app.FailFields(app.Field{Name: "file", Text: text}) }

// cleanName makes what a device calls a file fit to be shown and to be saved under: no path, nothing invisible, nothing that turns
// the direction of writing (which lets "exe.pdf" end in another way than it looks), and the ending of what the file is.
func cleanName(name string, t FileType) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar || strings.ContainsRune(`/<>:"|?*`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Trim(name, " .")
	for _, ending := range t.endings() {
		if rest, ok := cutEnding(name, ending); ok {
			name = rest
			break
		}
	}
	if runes := []rune(name); len(runes) > maxFileName {
		name = strings.TrimRight(string(runes[:maxFileName]), " .")
	}
	if name == "" {
		name = "document"
	}
	return name + t.endings()[0]
}

func cutEnding(name, ending string) (string, bool) {
	if len(name) < len(ending) || !strings.EqualFold(name[len(name)-len(ending):], ending) {
		return name, false
	}
	return strings.TrimRight(name[:len(name)-len(ending)], " ."), true
}
