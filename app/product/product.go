// Package product is what the bank offers: products, their versions with tariffs, who may have them, and what they cost.
//
// A product has numbered versions. A version is everything that is said and charged about it from one day of the bank to the
// day before the next one begins; a version that has once been in force never changes. InForce is the one answer to "what
// holds on day D": the page, the calculator, the application, scripts and reports all ask it. Amounts are minor units of a
// currency, rates are app.Rate (millionths a year), terms are months, days are app.Day.
package product

import (
	"slices"
	"time"

	"telemark/app"
)

// Kind tells what a product is; it decides which attributes it has and which calculator counts it.
type Kind string

// The kinds.
const (
	Deposit    Kind = "deposit"
	Savings    Kind = "savings"
	Loan       Kind = "loan" // consumer loan
	Mortgage   Kind = "mortgage"
	CarLoan    Kind = "car_loan"
	CreditCard Kind = "credit_card"
	DebitCard  Kind = "debit_card"
	Insurance  Kind = "insurance"
)

// Kinds are all of them in the order in which the catalogue shows them.
var Kinds = []Kind{Deposit, Savings, Loan, Mortgage, CarLoan, CreditCard, DebitCard, Insurance}

// KindWords are Kinds as words, for who knows products by their kind only.
func KindWords() []string {
	words := make([]string, len(Kinds))
	for i, k := range Kinds {
		words[i] = string(k)
	}
	return words
}

// Credit tells whether the client borrows a sum and pays it back in instalments.
func (k Kind) Credit() bool { return k == Loan || k == Mortgage || k == CarLoan }

// Saves tells whether the client gives the bank money for interest.
func (k Kind) Saves() bool { return k == Deposit || k == Savings }

// Card tells whether it is a payment card.
func (k Kind) Card() bool { return k == CreditCard || k == DebitCard }

// Valid tells whether k is one of the kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// Termed tells whether a tariff of the kind has terms; the cells of the others go from 0 to 0 months. A policy's length stands
// in its attributes.
func (k Kind) Termed() bool { return k == Deposit || k.Credit() }

// Product is one product without its versions. Its Slug names it in addresses and never changes.
type Product struct {
	ID       string
	Slug     string // of [a-z0-9-], unique
	Kind     Kind
	Position int  // in the catalogue, smallest first
	Archived bool // offered to nobody any more; kept for who has it
}

// Version is everything that is said and charged about a product for a time.
type Version struct {
	Product
	Number  int     // from 1; "tariff No. 14"
	From    app.Day // first day in force
	Until   app.Day // last day in force; none: until the next version or for good
	Content Content

	Author    string // id of who wrote it, "system" for the program
	Approver  string // id of who approved it, never the author; none: nobody was asked
	CreatedAt time.Time
}

// Content is what a version says. It is stored as one JSON document.
type Content struct {
	Texts      map[string]Text `json:"texts"` // by language; "en" and "ru" are both needed to publish
	Attributes Attributes      `json:"attributes"`
	Tariffs    []Tariff        `json:"tariffs"` // one for each currency, the main one first
	Rules      Rules           `json:"rules"`
	Form       []Step          `json:"form"`   // of the application; none: can't be applied for online
	Papers     []Paper         `json:"papers"` // wanted with an application
}

// Text is what a product says of itself in one language: plain text.
type Text struct {
	Name       string     `json:"name"`       // Deposit “Pass”
	Lead       string     `json:"lead"`       // one or two sentences
	Conditions []Pair     `json:"conditions"` // "Top-ups": "in the first 60 days, from 1,000 ₽"
	Steps      []Pair     `json:"steps"`      // how to get it
	Questions  []Pair     `json:"questions"`  // asked often, with the answers
	Documents  []Document `json:"documents"`
}

// Pair is a short heading with what belongs to it.
type Pair struct {
	Head string `json:"head"`
	Body string `json:"body"`
}

// Document is a published text about the product: general terms, a tariff sheet.
type Document struct {
	Name string `json:"name"`
	Body string `json:"body"` // plain text with blank lines between paragraphs
}

// In is the text in lang, in English where that is missing.
func (c Content) In(lang string) Text {
	if t, ok := c.Texts[lang]; ok {
		return t
	}
	return c.Texts["en"]
}
