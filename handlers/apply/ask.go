package apply

import (
	"strconv"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// AskForm is the question how much, for how long and how: what a product can be asked for.
type AskForm struct {
	web.Shell
	Inputs []Input
}

// Input is one part of it: a figure to type, or a choice.
type Input struct {
	ID      string // one of product.AskNames
	Name    string // of its text, after "apply.fact_"
	Value   string
	Unit    string
	Keys    string // the keyboard of a phone
	Hint    string // between which figures
	Choices []Pick
	Error   string
	Focus   bool
}

// Pick is one choice.
type Pick struct {
	Value, Name string
	Picked      bool
}

// AskFormOf asks for what a version can be had for. typed, when it isn't nil, stands in the fields in place of the ask.
func AskFormOf(s web.Shell, v product.Version, ask product.Ask, typed func(string) string, errors map[string]app.Text) AskForm {
	b := askBuilder{form: AskForm{Shell: s}, kind: v.Kind, typed: typed, errors: errors}
	limits, _ := v.Limits(ask.Currency, ask.Segment)
	if len(v.Content.Tariffs) > 1 {
		var picks []Pick
		for _, t := range v.Content.Tariffs {
			picks = append(picks, Pick{string(t.Currency), s.Sign(t.Currency) + " " + string(t.Currency), t.Currency == ask.Currency})
		}
		b.choice("currency", picks)
	}
	b.group(v, ask)
	credit := v.Content.Attributes.Credit
	if credit != nil && credit.MinDown > 0 {
		b.figure("price", s.Amount(ask.Price), s.Sign(ask.Currency), "decimal", "")
	}
	if limits.AmountHi > limits.AmountLo {
		b.figure("amount", s.Amount(ask.Amount), s.Sign(ask.Currency), "decimal",
			s.T("apply.between", "From", s.Money(limits.AmountLo, ask.Currency), "To", s.Money(limits.AmountHi, ask.Currency)))
	}
	if limits.TermHi > limits.TermLo {
		b.figure("term", strconv.Itoa(ask.Term), s.T("apply.months"), "numeric",
			s.T("apply.between_months", "From", limits.TermLo, "Count", limits.TermHi))
	}
	if credit != nil && len(credit.Methods) > 1 {
		var picks []Pick
		for _, m := range credit.Methods {
			picks = append(picks, Pick{string(m), s.T(methods[m]), m == ask.Method})
		}
		b.choice("method", picks)
	}
	if d := v.Content.Attributes.Deposit; d != nil {
		b.deposit(*d, ask)
	}
	return b.form
}

// group asks who the client is, where a tariff treats some apart.
func (b *askBuilder) group(v product.Version, ask product.Ask) {
	var picks []Pick
	for _, segment := range v.Groups(ask.Currency) {
		value := segment
		if value == "" {
			value = product.Everybody
		}
		picks = append(picks, Pick{value, b.form.Say(product.SegmentName(segment)), segment == ask.Segment})
	}
	if len(picks) > 0 {
		b.choice("segment", picks)
	}
}

// deposit asks when interest comes, and where it goes.
func (b *askBuilder) deposit(d product.DepositTerms, ask product.Ask) {
	if len(d.Payouts) > 1 {
		var picks []Pick
		for _, p := range d.Payouts {
			picks = append(picks, Pick{string(p), b.form.T(payouts[p]), p == ask.Payout})
		}
		b.choice("payout", picks)
	}
	if d.Capitalise {
		b.choice("capitalise", []Pick{
			{"true", b.form.T("apply.interest_added"), ask.Capitalise}, {"false", b.form.T("apply.interest_taken"), !ask.Capitalise},
		})
	}
}

// Wrong tells whether something in it needs a change.
func (f AskForm) Wrong() bool {
	for _, in := range f.Inputs {
		if in.Error != "" {
			return true
		}
	}
	return false
}

type askBuilder struct {
	form   AskForm
	kind   product.Kind
	typed  func(string) string
	errors map[string]app.Text
}

func (b *askBuilder) add(in Input) {
	in.Name = named(b.kind, in.ID)
	if text, wrong := b.errors[in.ID]; wrong {
		in.Focus = !b.form.Wrong()
		in.Error = b.form.Say(text)
	}
	b.form.Inputs = append(b.form.Inputs, in)
}

func (b *askBuilder) figure(id, value, unit, keys, hint string) {
	if b.typed != nil {
		value = b.typed(id)
	}
	b.add(Input{ID: id, Value: value, Unit: unit, Keys: keys, Hint: hint})
}

func (b *askBuilder) choice(id string, picks []Pick) { b.add(Input{ID: id, Choices: picks}) }
