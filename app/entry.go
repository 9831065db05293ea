package app

import (
	"slices"
	"strings"
)

// Entry is what the bank asks of its people when they come in. The zero Entry asks for a password only.
type Entry struct {
	Forced Forced // who must show a second factor
	Single bool   // an operator has one live session: signing in ends the older ones
}

// Forced says who of the bank's people must show a second factor. The zero Forced is nobody.
type Forced struct {
	Operators bool
	Duties    Duties // every manager who has one of them
}

// ForcedAll is everybody who works for the bank.
func ForcedAll() Forced { return Forced{Operators: true, Duties: Every()} }

// Of tells whether somebody with the role and the duties must.
func (f Forced) Of(role Role, duties Duties) bool {
	switch role {
	case Operator:
		return f.Operators
	case Manager:
		return f.Duties&duties != 0
	}
	return false
}

// Covers tells whether f forces everybody whom other forces.
func (f Forced) Covers(other Forced) bool {
	return (f.Operators || !other.Operators) && f.Duties.Has(other.Duties)
}

// String is how it is stored and audited: "operator author approver"; "nobody" for the zero Forced.
func (f Forced) String() string {
	var words []string
	if f.Operators {
		words = append(words, string(Operator))
	}
	if f.Duties != 0 {
		words = append(words, f.Duties.String())
	}
	if len(words) == 0 {
		return nobody
	}
	return strings.Join(words, " ")
}

const nobody = "nobody"

// ParseForced reads what String wrote; ok is false when a word is neither the operators' nor a duty's.
func ParseForced(text string) (f Forced, ok bool) {
	if text == nobody {
		return f, true
	}
	words := strings.Fields(text)
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == string(Operator) })
	f.Operators = len(rest) < len(words)
	f.Duties, ok = ParseDuties(strings.Join(rest, " "))
	return f, ok && len(words) > 0
}
