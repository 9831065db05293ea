// Package workflow is how the bank decides applications, as data: stages between the submission and the decision, and the ways that lead
// from one to the next.
//
// A workflow has versions. One that is in force never changes; an application keeps the version under which it was submitted. The
// outer life of an application stays what it is (application.State): while the bank has it, its stage says which acts are allowed, by whom,
// and for which amounts. Amounts are kopecks. What is asked for in another currency counts as above every limit: there
// is no rate in this house by which a limit could be turned.
//
// Check finds what would leave an application stuck, before a workflow gets into force.
package workflow

import (
	"math"
	"slices"
	"time"

	"telemark/app"
	"telemark/app/product"
)

// Content is what a version of a workflow says.
type Content struct {
	Names  map[string]string `json:"names"` // by language
	Kinds  []product.Kind    `json:"kinds"` // of the products whose applications it decides
	Stages []Stage           `json:"stages"`
}

// Stage is one stop between submission and decision; the first is where an application begins.
type Stage struct {
	ID     string            `json:"id"`
	Names  map[string]string `json:"names"`
	Who    Right             `json:"who"` // may work there
	Hours  int               `json:"hours"`
	Checks []Item            `json:"checks,omitempty"`
	Papers []string          `json:"papers,omitempty"` // ids of the product's papers that must have arrived
	Ways   []Way             `json:"ways"`
}

// Item is one line of a stage's checklist. All of them are ticked before a way forward is open.
type Item struct {
	ID    string            `json:"id"`
	Names map[string]string `json:"names"`
}

// Way leads out of a stage: to another one, or to an outcome.
type Way struct {
	To    string `json:"to"`
	Right Right  `json:"right"` // whoever goes it
	// Up to Limit one person with the right suffices; 0 without Votes: there is no limit. Above it so many of Votes are needed,
	// of different people with the right; with none of them the way is closed there.
	Limit int64 `json:"limit,omitempty"`
	Votes int   `json:"votes,omitempty"`
}

// The outcomes to which a way leads that leads to no stage.
const (
	Offer  = "offer"
	Refuse = "refuse"
	Rework = "ask" // back to the client, who answers: the application comes back to the same stage
)

// Outcomes are all of them.
var Outcomes = []string{Offer, Refuse, Rework}

// The bounds of a workflow.
const (
	MaxStages = 12
	MaxItems  = 20 // of one checklist
	MaxVotes  = 9
	MaxHours  = 24 * 90
	MaxName   = 80 // characters
)

// Standard is the workflow of all kinds that no other one decides. It always exists.
const Standard = "01STANDARD0000000000000000"

// Version is one version of a workflow that was published.
type Version struct {
	Workflow string // id
	Number   int
	Content
	Author    string // id; empty: came with the program
	Approver  string
	Published time.Time
}

// Name is what the workflow is called in lang, in English where that is missing.
func (c Content) Name(lang string) string { return in(c.Names, lang) }

// Name is what the stage is called in lang.
func (s Stage) Name(lang string) string { return in(s.Names, lang) }

// Name is the line of the checklist in lang.
func (i Item) Name(lang string) string { return in(i.Names, lang) }

func in(names map[string]string, lang string) string {
	if name, ok := names[lang]; ok && name != "" {
		return name
	}
	return names["en"]
}

// Stage finds a stage by its id.
func (c Content) Stage(id string) (Stage, bool) {
	if i := c.At(id); i >= 0 {
		return c.Stages[i], true
	}
	return Stage{}, false
}

// At is the place of a stage among the others; -1 when there is none of this id.
func (c Content) At(id string) int {
	return slices.IndexFunc(c.Stages, func(s Stage) bool { return s.ID == id })
}

// Way finds the way of a stage to a target.
func (s Stage) Way(to string) (Way, bool) {
	for _, w := range s.Ways {
		if w.To == to {
			return w, true
		}
	}
	return Way{}, false
}

// Votes tells whether there is anything to vote about in the stage for an amount, and whether the actor has a vote.
func (s Stage) Votes(actor app.Actor, amount int64) bool {
	return slices.ContainsFunc(s.Ways, func(w Way) bool { return w.Needs(amount) > 1 && w.Right.Held(actor) })
}

// Needs is how many people have to be for a way with an amount: 1 when whoever goes it suffices, 0 when it is closed.
func (w Way) Needs(amount int64) int {
	switch {
	case w.Limit == 0 && w.Votes == 0, w.Limit > 0 && amount <= w.Limit:
		return 1
	}
	return w.Votes
}

// Forward tells whether a way from a stage of c leads on: to an offer, or to a later stage.
func (c Content) Forward(from string, w Way) bool {
	return w.To == Offer || c.At(w.To) > c.At(from)
}

// Amount is what limits are compared with.
func Amount(minor int64, currency app.Currency) int64 {
	if currency != app.RUB {
		return math.MaxInt64
	}
	return minor
}
