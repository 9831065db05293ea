package application

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/product"
)

// Offer is what the bank offers. Accepting binds the version, the figures, the text and the time.
type Offer struct {
	Version    int           `json:"version"` // of the product
	Quote      product.Quote `json:"quote"`
	Text       string        `json:"text"` // as the client read it, whole
	Lang       string        `json:"lang"`
	By         string        `json:"by"` // name of whoever made it
	MadeAt     time.Time     `json:"made_at"`
	Expires    time.Time     `json:"expires"` // the moment from which it can't be accepted
	Digest     string        `json:"digest"`  // of all of the above: what the client sees is what the client accepts
	AcceptedAt *time.Time    `json:"accepted_at,omitempty"`
	Acceptance string        `json:"acceptance,omitempty"` // of the digest, the client and the time of acceptance
}

// OfferDraft is an offer that is to be made.
type OfferDraft struct {
	Ask     product.Ask
	Expires app.Day // the last day on which it can be accepted
	Text    string
	Lang    string
}

// The bounds of an offer.
const (
	MaxNote      = 2000 // characters of each text that somebody writes
	MaxOfferDays = 90
)

// digest is the SHA-256, in hex, of an offer for an application in a canonical form: a line for each part with its length before
// it, so that no two offers have the same text. It leaves out nothing that the client is shown.
func (o Offer) digest(application string) string {
	q, a := o.Quote, o.Quote.Ask
	return digest("telemark offer 1", application, o.Version, o.Text, o.Lang, o.By, stamp(o.MadeAt), stamp(o.Expires),
		a.Currency, a.Amount, a.Term, a.Segment, a.Start, a.Method, a.Price, a.Payout, a.Capitalise, a.Spend,
		q.Version, q.Rate, q.Payment, q.Last, q.Highest, q.Interest, q.Fees, q.Cashback, q.Total, q.Effective)
}

// acceptance is the digest that binds an offer to who accepted it, and when.
func (o Offer) acceptance(client string) string {
	if o.AcceptedAt == nil {
		return ""
	}
	return digest("telemark acceptance 1", o.Digest, client, stamp(*o.AcceptedAt))
}

func digest(parts ...any) string {
	var b strings.Builder
	for _, part := range parts {
		text := fmt.Sprint(part)
		fmt.Fprintf(&b, "%d:%s\n", len(text), text)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Intact tells whether the application's offer, and its acceptance where there is one, is what it was.
func (a Application) Intact() bool {
	o := a.Offer
	return o == nil || o.Digest == o.digest(a.ID) && o.Acceptance == o.acceptance(a.Client.ID)
}

// Difference is one figure of an offer that is not what was asked for.
type Difference struct {
	Figure         string // "amount", "term", "rate", "payment", "interest", "fees", "total", "effective"
	Asked, Offered int64  // in the figure's own unit: minor units, months, millionths
}

// Differences are the figures of the last offer that are not what was asked for.
func Differences(a Application) []Difference {
	if a.Offer == nil {
		return nil
	}
	was, is := a.Quote, a.Offer.Quote
	all := []Difference{
		{"amount", a.Ask.Amount, is.Ask.Amount}, {"term", int64(a.Ask.Term), int64(is.Ask.Term)},
		{"rate", int64(was.Rate), int64(is.Rate)}, {"payment", was.Payment, is.Payment},
		{"interest", was.Interest, is.Interest}, {"fees", was.Fees, is.Fees},
		{"total", was.Total, is.Total}, {"effective", int64(was.Effective), int64(is.Effective)},
	}
	return slices.DeleteFunc(all, func(d Difference) bool { return d.Asked == d.Offered })
}

// check cleans the draft and says at which field something is wrong.
func (d OfferDraft) check(today app.Day) (OfferDraft, error) {
	var wrong []app.Field
	d.Text = app.Clean(d.Text)
	switch n := utf8.RuneCountInString(d.Text); {
	case n == 0:
		wrong = append(wrong, app.Field{Name: "text", Text: app.T("application.offer_text_missing")})
	case n > MaxNote:
		wrong = append(wrong, app.Field{Name: "text", Text: app.T("application.note_long", "Max", MaxNote)})
	}
	last, ok := app.ParseDay(string(d.Expires))
	if !ok || last < today || today.Until(last) > MaxOfferDays {
		wrong = append(wrong, app.Field{Name: "expires", Text: app.T("application.offer_expires_odd", "Max", MaxOfferDays)})
	}
	if d.Lang != "ru" {
		d.Lang = "en"
	}
	if len(wrong) > 0 {
		return d, app.FailFields(wrong...)
	}
	return d, nil
}

// offeredAt is the field of an offer's form at which a rule can be met; the others can't be by any offer.
var offeredAt = map[string]string{"max_age": "term", "max_share": "amount", "currency": "currency"}

// unfit are the rules of the product that an offer of this doesn't meet.
func (a Application) unfit(v product.Version, quote product.Quote, today app.Day) (wrong []app.Field) {
	for _, r := range v.Content.Rules.Check(a.applicant(), quote.Ask, quote.Highest, today) {
		at, ok := offeredAt[r.Rule]
		if !ok {
			at = "text"
		}
		wrong = append(wrong, app.Field{Name: at, Text: r.Text})
	}
	return wrong
}

// offer makes an offer in place of the last one. v is the version that quoted it, whose rules an offer has to meet as an application has.
func (a Application) offer(actor app.Actor, v product.Version, d OfferDraft, quote product.Quote, at time.Time) (Update, error) {
	to, err := a.next(actor, Make)
	if err != nil {
		return Update{}, err
	}
	if wrong := a.unfit(v, quote, app.DayOf(at)); len(wrong) > 0 {
		return Update{}, app.FailFields(wrong...)
	}
	if err := a.leave(workflow.Offer, quote.Ask.Amount); err != nil {
		return Update{}, err
	}
	o := Offer{
		Version: quote.Version, Quote: quote, Text: d.Text, Lang: d.Lang, By: actor.Name,
		MadeAt: at, Expires: d.Expires.Add(1).Start(),
	}
	o.Digest = o.digest(a.ID)
	c := a.update()
	c.Application.Offer = &o
	c.move(actor, Make, to, at)
	c.record(actor, "application.offer", "", o.Digest)
	return c, nil
}

// accept accepts the offer whose digest the client saw. Accepting it twice changes nothing.
func (a Application) accept(actor app.Actor, seen string, at time.Time) (Update, error) {
	if a.State == Accepted && actor.Role == app.Client && a.Offer.Digest == seen {
		return a.update(), nil
	}
	to, err := a.next(actor, Accept)
	switch {
	case err != nil:
		return Update{}, err
	case a.Offer.Digest != seen:
		return Update{}, app.Fail(app.Conflict, app.T("application.offer_changed"))
	case !at.Before(a.Offer.Expires):
		return Update{}, app.Fail(app.Conflict, app.T("application.offer_expired"))
	case !a.Intact():
		return Update{}, fmt.Errorf("the offer of application %s is not what was made", a.ID)
	}
	o := *a.Offer
	o.AcceptedAt = &at
	o.Acceptance = o.acceptance(a.Client.ID)
	c := a.update()
	c.Application.Offer = &o
	c.move(actor, Accept, to, at)
	c.record(actor, "application.accept", "", o.Acceptance)
	return c, nil
}

// decline turns down the offer whose digest the client saw. Declining it twice changes nothing.
func (a Application) decline(actor app.Actor, seen, reason string, at time.Time) (Update, error) {
	if a.State == Declined && actor.Role == app.Client && a.Offer.Digest == seen {
		return a.update(), nil
	}
	if _, err := a.next(actor, Decline); err != nil {
		return Update{}, err
	}
	if a.Offer.Digest != seen {
		return Update{}, app.Fail(app.Conflict, app.T("application.offer_changed"))
	}
	return a.end(actor, Decline, reason, DeclineReasons, "", at)
}

// expire takes back an offer whose time is over.
func (a Application) expire(at time.Time) (Update, error) {
	if a.State != Offered || at.Before(a.Offer.Expires) {
		return a.update(), nil // answered or made anew meanwhile
	}
	to, err := a.next(System, Expire)
	if err != nil {
		return Update{}, err
	}
	c := a.update()
	c.move(System, Expire, to, at)
	c.record(System, "application.expire", a.Offer.Digest, "")
	return c, nil
}
