package app

import (
	"slices"
	"strings"
)

// Duties are what a manager is trusted with, on top of the role: any set of them. Clients and operators have none.
type Duties uint8

// The duties.
const (
	Author        Duties = 1 << iota // writes products, rules, workflows and texts, and sends them for approval
	Approver                         // approves what somebody else has written; never their own
	Underwriter                      // decides applications
	Supervisor                       // sees the work of the staff in figures, and hands it over
	Auditor                          // reads the audit, requests of subjects and everything that is kept
	Administrator                    // people, settings and the system; no duty more than these
	allDuties     = Author | Approver | Underwriter | Supervisor | Auditor | Administrator
)

// AllDuties are all of them, in the order in which screens show them.
var AllDuties = []Duties{Author, Approver, Underwriter, Supervisor, Auditor, Administrator}

var dutyWords = map[Duties]string{
	Author: "author", Approver: "approver", Underwriter: "underwriter", Supervisor: "supervisor", Auditor: "auditor",
	Administrator: "administrator",
}

// Every is all duties together: of the first manager, and of a bank too small to divide them.
func Every() Duties { return allDuties }

// Has tells whether all duties of other are among d.
func (d Duties) Has(other Duties) bool { return d&other == other }

// List is d, duty by duty.
func (d Duties) List() []Duties {
	return slices.DeleteFunc(slices.Clone(AllDuties), func(one Duties) bool { return !d.Has(one) })
}

// String is the words of d, a space between two: how a set is stored. A single duty's word is what locale files know it by.
func (d Duties) String() string {
	words := make([]string, 0, len(AllDuties))
	for _, one := range d.List() {
		words = append(words, dutyWords[one])
	}
	return strings.Join(words, " ")
}

// Name is what a single duty is called: the text "duty.author".
func (d Duties) Name() Text { return Text{ID: "duty." + d.String()} }

// LacksDuty is the answer to somebody of the area who is not trusted with a duty.
func LacksDuty(one Duties) *Error {
	return Fail(Forbidden, T("error.not_your_duty", "Duty", one.Name()))
}

// ParseDuties reads what String wrote; ok is false when a word is no duty.
func ParseDuties(words string) (d Duties, ok bool) {
	for _, word := range strings.Fields(words) {
		found := false
		for one, name := range dutyWords {
			if name == word {
				d, found = d|one, true
			}
		}
		if !found {
			return d, false
		}
	}
	return d, true
}

// Rights are what somebody of the bank is trusted with beside the role. Clients have none.
type Rights struct {
	Duties Duties // of a manager
	Scope  Scope  // whose work they may see
	Team   string // id of their team; empty for the one of all who have none
}

// Usual are the rights that somebody gets of whom nothing else is said: a manager all of them, as the first one needs; an operator
// sees the work of the team.
func Usual(role Role) Rights {
	switch role {
	case Manager:
		return Rights{Duties: Every(), Scope: All}
	case Operator:
		return Rights{Scope: Team}
	}
	return Rights{}
}

// Scope is whose work somebody of the bank may see.
type Scope string

// The scopes.
const (
	Own  Scope = "own"  // what is assigned to them, and what nobody has
	Team Scope = "team" // and what their team has
	All  Scope = "all"
)

// Valid tells whether s is one of the scopes.
func (s Scope) Valid() bool { return s == Own || s == Team || s == All }
