package app

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what an error means to the person who caused it; the web turns it into a status.
type Kind int

// The kinds, with the HTTP status that handlers give them. An error without a kind is Internal.
const (
	Internal        Kind = iota // 500: our fault; shown with a reference number only
	Invalid                     // 422: something typed needs a change
	Unauthenticated             // 401: sign in first
	Forbidden                   // 403: known, and not allowed
	NotFound                    // 404: does not exist, or is not yours: the same answer
	Conflict                    // 409: somebody else was faster
	TooMany                     // 429: slow down
	Unavailable                 // 503: not now
)

// Text names a message of the locale files with its arguments. Only a Text is ever shown to people.
type Text struct {
	ID   string
	Args map[string]any
}

// T makes a Text from a message id and pairs of argument name and value. The id must be a literal: a test looks for it in
// each locale.
func T(id string, pairs ...any) Text {
	if len(pairs) == 0 {
		return Text{ID: id}
	}
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return Text{ID: id, Args: args}
}

// Field is one field of a form that needs a change, and what to type there.
type Field struct {
	Name string
	Text Text
}

// Error has two texts: Text is safe to show, Err is for the log.
type Error struct {
	Kind   Kind
	Text   Text
	Fields []Field // Invalid only
	Retry  int     // TooMany only: seconds until it is worth trying again
	Err    error   // what happened underneath, never shown
}

// Fail makes an error of a kind with the text that its reader sees.
func Fail(kind Kind, text Text) *Error { return &Error{Kind: kind, Text: text} }

// FailFields makes an Invalid error that points at the fields.
func FailFields(fields ...Field) *Error {
	return &Error{Kind: Invalid, Text: T("error.fields"), Fields: fields}
}

// Because keeps the cause for the log.
func (e *Error) Because(err error) *Error {
	e.Err = err
	return e
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Text.ID)
	for _, f := range e.Fields {
		b.WriteString(" " + f.Name + ":" + f.Text.ID)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf tells the kind of err; Internal when it has none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// ErrNotFound is the answer to an unknown id and to somebody else's id alike.
var ErrNotFound = Fail(NotFound, T("error.not_found"))
